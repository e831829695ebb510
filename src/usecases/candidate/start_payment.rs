//! Opens an attempt to pay, or finds the one that is open; there is never a second one. The payer goes to the gateway with
//! it, or pays it by its VietQR code; who pays by a link (`visitor::pay_by_link`) goes on with the same.

use std::net::IpAddr;

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        ids::{CandidateId, PaymentOrderId},
        payment::{
            bill::IssuedBill,
            order::{OrderState, PaymentOrder, RefundProgress},
            schedule::next_query,
        },
        season::{Season, WindowState},
        time::Instant,
    },
    external::payment_gateway::{GatewayLocale, PaymentRequest},
    storage::{
        StorageError, Tx,
        bill::bill_lock,
        payment_order::{EventSource, OrderEventEntry, payment_order_insert, payment_order_list, payment_order_record},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        system::{ask_about_payments::is_gateway_up, expire_orders},
    },
};

use super::freeze_bill::{BillSituation, freeze_when_due};

/// Who is sent to the gateway.
#[derive(Debug, Clone, Copy)]
pub struct Payer {
    /// The address of the payer's browser.
    pub ip: IpAddr,
    /// Whether the gateway should speak English.
    pub reads_english: bool,
}

/// Why nobody is sent to the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartPaymentRefusal {
    /// Paying needs electronic identity of level 2.
    #[error("identity level 2 is needed")]
    NeedsLevel2,
    /// There is no bill: no list, or an empty one.
    #[error("nothing to pay")]
    NothingToPay,
    /// The window of the candidate's group is not open.
    #[error("the payment window is not open")]
    NotOpen(WindowState),
    /// The money came already.
    #[error("paid already")]
    AlreadyPaid,
    /// An earlier attempt may have taken money; people look at it.
    #[error("an earlier attempt is under review")]
    UnderReview,
    /// The gateway does not answer; no money was taken.
    #[error("the gateway does not answer")]
    GatewayDown,
    /// The gateway does not say how the last attempt ended, so another might take money twice.
    #[error("the outcome of the last attempt is unknown")]
    GatewaySilent,
}

/// Why a payment does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartPaymentError {
    /// A rule.
    #[error(transparent)]
    Refused(#[from] StartPaymentRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What one look at the bill leads to.
enum Step {
    Pay(Box<PaymentOrder>),
    /// The open attempt ran out of time: the gateway has to be asked before there may be another.
    AskAbout(Box<PaymentOrder>),
}

/// The signed address at the gateway to which the payer's browser goes.
///
/// # Errors
/// A refusal, or what the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor, payer: Payer) -> Result<String, StartPaymentError> {
    let order = open_attempt(ctx, &Party::candidate(candidate)?).await?;
    Ok(address(ctx, &order, payer))
}

/// Opens an attempt without going to the gateway: its VietQR code is on the fee page then.
///
/// # Errors
/// As [`run`].
pub async fn open_for_transfer(ctx: &Ctx, candidate: &CandidateActor) -> Result<(), StartPaymentError> {
    open_attempt(ctx, &Party::candidate(candidate)?).await.map(drop)
}

/// Who pays, and whose bill.
pub(in crate::usecases) struct Party {
    /// Who may change the bill's payments.
    acting: Actor,
    /// Who is recorded.
    recorded: Actor,
    candidate: CandidateId,
}

impl Party {
    /// The candidate.
    ///
    /// # Errors
    /// `NeedsLevel2`.
    pub(in crate::usecases) fn candidate(candidate: &CandidateActor) -> Result<Self, StartPaymentRefusal> {
        if !candidate.is_level_2 {
            return Err(StartPaymentRefusal::NeedsLevel2);
        }
        let acting = Actor::Candidate(candidate.clone());
        Ok(Self { recorded: acting.clone(), acting, candidate: candidate.candidate_id })
    }

    /// Whoever holds a link of the candidate's.
    pub(in crate::usecases) const fn holder_of_link(candidate: CandidateId) -> Self {
        Self { acting: Actor::System, recorded: Actor::Visitor, candidate }
    }
}

/// The open attempt or a new one, while the gateway answers.
pub(in crate::usecases) async fn open_attempt(ctx: &Ctx, party: &Party) -> Result<PaymentOrder, StartPaymentError> {
    let order = match step(ctx, party).await? {
        Step::Pay(order) => order,
        Step::AskAbout(overdue) => {
            expire_orders::close(ctx, &overdue).await?;
            match step(ctx, party).await? {
                Step::Pay(order) => order,
                Step::AskAbout(_) => return Err(StartPaymentRefusal::GatewaySilent.into()),
            }
        }
    };
    // Nobody is sent to a gateway that is down.
    if is_gateway_up(ctx, &order).await { Ok(*order) } else { Err(StartPaymentRefusal::GatewayDown.into()) }
}

