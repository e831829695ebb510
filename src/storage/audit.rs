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
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: &'a Actor,
    /// What, as `noun.verb`, e.g. `preference_list.submit`.
    pub action: &'static str,
    /// The candidate concerned, who may read the entry.
    pub candidate_id: Option<CandidateId>,
    /// The record concerned.
    pub object_id: Option<Uuid>,
    /// Figures and codes; never a secret, an identity number or a contact.
    pub details: Value,
}

/// Writes `entry` in the transaction of the act.
///
/// # Errors
/// `Driver`.
pub async fn audit_append(tx: &mut Tx, entry: AuditEntry<'_>) -> Result<(), StorageError> {
    let actor_id = match entry.actor {
        Actor::Visitor | Actor::System => None,
        Actor::Candidate(candidate) => Some(candidate.candidate_id.0),
        Actor::Staff(staff) => Some(staff.staff_id.0),
    };
    sqlx::query!(
        "INSERT INTO audit_log (id, at, actor_kind, actor_id, action, candidate_id, object_id, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        entry.id,
        entry.at.to_utc(),
        entry.actor.kind(),
        actor_id,
        entry.action,
        entry.candidate_id.map(|id| id.0),
        entry.object_id,
        entry.details
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
