//! Candidate-proposing deferred acceptance with ties.
//!
//! Each candidate proposes in the order of the ranks. A programme holds who proposes; when it holds too many
//! it refuses its lowest group of equals as a whole, and from then on everybody at or below that group: its
//! limit only rises. A refusal is never wrong later, because raising one limit only sends more candidates to
//! the others. So the limits end at the lowest that the quotas allow, whatever the order of the rows, and
//! every candidate has the best seat that any stable result gives.

use std::collections::{BTreeMap, HashMap};

use super::instance::{Application, OrderKey, Outcome, Programme, ProgrammeOutcome, TiePolicy};
use crate::domain::ids::{CandidateId, ProgrammeId};

/// Why the rows are not an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// A programme comes twice.
    #[error("programme {programme} comes twice")]
    ProgrammeTwice {
        /// Which one.
        programme: ProgrammeId,
    },
    /// An application for a programme that is not there.
    #[error("candidate {candidate} applies for the unknown programme {programme}")]
    UnknownProgramme {
        /// Whose.
        candidate: CandidateId,
        /// For what.
        programme: ProgrammeId,
    },
    /// Two applications of a candidate at one rank.
    #[error("candidate {candidate} has two applications at rank {rank}")]
    RankTwice {
        /// Whose.
        candidate: CandidateId,
        /// The rank.
        rank: u8,
    },
    /// Two applications of a candidate for one programme.
    #[error("candidate {candidate} applies twice for programme {programme}")]
    ApplicationTwice {
        /// Whose.
        candidate: CandidateId,
        /// For what.
        programme: ProgrammeId,
    },
}

/// An application in dense numbers: the place in `Desk` order and the group of equals, 0 the best.
#[derive(Clone, Copy)]
struct Proposal {
    desk: usize,
    group: usize,
}

/// A programme at work.
struct Desk<'a> {
    programme: &'a Programme,
    /// The places of its groups, the best first.
    groups: Vec<OrderKey>,
    applicants: u32,
    /// Groups from this number on are refused.
    closed_from: usize,
    /// Whom it holds, by group.
    held: BTreeMap<usize, Vec<usize>>,
    held_count: usize,
}

impl Desk<'_> {
    fn hold(&mut self, candidate: usize, group: usize) {
        self.held.entry(group).or_default().push(candidate);
        self.held_count += 1;
    }

    /// Lets the lowest group go if it may not stay.
    fn refuse_lowest(&mut self) -> Option<Vec<usize>> {
        let quota = usize::try_from(self.programme.quota).unwrap_or(usize::MAX);
        let lowest = self.held.last_entry()?;
        let is_over = match self.programme.tie_policy {
            TiePolicy::AdmitAll => self.held_count - lowest.get().len() >= quota,
            TiePolicy::RejectAll => self.held_count > quota,
        };
        if !is_over {
            return None;
        }
        self.closed_from = *lowest.key();
        let refused = lowest.remove();
        self.held_count -= refused.len();
        Some(refused)
    }

    fn outcome(&self) -> ProgrammeOutcome {
        let has_refused = self.closed_from < self.groups.len();
        let lowest = self.held.last_key_value().and_then(|(group, _)| self.groups.get(*group));
        ProgrammeOutcome {
            programme: self.programme.id,
            applicants: self.applicants,
            admitted: u32::try_from(self.held_count).unwrap_or(u32::MAX),
            cutoff: if has_refused { lowest.cloned() } else { None },
        }
    }
}

/// The desks in the order of the programmes' ids.
fn open_desks(programmes: &[Programme]) -> Result<Vec<Desk<'_>>, InstanceError> {
    let mut sorted: Vec<&Programme> = programmes.iter().collect();
    sorted.sort_unstable_by_key(|programme| programme.id);
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(InstanceError::ProgrammeTwice { programme: twice[0].id });
    }
    let desk = |programme| Desk {
        programme,
        groups: Vec::new(),
        applicants: 0,
        closed_from: 0,
        held: BTreeMap::new(),
        held_count: 0,
    };
    Ok(sorted.into_iter().map(desk).collect())
}

