//! What each candidate may complain of, in one pass over the lists up to each one's seat.

use std::cmp::{Ordering, Reverse};

use super::{
    super::instance::{Instance, Outcome, ProgrammeOutcome, TiePolicy, index},
    standing,
    violation::{Violation, ViolationKind},
};
use crate::domain::score::Score;

/// The outermost of a programme's admitted or refused. Small, since the pass touches one for every application.
#[derive(Clone, Copy)]
struct Edge {
    score: Score,
    rank: Reverse<u16>,
    application: u32,
    /// How many stand at this place; 0 as long as nobody does.
    equals: u32,
}

impl Edge {
    /// Takes an application in whose score is on the `outer` side of the edge's or the same.
    fn note(&mut self, instance: &Instance, score: Score, application: u32, outer: Ordering) {
        let number = index(application);
        let rank = Reverse(instance.ranks()[number]);
        let ties = || instance.ties_of(number).cmp(instance.ties_of(index(self.application)));
        let order = if self.equals == 0 {
            outer
        } else {
            score.cmp(&self.score).then_with(ties).then_with(|| rank.cmp(&self.rank))
        };
        if order == Ordering::Equal {
            self.equals += 1;
        } else if order == outer {
            *self = Self { score, rank, application, equals: 1 };
        }
    }

    /// The edge, if somebody is there.
    fn found(self) -> Option<Self> {
        (self.equals > 0).then_some(self)
    }
}

/// What the lists and the seats say of the programmes, by number.
struct Findings {
    /// The first of those who want the programme more than what they have.
    first_refused: Vec<Edge>,
    /// The last one admitted.
    last_admitted: Vec<Edge>,
    admitted: Vec<u32>,
}

/// What they say of one programme.
#[derive(Clone, Copy)]
struct Finding {
    number: u32,
    admitted: u32,
    first_refused: Option<Edge>,
    last_admitted: Option<Edge>,
}

impl Findings {
    fn of(instance: &Instance, seats: &[Option<u32>]) -> Result<Self, Violation> {
        let (programmes, scores) = (instance.programmes(), instance.scores());
        let count = instance.seats().len();
        let nobody = |hundredths| Edge {
            score: Score::from_hundredths(hundredths),
            rank: Reverse(0),
            application: 0,
            equals: 0,
        };
        let mut first_refused = vec![nobody(i32::MIN); count];
        let mut last_admitted = vec![nobody(i32::MAX); count];
        let mut admitted = vec![0; count];
        for (candidate, seat) in seats.iter().enumerate() {
            let own = instance.applications_of(candidate);
            let begin = u32::try_from(own.start).unwrap_or(u32::MAX);
            let mut is_seated = false;
            for ((application, programme), score) in (begin..).zip(&programmes[own.clone()]).zip(&scores[own]) {
                if Some(*programme) == *seat {
                    let edge = &mut last_admitted[index(*programme)];
                    if *score <= edge.score {
                        edge.note(instance, *score, application, Ordering::Less);
                    }
                    admitted[index(*programme)] += 1;
                    is_seated = true;
                    break;
                }
                let edge = &mut first_refused[index(*programme)];
                if *score >= edge.score {
                    edge.note(instance, *score, application, Ordering::Greater);
                }
            }
            if let (Some(programme), false) = (seat, is_seated) {
                let candidate = u32::try_from(candidate).unwrap_or(u32::MAX);
                return Err(Violation::of(ViolationKind::NotAppliedFor, candidate, *programme));
            }
        }
        Ok(Self { first_refused, last_admitted, admitted })
    }

    /// One programme after the other.
    fn each(&self) -> impl Iterator<Item = Finding> {
        let edges = self.first_refused.iter().zip(&self.last_admitted);
        (0..).zip(&self.admitted).zip(edges).map(|((number, admitted), (refused, last))| Finding {
            number,
            admitted: *admitted,
            first_refused: refused.found(),
            last_admitted: last.found(),
        })
    }
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
    let findings = Findings::of(instance, seats)?;
    findings.each().try_for_each(|found| found.check_capacity(instance))?;
    findings.each().try_for_each(|found| found.check_order(instance))?;
    findings.each().try_for_each(|found| found.check_use(instance))?;
    findings.each().zip(stated).try_for_each(|(found, stated)| found.check_statement(instance, stated))
}

/// The first number that one has and the other has not.
fn first_odd(stated: usize, due: usize) -> Option<u32> {
    (stated != due).then(|| u32::try_from(stated.min(due)).unwrap_or(u32::MAX))
}
