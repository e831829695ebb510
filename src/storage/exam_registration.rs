//! Exam registrations: what is typed section by section, what was submitted, and every change of state.
//!
//! `version` of the form counts its changes of state, `version` of a section its saves, and the number of a
//! submission the submissions: whoever changes something names the version they saw.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{StorageError, Tx, document::document_code_of_row};
use crate::domain::{
    access::Actor,
    exam::{
        arrangements::{Arrangement, Arrangements},
        document::DocumentCode,
        registration::{ExamRegistrationContent, ExamRegistrationForms},
        sections::Section,
        state::{ExamRegistrationState, RegistrationStatus, Rejection, RejectionCategory, TransitionEvent},
    },
    ids::{CandidateId, ExamRegistrationId},
    time::Instant,
};

/// A form with its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamRegistrationRecord {
    /// The form.
    pub id: ExamRegistrationId,
    /// Whose it is.
    pub candidate_id: CandidateId,
    /// Its state.
    pub state: ExamRegistrationState,
    /// Given at the first submission and kept.
    pub form_number: Option<String>,
    /// Counts the changes of state.
    pub version: i32,
    /// The latest submission, also when it was withdrawn.
    pub submitted_at: Option<Instant>,
    /// The latest decision of the registration unit.
    pub decided_at: Option<Instant>,
}

/// When a section was saved last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionSave {
    /// Counts the saves, from 1.
    pub version: i32,
    /// When.
    pub saved_at: Instant,
}

/// What was typed so far, with the versions of its sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExamRegistrationDraft {
    /// The sections as typed.
    pub forms: ExamRegistrationForms,
    /// Their last saves; none for a section that was never saved.
    pub saves: BTreeMap<Section, SectionSave>,
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedVersion {
    /// 1 for the first.
    pub number: i32,
    /// What was submitted.
    pub content: ExamRegistrationContent,
    /// When.
    pub submitted_at: Instant,
    /// The number of its paper.
    pub document_code: DocumentCode,
}

/// A rejection and its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRejection {
    /// Why.
    pub rejection: Rejection,
    /// When.
    pub at: Instant,
}

/// The state that the columns of `exam_registration` hold together.
///
/// # Errors
/// `Inconsistent` for words that the domain does not know, and for a rejection missing or out of place.
pub(super) fn state_of_row(
    id: Uuid,
    state: &str,
    rejection_category: Option<&str>,
    rejection_text: Option<String>,
) -> Result<ExamRegistrationState, StorageError> {
    let inconsistent = |column| StorageError::inconsistent("exam_registration", column, id);
    let status = RegistrationStatus::parse(state).ok_or_else(|| inconsistent("state"))?;
    let rejection =
        rejection_of_row(rejection_category, rejection_text).map_err(|()| inconsistent("rejection_category"))?;
    ExamRegistrationState::from_parts(status, rejection).ok_or_else(|| inconsistent("rejection_category"))
}

fn rejection_of_row(category: Option<&str>, text: Option<String>) -> Result<Option<Rejection>, ()> {
    match (category, text) {
        (None, None) => Ok(None),
        (Some(category), Some(text)) => {
            let category = RejectionCategory::parse(category).ok_or(())?;
            Ok(Some(Rejection { category, text }))
        }
        _ => Err(()),
    }
}

/// The content that a column of `exam_registration_version` holds.
///
/// # Errors
/// `Inconsistent` when the domain does not read it.
pub(super) fn content_of_row(id: Uuid, content: Value) -> Result<ExamRegistrationContent, StorageError> {
    serde_json::from_value(content).map_err(|_| StorageError::inconsistent("exam_registration_version", "content", id))
}

/// A candidate's form, if there is one yet.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn exam_registration_fetch(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Option<ExamRegistrationRecord>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, state, form_number, version, submitted_at, decided_at, rejection_category, rejection_text
         FROM exam_registration WHERE candidate_id = $1",
        candidate_id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(ExamRegistrationRecord {
        id: ExamRegistrationId(row.id),
        candidate_id,
        state: state_of_row(row.id, &row.state, row.rejection_category.as_deref(), row.rejection_text)?,
        form_number: row.form_number,
        version: row.version,
        submitted_at: row.submitted_at.map(Instant::from_utc),
        decided_at: row.decided_at.map(Instant::from_utc),
    }))
}

