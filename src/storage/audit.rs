//! The audit log: who did what to whom, written with the act itself.

use std::collections::BTreeSet;

use serde_json::Value;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::Actor,
    audit::AccessPurpose,
    ids::{CandidateId, StaffId},
    time::Instant,
};

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
    /// The kind of record concerned.
    pub object_kind: Option<&'static str>,
    /// The record concerned.
    pub object_id: Option<Uuid>,
    /// What personal data is accessed for.
    pub purpose: Option<AccessPurpose>,
    /// Why, in the words of whoever acts.
    pub reason: Option<&'a str>,
    /// The request; none of jobs and the command line.
    pub request_id: Option<Uuid>,
    /// From which network.
    pub network: Option<String>,
    /// SHA-256 of what was changed, before.
    pub before_digest: Option<[u8; 32]>,
    /// SHA-256 of what was changed, after.
    pub after_digest: Option<[u8; 32]>,
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
    let (before, after) = (entry.before_digest, entry.after_digest);
    // In one statement, so that no entry is without its note for the chain.
    sqlx::query!(
        "WITH noted AS (
             INSERT INTO audit_unchained (recorded_at, entry_id) SELECT $3, unnest($1::uuid[])
         )
         INSERT INTO audit_log (id, at, recorded_at, actor_kind, actor_id, tenant_kind, tenant, action, candidate_id,
             object_kind, object_id, purpose, reason, request_id, network, before_digest, after_digest, details)
         SELECT row.id, $2, $3, $4, $5, $6, $7, $8, row.candidate_id, $10, $11, $12, $13, $14, $15, $16, $17, $18
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
        entry.object_kind,
        entry.object_id,
        entry.purpose.map(AccessPurpose::as_str),
        entry.reason,
        entry.request_id,
        entry.network,
        before.as_ref().map(<[u8; 32]>::as_slice),
        after.as_ref().map(<[u8; 32]>::as_slice),
        entry.details
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which of `candidates` the account looked at by `action` since the moment.
///
/// # Errors
/// `Driver`.
pub async fn audit_candidates_seen(
    tx: &mut Tx,
    staff: StaffId,
    action: &str,
    candidates: &[CandidateId],
    since: Instant,
) -> Result<BTreeSet<CandidateId>, StorageError> {
    let candidates: Vec<Uuid> = candidates.iter().map(|id| id.0).collect();
    let seen = sqlx::query_scalar!(
        "SELECT DISTINCT candidate_id AS \"candidate_id!\" FROM audit_log
         WHERE candidate_id = ANY ($1) AND recorded_at > $2 AND actor_id = $3 AND action = $4",
        &candidates,
        since.to_utc(),
        staff.0,
        action
    );
    Ok(seen.fetch_all(tx.conn()).await?.into_iter().map(CandidateId).collect())
}
