//! The states of one attempt to pay (domain.md §11.1).
//!
//! ```text
//! created      --redirected--> pending
//! created      --succeeded--> paid
//! created      --succeeded_on_paid_bill--> duplicate
//! created      --failed--> failed
//! created      --doubted--> under_review
//! created      --unfinished--> created
//! created      --timed_out--> expired
//! pending      --redirected--> pending
//! pending      --succeeded--> paid
//! pending      --succeeded_on_paid_bill--> duplicate
//! pending      --failed--> failed
//! pending      --doubted--> under_review
//! pending      --unfinished--> pending
//! pending      --timed_out--> expired
//! expired      --succeeded--> paid
//! expired      --succeeded_on_paid_bill--> duplicate
//! expired      --failed--> failed
//! expired      --doubted--> under_review
//! expired      --unfinished--> expired
//! failed       --succeeded--> under_review
//! failed       --succeeded_on_paid_bill--> under_review
//! under_review --succeeded--> paid
//! under_review --succeeded_on_paid_bill--> duplicate
//! under_review --failed--> failed
//! under_review --unfinished--> under_review
//! ```
//!
//! What is not drawn is refused: above all, `paid` and `duplicate` are final, which makes a repeated
//! notification harmless. A late success of an expired attempt still pays, because the money is gone from
//! the payer's account; a success after a failure contradicts the gateway itself, so people look at it.

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{BillId, PaymentOrderId},
    money::Dong,
    time::Instant,
};

/// Where an attempt to pay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Created, Self::Pending, Self::Paid, Self::Failed, Self::Expired, Self::UnderReview, Self::Duplicate];

    /// The word of the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::UnderReview => "under_review",
            Self::Duplicate => "duplicate",
        }
    }

    /// The state of a word of the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the payer may still be at the gateway; a bill has at most one such order.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
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
    /// When it left the open states.
    pub finished_at: Option<Instant>,
}

impl PaymentOrder {
    /// Whether the payer may be sent to the gateway for it at `now`.
    #[must_use]
    pub fn is_payable(&self, now: Instant) -> bool {
        self.state.is_open() && now < self.expires_at
    }
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvent<'a> {
    /// The payer is sent to the gateway, perhaps again.
    Redirected,
    /// The gateway tells the outcome: by a notification, or in answer to a query.
    Notified {
        /// `vnp_ResponseCode`: of a notification, or for a query of the transaction, not of the query itself.
        response_code: &'a str,
        /// `vnp_TransactionStatus`.
        transaction_status: &'a str,
    },
    /// The order's time is over.
    TimedOut,
    /// An operator found, in reconciliation, that the money came.
    ReviewedAsPaid,
    /// An operator found that no money came, or that it went back.
    ReviewedAsFailed,
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
    /// No money came.
    Failed,
    /// The gateway suspects fraud (07), took the money without success (04), or is giving it back (05, 06, 09).
    Doubted,
    /// The gateway does not know yet (status 01).
    Unfinished,
    /// The order's time is over.
    TimedOut,
}

impl Trigger {
    /// The word in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirected => "redirected",
            Self::Succeeded => "succeeded",
            Self::SucceededOnPaidBill => "succeeded_on_paid_bill",
            Self::Failed => "failed",
            Self::Doubted => "doubted",
            Self::Unfinished => "unfinished",
            Self::TimedOut => "timed_out",
        }
    }

    const fn success(bill_already_paid: bool) -> Self {
        if bill_already_paid { Self::SucceededOnPaidBill } else { Self::Succeeded }
    }

    fn of(event: OrderEvent<'_>, bill_already_paid: bool) -> Self {
        match event {
            OrderEvent::Redirected => Self::Redirected,
            OrderEvent::TimedOut => Self::TimedOut,
            OrderEvent::ReviewedAsPaid => Self::success(bill_already_paid),
            OrderEvent::ReviewedAsFailed => Self::Failed,
            OrderEvent::Notified { response_code, transaction_status } => match (response_code, transaction_status) {
                ("00", "00") => Self::success(bill_already_paid),
                ("07", _) | (_, "04" | "05" | "06" | "07" | "09") => Self::Doubted,
                ("00", "01") => Self::Unfinished,
                _ => Self::Failed,
            },
        }
    }
}

