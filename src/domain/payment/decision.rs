//! What an operator of the ministry decides about an attempt to pay that the rules leave open, always with a reason.
//!
//! Two things are left open: an attempt in doubt (`under_review`), and a refund that the gateway refuses because it has
//! no such payment (95), which contradicts what it told before. That money went back on another way than the gateway's
//! cannot be said here: the ledger knows of no such way, and would say that the gateway paid what it did not.

use serde::{Deserialize, Serialize};

use super::order::{OrderEvent, OrderState, PaymentOrder};
use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    stored_words::stored_words,
};

/// The longest reason.
pub const MAX_REASON: u16 = 300;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentDecision {
    /// The money came: it pays the bill, or goes back where the bill is paid already.
    FoundPaid,
    /// No money came, or it is back with the payer.
    FoundUnpaid,
    /// The money came and goes back, whatever the bill.
    SendBack,
    /// The refund is asked for again, under a new number.
    AskAgain,
}

stored_words!(PaymentDecision {
    FoundPaid => "found_paid",
    FoundUnpaid => "found_unpaid",
    SendBack => "send_back",
    AskAgain => "ask_again",
});

impl PaymentDecision {
    /// What can be decided about `order` as it stands.
    #[must_use]
    pub fn on_offer(order: &PaymentOrder) -> &'static [Self] {
        match order.state {
            OrderState::UnderReview => &[Self::FoundPaid, Self::FoundUnpaid, Self::SendBack],
            OrderState::RefundRequested if order.refund.next_at.is_none() => &[Self::AskAgain],
            _ => &[],
        }
    }

    /// What that does to an order in doubt; `None` where it stays in its state.
    #[must_use]
    pub const fn event(self) -> Option<OrderEvent<'static>> {
        match self {
            Self::FoundPaid => Some(OrderEvent::FoundPaid),
            Self::FoundUnpaid => Some(OrderEvent::FoundUnpaid),
            Self::SendBack => Some(OrderEvent::RefundAsked),
            Self::AskAgain => None,
        }
    }
}

/// The decision as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// The decision's word.
    pub decision: String,
    /// Why.
    pub reason: String,
}

impl DecisionForm {
    /// The decision and its reason.
    ///
    /// # Errors
    /// What is wrong with `decision` and `reason`.
    pub fn parse(&self) -> Result<(PaymentDecision, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let decision = match self.decision.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => PaymentDecision::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let decision = errors.collect("decision", decision);
        let reason = errors.collect("reason", required_text(&self.reason, MAX_REASON));
        decision.zip(reason).ok_or(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::{DecisionForm, PaymentDecision};
    use crate::domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        ids::{BillId, PaymentOrderId},
        money::Dong,
        payment::order::{BillStanding, OrderState, PaymentOrder, RefundProgress, apply},
        time::Instant,
    };

    fn order(state: OrderState, next_at: Option<Instant>) -> PaymentOrder {
        let at = Instant::vietnam(2026, 7, 17, 9, 0).unwrap();
        PaymentOrder {
            id: PaymentOrderId(uuid::Uuid::nil()),
            bill_id: BillId(uuid::Uuid::nil()),
            reference: String::new(),
            amount: Dong::new(1),
            state,
            created_at: at,
            expires_at: at,
            response_code: None,
            gateway_transaction: None,
            finished_at: None,
            queries: 0,
            next_query_at: None,
            refund: RefundProgress { next_at, ..RefundProgress::default() },
        }
    }

    #[test]
    fn what_is_on_offer_is_a_transition_and_nothing_is_offered_where_the_rules_go_on_by_themselves() {
        let soon = Instant::vietnam(2026, 7, 17, 10, 0);
        for state in OrderState::ALL {
            let (waiting, stuck) = (order(*state, soon), order(*state, None));
            let offered = PaymentDecision::on_offer(&stuck);
            match state {
                OrderState::UnderReview => assert_eq!(offered.len(), 3),
                OrderState::RefundRequested => {
                    assert_eq!(offered, [PaymentDecision::AskAgain]);
                    assert!(PaymentDecision::on_offer(&waiting).is_empty(), "it is asked for again by itself");
                }
                _ => assert!(offered.is_empty(), "{state:?}"),
            }
            for event in offered.iter().filter_map(|decision| decision.event()) {
                for bill in [BillStanding::Unpaid, BillStanding::Paid, BillStanding::Closed] {
                    assert!(apply(*state, event, bill).is_ok(), "{event:?}");
                }
            }
        }
    }

    #[test]
    fn a_decision_needs_its_word_and_a_reason() {
        let form = |decision: &str, reason: &str| DecisionForm { decision: decision.into(), reason: reason.into() };
        assert_eq!(
            form("found_paid", " Sao kê ngân hàng ").parse(),
            Ok((PaymentDecision::FoundPaid, "Sao kê ngân hàng".to_owned()))
        );
        let mut both = FieldErrors::one("decision", FieldErrorCode::Missing);
        both.push("reason", FieldErrorCode::Missing);
        assert_eq!(form("", " ").parse(), Err(both));
        assert_eq!(form("paid", "x").parse(), Err(FieldErrors::one("decision", FieldErrorCode::NotOnOffer)));
    }
}
