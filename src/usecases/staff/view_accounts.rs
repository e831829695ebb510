//! The accounts of an office and those below it: the list, one account, one invitation. Looking is in the audit log.

use serde_json::json;

use super::{AccountError, as_actor, is_in_sight, office_in_sight};
use crate::{
    domain::{
        access::{
            Actor, StaffActor,
            accounts::{may_manage, may_manage_account},
        },
        ids::{StaffId, StaffInvitationId},
        staff_account::ListedState,
        text::fold,
    },
    storage::{
        StorageError,
        staff_account::{
            AccountEvent, AccountPage, AccountQuery, AccountRecord, staff_account_fetch, staff_account_history,
            staff_account_page,
        },
        staff_link::{InvitationRecord, staff_invitation_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// How many entries a page of the list has.
pub const PAGE_SIZE: u32 = 50;
/// How many acts of its history an account shows.
const HISTORY: i64 = 50;

/// Which part of the list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// As typed: a part of a name or an address.
    pub search: String,
    /// Only those in this state.
    pub state: Option<ListedState>,
    /// From 1.
    pub page: u32,
}

/// An account with what may be done to it.
#[derive(Debug)]
pub struct AccountDetails {
    /// The account.
    pub account: AccountRecord,
    /// What was done to it, the latest first.
    pub history: Vec<AccountEvent>,
    /// Whether the actor closes and resets it.
    pub is_managed: bool,
    /// Whether it is the actor's own.
    pub is_own: bool,
}

/// An invitation with what may be done to it.
#[derive(Debug)]
pub struct InvitationDetails {
    /// The invitation.
    pub invitation: InvitationRecord,
    /// What was done to it, the latest first.
    pub history: Vec<AccountEvent>,
    /// Whether the actor takes it back or sends it anew.
    pub is_managed: bool,
}

/// The part of the list that is asked for; the first page where there are fewer.
///
/// # Errors
/// `Forbidden`; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, asked: &Asked) -> Result<AccountPage, AccountError> {
    let office = office_in_sight(actor).ok_or(AccountError::Forbidden)?;
    let search = fold(&asked.search);
    let page = asked.page.max(1);
    let query = AccountQuery {
        office: &office,
        state: asked.state,
        search: &search,
        now: ctx.clock.machine_now(),
        offset: i64::from(page - 1) * i64::from(PAGE_SIZE),
        limit: i64::from(PAGE_SIZE),
    };
    let acting = as_actor(actor);
    let mut tx = ctx.db.begin(&acting).await?;
    let mut shown = staff_account_page(&mut tx, query.clone()).await?;
    if shown.rows.is_empty() && page > 1 {
        shown = staff_account_page(&mut tx, AccountQuery { offset: 0, ..query }).await?;
    }
    let details = json!({
        "rows": shown.rows.len(), "state": asked.state.map(ListedState::as_str), "searched": !search.is_empty()
    });
    audit::record(&mut tx, ctx, &acting, Act::new("staff_accounts.view").with(details)).await?;
    tx.commit().await?;
    Ok(shown)
}

/// One account.
///
/// # Errors
/// `NotFound`; `Storage`.
pub async fn one(ctx: &Ctx, actor: &StaffActor, id: StaffId) -> Result<AccountDetails, AccountError> {
    let acting = as_actor(actor);
    let mut tx = ctx.db.begin(&acting).await?;
    let account = staff_account_fetch(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let department = account.department.as_ref();
    if !is_in_sight(actor, &account.role, department) {
        return Err(AccountError::NotFound);
    }
    let is_managed = may_manage_account(actor, id, &account.role, department);
    audit::record(&mut tx, ctx, &acting, Act::new("staff_accounts.view_one").on_a("staff_account", id.0)).await?;
    tx.commit().await?;
    let history = history(ctx, id.0).await?;
    Ok(AccountDetails { account, history, is_managed, is_own: actor.staff_id == id })
}

/// One invitation.
///
/// # Errors
/// `NotFound`; `Storage`.
pub async fn invitation(
    ctx: &Ctx,
    actor: &StaffActor,
    id: StaffInvitationId,
) -> Result<InvitationDetails, AccountError> {
    let acting = as_actor(actor);
    let mut tx = ctx.db.begin(&acting).await?;
    let invitation = staff_invitation_fetch(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let department = invitation.department.as_ref();
    if !is_in_sight(actor, &invitation.role, department) {
        return Err(AccountError::NotFound);
    }
    let is_managed = may_manage(&actor.role, &invitation.role, department);
    audit::record(&mut tx, ctx, &acting, Act::new("staff_accounts.view_one").on_a("staff_invitation", id.0)).await?;
    tx.commit().await?;
    let history = history(ctx, id.0).await?;
    Ok(InvitationDetails { invitation, history, is_managed })
}

/// Who did it may be above the actor and out of sight, and the log is not theirs to read: the portal itself looks, for
/// this one account, which was found to be in sight.
async fn history(ctx: &Ctx, id: uuid::Uuid) -> Result<Vec<AccountEvent>, StorageError> {
    let mut tx = ctx.db.begin_snapshot(&Actor::System).await?;
    let history = staff_account_history(&mut tx, id, HISTORY).await?;
    tx.commit().await?;
    Ok(history)
}
