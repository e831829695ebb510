//! Where each đồng is: a double-entry ledger in whole đồng.
//!
//! | kind | debit | credit | when |
//! |---|---|---|---|
//! | `bill_issued` | `receivable` | `fee_income` | a bill is frozen |
//! | `payment_received` | `gateway_cash` | `receivable` | money pays the bill |
//! | `excess_received` | `gateway_cash` | `refund_due` | money comes that no bill waits for |
//! | `refund_paid` | `refund_due` | `gateway_cash` | the gateway gave it back |
//!
//! One row is one transfer from an account to another, so whatever rows there are sum to zero. The kind fixes the two
//! accounts, here and in the database, which also takes each transfer only once: a bill is issued once and paid once,
//! an attempt brings money once and gives it back once.

use super::order::OrderState;
use crate::domain::{money::Dong, stored_words::stored_words};

/// Whose side of the books an amount is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LedgerAccount {
    /// Fees that were charged.
    FeeIncome,
    /// Fees that candidates still owe.
    Receivable,
    /// Money that the gateway holds for the portal.
    GatewayCash,
    /// Money that the portal owes to payers.
    RefundDue,
}

stored_words!(LedgerAccount {
    FeeIncome => "fee_income",
    Receivable => "receivable",
    GatewayCash => "gateway_cash",
    RefundDue => "refund_due",
});

/// What kind of transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LedgerKind {
    /// A bill was frozen.
    BillIssued,
    /// Money paid it.
    PaymentReceived,
    /// Money came that no bill waits for.
    ExcessReceived,
    /// That money went back.
    RefundPaid,
}

stored_words!(LedgerKind {
    BillIssued => "bill_issued",
    PaymentReceived => "payment_received",
    ExcessReceived => "excess_received",
    RefundPaid => "refund_paid",
});

impl LedgerKind {
    /// The accounts that it debits and credits.
    #[must_use]
    pub const fn accounts(self) -> (LedgerAccount, LedgerAccount) {
        match self {
            Self::BillIssued => (LedgerAccount::Receivable, LedgerAccount::FeeIncome),
            Self::PaymentReceived => (LedgerAccount::GatewayCash, LedgerAccount::Receivable),
            Self::ExcessReceived => (LedgerAccount::GatewayCash, LedgerAccount::RefundDue),
            Self::RefundPaid => (LedgerAccount::RefundDue, LedgerAccount::GatewayCash),
        }
    }

    /// The money that moves when an order goes from one state to another; `None` where none does.
    #[must_use]
    pub const fn of_transition(from: OrderState, to: OrderState) -> Option<Self> {
        match (from, to) {
            (_, OrderState::Paid) => Some(Self::PaymentReceived),
            (OrderState::Duplicate | OrderState::RefundRequested, OrderState::RefundRequested) => None,
            (_, OrderState::Duplicate | OrderState::RefundRequested) => Some(Self::ExcessReceived),
            (_, OrderState::Refunded) => Some(Self::RefundPaid),
            _ => None,
        }
    }
}

/// What is in each account; debits count up, credits down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balances([i64; LedgerAccount::ALL.len()]);

impl Balances {
    /// Adds a transfer.
    #[must_use]
    pub const fn with(mut self, kind: LedgerKind, amount: Dong) -> Self {
        let (debit, credit) = kind.accounts();
        self.0[debit as usize] += amount.amount();
        self.0[credit as usize] -= amount.amount();
        self
    }

    /// What is in `account`.
    #[must_use]
    pub const fn of(&self, account: LedgerAccount) -> Dong {
        Dong::new(self.0[account as usize])
    }

    /// All accounts together: zero, always.
    #[must_use]
    pub fn sum(&self) -> Dong {
        Dong::new(self.0.iter().sum())
    }
}

/// What bills and orders say about money, to hold against the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BooksOfOrders {
    /// All bills.
    pub billed: Dong,
    /// Those that are not paid.
    pub unpaid: Dong,
    /// Orders whose money paid a bill.
    pub credited: Dong,
    /// Orders whose money has to go back and has not arrived yet.
    pub owed_back: Dong,
}

