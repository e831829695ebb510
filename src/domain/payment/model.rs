//! The state machine and the ledger against a model that knows neither: random reports about several attempts to pay one
//! bill, in any order, any number of times.

use proptest::prelude::*;

use super::{
    ledger::{Balances, LedgerAccount, LedgerKind},
    order::{BillStanding, OrderEvent, OrderState, apply},
};
use crate::domain::money::Dong;

const AMOUNT: Dong = Dong::new(45_000);
const ATTEMPTS: usize = 4;

/// What can be told about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    Redirected,
    Success { is_late: bool, by_query: bool },
    Failure,
    Doubt(&'static str),
    Unfinished,
    TimedOut,
    FoundPaid,
    FoundUnpaid,
    RefundAsked,
    RefundRefused,
    RefundConfirmed,
}

fn report() -> impl Strategy<Value = Report> {
    prop_oneof![
        Just(Report::Redirected),
        (any::<bool>(), any::<bool>()).prop_map(|(is_late, by_query)| Report::Success { is_late, by_query }),
        Just(Report::Failure),
        prop_oneof![Just("04"), Just("05"), Just("06"), Just("07"), Just("09")].prop_map(Report::Doubt),
        Just(Report::Unfinished),
        Just(Report::TimedOut),
        Just(Report::FoundPaid),
        Just(Report::FoundUnpaid),
        Just(Report::RefundAsked),
        Just(Report::RefundRefused),
        Just(Report::RefundConfirmed),
    ]
}

/// The portal: attempts, the bill, the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Portal {
    states: [OrderState; ATTEMPTS],
    bill_is_paid: bool,
    balances: Balances,
    moves: Vec<(usize, LedgerKind)>,
}

impl Portal {
    fn new() -> Self {
        Self {
            states: [OrderState::Created; ATTEMPTS],
            bill_is_paid: false,
            balances: Balances::default().with(LedgerKind::BillIssued, AMOUNT),
            moves: Vec::new(),
        }
    }

    fn take(&mut self, attempt: usize, report: Report) {
        let bill = match report {
            _ if self.bill_is_paid => BillStanding::Paid,
            Report::Success { is_late: true, .. } => BillStanding::Closed,
            _ => BillStanding::Unpaid,
        };
        let told = |status| OrderEvent::Notified { response_code: "00", transaction_status: status };
        let event = match report {
            Report::Redirected => OrderEvent::Redirected,
            Report::Success { by_query: false, .. } => told("00"),
            Report::Success { .. } => OrderEvent::Answered { of_refund: false, transaction_status: "00" },
            Report::Failure => told("02"),
            Report::Doubt(status) => told(status),
            Report::Unfinished => told("01"),
            Report::TimedOut => OrderEvent::TimedOut,
            Report::FoundPaid => OrderEvent::FoundPaid,
            Report::FoundUnpaid => OrderEvent::FoundUnpaid,
            Report::RefundAsked => OrderEvent::RefundAsked,
            Report::RefundRefused => OrderEvent::RefundRefused,
            Report::RefundConfirmed => OrderEvent::RefundConfirmed,
        };
        let from = self.states[attempt];
        let Ok(to) = apply(from, event, bill) else { return };
        if to == from {
            return;
        }
        self.states[attempt] = to;
        self.bill_is_paid |= to == OrderState::Paid;
        if let Some(kind) = LedgerKind::of_transition(from, to) {
            self.balances = self.balances.with(kind, AMOUNT);
            self.moves.push((attempt, kind));
        }
    }
}

/// What became of the money of an attempt; nothing else is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Money {
    is_doubted: bool,
    came: bool,
    pays_the_bill: bool,
    was_asked_back: bool,
    is_back: bool,
}

/// The model: money that came pays the bill if it is the first in time, else it has to go back.
#[derive(Debug, Default)]
struct Model([Money; ATTEMPTS]);

impl Model {
    fn is_paid(&self) -> bool {
        self.0.iter().any(|money| money.pays_the_bill)
    }

