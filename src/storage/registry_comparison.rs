//! The evidence of comparisons with the population registry: the outcome, the differing fields and what the registry
//! holds in those, never a citizen's record.
//!
//! `next_check_at` says when the registry is asked (again). Whoever asks takes the row by putting that moment off
//! ([`ASKING_MINUTES`]) and lets go of it while waiting for the answer: nobody who signs in or corrects a record waits for
//! the registry, and a worker that dies is a delay.

use serde_json::Value;
use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, PersonalId},
        kind::Sex,
        name::FullName,
    },
    ids::{CandidateId, RegistrationUnitId, SeasonYear},
    registry::{case_form::Identity, comparison::ComparisonStatus},
    time::Instant,
};

/// After so many minutes without an answer being stored, somebody else may ask.
const ASKING_MINUTES: i64 = 2;

/// A candidate about whom the registry is to be asked.
#[derive(Debug)]
pub struct OpenComparison {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The candidate's unit.
    pub unit: RegistrationUnitId,
    /// The number to ask about.
    pub number: PersonalId,
    /// Name, birth date and sex as the portal has them.
    pub record: Identity,
    /// The same as the school's roll has them; none when the candidate is not on it.
    pub roll: Option<Identity>,
    /// What came of it last time.
    pub status: ComparisonStatus,
    /// How often the registry failed to answer since.
    pub tries: u16,
    /// Until when it is taken.
    pub taken_until: Instant,
}

/// Takes the next candidate who is due. Nobody while the registry is left alone after an outage. Holders of passports are
/// not in the registry. Where the clock was put back, what was asked in its future is due again.
///
/// # Errors
/// `Driver`; `Inconsistent` for what the domain refuses.
pub async fn registry_comparison_take(tx: &mut Tx, now: Instant) -> Result<Option<OpenComparison>, StorageError> {
    let taken_until = now.plus_minutes(ASKING_MINUTES);
    let row = sqlx::query!(
        r#"WITH due AS (
               SELECT rc.candidate_id, rc.status, rc.tries, rc.differing_fields
               FROM registry_comparison rc
               JOIN candidate c ON c.id = rc.candidate_id
               JOIN person p ON p.id = c.person_id
               WHERE rc.next_check_at IS NOT NULL AND (rc.next_check_at <= $1 OR rc.asked_at > $1)
                 AND p.identity_kind = 'personal_id'
                 AND NOT EXISTS (SELECT FROM registry_comparison failed
                                 WHERE failed.is_outage AND failed.asked_at <= $1 AND failed.next_check_at > $1)
               ORDER BY rc.next_check_at, rc.candidate_id
               LIMIT 1 FOR UPDATE OF rc SKIP LOCKED),
           taken AS (
               UPDATE registry_comparison rc SET next_check_at = $2, asked_at = $1
               FROM due WHERE due.candidate_id = rc.candidate_id)
           SELECT due.candidate_id AS "candidate_id!", due.status AS "status!", due.tries AS "tries!",
                  due.differing_fields AS "differing_fields!", c.registration_unit_id, p.id AS person_id,
                  p.identity_number, p.full_name, p.birth_date, p.sex, roll.full_name AS "roll_full_name?",
                  roll.birth_date AS "roll_birth_date?", roll.sex AS "roll_sex?"
           FROM due
           JOIN candidate c ON c.id = due.candidate_id
           JOIN person p ON p.id = c.person_id
           LEFT JOIN school_roll_entry roll ON roll.season = c.season AND roll.identity_kind = p.identity_kind
                AND roll.identity_number = p.identity_number AND roll.registration_unit_id = c.registration_unit_id"#,
        now.to_utc(),
        taken_until.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = |column| StorageError::inconsistent("person", column, row.person_id);
    let number = PersonalId::parse(&row.identity_number).map_err(|_| person("identity_number"))?;
    let sex = match &row.sex {
        Some(word) => Sex::parse(word).ok_or_else(|| person("sex"))?,
        None => number.sex(),
    };
    let roll = match (row.roll_full_name, row.roll_birth_date, row.roll_sex.as_deref()) {
        (Some(name), Some(birth_date), Some(sex)) => Some(identity(&name, birth_date, sex, row.candidate_id)?),
        _ => None,
    };
    Ok(Some(OpenComparison {
        candidate_id: CandidateId(row.candidate_id),
        unit: RegistrationUnitId(row.registration_unit_id),
        record: Identity {
            full_name: FullName::parse(&row.full_name).map_err(|_| person("full_name"))?,
            birth_date: row.birth_date,
            sex,
        },
        number,
        roll,
        status: ComparisonStatus::parse(&row.status, &row.differing_fields).ok_or(StorageError::inconsistent(
            "registry_comparison",
            "status",
            row.candidate_id,
        ))?,
        tries: u16::try_from(row.tries).unwrap_or_default(),
        taken_until,
    }))
}

