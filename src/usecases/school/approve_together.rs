//! The registration unit approves what nothing speaks against, together: records that were never sent back, of which
//! registry and roll say the same as the candidate, and which claim nothing that somebody has to check. For ten minutes it
//! can be taken back; then the candidates are told.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{decide::DecideError, queue_at};
use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::{
            queue::{BATCH_MAX, UNDO_MINUTES},
            state::{ExamWindows, PlainAction},
        },
        ids::{BatchApprovalId, CandidateId, ExamRegistrationId, StoredFileId},
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        batch_approval::{
            batch_approval_insert, batch_approval_items_insert, batch_approval_undo, batch_approval_untouched,
            batch_approvals_fetch,
        },
        exam_registration::{StateChange, exam_registration_fetch_for_update, exam_registration_transition},
        registration_claim::registration_claim_end,
        school_queue::{QueuePart, QueueRow, school_queue_fetch},
        school_record::school_record_portraits,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::batch_approval::BatchApproval;

/// What could be approved together, as it is shown.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The records, in the order of the queue.
    pub rows: Vec<QueueRow>,
    /// Tells this very set, each record in its version, from any other: SHA-256 in hexadecimal digits.
    pub digest: String,
    /// The portraits of those who sent one: nobody approves pictures unseen.
    pub portraits: BTreeMap<ExamRegistrationId, StoredFileId>,
}

impl From<Vec<QueueRow>> for Preview {
    fn from(rows: Vec<QueueRow>) -> Self {
        // By id: that some have become due meanwhile changes their order alone.
        let mut set: Vec<_> = rows.iter().filter_map(|row| Some((row.registration_id?, row.version?))).collect();
        set.sort_unstable();
        let mut hash = Sha256::new();
        for (id, version) in set {
            hash.update(format!("{id} {version}\n"));
        }
        Self { rows, digest: format!("{:x}", hash.finalize()), portraits: BTreeMap::new() }
    }
}

/// What could be approved together now, up to [`BATCH_MAX`]; `None` for whoever decides nothing. Each candidate on it can
/// read that it was looked at.
///
/// # Errors
/// What the database says.
pub async fn preview(ctx: &Ctx, actor: &Actor, season: &Season) -> Result<Option<Preview>, StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    let mut preview = alike(&mut tx, ctx, actor, season).await?;
    if let (Some(preview), Some(unit)) = (&mut preview, actor.unit_for(Permission::DecideRegistration)) {
        let ids: Vec<_> = preview.rows.iter().filter_map(|row| row.registration_id).collect();
        preview.portraits = school_record_portraits(&mut tx, unit, &ids).await?;
    }
    let rows = preview.iter().flat_map(|preview| &preview.rows);
    let shown: Vec<CandidateId> = rows.map(|row| row.candidate_id).collect();
    let look = Act::new("registration_queue.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    Ok(preview)
}

async fn alike(tx: &mut Tx, ctx: &Ctx, actor: &Actor, season: &Season) -> Result<Option<Preview>, StorageError> {
    let (Some(unit), Actor::Staff(staff)) = (actor.unit_for(Permission::DecideRegistration), actor) else {
        return Ok(None);
    };
    let at = queue_at(season, unit, ctx.now());
    let part = QueuePart { free_for: Some(staff.staff_id), is_clear: true, ..QueuePart::first(i64::from(BATCH_MAX)) };
    Ok(Some(school_queue_fetch(tx, &at, part).await?.into()))
}

