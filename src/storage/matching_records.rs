//! What a run of the matching is made from, read in streams: a season has 7.5 million preferences.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{
    PROGRESS_EVERY, StorageError, Tx,
    amendment::amended_priority_of_row,
    copy::{Fields, copy_out},
    mark::combinations_fetch_all,
};
use crate::domain::{
    admission::combination::{Marks, SubjectCombination},
    candidate::priority::{PriorityArea, PriorityGroup},
    exam::subject::{ForeignLanguage, Subject},
    ids::{CandidateId, ProgrammeId, SeasonYear},
    matching::{
        instance::{Seats, TiePolicy},
        records::{CandidateInField, ProgrammeInField, Records},
    },
    score::Score,
    season::Season,
};

/// The programmes of a season, by id.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn records_fetch_programmes(tx: &mut Tx, season: SeasonYear) -> Result<Vec<ProgrammeInField>, StorageError> {
    let known = combinations_fetch_all(tx).await?;
    let rows = sqlx::query!(
        "SELECT id, quota, tie_policy, entry_threshold_hundredths, is_teacher_training, weighted_subject
         FROM programme WHERE season = $1 ORDER BY id",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let taken = sqlx::query!(
        r#"SELECT programme_id, combination_code FROM programme_combination
           JOIN programme ON programme.id = programme_id WHERE season = $1 ORDER BY combination_code COLLATE "C""#,
        season.0
    );
    let mut combinations: HashMap<Uuid, Vec<SubjectCombination>> = HashMap::with_capacity(rows.len());
    for row in taken.fetch_all(tx.conn()).await? {
        let combination = known.get(&row.combination_code).cloned();
        combinations.entry(row.programme_id).or_default().extend(combination);
    }
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
            combinations: combinations.remove(&row.id).unwrap_or_default(),
            weighted_subject,
            entry_threshold: Score::from_hundredths(row.entry_threshold_hundredths),
            is_teacher_training: row.is_teacher_training,
        })
    });
    programmes.collect()
}

/// All that a run of `season` is made from. `progress` is told how many preferences were read so far.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn records_fetch(
    tx: &mut Tx,
    season: &Season,
    mut progress: impl FnMut(usize),
) -> Result<Records, StorageError> {
    // Enough for the hash tables of a whole season: on disk they would be read again for every part.
    sqlx::query!("SELECT set_config('work_mem', '256MB', true) AS work_mem").fetch_one(tx.conn()).await?;
    let programmes = records_fetch_programmes(tx, season.year).await?;
    let mut records = Records::new(season.rules.score_rules(), season.rules.preference_rules(), programmes);
    let (lists, mut sitters) = candidates_read(tx, season.year, &mut records).await?;
    preferences_read(tx, season.year, &lists, &mut records, &mut progress).await?;
    marks_read(tx, season.year, &mut sitters).await?;
    for (candidate, marks, language) in sitters.into_values() {
        if let Some(candidate) = records.candidate_mut(candidate) {
            candidate.marks = Marks::new(marks, language);
        }
    }
    Ok(records)
}

/// By candidate number: the number in the records, the marks read so far, the language of the exam.
type Sitters = HashMap<Box<str>, (u32, BTreeMap<Subject, Score>, Option<ForeignLanguage>)>;

