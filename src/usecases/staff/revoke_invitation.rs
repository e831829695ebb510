//! Takes an open invitation back: its link opens nothing from then on.

use super::{AccountError, as_actor, managed_invitation};
use crate::{
    domain::{access::StaffActor, ids::StaffInvitationId, staff_account::LinkEvent},
    storage::staff_link::staff_invitation_end,
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Takes the invitation back.
///
/// # Errors
/// `NotFound`, `Forbidden`; `LinkEnded`; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffInvitationId) -> Result<(), AccountError> {
    let acting = as_actor(actor);
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&acting).await?;
    let invitation = managed_invitation(&mut tx, actor, id).await?;
    let state = invitation.link.after(LinkEvent::Revoke, now).map_err(AccountError::LinkEnded)?;
    staff_invitation_end(&mut tx, id, state, now, None).await?;
    let act = Act::new("staff_account.revoke_invitation").on_a("staff_invitation", id.0);
    audit::record(&mut tx, ctx, &acting, act.changed(&invitation.link.state, &state)).await?;
    tx.commit().await?;
    Ok(())
}
