//! What staff do with accounts of staff: invite, take an invitation up, close, open again, reset, and change one's own.
//!
//! Every use case asks the one table of who manages whom (`domain/access/accounts`). An account or invitation of
//! another office is answered like one that does not exist ([`AccountError::NotFound`]); one that is in sight and not
//! the actor's to manage is [`AccountError::Forbidden`].
//!
//! What is done to an account is in its history and told to its person by mail, in the transaction of the act.

pub mod accept_invitation;
pub mod change_password;
pub mod close_account;
pub mod invite;
pub mod reopen_account;
pub mod resend_invitation;
pub mod reset_password;
pub mod reset_second_factor;
pub mod revoke_invitation;
pub mod set_new_password;
pub mod view_accounts;

use crate::{
    domain::{
        access::{
            Actor, Permission, RoleKind, StaffActor, StaffRole, Tenant,
            accounts::{covers, may_manage, may_manage_account},
        },
        candidate::contact::EmailAddress,
        field_errors::FieldErrors,
        ids::{DepartmentCode, StaffId, StaffInvitationId},
        staff_account::{LINK_HOURS, LinkState, OneTimeLink},
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        staff::releaser_emails_fetch,
        staff_account::{AccountRecord, staff_account_fetch_for_update},
        staff_link::{InvitationRecord, staff_invitation_fetch_for_update},
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue},
        password::PasswordError,
    },
};

pub use crate::storage::{
    office::Office,
    staff_account::{AccountEvent, AccountPage, AccountRecord as Account, ListedAccount},
    staff_link::InvitationRecord as InvitationView,
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is none, or it belongs to another office.
    #[error("no such account or invitation in the office")]
    NotFound,
    /// It is in sight, but for others to manage.
    #[error("the account is not the actor's to manage")]
    Forbidden,
    /// The form.
    #[error("the form is not right")]
    Invalid(FieldErrors),
    /// The account is closed already, or open already.
    #[error("the account is in that state already")]
    AlreadyDone,
    /// A closed account is opened before anything else is done to it.
    #[error("the account is closed")]
    Closed,
    /// The invitation or password reset has ended.
    #[error("the link is {}", .0.as_str())]
    LinkEnded(LinkState),
    /// A password could not be hashed now.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for AccountError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::AlreadyDone,
            other => Self::Storage(other),
        }
    }
}

/// The office whose accounts `actor` sees; `None` without the right.
fn office_in_sight(actor: &StaffActor) -> Option<Tenant> {
    use crate::domain::access::Scope;
    match Permission::ViewStaffAccounts.scope_of(actor.role.kind())? {
        Scope::All => Some(Tenant::National),
        _ => Some(actor.role.tenant()),
    }
}

/// Whether `actor` sees accounts of `role`.
fn is_in_sight(actor: &StaffActor, role: &StaffRole, department: Option<&DepartmentCode>) -> bool {
    office_in_sight(actor).is_some_and(|office| covers(&office, &role.tenant(), department))
}

/// The account, held for a change that is `actor`'s to make.
async fn managed_account(tx: &mut Tx, actor: &StaffActor, id: StaffId) -> Result<AccountRecord, AccountError> {
    let account = staff_account_fetch_for_update(tx, id).await?.ok_or(AccountError::NotFound)?;
    let department = account.department.as_ref();
    if !is_in_sight(actor, &account.role, department) {
        return Err(AccountError::NotFound);
    }
    if !may_manage_account(actor, id, &account.role, department) {
        return Err(AccountError::Forbidden);
    }
    Ok(account)
}

/// The same of an account that is open.
async fn managed_open_account(tx: &mut Tx, actor: &StaffActor, id: StaffId) -> Result<AccountRecord, AccountError> {
    let account = managed_account(tx, actor, id).await?;
    if account.closed_at.is_some() { Err(AccountError::Closed) } else { Ok(account) }
}

/// The invitation, held for a change that is `actor`'s to make.
async fn managed_invitation(
    tx: &mut Tx,
    actor: &StaffActor,
    id: StaffInvitationId,
) -> Result<InvitationRecord, AccountError> {
    let invitation = staff_invitation_fetch_for_update(tx, id).await?.ok_or(AccountError::NotFound)?;
    let department = invitation.department.as_ref();
    if !is_in_sight(actor, &invitation.role, department) {
        return Err(AccountError::NotFound);
    }
    if !may_manage(&actor.role, &invitation.role, department) {
        return Err(AccountError::Forbidden);
    }
    Ok(invitation)
}

/// A link that begins at `now`.
fn fresh_link(now: Instant) -> OneTimeLink {
    OneTimeLink { state: LinkState::Open, expires_at: now.plus_minutes(LINK_HOURS * 60) }
}

/// The address of an account or invitation, which was one when it was kept.
fn address(email: &str, id: uuid::Uuid) -> Result<EmailAddress, StorageError> {
    EmailAddress::parse(email).map_err(|_| StorageError::inconsistent("staff", "email", id))
}

/// Tells every releaser but the one concerned that the account of a releaser was invited, opened again or reset. Who
/// proposes a publication makes the accounts of those who release it: this is what keeps the two from being one.
async fn tell_releasers(tx: &mut Tx, ctx: &Ctx, role: RoleKind, concerned: &str) -> Result<(), StorageError> {
    if role != RoleKind::MinistryReleaser {
        return Ok(());
    }
    for email in releaser_emails_fetch(tx).await? {
        if email != concerned {
            let email = address(&email, uuid::Uuid::nil())?;
            enqueue(tx, ctx, &email, MailTemplate::ReleaserAccountChanged).await?;
        }
    }
    Ok(())
}

/// The one who acts, as transactions and the audit log take it.
fn as_actor(actor: &StaffActor) -> Actor {
    Actor::Staff(actor.clone())
}
