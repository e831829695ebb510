//! Candidate-proposing deferred acceptance with ties.
//!
//! Each candidate proposes in the order of the ranks. A programme holds who proposes; when it holds too many
//! it refuses its lowest group of equals as a whole, and from then on everybody at or below that group: its
//! limit only rises. A refusal is never wrong later, because raising one limit only sends more candidates to
//! the others. So the limits end at the lowest that the quotas allow, whatever the order of the rows, and
//! every candidate has the best seat that any stable result gives.

use super::{
    instance::{Instance, OrderKey, Outcome, ProgrammeOutcome, Seats, TiePolicy, index},
    layout::{Layout, NO_SEAT},
};

/// The version of this program, for manifests; the rules that it applies have their own
/// ([`super::manifest::RULES_VERSION`]).
pub const VERSION: &str = "deferred-acceptance-2";

/// Somebody whom a programme holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) key: u32,
    pub(super) place: u32,
}

/// What may have to be taken back (see [`super::explain`]).
pub(super) enum Change {
    /// Somebody was taken in.
    Took { programme: u32, held: Held },
    /// Somebody was sent away, from the end of what was held.
    SentAway { programme: u32, held: Held },
    /// A limit rose.
    RaisedLimit { programme: u32, before: u32 },
    /// A place got another seat or none.
    Moved { place: u32, before: u32 },
}

/// Whether changes are remembered.
pub(super) trait Journal {
    /// Remembers one.
    fn note(&mut self, change: impl FnOnce() -> Change);
}

/// Remembers nothing: a plain run.
pub(super) struct NoJournal;

impl Journal for NoJournal {
    #[inline]
    fn note(&mut self, _: impl FnOnce() -> Change) {}
}

impl Journal for Vec<Change> {
    fn note(&mut self, change: impl FnOnce() -> Change) {
        self.push(change());
    }
}

/// A programme in the middle of a run.
struct Desk {
    quota: usize,
    tie_policy: TiePolicy,
    /// Who is held. While seats are free the order does not matter; then the best come first.
    held: Vec<Held>,
}

impl Desk {
    fn open(seats: &Seats) -> Self {
        /// What is set aside at once; a greater quota may never fill.
        const AT_FIRST: usize = 1_000;
        let quota = index(seats.quota);
        Self { quota, tie_policy: seats.tie_policy, held: Vec::with_capacity(quota.min(AT_FIRST) + 1) }
    }

    /// Takes somebody in; tells whether seats are free still.
    #[inline]
    fn take(&mut self, newcomer: Held) -> bool {
        let Self { quota, held, .. } = self;
        if held.len() < *quota {
            held.push(newcomer);
            if held.len() == *quota {
                held.sort_unstable_by_key(|each| std::cmp::Reverse(each.key));
            }
        } else {
            // Those below move, 8 bytes each; they are few, since the best come first.
            let above = held.partition_point(|each| each.key >= newcomer.key);
            held.insert(above, newcomer);
        }
        held.len() < *quota
    }
}

/// Programmes and candidates in the middle of a run.
pub(super) struct Market<'a, J> {
    layout: &'a Layout,
    /// The least key that each programme still takes: apart from the desks, since most proposals end here and this
    /// stays in the nearest memory.
    pub(super) limits: Vec<u32>,
    desks: Vec<Desk>,
    /// The preference at which each place is held, or [`NO_SEAT`].
    pub(super) at: Vec<u32>,
    /// Who was sent away and has not proposed anew.
    displaced: Vec<u32>,
    pub(super) journal: J,
}

impl<'a, J: Journal> Market<'a, J> {
    /// Nobody has proposed.
    pub(super) fn open(seats: &'a [Seats], layout: &'a Layout, journal: J) -> Self {
        let limit = |programme: &Seats| if programme.quota == 0 { u32::MAX } else { 0 };
        Self {
            layout,
            limits: seats.iter().map(limit).collect(),
            desks: seats.iter().map(Desk::open).collect(),
            at: vec![NO_SEAT; layout.candidates.len()],
            displaced: Vec::new(),
            journal,
        }
    }

    /// Lets a place propose from its first preference on, and everybody who is displaced by that.
    #[inline]
    pub(super) fn enter(&mut self, place: u32) {
        self.propose(place, self.layout.first[index(place)]);
        self.settle();
    }

    /// Lets everybody propose who was displaced.
    #[inline]
    pub(super) fn settle(&mut self) {
        while let Some(place) = self.displaced.pop() {
            self.propose(place, self.at[index(place)] + 1);
        }
    }

    #[inline]
    fn propose(&mut self, place: u32, from: u32) {
        let end = self.layout.first[index(place) + 1];
        let rest = &self.layout.preferences[index(from)..index(end)];
        let open = rest.iter().position(|wish| wish.key >= self.limits[index(wish.programme)]);
        let Some(open) = open else { return self.move_to(place, NO_SEAT) };
        let wish = rest[open];
        self.move_to(place, from + u32::try_from(open).unwrap_or(u32::MAX));
        self.hold(wish.programme, Held { key: wish.key, place });
    }

    #[inline]
    fn move_to(&mut self, place: u32, preference: u32) {
        let at = &mut self.at[index(place)];
        let before = *at;
        *at = preference;
        self.journal.note(|| Change::Moved { place, before });
    }

