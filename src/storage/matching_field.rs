//! What a run of the matching is made from.

use futures::TryStreamExt as _;

use super::{
    StorageError, Tx,
    exam_registration::content_of_row,
    mark::{combinations_fetch_all, marks_from_rows},
};
use crate::domain::{
    exam::subject::Subject,
    ids::{CandidateId, ProgrammeId, SeasonYear},
    matching::{
        field::{CandidateInField, ProgrammeInField},
        instance::{Seats, TiePolicy},
    },
    score::Score,
};

/// The programmes of a season, by id.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn field_programmes_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<ProgrammeInField>, StorageError> {
    let known = combinations_fetch_all(tx).await?;
    let rows = sqlx::query!(
        r#"SELECT id, quota, tie_policy, entry_threshold_hundredths, is_teacher_training, weighted_subject,
               ARRAY(SELECT combination_code FROM programme_combination
                     WHERE programme_id = programme.id ORDER BY combination_code COLLATE "C") AS "combinations!"
           FROM programme WHERE season = $1 ORDER BY id"#,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let programmes = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("programme", column, row.id);
        let quota = u32::try_from(row.quota).map_err(|_| inconsistent("quota"))?;
        let tie_policy = TiePolicy::parse(&row.tie_policy).ok_or_else(|| inconsistent("tie_policy"))?;
        let weighted_subject = match &row.weighted_subject {
            Some(word) => Some(Subject::parse(word).ok_or_else(|| inconsistent("weighted_subject"))?),
            None => None,
        };
        Ok(ProgrammeInField {
            id: ProgrammeId(row.id),
            seats: Seats { quota, tie_policy },
            combinations: row.combinations.iter().filter_map(|code| known.get(code).cloned()).collect(),
            weighted_subject,
            entry_threshold: Score::from_hundredths(row.entry_threshold_hundredths),
            is_teacher_training: row.is_teacher_training,
        })
    });
    programmes.collect()
}

/// The candidates of a season whose submitted list stands, by id; read as a stream, row by row.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn field_candidates_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<CandidateInField>, StorageError> {
    let mut rows = sqlx::query!(
        r#"SELECT candidate.id,
               (SELECT version.content FROM exam_registration registration
                JOIN exam_registration_version version ON version.registration_id = registration.id
                WHERE registration.candidate_id = candidate.id AND registration.state = 'approved'
                ORDER BY version.number DESC LIMIT 1) AS content,
               EXISTS(SELECT FROM bill WHERE bill.candidate_id = candidate.id AND bill.list_version_id = list.id
                   AND bill.paid_at IS NOT NULL) AS "is_paid!",
               ARRAY(SELECT rank FROM preference WHERE list_version_id = list.id ORDER BY rank) AS "ranks!",
               ARRAY(SELECT programme_id FROM preference WHERE list_version_id = list.id ORDER BY rank) AS "programmes!",
               ARRAY(SELECT subject_code FROM mark WHERE mark.season = candidate.season
                   AND mark.candidate_number = candidate.candidate_number ORDER BY subject_code) AS "subjects!",
               ARRAY(SELECT mark_hundredths FROM mark WHERE mark.season = candidate.season
                   AND mark.candidate_number = candidate.candidate_number ORDER BY subject_code) AS "marks!"
           FROM candidate
           JOIN preference_list_version list ON list.candidate_id = candidate.id
           WHERE candidate.season = $1 AND NOT EXISTS (SELECT FROM preference_list_version later
               WHERE later.candidate_id = candidate.id AND later.number > list.number)
           ORDER BY candidate.id"#,
        season.0
    )
    .fetch(tx.conn());
    let mut candidates = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let content = row.content.map(|content| content_of_row(row.id, content)).transpose()?;
        let language = content.as_ref().and_then(|content| content.papers.language());
        let marks = row.subjects.into_iter().zip(row.marks);
        let rank = |rank: i16| u8::try_from(rank).map_err(|_| StorageError::inconsistent("preference", "rank", row.id));
        let preferences = row
            .ranks
            .into_iter()
            .zip(row.programmes)
            .map(|(each, programme)| Ok((rank(each)?, ProgrammeId(programme))));
        candidates.push(CandidateInField {
            candidate: CandidateId(row.id),
            approved_priority_max: content.as_ref().map(|content| content.priority_max()),
            is_paid: row.is_paid,
            marks: marks_from_rows(marks, language.map(|language| language.as_str()), row.id)?,
            preferences: preferences.collect::<Result<_, StorageError>>()?,
        });
    }
    Ok(candidates)
}
