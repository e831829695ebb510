//! The states of one attempt to pay (domain.md §11.1).
//!
//! ```text
//! created          --redirected--> pending
//! created          --succeeded--> paid
//! created          --succeeded_on_paid_bill--> duplicate
//! created          --succeeded_too_late--> refund_requested
//! created          --failed--> failed
//! created          --doubted--> under_review
//! created          --unfinished--> created
//! created          --timed_out--> expired
//! pending          --redirected--> pending
//! pending          --succeeded--> paid
//! pending          --succeeded_on_paid_bill--> duplicate
//! pending          --succeeded_too_late--> refund_requested
//! pending          --failed--> failed
//! pending          --doubted--> under_review
//! pending          --unfinished--> pending
//! pending          --timed_out--> expired
//! expired          --succeeded--> paid
//! expired          --succeeded_on_paid_bill--> duplicate
//! expired          --succeeded_too_late--> refund_requested
//! expired          --failed--> failed
//! expired          --doubted--> under_review
//! expired          --unfinished--> expired
//! failed           --succeeded--> paid
//! failed           --succeeded_on_paid_bill--> duplicate
//! failed           --succeeded_too_late--> refund_requested
//! failed           --doubted--> under_review
//! under_review     --succeeded--> paid
//! under_review     --succeeded_on_paid_bill--> duplicate
//! under_review     --succeeded_too_late--> refund_requested
//! under_review     --failed--> failed
//! under_review     --unfinished--> under_review
//! under_review     --found_paid--> paid
//! under_review     --found_paid_again--> duplicate
//! under_review     --found_unpaid--> failed
//! under_review     --refund_asked--> refund_requested
//! duplicate        --refund_asked--> refund_requested
//! refund_requested --refund_refused--> refund_requested
//! refund_requested --refund_confirmed--> refunded
//! ```
//!
//! What is not drawn is refused. So no message of the gateway about the payment leads out of `paid`, `duplicate`,
//! `refund_requested` or `refunded`, which makes a repeated notification harmless.
//!
//! A success is believed whenever it comes, also after the time ran out and after a failure: it is signed, and the money
//! is gone from the payer's account. Where it goes is settled by rule: to the bill that waits for it; back, when the bill
//! is paid already or the money came after the time in which it counts. People decide only where the gateway itself does
//! not stand by the money: suspected fraud (07), taken without success (04), a refund that nobody asked for (05, 06, 09).

use crate::domain::{
    ids::{BillId, PaymentOrderId},
    money::Dong,
    payment::viet_qr::{self, CollectingAccount, VietQrError},
    stored_words::stored_words,
    time::Instant,
};

/// Where an attempt to pay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Known to the portal alone.
    Created,
    /// The payer was sent to the gateway.
    Pending,
    /// The money came; the bill is paid by it.
    Paid,
    /// The gateway refused or the payer gave up.
    Failed,
    /// Nothing was heard in time.
    Expired,
    /// The money may have moved without the gateway standing by it: people decide.
    UnderReview,
    /// The money came for a bill that is paid already: it goes back.
    Duplicate,
    /// The money came and is on its way back.
    RefundRequested,
    /// The gateway says that the money is back where it came from.
    Refunded,
}

stored_words!(OrderState {
    Created => "created",
    Pending => "pending",
    Paid => "paid",
    Failed => "failed",
    Expired => "expired",
    UnderReview => "under_review",
    Duplicate => "duplicate",
    RefundRequested => "refund_requested",
    Refunded => "refunded",
});

impl OrderState {
    /// Whether the payer may still be at the gateway; a bill has at most one such order.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
    }

    /// Whether its money came and has to go back.
    #[must_use]
    pub const fn owes_refund(self) -> bool {
        matches!(self, Self::Duplicate | Self::RefundRequested)
    }
}

/// One attempt to pay a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Its id.
    pub id: PaymentOrderId,
    /// The bill.
    pub bill_id: BillId,
    /// The name under which portal and gateway speak of it; it tells nothing about the payer.
    pub reference: String,
    /// What is to be paid: the bill's amount.
    pub amount: Dong,
    /// Where it stands.
    pub state: OrderState,
    /// When it was made.
    pub created_at: Instant,
    /// Until when the payer may pay.
    pub expires_at: Instant,
    /// How the gateway says that it ended, in two digits.
    pub response_code: Option<String>,
    /// The gateway's number of the transaction, once there is one.
    pub gateway_transaction: Option<String>,
    /// When it left the open states.
    pub finished_at: Option<Instant>,
    /// How often the gateway was asked about it.
    pub queries: u16,
    /// When the gateway is asked next; `None` when nothing can come any more.
    pub next_query_at: Option<Instant>,
    /// How its money goes back.
    pub refund: RefundProgress,
}

/// How far the refund of an order is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefundProgress {
    /// The number of the request; kept before it is sent, and sent again as it is until the gateway refuses it.
    pub request_id: Option<String>,
    /// How often the gateway was asked for the refund or about it.
    pub tries: u16,
    /// When it is asked next; `None` when there is nothing to refund, or when people have to see to it.
    pub next_at: Option<Instant>,
    /// Why it does not go on, in two digits of the gateway; `None` while all is well.
    pub problem: Option<String>,
}

