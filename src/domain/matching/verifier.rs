//! Proves a result from the rows alone. Shares nothing with the engine but the shape of the data: it knows
//! no proposals and no limits, only what a candidate may complain of.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::instance::{Application, Outcome, Programme, ProgrammeOutcome, TiePolicy};
use crate::domain::ids::{CandidateId, ProgrammeId};

/// What is wrong with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A candidate comes twice in the result.
    #[error("candidate {candidate} comes twice, with programme {programme:?}")]
    CandidateTwice {
        /// Who.
        candidate: CandidateId,
        /// The second seat.
        programme: Option<ProgrammeId>,
    },
    /// A candidate with an application is not in the result.
    #[error("candidate {candidate}, who applies for {programme}, is missing")]
    CandidateMissing {
        /// Who.
        candidate: CandidateId,
        /// One of the programmes applied for.
        programme: ProgrammeId,
    },
    /// A seat that was not applied for.
    #[error("candidate {candidate} did not apply for {programme}")]
    NotAppliedFor {
        /// Who.
        candidate: CandidateId,
        /// Where.
        programme: ProgrammeId,
    },
    /// More seats than the quota and the tie policy allow.
    #[error("programme {programme} is over its quota with candidate {candidate}")]
    OverQuota {
        /// One of the last admitted.
        candidate: CandidateId,
        /// Where.
        programme: ProgrammeId,
    },
    /// A candidate wants the programme more than the own seat and stands above somebody admitted.
    #[error("candidate {candidate} is passed over at programme {programme}")]
    PassedOver {
        /// Who.
        candidate: CandidateId,
        /// Where.
        programme: ProgrammeId,
    },
    /// A candidate wants the programme more than the own seat and is equal to somebody admitted.
    #[error("candidate {candidate} is refused at programme {programme}, an equal admitted")]
    TieSplit {
        /// Who.
        candidate: CandidateId,
        /// Where.
        programme: ProgrammeId,
    },
    /// A candidate wants the programme more than the own seat, and there is room.
    #[error("programme {programme} has room for candidate {candidate}")]
    SeatWasted {
        /// Who.
        candidate: CandidateId,
        /// Where.
        programme: ProgrammeId,
    },
    /// The programmes of the result are not those of the instance, each once.
    #[error("programme {programme} is not stated once")]
    ProgrammeNotStatedOnce {
        /// Which one.
        programme: ProgrammeId,
    },
    /// A stated number of applicants or admitted is wrong.
    #[error("the numbers of programme {programme} are misstated")]
    WrongCount {
        /// Which one.
        programme: ProgrammeId,
    },
    /// The stated cut-off is not the place of the last one admitted, or is stated without a refusal.
    #[error("the cut-off of programme {programme} is misstated")]
    WrongCutoff {
        /// Which one.
        programme: ProgrammeId,
    },
}

/// How `one` stands to `other` in the order of a programme: `Greater` = above.
fn compare(one: &Application, other: &Application) -> Ordering {
    if one.score != other.score {
        return one.score.cmp(&other.score);
    }
    for index in 0..one.ties.len().max(other.ties.len()) {
        // `None`, a criterion that is lacking, is below any value.
        let (one, other) = (one.ties.get(index), other.ties.get(index));
        if one != other {
            return one.cmp(&other);
        }
    }
    other.rank.cmp(&one.rank)
}

/// What the rows and the assignments say of a programme.
#[derive(Default)]
struct Findings<'a> {
    applicants: usize,
    admitted: Vec<&'a Application>,
    /// Applications of candidates who want it more than what they have.
    refused: Vec<&'a Application>,
}

impl<'a> Findings<'a> {
    fn last_admitted(&self) -> Option<&'a Application> {
        self.admitted.iter().copied().min_by(|one, other| compare(one, other))
    }

    fn first_refused(&self) -> Option<&'a Application> {
        self.refused.iter().copied().max_by(|one, other| compare(one, other))
    }
}

fn seats_of(outcome: &Outcome) -> Result<HashMap<CandidateId, Option<ProgrammeId>>, Violation> {
    let mut seats = HashMap::with_capacity(outcome.assignments.len());
    for (candidate, programme) in &outcome.assignments {
        if seats.insert(*candidate, *programme).is_some() {
            return Err(Violation::CandidateTwice { candidate: *candidate, programme: *programme });
        }
    }
    Ok(seats)
}

