//! What each preference came to, and why (domain.md §6.9).

use serde::{Deserialize, Serialize};

use super::score::NotConsidered;

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
    /// What the preference at `rank` came to when the matching gave the candidate the one at `seat`; `refusal` says why
    /// it did not take part.
    #[must_use]
    pub fn of(refusal: Option<NotConsidered>, rank: u8, seat: Option<u8>) -> Self {
        match (refusal, seat) {
            (Some(reason), _) => Self::NotConsidered(reason),
            (None, Some(seat)) if rank == seat => Self::Admitted,
            (None, Some(seat)) if rank > seat => Self::AdmittedHigher,
            (None, _) => Self::BelowCutoff,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::PreferenceStatus;
    use crate::domain::admission::score::NotConsidered;

    #[test]
    fn each_preference_is_explained_by_the_seat() {
        use PreferenceStatus::{Admitted, AdmittedHigher, BelowCutoff};
        let refusals = [Some(NotConsidered::NoCombination), None, None, Some(NotConsidered::Unpaid), None];
        let lacking = PreferenceStatus::NotConsidered(NotConsidered::NoCombination);
        let unpaid = PreferenceStatus::NotConsidered(NotConsidered::Unpaid);
        let cases = [
            (Some(2), [lacking, Admitted, AdmittedHigher, unpaid, AdmittedHigher]),
            (Some(5), [lacking, BelowCutoff, BelowCutoff, unpaid, Admitted]),
            (None, [lacking, BelowCutoff, BelowCutoff, unpaid, BelowCutoff]),
        ];
        for (seat, expected) in cases {
            let ranked = (1..).zip(refusals);
            let statuses: Vec<_> = ranked.map(|(rank, refusal)| PreferenceStatus::of(refusal, rank, seat)).collect();
            assert_eq!(statuses, expected, "{seat:?}");
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
