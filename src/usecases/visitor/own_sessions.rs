//! "My devices": whoever has signed in sees where else they have, and ends it from here.
//!
//! The sessions of a person or an account are found by their owner, who is taken from the session that asks; naming
//! another one's session finds nothing.

use serde_json::json;

pub use crate::storage::session_store::OwnSession;
use crate::{
    domain::{
        access::{Actor, SessionEnd, SessionOwner},
        ids::{CandidateId, SessionId},
    },
    storage::{
        StorageError,
        session_store::{session_end, sessions_end_of, sessions_fetch_of},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// The living sessions of `owner`, the last used first.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, owner: SessionOwner) -> Result<Vec<OwnSession>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let sessions = sessions_fetch_of(&mut tx, owner, ctx.clock.machine_now()).await?;
    tx.commit().await?;
    Ok(sessions)
}

/// Ends one of the actor's sessions; gives whether there was such a one. A second click finds none and is no fault.
///
/// # Errors
/// What the database says.
pub async fn end(ctx: &Ctx, actor: &Actor, owner: SessionOwner, id: SessionId) -> Result<bool, StorageError> {
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let is_ended = session_end(&mut tx, owner, id, SessionEnd::Elsewhere, now).await?;
    if is_ended {
        let act = Act::new("session.end").about(candidate_of(actor)).on(id.0);
        audit::record(&mut tx, ctx, actor, act.changed(&None::<()>, &SessionEnd::Elsewhere.stored())).await?;
    }
    tx.commit().await?;
    Ok(is_ended)
}

/// Ends all of the actor's sessions but `this` one; gives how many.
///
/// # Errors
/// What the database says.
pub async fn end_others(ctx: &Ctx, actor: &Actor, owner: SessionOwner, this: SessionId) -> Result<u64, StorageError> {
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let ended = sessions_end_of(&mut tx, owner, Some(this), SessionEnd::Elsewhere, now).await?;
    if ended > 0 {
        let act = Act::new("session.end_others").about(candidate_of(actor)).with(json!({ "sessions": ended }));
        audit::record(&mut tx, ctx, actor, act).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

const fn candidate_of(actor: &Actor) -> Option<CandidateId> {
    match actor {
        Actor::Candidate(candidate) => Some(candidate.candidate_id),
        _ => None,
    }
}