    /// Takes somebody in whose key the limit allows, and sends the lowest group away if that is now too many.
    #[inline]
    pub(super) fn hold(&mut self, programme: u32, newcomer: Held) {
        self.journal.note(|| Change::Took { programme, held: newcomer });
        let desk = &mut self.desks[index(programme)];
        let has_free_seats = desk.take(newcomer);
        if has_free_seats {
            return;
        }
        let Desk { quota, tie_policy, held } = desk;
        let lowest = held[held.len() - 1].key;
        let is_too_many = match tie_policy {
            // The quota is full without the lowest group.
            TiePolicy::AdmitAll => held[*quota - 1].key > lowest,
            TiePolicy::RejectAll => held.len() > *quota,
        };
        if is_too_many {
            while let Some(refused) = held.pop_if(|last| last.key == lowest) {
                self.displaced.push(refused.place);
                self.journal.note(|| Change::SentAway { programme, held: refused });
            }
        }
        // Where the seats are taken nobody comes in below the last; where a group was sent away nobody at its
        // key or below.
        let limit = match held.last() {
            Some(last) if held.len() >= *quota => last.key,
            _ => lowest + 1,
        };
        let before = self.limits[index(programme)];
        if limit > before {
            self.limits[index(programme)] = limit;
            self.journal.note(|| Change::RaisedLimit { programme, before });
        }
    }
}

impl Market<'_, Vec<Change>> {
    /// Lets somebody who is nowhere hold this seat, and everybody settle who is displaced by that, but for the
    /// newcomer: tells whether the newcomer keeps it. The key must be one that the limit allows.
    pub(super) fn try_alone(&mut self, programme: u32, newcomer: Held) -> bool {
        self.hold(programme, newcomer);
        let mut is_kept = true;
        while let Some(place) = self.displaced.pop() {
            if place == newcomer.place {
                is_kept = false;
            } else {
                self.propose(place, self.at[index(place)] + 1);
            }
        }
        is_kept
    }

    /// Takes back what happened since the journal had `length` entries.
    pub(super) fn take_back_to(&mut self, length: usize) {
        while self.journal.len() > length {
            match self.journal.pop() {
                None => return,
                Some(Change::Moved { place, before }) => self.at[index(place)] = before,
                Some(Change::RaisedLimit { programme, before }) => self.limits[index(programme)] = before,
                Some(Change::SentAway { programme, held }) => self.desks[index(programme)].held.push(held),
                Some(Change::Took { programme, held }) => {
                    let desk = &mut self.desks[index(programme)].held;
                    if let Some(at) = desk.iter().rposition(|each| *each == held) {
                        desk.remove(at);
                    }
                }
            }
        }
    }
}

/// Where the proposals end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The least key that each programme takes.
    pub limits: Vec<u32>,
    /// For each place of the layout the number of the preference that became its seat, or [`NO_SEAT`].
    pub seats: Vec<u32>,
}

/// Lets all candidates propose until nobody is refused any more.
#[must_use]
pub fn settle(seats: &[Seats], layout: &Layout) -> Settled {
    let mut market = Market::open(seats, layout, NoJournal);
    for place in 0..u32::try_from(layout.candidates.len()).unwrap_or(u32::MAX) {
        market.enter(place);
    }
    Settled { limits: market.limits, seats: market.at }
}

/// What became of an instance, in its own numbers.
#[must_use]
pub fn outcome(instance: &Instance, layout: &Layout, settled: &Settled) -> Outcome {
    let count = instance.seats().len();
    let mut assignments = vec![None; instance.candidate_count()];
    let mut admitted = vec![0_u32; count];
    let mut has_refused = vec![false; count];
    // The application of the last one admitted, and its key.
    let mut last: Vec<Option<(u32, usize)>> = vec![None; count];
    for (place, candidate) in layout.candidates.iter().enumerate() {
        let candidate = index(*candidate);
        let (begin, end) = (layout.first[place], layout.first[place + 1]);
        let seat = settled.seats[place];
        for wish in &layout.preferences[index(begin)..index(seat.min(end))] {
            has_refused[index(wish.programme)] = true;
        }
        if seat == NO_SEAT {
            continue;
        }
        let wish = layout.preferences[index(seat)];
        let programme = index(wish.programme);
        let application = instance.applications_of(candidate).start + index(seat - begin);
        assignments[candidate] = Some(wish.programme);
        admitted[programme] += 1;
        if last[programme].is_none_or(|(key, _)| wish.key < key) {
            last[programme] = Some((wish.key, application));
        }
    }
    let programmes = (0..count).map(|number| ProgrammeOutcome {
        admitted: admitted[number],
        cutoff: last[number]
            .filter(|_| has_refused[number])
            .map(|(_, application)| OrderKey::of(&instance.application(application))),
    });
    Outcome { assignments, programmes: programmes.collect() }
}

/// The candidate-optimal stable result.
#[must_use]
pub fn run(instance: &Instance) -> Outcome {
    let layout = Layout::of(instance);
    let settled = settle(instance.seats(), &layout);
    outcome(instance, &layout, &settled)
}
