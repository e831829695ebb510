//! What is said to a candidate about each preference: the place among the applicants, and the smallest score that
//! would have given the seat.
//!
//! The second is not read off the cut-off. Whoever comes in displaces somebody, who goes elsewhere and displaces
//! others, and the last of them may come back with a higher key. So it is tried. The order of the proposals does not
//! change where they end, so for each candidate everybody else settles first and then the candidate proposes:
//!
//! * What the others settled without the candidate, and the better preferences that refused, do not depend on the
//!   score at the preference in question. Every score that the programme's limit then excludes is refused.
//! * The smallest score that the limit allows is tried. If it is kept to the end, it is the answer. If not, the
//!   programme has refused it for good and its limit has risen. A higher score only weighs more on the others, so it
//!   finds limits at least as high: everything below the new limit is refused too, and the search goes on from there
//!   with the state as it is.
//!
//! No score is skipped on the strength of a formula, and none is taken that a re-run would not admit. It is the
//! smallest score, not a promise for all above it: where a programme admits all equals, a score that joins the last
//! group displaces nobody, while 0.01 more may displace that whole group and start a chain that comes back. So it can
//! even be below the candidate's own score.

use std::ops::Range;

use super::{
    engine::{Change, Held, Market, Settled},
    instance::{Instance, index},
    layout::{Layout, NO_SEAT},
};
use crate::domain::score::Score;

/// What a run says of every application, by the application's number in the instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanations {
    /// 1 and how many applicants of the programme stand strictly above; equals share a place.
    pub places: Vec<u32>,
    /// For an application that was refused: the smallest score at which, everything else equal, the run would have
    /// admitted the candidate to this very programme, and not with 0.01 less. `None` where no score would (there are
    /// no seats), and from the candidate's seat on.
    pub needed: Vec<Option<Score>>,
}

/// One of so many shares of the work: shares are worked side by side and do not know of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// From 0.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self { number: 0, of: 1 };

    fn of_many<T>(self, all: &[T]) -> Range<usize> {
        all.len() * self.number / self.of..all.len() * (self.number + 1) / self.of
    }
}

/// Explains every application of a run.
#[must_use]
pub fn explain(instance: &Instance, layout: &Layout, settled: &Settled) -> Explanations {
    Explanations { places: places(instance, layout), needed: needed(instance, layout, settled, Share::WHOLE) }
}

/// The number in the instance of the first application at this place of the layout.
fn first_application(instance: &Instance, layout: &Layout, place: usize) -> usize {
    instance.applications_of(index(layout.candidates[place])).start
}

/// The places of [`Explanations`].
#[must_use]
pub fn places(instance: &Instance, layout: &Layout) -> Vec<u32> {
    // The keys of each programme together: where they begin, then the keys.
    let mut ends = vec![0_usize; instance.seats().len()];
    for programme in instance.programmes() {
        ends[index(*programme)] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += std::mem::replace(end, sum);
    }
    let mut keys = vec![0_u32; layout.preferences.len()];
    for wish in &layout.preferences {
        let end = &mut ends[index(wish.programme)];
        keys[*end] = wish.key;
        *end += 1;
    }
    let mut begin = 0;
    for end in &ends {
        keys[begin..*end].sort_unstable();
        begin = *end;
    }
    let mut places = vec![0; layout.preferences.len()];
    for place in 0..layout.candidates.len() {
        let own = index(layout.first[place])..index(layout.first[place + 1]);
        let numbers = first_application(instance, layout, place)..;
        for (number, wish) in numbers.zip(&layout.preferences[own]) {
            let programme = index(wish.programme);
            let begin = if programme == 0 { 0 } else { ends[programme - 1] };
            let applicants = &keys[begin..ends[programme]];
            let above = applicants.len() - applicants.partition_point(|key| *key <= wish.key);
            places[number] = u32::try_from(above + 1).unwrap_or(u32::MAX);
        }
    }
    places
}

/// The needed scores of [`Explanations`], as far as this share finds them: those of the others are `None` here.
#[must_use]
pub fn needed(instance: &Instance, layout: &Layout, settled: &Settled, share: Share) -> Vec<Option<Score>> {
    let mut market = Market::open(instance.seats(), layout, Vec::new());
    // Who has the first preference in the run has it in every smaller market too, and asks for nothing.
    let mut refused = Vec::new();
    for (place, seat) in (0..).zip(&settled.seats) {
        let (begin, end) = (layout.first[index(place)], layout.first[index(place) + 1]);
        if begin == end || *seat == begin {
            market.enter(place);
        } else {
            refused.push(place);
        }
    }
    let own = share.of_many(&refused);
    for place in refused[..own.start].iter().chain(&refused[own.end..]) {
        market.enter(*place);
    }
    market.journal.clear();
    let needed = vec![None; instance.application_count()];
    let mut search = Search { instance, layout, settled, market, needed };
    search.all_but_one(&refused[own]);
    search.needed
}

struct Search<'a> {
    instance: &'a Instance,
    layout: &'a Layout,
    settled: &'a Settled,
    market: Market<'a, Vec<Change>>,
    needed: Vec<Option<Score>>,
}

impl Search<'_> {
    /// Everybody except `places` has settled: lets each of them be the last. Half of them enter so that the other half
    /// can be looked at, and are taken back: each enters as often as the count can be halved.
    fn all_but_one(&mut self, places: &[u32]) {
        if let [place] = places {
            return self.explain(*place);
        }
        let (left, right) = places.split_at(places.len() / 2);
        let before = self.market.journal.len();
        for (waiting, entering) in [(left, right), (right, left)] {
            if waiting.is_empty() {
                continue;
            }
            self.market.take_back_to(before);
            for place in entering {
                self.market.enter(*place);
            }
            self.all_but_one(waiting);
        }
    }

    /// Everybody but `place` has settled.
    fn explain(&mut self, place: u32) {
        let (begin, end) = (self.layout.first[index(place)], self.layout.first[index(place) + 1]);
        let first = first_application(self.instance, self.layout, index(place));
        let seat = self.settled.seats[index(place)];
        let refused = begin..if seat == NO_SEAT { end } else { seat };
        for (number, preference) in (first..).zip(refused) {
            let wish = self.layout.preferences[index(preference)];
            let before = self.market.journal.len();
            self.needed[number] = self.smallest_score(place, number, wish.programme);
            self.market.take_back_to(before);
            if wish.key >= self.market.limits[index(wish.programme)] {
                // Let in at first, and displaced by those who come back.
                self.market.try_alone(wish.programme, Held { key: wish.key, place });
            }
        }
    }

    /// The better preferences have refused `place`: which score gives it the application `number`?
    fn smallest_score(&mut self, place: u32, number: usize, programme: u32) -> Option<Score> {
        if self.instance.seats()[index(programme)].quota == 0 {
            return None;
        }
        let application = self.instance.application(number);
        let scale = &self.layout.scale;
        loop {
            let limit = self.market.limits[index(programme)];
            let score = scale.least_score_reaching(limit, application.ties, application.rank)?;
            let key = scale.key_of(score, application.ties, application.rank);
            if self.market.try_alone(programme, Held { key, place }) {
                return Some(score);
            }
        }
    }
}
