//! The table, line by line.

use std::collections::HashSet;

use super::{
    BillStanding::{Closed, Paid, Unpaid},
    IllegalTransition, OrderEvent, OrderState, PaymentOrder, RefundProgress, TRANSITIONS, Trigger, apply, is_success,
};
use crate::domain::{
    ids::{BillId, PaymentOrderId},
    money::Dong,
    time::Instant,
};

#[test]
fn the_drawing_at_the_head_of_the_file_is_the_table() {
    let drawn: Vec<String> = TRANSITIONS
        .iter()
        .map(|(from, by, to)| format!("//! {:<16} --{}--> {}", from.as_str(), by.as_str(), to.as_str()))
        .collect();
    let head = include_str!("../order.rs").split("//! ```").nth(1).unwrap();
    let documented: Vec<&str> = head.lines().skip(1).collect();
    assert_eq!(documented, drawn);
}

#[test]
fn no_state_has_two_answers_to_one_trigger() {
    let distinct: HashSet<_> = TRANSITIONS.iter().map(|(from, by, _)| (*from, *by)).collect();
    assert_eq!(distinct.len(), TRANSITIONS.len());
}

const fn notified<'a>(response_code: &'a str, transaction_status: &'a str) -> OrderEvent<'a> {
    OrderEvent::Notified { response_code, transaction_status }
}

const fn answered(of_refund: bool, transaction_status: &str) -> OrderEvent<'_> {
    OrderEvent::Answered { of_refund, transaction_status }
}

#[test]
fn the_codes_of_the_gateway_decide_a_pending_order() {
    let cases = [
        (notified("00", "00"), OrderState::Paid),
        (notified("07", "00"), OrderState::UnderReview),
        (notified("07", "07"), OrderState::UnderReview),
        (notified("00", "04"), OrderState::UnderReview),
        (notified("00", "05"), OrderState::UnderReview),
        (notified("00", "06"), OrderState::UnderReview),
        (notified("00", "09"), OrderState::UnderReview),
        (notified("00", "01"), OrderState::Pending),
        (notified("00", "02"), OrderState::Failed),
        (notified("24", "02"), OrderState::Failed),
        (notified("51", "00"), OrderState::Failed),
        (notified("11", "01"), OrderState::Failed),
        (notified("", ""), OrderState::Failed),
        (answered(false, "00"), OrderState::Paid),
        (answered(false, "01"), OrderState::Pending),
        (answered(false, "02"), OrderState::Failed),
        (answered(false, "07"), OrderState::UnderReview),
        // A finished refund is no payment, though its status is 00.
        (answered(true, "00"), OrderState::UnderReview),
        (answered(true, "05"), OrderState::UnderReview),
    ];
    for (event, expected) in cases {
        assert_eq!(apply(OrderState::Pending, event, Unpaid), Ok(expected), "{event:?}");
        assert_eq!(is_success(event), expected == OrderState::Paid, "{event:?}");
    }
}

#[test]
fn money_is_believed_whenever_it_comes_and_goes_where_the_bill_says() {
    let undecided =
        [OrderState::Created, OrderState::Pending, OrderState::Expired, OrderState::Failed, OrderState::UnderReview];
    for state in undecided {
        for event in [notified("00", "00"), answered(false, "00")] {
            assert_eq!(apply(state, event, Unpaid), Ok(OrderState::Paid), "{state:?}");
            assert_eq!(apply(state, event, Paid), Ok(OrderState::Duplicate), "{state:?}");
            assert_eq!(apply(state, event, Closed), Ok(OrderState::RefundRequested), "{state:?}");
        }
    }
}

#[test]
fn what_an_operator_finds_ends_a_review_and_nothing_else() {
    let cases = [
        (OrderEvent::FoundPaid, Unpaid, OrderState::Paid),
        (OrderEvent::FoundPaid, Closed, OrderState::Paid),
        (OrderEvent::FoundPaid, Paid, OrderState::Duplicate),
        (OrderEvent::FoundUnpaid, Unpaid, OrderState::Failed),
        (OrderEvent::RefundAsked, Unpaid, OrderState::RefundRequested),
    ];
    for (event, bill, expected) in cases {
        assert_eq!(apply(OrderState::UnderReview, event, bill), Ok(expected), "{event:?} {bill:?}");
        for state in OrderState::ALL.iter().filter(|state| **state != OrderState::UnderReview) {
            let of_duplicate = *state == OrderState::Duplicate && event == OrderEvent::RefundAsked;
            assert_eq!(apply(*state, event, bill).is_ok(), of_duplicate, "{state:?} {event:?}");
        }
    }
}

