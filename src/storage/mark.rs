//! Marks of the exam.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    admission::combination::{Marks, SubjectCombination},
    exam::subject::{ForeignLanguage, Subject},
    ids::{CandidateId, CandidateNumber, SeasonYear},
    score::Score,
};

/// A candidate's marks under the candidate number, as they count after appeals; `None` before a number is given.
///
/// # Errors
/// `Driver`; `Inconsistent` for a number or subject that the domain does not know.
pub async fn marks_fetch_of_candidate(
    tx: &mut Tx,
    candidate: CandidateId,
) -> Result<Option<(CandidateNumber, Marks)>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT candidate.season, candidate.candidate_number, (
               SELECT version.content -> 'papers' ->> 'language'
               FROM exam_registration registration
               JOIN exam_registration_version version ON version.registration_id = registration.id
               WHERE registration.candidate_id = candidate.id AND is_accepted_registration(registration.state)
               ORDER BY version.number DESC LIMIT 1
           ) AS language
           FROM candidate WHERE candidate.id = $1"#,
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some((row, number)) = row.and_then(|row| row.candidate_number.clone().map(|number| (row, number))) else {
        return Ok(None);
    };
    let number = CandidateNumber::parse(&number)
        .ok_or_else(|| StorageError::inconsistent("candidate", "candidate_number", candidate.0))?;
    let rows = sqlx::query!(
        r#"SELECT subject_code AS "subject_code!", mark_hundredths AS "mark_hundredths!" FROM effective_mark
           WHERE season = $1 AND candidate_number = $2"#,
        row.season,
        number.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    let marks = rows.into_iter().map(|row| (row.subject_code, row.mark_hundredths));
    let language = row.language.as_deref();
    Ok(Some((number, marks_from_rows(marks, language, candidate.0)?)))
}

/// The marks of a candidate number that an appeal changed, as they were published.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject that the domain does not know.
pub async fn changed_marks_fetch(
    tx: &mut Tx,
    season: SeasonYear,
    number: &CandidateNumber,
) -> Result<BTreeMap<Subject, Score>, StorageError> {
    let rows = sqlx::query!(
        "SELECT subject_code, before_hundredths FROM mark_change WHERE season = $1 AND candidate_number = $2",
        season.0,
        number.as_str()
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let subject = Subject::parse(&row.subject_code)
            .ok_or_else(|| StorageError::inconsistent("mark_change", "subject_code", Uuid::nil()))?;
        Ok((subject, Score::from_hundredths(i32::from(row.before_hundredths))))
    });
    rows.collect()
}

/// Marks from subject words and hundredths; `language` is the exam's code, e.g. `N1`.
pub(super) fn marks_from_rows(
    rows: impl Iterator<Item = (String, i16)>,
    language: Option<&str>,
    owner: Uuid,
) -> Result<Marks, StorageError> {
    let by_subject = rows.map(|(subject, hundredths)| {
        let subject =
            Subject::parse(&subject).ok_or_else(|| StorageError::inconsistent("mark", "subject_code", owner))?;
        Ok((subject, Score::from_hundredths(i32::from(hundredths))))
    });
    let by_subject = by_subject.collect::<Result<BTreeMap<_, _>, StorageError>>()?;
    Ok(Marks::new(by_subject, language.and_then(ForeignLanguage::parse)))
}

/// The candidate numbers that no candidate of the season holds and no school's roll promises, with their marks,
/// in their order.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn marks_fetch_unclaimed(
    tx: &mut Tx,
    season: SeasonYear,
    council: &str,
    limit: i64,
) -> Result<Vec<(CandidateNumber, Marks)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT mark.candidate_number, array_agg(mark.subject_code) AS "subjects!", array_agg(mark.mark_hundredths) AS "marks!"
           FROM mark
           WHERE mark.season = $1 AND left(mark.candidate_number, 2) = $2
               AND NOT EXISTS (SELECT FROM candidate
                   WHERE candidate.season = $1 AND candidate.candidate_number = mark.candidate_number)
               AND NOT EXISTS (SELECT FROM school_roll_entry roll
                   WHERE roll.season = $1 AND roll.candidate_number = mark.candidate_number)
           GROUP BY mark.candidate_number HAVING count(*) >= 4
           ORDER BY mark.candidate_number LIMIT $3"#,
        season.0,
        council,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let marks = rows.into_iter().map(|row| {
        let number = CandidateNumber::parse(&row.candidate_number)
            .ok_or_else(|| StorageError::inconsistent("mark", "candidate_number", Uuid::nil()))?;
        let marks = row.subjects.into_iter().zip(row.marks);
        Ok((number, marks_from_rows(marks, Some(ForeignLanguage::English.as_str()), Uuid::nil())?))
    });
    marks.collect()
}

/// The names of the subjects, Vietnamese and English, by code.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject that the domain does not know.
pub async fn subjects_fetch_names(tx: &mut Tx) -> Result<BTreeMap<Subject, (String, String)>, StorageError> {
    let rows = sqlx::query!("SELECT code, name_vi, name_en FROM subject").fetch_all(tx.conn()).await?;
    let names = rows.into_iter().map(|row| {
        let subject =
            Subject::parse(&row.code).ok_or_else(|| StorageError::inconsistent("subject", "code", Uuid::nil()))?;
        Ok((subject, (row.name_vi, row.name_en)))
    });
    names.collect()
}

/// All combinations, by code.
///
/// # Errors
/// `Driver`; `Inconsistent` for a combination that the domain cannot read.
pub async fn combinations_fetch_all(tx: &mut Tx) -> Result<BTreeMap<String, SubjectCombination>, StorageError> {
    let rows = sqlx::query!("SELECT code, subject_1, subject_2, subject_3 FROM subject_combination")
        .fetch_all(tx.conn())
        .await?;
    let combinations = rows.into_iter().map(|row| {
        let subjects = [row.subject_1.as_str(), &row.subject_2, &row.subject_3];
        let combination = SubjectCombination::parse(&row.code, subjects)
            .ok_or_else(|| StorageError::inconsistent("subject_combination", "subject_1", Uuid::nil()))?;
        Ok((row.code, combination))
    });
    combinations.collect()
}
