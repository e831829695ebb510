//! The list of a registration unit on its way to the exam: approved, signed off, confirmed, numbered.

use uuid::Uuid;

use super::{StorageError, Tx, exam_registration::actor_uuid};
use crate::domain::{
    access::Actor,
    candidate::name::FullName,
    exam::state::{AWAITS_UNIT, RegistrationStatus, TransitionEvent},
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, SeasonYear, StaffId},
    text::natural_key,
    time::Instant,
};

/// A form of the list.
#[derive(Debug, Clone)]
pub struct ListedForm {
    /// The form.
    pub id: ExamRegistrationId,
    /// Whose.
    pub candidate_id: CandidateId,
    /// Its version, to change its state.
    pub version: i32,
    /// Its number.
    pub form_number: String,
    /// Its state.
    pub status: RegistrationStatus,
    /// Full name.
    pub full_name: FullName,
    /// The day of birth.
    pub birth_date: time::Date,
    /// The class; empty for whoever is in none.
    pub class_name: String,
    /// The candidate number, once it is given out.
    pub candidate_number: Option<String>,
    /// Why the candidate may not sit the exam, in the words of the head; none of whoever may.
    pub ineligible_because: Option<String>,
}

/// The forms of a unit that are accepted, and those of whoever may not sit the exam, by class and then by given name.
///
/// # Errors
/// `Driver`; `Inconsistent` for words and names that the domain does not know.
pub async fn unit_list_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Vec<ListedForm>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT form.id, form.candidate_id, form.version, form.form_number AS "form_number!", form.state,
                  person.full_name, person.birth_date, candidate.candidate_number,
                  coalesce(roll.class_name, '') AS "class_name!",
                  CASE WHEN form.state = 'ineligible' THEN (
                      SELECT event.text FROM exam_registration_event AS event
                      WHERE event.registration_id = form.id AND event.to_state = form.state
                      ORDER BY event.at DESC, event.id DESC LIMIT 1) END AS ineligible_because
           FROM candidate
           JOIN exam_registration AS form ON form.candidate_id = candidate.id
           JOIN person ON person.id = candidate.person_id
           LEFT JOIN school_roll_entry AS roll ON roll.season = candidate.season
                AND roll.identity_kind = person.identity_kind AND roll.identity_number = person.identity_number
                AND roll.registration_unit_id = candidate.registration_unit_id
           WHERE candidate.registration_unit_id = $1 AND candidate.season = $2
               AND (is_accepted_registration(form.state) OR form.state = 'ineligible')"#,
        unit.0,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut forms = Vec::with_capacity(rows.len());
    for row in rows {
        let inconsistent = |table, column| StorageError::inconsistent(table, column, row.id);
        forms.push(ListedForm {
            id: ExamRegistrationId(row.id),
            candidate_id: CandidateId(row.candidate_id),
            version: row.version,
            status: RegistrationStatus::parse(&row.state).ok_or_else(|| inconsistent("exam_registration", "state"))?,
            full_name: FullName::parse(&row.full_name).map_err(|_| inconsistent("person", "full_name"))?,
            birth_date: row.birth_date,
            form_number: row.form_number,
            class_name: row.class_name,
            candidate_number: row.candidate_number,
            ineligible_because: row.ineligible_because,
        });
    }
    forms.sort_by_cached_key(|form| {
        (natural_key(&form.class_name), form.full_name.given_name_key(), form.birth_date, form.id.0)
    });
    Ok(forms)
}

/// How many forms of the unit still wait for its decision, so that its list cannot be signed off.
///
/// # Errors
/// `Driver`.
pub async fn unit_forms_waiting(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<i64, StorageError> {
    let waiting: Vec<String> = AWAITS_UNIT.iter().map(|status| status.as_str().to_owned()).collect();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM candidate JOIN exam_registration AS form ON form.candidate_id = candidate.id
           WHERE candidate.registration_unit_id = $1 AND candidate.season = $2
               AND form.state = ANY ($3)"#,
        unit.0,
        season.0,
        &waiting
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// Takes all of `forms`, each in the version that was read, through `event` at once, each with an event of its own under a `fresh` id.
///
/// # Errors
/// `Stale` when one of them has changed since it was read: then none is moved once the transaction is dropped; `Driver`.
pub async fn exam_registrations_transition(
    tx: &mut Tx,
    forms: &[(ExamRegistrationId, i32)],
    event: &TransitionEvent,
    actor: &Actor,
    fresh: &[Uuid],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = forms.iter().map(|(id, _)| id.0).collect();
    let versions: Vec<i32> = forms.iter().map(|(_, version)| *version).collect();
    let updated = sqlx::query!(
        "UPDATE exam_registration AS form SET state = $3, version = form.version + 1, updated_at = $4
         FROM unnest($1::uuid[], $2::integer[]) AS moved (id, version)
         WHERE form.id = moved.id AND form.version = moved.version AND form.state = $5",
        &ids,
        &versions,
        event.to.as_str(),
        event.at.to_utc(),
        event.from.as_str()
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() != forms.len() as u64 {
        return Err(StorageError::Stale);
    }
    sqlx::query!(
        "INSERT INTO exam_registration_event (id, registration_id, at, actor_kind, actor_id, from_state, to_state)
         SELECT fresh.id, fresh.registration_id, $3, $4, $5, $6, $7
         FROM unnest($1::uuid[], $2::uuid[]) AS fresh (id, registration_id)",
        fresh,
        &ids,
        event.at.to_utc(),
        actor.kind(),
        actor_uuid(actor),
        event.from.as_str(),
        event.to.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A sign-off of a unit.
#[derive(Debug, Clone)]
pub struct SignOff {
    /// When.
    pub at: Instant,
    /// The name of the head.
    pub signed_off_by: String,
    /// How many forms it put into the list.
    pub forms: u32,
}

/// Keeps that the head signed so many forms off.
///
/// # Errors
/// `Driver`.
pub async fn unit_sign_off_append(
    tx: &mut Tx,
    id: Uuid,
    (unit, season): (RegistrationUnitId, SeasonYear),
    at: Instant,
    by: StaffId,
    forms: usize,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO unit_sign_off (id, registration_unit_id, season, at, signed_off_by, forms)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        unit.0,
        season.0,
        at.to_utc(),
        by.0,
        i32::try_from(forms).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The sign-offs of a unit, the latest first.
///
/// # Errors
/// `Driver`.
pub async fn unit_sign_offs(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Vec<SignOff>, StorageError> {
    let rows = sqlx::query!(
        "SELECT sign_off.at, sign_off.forms, staff.full_name FROM unit_sign_off AS sign_off
         JOIN staff ON staff.id = sign_off.signed_off_by
         WHERE sign_off.registration_unit_id = $1 AND sign_off.season = $2 ORDER BY sign_off.at DESC",
        unit.0,
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| SignOff {
            at: Instant::from_utc(row.at),
            signed_off_by: row.full_name,
            forms: row.forms.unsigned_abs(),
        })
        .collect())
}
