//! Payments as the ministry sees them: in figures, by what they wait for, one with its history.
//!
//! Lists name attempts alone, which tell nothing about the payer, and no look at them is recorded. Who opens one looks at
//! a candidate's payment: the candidate reads that.

use time::Date;
use uuid::Uuid;

use crate::{
    domain::{
        access::{Actor, Permission, RoleKind},
        audit::AccessPurpose,
        ids::PaymentOrderId,
        payment::{ledger::LedgerParity, order::PaymentOrder},
        time::Instant,
    },
    storage::{
        StorageError,
        gateway_statement::statement_days_due,
        ledger::ledger_parity,
        payment_history::{payment_history_fetch, payment_owner_fetch},
        payment_order::payment_order_fetch,
        payment_overview::{
            payment_differences_fetch, payment_figures_fetch, payment_statements_fetch, payment_worklist_fetch,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::{
    external::payment_gateway::GatewayHealth,
    storage::{
        payment_history::{Happening, OrderOwner},
        payment_order::EventSource,
        payment_overview::{Counted, DifferenceItem, PaymentFigures, StatementItem, WorkItem, Worklist},
    },
};

/// How many rows a page of a list has.
const PAGE: usize = 50;
/// How many rows are asked for: one more says that there is a next page.
const PAGE_AND_ONE: i64 = 51;
/// How many days without a statement are counted at most.
const MOST_DAYS: i64 = 400;

/// The first page.
#[derive(Debug)]
pub struct PaymentOverview {
    /// Payments in figures.
    pub figures: PaymentFigures,
    /// The ledger beside bills and orders.
    pub parity: LedgerParity,
    /// How the gateway answered this process.
    pub health: GatewayHealth,
    /// The finished days that are not compared yet.
    pub days_due: Vec<Date>,
}

/// The first page; `None` for whoever may not see payments.
///
/// # Errors
/// `Driver`.
pub async fn overview(ctx: &Ctx, actor: &Actor) -> Result<Option<PaymentOverview>, StorageError> {
    if !actor.may(Permission::ViewPayments) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let figures = payment_figures_fetch(&mut tx).await?;
    let parity = ledger_parity(&mut tx).await?;
    let days_due = match ctx.now().day_in_vietnam().previous_day() {
        Some(yesterday) => statement_days_due(&mut tx, yesterday, ctx.config.is_demo, MOST_DAYS).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    Ok(Some(PaymentOverview { figures, parity, health: ctx.external.payment_gateway.health(), days_due }))
}

/// A part of a list, and where the next part begins.
#[derive(Debug)]
pub struct Part<T, K> {
    /// The rows.
    pub rows: Vec<T>,
    /// The key of the last one, where there are more.
    pub next: Option<K>,
}

impl<T, K> Part<T, K> {
    fn of(mut rows: Vec<T>, key: impl Fn(&T) -> K) -> Self {
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| has_more).map(key);
        Self { rows, next }
    }
}

/// Attempts that wait, the oldest first; `None` for whoever may not see payments.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn worklist(
    ctx: &Ctx,
    actor: &Actor,
    list: Worklist,
    after: Option<(Instant, Uuid)>,
) -> Result<Option<Part<WorkItem, (Instant, Uuid)>>, StorageError> {
    if !actor.may(Permission::ViewPayments) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let rows = payment_worklist_fetch(&mut tx, list, after, PAGE_AND_ONE).await?;
    tx.commit().await?;
    Ok(Some(Part::of(rows, |item| (item.created_at, item.id.0))))
}

/// Differences and statements.
#[derive(Debug)]
pub struct Statements {
    /// What differs, the oldest first.
    pub differences: Part<DifferenceItem, (Date, Uuid)>,
    /// The statements, the latest first.
    pub days: Part<StatementItem, Date>,
}

/// Differences after a key and statements before a day; `None` for whoever may not see payments.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn statements(
    ctx: &Ctx,
    actor: &Actor,
    after: Option<(Date, Uuid)>,
    before: Option<Date>,
) -> Result<Option<Statements>, StorageError> {
    if !actor.may(Permission::ViewPayments) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let differences = payment_differences_fetch(&mut tx, after, PAGE_AND_ONE).await?;
    let days = payment_statements_fetch(&mut tx, before, PAGE_AND_ONE).await?;
    tx.commit().await?;
    Ok(Some(Statements {
        differences: Part::of(differences, |item| (item.day, item.id)),
        days: Part::of(days, |item| item.day),
    }))
}

/// One attempt with its history.
#[derive(Debug)]
pub struct PaymentDetails {
    /// The attempt.
    pub order: PaymentOrder,
    /// Whose it is.
    pub owner: OrderOwner,
    /// What happened, the oldest first.
    pub history: Vec<(Instant, Happening)>,
}

/// One attempt; `None` when there is none, or for whoever may not see payments. The candidate reads that it was looked at.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn one(ctx: &Ctx, actor: &Actor, id: PaymentOrderId) -> Result<Option<PaymentDetails>, StorageError> {
    if !actor.may(Permission::ViewPayments) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let Some(owner) = payment_owner_fetch(&mut tx, id).await? else { return Ok(None) };
    let Some(order) = payment_order_fetch(&mut tx, &owner.reference).await? else { return Ok(None) };
    let history = payment_history_fetch(&mut tx, &order).await?;
    let is_audit = actor.role() == Some(RoleKind::Auditor);
    let purpose = if is_audit { AccessPurpose::Audit } else { AccessPurpose::Payment };
    let look = Act::new("payment_order.view").on(id.0).purpose(purpose);
    audit::record_views(&mut tx, ctx, actor, look, &[owner.candidate_id]).await?;
    tx.commit().await?;
    Ok(Some(PaymentDetails { order, owner, history }))
}
