//! The bill of a candidate: the fee of the preferences, frozen when their window closes (domain.md §5.3).

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{BillId, CandidateId, PreferenceListVersionId},
    money::Dong,
    time::Instant,
};

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

/// That a bill is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentReceipt {
    /// When the portal learnt it from the gateway.
    pub paid_at: Instant,
    /// The number that the candidate keeps.
    pub number: String,
}

/// The bill of one candidate, as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedBill {
    /// Its id.
    pub id: BillId,
    /// Whose preferences it is for.
    pub candidate_id: CandidateId,
    /// The submitted list that it counts.
    pub list_version_id: PreferenceListVersionId,
    /// Count, fee and amount.
    pub bill: Bill,
    /// When it was frozen.
    pub frozen_at: Instant,
    /// `None` until it is paid.
    pub receipt: Option<PaymentReceipt>,
}

/// One line of a bill: a preference with the names that people know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillItem {
    /// From 1.
    pub rank: u8,
    /// The institution's code for the programme.
    pub admission_code: String,
    /// The programme.
    pub programme_name: String,
    /// The institution.
    pub institution_name: String,
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
