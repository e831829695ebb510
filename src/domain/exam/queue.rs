//! The verification queue of a registration unit: candidates by what needs doing (product.md, flow E).

use super::state::RegistrationStatus;
use crate::domain::{registry::comparison::ComparisonStatus, stored_words::stored_words};

/// What needs doing about a candidate. In the order in which a school works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueGroup {
    /// Was returned and is submitted again, or is to be corrected after its approval.
    Corrected,
    /// Submitted for the first time; the registry differs or has not confirmed the identity.
    NewToExamine,
    /// Submitted for the first time; the registry confirms the identity.
    NewMatched,
    /// The candidate has something to do: not begun, not submitted, or returned.
    WaitingForCandidate,
    /// Nothing: approved, or ended.
    Done,
}

stored_words!(QueueGroup {
    Corrected => "corrected",
    NewToExamine => "new_to_examine",
    NewMatched => "new_matched",
    WaitingForCandidate => "waiting",
    Done => "done",
});

impl QueueGroup {
    /// The group of a form. `None` for the status is a candidate without a form.
    #[must_use]
    pub const fn of(status: Option<RegistrationStatus>, was_returned: bool, comparison: &ComparisonStatus) -> Self {
        match status {
            // What the candidate or the department has asked for since the approval waits for the school again.
            Some(RegistrationStatus::CorrectionRequested | RegistrationStatus::Unlocked) => Self::Corrected,
            Some(RegistrationStatus::Submitted) if was_returned => Self::Corrected,
            Some(RegistrationStatus::Submitted) => match comparison {
                ComparisonStatus::Matched => Self::NewMatched,
                _ => Self::NewToExamine,
            },
            Some(RegistrationStatus::Draft | RegistrationStatus::Rejected) | None => Self::WaitingForCandidate,
            Some(
                RegistrationStatus::Approved
                | RegistrationStatus::Locked
                | RegistrationStatus::Signed
                | RegistrationStatus::Numbered
                | RegistrationStatus::Ineligible
                | RegistrationStatus::Cancelled,
            ) => Self::Done,
        }
    }

    /// The group's place in the queue, from 0.
    #[must_use]
    pub const fn position(self) -> i16 {
        match self {
            Self::Corrected => 0,
            Self::NewToExamine => 1,
            Self::NewMatched => 2,
            Self::WaitingForCandidate => 3,
            Self::Done => 4,
        }
    }

    /// Whether the school has something to do.
    #[must_use]
    pub const fn needs_decision(self) -> bool {
        matches!(self, Self::Corrected | Self::NewToExamine | Self::NewMatched)
    }
}

#[cfg(test)]
mod tests {
    use super::{QueueGroup, RegistrationStatus as Status};
    use crate::domain::registry::comparison::{ComparisonStatus as Comparison, DifferingField};

    #[test]
    fn a_form_stands_where_the_school_finds_its_work() {
        let partial = Comparison::Partial(vec![DifferingField::FullNameDiacritics]);
        let cases = [
            (Some(Status::Submitted), true, Comparison::Matched, QueueGroup::Corrected),
            (Some(Status::Submitted), false, partial.clone(), QueueGroup::NewToExamine),
            (Some(Status::Submitted), false, Comparison::NotFound, QueueGroup::NewToExamine),
            (Some(Status::Submitted), false, Comparison::Invalid, QueueGroup::NewToExamine),
            (Some(Status::Submitted), false, Comparison::Unchecked, QueueGroup::NewToExamine),
            (Some(Status::Submitted), false, Comparison::Unavailable, QueueGroup::NewToExamine),
            (Some(Status::Submitted), false, Comparison::Matched, QueueGroup::NewMatched),
            (Some(Status::Rejected), true, Comparison::Matched, QueueGroup::WaitingForCandidate),
            (Some(Status::Draft), true, partial, QueueGroup::WaitingForCandidate),
            (None, false, Comparison::Unchecked, QueueGroup::WaitingForCandidate),
            (Some(Status::Approved), true, Comparison::Matched, QueueGroup::Done),
            (Some(Status::CorrectionRequested), false, Comparison::Matched, QueueGroup::Corrected),
            (Some(Status::Unlocked), false, Comparison::Matched, QueueGroup::Corrected),
            (Some(Status::Locked), false, Comparison::NotFound, QueueGroup::Done),
            (Some(Status::Ineligible), false, Comparison::Matched, QueueGroup::Done),
            (Some(Status::Cancelled), true, Comparison::Matched, QueueGroup::Done),
        ];
        for (status, was_returned, comparison, expected) in cases {
            assert_eq!(QueueGroup::of(status, was_returned, &comparison), expected, "{status:?} {comparison:?}");
        }
    }

    #[test]
    fn groups_are_placed_in_their_order() {
        let places: Vec<_> = QueueGroup::ALL.iter().map(|group| group.position()).collect();
        assert_eq!(places, [0, 1, 2, 3, 4]);
    }
}