/// Sorts the applications into admitted, refused and of no matter, by programme.
fn find<'a>(
    applications: &'a [Application],
    outcome: &Outcome,
) -> Result<HashMap<ProgrammeId, Findings<'a>>, Violation> {
    let seats = seats_of(outcome)?;
    let mut rank_of_seat: HashMap<CandidateId, u8> = HashMap::new();
    for application in applications {
        let Application { candidate, programme, rank, .. } = *application;
        match seats.get(&candidate) {
            None => return Err(Violation::CandidateMissing { candidate, programme }),
            Some(seat) if *seat == Some(programme) => {
                rank_of_seat.insert(candidate, rank);
            }
            Some(_) => {}
        }
    }
    for (candidate, programme) in &outcome.assignments {
        if let (Some(programme), false) = (*programme, rank_of_seat.contains_key(candidate)) {
            return Err(Violation::NotAppliedFor { candidate: *candidate, programme });
        }
    }
    let mut findings: HashMap<ProgrammeId, Findings<'a>> = HashMap::new();
    for application in applications {
        let of_programme = findings.entry(application.programme).or_default();
        of_programme.applicants += 1;
        match rank_of_seat.get(&application.candidate) {
            Some(rank) if *rank == application.rank => of_programme.admitted.push(application),
            Some(rank) if *rank < application.rank => {}
            _ => of_programme.refused.push(application),
        }
    }
    Ok(findings)
}

fn check_seats(programme: &Programme, findings: &Findings<'_>) -> Result<(), Violation> {
    let quota = usize::try_from(programme.quota).unwrap_or(usize::MAX);
    let programme_id = programme.id;
    if let Some(last) = findings.last_admitted() {
        let counted = match programme.tie_policy {
            // The last group may hang over the quota, but must begin within it.
            TiePolicy::AdmitAll => findings.admitted.iter().filter(|each| compare(each, last).is_gt()).count() + 1,
            TiePolicy::RejectAll => findings.admitted.len(),
        };
        if counted > quota {
            return Err(Violation::OverQuota { candidate: last.candidate, programme: programme_id });
        }
    }
    let Some(first) = findings.first_refused() else { return Ok(()) };
    let candidate = first.candidate;
    match findings.last_admitted().map(|last| compare(first, last)) {
        Some(Ordering::Greater) => return Err(Violation::PassedOver { candidate, programme: programme_id }),
        Some(Ordering::Equal) => return Err(Violation::TieSplit { candidate, programme: programme_id }),
        Some(Ordering::Less) | None => {}
    }
    let seats_needed = match programme.tie_policy {
        TiePolicy::AdmitAll => 1,
        TiePolicy::RejectAll => findings.refused.iter().filter(|each| compare(each, first).is_eq()).count(),
    };
    if findings.admitted.len() + seats_needed <= quota {
        return Err(Violation::SeatWasted { candidate, programme: programme_id });
    }
    Ok(())
}

fn check_statement(stated: &ProgrammeOutcome, findings: &Findings<'_>) -> Result<(), Violation> {
    let programme = stated.programme;
    let is_count = |stated: u32, found: usize| usize::try_from(stated) == Ok(found);
    if !is_count(stated.applicants, findings.applicants) || !is_count(stated.admitted, findings.admitted.len()) {
        return Err(Violation::WrongCount { programme });
    }
    let last = if findings.refused.is_empty() { None } else { findings.last_admitted() };
    let is_right = match (&stated.cutoff, last) {
        (None, None) => true,
        (Some(cutoff), Some(last)) => {
            cutoff.score == last.score && cutoff.ties == last.ties && cutoff.rank.0 == last.rank
        }
        _ => false,
    };
    if is_right { Ok(()) } else { Err(Violation::WrongCutoff { programme }) }
}

/// Checks that everybody has one seat applied for or none, that quotas and tie policies hold, that nobody is
/// passed over for somebody lower or equal, that no seat stays free which somebody wants, and that the
/// numbers and cut-offs are as stated.
///
/// # Errors
/// The first violation, in the order of the instance's programmes.
pub fn verify(programmes: &[Programme], applications: &[Application], outcome: &Outcome) -> Result<(), Violation> {
    let findings = find(applications, outcome)?;
    let mut stated: HashMap<ProgrammeId, &ProgrammeOutcome> = HashMap::new();
    for programme in &outcome.programmes {
        if stated.insert(programme.programme, programme).is_some() {
            return Err(Violation::ProgrammeNotStatedOnce { programme: programme.programme });
        }
    }
    let nothing = Findings::default();
    for programme in programmes {
        let of_programme = findings.get(&programme.id).unwrap_or(&nothing);
        check_seats(programme, of_programme)?;
        let Some(statement) = stated.remove(&programme.id) else {
            return Err(Violation::ProgrammeNotStatedOnce { programme: programme.id });
        };
        check_statement(statement, of_programme)?;
    }
    match stated.into_keys().min() {
        Some(programme) => Err(Violation::ProgrammeNotStatedOnce { programme }),
        None => Ok(()),
    }
}