/// The ledger beside the books of bills and orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerParity {
    /// What the ledger says.
    pub balances: Balances,
    /// What bills and orders say.
    pub books: BooksOfOrders,
}

impl LedgerParity {
    /// Each account, what the ledger says of it and what bills and orders say.
    #[must_use]
    pub fn lines(&self) -> [(LedgerAccount, Dong, Dong); 4] {
        let BooksOfOrders { billed, unpaid, credited, owed_back } = self.books;
        [
            (LedgerAccount::FeeIncome, Dong::new(-billed.amount())),
            (LedgerAccount::Receivable, unpaid),
            (LedgerAccount::GatewayCash, Dong::new(credited.amount() + owed_back.amount())),
            (LedgerAccount::RefundDue, Dong::new(-owed_back.amount())),
        ]
        .map(|(account, expected)| (account, self.balances.of(account), expected))
    }

    /// Whether they agree in every account, and the ledger sums to zero.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.balances.sum() == Dong::default() && self.lines().iter().all(|(_, ledger, books)| ledger == books)
    }
}

#[cfg(test)]
mod tests {
    use super::{Balances, BooksOfOrders, LedgerAccount, LedgerKind, LedgerParity};
    use crate::domain::{
        money::Dong,
        payment::order::{OrderState, TRANSITIONS},
    };

    #[test]
    fn whatever_moves_the_accounts_sum_to_zero() {
        let mut balances = Balances::default();
        for (index, kind) in LedgerKind::ALL.iter().enumerate() {
            balances = balances.with(*kind, Dong::new(15_000 * (1 << index)));
            assert_eq!(balances.sum(), Dong::default(), "{kind:?}");
        }
        let left = LedgerAccount::ALL.iter().map(|account| balances.of(*account).amount());
        assert!(left.eq([-15_000, -15_000, -30_000, 60_000]));
    }

    #[test]
    fn the_drawing_at_the_head_of_the_file_is_the_table_of_accounts() {
        for kind in LedgerKind::ALL {
            let (debit, credit) = kind.accounts();
            let line = format!("//! | `{}` | `{}` | `{}` |", kind.as_str(), debit.as_str(), credit.as_str());
            assert!(include_str!("ledger.rs").contains(&line), "{line}");
        }
    }

    #[test]
    fn each_transition_moves_what_its_states_hold() {
        // What the gateway holds of an attempt's money, and what is owed of it.
        let held = |state| match state {
            OrderState::Paid => (1, 0),
            OrderState::Duplicate | OrderState::RefundRequested => (1, -1),
            _ => (0, 0),
        };
        for (from, trigger, to) in TRANSITIONS {
            let moved = LedgerKind::of_transition(from, to)
                .map_or_else(Balances::default, |kind| Balances::default().with(kind, Dong::new(1)));
            let (cash, due) = (moved.of(LedgerAccount::GatewayCash), moved.of(LedgerAccount::RefundDue));
            let (before, after) = (held(from), held(to));
            let expected = (Dong::new(after.0 - before.0), Dong::new(after.1 - before.1));
            assert_eq!((cash, due), expected, "{from:?} {trigger:?} {to:?}");
        }
    }

    #[test]
    fn parity_holds_only_where_every_account_agrees() {
        let [fee, other] = [Dong::new(45_000), Dong::new(15_000)];
        let balances = Balances::default()
            .with(LedgerKind::BillIssued, fee)
            .with(LedgerKind::BillIssued, other)
            .with(LedgerKind::PaymentReceived, fee)
            .with(LedgerKind::ExcessReceived, fee);
        let books = BooksOfOrders { billed: Dong::new(60_000), unpaid: other, credited: fee, owed_back: fee };
        assert!(LedgerParity { balances, books }.holds());
        let wrong = [
            BooksOfOrders { billed: fee, ..books },
            BooksOfOrders { unpaid: fee, ..books },
            BooksOfOrders { credited: other, ..books },
            BooksOfOrders { owed_back: Dong::default(), ..books },
        ];
        for books in wrong {
            assert!(!LedgerParity { balances, books }.holds(), "{books:?}");
        }
    }
}
