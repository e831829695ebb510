//! The verification queue of a registration unit: candidates by what needs doing (product.md, flow E).

use super::state::RegistrationStatus;
use crate::domain::{stored_words::stored_words, time::Instant};

/// For so many minutes a record is whoever's who took it; then it lapses by itself.
pub const CLAIM_MINUTES: i64 = 10;
/// For so many minutes records that were approved together can be taken back.
pub const UNDO_MINUTES: i64 = 10;
/// The most records that are approved together.
pub const BATCH_MAX: u16 = 200;
/// So long before a decision is due, it is due soon.
const SOON_MINUTES: i64 = 24 * 60;
const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// What needs doing about a candidate. In the order in which a school works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueGroup {
    /// Submitted, and the time for a decision is nearly over.
    DueSoon,
    /// Was returned and is submitted again, or a correction is asked for after its approval.
    Corrected,
    /// Submitted for the first time, with something to look at: registry or roll say otherwise, or nothing; or something is
    /// claimed.
    NewToExamine,
    /// Submitted for the first time; registry and roll say the same, and nothing is claimed.
    NewMatched,
    /// Unlocked, and nothing waits for an answer: the candidate proposes what is to be corrected, or the head puts the form
    /// back into the list.
    Unlocked,
    /// The candidate owes evidence.
    WaitingForEvidence,
    /// The candidate has something else to do: not begun, not submitted, or returned.
    WaitingForCandidate,
    /// Nothing: approved.
    Done,
    /// Nothing any more: the candidate may not sit the exam, or the form was given up.
    Ended,
}

stored_words!(QueueGroup {
    DueSoon => "due_soon",
    Corrected => "corrected",
    NewToExamine => "new_to_examine",
    NewMatched => "new_matched",
    Unlocked => "unlocked",
    WaitingForEvidence => "waiting_for_evidence",
    WaitingForCandidate => "waiting",
    Done => "done",
    Ended => "ended",
});

/// What the group of a candidate depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFacts {
    /// The state of the form; none before it is begun.
    pub status: Option<RegistrationStatus>,
    /// Whether it was ever sent back.
    pub was_returned: bool,
    /// Whether it was sent back last for evidence that is owed.
    pub awaits_evidence: bool,
    /// Whether somebody has to look at it before it is approved: registry or roll say otherwise than the candidate, or
    /// nothing; or it claims something that the unit has to check (domain.md §1), or comes with evidence.
    pub needs_examination: bool,
    /// Whether the candidate waits for the answer to a request for a correction.
    pub has_open_correction: bool,
    /// Whether the time for a decision is nearly over.
    pub is_due_soon: bool,
}

impl QueueGroup {
    /// The group of a candidate.
    #[must_use]
    pub const fn of(facts: QueueFacts) -> Self {
        match facts.status {
            None | Some(RegistrationStatus::Draft | RegistrationStatus::Rejected) => {
                if facts.awaits_evidence {
                    Self::WaitingForEvidence
                } else {
                    Self::WaitingForCandidate
                }
            }
            Some(RegistrationStatus::Submitted) => {
                if facts.is_due_soon {
                    Self::DueSoon
                } else if facts.was_returned {
                    Self::Corrected
                } else if facts.needs_examination {
                    Self::NewToExamine
                } else {
                    Self::NewMatched
                }
            }
            // What the candidate has asked for since the approval waits for the school again.
            Some(RegistrationStatus::CorrectionRequested) => Self::Corrected,
            Some(RegistrationStatus::Unlocked) if facts.has_open_correction => Self::Corrected,
            Some(RegistrationStatus::Unlocked) => Self::Unlocked,
            // Whoever does not sit the exam is not approved.
            Some(RegistrationStatus::Ineligible | RegistrationStatus::Cancelled) => Self::Ended,
            // Whatever else comes after the approval is no work of the queue.
            Some(_) => Self::Done,
        }
    }

