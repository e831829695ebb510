//! Goes on with a session, or says why it is over.
//!
//! Asked at each page, before anything else: the use is noted, and an account of staff is compared with what the
//! session says of it. A session outlives neither its account nor its rights, even where ending it was forgotten.

use tower_sessions::session::Id;

use crate::{
    domain::{
        access::{Actor, SessionEnd, SessionLimits, SessionOwner, SessionSpan},
        ids::SessionId,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        session_store::{session_end, session_fetch, session_touch},
        staff::staff_role_fetch,
    },
    usecases::Ctx,
};

/// The limits of `actor`'s sessions, as the settings shorten them.
#[must_use]
pub fn limits_of(ctx: &Ctx, actor: &Actor) -> SessionLimits {
    let limits = actor.role().map_or(SessionLimits::VISITOR, SessionLimits::of);
    limits.at_most(ctx.config.session.idle_at_most_s, ctx.config.session.absolute_at_most_s)
}

/// A session that goes on.
#[derive(Debug, Clone, Copy)]
pub struct LivingSession {
    /// Its name for its owner.
    pub id: SessionId,
    /// From when to when.
    pub span: SessionSpan,
    /// Its limits.
    pub limits: SessionLimits,
    /// The machine's time of this request.
    pub now: Instant,
}

/// A session that is over.
#[derive(Debug, Clone, Copy)]
pub struct EndedSession {
    /// Why.
    pub end: SessionEnd,
    /// Whose it was.
    pub owner: SessionOwner,
}

/// What became of the session behind a cookie.
#[derive(Debug, Clone, Copy)]
pub enum Resumed {
    /// It goes on.
    Living(LivingSession),
    /// It is over.
    Ended(EndedSession),
    /// Nobody has signed in with it, as far as is remembered.
    Unknown,
}

/// The session of the cookie's `id` where it is over, by itself or because somebody ended it.
///
/// # Errors
/// `Driver`.
pub async fn end_of(ctx: &Ctx, id: Id) -> Result<Option<EndedSession>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let stored = session_fetch(&mut tx, id).await?;
    tx.commit().await?;
    let now = ctx.clock.machine_now();
    Ok(stored.and_then(|stored| stored.end_at(now).map(|end| EndedSession { end, owner: stored.owner })))
}

/// Resumes the session of the cookie's `id`, which says that `actor` acts (a visitor where it says nothing any more).
/// `is_use` is whether this request lets it last longer.
///
/// # Errors
/// `Driver`; nobody may act then.
pub async fn run(ctx: &Ctx, id: Id, actor: &Actor, is_use: bool) -> Result<Resumed, StorageError> {
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some(stored) = session_fetch(&mut tx, id).await? else { return Ok(Resumed::Unknown) };
    if let Some(end) = stored.end_at(now) {
        return Ok(Resumed::Ended(EndedSession { end, owner: stored.owner }));
    }
    let Some(owner) = actor.session_owner() else { return Ok(Resumed::Unknown) };
    if !is_still_so(&mut tx, actor).await? {
        session_end(&mut tx, owner, stored.id, SessionEnd::AccountChanged, now).await?;
        tx.commit().await?;
        return Ok(Resumed::Ended(EndedSession { end: SessionEnd::AccountChanged, owner }));
    }
    let limits = limits_of(ctx, actor);
    let used = if is_use { stored.span.used(now, limits) } else { None };
    if let Some(span) = used {
        session_touch(&mut tx, stored.id, span).await?;
    }
    tx.commit().await?;
    Ok(Resumed::Living(LivingSession { id: stored.id, span: used.unwrap_or(stored.span), limits, now }))
}

/// Whether the account is open and still has the role and the tenant of the session.
async fn is_still_so(tx: &mut Tx, actor: &Actor) -> Result<bool, StorageError> {
    match actor {
        Actor::Staff(staff) => Ok(staff_role_fetch(tx, staff.staff_id).await?.as_ref() == Some(&staff.role)),
        Actor::Visitor | Actor::Candidate(_) | Actor::System => Ok(true),
    }
}
