//! The trace of a sign-in by citizen ID that did not succeed: its reason's code, and nothing about whoever tried.

use serde_json::json;

use crate::{
    domain::access::Actor,
    storage::StorageError,
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// The action under which the audit log keeps it.
pub(in crate::usecases) const REFUSED: &str = "citizen.sign_in_refused";

/// Writes that `actor` (a visitor, or a candidate who had to prove themselves anew) got no sign-in, by `reason`, e.g.
/// [`crate::external::citizen_id::CitizenIdError::code`].
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, reason: &'static str) -> Result<(), StorageError> {
    let concerned = match actor {
        Actor::Candidate(candidate) => Some(candidate.candidate_id),
        _ => None,
    };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let act = Act::new(REFUSED).about(concerned).with(json!({ "reason": reason }));
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await
}