/// Approves them, if they are the very set whose [`Preview::digest`] was `shown`: nobody approves what they did not see.
///
/// # Errors
/// `NotFound` for whoever decides nothing; `Stale` when it is another set, or one of them changes meanwhile; `Refused`,
/// `NotPlanned`; what the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: &Season, shown: &str) -> Result<BatchApprovalId, DecideError> {
    let (Some(unit), Actor::Staff(staff)) = (actor.unit_for(Permission::DecideRegistration), actor) else {
        return Err(DecideError::NotFound);
    };
    let windows = ExamWindows::of(season).ok_or(DecideError::NotPlanned)?;
    let now = ctx.now();
    let batch = BatchApprovalId(ctx.fresh_uuid());
    let mut tx = ctx.db.begin(actor).await?;
    let Preview { rows, digest, .. } = alike(&mut tx, ctx, actor, season).await?.ok_or(DecideError::NotFound)?;
    if rows.is_empty() || digest != shown {
        return Err(DecideError::Stale);
    }
    let mut approved: Vec<(ExamRegistrationId, i32)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let record =
            exam_registration_fetch_for_update(&mut tx, row.candidate_id).await?.ok_or(DecideError::NotFound)?;
        if Some(record.version) != row.version {
            return Err(DecideError::Stale);
        }
        let (next, event) =
            record.state.clone().apply(PlainAction::Approve, now, &windows).map_err(DecideError::Refused)?;
        let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
        exam_registration_transition(&mut tx, &record, &next, change).await?;
        let act = Act::new("exam_registration.approve").about(row.candidate_id).on(record.id.0);
        let act = act.changed(&record.state.status(), &next.status());
        audit::record(&mut tx, ctx, actor, act.with(json!({ "version": record.version, "batch": batch }))).await?;
        if row.claim.is_some() {
            registration_claim_end(&mut tx, record.id, staff.staff_id, now).await?;
        }
        approved.push((record.id, record.version + 1));
    }
    batch_approval_insert(&mut tx, batch, unit, staff.staff_id, now).await?;
    batch_approval_items_insert(&mut tx, batch, &approved).await?;
    let act = Act::new("batch_approval.approve").on(batch.0).with(json!({ "records": approved.len() }));
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(batch)
}

/// The batches of the actor's unit that can still be taken back, the latest first.
///
/// # Errors
/// What the database says.
pub async fn undoable(ctx: &Ctx, actor: &Actor) -> Result<Vec<BatchApproval>, StorageError> {
    let Some(unit) = actor.unit_for(Permission::DecideRegistration) else { return Ok(Vec::new()) };
    let mut tx = ctx.db.begin(actor).await?;
    let mut batches = batch_approvals_fetch(&mut tx, unit, ctx.now().plus_minutes(-UNDO_MINUTES), None).await?;
    batches.retain(|batch| batch.undone_at.is_none());
    Ok(batches)
}

/// What came of taking a batch back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// Records that wait for a decision again.
    pub records: usize,
    /// Records that somebody has touched since, which stay as they are.
    pub kept: usize,
}

/// Takes a batch back: the records that nobody has touched since wait for a decision again.
///
/// # Errors
/// `NotFound`, also for a batch of another unit; `Stale` when its time is over or it was taken back before; `Refused`,
/// `NotPlanned`; what the database says.
pub async fn undo(ctx: &Ctx, actor: &Actor, season: &Season, id: BatchApprovalId) -> Result<Undone, DecideError> {
    let unit = actor.unit_for(Permission::DecideRegistration).ok_or(DecideError::NotFound)?;
    let windows = ExamWindows::of(season).ok_or(DecideError::NotPlanned)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let found = batch_approvals_fetch(&mut tx, unit, Instant::from_unix_us(0), Some(id)).await?;
    let batch = found.into_iter().next().ok_or(DecideError::NotFound)?;
    if batch.approved_at.plus_minutes(UNDO_MINUTES) <= now {
        return Err(DecideError::Stale);
    }
    batch_approval_undo(&mut tx, id, now).await?;
    let untouched = batch_approval_untouched(&mut tx, id).await?;
    for (candidate, registration) in &untouched {
        let record = exam_registration_fetch_for_update(&mut tx, *candidate).await?.ok_or(DecideError::NotFound)?;
        let (next, event) =
            record.state.clone().apply(PlainAction::Reopen, now, &windows).map_err(DecideError::Refused)?;
        let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
        exam_registration_transition(&mut tx, &record, &next, change).await?;
        let act = Act::new("exam_registration.reopen").about(*candidate).on(registration.0);
        let act = act.changed(&record.state.status(), &next.status()).with(json!({ "batch": id }));
        audit::record(&mut tx, ctx, actor, act).await?;
    }
    let kept = usize::try_from(batch.records).unwrap_or_default().saturating_sub(untouched.len());
    let act = Act::new("batch_approval.undo").on(id.0);
    audit::record(&mut tx, ctx, actor, act.with(json!({ "records": untouched.len(), "kept": kept }))).await?;
    tx.commit().await?;
    Ok(Undone { records: untouched.len(), kept })
}
