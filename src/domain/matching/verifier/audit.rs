//! What each candidate may complain of, in one pass over the lists up to each one's seat.

use std::cmp::Ordering;

use super::{
    super::instance::{Instance, Outcome, ProgrammeOutcome, TiePolicy, index},
    standing,
    violation::{Violation, ViolationKind},
};
use crate::domain::score::Score;

/// The outermost of a programme's admitted or refused.
#[derive(Clone, Copy)]
struct Edge {
    application: u32,
    /// How many stand at this place.
    equals: u32,
}

/// Somebody who was on a programme's edge by the score, at least for a while.
struct Contender {
    programme: u32,
    score: Score,
    application: u32,
}

/// No programme has this number: there would have to be 2³² others.
const NO_PROGRAMME: u32 = u32::MAX;

/// What a seat is compared with.
#[derive(Clone, Copy)]
struct Admitted {
    count: u32,
    lowest_score: Score,
}

/// What the lists and the seats say of the programmes, by number. The pass compares every application with the score on
/// the edge and no more; whoever reaches it is set aside, and the few who are still there at the end are compared in
/// full.
struct Pass {
    highest_refused: Vec<Score>,
    refused: Vec<Contender>,
    admitted: Vec<Admitted>,
    last: Vec<Contender>,
}

impl Pass {
    fn over(instance: &Instance, seats: &[Option<u32>]) -> Result<Self, Violation> {
        let count = instance.seats().len();
        let mut pass = Self {
            highest_refused: vec![Score::from_hundredths(i32::MIN); count],
            refused: Vec::new(),
            admitted: vec![Admitted { count: 0, lowest_score: Score::from_hundredths(i32::MAX) }; count],
            last: Vec::new(),
        };
        let (programmes, scores) = (instance.programmes(), instance.scores());
        for (candidate, seat) in seats.iter().copied().enumerate() {
            let own = instance.applications_of(candidate);
            let begin = own.start;
            let wanted = seat.unwrap_or(NO_PROGRAMME);
            let seated = pass.refuse_until(wanted, begin, &programmes[own.clone()], &scores[own]);
            match (seat, seated) {
                (None, _) => {}
                (Some(programme), Some(at)) => pass.admit(programme, begin + at, scores[begin + at]),
                (Some(programme), None) => {
                    let candidate = u32::try_from(candidate).unwrap_or(u32::MAX);
                    return Err(Violation::of(ViolationKind::NotAppliedFor, candidate, programme));
                }
            }
        }
        Ok(pass)
    }

    /// Notes the refusals of a list up to the programme `wanted`; gives the place of that one.
    #[inline]
    fn refuse_until(&mut self, wanted: u32, begin: usize, programmes: &[u32], scores: &[Score]) -> Option<usize> {
        let highest_refused = self.highest_refused.as_mut_slice();
        for (at, (programme, score)) in programmes.iter().zip(scores).enumerate() {
            if *programme == wanted {
                return Some(at);
            }
            let highest = &mut highest_refused[index(*programme)];
            if *score >= *highest {
                *highest = *score;
                set_aside(&mut self.refused, *programme, *score, begin + at);
            }
        }
        None
    }

    #[inline]
    fn admit(&mut self, programme: u32, application: usize, score: Score) {
        let admitted = &mut self.admitted[index(programme)];
        admitted.count += 1;
        if score <= admitted.lowest_score {
            admitted.lowest_score = score;
            set_aside(&mut self.last, programme, score, application);
        }
    }

    /// What they say of one programme after the other.
    fn findings(self, instance: &Instance) -> Vec<Finding> {
        let nothing = |(number, admitted): (u32, &Admitted)| Finding {
            number,
            admitted: admitted.count,
            first_refused: None,
            last_admitted: None,
        };
        let mut findings: Vec<Finding> = (0..).zip(&self.admitted).map(nothing).collect();
        for Contender { programme, score, application } in self.refused {
            if score == self.highest_refused[index(programme)] {
                note(instance, &mut findings[index(programme)].first_refused, application, Ordering::Greater);
            }
        }
        for Contender { programme, score, application } in self.last {
            if score == self.admitted[index(programme)].lowest_score {
                note(instance, &mut findings[index(programme)].last_admitted, application, Ordering::Less);
            }
        }
        findings
    }
}

/// Apart from the pass itself, which this happens seldom in.
#[cold]
#[inline(never)]
fn set_aside(contenders: &mut Vec<Contender>, programme: u32, score: Score, application: usize) {
    let application = u32::try_from(application).unwrap_or(u32::MAX);
    contenders.push(Contender { programme, score, application });
}

/// Keeps the application that is further on the `outer` side, and counts its equals.
fn note(instance: &Instance, edge: &mut Option<Edge>, application: u32, outer: Ordering) {
    let order = edge.map_or(outer, |edge| standing(instance, application).cmp(&standing(instance, edge.application)));
    match edge {
        Some(edge) if order == Ordering::Equal => edge.equals += 1,
        edge if order == outer => *edge = Some(Edge { application, equals: 1 }),
        _ => {}
    }
}

