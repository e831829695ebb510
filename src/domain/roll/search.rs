//! Finding one pupil of a unit: by words of the name without diacritics, by the class, or by the number of the form.

use crate::domain::{
    field_errors::{FieldErrorCode, required_text},
    text::fold,
};

/// The most characters of a search.
const MAX_SEARCH: u16 = 100;
/// So many characters of a form number tell whose it is; fewer stand in too many.
const MIN_OF_NUMBER: usize = 4;
/// The most pupils that a search shows.
pub const MOST_FOUND: usize = 50;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilSearch {
    words: Vec<String>,
}

impl PupilSearch {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `Missing`, `TooLong` (100) or `BadCharacters`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let words: Vec<String> = fold(&required_text(text, MAX_SEARCH)?).split(' ').map(str::to_owned).collect();
        if words.iter().all(String::is_empty) { Err(FieldErrorCode::Missing) } else { Ok(Self { words }) }
    }

    /// Whether each word begins a word of the name, is the class, or is a part of the form number.
    #[must_use]
    pub fn finds(&self, full_name: &str, class_name: &str, form_number: &str) -> bool {
        let [name, class, number] = [full_name, class_name, form_number].map(fold);
        let is_of_number = |word: &str| word.chars().count() >= MIN_OF_NUMBER && number.contains(word);
        self.words.iter().all(|word| {
            name.split(' ').any(|part| part.starts_with(word.as_str()))
                || class.split(' ').any(|part| part == word)
                || is_of_number(word)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode, PupilSearch};

    fn finds(typed: &str) -> bool {
        PupilSearch::parse(typed).unwrap().finds("Nguyễn Thị Bình An", "12A1", "46-001-000123")
    }

    #[test]
    fn a_pupil_is_found_by_name_class_or_number_in_any_order() {
        for typed in ["binh an", "Bình", "AN BÌNH", "nguyen 12a1", "12A1", "46-001-000123", "000123", " thi  an "] {
            assert!(finds(typed), "{typed}");
        }
        // The middle of a word, the beginning of a class, too few digits, or one word that does not fit.
        for typed in ["guyen", "12A", "12", "123", "46-001-000124", "binh chau"] {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn nothing_is_searched_for_with_nothing() {
        assert_eq!(PupilSearch::parse("  "), Err(FieldErrorCode::Missing));
        assert!(PupilSearch::parse(&"a".repeat(101)).is_err());
    }
}