/// The same, locked until the transaction ends: whoever else wants to change it waits.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn exam_registration_fetch_for_update(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Option<ExamRegistrationRecord>, StorageError> {
    sqlx::query!("SELECT id FROM exam_registration WHERE candidate_id = $1 FOR UPDATE", candidate_id.0)
        .fetch_optional(tx.conn())
        .await?;
    exam_registration_fetch(tx, candidate_id).await
}

/// Whether the candidate's form has its candidate number, from where on the record stays as it is.
///
/// # Errors
/// `Driver`.
pub async fn candidate_is_numbered(tx: &mut Tx, candidate_id: CandidateId) -> Result<bool, StorageError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM exam_registration WHERE candidate_id = $1 AND state = 'numbered') AS "found!""#,
        candidate_id.0
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Begins a draft, unless the candidate has a form already.
///
/// # Errors
/// `Driver`.
pub async fn exam_registration_create(
    tx: &mut Tx,
    id: ExamRegistrationId,
    candidate_id: CandidateId,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_registration (id, candidate_id, state, updated_at) VALUES ($1, $2, 'draft', $3)
         ON CONFLICT (candidate_id) DO NOTHING",
        id.0,
        candidate_id.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores a change of state of `record` with its event in the history. A submission has to bring the form its
/// number: `form_number` is kept from the first time on.
///
/// # Errors
/// `Stale` when the form changed its state since `record` was read; `Driver`.
pub async fn exam_registration_transition(
    tx: &mut Tx,
    record: &ExamRegistrationRecord,
    next: &ExamRegistrationState,
    change: StateChange<'_>,
) -> Result<(), StorageError> {
    let StateChange { event_id, event, actor, form_number } = change;
    let rejection = next.rejection();
    let updated = sqlx::query!(
        "UPDATE exam_registration
         SET state = $4, version = version + 1, updated_at = $5, rejection_category = $6, rejection_text = $7,
             form_number = coalesce(form_number, $8),
             submitted_at = CASE WHEN $4 = 'submitted' AND state = 'draft' THEN $5 ELSE submitted_at END,
             decided_at = CASE WHEN $4 IN ('approved', 'rejected') THEN $5 ELSE decided_at END
         WHERE id = $1 AND candidate_id = $2 AND version = $3",
        record.id.0,
        record.candidate_id.0,
        record.version,
        next.status().as_str(),
        event.at.to_utc(),
        rejection.map(|rejection| rejection.category.as_str()),
        rejection.map(|rejection| rejection.text.as_str()),
        form_number
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() != 1 {
        return Err(StorageError::Stale);
    }
    sqlx::query!(
        "INSERT INTO exam_registration_event (id, registration_id, at, actor_kind, actor_id, from_state, to_state,
             category, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        event_id,
        record.id.0,
        event.at.to_utc(),
        actor.kind(),
        actor_uuid(actor),
        event.from.as_str(),
        event.to.as_str(),
        event.rejection.as_ref().map(|rejection| rejection.category.as_str()),
        event.rejection.as_ref().map(|rejection| rejection.text.as_str()).or(event.reason.as_deref())
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a change of state leaves behind.
#[derive(Debug, Clone, Copy)]
pub struct StateChange<'a> {
    /// A fresh id for the event.
    pub event_id: Uuid,
    /// What happened.
    pub event: &'a TransitionEvent,
    /// Who did it.
    pub actor: &'a Actor,
    /// The number of a form that has none yet, of a submission.
    pub form_number: Option<&'a str>,
}

/// The id of whoever acts.
pub(super) const fn actor_uuid(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::Visitor | Actor::System => None,
        Actor::Candidate(candidate) => Some(candidate.candidate_id.0),
        Actor::Staff(staff) => Some(staff.staff_id.0),
    }
}

/// The next running number of forms.
///
/// # Errors
/// `Driver`.
pub async fn form_number_next(tx: &mut Tx) -> Result<i64, StorageError> {
    let next = sqlx::query_scalar!("SELECT nextval('form_number_seq') AS \"next!\"").fetch_one(tx.conn()).await?;
    Ok(next)
}

/// What was typed so far.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown section or a form of another shape.
pub async fn exam_registration_draft_fetch(
    tx: &mut Tx,
    id: ExamRegistrationId,
) -> Result<ExamRegistrationDraft, StorageError> {
    let rows = sqlx::query!(
        "SELECT section, form, version, saved_at FROM exam_registration_section WHERE registration_id = $1",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let inconsistent = |column| StorageError::inconsistent("exam_registration_section", column, id.0);
    let mut typed = serde_json::Map::new();
    let mut saves = BTreeMap::new();
    for row in rows {
        let section = Section::parse(&row.section).ok_or_else(|| inconsistent("section"))?;
        saves.insert(section, SectionSave { version: row.version, saved_at: Instant::from_utc(row.saved_at) });
        // The fields of the forms bear the words of their sections.
        typed.insert(row.section, row.form);
    }
    let forms = serde_json::from_value(Value::Object(typed)).map_err(|_| inconsistent("form"))?;
    Ok(ExamRegistrationDraft { forms, saves })
}

/// A section to be saved.
#[derive(Debug)]
pub struct SectionToSave {
    /// Which.
    pub section: Section,
    /// The strings as typed.
    pub form: Value,
    /// Whether they keep every rule.
    pub is_complete: bool,
    /// The version that was shown; 0 for a section that was never saved.
    pub shown_version: i32,
}

/// Saves a section over the version that was shown.
///
/// # Errors
/// `Stale` when the section was saved since; `Driver`.
pub async fn exam_registration_section_save(
    tx: &mut Tx,
    id: ExamRegistrationId,
    section: SectionToSave,
    at: Instant,
) -> Result<(), StorageError> {
    let SectionToSave { section, form, is_complete, shown_version } = section;
    let saved = if shown_version == 0 {
        sqlx::query!(
            "INSERT INTO exam_registration_section (registration_id, section, form, is_complete, version, saved_at)
             VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT (registration_id, section) DO NOTHING",
            id.0,
            section.as_str(),
            form,
            is_complete,
            at.to_utc()
        )
        .execute(tx.conn())
        .await?
    } else {
        sqlx::query!(
            "UPDATE exam_registration_section SET form = $3, is_complete = $4, version = version + 1, saved_at = $5
             WHERE registration_id = $1 AND section = $2 AND version = $6",
            id.0,
            section.as_str(),
            form,
            is_complete,
            at.to_utc(),
            shown_version
        )
        .execute(tx.conn())
        .await?
    };
    if saved.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Empties the sections of a draft that were last saved before `before`; gives how many.
///
/// # Errors
/// `Driver`.
pub async fn exam_registration_sections_discard(
    tx: &mut Tx,
    id: ExamRegistrationId,
    before: Instant,
) -> Result<u64, StorageError> {
    let done = sqlx::query!(
        "DELETE FROM exam_registration_section WHERE registration_id = $1 AND saved_at < $2",
        id.0,
        before.to_utc()
    );
    Ok(done.execute(tx.conn()).await?.rows_affected())
}

/// Keeps a submission for good, and gives its number.
///
/// # Errors
/// `Driver`; `Inconsistent` when the content cannot be written.
pub async fn exam_registration_version_append(
    tx: &mut Tx,
    id: ExamRegistrationId,
    content: &ExamRegistrationContent,
    at: Instant,
) -> Result<i32, StorageError> {
    let json = serde_json::to_value(content)
        .map_err(|_| StorageError::inconsistent("exam_registration_version", "content", id.0))?;
    let number = sqlx::query_scalar!(
        "INSERT INTO exam_registration_version (registration_id, number, content, submitted_at)
         SELECT $1, 1 + coalesce(max(number), 0), $2, $3 FROM exam_registration_version WHERE registration_id = $1
         RETURNING number",
        id.0,
        json,
        at.to_utc()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(number)
}

/// Keeps what the candidate needs to sit the exam, by the submission that said so.
///
/// # Errors
/// `Driver`.
pub async fn exam_arrangement_append(
    tx: &mut Tx,
    id: ExamRegistrationId,
    number: i32,
    arrangements: &Arrangements,
) -> Result<(), StorageError> {
    let kinds: Vec<String> = arrangements.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO exam_arrangement (registration_id, number, kinds, note) VALUES ($1, $2, $3, $4)",
        id.0,
        number,
        &kinds,
        arrangements.note
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the candidate needs by the submission `from` holds for `to` as well, which corrects something else in it.
///
/// # Errors
/// `Driver`.
pub async fn exam_arrangement_carry_over(
    tx: &mut Tx,
    id: ExamRegistrationId,
    from: i32,
    to: i32,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_arrangement (registration_id, number, kinds, note)
         SELECT registration_id, $3, kinds, note FROM exam_arrangement WHERE registration_id = $1 AND number = $2",
        id.0,
        from,
        to
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the candidate needs by a submission, the latest where none is named; nothing for whoever may not see it.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind that the domain does not know.
pub async fn exam_arrangement_fetch(
    tx: &mut Tx,
    id: ExamRegistrationId,
    number: Option<i32>,
) -> Result<Arrangements, StorageError> {
    let row = sqlx::query!(
        "SELECT kinds, note FROM exam_arrangement WHERE registration_id = $1
             AND number = coalesce($2, (SELECT max(number) FROM exam_registration_version WHERE registration_id = $1))",
        id.0,
        number
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Arrangements::default()) };
    let kinds: Option<Vec<Arrangement>> = row.kinds.iter().map(|word| Arrangement::parse(word)).collect();
    let kinds = kinds.ok_or_else(|| StorageError::inconsistent("exam_arrangement", "kinds", id.0))?;
    Ok(Arrangements { kinds, note: row.note })
}

/// What the candidate submitted last, also when it was withdrawn since.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn exam_registration_latest_version(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Option<SubmittedVersion>, StorageError> {
    exam_registration_version_fetch(tx, candidate_id, None).await
}

/// One submission of the candidate, the latest where no number is named.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn exam_registration_version_fetch(
    tx: &mut Tx,
    candidate_id: CandidateId,
    number: Option<i32>,
) -> Result<Option<SubmittedVersion>, StorageError> {
    let row = sqlx::query!(
        "SELECT kept.registration_id, kept.number, kept.content, kept.submitted_at,
                kept.document_code
         FROM exam_registration_version kept
         JOIN exam_registration ON exam_registration.id = kept.registration_id
         WHERE exam_registration.candidate_id = $1 AND ($2::integer IS NULL OR kept.number = $2)
         ORDER BY kept.number DESC LIMIT 1",
        candidate_id.0,
        number
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut content = content_of_row(row.registration_id, row.content)?;
    content.arrangements =
        exam_arrangement_fetch(tx, ExamRegistrationId(row.registration_id), Some(row.number)).await?;
    Ok(Some(SubmittedVersion {
        number: row.number,
        content,
        submitted_at: Instant::from_utc(row.submitted_at),
        document_code: document_code_of_row("exam_registration_version", &row.document_code, row.registration_id)?,
    }))
}

/// Which submissions there are: their numbers and moments, the latest first.
///
/// # Errors
/// `Driver`.
pub async fn exam_registration_versions_list(
    tx: &mut Tx,
    id: ExamRegistrationId,
) -> Result<Vec<(i32, Instant)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT number, submitted_at FROM exam_registration_version WHERE registration_id = $1 ORDER BY number DESC",
        id.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.number, Instant::from_utc(row.submitted_at))).collect())
}

/// The rejection that was not answered by a new submission yet, also while its form is being edited.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn exam_registration_open_rejection(
    tx: &mut Tx,
    id: ExamRegistrationId,
) -> Result<Option<PastRejection>, StorageError> {
    let row = sqlx::query!(
        "SELECT at, category, text FROM exam_registration_event
         WHERE registration_id = $1 AND to_state IN ('submitted', 'rejected') ORDER BY at DESC, id DESC LIMIT 1",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let rejection = rejection_of_row(row.category.as_deref(), row.text)
        .map_err(|()| StorageError::inconsistent("exam_registration_event", "category", id.0))?;
    Ok(rejection.map(|rejection| PastRejection { rejection, at: Instant::from_utc(row.at) }))
}
