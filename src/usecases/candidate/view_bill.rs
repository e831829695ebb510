//! The fee of one's own preferences: what it is, when it can be paid, how its payment stands.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        money::Dong,
        payment::{
            bill::{Bill, BillItem, IssuedBill},
            link::PaymentLink,
            order::{OrderState, PaymentOrder},
            status::PaymentStatus,
            viet_qr::CollectingAccount,
        },
        season::WindowState,
        time::Instant,
    },
    storage::{
        StorageError, Tx, bill::bill_items_fetch, payment_link::payment_link_list, payment_order::payment_order_list,
        payment_timeline::payment_event_list,
    },
    usecases::{
        Ctx,
        link_token::{self, LinkPurpose},
        qr_picture,
    },
};

pub use crate::storage::{payment_order::EventSource, payment_timeline::PaymentEvent};

use super::freeze_bill::freeze_when_due;

/// The fee as its candidate sees it.
#[derive(Debug)]
pub struct BillView {
    /// The payment window of the candidate's group of provinces.
    pub window: WindowState,
    /// The closing that was announced first, where the window was extended.
    pub extended_from: Option<Instant>,
    /// The fee of one preference.
    pub unit_fee: Dong,
    /// What there is to pay for.
    pub content: BillContent,
}

/// What there is to pay for.
#[derive(Debug)]
pub enum BillContent {
    /// No list was submitted.
    NoList,
    /// The submitted list is empty.
    EmptyList,
    /// A list was submitted; its bill is not frozen yet.
    Preliminary {
        /// What it would be now.
        bill: Bill,
        /// For what.
        items: Vec<BillItem>,
    },
    /// The bill stands.
    Issued(Box<IssuedContent>),
}

/// A bill that stands, and all that happened to it.
#[derive(Debug)]
pub struct IssuedContent {
    /// The bill.
    pub bill: IssuedBill,
    /// For what.
    pub items: Vec<BillItem>,
    /// How its payment stands.
    pub status: PaymentStatus,
    /// All attempts, the newest first.
    pub orders: Vec<PaymentOrder>,
    /// What happened to them, in order.
    pub events: Vec<PaymentEvent>,
    /// The VietQR code of the attempt that can be paid.
    pub transfer: Option<Transfer>,
    /// The links by which somebody else could pay, the newest first.
    pub links: Vec<PaymentLink>,
    /// The address of the one that works.
    pub link_address: Option<String>,
}

impl IssuedContent {
    /// The attempt that paid the bill.
    #[must_use]
    pub fn paid_by(&self) -> Option<&PaymentOrder> {
        self.orders.iter().find(|order| order.state == OrderState::Paid)
    }

    /// When the payments last changed: what a page that waits goes by.
    #[must_use]
    pub fn changed_at(&self) -> Option<Instant> {
        self.orders.iter().map(PaymentOrder::changed_at).max()
    }

    /// When the portal looks at them next by itself.
    #[must_use]
    pub fn next_look(&self) -> Option<Instant> {
        self.orders.iter().filter_map(PaymentOrder::next_look).min()
    }
}

/// A transfer that pays an attempt, as a picture and as words.
#[derive(Debug)]
pub struct Transfer {
    /// The six digits of the bank.
    pub bank: String,
    /// The account there.
    pub account: String,
    /// How much.
    pub amount: Dong,
    /// By what it is recognised.
    pub purpose: String,
    /// Until when.
    pub until: Instant,
    /// What the picture says (VietQR).
    pub code: String,
    /// The picture, as SVG.
    pub picture: String,
}

/// The candidate's fee. A bill whose time has come is shown as it will be frozen by the first attempt to pay it: the list
/// is final by then, so it is the same; looking keeps nothing.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<BillView, StorageError> {
    let (actor, id, now) = (Actor::Candidate(candidate.clone()), candidate.candidate_id, ctx.now());
    let mut tx = ctx.db.begin(&actor).await?;
    let situation = freeze_when_due(ctx, &mut tx, &actor, id, now).await?;
    let unit_fee = situation.season.rules.preference_fee;
    let content = match (situation.bill, situation.basis) {
        (Some(bill), _) => BillContent::Issued(Box::new(issued(ctx, &mut tx, bill, now).await?)),
        (None, None) => BillContent::NoList,
        (None, Some((list, count))) => match Bill::freeze(count, unit_fee) {
            None => BillContent::EmptyList,
            Some(bill) => BillContent::Preliminary { bill, items: bill_items_fetch(&mut tx, id, list).await? },
        },
    };
    // Never committed, so that a bill frozen here is undone.
    Ok(BillView { window: situation.window, extended_from: situation.extended_from, unit_fee, content })
}

async fn issued(ctx: &Ctx, tx: &mut Tx, bill: IssuedBill, now: Instant) -> Result<IssuedContent, StorageError> {
    let items = bill_items_fetch(tx, bill.candidate_id, bill.list_version_id).await?;
    let orders = payment_order_list(tx, bill.candidate_id).await?;
    let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
    let links = payment_link_list(tx, bill.id).await?;
    let working = links.iter().find(|link| link.stands());
    Ok(IssuedContent {
        status: PaymentStatus::of(bill.receipt.is_some(), &states),
        events: payment_event_list(tx, bill.id).await?,
        transfer: orders.iter().find(|order| order.is_payable(now)).and_then(|order| transfer(ctx, order)),
        link_address: working.map(|link| link_address(ctx, link)),
        bill,
        items,
        orders,
        links,
    })
}

/// `None` where the settings name an account, or an attempt of old has a reference, that banks do not take.
fn transfer(ctx: &Ctx, order: &PaymentOrder) -> Option<Transfer> {
    let settings = &ctx.config.payment;
    let account = CollectingAccount::new(&settings.collecting_bank, &settings.collecting_account).ok()?;
    let code = order.viet_qr(&account).ok()?;
    Some(Transfer {
        bank: account.bank().to_owned(),
        account: account.account().to_owned(),
        amount: order.amount,
        purpose: order.reference.clone(),
        until: order.expires_at,
        picture: qr_picture::svg(&code)?,
        code,
    })
}

fn link_address(ctx: &Ctx, link: &PaymentLink) -> String {
    let purpose = LinkPurpose::Pay;
    format!("{}{}/{}", ctx.config.web.base_url, purpose.path(), link_token::make(ctx, purpose, link.id.0))
}
