//! The bill of a candidate: the fee of the preferences, frozen when their window closes (domain.md §5.3).

use serde::{Deserialize, Serialize};

use crate::domain::money::Dong;

/// An amount that no longer follows the list or the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    preference_count: u8,
    unit_fee: Dong,
}

impl Bill {
    /// The bill of `preference_count` preferences; `None` when there is nothing to pay for.
    #[must_use]
    pub const fn freeze(preference_count: u8, unit_fee: Dong) -> Option<Self> {
        if preference_count == 0 { None } else { Some(Self { preference_count, unit_fee }) }
    }

    /// How many preferences, at least one.
    #[must_use]
    pub const fn preference_count(self) -> u8 {
        self.preference_count
    }

    /// The fee of one.
    #[must_use]
    pub const fn unit_fee(self) -> Dong {
        self.unit_fee
    }

    /// What is to be paid.
    #[must_use]
    pub const fn amount(self) -> Dong {
        self.unit_fee.times(self.preference_count as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::Bill;
    use crate::domain::money::Dong;

    #[test]
    fn a_bill_is_count_times_fee_and_nothing_needs_no_bill() {
        let cases =
            [(0, 15_000, None), (1, 15_000, Some(15_000)), (9, 15_000, Some(135_000)), (15, 20_000, Some(300_000))];
        for (count, fee, expected) in cases {
            let amount = Bill::freeze(count, Dong::new(fee)).map(Bill::amount);
            assert_eq!(amount, expected.map(Dong::new), "{count} × {fee}");
        }
    }
}
