//! The instance laid out for the engine: one 32-bit key an application, candidates by their best key.
//!
//! In a programme only the order counts, so score, further criteria and rank become one number. The best
//! candidates come first: they take the seats that they keep, hardly anybody is displaced later, and memory is
//! read from front to back. The order changes the time that a run takes, never its result.

use super::instance::{Instance, index};
use crate::domain::score::Score;

/// One line of a list: where, and how high the candidate stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    /// The programme's number.
    pub programme: u32,
    /// The place in the order of the programme: greater is better, equal is a tie.
    pub key: u32,
}

/// How scores, further criteria and ranks become keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyScale {
    /// Every score with its further criteria that occurs, ascending: `width` values each.
    standings: Vec<Score>,
    width: usize,
    max_rank: u16,
}

impl KeyScale {
    /// The key of a standing's place: even places are standings that occur, odd ones lie between.
    fn key(&self, place: usize, rank: u16) -> u32 {
        let ranks = u32::from(self.max_rank) + 1;
        // The instance's limit on applications keeps this below 2³².
        u32::try_from(place).unwrap_or(u32::MAX) * ranks + u32::from(self.max_rank.saturating_sub(rank))
    }

    /// The key that a score with these further criteria would have, at a rank that occurs. It compares with the
    /// keys of the instance as the scores, criteria and ranks do.
    #[must_use]
    pub fn key_of(&self, score: Score, ties: &[Score], rank: u16) -> u32 {
        let wanted = std::iter::once(&score).chain(ties);
        let count = self.standings.len() / self.width;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low.midpoint(high);
            let standing = &self.standings[middle * self.width..(middle + 1) * self.width];
            match standing.iter().cmp(wanted.clone()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return self.key(2 * middle + 1, rank),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        self.key(2 * low, rank)
    }

    /// The least score whose key, with these further criteria and at this rank, is not below `limit`: 0 or the key of
    /// a standing that occurs, or one above. `None` above all that occur.
    #[must_use]
    pub fn least_score_reaching(&self, limit: u32, ties: &[Score], rank: u16) -> Option<Score> {
        if limit == 0 {
            return Some(Score::ZERO);
        }
        let place = index(limit / (u32::from(self.max_rank) + 1));
        let standing = self.standings.chunks_exact(self.width).nth(place / 2)?;
        let score = *standing.first()?;
        // With the same score the further criteria decide, then the rank. With more it is enough in any case.
        let is_enough = match ties.cmp(&standing[1..]) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => self.key(place, rank) >= limit,
            std::cmp::Ordering::Greater => true,
        };
        Some(if is_enough { score } else { score + Score::from_hundredths(1) })
    }
}

/// The instance in the order of the engine. Places are numbered in that order, candidates in the instance's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The candidate at each place.
    pub candidates: Vec<u32>,
    /// Where each place's preferences begin; one more entry than places.
    pub first: Vec<u32>,
    /// The preferences, place by place, in the order of the ranks.
    pub preferences: Vec<Preference>,
    /// What the keys mean.
    pub scale: KeyScale,
}

impl Layout {
    /// Lays `instance` out.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let (mut keys, scale) = standings(instance);
        for (key, rank) in keys.iter_mut().zip(instance.ranks()) {
            *key = scale.key(index(*key), *rank);
        }
        let best = |candidate: &u32| {
            let own = instance.applications_of(index(*candidate));
            std::cmp::Reverse(keys[own].iter().copied().max().unwrap_or(0))
        };
        let count = u32::try_from(instance.candidate_count()).unwrap_or(u32::MAX);
        let mut candidates: Vec<u32> = (0..count).collect();
        candidates.sort_by_cached_key(best);
        let mut first = Vec::with_capacity(candidates.len() + 1);
        first.push(0);
        let mut preferences = Vec::with_capacity(keys.len());
        let programmes = instance.programmes();
        for candidate in &candidates {
            for number in instance.applications_of(index(*candidate)) {
                preferences.push(Preference { programme: programmes[number], key: keys[number] });
            }
            first.push(u32::try_from(preferences.len()).unwrap_or(u32::MAX));
        }
        Self { candidates, first, preferences, scale }
    }

    /// Who goes where when these are the lowest keys that each programme takes: for each place the number of the
    /// preference in [`Self::preferences`], or [`NO_SEAT`].
    #[must_use]
    pub fn evaluate(&self, limits: &[u32]) -> Vec<u32> {
        let mut seats = Vec::with_capacity(self.candidates.len());
        let mut begin = 0;
        for end in self.first.iter().skip(1) {
            let own = &self.preferences[index(begin)..index(*end)];
            let open = own.iter().position(|wish| wish.key >= limits[index(wish.programme)]);
            seats.push(open.map_or(NO_SEAT, |at| begin + u32::try_from(at).unwrap_or(u32::MAX)));
            begin = *end;
        }
        seats
    }

    /// The bytes of the arrays.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.candidates.as_slice())
            + size_of_val(self.first.as_slice())
            + size_of_val(self.preferences.as_slice())
    }
}

/// Stands for no seat where a preference's number is due.
pub const NO_SEAT: u32 = u32::MAX;

/// Each application's place among all standings (odd, see [`KeyScale`]), and the scale.
fn standings(instance: &Instance) -> (Vec<u32>, KeyScale) {
    let width = instance.tie_count() + 1;
    let applications = instance.application_count();
    let column = |at: usize, number: usize| {
        if at == 0 { instance.scores()[number] } else { instance.ties_of(number)[at - 1] }
    };
    let of_column = |at: usize| dense(applications, |number| u64::from(sortable(column(at, number))));
    let mut places = of_column(0);
    for at in 1..width {
        // The order so far decides, then this column.
        let here = of_column(at);
        let count = here.iter().max().map_or(0, |greatest| u64::from(*greatest) + 1);
        places = dense(applications, |number| u64::from(places[number]) * count + u64::from(here[number]));
    }
    let count = places.iter().max().map_or(0, |place| index(*place) + 1);
    let mut standings = vec![Score::ZERO; count * width];
    for (number, place) in places.iter_mut().enumerate() {
        for at in 0..width {
            standings[index(*place) * width + at] = column(at, number);
        }
        *place = *place * 2 + 1;
    }
    (places, KeyScale { standings, width, max_rank: instance.max_rank() })
}

/// The hundredths as a number without a sign, in the same order.
fn sortable(score: Score) -> u32 {
    score.hundredths().cast_unsigned() ^ (1 << 31)
}

/// The place of each of `count` values among the different values, 0 the least.
fn dense(count: usize, value: impl Fn(usize) -> u64) -> Vec<u32> {
    /// Up to so many different values a table is quicker than a search.
    const TABLE: u64 = 1 << 22;
    let values = || (0..count).map(&value);
    let (Some(least), Some(greatest)) = (values().min(), values().max()) else { return Vec::new() };
    let offset = |value: u64| usize::try_from(value - least).unwrap_or(usize::MAX);
    if greatest - least < TABLE {
        let mut table = vec![0_u32; offset(greatest) + 1];
        for value in values() {
            table[offset(value)] = 1;
        }
        let mut next = 0;
        for entry in &mut table {
            let is_there = *entry;
            *entry = next;
            next += is_there;
        }
        return values().map(|value| table[offset(value)]).collect();
    }
    let mut different: Vec<u64> = values().collect();
    different.sort_unstable();
    different.dedup();
    let place = |value: u64| different.partition_point(|each| *each < value);
    values().map(|value| u32::try_from(place(value)).unwrap_or(u32::MAX)).collect()
}
