//! What is searched for in the catalogue of programmes: words in any order, without diacritics, with synonyms,
//! and three filters. All of it stands in the address of the page.

use serde::{Deserialize, Serialize};

use crate::domain::{
    field_errors::{FieldErrorCode, FieldErrors},
    text::fold,
};

/// The search as typed, and as the address carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueForm {
    /// Words, codes or both.
    pub q: String,
    /// The code of an institution; empty for all.
    pub institution: String,
    /// A place, e.g. `Hà Nội`; empty for all.
    pub place: String,
    /// The code of a subject combination; empty for all.
    pub combination: String,
    /// The page of the results, from 1.
    pub page: String,
}

/// A search that can be run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueSearch {
    /// All of them have to be found.
    pub terms: Vec<SearchTerm>,
    /// What was typed, word by word as it might be a code: `it-e10`.
    pub codes: Vec<String>,
    /// All that was typed, folded.
    pub text: String,
    /// The code of the institution asked for.
    pub institution: Option<String>,
    /// The place asked for.
    pub place: Option<String>,
    /// The code of the subject combination asked for.
    pub combination: Option<String>,
    /// The page asked for, from 1; it may lie behind the last.
    pub page: u32,
}

/// One word or synonym typed: found when one of its alternatives is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerm {
    /// Each a sequence of folded words of ASCII letters and digits; the last may be the beginning of a word.
    pub alternatives: Vec<Vec<String>>,
}

/// The most characters of a search.
const MAX_CHARS: u16 = 100;
/// The most terms that are looked for; more words than a name has say no more.
const MAX_TERMS: usize = 12;
/// The most words of a synonym's left side.
const MAX_SYNONYM_WORDS: usize = 5;
/// What people type, and what the catalogue says instead; an empty right side says nothing.
const SYNONYMS: &str = include_str!("../../../migrations/reference/search_synonyms.csv");

impl CatalogueForm {
    /// Reads the search. A page that is no number is the first.
    ///
    /// # Errors
    /// `TooLong` or `BadCharacters` for `q`.
    pub fn parse(&self) -> Result<CatalogueSearch, FieldErrors> {
        let q = self.q.trim();
        if q.chars().count() > usize::from(MAX_CHARS) {
            return Err(FieldErrors::one("q", FieldErrorCode::TooLong { max: MAX_CHARS }));
        }
        if q.chars().any(|character| character.is_control() || character == char::REPLACEMENT_CHARACTER) {
            return Err(FieldErrors::one("q", FieldErrorCode::BadCharacters));
        }
        let text = fold(q);
        let filter = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        Ok(CatalogueSearch {
            terms: terms(&text),
            codes: text.split(' ').take(MAX_TERMS).filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            text,
            institution: filter(&self.institution),
            place: filter(&self.place),
            combination: filter(&self.combination),
            page: self.page.trim().parse().unwrap_or(1).max(1),
        })
    }

    /// Whether a filter is set.
    #[must_use]
    pub fn has_filter(&self) -> bool {
        [&self.institution, &self.place, &self.combination].iter().any(|value| !value.trim().is_empty())
    }
}

/// The terms of a folded text: the longest synonym first, otherwise word by word.
fn terms(folded: &str) -> Vec<SearchTerm> {
    let words = words_of(folded);
    let mut rest = words.as_slice();
    let mut terms = Vec::new();
    while !rest.is_empty() && terms.len() < MAX_TERMS {
        let longest = MAX_SYNONYM_WORDS.min(rest.len());
        let known = (1..=longest).rev().find_map(|length| {
            let meanings = meanings_of(&rest[..length].join(" "));
            (!meanings.is_empty()).then_some((length, meanings))
        });
        let (length, meanings) = known.unwrap_or((1, Vec::new()));
        let says_nothing = meanings.contains(&"");
        if !says_nothing {
            let mut alternatives = vec![rest[..length].to_vec()];
            alternatives.extend(meanings.into_iter().map(words_of));
            terms.push(SearchTerm { alternatives });
        }
        rest = &rest[length..];
    }
    terms
}

fn words_of(folded: &str) -> Vec<String> {
    let separates = |character: char| !character.is_ascii_alphanumeric();
    folded.split(separates).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn meanings_of(typed: &str) -> Vec<&'static str> {
    synonyms().filter(|(key, _)| *key == typed).map(|(_, meaning)| meaning).collect()
}

fn synonyms() -> impl Iterator<Item = (&'static str, &'static str)> {
    SYNONYMS.lines().skip(1).filter_map(|line| line.split_once(','))
}

#[cfg(test)]
mod tests {
    use super::{CatalogueForm, FieldErrorCode, MAX_SYNONYM_WORDS, synonyms, terms, words_of};
    use crate::domain::text::fold;

    fn alternatives(q: &str) -> Vec<Vec<String>> {
        terms(&fold(q)).iter().map(|term| term.alternatives.iter().map(|words| words.join(" ")).collect()).collect()
    }

    #[test]
    fn words_are_looked_for_one_by_one_and_synonyms_as_a_whole() {
        let cases: [(&str, &[&[&str]]); 6] = [
            ("Khoa học", &[&["khoa"], &["hoc"]]),
            ("CNTT Huế", &[&["cntt", "cong nghe thong tin"], &["hue"]]),
            ("IT-E10", &[&["it", "cong nghe thong tin"], &["e10"]]),
            ("ngành Luật", &[&["luat"]]),
            ("tp. Hồ Chí Minh", &[&["tp ho chi minh", "tp hcm"]]),
            ("giáo viên toán", &[&["giao vien", "su pham", "giao duc"], &["toan"]]),
        ];
        for (q, expected) in cases {
            assert_eq!(alternatives(q), expected, "{q}");
        }
        assert!(alternatives(" .,-% ").is_empty());
    }

    #[test]
    fn every_synonym_is_written_folded_and_found() {
        for (typed, means) in synonyms() {
            for side in [typed, means] {
                assert_eq!(words_of(side).join(" "), side, "{typed},{means}");
            }
            assert!((1..=MAX_SYNONYM_WORDS).contains(&words_of(typed).len()), "{typed}");
        }
    }

    #[test]
    fn a_search_keeps_its_bounds() {
        let parse = |q: &str, page: &str| {
            CatalogueForm { q: q.to_owned(), page: page.to_owned(), ..CatalogueForm::default() }.parse()
        };
        let too_long = parse(&"a".repeat(101), "").unwrap_err();
        assert_eq!(too_long.of("q"), Some(&FieldErrorCode::TooLong { max: 100 }));
        let bad = parse("a\u{fffd}", "").unwrap_err();
        assert_eq!(bad.of("q"), Some(&FieldErrorCode::BadCharacters));
        assert_eq!(parse(&"a ".repeat(50), "").unwrap().terms.len(), 12);
        for (page, expected) in [("", 1), ("0", 1), ("x", 1), ("-3", 1), ("7", 7)] {
            assert_eq!(parse("", page).unwrap().page, expected, "{page:?}");
        }
    }
}
