//! What the one-time links of staff open: invitations to an account, and new passwords.

use uuid::Uuid;

use super::{
    StorageError, Tx,
    staff::{role, role_columns},
    staff_account::search_text,
};
use crate::domain::{
    access::StaffRole,
    ids::{DepartmentCode, StaffId, StaffInvitationId, StaffPasswordResetId},
    staff_account::{LinkState, OneTimeLink},
    time::Instant,
};

/// The constraint that keeps one open invitation an address.
pub const ONE_OPEN_INVITATION: &str = "staff_invitation_open_uq";

/// An invitation as it is kept.
#[derive(Debug, Clone)]
pub struct InvitationRecord {
    /// Its id.
    pub id: StaffInvitationId,
    /// The role of the account to be.
    pub role: StaffRole,
    /// The department of its unit, where it works for one.
    pub department: Option<DepartmentCode>,
    /// The name of its office; empty for the whole country.
    pub office: String,
    /// Whom it invites.
    pub full_name: String,
    /// The address, lower case.
    pub email: String,
    /// By whom.
    pub invited_by: StaffId,
    /// When.
    pub created_at: Instant,
    /// Where it stands.
    pub link: OneTimeLink,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The account that was made of it.
    pub staff_id: Option<StaffId>,
}

/// A new password that a person above asked for.
#[derive(Debug, Clone)]
pub struct PasswordResetRecord {
    /// Its id.
    pub id: StaffPasswordResetId,
    /// Whose password.
    pub staff_id: StaffId,
    /// Where it stands.
    pub link: OneTimeLink,
}

/// Keeps a new invitation.
///
/// # Errors
/// `Conflict` by [`ONE_OPEN_INVITATION`]; `Driver`.
pub async fn staff_invitation_insert(tx: &mut Tx, invitation: &InvitationRecord) -> Result<(), StorageError> {
    let (role, unit, department, institution) = role_columns(&invitation.role);
    sqlx::query!(
        "INSERT INTO staff_invitation (id, email, full_name, search_text, role, registration_unit_id, department_code,
             institution_code, invited_by, created_at, expires_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        invitation.id.0,
        invitation.email,
        invitation.full_name,
        search_text(&invitation.full_name, &invitation.email),
        role,
        unit,
        department,
        institution,
        invitation.invited_by.0,
        invitation.created_at.to_utc(),
        invitation.link.expires_at.to_utc(),
        invitation.link.state.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One invitation.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that are none.
pub async fn staff_invitation_fetch(
    tx: &mut Tx,
    id: StaffInvitationId,
) -> Result<Option<InvitationRecord>, StorageError> {
    let row = sqlx::query!(
        "SELECT i.full_name, i.email, i.role, i.registration_unit_id, i.department_code, i.institution_code,
             i.invited_by, i.created_at, i.expires_at, i.state, i.ended_at, i.staff_id,
             u.department_code AS \"unit_department?\", coalesce(u.name, d.name, n.name, '') AS \"office!\"
         FROM staff_invitation i
         LEFT JOIN registration_unit u ON u.id = i.registration_unit_id
         LEFT JOIN department d ON d.code = i.department_code
         LEFT JOIN institution n ON n.code = i.institution_code
         WHERE i.id = $1",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(InvitationRecord {
            id,
            role: role(id.0, &row.role, row.registration_unit_id, row.department_code, row.institution_code)?,
            department: row.unit_department.map(DepartmentCode),
            office: row.office,
            full_name: row.full_name,
            email: row.email,
            invited_by: StaffId(row.invited_by),
            created_at: Instant::from_utc(row.created_at),
            link: link("staff_invitation", id.0, &row.state, Instant::from_utc(row.expires_at))?,
            ended_at: row.ended_at.map(Instant::from_utc),
            staff_id: row.staff_id.map(StaffId),
        })
    })
    .transpose()
}

/// The same, held until the transaction ends.
///
/// # Errors
/// As [`staff_invitation_fetch`].
pub async fn staff_invitation_fetch_for_update(
    tx: &mut Tx,
    id: StaffInvitationId,
) -> Result<Option<InvitationRecord>, StorageError> {
    sqlx::query!("SELECT id FROM staff_invitation WHERE id = $1 FOR UPDATE", id.0).fetch_optional(tx.conn()).await?;
    staff_invitation_fetch(tx, id).await
}

