//! The trace of an act, written in the transaction of the act: without it, no act.
//!
//! Who, on whose behalf, what, which record, digests of what was changed, why, when, by which request and from which
//! network. Looks at a candidate's data are acts too, each with its purpose; the candidate reads them. A page that is
//! loaded again and again is recorded once an hour ([`record_views`]), a download or a look-up each time.

pub mod chain;
mod digest;
pub mod published;

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Ctx;
use crate::{
    domain::{access::Actor, audit::AccessPurpose, ids::CandidateId},
    storage::{
        StorageError, Tx,
        audit::{AuditEntry, audit_append, audit_append_for_each, audit_candidates_seen},
    },
};

pub use self::digest::{canonical_json, digest};

/// Whoever looks again within so many minutes is recorded once.
const ONE_VIEW_MINUTES: i64 = 60;

/// What was done, to what.
#[derive(Debug)]
pub struct Act {
    action: &'static str,
    candidate_id: Option<CandidateId>,
    object_kind: Option<&'static str>,
    object_id: Option<Uuid>,
    purpose: Option<AccessPurpose>,
    reason: Option<String>,
    before_digest: Option<[u8; 32]>,
    after_digest: Option<[u8; 32]>,
    details: Value,
}

impl Act {
    /// `action` is `noun.verb`, e.g. `preference_list.submit`; `web/i18n/audit.rs` says it in plain words.
    #[must_use]
    pub fn new(action: &'static str) -> Self {
        Self {
            action,
            candidate_id: None,
            object_kind: None,
            object_id: None,
            purpose: None,
            reason: None,
            before_digest: None,
            after_digest: None,
            details: json!({}),
        }
    }

    /// The candidate concerned, who may read the entry.
    #[must_use]
    pub fn about(self, candidate: impl Into<Option<CandidateId>>) -> Self {
        Self { candidate_id: candidate.into(), ..self }
    }

    /// The record concerned, of the kind that the action names: `preference_list` of `preference_list.submit`.
    #[must_use]
    pub fn on(self, object: impl Into<Option<Uuid>>) -> Self {
        Self { object_id: object.into(), ..self }
    }

    /// The record concerned, of another kind than the action names.
    #[must_use]
    pub fn on_a(self, kind: &'static str, object: impl Into<Option<Uuid>>) -> Self {
        Self { object_kind: Some(kind), object_id: object.into(), ..self }
    }

    /// What personal data is accessed for.
    #[must_use]
    pub fn purpose(self, purpose: AccessPurpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// Why, in the words of whoever acts.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// What was changed, as it was and as it is. Only the SHA-256 of each is kept, so that what the record holds can
    /// be compared with what the act made of it; what serialises to null (`None`) was not there.
    #[must_use]
    pub fn changed<B: Serialize + ?Sized, A: Serialize + ?Sized>(self, before: &B, after: &A) -> Self {
        Self { before_digest: digest(before), after_digest: digest(after), ..self }
    }

    /// Figures and codes; never a secret, an identity number, a name or a contact.
    #[must_use]
    pub fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }
}

/// Writes who did what, when, by which request and from which network.
///
/// # Errors
/// `Driver`; the act must then not be committed.
pub async fn record(tx: &mut Tx, ctx: &Ctx, actor: &Actor, act: Act) -> Result<(), StorageError> {
    record_entry(tx, ctx, actor, act).await.map(drop)
}

/// The same; gives the entry's id.
///
/// # Errors
/// As [`record`].
pub async fn record_entry(tx: &mut Tx, ctx: &Ctx, actor: &Actor, act: Act) -> Result<Uuid, StorageError> {
    let entry = entry(ctx, actor, &act);
    let id = entry.id;
    audit_append(tx, entry).await?;
    Ok(id)
}

/// Writes the act once for each of `candidates`, so that each finds it among the accesses to their data.
///
/// # Errors
/// `Driver`; the act must then not be committed.
pub async fn record_for_each(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    act: Act,
    candidates: &[CandidateId],
) -> Result<(), StorageError> {
    let fresh: Vec<Uuid> = candidates.iter().map(|_| ctx.fresh_uuid()).collect();
    audit_append_for_each(tx, entry(ctx, actor, &act), &fresh, candidates).await
}

/// Writes that the actor looked at the data of `candidates`, for each of whom no such look of the actor was recorded
/// within the hour: a list that is loaded again does not flood what the candidate reads.
///
/// # Errors
/// `Driver`; what was read must then not be shown.
pub async fn record_views(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    act: Act,
    candidates: &[CandidateId],
) -> Result<(), StorageError> {
    let Actor::Staff(staff) = actor else { return record_for_each(tx, ctx, actor, act, candidates).await };
    let since = ctx.clock.machine_now().plus_minutes(-ONE_VIEW_MINUTES);
    let seen = audit_candidates_seen(tx, staff.staff_id, act.action, candidates, since).await?;
    let unseen: Vec<CandidateId> = candidates.iter().copied().filter(|candidate| !seen.contains(candidate)).collect();
    record_for_each(tx, ctx, actor, act, &unseen).await
}

fn entry<'a>(ctx: &Ctx, actor: &'a Actor, act: &'a Act) -> AuditEntry<'a> {
    let noun = act.action.split('.').next();
    AuditEntry {
        id: ctx.fresh_uuid(),
        at: ctx.now(),
        recorded_at: ctx.clock.machine_now(),
        actor,
        action: act.action,
        candidate_id: act.candidate_id,
        object_kind: act.object_kind.or(noun).filter(|_| act.object_id.is_some()),
        object_id: act.object_id,
        purpose: act.purpose,
        reason: act.reason.as_deref(),
        request_id: ctx.trace.request_id,
        network: ctx.trace.network.map(|network| network.to_string()),
        before_digest: act.before_digest,
        after_digest: act.after_digest,
        details: act.details.clone(),
    }
}