/// The candidates whose submitted list stands, with the approved registration and whether they have paid; gives the
/// number in the records of each list's owner.
async fn candidates_read(
    tx: &mut Tx,
    season: SeasonYear,
    records: &mut Records,
) -> Result<(HashMap<Uuid, u32>, Sitters), StorageError> {
    let (mut lists, mut sitters) = (HashMap::new(), HashMap::new());
    let query = format!(
        "SELECT candidate.id, list.id, candidate.candidate_number, bill.id IS NOT NULL, registration.id IS NOT NULL,
             version.content #>> '{{papers,language}}', version.content #>> '{{priority,area}}',
             version.content #>> '{{derived_area,area}}', version.content #>> '{{priority,category,group}}',
             amended.priority_area, amended.priority_category, amended_category.priority_group
         FROM candidate
         JOIN preference_list_version AS list ON list.candidate_id = candidate.id
         LEFT JOIN bill ON bill.candidate_id = candidate.id AND bill.list_version_id = list.id
             AND bill.paid_at IS NOT NULL
         LEFT JOIN (exam_registration AS registration
                 JOIN exam_registration_version AS version ON version.registration_id = registration.id
                     AND NOT EXISTS (SELECT FROM exam_registration_version AS later
                         WHERE later.registration_id = version.registration_id AND later.number > version.number))
             ON registration.candidate_id = candidate.id AND is_accepted_registration(registration.state)
         LEFT JOIN amended ON amended.candidate_id = candidate.id
         LEFT JOIN season_priority_category AS amended_category ON amended_category.season = candidate.season
             AND amended_category.code = amended.priority_category
         WHERE candidate.season = {} AND NOT EXISTS (SELECT FROM preference_list_version AS later
             WHERE later.candidate_id = list.candidate_id AND later.number > list.number)",
        season.0
    );
    copy_out(tx, &query, |row| {
        let (candidate, list) = (row.uuid()?, row.uuid()?);
        let number = row.text()?.map(Box::from);
        let is_paid = row.bool()?;
        let is_approved = row.bool()?;
        let language = row.text()?.and_then(ForeignLanguage::parse);
        let priority = if is_approved { Some(priority_of_row(row, candidate)?) } else { None };
        let added = records.add_candidate(CandidateInField {
            candidate: CandidateId(candidate),
            approved_priority_max: priority,
            is_paid,
            marks: Marks::default(),
        });
        lists.insert(list, added);
        if let Some(number) = number {
            sitters.insert(number, (added, BTreeMap::new(), language));
        }
        Ok(())
    })
    .await?;
    Ok((lists, sitters))
}

/// The greatest priority of an approved registration: as the registration says it, see `ExamRegistrationContent`, once
/// the slips of the procedures day are read.
fn priority_of_row(row: &mut Fields<'_>, candidate: Uuid) -> Result<Score, StorageError> {
    let inconsistent = || StorageError::inconsistent("exam_registration_version", "content", candidate);
    let (claimed, derived) = (row.text()?, row.text()?);
    let area = claimed.or(derived).and_then(PriorityArea::parse).ok_or_else(inconsistent)?;
    let group = row.text()?.map(|group| PriorityGroup::parse(group).ok_or_else(inconsistent)).transpose()?;
    let amended = amended_priority_of_row([row.text()?, row.text()?, row.text()?], candidate)?;
    Ok(amended.priority_max(area, group))
}

async fn preferences_read(
    tx: &mut Tx,
    season: SeasonYear,
    lists: &HashMap<Uuid, u32>,
    records: &mut Records,
    progress: &mut impl FnMut(usize),
) -> Result<(), StorageError> {
    let query = format!(
        "SELECT list_version_id, rank, programme_id FROM preference WHERE list_version_id IN (
             SELECT list.id FROM preference_list_version AS list
             JOIN candidate ON candidate.id = list.candidate_id WHERE candidate.season = {})",
        season.0
    );
    // Lists lie together in the table, mostly.
    let mut last = (Uuid::nil(), None);
    copy_out(tx, &query, |row| {
        let list = row.uuid()?;
        let rank = row.i16()?;
        let rank = u8::try_from(rank).map_err(|_| StorageError::inconsistent("preference", "rank", list))?;
        if last.0 != list {
            last = (list, lists.get(&list).copied());
        }
        // The list of nobody here is one that was replaced.
        if let Some(candidate) = last.1 {
            records.add_preference(candidate, rank, ProgrammeId(row.uuid()?));
            if records.preference_count().is_multiple_of(PROGRESS_EVERY) {
                progress(records.preference_count());
            }
        }
        Ok(())
    })
    .await
}

/// Marks as they count: what an appeal changed by the moment of the snapshot is in.
async fn marks_read(tx: &mut Tx, season: SeasonYear, sitters: &mut Sitters) -> Result<(), StorageError> {
    let query = format!(
        "SELECT candidate_number, subject_code, mark_hundredths FROM effective_mark WHERE season = {}",
        season.0
    );
    copy_out(tx, &query, |row| {
        let number = row.text()?.unwrap_or_default();
        let Some((_, marks, _)) = sitters.get_mut(number) else { return Ok(()) };
        let subject = row.text()?.and_then(Subject::parse);
        let subject = subject.ok_or(StorageError::inconsistent("mark", "subject_code", Uuid::nil()))?;
        marks.insert(subject, Score::from_hundredths(i32::from(row.i16()?)));
        Ok(())
    })
    .await
}
