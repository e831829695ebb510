//! What a run of the matching is given: programmes with their seats, and each candidate's list, in flat columns.
//!
//! Programmes and candidates are numbered from 0 in the order given; who they are is the caller's affair, so
//! files with ids of any text and the tables with UUIDs run through the same code. An instance that exists is
//! sound: ranks rise, every programme is known, none comes twice in a list.

use std::ops::Range;

use serde::{Deserialize, Serialize};

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
    /// The word of the database and of the files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AdmitAll => "admit_all",
            Self::RejectAll => "reject_all",
        }
    }

    /// The policy of such a word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AdmitAll, Self::RejectAll].into_iter().find(|policy| policy.as_str() == text)
    }
}

/// What a programme has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// How many.
    pub quota: u32,
    /// How equals are treated where they end.
    pub tie_policy: TiePolicy,
}

/// One line of a candidate's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application<'a> {
    /// How much it is wanted, 1 the most. Ranks may skip: a preference between may not be considered.
    pub rank: u16,
    /// The programme's number.
    pub programme: u32,
    /// The admission score.
    pub score: Score,
    /// The further criteria (tiêu chí phụ), the weightiest first; as many in every application.
    pub ties: &'a [Score],
}

/// Why a list cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// There is no programme of that number.
    #[error("unknown programme {programme}")]
    UnknownProgramme {
        /// The number.
        programme: u32,
    },
    /// A rank that is 0 or not above the one before.
    #[error("rank {rank} does not rise")]
    RankNotRising {
        /// The rank.
        rank: u16,
    },
    /// The programme is in the list already.
    #[error("programme {programme} comes twice in one list")]
    ProgrammeTwice {
        /// The number.
        programme: u32,
    },
    /// Not as many further criteria as the instance has.
    #[error("{given} further criteria where {expected} are due")]
    WrongTies {
        /// How many were given.
        given: usize,
        /// How many there must be.
        expected: usize,
    },
    /// More than the engine can count: (applications + 1) × (greatest rank + 1) × 2 must stay below 2³².
    #[error("too many applications")]
    TooMany,
}

/// Programmes and lists, checked. Columns, not rows: a season has 7.5 million applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    seats: Vec<Seats>,
    tie_count: usize,
    /// Where each candidate's applications begin; one more entry than candidates.
    first: Vec<u32>,
    ranks: Vec<u16>,
    programmes: Vec<u32>,
    scores: Vec<Score>,
    /// `tie_count` for each application.
    ties: Vec<Score>,
    max_rank: u16,
}

impl Instance {
    /// Programmes without candidates; each application will carry `tie_count` further criteria.
    #[must_use]
    pub fn new(seats: Vec<Seats>, tie_count: usize) -> Self {
        Self {
            seats,
            tie_count,
            first: vec![0],
            ranks: Vec::new(),
            programmes: Vec::new(),
            scores: Vec::new(),
            ties: Vec::new(),
            max_rank: 0,
        }
    }

