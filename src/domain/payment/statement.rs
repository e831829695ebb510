//! The gateway's statement of a day beside the portal's ledger.
//!
//! What is compared is an attempt, not a day: all that any statement says of its reference beside all that the ledger
//! says of it. So a payment of 23:59:59 whose notification comes the next day is no difference, and one that was a
//! difference yesterday settles itself when the other side has caught up. Only what the *ledger* has and no statement
//! names needs a moment from which it counts ([`judged_before`]): before that its statement may still be to come.

use time::Date;

use super::order::OrderState;
use crate::domain::{money::Dong, stored_words::stored_words, time::Instant};

/// What a line of a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MovementKind {
    /// The payer's money came.
    Payment,
    /// It went back.
    Refund,
}

stored_words!(MovementKind { Payment => "payment", Refund => "refund" });

/// One movement of money at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The gateway's number of the transaction.
    pub transaction_no: String,
    /// The attempt, by the name under which portal and gateway speak of it.
    pub reference: String,
    /// Which way the money went.
    pub kind: MovementKind,
    /// How much, whichever way.
    pub amount: Dong,
    /// Two digits: 00, or why the gateway does not stand by it.
    pub status: String,
    /// The bank or method.
    pub bank_code: String,
    /// When, by the gateway's clock.
    pub at: Instant,
}

/// A statement whose signature, count and sum hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The day in Vietnam.
    pub day: Date,
    /// Its movements.
    pub lines: Vec<StatementLine>,
}

impl Statement {
    /// What came in less what went back.
    #[must_use]
    pub fn sum(&self) -> Dong {
        let signed = |line: &StatementLine| match line.kind {
            MovementKind::Payment => line.amount.amount(),
            MovementKind::Refund => -line.amount.amount(),
        };
        Dong::new(self.lines.iter().map(signed).sum())
    }
}

/// In what statements and ledger differ about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// The gateway names an attempt that the portal never made.
    UnknownReference,
    /// The gateway moved another amount than the attempt's.
    OtherAmount,
    /// The gateway took the money of one attempt more than once.
    RepeatedPayment,
    /// It gave the money of one attempt back more than once.
    RepeatedRefund,
    /// The gateway holds money that it does not stand by, and people have not decided yet.
    InDoubt,
    /// The gateway has the money, the ledger has not.
    PaymentNotInLedger,
    /// The ledger has the money, no statement names it.
    PaymentNotInStatement,
    /// The gateway gave money back that the ledger still holds.
    RefundNotInLedger,
    /// The ledger gave money back, no statement names it.
    RefundNotInStatement,
}

stored_words!(DifferenceKind {
    UnknownReference => "unknown_reference",
    OtherAmount => "other_amount",
    RepeatedPayment => "repeated_payment",
    RepeatedRefund => "repeated_refund",
    InDoubt => "in_doubt",
    PaymentNotInLedger => "payment_not_in_ledger",
    PaymentNotInStatement => "payment_not_in_statement",
    RefundNotInLedger => "refund_not_in_ledger",
    RefundNotInStatement => "refund_not_in_statement",
});

/// What all statements together say of one reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatedMovements {
    /// How often its money came.
    pub payments: u32,
    /// How much in all.
    pub paid: Dong,
    /// Whether the gateway does not stand by some of it (a status other than 00).
    pub is_in_doubt: bool,
    /// How often money went back.
    pub refunds: u32,
    /// How much in all.
    pub refunded: Dong,
}

/// What the portal has of the same reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedMovements {
    /// What was to be paid.
    pub amount: Dong,
    /// Where the attempt stands.
    pub state: OrderState,
    /// Since when the ledger has its money.
    pub received_at: Option<Instant>,
    /// Since when the ledger has it given back.
    pub refunded_at: Option<Instant>,
}

/// Both sides of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BothSides {
    /// The gateway's.
    pub stated: StatedMovements,
    /// The portal's; `None` when it knows of no such attempt.
    pub booked: Option<BookedMovements>,
}

