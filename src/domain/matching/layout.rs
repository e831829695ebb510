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
    /// a standing that occurs, or one above. `None` where there is no such score.
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
        if is_enough { Some(score) } else { score.hundredths().checked_add(1).map(Score::from_hundredths) }
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
        let mut begin = 0;
        let seat = |end: &u32| {
            let mut own = (begin..*end).zip(&self.preferences[index(begin)..index(*end)]);
            begin = *end;
            own.find(|(_, wish)| wish.key >= limits[index(wish.programme)]).map_or(NO_SEAT, |(number, _)| number)
        };
        self.first.get(1..).unwrap_or_default().iter().map(seat).collect()
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
    let mut places = dense(instance.scores().iter().copied().map(sortable).collect());
    for at in 0..instance.tie_count() {
        // The order so far decides, then this column.
        let column = instance.ties().iter().skip(at).step_by(instance.tie_count());
        let here = dense(column.copied().map(sortable).collect());
        places = dense_pairs(places, &here);
    }
    let mut standings = vec![Score::ZERO; index(count(&places)) * width];
    for ((number, place), score) in places.iter_mut().enumerate().zip(instance.scores()) {
        let standing = &mut standings[index(*place) * width..][..width];
        standing[0] = *score;
        standing[1..].copy_from_slice(instance.ties_of(number));
        *place = *place * 2 + 1;
    }
    (places, KeyScale { standings, width, max_rank: instance.max_rank() })
}

/// The hundredths as a number without a sign, in the same order.
fn sortable(score: Score) -> u32 {
    score.hundredths().cast_unsigned() ^ (1 << 31)
}

/// How many different places there are.
fn count(places: &[u32]) -> u32 {
    places.iter().max().map_or(0, |greatest| greatest + 1)
}

/// The place of each value among the different values, 0 the least.
fn dense(mut values: Vec<u32>) -> Vec<u32> {
    /// Up to so many different values a table is quicker than a search.
    const TABLE: u32 = 1 << 22;
    let (Some(&least), Some(&greatest)) = (values.iter().min(), values.iter().max()) else { return values };
    if greatest - least >= TABLE {
        return searched(&values);
    }
    let mut table = vec![0; index(greatest - least) + 1];
    for value in &values {
        table[index(value - least)] = 1;
    }
    let mut next = 0;
    for entry in &mut table {
        let is_there = *entry;
        *entry = next;
        next += is_there;
    }
    for value in &mut values {
        *value = table[index(*value - least)];
    }
    values
}

/// The place of each pair among the different pairs, where the first number decides before the second.
fn dense_pairs(mut firsts: Vec<u32>, seconds: &[u32]) -> Vec<u32> {
    let width = count(seconds);
    if count(&firsts).checked_mul(width).is_none() {
        let pair = |(first, second): (&u32, &u32)| u64::from(*first) << 32 | u64::from(*second);
        return searched(&firsts.iter().zip(seconds).map(pair).collect::<Vec<u64>>());
    }
    for (first, second) in firsts.iter_mut().zip(seconds) {
        *first = *first * width + second;
    }
    dense(firsts)
}

/// The place of each value among the different values, 0 the least, whatever they are.
fn searched<T: Copy + Ord>(values: &[T]) -> Vec<u32> {
    let mut different = values.to_vec();
    different.sort_unstable();
    different.dedup();
    let place = |value: &T| different.partition_point(|each| each < value);
    values.iter().map(|value| u32::try_from(place(value)).unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Few different values, near each other or as far apart as can be.
    fn values() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(prop::sample::select(vec![0, 1, 2, 7, 1 << 22, 1 << 31, u32::MAX - 1, u32::MAX]), 0..30)
    }

    fn ranked<T: Ord>(values: &[T]) -> Vec<u32> {
        let place =
            |value: &T| values.iter().filter(|each| *each < value).collect::<std::collections::BTreeSet<_>>().len();
        values.iter().map(|value| u32::try_from(place(value)).unwrap()).collect()
    }

    proptest! {
        #[test]
        fn places_are_those_among_the_different_values(firsts in values(), seconds in values()) {
            prop_assert_eq!(dense(firsts.clone()), ranked(&firsts));
            // As they are the counts of both do not multiply within 32 bits; modulo 3 they do.
            for modulus in [1 << 31, 3] {
                let pairs: Vec<(u32, u32)> =
                    firsts.iter().zip(&seconds).map(|(first, second)| (first % modulus, second % modulus)).collect();
                let (firsts, seconds): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
                prop_assert_eq!(dense_pairs(firsts, &seconds), ranked(&pairs));
            }
        }
    }
}
