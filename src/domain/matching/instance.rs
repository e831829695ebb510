//! What a run of the matching is given and what it returns.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CandidateId, ProgrammeId};
use crate::domain::score::Score;

/// What becomes of candidates who are equal in everything where the quota ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TiePolicy {
    /// All come in if a seat is left for one of them; the quota may be exceeded.
    AdmitAll,
    /// None comes in unless there are seats for all of them.
    RejectAll,
}

impl TiePolicy {
    /// The word of the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AdmitAll => "admit_all",
            Self::RejectAll => "reject_all",
        }
    }

    /// The policy of a word of the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AdmitAll, Self::RejectAll].into_iter().find(|policy| policy.as_str() == text)
    }
}

/// A programme with seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programme {
    /// Which one.
    pub id: ProgrammeId,
    /// Its seats.
    pub quota: u32,
    /// How it treats equals where the quota ends.
    pub tie_policy: TiePolicy,
}

/// A preference that is considered, i.e. that has a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Whose.
    pub candidate: CandidateId,
    /// How much it is wanted, 1 the most. Gaps are fine (a preference between may not be considered).
    pub rank: u8,
    /// For what.
    pub programme: ProgrammeId,
    /// The admission score.
    pub score: Score,
    /// The programme's further criteria (tiêu chí phụ), the weightiest first. Where one is lacking it
    /// counts less than any value.
    pub ties: Vec<Score>,
}

/// The place of an application in the order of its programme: greater is better.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKey {
    /// The admission score decides first,
    pub score: Score,
    /// then the further criteria,
    pub ties: Vec<Score>,
    /// then the better rank.
    pub rank: Reverse<u8>,
}

impl OrderKey {
    /// The place of `application`.
    #[must_use]
    pub fn of(application: &Application) -> Self {
        Self { score: application.score, ties: application.ties.clone(), rank: Reverse(application.rank) }
    }
}

/// What a run says of one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeOutcome {
    /// Which one.
    pub programme: ProgrammeId,
    /// Applications that were considered.
    pub applicants: u32,
    /// Candidates who have a seat in it.
    pub admitted: u32,
    /// The place of the last one admitted, when somebody who wanted it was refused. `None` when nobody was
    /// refused, or nobody admitted.
    pub cutoff: Option<OrderKey>,
}

/// The result of a run, ordered by id: the same instance gives the same result to the byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Each candidate with an application, once, and the seat.
    pub assignments: Vec<(CandidateId, Option<ProgrammeId>)>,
    /// Each programme, once.
    pub programmes: Vec<ProgrammeOutcome>,
}

impl Outcome {
    /// The seat of `candidate`; `None` without a seat or without an application.
    #[must_use]
    pub fn seat_of(&self, candidate: CandidateId) -> Option<ProgrammeId> {
        let index = self.assignments.binary_search_by_key(&candidate, |(who, _)| *who).ok()?;
        self.assignments.get(index).and_then(|(_, seat)| *seat)
    }
}