fn identity(full_name: &str, birth_date: Date, sex: &str, id: Uuid) -> Result<Identity, StorageError> {
    let inconsistent = |column| StorageError::inconsistent("school_roll_entry", column, id);
    Ok(Identity {
        full_name: FullName::parse(full_name).map_err(|_| inconsistent("full_name"))?,
        birth_date,
        sex: Sex::parse(sex).ok_or_else(|| inconsistent("sex"))?,
    })
}

/// The outcome of one question.
#[derive(Debug)]
pub struct ComparisonOutcome {
    /// About whom.
    pub candidate_id: CandidateId,
    /// What came of it.
    pub status: ComparisonStatus,
    /// What the registry holds in the differing fields, by field word; an object.
    pub registry_values: Value,
    /// The question's number in both parties' records.
    pub request_id: Uuid,
    /// SHA-256 of the answer as it came; none without one.
    pub answer_sha256: Option<[u8; 32]>,
    /// When.
    pub checked_at: Instant,
    /// When the registry is asked again; never for what is settled.
    pub next_check_at: Option<Instant>,
    /// Whether the registry was down, so that everybody waits until then.
    pub is_outage: bool,
}

/// Keeps an outcome over the one before, and the evidence of it beside all others. A registry that does not answer takes
/// nothing back that it said before. Gives whether it was still asked: not where the record was changed meanwhile, or
/// somebody else asked in its place; then nothing is kept.
///
/// # Errors
/// `Driver`.
pub async fn registry_comparison_store(
    tx: &mut Tx,
    taken_until: Instant,
    outcome: &ComparisonOutcome,
    evidence_id: Uuid,
) -> Result<bool, StorageError> {
    let fields: Vec<String> = outcome.status.differing_fields().iter().map(|field| field.as_str().to_owned()).collect();
    let status = outcome.status.as_str();
    let next = outcome.next_check_at.map(Instant::to_utc);
    let stored = if outcome.status == ComparisonStatus::Unavailable {
        sqlx::query!(
            "UPDATE registry_comparison
             SET status = CASE WHEN status = 'unchecked' THEN 'unavailable' ELSE status END, tries = tries + 1,
                 checked_at = CASE WHEN status IN ('unchecked', 'unavailable') THEN $3 ELSE checked_at END,
                 next_check_at = $4, is_outage = $5
             WHERE candidate_id = $1 AND next_check_at = $2",
            outcome.candidate_id.0,
            taken_until.to_utc(),
            outcome.checked_at.to_utc(),
            next,
            outcome.is_outage
        )
        .execute(tx.conn())
        .await?
    } else {
        sqlx::query!(
            "UPDATE registry_comparison
             SET status = $3, differing_fields = $4, registry_values = $5, request_id = $6, checked_at = $7, tries = 0,
                 next_check_at = $8, is_outage = false
             WHERE candidate_id = $1 AND next_check_at = $2",
            outcome.candidate_id.0,
            taken_until.to_utc(),
            status,
            &fields,
            outcome.registry_values,
            outcome.request_id.to_string(),
            outcome.checked_at.to_utc(),
            next
        )
        .execute(tx.conn())
        .await?
    };
    if stored.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO registry_check (id, candidate_id, request_id, checked_at, status, differing_fields, answer_sha256)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        evidence_id,
        outcome.candidate_id.0,
        outcome.request_id,
        outcome.checked_at.to_utc(),
        status,
        &fields,
        outcome.answer_sha256.as_ref().map(<[u8; 32]>::as_slice)
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Forgets the outcome, so that the registry is asked again: the person is no longer who was compared.
///
/// # Errors
/// `Driver`.
pub async fn registry_comparison_reopen(
    tx: &mut Tx,
    candidate_id: CandidateId,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE registry_comparison
         SET status = 'unchecked', differing_fields = '{}', registry_values = '{}', request_id = NULL, checked_at = NULL,
             tries = 0, asked_at = NULL, next_check_at = $2
         WHERE candidate_id = $1",
        candidate_id.0,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Has the registry asked again soon, if the last answer is older than `before`; gives whether it will be.
///
/// # Errors
/// `Driver`.
pub async fn registry_comparison_hasten(
    tx: &mut Tx,
    candidate_id: CandidateId,
    now: Instant,
    before: Instant,
) -> Result<bool, StorageError> {
    let hastened = sqlx::query!(
        "UPDATE registry_comparison SET next_check_at = $2
         WHERE candidate_id = $1 AND status <> 'matched' AND coalesce(asked_at <= $3 OR asked_at > $2, true)
             AND tries = 0",
        candidate_id.0,
        now.to_utc(),
        before.to_utc()
    );
    Ok(hastened.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The other candidates of the unit and season with this birth date, and their names: among them are twins.
///
/// # Errors
/// `Driver`; `Inconsistent` for a name that the domain refuses.
pub async fn namesakes_fetch(
    tx: &mut Tx,
    candidate_id: CandidateId,
    birth_date: Date,
) -> Result<Vec<(CandidateId, FullName)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT other.id, person.full_name
         FROM candidate AS own
         JOIN candidate AS other ON other.registration_unit_id = own.registration_unit_id AND other.season = own.season
             AND other.id <> own.id
         JOIN person ON person.id = other.person_id AND person.birth_date = $2
         WHERE own.id = $1 ORDER BY other.id",
        candidate_id.0,
        birth_date
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let name = FullName::parse(&row.full_name);
        let name = name.map_err(|_| StorageError::inconsistent("candidate", "full_name", row.id))?;
        Ok((CandidateId(row.id), name))
    });
    rows.collect()
}

/// The candidate of the season whom a number belongs to.
///
/// # Errors
/// `Driver`.
pub async fn candidate_of_number(
    tx: &mut Tx,
    season: SeasonYear,
    kind: IdentityKind,
    number: &str,
) -> Result<Option<CandidateId>, StorageError> {
    let id = sqlx::query_scalar!(
        "SELECT candidate.id FROM person JOIN candidate ON candidate.person_id = person.id
         WHERE candidate.season = $1 AND person.identity_kind = $2 AND person.identity_number = $3",
        season.0,
        kind.as_str(),
        number
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(CandidateId))
}

/// Corrects the record of a candidate: what the portal has, and the school's roll. What the citizen-ID service said last
/// is remembered, so that it is not taken over again for new.
///
/// # Errors
/// `Driver`.
pub async fn record_correct(tx: &mut Tx, candidate_id: CandidateId, corrected: &Identity) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE person SET claimed_full_name = coalesce(claimed_full_name, full_name),
             claimed_birth_date = coalesce(claimed_birth_date, birth_date), claimed_sex = coalesce(claimed_sex, sex),
             full_name = $2, birth_date = $3, sex = $4
         FROM candidate WHERE candidate.id = $1 AND person.id = candidate.person_id",
        candidate_id.0,
        corrected.full_name.as_str(),
        corrected.birth_date,
        corrected.sex.as_str()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "UPDATE school_roll_entry AS roll SET full_name = $2, birth_date = $3, sex = $4
         FROM candidate JOIN person ON person.id = candidate.person_id
         WHERE candidate.id = $1 AND roll.season = candidate.season AND roll.identity_kind = person.identity_kind
             AND roll.identity_number = person.identity_number
             AND roll.registration_unit_id = candidate.registration_unit_id",
        candidate_id.0,
        corrected.full_name.as_str(),
        corrected.birth_date,
        corrected.sex.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
