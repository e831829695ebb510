//! The two languages of the portal. Every text stands where it is shown, Vietnamese and English side by side, so
//! neither can be missing: `lang.t("Gửi hồ sơ", "Submit")`.

#[cfg(feature = "ssr")]
pub mod amendment;
pub mod audit;
#[cfg(feature = "ssr")]
pub mod citizen_id;
mod duration;
pub mod exam;
pub mod field_errors;
pub mod mark_appeal;
mod not_considered;
pub mod payment;
#[cfg(feature = "ssr")]
pub mod payment_event;
#[cfg(feature = "ssr")]
pub mod payment_operations;
mod phases;
mod preference_result;
pub mod registry_case;
#[cfg(feature = "ssr")]
pub mod roll;

pub use duration::duration_words;
pub use not_considered::{not_considered_name, not_considered_sentence};
pub use phases::phase_name;
pub use preference_result::{
    preference_place, preference_reason, preference_remedy, preference_status_name, remedy_explanation,
};

use crate::domain::score::Score;

/// A language of the pages.
#[derive(Copy, Clone, Default, PartialEq, Eq, Debug)]
pub enum Lang {
    /// Vietnamese, unless someone asks otherwise.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The text of this language.
    #[must_use]
    pub const fn t(self, vi: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The code for `<html lang>` and the cookie: `vi` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.t("vi", "en")
    }

    /// The language of a code; the opposite of [`Lang::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// A count with separators: `1.204` in Vietnamese, `1,204` in English.
    #[must_use]
    pub fn count(self, number: impl Into<u64>) -> String {
        let digits = number.into().to_string();
        let mut shown = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                shown.push_str(self.t(".", ","));
            }
            shown.push(digit);
        }
        shown
    }

    /// A score with two places: `27,50` in Vietnamese, `27.50` in English.
    #[must_use]
    pub fn score(self, score: Score) -> String {
        let with_point = score.to_string();
        match self {
            Self::Vi => with_point.replace('.', ","),
            Self::En => with_point,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;
    use crate::domain::score::Score;

    #[test]
    fn vietnamese_is_the_language_unless_asked_otherwise() {
        assert_eq!(Lang::default(), Lang::Vi);
    }

    #[test]
    fn codes_are_read_back() {
        for lang in [Lang::Vi, Lang::En] {
            assert_eq!(Lang::parse(lang.code()), Some(lang));
        }
        assert_eq!(Lang::parse("fr"), None);
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        let cases =
            [(0_u32, "0", "0"), (999, "999", "999"), (1_204, "1.204", "1,204"), (1_000_000, "1.000.000", "1,000,000")];
        for (number, vi, en) in cases {
            assert_eq!((Lang::Vi.count(number), Lang::En.count(number)), (vi.to_owned(), en.to_owned()));
        }
    }

    #[test]
    fn scores_have_a_comma_in_vietnamese_and_a_point_in_english() {
        let cases = [(27_50, "27,50", "27.50"), (0, "0,00", "0.00"), (8_05, "8,05", "8.05")];
        for (hundredths, vi, en) in cases {
            let score = Score::from_hundredths(hundredths);
            assert_eq!((Lang::Vi.score(score), Lang::En.score(score)), (vi.to_owned(), en.to_owned()));
        }
    }
}