impl PaymentOrder {
    /// Whether the payer may be sent to the gateway for it at `now`.
    #[must_use]
    pub fn is_payable(&self, now: Instant) -> bool {
        self.state.is_open() && now < self.expires_at
    }

    /// When the portal looks at it next by itself: by a question to the gateway, or for its refund.
    #[must_use]
    pub fn next_look(&self) -> Option<Instant> {
        if self.state.owes_refund() { self.refund.next_at } else { self.next_query_at }
    }

    /// When it last changed, as far as its own row tells.
    #[must_use]
    pub fn changed_at(&self) -> Instant {
        self.finished_at.unwrap_or(self.created_at)
    }

    /// The text of the VietQR code that pays it: recognised by its reference, and by when it was made.
    ///
    /// # Errors
    /// What no bank takes, e.g. a reference of more than 25 letters.
    pub fn viet_qr(&self, account: &CollectingAccount) -> Result<String, VietQrError> {
        viet_qr::text(account, self.amount, &self.created_at.compact(), &self.reference)
    }

    /// Whether money that came at `came_at` is too late to count. Whoever paid while the attempt could be paid was never
    /// too late; otherwise money counts until `counts_until`, the end of the window and of its grace period.
    #[must_use]
    pub fn is_too_late(&self, came_at: Instant, counts_until: Option<Instant>) -> bool {
        came_at > self.expires_at && counts_until.is_some_and(|limit| came_at > limit)
    }
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvent<'a> {
    /// The payer is sent to the gateway, perhaps again.
    Redirected,
    /// The gateway tells by itself how the attempt ended.
    Notified {
        /// `vnp_ResponseCode`.
        response_code: &'a str,
        /// `vnp_TransactionStatus`.
        transaction_status: &'a str,
    },
    /// The gateway tells, when asked, where the transaction stands.
    Answered {
        /// Whether it speaks of a refund instead of the payment (`vnp_TransactionType` 02 or 03).
        of_refund: bool,
        /// `vnp_TransactionStatus`.
        transaction_status: &'a str,
    },
    /// The order's time is over.
    TimedOut,
    /// An operator found that the money came.
    FoundPaid,
    /// An operator found that no money came, or that it went back.
    FoundUnpaid,
    /// The portal, or an operator, has the money sent back.
    RefundAsked,
    /// The bank does not take the refund; it is asked for again.
    RefundRefused,
    /// The money is back.
    RefundConfirmed,
}

/// What the money of a success meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillStanding {
    /// The bill waits for it.
    Unpaid,
    /// The bill is paid already.
    Paid,
    /// The bill is unpaid, and the money came too late to count.
    Closed,
}

/// What an event means for an order: the middle column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The payer is at the gateway.
    Redirected,
    /// The money came, and the bill waited for it.
    Succeeded,
    /// The money came, and the bill was paid already.
    SucceededOnPaidBill,
    /// The money came after the time in which it counts.
    SucceededTooLate,
    /// No money came.
    Failed,
    /// The gateway suspects fraud (07), took the money without success (04), or gives back what nobody asked it for.
    Doubted,
    /// The gateway does not know yet (status 01).
    Unfinished,
    /// The order's time is over.
    TimedOut,
    /// An operator found the money, and the bill waited for it.
    FoundPaid,
    /// An operator found the money, and the bill was paid already.
    FoundPaidAgain,
    /// An operator found that there is no money.
    FoundUnpaid,
    /// The money is sent back.
    RefundAsked,
    /// It was not taken.
    RefundRefused,
    /// It arrived.
    RefundConfirmed,
}

