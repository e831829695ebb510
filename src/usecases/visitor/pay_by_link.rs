//! Pays a fee by the link that its candidate passed on. It takes no sign-in; whoever holds the link sees initials and the
//! amount, and can do nothing but go to the gateway with the candidate's own attempt.
//!
//! The link works while the bill could be paid by the candidate, too. Looking at it only leaves a trace for the candidate:
//! that it was opened, and when.

use crate::{
    domain::{
        access::Actor,
        ids::PaymentLinkId,
        money::Dong,
        payment::{
            link::PaymentLink,
            order::{OrderState, PaymentOrder},
            status::PaymentStatus,
        },
        season::{PhaseKind, WindowState},
        time::Instant,
    },
    storage::{
        StorageError,
        bill::{bill_fetch, bill_province_group},
        payment_link::{LinkedBill, payment_link_fetch, payment_link_leave},
        payment_order::payment_order_list,
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        candidate::start_payment::{Party, Payer, StartPaymentError, address, open_attempt},
        link_token::{self, LinkPurpose},
    },
};

/// What a link shows.
#[derive(Debug)]
pub enum Link {
    /// A bill.
    Bill(Offer),
    /// Nothing: its candidate took it back.
    Revoked,
    /// Nothing: it is none of ours.
    Unknown,
}

/// All that a payer may know.
#[derive(Debug)]
pub struct Offer {
    /// The initials of the candidate.
    pub initials: String,
    /// How much.
    pub amount: Dong,
    /// How the payment stands.
    pub status: PaymentStatus,
    /// The window in which it can be begun.
    pub window: WindowState,
    /// Until when the open attempt can be paid, if there is one.
    pub open_until: Option<Instant>,
    /// When the portal looks next at what has no end yet.
    pub next_look: Option<Instant>,
}

impl Offer {
    /// Whether the payer may go on to the gateway.
    #[must_use]
    pub const fn may_pay(&self) -> bool {
        self.status.may_pay() && (self.window.is_open() || self.open_until.is_some())
    }
}

/// Why a payer does not go on.
#[derive(Debug, thiserror::Error)]
pub enum PayByLinkError {
    /// The link opens nothing.
    #[error("a link that opens nothing")]
    NoLink(Link),
    /// Nobody could pay now; or the database.
    #[error(transparent)]
    Payment(#[from] StartPaymentError),
}

impl From<StorageError> for PayByLinkError {
    fn from(error: StorageError) -> Self {
        Self::Payment(error.into())
    }
}

/// What the link with `token` shows.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, token: &str) -> Result<Link, StorageError> {
    let now = ctx.now();
    let (link, bill) = match find(ctx, token).await? {
        Ok(found) => found,
        Err(nothing) => return Ok(nothing),
    };
    let candidate = bill.candidate_id;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if link.opened_at.is_none() {
        let act = Act::new("payment_link.open").about(candidate).on(link.id.0);
        audit::record(&mut tx, ctx, &Actor::Visitor, act).await?;
    }
    let season = season_require_current(&mut tx).await?;
    let group = bill_province_group(&mut tx, candidate).await?;
    let is_paid = bill_fetch(&mut tx, candidate).await?.is_some_and(|bill| bill.receipt.is_some());
    let orders = payment_order_list(&mut tx, candidate).await?;
    tx.commit().await?;
    let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
    Ok(Link::Bill(Offer {
        initials: bill.initials,
        amount: bill.amount,
        status: PaymentStatus::of(is_paid, &states),
        window: season.calendar.state_for(PhaseKind::Payment, group, now),
        open_until: orders.iter().find(|order| order.is_payable(now)).map(|order| order.expires_at),
        next_look: orders.iter().filter_map(PaymentOrder::next_look).min(),
    }))
}

/// The signed address at the gateway to which the payer's browser goes.
///
/// # Errors
/// `NoLink`; the refusals that the candidate would meet; what the database says.
pub async fn run(ctx: &Ctx, token: &str, payer: Payer) -> Result<String, PayByLinkError> {
    let (link, bill) = find(ctx, token).await?.map_err(PayByLinkError::NoLink)?;
    let order = open_attempt(ctx, &Party::holder_of_link(bill.candidate_id)).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    payment_link_leave(&mut tx, link.id, order.id, ctx.now()).await?;
    let act = Act::new("payment_link.leave").about(bill.candidate_id).on(link.id.0);
    audit::record(&mut tx, ctx, &Actor::Visitor, act).await?;
    tx.commit().await?;
    Ok(address(ctx, &order, payer))
}

/// The link with `token` and its bill, or what a link without one shows.
async fn find(ctx: &Ctx, token: &str) -> Result<Result<(PaymentLink, LinkedBill), Link>, StorageError> {
    let Some(id) = link_token::read(ctx, LinkPurpose::Pay, token) else { return Ok(Err(Link::Unknown)) };
    // Whoever holds the link may be anyone: the portal itself looks it up.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let found = payment_link_fetch(&mut tx, PaymentLinkId(id)).await?;
    tx.commit().await?;
    Ok(found.ok_or(Link::Unknown).and_then(|found| if found.0.stands() { Ok(found) } else { Err(Link::Revoked) }))
}
