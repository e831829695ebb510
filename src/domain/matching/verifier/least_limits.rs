//! The seats under the least limits that the quotas allow, found by rounds.
//!
//! Everybody goes to the best programme whose limit allows it. Every programme that then has too many raises its
//! limit, at once to where the ones present leave it, and whoever is below goes on, all of a round together. When
//! no programme has too many, the limits are the least: each was raised only as far as those needed it who, under
//! limits no higher, could not go anywhere better.

use std::cmp::Ordering;

use super::{
    super::instance::{Instance, Seats, TiePolicy, index},
    standing,
};
use crate::domain::score::Score;

/// Somebody at the best programme that the limits allow.
#[derive(Clone, Copy)]
struct Arrival {
    score: Score,
    application: u32,
    candidate: u32,
}

/// Whom a programme takes: who stands above `application`, and its equals if `takes_equals`.
#[derive(Clone, Copy)]
struct Limit {
    score: Score,
    /// `None` as long as everybody is taken.
    application: Option<u32>,
    takes_equals: bool,
}

impl Limit {
    fn allows(self, instance: &Instance, score: Score, application: u32) -> bool {
        let Some(least) = self.application else { return true };
        if score != self.score {
            return score > self.score;
        }
        match standing(instance, application).cmp(&standing(instance, least)) {
            Ordering::Greater => true,
            Ordering::Equal => self.takes_equals,
            Ordering::Less => false,
        }
    }
}

struct Rounds<'a> {
    instance: &'a Instance,
    limits: Vec<Limit>,
    present: Vec<Vec<Arrival>>,
    /// The application that each candidate is at; `None` when no programme is left.
    at: Vec<Option<u32>>,
    /// Programmes that got more than their quota in this round, each once.
    crowded: Vec<u32>,
    is_crowded: Vec<bool>,
}

impl Rounds<'_> {
    /// Lets a candidate go to the best programme that allows it, from this application on.
    fn arrive(&mut self, candidate: u32, from: usize) {
        let (programmes, scores) = (self.instance.programmes(), self.instance.scores());
        let end = self.instance.applications_of(index(candidate)).end;
        self.at[index(candidate)] = None;
        for number in from..end {
            let (programme, score) = (programmes[number], scores[number]);
            let application = u32::try_from(number).unwrap_or(u32::MAX);
            if !self.limits[index(programme)].allows(self.instance, score, application) {
                continue;
            }
            let present = &mut self.present[index(programme)];
            present.push(Arrival { score, application, candidate });
            self.at[index(candidate)] = Some(application);
            if present.len() > index(self.instance.seats()[index(programme)].quota) {
                let is_crowded = &mut self.is_crowded[index(programme)];
                if !*is_crowded {
                    *is_crowded = true;
                    self.crowded.push(programme);
                }
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
        let present = &mut self.present[index(programme)];
        let (_, at_limit, _) = present.select_nth_unstable_by(place, |one, other| {
            let order = other.score.cmp(&one.score);
            order.then_with(|| standing(instance, other.application).cmp(&standing(instance, one.application)))
        });
        let limit = Limit { score: at_limit.score, application: Some(at_limit.application), takes_equals };
        self.limits[index(programme)] = limit;
        let is_below = |each: &mut Arrival| !limit.allows(instance, each.score, each.application);
        sent_away.extend(present.extract_if(.., is_below));
    }
}

/// The application of each candidate's seat under the least limits.
pub(super) fn best_seats(instance: &Instance) -> Vec<Option<u32>> {
    let open = Limit { score: Score::ZERO, application: None, takes_equals: true };
    let count = instance.seats().len();
    let mut rounds = Rounds {
        instance,
        limits: vec![open; count],
        present: vec![Vec::new(); count],
        at: vec![None; instance.candidate_count()],
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
    rounds.at
}