/// A bill that may be paid as far as its payments tell, held until the transaction ends.
pub(super) struct PayableBill {
    pub situation: BillSituation,
    pub bill: IssuedBill,
    /// All attempts, the newest first.
    pub orders: Vec<PaymentOrder>,
}

/// Holds the candidate's bill, unless it is paid already or money is in doubt.
pub(super) async fn hold_payable_bill(
    ctx: &Ctx,
    tx: &mut Tx,
    party: &Party,
    now: Instant,
) -> Result<PayableBill, StartPaymentError> {
    let situation = freeze_when_due(ctx, tx, &party.recorded, party.candidate, now).await?;
    let Some(bill) = bill_lock(tx, party.candidate).await? else {
        // Before the opening there is no bill, so the window is the better answer.
        return Err(match (situation.basis, situation.window) {
            (Some((_, 1..)), window) => StartPaymentRefusal::NotOpen(window),
            _ => StartPaymentRefusal::NothingToPay,
        }
        .into());
    };
    if bill.receipt.is_some() {
        return Err(StartPaymentRefusal::AlreadyPaid.into());
    }
    let orders = payment_order_list(tx, party.candidate).await?;
    if orders.iter().any(|order| order.state == OrderState::UnderReview) {
        return Err(StartPaymentRefusal::UnderReview.into());
    }
    Ok(PayableBill { situation, bill, orders })
}

async fn step(ctx: &Ctx, party: &Party) -> Result<Step, StartPaymentError> {
    let now = ctx.now();
    let mut tx = ctx.db.begin(&party.acting).await?;
    let PayableBill { situation, bill, orders } = hold_payable_bill(ctx, &mut tx, party, now).await?;
    let order = match orders.into_iter().find(|order| order.state.is_open()) {
        // Who began in time may finish (product.md, flow D): only a new attempt needs the window open.
        Some(order) if order.is_payable(now) => order,
        _ if !situation.window.is_open() => return Err(StartPaymentRefusal::NotOpen(situation.window).into()),
        Some(order) => return Ok(Step::AskAbout(Box::new(order))),
        None => begin(ctx, &mut tx, &party.recorded, &situation.season, &bill, now).await?,
    };
    tx.commit().await?;
    Ok(Step::Pay(Box::new(order)))
}

/// A new attempt, and the payer on the way to the gateway with it.
async fn begin(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    season: &Season,
    bill: &IssuedBill,
    now: Instant,
) -> Result<PaymentOrder, StorageError> {
    let expires_at = now.plus_minutes(i64::from(season.rules.payment_order_minutes));
    let mut order = PaymentOrder {
        id: PaymentOrderId(ctx.fresh_uuid()),
        bill_id: bill.id,
        // Two numbers of 38 bits: never the same twice, whatever the season; short enough for a VietQR code (25).
        reference: ctx.rng.public_number(&ctx.rng.public_number("LP")),
        amount: bill.bill.amount(),
        state: OrderState::Created,
        created_at: now,
        expires_at,
        response_code: None,
        gateway_transaction: None,
        finished_at: None,
        queries: 0,
        next_query_at: next_query(OrderState::Created, 0, expires_at, now),
        refund: RefundProgress::default(),
    };
    payment_order_insert(tx, &order).await?;
    let redirected = OrderEventEntry {
        id: ctx.fresh_uuid(),
        at: now,
        source: EventSource::Browser,
        to: OrderState::Pending,
        response_code: None,
        transaction_status: None,
        gateway_transaction: None,
    };
    payment_order_record(tx, &order, &redirected).await?;
    order.state = OrderState::Pending;
    audit::record(
        tx,
        ctx,
        actor,
        Act::new("payment_order.start")
            .about(bill.candidate_id)
            .on(order.id.0)
            .with(json!({ "reference": order.reference, "amount_dong": order.amount.amount() })),
    )
    .await?;
    Ok(order)
}

/// The same for each click, so that the gateway takes it for the same order.
pub(in crate::usecases) fn address(ctx: &Ctx, order: &PaymentOrder, payer: Payer) -> String {
    ctx.external.payment_gateway.payment_url(&PaymentRequest {
        reference: order.reference.clone(),
        amount: order.amount,
        order_info: format!("Lệ phí xét tuyển {}", order.reference),
        created_at: order.created_at,
        expires_at: order.expires_at,
        ip: payer.ip,
        locale: if payer.reads_english { GatewayLocale::English } else { GatewayLocale::Vietnamese },
    })
}
