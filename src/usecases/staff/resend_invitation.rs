//! Sends a new link for an invitation that is open or went unanswered; the link before is void.

use super::{AccountError, as_actor, fresh_link, invite, managed_invitation};
use crate::{
    domain::{
        access::StaffActor,
        field_errors::{FieldErrorCode, FieldErrors},
        ids::StaffInvitationId,
        staff_account::{LinkEvent, LinkState},
    },
    storage::{
        StorageError,
        staff_link::{InvitationRecord, ONE_OPEN_INVITATION, staff_invitation_end, staff_invitation_name_successor},
    },
    usecases::Ctx,
};

/// Invites anew, in the actor's name; gives the new invitation.
///
/// # Errors
/// `NotFound`, `Forbidden`; `LinkEnded` when it was taken up, taken back or replaced; `Invalid` when the address got
/// another invitation since; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffInvitationId) -> Result<StaffInvitationId, AccountError> {
    let acting = as_actor(actor);
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&acting).await?;
    let before = managed_invitation(&mut tx, actor, id).await?;
    let ended = match before.link.state_at(now) {
        LinkState::Open => Some(LinkEvent::Replace),
        // Noted already, or too old and still to be noted.
        LinkState::Expired => (before.link.state == LinkState::Open).then_some(LinkEvent::Expire),
        state => return Err(AccountError::LinkEnded(state)),
    };
    if let Some(event) = ended {
        let state = before.link.after(event, now).map_err(AccountError::LinkEnded)?;
        staff_invitation_end(&mut tx, id, state, now, None).await?;
    }
    let next = InvitationRecord {
        id: StaffInvitationId(ctx.fresh_uuid()),
        invited_by: actor.staff_id,
        created_at: now,
        link: fresh_link(now),
        ended_at: None,
        ..before
    };
    match invite::keep(&mut tx, ctx, &acting, &next).await {
        Err(StorageError::Conflict { constraint }) if constraint == ONE_OPEN_INVITATION => {
            return Err(AccountError::Invalid(FieldErrors::one("email", FieldErrorCode::AddressInUse)));
        }
        kept => kept?,
    }
    staff_invitation_name_successor(&mut tx, id, next.id).await?;
    tx.commit().await?;
    Ok(next.id)
}
