//! One registration beside what the registry and the school's roll say.

use super::{queue_at, units_of};
use crate::{
    domain::{
        access::Actor, audit::AccessPurpose, exam::return_form::RejectionReason, ids::ExamRegistrationId,
        season::Season,
    },
    storage::{
        StorageError, Tx,
        correction_request::correction_request_latest,
        exam_registration::exam_arrangement_fetch,
        registration_claim::rejection_reasons_fetch,
        registration_history::{HistoryOf, registration_history_fetch},
        school_queue::{QueueAt, QueuePart, school_queue_before, school_queue_fetch},
        school_record::{Units, school_record_fetch, school_record_names, school_record_versions},
        unlock_request::unlock_request_latest,
    },
    usecases::{
        Ctx,
        amendment::{self, Amendments},
        audit::{self, Act},
    },
};

pub use crate::storage::{
    registration_history::RegistrationEvent,
    school_queue::QueueClaim,
    school_record::{RecordNames, RecordVersion, RollPerson, SchoolRecord},
    unlock_request::{LatestUnlock, UnlockDecision},
};

/// A registration with its history.
#[derive(Debug, Clone)]
pub struct RegistrationView {
    /// The registration.
    pub record: SchoolRecord,
    /// What was submitted, the latest first. Empty while the candidate has the form.
    pub versions: Vec<RecordVersion>,
    /// What the codes of the latest version mean.
    pub names: RecordNames,
    /// Whether the candidate needs arrangements for the exam: only whoever decides learns it.
    pub has_arrangements: bool,
    /// Every change of state, the latest first.
    pub events: Vec<RegistrationEvent>,
    /// What was put right on the procedures day.
    pub amendments: Amendments,
    /// Whether the candidate waits for the answer to a request for a correction.
    pub has_open_correction: bool,
    /// What was last asked of the department.
    pub unlock: Option<LatestUnlock>,
    /// What the work at the unit needs; none for an auditor.
    pub desk: Option<Desk>,
}

/// What surrounds a record in the queue of its unit.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Who works on it, while they do.
    pub claim: Option<QueueClaim>,
    /// The registration before it in the queue.
    pub previous: Option<ExamRegistrationId>,
    /// The one after it.
    pub next: Option<ExamRegistrationId>,
    /// The season's reasons for sending one back.
    pub reasons: Vec<RejectionReason>,
}

/// The registration of this id in the actor's unit, for an auditor in any; `None` if there is none, whoever else's it
/// may be. That it was looked at is recorded for the candidate.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
) -> Result<Option<RegistrationView>, StorageError> {
    let Some(units) = units_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let Some(record) = school_record_fetch(&mut tx, units, id).await? else { return Ok(None) };
    let is_visible = record.state.status().is_visible_to_school();
    let versions = if is_visible { school_record_versions(&mut tx, units, id).await? } else { Vec::new() };
    let names = match versions.first() {
        Some(latest) => school_record_names(&mut tx, record.season, &latest.content).await?,
        None => RecordNames::default(),
    };
    let has_arrangements = is_visible && !exam_arrangement_fetch(&mut tx, id, None).await?.is_empty();
    let events = registration_history_fetch(&mut tx, HistoryOf::Form(units, id)).await?;
    let amendments = amendment::fetch(&mut tx, record.candidate_id, record.season).await?;
    let request = correction_request_latest(&mut tx, id).await?;
    let has_open_correction = request.is_some_and(|request| request.decided_at.is_none());
    let unlock = unlock_request_latest(&mut tx, id).await?;
    let desk = match units {
        Units::One(unit) => desk(&mut tx, &queue_at(season, unit, ctx.now()), id).await?,
        Units::All => None,
    };
    let purpose = if units == Units::All { AccessPurpose::Audit } else { AccessPurpose::Verification };
    let look = Act::new("exam_registration.view").on(id.0).purpose(purpose);
    audit::record_views(&mut tx, ctx, actor, look, &[record.candidate_id]).await?;
    tx.commit().await?;
    Ok(Some(RegistrationView {
        record,
        versions,
        names,
        has_arrangements,
        events,
        amendments,
        has_open_correction,
        unlock,
        desk,
    }))
}

async fn desk(tx: &mut Tx, at: &QueueAt, id: ExamRegistrationId) -> Result<Option<Desk>, StorageError> {
    let part = QueuePart { only: Some(id), ..QueuePart::first(1) };
    let Some(row) = school_queue_fetch(tx, at, part).await?.into_iter().next() else { return Ok(None) };
    let previous = school_queue_before(tx, at, &row.key()).await?;
    let part = QueuePart { after: Some(row.key()), has_form: true, ..QueuePart::first(1) };
    let next = school_queue_fetch(tx, at, part).await?.into_iter().next().and_then(|row| row.registration_id);
    let reasons = rejection_reasons_fetch(tx, at.season).await?;
    Ok(Some(Desk { claim: row.claim, previous, next, reasons }))
}
