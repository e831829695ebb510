//! Money in whole đồng. The đồng has no decimals in use (ISO 4217: VND, exponent 0).

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in whole đồng. Never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(i64);

impl Dong {
    /// An amount of `amount_dong` whole đồng.
    #[must_use]
    pub const fn new(amount_dong: i64) -> Self {
        Self(amount_dong)
    }

    /// The number of whole đồng.
    #[must_use]
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// This amount `count` times, e.g. the fee of `count` preferences (domain.md §5.3).
    #[must_use]
    pub const fn times(self, count: u16) -> Self {
        Self(self.0 * count as i64)
    }
}

/// Groups of three separated by full stops, as Vietnamese writes it: `135.000 đ`.
impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + 8);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "−" } else { "" };
        write!(f, "{sign}{grouped}\u{a0}đ")
    }
}

#[cfg(test)]
mod tests {
    use super::Dong;

    #[test]
    fn nine_preferences_of_the_2025_fee_cost_135000() {
        assert_eq!(Dong::new(15_000).times(9), Dong::new(135_000));
    }

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let shown: Vec<_> =
            [0, 999, 1_000, 135_000, 114_233_400_000, -15_000].map(|amount| Dong::new(amount).to_string()).into();
        let expected =
            ["0\u{a0}đ", "999\u{a0}đ", "1.000\u{a0}đ", "135.000\u{a0}đ", "114.233.400.000\u{a0}đ", "−15.000\u{a0}đ"];
        assert_eq!(shown, expected);
    }
}
