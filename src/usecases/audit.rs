//! The trace of an act, written in the transaction of the act: without it, no act.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Ctx;
use crate::{
    domain::{access::Actor, ids::CandidateId},
    storage::{
        StorageError, Tx,
        audit::{AuditEntry, audit_append, audit_append_for_each},
    },
};

/// What was done, to what.
#[derive(Debug)]
pub struct Act {
    action: &'static str,
    candidate_id: Option<CandidateId>,
    object_id: Option<Uuid>,
    reason: Option<String>,
    details: Value,
}

impl Act {
    /// `action` is `noun.verb`, e.g. `preference_list.submit`.
    #[must_use]
    pub fn new(action: &'static str) -> Self {
        Self { action, candidate_id: None, object_id: None, reason: None, details: json!({}) }
    }

    /// The candidate concerned, who may read the entry.
    #[must_use]
    pub fn about(self, candidate: impl Into<Option<CandidateId>>) -> Self {
        Self { candidate_id: candidate.into(), ..self }
    }

    /// The record concerned.
    #[must_use]
    pub fn on(self, object: impl Into<Option<Uuid>>) -> Self {
        Self { object_id: object.into(), ..self }
    }

    /// Why, in the words of whoever acts.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
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
    audit_append(tx, entry(ctx, actor, &act)).await
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

fn entry<'a>(ctx: &Ctx, actor: &'a Actor, act: &'a Act) -> AuditEntry<'a> {
    AuditEntry {
        id: ctx.fresh_uuid(),
        at: ctx.now(),
        recorded_at: ctx.clock.machine_now(),
        actor,
        action: act.action,
        candidate_id: act.candidate_id,
        object_id: act.object_id,
        reason: act.reason.as_deref(),
        request_id: ctx.trace.request_id,
        network: ctx.trace.network.map(|network| network.to_string()),
        details: act.details.clone(),
    }
}
