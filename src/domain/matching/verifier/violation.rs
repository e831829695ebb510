//! What the verifier finds wrong with a result, in words.

use std::fmt;

use super::super::{files::Names, instance::index, rows::shown};

/// The first thing that is wrong with a result: who complains, where, and of what. By numbers of the instance;
/// [`Violation::in_words`] says it with names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong.
    pub kind: ViolationKind,
    /// Whom it is shown by. Only where a count is wrong, or a whole programme, nobody is.
    pub candidate: Option<u32>,
    /// Where.
    pub programme: Option<u32>,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationKind {
    /// The result has more or fewer candidates than the instance; the first who is too many or missing.
    CandidateNotStatedOnce,
    /// The result has more or fewer programmes than the instance; the first that is too many or missing.
    ProgrammeNotStatedOnce,
    /// A seat that was not applied for.
    NotAppliedFor,
    /// More seats than the quota and the tie policy allow; the candidate is one of the last admitted.
    OverQuota {
        /// How many have a seat.
        admitted: u32,
        /// How many seats there are.
        quota: u32,
    },
    /// The candidate wants the programme more than the own seat and stands above somebody admitted.
    PassedOver {
        /// Who was admitted.
        admitted: u32,
    },
    /// The candidate wants the programme more than the own seat and is equal to somebody admitted.
    TieSplit {
        /// Who was admitted.
        admitted: u32,
    },
    /// The candidate wants the programme more than the own seat, and there is room.
    SeatWasted,
    /// A stated number of admitted is wrong.
    WrongCount {
        /// As stated.
        stated: u32,
        /// As counted.
        counted: u32,
    },
    /// The stated cut-off is not the place of the last one admitted, who is the candidate.
    WrongCutoff,
    /// A cut-off is stated where nobody was refused or nobody admitted.
    NeedlessCutoff,
    /// Nobody can complain, yet the limits are higher than the quotas ask for: the candidate could have a seat in the
    /// programme, which is wanted more than this one.
    BetterSeat {
        /// The programme of the seat given.
        instead_of: Option<u32>,
    },
}

impl Violation {
    /// A violation with both.
    pub(super) const fn of(kind: ViolationKind, candidate: u32, programme: u32) -> Self {
        Self { kind, candidate: Some(candidate), programme: Some(programme) }
    }

    /// The sentence, with the ids of the files.
    #[must_use]
    pub fn with_names(&self, names: &Names) -> String {
        let name = |names: &[String], number: u32| {
            names.get(index(number)).map_or_else(|| number.to_string(), |name| shown(name))
        };
        self.in_words(|candidate| name(&names.candidates, candidate), |programme| name(&names.programmes, programme))
    }

    /// The sentence, with the names that these functions give to candidates and programmes.
    #[must_use]
    pub fn in_words<C: fmt::Display, P: fmt::Display>(
        &self,
        candidate_name: impl Fn(u32) -> C,
        programme_name: impl Fn(u32) -> P,
    ) -> String {
        let candidate = |number: u32| format!("candidate {}", candidate_name(number));
        let programme = |number: u32| format!("programme {}", programme_name(number));
        let who = self.candidate.map_or_else(|| "nobody".to_owned(), candidate);
        let place = self.programme.map_or_else(|| "no programme".to_owned(), programme);
        match self.kind {
            ViolationKind::CandidateNotStatedOnce => format!("{who} is not stated once"),
            ViolationKind::ProgrammeNotStatedOnce => format!("{place} is not stated once"),
            ViolationKind::NotAppliedFor => format!("{who} did not apply for the seat in {place}"),
            ViolationKind::OverQuota { admitted, quota } => format!(
                "{place} admits {admitted} where the quota is {quota}, more than its tie policy allows; \
                 {who} is the last"
            ),
            ViolationKind::PassedOver { admitted } => {
                format!("{who} is passed over at {place}: {} stands lower and is admitted", candidate(admitted))
            }
            ViolationKind::TieSplit { admitted } => {
                format!("{who} is refused at {place}: {} is equal and admitted", candidate(admitted))
            }
            ViolationKind::SeatWasted => format!("{who} is refused at {place}, which has room"),
            ViolationKind::WrongCount { stated, counted } => {
                format!("{place} admits {counted}, not {stated} as stated")
            }
            ViolationKind::WrongCutoff => {
                format!("the cut-off of {place} is not the place of {who}, the last admitted there")
            }
            ViolationKind::NeedlessCutoff => {
                format!("a cut-off of {place} is stated, where nobody was refused or nobody admitted")
            }
            ViolationKind::BetterSeat { instead_of } => {
                let has = instead_of.map_or_else(|| "no seat".to_owned(), programme);
                format!("{who} could have a seat in {place} and has {has}: the limits are not the least")
            }
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(|candidate| candidate, |programme| programme))
    }
}

impl std::error::Error for Violation {}
