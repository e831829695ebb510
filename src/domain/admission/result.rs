//! What each preference came to, and why (domain.md §6.9).

use serde::{Deserialize, Serialize};

use super::score::{AdmissionScore, NotConsidered};
use crate::domain::ids::ProgrammeId;

/// What a preference came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreferenceStatus {
    /// The candidate has a seat here.
    Admitted,
    /// The candidate has a seat at a better-ranked preference; this one was not looked at.
    AdmittedHigher,
    /// The score did not suffice.
    BelowCutoff,
    /// It did not take part.
    NotConsidered(NotConsidered),
}

impl PreferenceStatus {
    /// The status word of the database; the reason is a column of its own.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::AdmittedHigher => "admitted_higher",
            Self::BelowCutoff => "below_cutoff",
            Self::NotConsidered(_) => "not_considered",
        }
    }

    /// The reason word of the database, for what was not considered.
    #[must_use]
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::NotConsidered(reason) => Some(reason.as_str()),
            Self::Admitted | Self::AdmittedHigher | Self::BelowCutoff => None,
        }
    }

    /// The status of the two words of the database, which have to fit each other.
    #[must_use]
    pub fn parse(status: &str, reason: Option<&str>) -> Option<Self> {
        match (status, reason) {
            ("admitted", None) => Some(Self::Admitted),
            ("admitted_higher", None) => Some(Self::AdmittedHigher),
            ("below_cutoff", None) => Some(Self::BelowCutoff),
            ("not_considered", Some(reason)) => NotConsidered::parse(reason).map(Self::NotConsidered),
            _ => None,
        }
    }
}

/// A preference and the score with which it took part, or why it did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedPreference {
    /// From 1.
    pub rank: u8,
    /// The programme.
    pub programme: ProgrammeId,
    /// As of [`super::score::evaluate_preference`].
    pub evaluation: Result<AdmissionScore, NotConsidered>,
}

/// The status of each of one candidate's preferences, in their order, when the matching gave the candidate
/// `seat` (see [`crate::domain::matching::instance::Outcome`]).
#[must_use]
pub fn statuses(preferences: &[EvaluatedPreference], seat: Option<ProgrammeId>) -> Vec<PreferenceStatus> {
    let admitted = preferences.iter().find(|each| Some(each.programme) == seat && each.evaluation.is_ok());
    let status = |preference: &EvaluatedPreference| match (&preference.evaluation, admitted) {
        (Err(reason), _) => PreferenceStatus::NotConsidered(*reason),
        (Ok(_), Some(admitted)) if preference.rank == admitted.rank => PreferenceStatus::Admitted,
        (Ok(_), Some(admitted)) if preference.rank > admitted.rank => PreferenceStatus::AdmittedHigher,
        (Ok(_), _) => PreferenceStatus::BelowCutoff,
    };
    preferences.iter().map(status).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{EvaluatedPreference, PreferenceStatus, statuses};
    use crate::domain::admission::score::{AdmissionScore, NotConsidered};
    use crate::domain::ids::ProgrammeId;
    use crate::domain::score::Score;

    fn id(number: u8) -> ProgrammeId {
        ProgrammeId(Uuid::from_u128(u128::from(number)))
    }

    fn scored(total: i32) -> AdmissionScore {
        let total = Score::from_hundredths(total);
        AdmissionScore {
            combination_code: "A00".to_owned(),
            exam30: total,
            bonus: Score::ZERO,
            priority: Score::ZERO,
            total,
        }
    }

    fn preferences() -> Vec<EvaluatedPreference> {
        let evaluations = [
            Err(NotConsidered::NoCombination),
            Ok(scored(2400)),
            Ok(scored(2400)),
            Err(NotConsidered::Unpaid),
            Ok(scored(2400)),
        ];
        let ranked = (1..).zip(evaluations);
        ranked.map(|(rank, evaluation)| EvaluatedPreference { rank, programme: id(rank), evaluation }).collect()
    }

    #[test]
    fn each_preference_is_explained_by_the_seat() {
        use PreferenceStatus::{Admitted, AdmittedHigher, BelowCutoff};
        let lacking = PreferenceStatus::NotConsidered(NotConsidered::NoCombination);
        let unpaid = PreferenceStatus::NotConsidered(NotConsidered::Unpaid);
        let cases = [
            (Some(id(2)), [lacking, Admitted, AdmittedHigher, unpaid, AdmittedHigher]),
            (Some(id(5)), [lacking, BelowCutoff, BelowCutoff, unpaid, Admitted]),
            (None, [lacking, BelowCutoff, BelowCutoff, unpaid, BelowCutoff]),
        ];
        for (seat, expected) in cases {
            assert_eq!(statuses(&preferences(), seat), expected, "{seat:?}");
        }
    }

    #[test]
    fn words_lead_back_to_their_status() {
        let mut all = vec![PreferenceStatus::Admitted, PreferenceStatus::AdmittedHigher, PreferenceStatus::BelowCutoff];
        all.extend(NotConsidered::ALL.map(PreferenceStatus::NotConsidered));
        for status in all {
            assert_eq!(PreferenceStatus::parse(status.as_str(), status.reason()), Some(status));
        }
        assert_eq!(PreferenceStatus::parse("admitted", Some("unpaid")), None);
        assert_eq!(PreferenceStatus::parse("not_considered", None), None);
    }
}