impl BothSides {
    /// What is left at the gateway by its statements, and by the ledger.
    #[must_use]
    pub fn left(&self) -> (Dong, Dong) {
        let stated = self.stated.paid.amount() - self.stated.refunded.amount();
        let booked = self.booked.map_or(0, |booked| {
            let held = i64::from(booked.received_at.is_some()) - i64::from(booked.refunded_at.is_some());
            booked.amount.amount() * held
        });
        (Dong::new(stated), Dong::new(booked))
    }
}

/// So many minutes the gateway's clock may be ahead of the portal's.
const CLOCKS_MAY_DIFFER: i64 = 10;

/// Before when the ledger's movements have to be in the statements of all days until `day`. Until the last minutes of the
/// day: what the portal learned then the gateway may have written into the next day.
#[must_use]
pub fn judged_before(day: Date) -> Instant {
    start_of(day.next_day().unwrap_or(day)).plus_minutes(-CLOCKS_MAY_DIFFER)
}

/// Midnight in Vietnam at which `day` begins.
#[must_use]
pub fn start_of(day: Date) -> Instant {
    Instant::vietnam(day.year(), u8::from(day.month()), day.day(), 0, 0).unwrap_or(Instant::from_unix_us(0))
}

/// In what both sides of an attempt differ; nothing when they agree. What the ledger has from `judged_before` on is not
/// missed in the statements yet.
#[must_use]
pub fn differences(both: &BothSides, judged_before: Instant) -> Vec<DifferenceKind> {
    use DifferenceKind as D;
    let StatedMovements { payments, paid, is_in_doubt, refunds, refunded } = both.stated;
    let Some(booked) = both.booked else {
        return if payments + refunds > 0 { vec![D::UnknownReference] } else { Vec::new() };
    };
    let times = |count: u32| booked.amount.amount() * i64::from(count);
    let is_overdue = |at: Option<Instant>| at.is_some_and(|at| at < judged_before);
    let waits_for_people = is_in_doubt && booked.state == OrderState::UnderReview;
    let not_in_ledger = payments > 0 && booked.received_at.is_none();
    [
        (paid.amount() != times(payments) || refunded.amount() != times(refunds), D::OtherAmount),
        (payments > 1, D::RepeatedPayment),
        (refunds > 1, D::RepeatedRefund),
        (not_in_ledger && waits_for_people, D::InDoubt),
        (not_in_ledger && !waits_for_people, D::PaymentNotInLedger),
        (payments == 0 && is_overdue(booked.received_at), D::PaymentNotInStatement),
        (refunds > 0 && booked.refunded_at.is_none(), D::RefundNotInLedger),
        (refunds == 0 && is_overdue(booked.refunded_at), D::RefundNotInStatement),
    ]
    .into_iter()
    .filter_map(|(differs, kind)| differs.then_some(kind))
    .collect()
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{
        BookedMovements, BothSides, DifferenceKind as D, MovementKind, StatedMovements, Statement, StatementLine,
        differences, judged_before,
    };
    use crate::domain::{money::Dong, payment::order::OrderState as S, time::Instant};

    const FEE: Dong = Dong::new(45_000);

    fn day() -> Date {
        Date::from_calendar_date(2026, Month::July, 17).unwrap()
    }

    fn stated(payments: u32, refunds: u32) -> StatedMovements {
        let times = |count| Dong::new(FEE.amount() * i64::from(count));
        StatedMovements { payments, paid: times(payments), is_in_doubt: false, refunds, refunded: times(refunds) }
    }

    /// The portal's side: received and given back at these minutes of the day, if at all.
    fn booked(state: S, received: Option<i64>, refunded: Option<i64>) -> Option<BookedMovements> {
        let at = |minute| Instant::vietnam(2026, 7, 17, 0, 0).unwrap().plus_minutes(minute);
        Some(BookedMovements { amount: FEE, state, received_at: received.map(at), refunded_at: refunded.map(at) })
    }

    #[test]
    fn both_sides_are_compared_by_this_table() {
        let (noon, late, next) = (Some(720), Some(24 * 60 - 5), Some(24 * 60 + 5));
        let doubted = StatedMovements { is_in_doubt: true, ..stated(1, 0) };
        let other = |amount| StatedMovements { paid: Dong::new(amount), ..stated(1, 0) };
        let cases: Vec<(StatedMovements, Option<BookedMovements>, Vec<D>)> = vec![
            // They agree.
            (stated(0, 0), booked(S::Failed, None, None), vec![]),
            (stated(1, 0), booked(S::Paid, noon, None), vec![]),
            (stated(1, 0), booked(S::RefundRequested, noon, None), vec![]),
            (stated(1, 1), booked(S::Refunded, noon, noon), vec![]),
            (doubted, booked(S::Paid, noon, None), vec![]),
            // Midnight: the gateway's day is over, the portal learns of it in the next; and the other way round.
            (stated(1, 0), booked(S::Paid, next, None), vec![]),
            (stated(0, 0), booked(S::Paid, late, None), vec![]),
            (stated(0, 0), booked(S::Paid, next, None), vec![]),
            // They do not.
            (stated(1, 0), None, vec![D::UnknownReference]),
            (stated(0, 1), None, vec![D::UnknownReference]),
            (other(46_000), booked(S::Paid, noon, None), vec![D::OtherAmount]),
            (stated(2, 0), booked(S::Paid, noon, None), vec![D::RepeatedPayment]),
            (stated(1, 2), booked(S::Refunded, noon, noon), vec![D::RepeatedRefund]),
            (doubted, booked(S::UnderReview, None, None), vec![D::InDoubt]),
            (doubted, booked(S::Failed, None, None), vec![D::PaymentNotInLedger]),
            (stated(1, 0), booked(S::UnderReview, None, None), vec![D::PaymentNotInLedger]),
            (stated(1, 0), booked(S::Expired, None, None), vec![D::PaymentNotInLedger]),
            (stated(0, 0), booked(S::Paid, noon, None), vec![D::PaymentNotInStatement]),
            (stated(1, 1), booked(S::RefundRequested, noon, None), vec![D::RefundNotInLedger]),
            (stated(1, 0), booked(S::Refunded, noon, noon), vec![D::RefundNotInStatement]),
            (stated(0, 0), booked(S::Refunded, noon, noon), vec![D::PaymentNotInStatement, D::RefundNotInStatement]),
            (other(1), booked(S::Pending, None, None), vec![D::OtherAmount, D::PaymentNotInLedger]),
        ];
        for (stated, booked, expected) in cases {
            let both = BothSides { stated, booked };
            assert_eq!(differences(&both, judged_before(day())), expected, "{both:?}");
        }
    }

    #[test]
    fn each_kind_is_found_by_some_line_of_the_table_above() {
        let text = include_str!("statement.rs");
        for kind in D::ALL {
            assert!(text.contains(&format!("vec![D::{kind:?}]")), "{kind:?}");
        }
    }

    #[test]
    fn what_is_left_is_what_came_less_what_went_back() {
        let left = |stated, booked| BothSides { stated, booked }.left();
        assert_eq!(left(stated(1, 0), booked(S::Pending, None, None)), (FEE, Dong::new(0)));
        assert_eq!(left(stated(1, 1), booked(S::Refunded, Some(1), Some(2))), (Dong::new(0), Dong::new(0)));
        assert_eq!(left(stated(0, 0), booked(S::Paid, Some(1), None)), (Dong::new(0), FEE));
        let line = |kind| StatementLine {
            transaction_no: "1".to_owned(),
            reference: "R".to_owned(),
            kind,
            amount: FEE,
            status: "00".to_owned(),
            bank_code: "NCB".to_owned(),
            at: judged_before(day()),
        };
        let lines = vec![line(MovementKind::Payment), line(MovementKind::Payment), line(MovementKind::Refund)];
        assert_eq!(Statement { day: day(), lines }.sum(), FEE);
    }
}