impl Trigger {
    /// The word in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirected => "redirected",
            Self::Succeeded => "succeeded",
            Self::SucceededOnPaidBill => "succeeded_on_paid_bill",
            Self::SucceededTooLate => "succeeded_too_late",
            Self::Failed => "failed",
            Self::Doubted => "doubted",
            Self::Unfinished => "unfinished",
            Self::TimedOut => "timed_out",
            Self::FoundPaid => "found_paid",
            Self::FoundPaidAgain => "found_paid_again",
            Self::FoundUnpaid => "found_unpaid",
            Self::RefundAsked => "refund_asked",
            Self::RefundRefused => "refund_refused",
            Self::RefundConfirmed => "refund_confirmed",
        }
    }

    const fn success(bill: BillStanding) -> Self {
        match bill {
            BillStanding::Unpaid => Self::Succeeded,
            BillStanding::Paid => Self::SucceededOnPaidBill,
            BillStanding::Closed => Self::SucceededTooLate,
        }
    }

    fn of(event: OrderEvent<'_>, bill: BillStanding) -> Self {
        match event {
            OrderEvent::Redirected => Self::Redirected,
            OrderEvent::TimedOut => Self::TimedOut,
            // Whoever decides knows the time too: the bill of late money may be credited, or the money sent back.
            OrderEvent::FoundPaid if bill == BillStanding::Paid => Self::FoundPaidAgain,
            OrderEvent::FoundPaid => Self::FoundPaid,
            OrderEvent::FoundUnpaid => Self::FoundUnpaid,
            OrderEvent::RefundAsked => Self::RefundAsked,
            OrderEvent::RefundRefused => Self::RefundRefused,
            OrderEvent::RefundConfirmed => Self::RefundConfirmed,
            OrderEvent::Answered { of_refund: true, .. } => Self::Doubted,
            OrderEvent::Answered { transaction_status, .. } => Self::told("00", transaction_status, bill),
            OrderEvent::Notified { response_code, transaction_status } => {
                Self::told(response_code, transaction_status, bill)
            }
        }
    }

    fn told(response_code: &str, transaction_status: &str, bill: BillStanding) -> Self {
        match (response_code, transaction_status) {
            ("00", "00") => Self::success(bill),
            ("07", _) | (_, "04" | "05" | "06" | "07" | "09") => Self::Doubted,
            ("00", "01") => Self::Unfinished,
            _ => Self::Failed,
        }
    }
}

/// Whether the event says that the money came, so that it matters when.
#[must_use]
pub fn is_success(event: OrderEvent<'_>) -> bool {
    Trigger::of(event, BillStanding::Unpaid) == Trigger::Succeeded
}

/// Every transition there is: from, by, to.
pub const TRANSITIONS: [(OrderState, Trigger, OrderState); 38] = {
    use OrderState::{Created, Duplicate, Expired, Failed, Paid, Pending, RefundRequested, Refunded, UnderReview};
    [
        (Created, Trigger::Redirected, Pending),
        (Created, Trigger::Succeeded, Paid),
        (Created, Trigger::SucceededOnPaidBill, Duplicate),
        (Created, Trigger::SucceededTooLate, RefundRequested),
        (Created, Trigger::Failed, Failed),
        (Created, Trigger::Doubted, UnderReview),
        (Created, Trigger::Unfinished, Created),
        (Created, Trigger::TimedOut, Expired),
        (Pending, Trigger::Redirected, Pending),
        (Pending, Trigger::Succeeded, Paid),
        (Pending, Trigger::SucceededOnPaidBill, Duplicate),
        (Pending, Trigger::SucceededTooLate, RefundRequested),
        (Pending, Trigger::Failed, Failed),
        (Pending, Trigger::Doubted, UnderReview),
        (Pending, Trigger::Unfinished, Pending),
        (Pending, Trigger::TimedOut, Expired),
        (Expired, Trigger::Succeeded, Paid),
        (Expired, Trigger::SucceededOnPaidBill, Duplicate),
        (Expired, Trigger::SucceededTooLate, RefundRequested),
        (Expired, Trigger::Failed, Failed),
        (Expired, Trigger::Doubted, UnderReview),
        (Expired, Trigger::Unfinished, Expired),
        (Failed, Trigger::Succeeded, Paid),
        (Failed, Trigger::SucceededOnPaidBill, Duplicate),
        (Failed, Trigger::SucceededTooLate, RefundRequested),
        (Failed, Trigger::Doubted, UnderReview),
        (UnderReview, Trigger::Succeeded, Paid),
        (UnderReview, Trigger::SucceededOnPaidBill, Duplicate),
        (UnderReview, Trigger::SucceededTooLate, RefundRequested),
        (UnderReview, Trigger::Failed, Failed),
        (UnderReview, Trigger::Unfinished, UnderReview),
        (UnderReview, Trigger::FoundPaid, Paid),
        (UnderReview, Trigger::FoundPaidAgain, Duplicate),
        (UnderReview, Trigger::FoundUnpaid, Failed),
        (UnderReview, Trigger::RefundAsked, RefundRequested),
        (Duplicate, Trigger::RefundAsked, RefundRequested),
        (RefundRequested, Trigger::RefundRefused, RefundRequested),
        (RefundRequested, Trigger::RefundConfirmed, Refunded),
    ]
};

/// The table has no such transition. To a notification this means: confirmed already (`RspCode` 02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {} takes no {}", from.as_str(), trigger.as_str())]
pub struct IllegalTransition {
    /// Where the order stands.
    pub from: OrderState,
    /// What the event means.
    pub trigger: Trigger,
}

/// The state after `event`, read from [`TRANSITIONS`]. It may be the same state.
///
/// # Errors
/// [`IllegalTransition`] when the table has none.
pub fn apply(state: OrderState, event: OrderEvent<'_>, bill: BillStanding) -> Result<OrderState, IllegalTransition> {
    let trigger = Trigger::of(event, bill);
    let transition = TRANSITIONS.iter().find(|(from, by, _)| (*from, *by) == (state, trigger));
    transition.map(|(_, _, to)| *to).ok_or(IllegalTransition { from: state, trigger })
}

#[cfg(test)]
mod tests;