#[test]
fn money_that_came_in_excess_goes_back_and_a_refused_refund_is_tried_again() {
    let step = |state, event| apply(state, event, Paid);
    assert_eq!(step(OrderState::Duplicate, OrderEvent::RefundAsked), Ok(OrderState::RefundRequested));
    assert_eq!(step(OrderState::RefundRequested, OrderEvent::RefundRefused), Ok(OrderState::RefundRequested));
    assert_eq!(step(OrderState::RefundRequested, OrderEvent::RefundConfirmed), Ok(OrderState::Refunded));
    for state in [OrderState::Paid, OrderState::Pending, OrderState::Failed, OrderState::Refunded] {
        for event in [OrderEvent::RefundAsked, OrderEvent::RefundRefused, OrderEvent::RefundConfirmed] {
            assert!(step(state, event).is_err(), "{state:?} {event:?}");
        }
    }
}

#[test]
fn no_message_about_the_payment_moves_what_is_settled() {
    let events = [
        OrderEvent::Redirected,
        notified("00", "00"),
        notified("24", "02"),
        notified("07", "07"),
        notified("00", "01"),
        answered(false, "00"),
        answered(false, "02"),
        answered(true, "00"),
        OrderEvent::TimedOut,
        OrderEvent::FoundPaid,
        OrderEvent::FoundUnpaid,
    ];
    for from in [OrderState::Paid, OrderState::Duplicate, OrderState::RefundRequested, OrderState::Refunded] {
        for event in events {
            for bill in [Unpaid, Paid, Closed] {
                assert!(apply(from, event, bill).is_err(), "{from:?} {event:?}");
            }
        }
    }
    let refused = IllegalTransition { from: OrderState::Paid, trigger: Trigger::TimedOut };
    assert_eq!(apply(OrderState::Paid, OrderEvent::TimedOut, Paid), Err(refused));
    assert_eq!(refused.to_string(), "an order that is paid takes no timed_out");
}

#[test]
fn words_lead_back_to_their_state_two_states_are_open_and_two_owe() {
    for state in OrderState::ALL {
        assert_eq!(OrderState::parse(state.as_str()), Some(*state));
    }
    let those = |wanted: fn(OrderState) -> bool| OrderState::ALL.iter().copied().filter(move |state| wanted(*state));
    assert!(those(OrderState::is_open).eq([OrderState::Created, OrderState::Pending]));
    assert!(those(OrderState::owes_refund).eq([OrderState::Duplicate, OrderState::RefundRequested]));
}

#[test]
fn money_counts_until_the_grace_is_over_and_always_while_the_attempt_could_be_paid() {
    let at = |hour, minute| Instant::vietnam(2026, 7, 21, hour, minute).unwrap();
    let order = PaymentOrder {
        id: PaymentOrderId(uuid::Uuid::nil()),
        bill_id: BillId(uuid::Uuid::nil()),
        reference: String::new(),
        amount: Dong::new(15_000),
        state: OrderState::Expired,
        created_at: at(16, 55),
        expires_at: at(17, 10),
        response_code: None,
        gateway_transaction: None,
        finished_at: None,
        queries: 0,
        next_query_at: None,
        refund: RefundProgress::default(),
    };
    let cases = [
        (at(17, 10), Some(at(17, 0)), false),
        (at(17, 11), Some(at(17, 0)), true),
        (at(17, 30), Some(at(17, 30)), false),
        (at(17, 31), Some(at(17, 30)), true),
        (at(23, 0), None, false),
    ];
    for (came_at, counts_until, expected) in cases {
        assert_eq!(order.is_too_late(came_at, counts_until), expected, "{came_at:?} {counts_until:?}");
    }
}
