//! Marks and scores, in hundredths of a point. Never floats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Points in hundredths: a mark on the 10 scale, a sum or admission score on the 30 scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(i32);

impl Score {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// The top of the scale of a sum of three marks (30.00).
    pub const MAX_OF_30: Self = Self(30_00);

    /// `hundredths` of a point.
    #[must_use]
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// The number of hundredths.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// Reads a non-negative decimal with a point (or a comma) and at most two places: `7`, `7.5`, `7,25`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let has_separator = text.len() != whole.len();
        if whole.is_empty() || whole.len() > 6 || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        if fraction.len() > 2 || (has_separator && fraction.is_empty()) {
            return None;
        }
        let whole: i32 = whole.parse().ok()?;
        let tenths_and_hundredths: i32 = format!("{fraction:0<2}").parse().ok()?;
        Some(Self(whole * 100 + tenths_and_hundredths))
    }
}

impl std::ops::Add for Score {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::iter::Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::ZERO, |sum, score| sum + score)
    }
}

/// Two places and a point: `27.50`.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Score;

    #[test]
    fn decimals_with_up_to_two_places_are_read() {
        let cases = [
            ("0", Some(0)),
            ("10", Some(1000)),
            ("7.5", Some(750)),
            ("7,25", Some(725)),
            ("8.05", Some(805)),
            ("", None),
            (".5", None),
            ("7.", None),
            ("7.255", None),
            ("-1", None),
            ("1e3", None),
            ("9999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Score::parse(text).map(Score::hundredths), expected, "{text:?}");
        }
    }
}