/// Notes how an open invitation ended; with the account, when it was taken up.
///
/// # Errors
/// `Stale` when it has ended meanwhile; `Driver`.
pub async fn staff_invitation_end(
    tx: &mut Tx,
    id: StaffInvitationId,
    state: LinkState,
    at: Instant,
    account: Option<StaffId>,
) -> Result<(), StorageError> {
    let outcome = sqlx::query!(
        "UPDATE staff_invitation SET state = $2, ended_at = $3, staff_id = $4 WHERE id = $1 AND state = 'open'",
        id.0,
        state.as_str(),
        at.to_utc(),
        account.map(|account| account.0)
    )
    .execute(tx.conn())
    .await?;
    if outcome.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Notes which invitation took the place of a replaced one.
///
/// # Errors
/// `Driver`.
pub async fn staff_invitation_name_successor(
    tx: &mut Tx,
    replaced: StaffInvitationId,
    by: StaffInvitationId,
) -> Result<(), StorageError> {
    sqlx::query!("UPDATE staff_invitation SET replaced_by = $2 WHERE id = $1 AND state = 'replaced'", replaced.0, by.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes of every open invitation and password reset whose time is over that it is; gives how many.
///
/// # Errors
/// `Driver`.
pub async fn staff_links_expire(tx: &mut Tx, now: Instant) -> Result<u64, StorageError> {
    let invitations = sqlx::query!(
        "UPDATE staff_invitation SET state = 'expired', ended_at = expires_at WHERE state = 'open' AND expires_at <= $1",
        now.to_utc()
    );
    let resets = sqlx::query!(
        "UPDATE staff_password_reset SET state = 'expired', ended_at = expires_at
         WHERE state = 'open' AND expires_at <= $1",
        now.to_utc()
    );
    let expired = invitations.execute(tx.conn()).await?.rows_affected();
    Ok(expired + resets.execute(tx.conn()).await?.rows_affected())
}

/// Takes back every open invitation that `inviter` made; gives their ids.
///
/// # Errors
/// `Driver`.
pub async fn staff_invitations_revoke_of(
    tx: &mut Tx,
    inviter: StaffId,
    at: Instant,
) -> Result<Vec<StaffInvitationId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "UPDATE staff_invitation SET state = 'revoked', ended_at = $2 WHERE invited_by = $1 AND state = 'open'
         RETURNING id",
        inviter.0,
        at.to_utc()
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(StaffInvitationId).collect())
}

/// Whether an account or an open invitation has this address (lower case).
///
/// # Errors
/// `Driver`.
pub async fn staff_address_is_taken(tx: &mut Tx, email: &str) -> Result<bool, StorageError> {
    let taken = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM staff WHERE email = $1)
             OR EXISTS (SELECT FROM staff_invitation WHERE email = $1 AND state = 'open') AS \"taken!\"",
        email
    );
    Ok(taken.fetch_one(tx.conn()).await?)
}

/// Keeps a new password reset; one that is open is replaced by it.
///
/// # Errors
/// `Driver`.
pub async fn staff_password_reset_insert(
    tx: &mut Tx,
    reset: &PasswordResetRecord,
    requested_by: StaffId,
    at: Instant,
) -> Result<(), StorageError> {
    staff_password_resets_end(tx, reset.staff_id, LinkState::Replaced, at).await?;
    sqlx::query!(
        "INSERT INTO staff_password_reset (id, staff_id, requested_by, created_at, expires_at, state)
         VALUES ($1, $2, $3, $4, $5, $6)",
        reset.id.0,
        reset.staff_id.0,
        requested_by.0,
        at.to_utc(),
        reset.link.expires_at.to_utc(),
        reset.link.state.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the open password reset of an account, if there is one.
///
/// # Errors
/// `Driver`.
pub async fn staff_password_resets_end(
    tx: &mut Tx,
    staff: StaffId,
    state: LinkState,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE staff_password_reset SET state = $2, ended_at = $3 WHERE staff_id = $1 AND state = 'open'",
        staff.0,
        state.as_str(),
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A password reset, held until the transaction ends.
///
/// # Errors
/// `Driver`; `Inconsistent` for a word that is none.
pub async fn staff_password_reset_fetch_for_update(
    tx: &mut Tx,
    id: StaffPasswordResetId,
) -> Result<Option<PasswordResetRecord>, StorageError> {
    let row =
        sqlx::query!("SELECT staff_id, expires_at, state FROM staff_password_reset WHERE id = $1 FOR UPDATE", id.0)
            .fetch_optional(tx.conn())
            .await?;
    row.map(|row| {
        let link = link("staff_password_reset", id.0, &row.state, Instant::from_utc(row.expires_at))?;
        Ok(PasswordResetRecord { id, staff_id: StaffId(row.staff_id), link })
    })
    .transpose()
}

fn link(table: &'static str, id: Uuid, state: &str, expires_at: Instant) -> Result<OneTimeLink, StorageError> {
    let state = LinkState::parse(state).ok_or(StorageError::inconsistent(table, "state", id))?;
    Ok(OneTimeLink { state, expires_at })
}