/// What was found of one programme.
#[derive(Clone, Copy)]
struct Finding {
    number: u32,
    admitted: u32,
    /// The first of those who want the programme more than what they have.
    first_refused: Option<Edge>,
    /// The last one admitted.
    last_admitted: Option<Edge>,
}

impl Finding {
    /// Who stands on an edge.
    fn who(instance: &Instance, edge: Edge) -> u32 {
        let (mut low, mut high) = (0, instance.candidate_count());
        while low < high {
            let middle = low.midpoint(high);
            if instance.applications_of(middle).end > index(edge.application) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        u32::try_from(low).unwrap_or(u32::MAX)
    }

    /// No more than the quota and the tie policy allow.
    fn check_capacity(self, instance: &Instance) -> Result<(), Violation> {
        let Some(last) = self.last_admitted else { return Ok(()) };
        let seats = instance.seats()[index(self.number)];
        let must_fit = match seats.tie_policy {
            // The last group may hang over the quota, but must begin within it.
            TiePolicy::AdmitAll => self.admitted - last.equals + 1,
            TiePolicy::RejectAll => self.admitted,
        };
        if must_fit <= seats.quota {
            return Ok(());
        }
        let kind = ViolationKind::OverQuota { admitted: self.admitted, quota: seats.quota };
        Err(Violation::of(kind, Self::who(instance, last), self.number))
    }

    /// Nobody refused stands above or equal to somebody admitted.
    fn check_order(self, instance: &Instance) -> Result<(), Violation> {
        let (Some(refused), Some(last)) = (self.first_refused, self.last_admitted) else { return Ok(()) };
        let admitted = || Self::who(instance, last);
        let kind = match standing(instance, refused.application).cmp(&standing(instance, last.application)) {
            Ordering::Less => return Ok(()),
            Ordering::Equal => ViolationKind::TieSplit { admitted: admitted() },
            Ordering::Greater => ViolationKind::PassedOver { admitted: admitted() },
        };
        Err(Violation::of(kind, Self::who(instance, refused), self.number))
    }

    /// No seats are left that the first ones refused could have had.
    fn check_use(self, instance: &Instance) -> Result<(), Violation> {
        let Some(refused) = self.first_refused else { return Ok(()) };
        let seats = instance.seats()[index(self.number)];
        let seats_needed = match seats.tie_policy {
            TiePolicy::AdmitAll => 1,
            TiePolicy::RejectAll => refused.equals,
        };
        if u64::from(self.admitted) + u64::from(seats_needed) > u64::from(seats.quota) {
            return Ok(());
        }
        Err(Violation::of(ViolationKind::SeatWasted, Self::who(instance, refused), self.number))
    }

    /// The number and the cut-off are as stated.
    fn check_statement(self, instance: &Instance, stated: &ProgrammeOutcome) -> Result<(), Violation> {
        let programme = Some(self.number);
        if stated.admitted != self.admitted {
            let kind = ViolationKind::WrongCount { stated: stated.admitted, counted: self.admitted };
            return Err(Violation { kind, candidate: None, programme });
        }
        let last = self.last_admitted.filter(|_| self.first_refused.is_some());
        let is_right = match (&stated.cutoff, last) {
            (None, None) => true,
            (Some(cutoff), Some(last)) => {
                let (score, ties, rank) = standing(instance, last.application);
                cutoff.score == score && cutoff.ties == ties && cutoff.rank.is_none_or(|stated| stated == rank)
            }
            _ => false,
        };
        if is_right {
            return Ok(());
        }
        let kind = if last.is_some() { ViolationKind::WrongCutoff } else { ViolationKind::NeedlessCutoff };
        let candidate = self.last_admitted.map(|last| Self::who(instance, last));
        Err(Violation { kind, candidate, programme })
    }
}

/// Checks all but the last thing of a result: that everybody has one seat applied for or none, that quotas and tie
/// policies hold, that nobody is passed over for somebody lower or equal, that no seat stays free which somebody
/// wants, and that the numbers and cut-offs are as stated.
///
/// # Errors
/// The first violation: in the order of these checks, within one in the order of the instance.
pub fn audit(instance: &Instance, outcome: &Outcome) -> Result<(), Violation> {
    let (seats, stated) = (&outcome.assignments, &outcome.programmes);
    if let Some(candidate) = first_odd(seats.len(), instance.candidate_count()) {
        let kind = ViolationKind::CandidateNotStatedOnce;
        return Err(Violation { kind, candidate: Some(candidate), programme: None });
    }
    if let Some(programme) = first_odd(stated.len(), instance.seats().len()) {
        let kind = ViolationKind::ProgrammeNotStatedOnce;
        return Err(Violation { kind, candidate: None, programme: Some(programme) });
    }
    let findings = Pass::over(instance, seats)?.findings(instance);
    findings.iter().try_for_each(|found| found.check_capacity(instance))?;
    findings.iter().try_for_each(|found| found.check_order(instance))?;
    findings.iter().try_for_each(|found| found.check_use(instance))?;
    findings.iter().zip(stated).try_for_each(|(found, stated)| found.check_statement(instance, stated))
}

/// The first number that one has and the other has not.
fn first_odd(stated: usize, due: usize) -> Option<u32> {
    (stated != due).then(|| u32::try_from(stated.min(due)).unwrap_or(u32::MAX))
}
