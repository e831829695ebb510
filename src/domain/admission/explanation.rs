//! What a candidate is told beyond the status of a preference: the place among the applicants, and what would have
//! changed the status.

use super::result::PreferenceStatus;
use crate::domain::{ids::ProgrammeId, matching::instance::OrderKey, score::Score};

/// One preference of a candidate in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferenceResult {
    /// Its rank.
    pub rank: u8,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The institution's name.
    pub institution_name: String,
    /// The programme's name.
    pub programme_name: String,
    /// The admission code.
    pub admission_code: String,
    /// What became of it.
    pub status: PreferenceStatus,
    /// The score and its parts, where it took part.
    pub score: Option<ScoreParts>,
    /// The place among those considered for the programme, from 1, equals on the same; `None` when not considered.
    pub place: Option<u32>,
    /// The least score that would have admitted the candidate here; `None` where that is not the question, or none
    /// would.
    pub needed_score: Option<Score>,
    /// The programme's seats; `None` when the season no longer offers it.
    pub quota: Option<u32>,
    /// Considered preferences for the programme; `None` as above.
    pub applicants: Option<u32>,
    /// The place of the last one admitted, where somebody was refused.
    pub cutoff: Option<OrderKey>,
}

/// A score with what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreParts {
    /// The combination.
    pub combination_code: String,
    /// Of the marks.
    pub exam: Score,
    /// Of the priority.
    pub priority: Score,
    /// The sum.
    pub total: Score,
}

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
