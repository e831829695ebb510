//! The one thing a bill says about itself.

use super::order::OrderState;

/// Where the payment of a bill stands, for the one who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Nobody has tried to pay.
    Unpaid,
    /// An attempt is under way; its outcome is not known.
    Processing,
    /// Money may have moved without the gateway standing by it: people decide, and nobody should pay again.
    UnderReview,
    /// The money came.
    Received,
    /// The last attempt failed.
    Failed,
    /// The last attempt ran out of time.
    Expired,
    /// The money of the last attempt came too late or was not wanted, and is on its way back.
    Returning,
    /// The money of the last attempt is back with the payer.
    Returned,
}

impl PaymentStatus {
    /// The status of a bill whose attempts stand as `newest_first`. What may still bring money, or has taken
    /// it, weighs more than what came to nothing.
    #[must_use]
    pub fn of(is_paid: bool, newest_first: &[OrderState]) -> Self {
        if is_paid {
            Self::Received
        } else if newest_first.contains(&OrderState::UnderReview) {
            Self::UnderReview
        } else if newest_first.iter().any(|state| state.is_open()) {
            Self::Processing
        } else {
            match newest_first.first() {
                None => Self::Unpaid,
                Some(OrderState::Expired) => Self::Expired,
                Some(OrderState::Duplicate | OrderState::RefundRequested) => Self::Returning,
                Some(OrderState::Refunded) => Self::Returned,
                Some(_) => Self::Failed,
            }
        }
    }

    /// Whether the payer may be sent to the gateway: with a new attempt, or with the one that is open.
    #[must_use]
    pub const fn may_pay(self) -> bool {
        !matches!(self, Self::Received | Self::UnderReview)
    }

    /// Whether news may come any moment without the payer doing anything, so that a page waits for it.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Processing | Self::UnderReview | Self::Expired | Self::Returning)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        OrderState::{Created, Duplicate, Expired, Failed, Paid, Pending, RefundRequested, Refunded, UnderReview},
        PaymentStatus,
    };

    #[test]
    fn doubt_weighs_more_than_an_open_attempt_and_that_more_than_what_ended() {
        let cases: [(bool, &[_], _); 13] = [
            (false, &[], PaymentStatus::Unpaid),
            (false, &[Created], PaymentStatus::Processing),
            (false, &[Pending, Failed], PaymentStatus::Processing),
            (false, &[Failed, Expired], PaymentStatus::Failed),
            (false, &[Expired, Failed], PaymentStatus::Expired),
            (false, &[Failed, UnderReview], PaymentStatus::UnderReview),
            (false, &[Pending, UnderReview], PaymentStatus::UnderReview),
            (false, &[RefundRequested, Expired], PaymentStatus::Returning),
            (false, &[Refunded, Failed], PaymentStatus::Returned),
            (false, &[Failed, Refunded], PaymentStatus::Failed),
            (true, &[RefundRequested, Paid], PaymentStatus::Received),
            (true, &[Paid, Failed], PaymentStatus::Received),
            (true, &[Duplicate, Paid, UnderReview], PaymentStatus::Received),
        ];
        for (is_paid, states, expected) in cases {
            assert_eq!(PaymentStatus::of(is_paid, states), expected, "{is_paid} {states:?}");
        }
    }

    #[test]
    fn nobody_pays_again_what_is_paid_or_in_doubt() {
        let closed = [PaymentStatus::Received, PaymentStatus::UnderReview];
        let open = [
            PaymentStatus::Unpaid,
            PaymentStatus::Processing,
            PaymentStatus::Failed,
            PaymentStatus::Expired,
            PaymentStatus::Returning,
            PaymentStatus::Returned,
        ];
        assert!(closed.iter().all(|status| !status.may_pay()) && open.iter().all(|status| status.may_pay()));
    }
}
