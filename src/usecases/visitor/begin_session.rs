//! What a new session says of the sign-in: whose it is, how long it lasts, from which device and network.

use super::resume_session::limits_of;
use crate::{
    domain::{
        access::{Actor, SessionSpan},
        ids::SessionId,
    },
    storage::session_store::SessionFacts,
    usecases::Ctx,
};

/// The facts of a session that begins now; `None` for whoever cannot sign in.
#[must_use]
pub fn run(ctx: &Ctx, actor: &Actor) -> Option<SessionFacts> {
    let owner = actor.session_owner()?;
    Some(SessionFacts {
        id: SessionId(ctx.fresh_uuid()),
        owner,
        span: SessionSpan::begin(ctx.clock.machine_now(), limits_of(ctx, actor)),
        device: ctx.trace.device,
        network: ctx.trace.network.map(|network| network.to_string()),
    })
}
