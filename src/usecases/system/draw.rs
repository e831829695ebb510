//! Draws that are the same every time, for people who are made up.

use uuid::Uuid;

use crate::{domain::time::Instant, usecases::context::Rng};

/// Draws from a seed.
pub(super) struct Draw(pub Rng);

impl Draw {
    /// The draws of one part of what a seed gives, e.g. of one unit: whatever else is drawn changes none of them.
    pub fn of_part(seed: u64, part: u64) -> Self {
        // An odd factor keeps parts apart.
        Self(Rng::seeded(seed ^ part.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    fn next(&self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    /// 0 to `end` − 1; 0 where there is nothing to draw from.
    pub fn below(&self, end: usize) -> usize {
        let bound = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }

    /// The same for numbers of 64 bits with a sign.
    pub fn up_to(&self, end: i64) -> i64 {
        let bound = u64::try_from(end.max(1)).unwrap_or(1);
        i64::try_from(self.next() % bound).unwrap_or_default()
    }

    /// Whether it happens, which it does so many times of a thousand.
    pub fn happens(&self, per_mille: usize) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of `values`, each as likely.
    pub fn one_of<T: Copy>(&self, values: &[T]) -> Option<T> {
        values.get(self.below(values.len())).copied()
    }

    /// The place of one of `weights`, the greater ones more often; `None` where all are 0.
    pub fn place(&self, weights: impl Iterator<Item = u64> + Clone) -> Option<usize> {
        let all: u64 = weights.clone().sum();
        let mut left = self.next() % all.max(1);
        weights.into_iter().position(|weight| {
            let is_here = left < weight;
            left = left.saturating_sub(weight);
            is_here
        })
    }

    /// One of `values` by the weight beside it.
    pub fn weighted<T: Copy>(&self, values: &[(T, u64)]) -> Option<T> {
        values.get(self.place(values.iter().map(|(_, weight)| *weight))?).map(|(value, _)| *value)
    }

    /// Bell-shaped around 0, with a deviation of 1,000: twelve draws of equal likelihood added up.
    pub fn bell(&self) -> i64 {
        let sum: i64 = (0..3)
            .flat_map(|_| {
                let bits = self.next();
                (0..4).map(move |part| i64::try_from(bits >> (16 * part) & 0xFFFF).unwrap_or_default())
            })
            .sum();
        (sum - 6 * 0xFFFF) * 1_000 / 0xFFFF
    }

    /// An id that sorts by `at`.
    pub fn id(&self, at: Instant) -> Uuid {
        let millis = u64::try_from(at.unix_us() / 1_000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.0.bytes()).into_uuid()
    }

    /// A moment from `from` on and before `until`, or `from` where that is not later.
    pub fn moment(&self, from: Instant, until: Instant) -> Instant {
        let span_us = until.unix_us() - from.unix_us();
        Instant::from_unix_us(from.unix_us() + self.up_to(span_us))
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn a_bell_has_the_deviation_that_it_says() {
        let draw = Draw::of_part(1, 1);
        let drawn: Vec<i64> = (0..20_000).map(|_| draw.bell()).collect();
        let count = i64::try_from(drawn.len()).unwrap();
        let mean = drawn.iter().sum::<i64>() / count;
        let variance = drawn.iter().map(|value| (value - mean).pow(2)).sum::<i64>() / count;
        assert!(mean.abs() < 30 && (960_000..1_040_000).contains(&variance), "{mean} {variance}");
    }

    #[test]
    fn what_has_no_weight_is_never_drawn() {
        let draw = Draw::of_part(1, 2);
        assert!((0..1_000).all(|_| draw.weighted(&[('a', 0), ('b', 3), ('c', 0)]) == Some('b')));
        assert_eq!(draw.weighted(&[('a', 0)]), None);
    }
}
