//! Invites someone to an account: the link goes to the address by mail, and whoever opens it sets the password.
//!
//! That an address is taken is told to whoever invites: they have an account themselves, every try is in the audit log
//! under their name, and an answer that hides it would leave them waiting for a person who never gets a mail. What the
//! account is and whose is not told.

use serde_json::json;

use super::{AccountError, as_actor, fresh_link, tell_releasers};
use crate::{
    domain::{
        access::{Actor, RoleKind, StaffActor, Tenant, accounts::may_manage},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::{DepartmentCode, StaffInvitationId},
        staff_account::{Invitation, InvitationForm, office_field},
    },
    storage::{
        StorageError, Tx,
        office::{Office, departments_list, institutions_list, office_fetch_name, unit_fetch_department, units_list},
        staff_link::{
            InvitationRecord, ONE_OPEN_INVITATION, staff_address_is_taken, staff_invitation_insert, staff_links_expire,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_with_link},
    },
};

/// The offices among which `actor` chooses one for `role`; empty where there is nothing to choose.
///
/// # Errors
/// `Driver`.
pub async fn offices(ctx: &Ctx, actor: &StaffActor, role: RoleKind) -> Result<Vec<Office>, StorageError> {
    let mut tx = ctx.db.begin(&as_actor(actor)).await?;
    let offices = match (office_field(actor.role.kind(), role), actor.role.tenant()) {
        (Some("department"), _) => departments_list(&mut tx).await?,
        (Some("institution"), _) => institutions_list(&mut tx).await?,
        (Some(_), Tenant::Department(department)) => units_list(&mut tx, &department).await?,
        _ => Vec::new(),
    };
    tx.commit().await?;
    Ok(offices)
}

/// Invites as the form says; gives the invitation.
///
/// # Errors
/// `Invalid`, also for an office that does not exist or is another's, and for an address that is taken; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, form: &InvitationForm) -> Result<StaffInvitationId, AccountError> {
    let invitation = form.parse(&actor.role).map_err(AccountError::Invalid)?;
    if is_taken(ctx, invitation.email.as_str()).await? {
        return refuse(ctx, actor, &invitation).await;
    }
    let acting = as_actor(actor);
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&acting).await?;
    let department = existing_office(&mut tx, actor, &invitation).await?;
    let record = InvitationRecord {
        id: StaffInvitationId(ctx.fresh_uuid()),
        role: invitation.role.clone(),
        department,
        office: String::new(),
        full_name: invitation.full_name.as_str().to_owned(),
        email: invitation.email.as_str().to_owned(),
        invited_by: actor.staff_id,
        created_at: now,
        link: fresh_link(now),
        ended_at: None,
        staff_id: None,
    };
    match keep(&mut tx, ctx, &acting, &record).await {
        Ok(()) => tx.commit().await?,
        Err(StorageError::Conflict { constraint }) if constraint == ONE_OPEN_INVITATION => {
            drop(tx);
            return refuse(ctx, actor, &invitation).await;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(record.id)
}

/// Keeps an invitation, with its trace and its mail.
pub(super) async fn keep(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    invitation: &InvitationRecord,
) -> Result<(), StorageError> {
    staff_invitation_insert(tx, invitation).await?;
    let tenant = invitation.role.tenant();
    let details = json!({ "role": invitation.role.kind().as_str(), "for_kind": tenant.kind(), "for": tenant.id() });
    let act = Act::new("staff_account.invite").on_a("staff_invitation", invitation.id.0).with(details);
    audit::record(tx, ctx, actor, act.changed(&None::<()>, &invitation.link.state)).await?;
    let email = super::address(&invitation.email, invitation.id.0)?;
    enqueue_with_link(tx, ctx, &email, MailTemplate::StaffInvitation, invitation.id.0).await?;
    tell_releasers(tx, ctx, invitation.role.kind(), &invitation.email).await
}

/// Whether the address has an account or an open invitation, of whatever office: which `actor` may not see, so the
/// portal itself looks.
async fn is_taken(ctx: &Ctx, email: &str) -> Result<bool, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    staff_links_expire(&mut tx, ctx.clock.machine_now()).await?;
    let is_taken = staff_address_is_taken(&mut tx, email).await?;
    tx.commit().await?;
    Ok(is_taken)
}

async fn refuse<T>(ctx: &Ctx, actor: &StaffActor, invitation: &Invitation) -> Result<T, AccountError> {
    let acting = as_actor(actor);
    let mut tx = ctx.db.begin(&acting).await?;
    let details = json!({ "reason": "address_taken", "role": invitation.role.kind().as_str() });
    audit::record(&mut tx, ctx, &acting, Act::new("staff_account.invite_refused").with(details)).await?;
    tx.commit().await?;
    Err(AccountError::Invalid(FieldErrors::one("email", FieldErrorCode::AddressInUse)))
}

/// Checks that the office exists and is the actor's to choose; gives the department of a unit. A unit of another
/// department is answered like one that does not exist.
async fn existing_office(
    tx: &mut Tx,
    actor: &StaffActor,
    invitation: &Invitation,
) -> Result<Option<DepartmentCode>, AccountError> {
    let tenant = invitation.role.tenant();
    let department = match tenant {
        Tenant::Unit(unit) => unit_fetch_department(tx, unit).await?,
        _ => None,
    };
    let exists = office_fetch_name(tx, &tenant).await?.is_some();
    if exists && may_manage(&actor.role, &invitation.role, department.as_ref()) {
        return Ok(department);
    }
    let field = office_field(actor.role.kind(), invitation.role.kind()).unwrap_or("role");
    Err(AccountError::Invalid(FieldErrors::one(field, FieldErrorCode::NotOnOffer)))
}
