//! Accounts of staff as whoever manages them sees them: the list, one account, what was done to it.

use uuid::Uuid;

use super::{
    StorageError, Tx,
    staff::{role, role_columns},
};
use crate::domain::{
    access::{RoleKind, StaffRole, Tenant},
    ids::{DepartmentCode, StaffId},
    staff_account::ListedState,
    text::fold,
    time::Instant,
};

/// The constraint that keeps one account an address.
pub const ONE_ACCOUNT_AN_ADDRESS: &str = "staff_email_uq";

/// Which part of the accounts' list is asked for.
#[derive(Debug, Clone)]
pub struct AccountQuery<'a> {
    /// Accounts of this office and those below it.
    pub office: &'a Tenant,
    /// Only those in this state.
    pub state: Option<ListedState>,
    /// Only those whose folded name or address holds this; empty for all.
    pub search: &'a str,
    /// By the machine's clock: which invitations are too old.
    pub now: Instant,
    /// How many come before.
    pub offset: i64,
    /// The most that are given.
    pub limit: i64,
}

/// An account, or an invitation to one, in the list.
#[derive(Debug, Clone)]
pub struct ListedAccount {
    /// The account's id, or the invitation's.
    pub id: Uuid,
    /// Whose it is.
    pub full_name: String,
    /// The address.
    pub email: String,
    /// The role, without its office.
    pub role: RoleKind,
    /// The name of the office; empty for the whole country.
    pub office: String,
    /// Where it stands.
    pub state: ListedState,
}

/// A part of the list.
#[derive(Debug, Clone, Default)]
pub struct AccountPage {
    /// Its entries, by name.
    pub rows: Vec<ListedAccount>,
    /// How many entries there are in all.
    pub total: i64,
}

/// An account.
#[derive(Debug, Clone)]
pub struct AccountRecord {
    /// Its id.
    pub id: StaffId,
    /// Its role.
    pub role: StaffRole,
    /// The department of its unit, where it works for one.
    pub department: Option<DepartmentCode>,
    /// The name of its office; empty for the whole country.
    pub office: String,
    /// Whose it is.
    pub full_name: String,
    /// The address, lower case.
    pub email: String,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it is closed.
    pub closed_at: Option<Instant>,
    /// Why, in the words of whoever closed it.
    pub closed_because: Option<String>,
}

/// What was done to an account or its invitation.
#[derive(Debug, Clone)]
pub struct AccountEvent {
    /// When, by the machine's clock.
    pub at: Instant,
    /// The audit log's word.
    pub action: String,
    /// The name of the member of staff who did it; none for the portal itself.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What [`Tenant`] an office is, as the queries compare it.
struct Below {
    is_national: bool,
    unit: Option<Uuid>,
    department: Option<String>,
    institution: Option<String>,
}

impl Below {
    fn of(office: &Tenant) -> Self {
        let none = Self { is_national: false, unit: None, department: None, institution: None };
        match office {
            Tenant::National => Self { is_national: true, ..none },
            Tenant::Unit(unit) => Self { unit: Some(unit.0), ..none },
            Tenant::Department(department) => Self { department: Some(department.0.clone()), ..none },
            Tenant::Institution(institution) => Self { institution: Some(institution.0.clone()), ..none },
        }
    }
}

/// The accounts and open or late invitations that `query` asks for.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that are none.
pub async fn staff_account_page(tx: &mut Tx, query: AccountQuery<'_>) -> Result<AccountPage, StorageError> {
    let below = Below::of(query.office);
    let pattern = format!("%{}%", query.search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let rows = sqlx::query!(
        "WITH entry AS (
             SELECT id, full_name, email, search_text, role, registration_unit_id, department_code, institution_code,
                 CASE WHEN disabled_at IS NULL THEN 'active' ELSE 'closed' END AS state
             FROM staff
             UNION ALL
             SELECT id, full_name, email, search_text, role, registration_unit_id, department_code, institution_code,
                 CASE WHEN state = 'open' AND expires_at > $1 THEN 'invited' ELSE 'invitation_expired' END
             FROM staff_invitation i
             WHERE state = 'open' OR (state = 'expired'
                 AND NOT EXISTS (SELECT FROM staff s WHERE s.email = i.email)
                 AND NOT EXISTS (SELECT FROM staff_invitation l WHERE l.email = i.email AND l.created_at > i.created_at)))
         SELECT e.id AS \"id!\", e.full_name AS \"full_name!\", e.email AS \"email!\", e.role AS \"role!\",
             e.state AS \"state!\", coalesce(u.name, d.name, n.name, '') AS \"office!\", count(*) OVER () AS \"total!\"
         FROM entry e
         LEFT JOIN registration_unit u ON u.id = e.registration_unit_id
         LEFT JOIN department d ON d.code = e.department_code
         LEFT JOIN institution n ON n.code = e.institution_code
         WHERE ($2 OR e.registration_unit_id = $3 OR e.department_code = $4 OR u.department_code = $4
                OR e.institution_code = $5)
             AND ($6::text IS NULL OR e.state = $6)
             AND e.search_text LIKE $7
         ORDER BY e.search_text, e.id OFFSET $8 LIMIT $9",
        query.now.to_utc(),
        below.is_national,
        below.unit,
        below.department,
        below.institution,
        query.state.map(ListedState::as_str),
        pattern,
        query.offset,
        query.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let rows = rows.into_iter().map(|row| {
        let words = RoleKind::parse(&row.role).zip(ListedState::parse(&row.state));
        let (role, state) = words.ok_or(StorageError::inconsistent("staff", "role", row.id))?;
        Ok(ListedAccount { id: row.id, full_name: row.full_name, email: row.email, role, office: row.office, state })
    });
    Ok(AccountPage { rows: rows.collect::<Result<_, StorageError>>()?, total })
}

/// One account.
///
/// # Errors
/// `Driver`; `Inconsistent` for a role that lacks its tenant.
pub async fn staff_account_fetch(tx: &mut Tx, id: StaffId) -> Result<Option<AccountRecord>, StorageError> {
    let row = sqlx::query!(
        "SELECT s.full_name, s.email, s.role, s.registration_unit_id, s.department_code, s.institution_code,
             s.created_at, s.disabled_at, s.disabled_reason, u.department_code AS \"unit_department?\",
             coalesce(u.name, d.name, n.name, '') AS \"office!\"
         FROM staff s
         LEFT JOIN registration_unit u ON u.id = s.registration_unit_id
         LEFT JOIN department d ON d.code = s.department_code
         LEFT JOIN institution n ON n.code = s.institution_code
         WHERE s.id = $1",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(AccountRecord {
            id,
            role: role(id.0, &row.role, row.registration_unit_id, row.department_code, row.institution_code)?,
            department: row.unit_department.map(DepartmentCode),
            office: row.office,
            full_name: row.full_name,
            email: row.email,
            created_at: Instant::from_utc(row.created_at),
            closed_at: row.disabled_at.map(Instant::from_utc),
            closed_because: row.disabled_reason,
        })
    })
    .transpose()
}