    /// The group's place in the queue, from 0.
    #[must_use]
    pub const fn position(self) -> i16 {
        match self {
            Self::DueSoon => 0,
            Self::Corrected => 1,
            Self::NewToExamine => 2,
            Self::NewMatched => 3,
            Self::Unlocked => 4,
            Self::WaitingForEvidence => 5,
            Self::WaitingForCandidate => 6,
            Self::Done => 7,
            Self::Ended => 8,
        }
    }

    /// Whether the school has something to decide: what is handed out to whoever begins to work.
    #[must_use]
    pub const fn needs_decision(self) -> bool {
        matches!(self, Self::DueSoon | Self::Corrected | Self::NewToExamine | Self::NewMatched)
    }
}

/// Whoever submitted until then is due soon: a decision should come within `review_days`, and before the review closes.
#[must_use]
pub const fn due_soon_since(now: Instant, review_days: u16, review_closes_at: Instant) -> Instant {
    if now.plus_minutes(SOON_MINUTES).unix_us() >= review_closes_at.unix_us() {
        return now;
    }
    now.plus_minutes(SOON_MINUTES - review_days as i64 * MINUTES_OF_A_DAY)
}

#[cfg(test)]
mod tests {
    use super::{QueueFacts, QueueGroup, RegistrationStatus as Status, due_soon_since};
    use crate::domain::time::Instant;

    fn group(status: Option<Status>, words: &str) -> QueueGroup {
        QueueGroup::of(QueueFacts {
            status,
            was_returned: words.contains("returned"),
            awaits_evidence: words.contains("evidence"),
            needs_examination: words.contains("differs"),
            has_open_correction: words.contains("asked"),
            is_due_soon: words.contains("due"),
        })
    }

    #[test]
    fn a_form_stands_where_the_school_finds_its_work() {
        let cases = [
            (Some(Status::Submitted), "due returned differs", QueueGroup::DueSoon),
            (Some(Status::Submitted), "returned differs", QueueGroup::Corrected),
            (Some(Status::Submitted), "differs", QueueGroup::NewToExamine),
            (Some(Status::Submitted), "", QueueGroup::NewMatched),
            (Some(Status::Rejected), "returned evidence due", QueueGroup::WaitingForEvidence),
            (Some(Status::Draft), "returned evidence", QueueGroup::WaitingForEvidence),
            (Some(Status::Rejected), "returned due", QueueGroup::WaitingForCandidate),
            (Some(Status::Draft), "differs due", QueueGroup::WaitingForCandidate),
            (None, "", QueueGroup::WaitingForCandidate),
            (Some(Status::Approved), "returned differs due", QueueGroup::Done),
            (Some(Status::CorrectionRequested), "asked differs due", QueueGroup::Corrected),
            (Some(Status::Unlocked), "asked", QueueGroup::Corrected),
            (Some(Status::Unlocked), "differs due", QueueGroup::Unlocked),
            (Some(Status::Locked), "differs due", QueueGroup::Done),
            (Some(Status::Numbered), "returned", QueueGroup::Done),
            (Some(Status::Ineligible), "differs", QueueGroup::Ended),
            (Some(Status::Cancelled), "returned", QueueGroup::Ended),
        ];
        for (status, words, expected) in cases {
            assert_eq!(group(status, words), expected, "{status:?} {words}");
        }
    }

    #[test]
    fn groups_are_placed_in_their_order() {
        let places: Vec<_> = QueueGroup::ALL.iter().map(|group| group.position()).collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let to_do: Vec<_> = QueueGroup::ALL.iter().map(|group| group.needs_decision()).collect();
        assert_eq!(to_do, [true, true, true, true, false, false, false, false, false], "what needs doing comes first");
    }

    #[test]
    fn a_decision_is_due_soon_a_day_before_its_time_and_on_the_last_day_of_all() {
        let at = |day, hour| Instant::vietnam(2026, 4, day, hour, 0).unwrap();
        assert_eq!(due_soon_since(at(25, 9), 3, at(29, 17)), at(23, 9));
        assert_eq!(due_soon_since(at(28, 16), 3, at(29, 17)), at(26, 16));
        assert_eq!(due_soon_since(at(28, 17), 3, at(29, 17)), at(28, 17), "whoever submitted, up to now");
    }
}
