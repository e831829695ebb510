//! The seats under the least limits that the quotas allow, found by rounds.
//!
//! Everybody goes to the best programme whose limit allows it. Every programme that then has too many raises its
//! limit, at once to where the ones present leave it, and whoever is below goes on, all of a round together. When
//! no programme has too many, the limits are the least: each was raised only as far as those needed it who, under
//! limits no higher, could not go anywhere better.

use std::cmp::Ordering;

use super::super::instance::{Instance, Seats, TiePolicy, index};
use crate::domain::score::Score;

/// Somebody at the best programme that the limits allow. The rank stands here too: without further criteria two who
/// meet are then compared without looking elsewhere.
#[derive(Clone, Copy)]
struct Arrival {
    score: Score,
    rank: u16,
    application: u32,
    candidate: u32,
}

impl Arrival {
    /// Who stands higher is greater.
    #[inline]
    fn order(&self, other: &Self, instance: &Instance) -> Ordering {
        let ties = |each: &Self| instance.ties_of(index(each.application));
        self.score.cmp(&other.score).then_with(|| ties(self).cmp(ties(other))).then_with(|| other.rank.cmp(&self.rank))
    }
}

/// Whom a programme takes: who stands above somebody, and who is equal if `takes_equals`.
#[derive(Clone, Copy)]
struct Limit {
    than: Arrival,
    takes_equals: bool,
}

struct Rounds<'a> {
    instance: &'a Instance,
    /// Scores below these are not taken: what nearly always decides, apart from the rest.
    scores: Vec<Score>,
    limits: Vec<Option<Limit>>,
    present: Vec<Vec<Arrival>>,
    /// Programmes that got more than their quota in this round, each once.
    crowded: Vec<u32>,
    is_crowded: Vec<bool>,
}

impl Rounds<'_> {
    #[inline]
    fn allows(&self, programme: u32, arrival: &Arrival) -> bool {
        self.limits[index(programme)].is_none_or(|limit| match arrival.order(&limit.than, self.instance) {
            Ordering::Greater => true,
            Ordering::Equal => limit.takes_equals,
            Ordering::Less => false,
        })
    }

    /// Lets a candidate go to the best programme that allows it, from this application on.
    #[inline]
    fn arrive(&mut self, candidate: u32, from: usize) {
        let instance = self.instance;
        let own = from..instance.applications_of(index(candidate)).end;
        let list = instance.programmes()[own.clone()].iter().zip(&instance.scores()[own]);
        for (number, (programme, score)) in (from..).zip(list) {
            let (programme, score) = (*programme, *score);
            if score < self.scores[index(programme)] {
                continue;
            }
            let application = u32::try_from(number).unwrap_or(u32::MAX);
            let arrival = Arrival { score, rank: instance.ranks()[number], application, candidate };
            if !self.allows(programme, &arrival) {
                continue;
            }
            let present = &mut self.present[index(programme)];
            present.push(arrival);
            let is_crowded = &mut self.is_crowded[index(programme)];
            if present.len() > index(instance.seats()[index(programme)].quota) && !*is_crowded {
                *is_crowded = true;
                self.crowded.push(programme);
            }
            return;
        }
    }

    /// Raises the limit of a programme that has too many, and sends those below it away.
    fn raise(&mut self, programme: u32, sent_away: &mut Vec<Arrival>) {
        let instance = self.instance;
        let Seats { quota, tie_policy } = instance.seats()[index(programme)];
        let (place, takes_equals) = match tie_policy {
            // Whoever is equal to the one on the last seat comes in, nobody below.
            TiePolicy::AdmitAll if quota > 0 => (index(quota) - 1, true),
            // The first one without a seat stays out, and all who are equal.
            TiePolicy::AdmitAll | TiePolicy::RejectAll => (index(quota), false),
        };
        let mut present = std::mem::take(&mut self.present[index(programme)]);
        let (_, than, _) = present.select_nth_unstable_by(place, |one, other| other.order(one, instance));
        self.scores[index(programme)] = than.score;
        self.limits[index(programme)] = Some(Limit { than: *than, takes_equals });
        sent_away.extend(present.extract_if(.., |each| !self.allows(programme, each)));
        self.present[index(programme)] = present;
    }
}

/// The application of each candidate's seat under the least limits.
pub(super) fn best_seats(instance: &Instance) -> Vec<Option<u32>> {
    let count = instance.seats().len();
    let mut rounds = Rounds {
        instance,
        scores: vec![Score::from_hundredths(i32::MIN); count],
        limits: vec![None; count],
        present: vec![Vec::new(); count],
        crowded: Vec::new(),
        is_crowded: vec![false; count],
    };
    for candidate in 0..instance.candidate_count() {
        let first = instance.applications_of(candidate).start;
        rounds.arrive(u32::try_from(candidate).unwrap_or(u32::MAX), first);
    }
    let mut sent_away = Vec::new();
    while !rounds.crowded.is_empty() {
        for programme in std::mem::take(&mut rounds.crowded) {
            rounds.is_crowded[index(programme)] = false;
            rounds.raise(programme, &mut sent_away);
        }
        for Arrival { candidate, application, .. } in sent_away.drain(..) {
            rounds.arrive(candidate, index(application) + 1);
        }
    }
    let mut seats = vec![None; instance.candidate_count()];
    for Arrival { candidate, application, .. } in rounds.present.into_iter().flatten() {
        seats[index(candidate)] = Some(application);
    }
    seats
}
