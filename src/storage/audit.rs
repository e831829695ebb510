//! The audit log: who did what to whom, written with the act itself.

use serde_json::Value;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{access::Actor, ids::CandidateId, time::Instant};

/// One act.
#[derive(Debug)]
pub struct AuditEntry<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// When, by the season's clock.
    pub at: Instant,
    /// When, by the machine's.
    pub recorded_at: Instant,
    /// Who, and for which office.
    pub actor: &'a Actor,
    /// What, as `noun.verb`, e.g. `preference_list.submit`.
    pub action: &'static str,
    /// The candidate concerned, who may read the entry.
    pub candidate_id: Option<CandidateId>,
    /// The record concerned.
    pub object_id: Option<Uuid>,
    /// Why, in the words of whoever acts.
    pub reason: Option<&'a str>,
    /// The request; none of jobs and the command line.
    pub request_id: Option<Uuid>,
    /// From which network.
    pub network: Option<String>,
    /// Figures and codes; never a secret, an identity number, a name or a contact.
    pub details: Value,
}

/// Writes `entry` in the transaction of the act.
///
/// # Errors
/// `Driver`.
pub async fn audit_append(tx: &mut Tx, entry: AuditEntry<'_>) -> Result<(), StorageError> {
    let (id, candidate) = (entry.id, entry.candidate_id);
    append(tx, entry, &[id], &[candidate.map(|id| id.0)]).await
}

/// Writes `entry` once for each of `candidates`, so that each finds it; the ids are `fresh` ones.
///
/// # Errors
/// `Driver`.
pub async fn audit_append_for_each(
    tx: &mut Tx,
    entry: AuditEntry<'_>,
    fresh: &[Uuid],
    candidates: &[CandidateId],
) -> Result<(), StorageError> {
    let candidates: Vec<Option<Uuid>> = candidates.iter().map(|id| Some(id.0)).collect();
    append(tx, entry, fresh, &candidates).await
}

async fn append(
    tx: &mut Tx,
    entry: AuditEntry<'_>,
    ids: &[Uuid],
    candidates: &[Option<Uuid>],
) -> Result<(), StorageError> {
    let (actor_id, tenant) = match entry.actor {
        Actor::Visitor | Actor::System => (None, None),
        Actor::Candidate(candidate) => (Some(candidate.candidate_id.0), None),
        Actor::Staff(staff) => (Some(staff.staff_id.0), Some(staff.role.tenant())),
    };
    sqlx::query!(
        "INSERT INTO audit_log (id, at, recorded_at, actor_kind, actor_id, tenant_kind, tenant, action, candidate_id,
             object_id, reason, request_id, network, details)
         SELECT row.id, $2, $3, $4, $5, $6, $7, $8, row.candidate_id, $10, $11, $12, $13, $14
         FROM unnest($1::uuid[], $9::uuid[]) AS row (id, candidate_id)",
        ids,
        entry.at.to_utc(),
        entry.recorded_at.to_utc(),
        entry.actor.kind(),
        actor_id,
        tenant.as_ref().map(|tenant| tenant.kind()),
        tenant.as_ref().map(|tenant| tenant.id()),
        entry.action,
        candidates as &[Option<Uuid>],
        entry.object_id,
        entry.reason,
        entry.request_id,
        entry.network,
        entry.details
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