/// The applications by candidate and rank.
fn in_order_of_proposal(applications: &[Application]) -> Result<Vec<&Application>, InstanceError> {
    let mut sorted: Vec<&Application> = applications.iter().collect();
    sorted.sort_unstable_by_key(|application| (application.candidate, application.rank));
    let is_rank_twice = |pair: &&[&Application]| (pair[0].candidate, pair[0].rank) == (pair[1].candidate, pair[1].rank);
    match sorted.windows(2).find(is_rank_twice) {
        Some(twice) => Err(InstanceError::RankTwice { candidate: twice[0].candidate, rank: twice[0].rank }),
        None => Ok(sorted),
    }
}

/// Sorts each desk's applications into groups of equals; gives the proposals in the order of `applications`.
fn group(desks: &mut [Desk<'_>], applications: &[&Application]) -> Result<Vec<Proposal>, InstanceError> {
    let number_of: HashMap<ProgrammeId, usize> =
        desks.iter().enumerate().map(|(number, desk)| (desk.programme.id, number)).collect();
    let mut at_desk: Vec<Vec<(OrderKey, usize)>> = vec![Vec::new(); desks.len()];
    for (index, application) in applications.iter().enumerate() {
        let Application { candidate, programme, .. } = **application;
        let Some(rows) = number_of.get(&programme).and_then(|desk| at_desk.get_mut(*desk)) else {
            return Err(InstanceError::UnknownProgramme { candidate, programme });
        };
        // Candidates come one after the other, so a second application follows the first at the desk.
        if rows.last().is_some_and(|(_, previous)| applications[*previous].candidate == candidate) {
            return Err(InstanceError::ApplicationTwice { candidate, programme });
        }
        rows.push((OrderKey::of(application), index));
    }
    let mut proposals = vec![Proposal { desk: 0, group: 0 }; applications.len()];
    for (number, (desk, mut rows)) in desks.iter_mut().zip(at_desk).enumerate() {
        rows.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        desk.applicants = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        for (key, index) in rows {
            if desk.groups.last() != Some(&key) {
                desk.groups.push(key);
            }
            proposals[index] = Proposal { desk: number, group: desk.groups.len() - 1 };
        }
        desk.closed_from = desk.groups.len();
    }
    Ok(proposals)
}

/// The candidate-optimal stable result.
///
/// # Errors
/// When the rows contradict each other; see [`InstanceError`].
pub fn run(programmes: &[Programme], applications: &[Application]) -> Result<Outcome, InstanceError> {
    let applications = in_order_of_proposal(applications)?;
    let mut desks = open_desks(programmes)?;
    let proposals = group(&mut desks, &applications)?;

    let mut candidates: Vec<(CandidateId, std::slice::Iter<'_, Proposal>)> = Vec::new();
    let mut rest = proposals.as_slice();
    for of_one in applications.chunk_by(|one, next| one.candidate == next.candidate) {
        let (own, others) = rest.split_at(of_one.len());
        candidates.push((of_one[0].candidate, own.iter()));
        rest = others;
    }

    let mut without_seat: Vec<usize> = (0..candidates.len()).rev().collect();
    while let Some(candidate) = without_seat.pop() {
        let open = candidates[candidate].1.find(|proposal| proposal.group < desks[proposal.desk].closed_from);
        let Some(proposal) = open else { continue };
        let desk = &mut desks[proposal.desk];
        desk.hold(candidate, proposal.group);
        while let Some(refused) = desk.refuse_lowest() {
            without_seat.extend(refused);
        }
    }

    let mut assignments: Vec<_> = candidates.into_iter().map(|(candidate, _)| (candidate, None)).collect();
    for desk in &desks {
        for candidate in desk.held.values().flatten() {
            assignments[*candidate].1 = Some(desk.programme.id);
        }
    }
    Ok(Outcome { assignments, programmes: desks.iter().map(Desk::outcome).collect() })
}
