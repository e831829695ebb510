//! Slips of the procedures day, and what holds by them.

use std::collections::BTreeMap;

use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx, exam_registration::content_of_row, exam_seat::PlacesOf};
use crate::domain::{
    candidate::{
        kind::Sex,
        name::FullName,
        priority::{PriorityArea, PriorityGroup},
    },
    exam::{
        amendment::{AmendedGroup, AmendedPriority, Fact, FactValue, Slip, Slips},
        registration::ExamRegistrationContent,
    },
    ids::{CandidateId, CandidateNumber, DepartmentCode, ExamRegistrationId, SeasonYear, StaffId},
    time::Instant,
};

/// The slips of these candidates; nobody has an empty row.
///
/// # Errors
/// `Driver`; `Inconsistent` for a fact or value that the domain does not know.
pub async fn amendments_fetch(tx: &mut Tx, of: PlacesOf) -> Result<BTreeMap<CandidateId, Slips>, StorageError> {
    let (candidate, unit, season) = of.conditions();
    let rows = sqlx::query!(
        "SELECT slip.candidate_id, slip.number, slip.fact, slip.printed, slip.corrected, slip.withdraws, slip.reason,
             slip.evidence, slip.amended_at
         FROM amendment AS slip JOIN candidate ON candidate.id = slip.candidate_id
         WHERE ($1::uuid IS NULL OR candidate.id = $1) AND ($2::uuid IS NULL OR candidate.registration_unit_id = $2)
             AND ($3::smallint IS NULL OR candidate.season = $3)
         ORDER BY slip.candidate_id, slip.number",
        candidate,
        unit,
        season
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all: BTreeMap<CandidateId, Vec<Slip>> = BTreeMap::new();
    for row in rows {
        let inconsistent = |column| StorageError::inconsistent("amendment", column, row.candidate_id);
        let number = |number: i16| u16::try_from(number).map_err(|_| inconsistent("number"));
        let fact = Fact::parse(&row.fact).ok_or_else(|| inconsistent("fact"))?;
        let value = |word: &str, column| {
            let read = FactValue::from_word(fact, word);
            if read.is_none() && !word.is_empty() { Err(inconsistent(column)) } else { Ok(read) }
        };
        let slip = Slip {
            number: number(row.number)?,
            fact,
            printed: value(&row.printed, "printed")?,
            corrected: value(&row.corrected, "corrected")?,
            withdraws: row.withdraws.map(number).transpose()?,
            reason: row.reason,
            evidence: row.evidence,
            at: Instant::from_utc(row.amended_at),
        };
        all.entry(CandidateId(row.candidate_id)).or_default().push(slip);
    }
    Ok(all.into_iter().map(|(candidate, slips)| (candidate, Slips::new(slips))).collect())
}

/// The slips of one candidate.
///
/// # Errors
/// As [`amendments_fetch`].
pub async fn amendments_fetch_of(tx: &mut Tx, candidate: CandidateId) -> Result<Slips, StorageError> {
    Ok(amendments_fetch(tx, PlacesOf::Candidate(candidate)).await?.remove(&candidate).unwrap_or_default())
}

/// Keeps a slip.
///
/// # Errors
/// `Conflict` on `amendment_pk` when another has its number already; `Driver`.
pub async fn amendment_append(
    tx: &mut Tx,
    candidate: CandidateId,
    slip: &Slip,
    by: StaffId,
) -> Result<(), StorageError> {
    let word = |value: &Option<FactValue>| value.as_ref().map(FactValue::to_word).unwrap_or_default();
    let number =
        |number: u16| i16::try_from(number).map_err(|_| StorageError::inconsistent("amendment", "number", candidate.0));
    sqlx::query!(
        "INSERT INTO amendment (candidate_id, number, fact, printed, corrected, withdraws, reason, evidence, amended_at,
             amended_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        candidate.0,
        number(slip.number)?,
        slip.fact.as_str(),
        word(&slip.printed),
        word(&slip.corrected),
        slip.withdraws.map(number).transpose()?,
        slip.reason,
        slip.evidence,
        slip.at.to_utc(),
        by.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the slips say of a candidate's priority, for the admission score. The matching reads the same of everybody.
///
/// # Errors
/// `Driver`; `Inconsistent` for an area, or a category that the season does not have.
pub async fn amended_priority_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<AmendedPriority, StorageError> {
    let row = sqlx::query!(
        r#"SELECT amended.priority_area, amended.priority_category, category.priority_group AS "priority_group?"
           FROM amended JOIN candidate ON candidate.id = amended.candidate_id
           LEFT JOIN season_priority_category AS category ON category.season = candidate.season
               AND category.code = amended.priority_category
           WHERE amended.candidate_id = $1"#,
        candidate.0
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(AmendedPriority::default()) };
    let [area, category, group] =
        [&row.priority_area, &row.priority_category, &row.priority_group].map(|word| word.as_deref());
    amended_priority_of_row([area, category, group], candidate.0)
}

/// Reads what the view `amended` says of a priority: the area, the category, and the group of the category. Null where no
/// slip says anything; an empty category is none.
///
/// # Errors
/// `Inconsistent` for an area, or a category that the season does not have.
pub(super) fn amended_priority_of_row(
    [area, category, group]: [Option<&str>; 3],
    candidate: Uuid,
) -> Result<AmendedPriority, StorageError> {
    let inconsistent = || StorageError::inconsistent("amendment", "corrected", candidate);
    let area = area.map(|word| PriorityArea::parse(word).ok_or_else(inconsistent)).transpose()?;
    let group = match category {
        None => AmendedGroup::AsRegistered,
        Some("") => AmendedGroup::Amended(None),
        Some(_) => AmendedGroup::Amended(Some(group.and_then(PriorityGroup::parse).ok_or_else(inconsistent)?)),
    };
    Ok(AmendedPriority { area, group })
}

/// Somebody with a candidate number, and the submission that was signed.
#[derive(Debug, Clone)]
pub struct NumberedCandidate {
    /// Who.
    pub candidate_id: CandidateId,
    /// The form.
    pub registration_id: ExamRegistrationId,
    /// The candidate number.
    pub number: CandidateNumber,
    /// Full name, from the citizen-ID service.
    pub full_name: FullName,
    /// Day of birth, from there too.
    pub birth_date: Date,
    /// Sex, where it is known.
    pub sex: Option<Sex>,
    /// The unit where they registered.
    pub unit_name: String,
    /// What was submitted last.
    pub content: ExamRegistrationContent,
}

/// The form of a candidate number in a department; `None` where the number is nobody's there.
///
/// # Errors
/// `Driver`.
pub async fn numbered_registration_find(
    tx: &mut Tx,
    (department, season): (&DepartmentCode, SeasonYear),
    number: &CandidateNumber,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let found = sqlx::query_scalar!(
        "SELECT form.id FROM candidate
         JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
         JOIN exam_registration AS form ON form.candidate_id = candidate.id AND form.state = 'numbered'
         WHERE candidate.season = $1 AND candidate.candidate_number = $2 AND unit.department_code = $3",
        season.0,
        number.as_str(),
        department.0
    );
    Ok(found.fetch_optional(tx.conn()).await?.map(ExamRegistrationId))
}

/// The candidate of a numbered form in a department; `None` for a form of another department, and for one without number.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn numbered_candidate_fetch(
    tx: &mut Tx,
    (department, season): (&DepartmentCode, SeasonYear),
    id: ExamRegistrationId,
) -> Result<Option<NumberedCandidate>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT candidate.id, candidate.candidate_number AS "number!", person.full_name, person.birth_date, person.sex,
                  unit.name AS unit_name, kept.content
           FROM exam_registration AS form
           JOIN candidate ON candidate.id = form.candidate_id
           JOIN person ON person.id = candidate.person_id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           JOIN exam_registration_version AS kept ON kept.registration_id = form.id
           WHERE form.id = $1 AND form.state = 'numbered' AND candidate.season = $2 AND unit.department_code = $3
               AND candidate.candidate_number IS NOT NULL
           ORDER BY kept.number DESC LIMIT 1"#,
        id.0,
        season.0,
        department.0
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let inconsistent = |table, column| StorageError::inconsistent(table, column, row.id);
    let sex = row.sex.as_deref().map(|word| Sex::parse(word).ok_or_else(|| inconsistent("person", "sex")));
    Ok(Some(NumberedCandidate {
        candidate_id: CandidateId(row.id),
        registration_id: id,
        number: CandidateNumber::parse(&row.number).ok_or_else(|| inconsistent("candidate", "candidate_number"))?,
        full_name: FullName::parse(&row.full_name).map_err(|_| inconsistent("person", "full_name"))?,
        birth_date: row.birth_date,
        sex: sex.transpose()?,
        unit_name: row.unit_name,
        content: content_of_row(id.0, row.content)?,
    }))
}
