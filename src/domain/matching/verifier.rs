//! Proves a result from the instance alone. Shares nothing with the engine but the shape of the data: it knows
//! no proposals, no keys and no layout, only what a candidate may complain of.

use std::cmp::Ordering;

use super::instance::{Application, Instance, Outcome, ProgrammeOutcome, TiePolicy, index};

/// What is wrong with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A seat that was not applied for.
    #[error("candidate {candidate} did not apply for {programme}")]
    NotAppliedFor {
        /// Who.
        candidate: u32,
        /// Where.
        programme: u32,
    },
    /// More seats than the quota and the tie policy allow.
    #[error("programme {programme} is over its quota with candidate {candidate}")]
    OverQuota {
        /// One of the last admitted.
        candidate: u32,
        /// Where.
        programme: u32,
    },
    /// A candidate wants the programme more than the own seat and stands above somebody admitted.
    #[error("candidate {candidate} is passed over at programme {programme}")]
    PassedOver {
        /// Who.
        candidate: u32,
        /// Where.
        programme: u32,
    },
    /// A candidate wants the programme more than the own seat and is equal to somebody admitted.
    #[error("candidate {candidate} is refused at programme {programme}, an equal admitted")]
    TieSplit {
        /// Who.
        candidate: u32,
        /// Where.
        programme: u32,
    },
    /// A candidate wants the programme more than the own seat, and there is room.
    #[error("programme {programme} has room for candidate {candidate}")]
    SeatWasted {
        /// Who.
        candidate: u32,
        /// Where.
        programme: u32,
    },
    /// The programmes of the result are not those of the instance, each once.
    #[error("programme {programme} is not stated once")]
    ProgrammeNotStatedOnce {
        /// Which one.
        programme: u32,
    },
    /// A stated number of applicants or admitted is wrong.
    #[error("the numbers of programme {programme} are misstated")]
    WrongCount {
        /// Which one.
        programme: u32,
    },
    /// The stated cut-off is not the place of the last one admitted, or is stated without a refusal.
    #[error("the cut-off of programme {programme} is misstated")]
    WrongCutoff {
        /// Which one.
        programme: u32,
    },
}

/// How `one` stands to `other` in the order of a programme: `Greater` = above.
fn compare(one: &Application<'_>, other: &Application<'_>) -> Ordering {
    if one.score != other.score {
        return one.score.cmp(&other.score);
    }
    for (mine, theirs) in one.ties.iter().zip(other.ties) {
        if mine != theirs {
            return mine.cmp(theirs);
        }
    }
    other.rank.cmp(&one.rank)
}

/// What the lists and the assignments say of a programme. Applications by their numbers.
#[derive(Default, Clone)]
struct Findings {
    admitted: u32,
    /// The last one admitted: the application, the candidate, and how many are admitted at that place.
    last: Option<(usize, u32, u32)>,
    /// The first of those who want it more than what they have, and how many of them are at that place.
    first_refused: Option<(usize, u32, u32)>,
}

fn find(instance: &Instance, outcome: &Outcome) -> Result<Vec<Findings>, Violation> {
    let mut findings = vec![Findings::default(); instance.seats().len()];
    for candidate in 0..instance.candidate_count() {
        let who = u32::try_from(candidate).unwrap_or(u32::MAX);
        let seat = outcome.assignments.get(candidate).copied().flatten();
        let mut is_seated = false;
        for number in instance.applications_of(candidate) {
            let programme = instance.programmes()[number];
            let found = &mut findings[index(programme)];
            if Some(programme) == seat {
                found.admitted += 1;
                note(instance, &mut found.last, number, who, Ordering::Less);
                is_seated = true;
                break;
            }
            note(instance, &mut found.first_refused, number, who, Ordering::Greater);
        }
        if let (Some(programme), false) = (seat, is_seated) {
            return Err(Violation::NotAppliedFor { candidate: who, programme });
        }
    }
    Ok(findings)
}

/// Keeps the application that is furthest in the direction `wanted`, and counts its equals.
fn note(instance: &Instance, kept: &mut Option<(usize, u32, u32)>, number: usize, who: u32, wanted: Ordering) {
    let order = kept.map(|(other, ..)| compare(&instance.application(number), &instance.application(other)));
    match (order, kept) {
        (Some(Ordering::Equal), Some((_, _, equals))) => *equals += 1,
        (Some(order), kept) if order == wanted => *kept = Some((number, who, 1)),
        (None, kept) => *kept = Some((number, who, 1)),
        _ => {}
    }
}

fn check_seats(instance: &Instance, programme: u32, found: &Findings) -> Result<(), Violation> {
    let seats = instance.seats()[index(programme)];
    if let Some((_, candidate, equals)) = found.last {
        let counted = match seats.tie_policy {
            // The last group may hang over the quota, but must begin within it.
            TiePolicy::AdmitAll => found.admitted - equals + 1,
            TiePolicy::RejectAll => found.admitted,
        };
        if counted > seats.quota {
            return Err(Violation::OverQuota { candidate, programme });
        }
    }
    let Some((first, candidate, equals)) = found.first_refused else { return Ok(()) };
    let above_last = found.last.map(|(last, ..)| compare(&instance.application(first), &instance.application(last)));
    match above_last {
        Some(Ordering::Greater) => return Err(Violation::PassedOver { candidate, programme }),
        Some(Ordering::Equal) => return Err(Violation::TieSplit { candidate, programme }),
        Some(Ordering::Less) | None => {}
    }
    let seats_needed = match seats.tie_policy {
        TiePolicy::AdmitAll => 1,
        TiePolicy::RejectAll => equals,
    };
    if u64::from(found.admitted) + u64::from(seats_needed) <= u64::from(seats.quota) {
        return Err(Violation::SeatWasted { candidate, programme });
    }
    Ok(())
}

fn check_statement(
    instance: &Instance,
    programme: u32,
    stated: &ProgrammeOutcome,
    found: &Findings,
) -> Result<(), Violation> {
    if stated.admitted != found.admitted {
        return Err(Violation::WrongCount { programme });
    }
    let last = if found.first_refused.is_some() { found.last } else { None };
    let is_right = match (&stated.cutoff, last) {
        (None, None) => true,
        (Some(cutoff), Some((last, ..))) => {
            let last = instance.application(last);
            let is_rank = cutoff.rank.is_none_or(|rank| rank.0 == last.rank);
            cutoff.score == last.score && cutoff.ties == last.ties && is_rank
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
pub fn verify(instance: &Instance, outcome: &Outcome) -> Result<(), Violation> {
    let findings = find(instance, outcome)?;
    for (number, found) in findings.iter().enumerate() {
        let programme = u32::try_from(number).unwrap_or(u32::MAX);
        check_seats(instance, programme, found)?;
        let Some(statement) = outcome.programmes.get(number) else {
            return Err(Violation::ProgrammeNotStatedOnce { programme });
        };
        check_statement(instance, programme, statement, found)?;
    }
    Ok(())
}