    /// Adds the next candidate with the list in the order of the ranks; gives the candidate's number.
    ///
    /// # Errors
    /// [`InstanceError`]; the instance is then as it was.
    pub fn push_candidate<'a>(
        &mut self,
        list: impl IntoIterator<Item = Application<'a>>,
    ) -> Result<u32, InstanceError> {
        let begin = self.programmes.len();
        let max_rank = self.max_rank;
        for application in list {
            if let Err(error) = self.push(begin, &application) {
                self.cut_back_to(begin);
                self.max_rank = max_rank;
                return Err(error);
            }
        }
        let end = u32::try_from(self.programmes.len()).map_err(|_| InstanceError::TooMany)?;
        self.first.push(end);
        u32::try_from(self.first.len() - 2).map_err(|_| InstanceError::TooMany)
    }

    fn push(&mut self, begin: usize, application: &Application<'_>) -> Result<(), InstanceError> {
        let Application { rank, programme, score, ties } = *application;
        if usize::try_from(programme).map_or(true, |number| number >= self.seats.len()) {
            return Err(InstanceError::UnknownProgramme { programme });
        }
        if rank == 0 || self.ranks[begin..].last().is_some_and(|before| *before >= rank) {
            return Err(InstanceError::RankNotRising { rank });
        }
        if self.programmes[begin..].contains(&programme) {
            return Err(InstanceError::ProgrammeTwice { programme });
        }
        if ties.len() != self.tie_count {
            return Err(InstanceError::WrongTies { given: ties.len(), expected: self.tie_count });
        }
        self.max_rank = self.max_rank.max(rank);
        // One more than there will be, so that there is a key above all of theirs.
        let applications = u64::try_from(self.programmes.len() + 2).map_err(|_| InstanceError::TooMany)?;
        if applications * (u64::from(self.max_rank) + 1) * 2 >= u64::from(u32::MAX) {
            return Err(InstanceError::TooMany);
        }
        self.ranks.push(rank);
        self.programmes.push(programme);
        self.scores.push(score);
        self.ties.extend_from_slice(ties);
        Ok(())
    }

    fn cut_back_to(&mut self, applications: usize) {
        self.ranks.truncate(applications);
        self.programmes.truncate(applications);
        self.scores.truncate(applications);
        self.ties.truncate(applications * self.tie_count);
    }

    /// The programmes' seats, by number.
    #[must_use]
    pub fn seats(&self) -> &[Seats] {
        &self.seats
    }

    /// Gives a programme another quota: what if?
    ///
    /// # Panics
    /// Without such a programme.
    pub fn set_quota(&mut self, programme: u32, quota: u32) {
        self.seats[index(programme)].quota = quota;
    }

    /// How many candidates there are; some may have no application.
    #[must_use]
    pub fn candidate_count(&self) -> usize {
        self.first.len() - 1
    }

    /// How many applications there are.
    #[must_use]
    pub fn application_count(&self) -> usize {
        self.programmes.len()
    }

    /// The bytes of the columns.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.seats.as_slice())
            + size_of_val(self.first.as_slice())
            + size_of_val(self.ranks.as_slice())
            + size_of_val(self.programmes.as_slice())
            + size_of_val(self.scores.as_slice())
            + size_of_val(self.ties.as_slice())
    }

    /// How many further criteria each application has.
    #[must_use]
    pub fn tie_count(&self) -> usize {
        self.tie_count
    }

    /// The greatest rank of any application, 0 without one.
    #[must_use]
    pub fn max_rank(&self) -> u16 {
        self.max_rank
    }

    /// The numbers of a candidate's applications, in the order of the ranks.
    ///
    /// # Panics
    /// Without such a candidate.
    #[must_use]
    pub fn applications_of(&self, candidate: usize) -> Range<usize> {
        index(self.first[candidate])..index(self.first[candidate + 1])
    }

    /// The application of that number.
    ///
    /// # Panics
    /// Without such an application.
    #[must_use]
    pub fn application(&self, number: usize) -> Application<'_> {
        Application {
            rank: self.ranks[number],
            programme: self.programmes[number],
            score: self.scores[number],
            ties: self.ties_of(number),
        }
    }

    /// The further criteria of an application.
    #[must_use]
    pub fn ties_of(&self, number: usize) -> &[Score] {
        &self.ties[number * self.tie_count..(number + 1) * self.tie_count]
    }

    /// The further criteria of every application, one application after the other.
    #[must_use]
    pub fn ties(&self) -> &[Score] {
        &self.ties
    }

    /// The programme of every application.
    #[must_use]
    pub fn programmes(&self) -> &[u32] {
        &self.programmes
    }

    /// The rank of every application.
    #[must_use]
    pub fn ranks(&self) -> &[u16] {
        &self.ranks
    }

    /// The score of every application.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }
}

/// A number of 32 bits as an index.
#[must_use]
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The place of an application in the order of its programme: greater is better, equal is a tie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKey {
    /// The admission score decides first,
    pub score: Score,
    /// then the further criteria,
    pub ties: Vec<Score>,
    /// then the better rank. `None` where a file states the key, which has no column for it.
    pub rank: Option<std::cmp::Reverse<u16>>,
}

impl OrderKey {
    /// The place of an application.
    #[must_use]
    pub fn of(application: &Application<'_>) -> Self {
        Self {
            score: application.score,
            ties: application.ties.to_vec(),
            rank: Some(std::cmp::Reverse(application.rank)),
        }
    }
}

/// What a run says of one programme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgrammeOutcome {
    /// Candidates who have a seat in it.
    pub admitted: u32,
    /// The place of the last one admitted, when somebody who wanted it was refused. `None` when nobody was
    /// refused, or nobody admitted.
    pub cutoff: Option<OrderKey>,
}

/// The result of a run: the same instance gives the same result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The programme of each candidate's seat.
    pub assignments: Vec<Option<u32>>,
    /// What is said of each programme.
    pub programmes: Vec<ProgrammeOutcome>,
}