/// Every transition there is: from, by, to.
pub const TRANSITIONS: [(OrderState, Trigger, OrderState); 25] = {
    use OrderState::{Created, Duplicate, Expired, Failed, Paid, Pending, UnderReview};
    [
        (Created, Trigger::Redirected, Pending),
        (Created, Trigger::Succeeded, Paid),
        (Created, Trigger::SucceededOnPaidBill, Duplicate),
        (Created, Trigger::Failed, Failed),
        (Created, Trigger::Doubted, UnderReview),
        (Created, Trigger::Unfinished, Created),
        (Created, Trigger::TimedOut, Expired),
        (Pending, Trigger::Redirected, Pending),
        (Pending, Trigger::Succeeded, Paid),
        (Pending, Trigger::SucceededOnPaidBill, Duplicate),
        (Pending, Trigger::Failed, Failed),
        (Pending, Trigger::Doubted, UnderReview),
        (Pending, Trigger::Unfinished, Pending),
        (Pending, Trigger::TimedOut, Expired),
        (Expired, Trigger::Succeeded, Paid),
        (Expired, Trigger::SucceededOnPaidBill, Duplicate),
        (Expired, Trigger::Failed, Failed),
        (Expired, Trigger::Doubted, UnderReview),
        (Expired, Trigger::Unfinished, Expired),
        (Failed, Trigger::Succeeded, UnderReview),
        (Failed, Trigger::SucceededOnPaidBill, UnderReview),
        (UnderReview, Trigger::Succeeded, Paid),
        (UnderReview, Trigger::SucceededOnPaidBill, Duplicate),
        (UnderReview, Trigger::Failed, Failed),
        (UnderReview, Trigger::Unfinished, UnderReview),
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
pub fn apply(
    state: OrderState,
    event: OrderEvent<'_>,
    bill_already_paid: bool,
) -> Result<OrderState, IllegalTransition> {
    let trigger = Trigger::of(event, bill_already_paid);
    let transition = TRANSITIONS.iter().find(|(from, by, _)| (*from, *by) == (state, trigger));
    transition.map(|(_, _, to)| *to).ok_or(IllegalTransition { from: state, trigger })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{IllegalTransition, OrderEvent, OrderState, TRANSITIONS, Trigger, apply};

    #[test]
    fn the_drawing_at_the_head_of_the_file_is_the_table() {
        let drawn: Vec<String> = TRANSITIONS
            .iter()
            .map(|(from, by, to)| format!("//! {:<12} --{}--> {}", from.as_str(), by.as_str(), to.as_str()))
            .collect();
        let head = include_str!("order.rs").split("//! ```").nth(1).unwrap();
        let documented: Vec<&str> = head.lines().skip(1).collect();
        assert_eq!(documented, drawn);
    }

    #[test]
    fn no_state_has_two_answers_to_one_trigger() {
        let distinct: HashSet<_> = TRANSITIONS.iter().map(|(from, by, _)| (*from, *by)).collect();
        assert_eq!(distinct.len(), TRANSITIONS.len());
    }

    fn notified<'a>(response_code: &'a str, transaction_status: &'a str) -> OrderEvent<'a> {
        OrderEvent::Notified { response_code, transaction_status }
    }

    #[test]
    fn the_codes_of_the_gateway_decide_a_pending_order() {
        let cases = [
            ("00", "00", OrderState::Paid),
            ("07", "00", OrderState::UnderReview),
            ("07", "07", OrderState::UnderReview),
            ("00", "04", OrderState::UnderReview),
            ("00", "05", OrderState::UnderReview),
            ("00", "06", OrderState::UnderReview),
            ("00", "09", OrderState::UnderReview),
            ("00", "01", OrderState::Pending),
            ("00", "02", OrderState::Failed),
            ("24", "02", OrderState::Failed),
            ("51", "00", OrderState::Failed),
            ("11", "01", OrderState::Failed),
            ("", "", OrderState::Failed),
        ];
        for (response_code, transaction_status, expected) in cases {
            let event = notified(response_code, transaction_status);
            assert_eq!(apply(OrderState::Pending, event, false), Ok(expected), "{response_code}/{transaction_status}");
        }
    }

    #[test]
    fn a_second_payment_of_a_bill_is_a_duplicate_whenever_it_comes() {
        for state in [OrderState::Created, OrderState::Pending, OrderState::Expired, OrderState::UnderReview] {
            assert_eq!(apply(state, notified("00", "00"), true), Ok(OrderState::Duplicate), "{state:?}");
            assert_eq!(apply(state, notified("00", "00"), false), Ok(OrderState::Paid), "{state:?}");
        }
        assert_eq!(apply(OrderState::UnderReview, OrderEvent::ReviewedAsPaid, true), Ok(OrderState::Duplicate));
        assert_eq!(apply(OrderState::UnderReview, OrderEvent::ReviewedAsFailed, false), Ok(OrderState::Failed));
    }

    #[test]
    fn what_is_settled_takes_nothing_more() {
        let events = [
            OrderEvent::Redirected,
            notified("00", "00"),
            notified("24", "02"),
            notified("07", "07"),
            notified("00", "01"),
            OrderEvent::TimedOut,
            OrderEvent::ReviewedAsPaid,
            OrderEvent::ReviewedAsFailed,
        ];
        for from in [OrderState::Paid, OrderState::Duplicate] {
            for event in events {
                assert!(apply(from, event, true).is_err(), "{from:?} {event:?}");
            }
        }
        let refused = IllegalTransition { from: OrderState::Paid, trigger: Trigger::TimedOut };
        assert_eq!(apply(OrderState::Paid, OrderEvent::TimedOut, true), Err(refused));
        assert_eq!(refused.to_string(), "an order that is paid takes no timed_out");
    }

    #[test]
    fn words_lead_back_to_their_state_and_two_states_are_open() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
        let open: Vec<_> = OrderState::ALL.into_iter().filter(|state| state.is_open()).collect();
        assert_eq!(open, [OrderState::Created, OrderState::Pending]);
    }
}