/// The same, held until the transaction ends.
///
/// # Errors
/// As [`staff_account_fetch`].
pub async fn staff_account_fetch_for_update(tx: &mut Tx, id: StaffId) -> Result<Option<AccountRecord>, StorageError> {
    sqlx::query!("SELECT id FROM staff WHERE id = $1 FOR UPDATE", id.0).fetch_optional(tx.conn()).await?;
    staff_account_fetch(tx, id).await
}

/// An account to be made.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// A fresh id.
    pub id: StaffId,
    /// Its role.
    pub role: &'a StaffRole,
    /// Whose it is.
    pub full_name: &'a str,
    /// The address, lower case.
    pub email: &'a str,
    /// The password's hash, a PHC string.
    pub password_hash: &'a str,
    /// Who invited the person.
    pub invited_by: StaffId,
    /// When, by the machine's clock.
    pub at: Instant,
}

/// Makes an account.
///
/// # Errors
/// `Conflict` by [`ONE_ACCOUNT_AN_ADDRESS`]; `Driver`.
pub async fn staff_account_insert(tx: &mut Tx, account: NewAccount<'_>) -> Result<(), StorageError> {
    let (role, unit, department, institution) = role_columns(account.role);
    sqlx::query!(
        "INSERT INTO staff (id, email, full_name, role, registration_unit_id, department_code, institution_code,
             password_hash, invited_by, created_at, search_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        account.id.0,
        account.email,
        account.full_name,
        role,
        unit,
        department,
        institution,
        account.password_hash,
        account.invited_by.0,
        account.at.to_utc(),
        search_text(account.full_name, account.email)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the search of the list compares.
pub(super) fn search_text(full_name: &str, email: &str) -> String {
    fold(&format!("{full_name} {email}"))
}

/// Closes an account that is open.
///
/// # Errors
/// `Stale` when it is closed already; `Driver`.
pub async fn staff_account_close(
    tx: &mut Tx,
    id: StaffId,
    by: StaffId,
    at: Instant,
    reason: &str,
) -> Result<(), StorageError> {
    let outcome = sqlx::query!(
        "UPDATE staff SET disabled_at = $2, disabled_by = $3, disabled_reason = $4
         WHERE id = $1 AND disabled_at IS NULL",
        id.0,
        at.to_utc(),
        by.0,
        reason
    )
    .execute(tx.conn())
    .await?;
    if outcome.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Opens an account that is closed.
///
/// # Errors
/// `Stale` when it is open already; `Driver`.
pub async fn staff_account_reopen(tx: &mut Tx, id: StaffId) -> Result<(), StorageError> {
    let outcome = sqlx::query!(
        "UPDATE staff SET disabled_at = NULL, disabled_by = NULL, disabled_reason = NULL
         WHERE id = $1 AND disabled_at IS NOT NULL",
        id.0
    )
    .execute(tx.conn())
    .await?;
    if outcome.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// What was done to an account and to the invitation it came from, or to an invitation that nobody took up, the
/// latest first.
///
/// # Errors
/// `Driver`.
pub async fn staff_account_history(tx: &mut Tx, id: Uuid, limit: i64) -> Result<Vec<AccountEvent>, StorageError> {
    let rows = sqlx::query!(
        "SELECT a.recorded_at, a.action, a.reason, s.full_name AS \"by?\"
         FROM audit_log a
         LEFT JOIN staff s ON s.id = a.actor_id
         WHERE a.action LIKE 'staff_account.%'
             AND a.object_id IN (SELECT $1 UNION ALL SELECT id FROM staff_invitation WHERE staff_id = $1)
         ORDER BY a.recorded_at DESC, a.id DESC LIMIT $2",
        id,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let events = rows.into_iter().map(|row| AccountEvent {
        at: Instant::from_utc(row.recorded_at),
        action: row.action,
        by: row.by,
        reason: row.reason,
    });
    Ok(events.collect())
}
