//! What a candidate is told beyond the status of a preference: the place among the applicants, and what would have
//! changed the status.

use super::result::PreferenceStatus;
use crate::domain::score::Score;

/// With fewer applicants places are not told: who knows some of the others could conclude from a place how they did.
pub const FEWEST_APPLICANTS_WITH_PLACES: u32 = 5;

/// The place among so many applicants, if it may be told and is known: runs of old have no places.
#[must_use]
pub fn place_to_tell(place: Option<u32>, applicants: Option<u32>) -> Option<(u32, u32)> {
    place.zip(applicants).filter(|(_, applicants)| *applicants >= FEWEST_APPLICANTS_WITH_PLACES)
}

/// What would have changed that a considered preference did not give the seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing at this preference: the seat is at a better one.
    NothingHere,
    /// Everything else equal, this score; with 0.01 less the run would not have admitted.
    Score(Score),
    /// No score up to the top of the scale.
    NoScoreOnTheScale,
    /// No score at all, for there are no seats.
    NoSeats,
}

impl Remedy {
    /// From what a run keeps of a preference. `None` where there is nothing to change: admitted, not considered (then
    /// the reason says it), or unknown, as in runs of old.
    #[must_use]
    pub fn of(status: PreferenceStatus, needed: Option<Score>, quota: Option<u32>, scale: Score) -> Option<Self> {
        match (status, needed) {
            (PreferenceStatus::Admitted | PreferenceStatus::NotConsidered(_), _) => None,
            (PreferenceStatus::AdmittedHigher, _) => Some(Self::NothingHere),
            (PreferenceStatus::BelowCutoff, Some(needed)) if needed > scale => Some(Self::NoScoreOnTheScale),
            (PreferenceStatus::BelowCutoff, Some(needed)) => Some(Self::Score(needed)),
            (PreferenceStatus::BelowCutoff, None) => (quota == Some(0)).then_some(Self::NoSeats),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Remedy, place_to_tell};
    use crate::domain::{
        admission::{result::PreferenceStatus, score::NotConsidered},
        score::Score,
    };

    #[test]
    fn a_place_among_fewer_than_five_is_not_told() {
        let cases =
            [(Some(1), Some(5), Some((1, 5))), (Some(1), Some(4), None), (Some(1), None, None), (None, Some(5), None)];
        for (place, applicants, expected) in cases {
            assert_eq!(place_to_tell(place, applicants), expected, "{place:?} {applicants:?}");
        }
    }

    #[test]
    fn only_a_refused_preference_has_a_score_that_would_have_helped() {
        use PreferenceStatus::{Admitted, AdmittedHigher, BelowCutoff};
        let score = |hundredths| Some(Score::from_hundredths(hundredths));
        let unpaid = PreferenceStatus::NotConsidered(NotConsidered::Unpaid);
        let cases = [
            (BelowCutoff, score(30_00), 1, Some(Remedy::Score(Score::MAX_OF_30))),
            (BelowCutoff, score(30_01), 1, Some(Remedy::NoScoreOnTheScale)),
            (BelowCutoff, None, 0, Some(Remedy::NoSeats)),
            // A run of old.
            (BelowCutoff, None, 1, None),
            (AdmittedHigher, None, 1, Some(Remedy::NothingHere)),
            (Admitted, None, 1, None),
            (unpaid, None, 1, None),
        ];
        for (status, needed, quota, expected) in cases {
            let remedy = Remedy::of(status, needed, Some(quota), Score::MAX_OF_30);
            assert_eq!(remedy, expected, "{status:?} {needed:?} {quota}");
        }
    }
}