    fn take(&mut self, attempt: usize, report: Report) {
        let is_paid = self.is_paid();
        let money = &mut self.0[attempt];
        match report {
            Report::Success { is_late, .. } if !money.came => {
                let pays = !is_paid && !is_late;
                // What is late for an unpaid bill needs no further decision.
                let asked = !pays && !is_paid;
                *money = Money { came: true, pays_the_bill: pays, was_asked_back: asked, ..Money::default() };
            }
            Report::Doubt(_) if !money.came => money.is_doubted = true,
            Report::Failure | Report::FoundUnpaid if !money.came => money.is_doubted = false,
            Report::FoundPaid if money.is_doubted => {
                *money = Money { came: true, pays_the_bill: !is_paid, ..Money::default() };
            }
            Report::RefundAsked if money.is_doubted => {
                *money = Money { came: true, was_asked_back: true, ..Money::default() };
            }
            Report::RefundAsked if money.came && !money.pays_the_bill => money.was_asked_back = true,
            Report::RefundConfirmed if money.was_asked_back => money.is_back = true,
            _ => {}
        }
    }

    fn count(&self, which: impl Fn(&Money) -> bool) -> i64 {
        self.0.iter().map(|money| i64::from(which(money))).sum()
    }

    /// Whether the portal is where the model says.
    fn agrees_with(&self, portal: &Portal) -> Result<(), TestCaseError> {
        for (money, state) in self.0.iter().zip(portal.states) {
            let expected = match money {
                Money { is_back: true, .. } => Some(OrderState::Refunded),
                Money { was_asked_back: true, .. } => Some(OrderState::RefundRequested),
                Money { pays_the_bill: true, .. } => Some(OrderState::Paid),
                Money { came: true, .. } => Some(OrderState::Duplicate),
                Money { is_doubted: true, .. } => Some(OrderState::UnderReview),
                _ => None,
            };
            match expected {
                Some(expected) => prop_assert_eq!(state, expected),
                None => prop_assert!(matches!(
                    state,
                    OrderState::Created | OrderState::Pending | OrderState::Failed | OrderState::Expired
                )),
            }
        }
        let paid = portal.states.iter().filter(|state| **state == OrderState::Paid).count();
        prop_assert_eq!(paid, usize::from(portal.bill_is_paid), "one credit a bill");
        let held = self.count(|money| money.came && !money.is_back);
        let owed = self.count(|money| money.came && !money.pays_the_bill && !money.is_back);
        let expected = [
            (LedgerAccount::Receivable, i64::from(!self.is_paid())),
            (LedgerAccount::GatewayCash, held),
            (LedgerAccount::RefundDue, -owed),
            (LedgerAccount::FeeIncome, -1),
        ];
        for (account, times) in expected {
            prop_assert_eq!(portal.balances.of(account), Dong::new(AMOUNT.amount() * times), "{:?}", account);
        }
        prop_assert_eq!(portal.balances.sum(), Dong::default());
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dong_beyond_the_one_payment_goes_back_and_repeats_change_nothing(
        reports in prop::collection::vec((0..ATTEMPTS, report()), 0..60)
    ) {
        let (mut portal, mut model) = (Portal::new(), Model::default());
        for (attempt, report) in reports {
            let settled: Vec<usize> = (0..ATTEMPTS)
                .filter(|of| matches!(portal.states[*of], OrderState::Paid | OrderState::Refunded))
                .collect();
            let before = portal.clone();
            portal.take(attempt, report);
            model.take(attempt, report);
            model.agrees_with(&portal)?;
            prop_assert!(settled.iter().all(|of| portal.states[*of] == before.states[*of]), "final is final");
            let once = portal.clone();
            portal.take(attempt, report);
            prop_assert_eq!(&portal, &once, "a repeat");
        }
        // Whatever happened, asking for all refunds and hearing that they were made leaves nothing owed.
        for attempt in 0..ATTEMPTS {
            for report in [Report::FoundUnpaid, Report::RefundAsked, Report::RefundConfirmed] {
                portal.take(attempt, report);
                model.take(attempt, report);
            }
        }
        model.agrees_with(&portal)?;
        prop_assert_eq!(portal.balances.of(LedgerAccount::RefundDue), Dong::default());
        for attempt in 0..ATTEMPTS {
            let moved = |kind| portal.moves.iter().filter(|entry| **entry == (attempt, kind)).count();
            let received = moved(LedgerKind::PaymentReceived) + moved(LedgerKind::ExcessReceived);
            prop_assert!(received <= 1 && moved(LedgerKind::RefundPaid) == moved(LedgerKind::ExcessReceived));
        }
    }
}
