//! Names: how they are kept, shown, sorted, searched and compared.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfc_quick};

use crate::domain::{field_errors::FieldErrorCode, text::fold};

/// The greatest number of characters of a name.
const MAX_CHARACTERS: u16 = 100;

/// A full name in Vietnamese order (family, middle, given): NFC, single spaces, letters of any script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FullName(String);

impl FullName {
    /// Reads a name; letter case is kept as given.
    ///
    /// # Errors
    /// `Missing`, `TooLong`, or `BadCharacters` for anything but letters, their marks, spaces, `-`, `'`,
    /// `’` and `.`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let name = collapse_spaces(text);
        let is_allowed = |character: char| {
            character.is_alphabetic()
                || is_combining_mark(character)
                || matches!(character, ' ' | '-' | '\'' | '’' | '.')
        };
        if name.is_empty() {
            Err(FieldErrorCode::Missing)
        } else if name.chars().count() > usize::from(MAX_CHARACTERS) {
            Err(FieldErrorCode::TooLong { max: MAX_CHARACTERS })
        } else if !name.chars().all(is_allowed) || !name.chars().any(char::is_alphabetic) {
            Err(FieldErrorCode::BadCharacters)
        } else {
            Ok(Self(name))
        }
    }

    /// The name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Upper case with diacritics, as the form asks for it (domain.md §3.2, item 1).
    #[must_use]
    pub fn upper(&self) -> String {
        self.0.to_uppercase().nfc().collect()
    }

    /// The first letter of each word, upper case: `NVA`. For the account menu.
    #[must_use]
    pub fn initials(&self) -> String {
        self.0
            .split(' ')
            .filter_map(|word| word.chars().find(|character| character.is_alphabetic()))
            .flat_map(char::to_uppercase)
            .collect()
    }

    /// Lower case without diacritics; see [`fold`].
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    /// A key whose byte order is the Vietnamese order of candidates: by the last word (the given name),
    /// then by the others from the left; letters before tones (domain.md §3.3).
    #[must_use]
    pub fn given_name_key(&self) -> String {
        let mut words: Vec<&str> = self.0.split(' ').collect();
        words.rotate_right(1);
        words.into_iter().map(word_key).collect()
    }

    /// Whether both are spelled alike but for letter case, the place of the tone mark (`HÒA`, `HOÀ`) and
    /// y or i at the end of a syllable (`LÝ`, `LÍ`).
    #[must_use]
    pub fn is_spelled_like(&self, other: &Self) -> bool {
        spelling_key(&self.0) == spelling_key(&other.0)
    }

    /// Whether both are equal once diacritics too are ignored.
    #[must_use]
    pub fn is_alike_without_diacritics(&self, other: &Self) -> bool {
        fold(&spelling_key(&self.0)) == fold(&spelling_key(&other.0))
    }
}

/// Upper case, as the form shows it.
impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.upper())
    }
}

/// NFC, trimmed, with single spaces.
fn collapse_spaces(text: &str) -> String {
    // Almost every name is composed already, and to see that is much quicker than to compose it.
    let composed = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    };
    let mut name = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    name
}

/// A tone of Vietnamese in the order of its dictionaries, or `None` for a mark that is no tone.
const fn tone(mark: char) -> Option<char> {
    match mark {
        '\u{0300}' => Some('1'), // huyền
        '\u{0309}' => Some('2'), // hỏi
        '\u{0303}' => Some('3'), // ngã
        '\u{0301}' => Some('4'), // sắc
        '\u{0323}' => Some('5'), // nặng
        _ => None,
    }
}

/// The rank of a letter with a mark that makes it a letter of its own: a ă â, e ê, o ô ơ, u ư.
const fn rank(base: char, mark: char) -> char {
    match (base, mark) {
        (_, '\u{0306}') => '1',
        ('a', '\u{0302}') => '2',
        (_, '\u{0302}') => '1',
        ('o', '\u{031b}') => '2',
        (_, '\u{031b}') => '1',
        _ => '3',
    }
}

/// Letters of a word, each as letter and rank, then the tones, one digit a letter; a space ends each
/// part, so that a shorter word sorts before its continuations.
fn word_key(word: &str) -> String {
    let mut letters = String::new();
    let mut tones = String::new();
    for character in word.to_lowercase().nfd() {
        if let Some(tone) = tone(character) {
            tones.pop();
            tones.push(tone);
        } else if is_combining_mark(character) {
            letters.pop();
            letters.push(rank(letters.chars().next_back().unwrap_or(' '), character));
        } else {
            let (base, rank) = if character == 'đ' { ('d', '1') } else { (character, '0') };
            letters.extend([base, rank]);
            tones.push('0');
        }
    }
    format!("{letters} {tones} ")
}

/// Lower case with each syllable's tone moved to its end, and a lone final y written i.
fn spelling_key(text: &str) -> String {
    let syllables = collapse_spaces(&text.to_lowercase());
    syllables.split(' ').map(syllable_key).collect::<Vec<_>>().join(" ")
}

fn syllable_key(syllable: &str) -> String {
    let tones: String = syllable.nfd().filter(|mark| tone(*mark).is_some()).collect();
    let mut letters: Vec<char> = syllable.nfd().filter(|mark| tone(*mark).is_none()).nfc().collect();
    if let Some((last, onset)) = letters.split_last_mut() {
        let is_only_vowel = onset.iter().all(|letter| !is_vowel(*letter)) || matches!(onset, ['q', 'u']);
        if *last == 'y' && is_only_vowel {
            *last = 'i';
        }
    }
    letters.into_iter().chain(tones.chars()).collect()
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> FullName {
        FullName::parse(text).unwrap()
    }

    #[test]
    fn a_name_is_composed_trimmed_and_single_spaced() {
        assert_eq!(name("  Nguye\u{0302}\u{0303}n   Va\u{0306}n\tAn ").as_str(), "Nguyễn Văn An");
    }

    #[test]
    fn letters_of_any_script_are_names_and_other_characters_are_not() {
        for text in ["Đỗ Thị Ê", "Y Moan Ênuôl", "H'Hen Niê", "Jean-Luc O’Neil", "Иван", "李明"] {
            assert!(FullName::parse(text).is_ok(), "{text}");
        }
        for text in ["Nguyễn Văn 4n", "An <b>", "An@", "--", "A\u{0007}n", "An;"] {
            assert_eq!(FullName::parse(text), Err(FieldErrorCode::BadCharacters), "{text}");
        }
        assert_eq!(FullName::parse(" \t "), Err(FieldErrorCode::Missing));
        assert_eq!(FullName::parse(&"a".repeat(101)), Err(FieldErrorCode::TooLong { max: 100 }));
    }

    #[test]
    fn the_form_shows_names_in_upper_case_with_diacritics() {
        assert_eq!(name("Đặng Thị Quỳnh Như").to_string(), "ĐẶNG THỊ QUỲNH NHƯ");
        assert_eq!(name("Đặng Thị Quỳnh Như").initials(), "ĐTQN");
    }

    #[test]
    fn folding_drops_case_diacritics_and_double_spaces() {
        let cases = [("  ĐẶNG  Thị Quỳnh ", "dang thi quynh"), ("Ường Ỹ", "uong y"), ("Niê", "nie")];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn candidates_sort_by_given_name_then_by_the_rest_in_vietnamese_order() {
        // â is a letter of its own, after every a; á is an a with a tone.
        let sorted = [
            "Trần Văn An",
            "Nguyễn Ánh",
            "Lê Thị Ân",
            "Bùi Bình",
            "Đỗ Dũng",
            "Cao Đào",
            "Lê Hoa",
            "Lê Hòa",
            "Lê Hỏa",
            "Lê Hóa",
            "Lê Họa",
            "An Oanh",
            "Bạch Oanh",
        ];
        let mut names: Vec<_> = sorted.iter().rev().map(|text| name(text)).collect();
        names.sort_by_key(FullName::given_name_key);
        assert_eq!(names.iter().map(FullName::as_str).collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn old_and_new_tone_places_and_y_or_i_are_one_spelling() {
        for (left, right) in
            [("Lê Thị HÒA", "Lê Thị HOÀ"), ("Thúy", "Thuý"), ("Lý", "Lí"), ("Mỹ", "MĨ"), ("Quý", "Quí"), ("Hòe", "hoè")]
        {
            assert!(name(left).is_spelled_like(&name(right)), "{left} {right}");
        }
        for (left, right) in [("Hòa", "Hóa"), ("Hòa", "Hoa"), ("Thúy", "Thúi"), ("Mai", "May"), ("Đan", "Dan")] {
            assert!(!name(left).is_spelled_like(&name(right)), "{left} {right}");
        }
    }

    #[test]
    fn without_diacritics_more_names_are_alike_but_not_all() {
        assert!(name("Lê Hòa").is_alike_without_diacritics(&name("LE HOA")));
        assert!(name("Đỗ Lý").is_alike_without_diacritics(&name("DO LI")));
        assert!(!name("Lê Hòa").is_alike_without_diacritics(&name("Lê Hoan")));
        assert!(!name("Lê Thị Hòa").is_alike_without_diacritics(&name("Lê Hòa")));
    }

    proptest! {
        #[test]
        fn reading_a_read_name_changes_nothing(text in "\\PC{0,40}") {
            if let Ok(name) = FullName::parse(&text) {
                prop_assert_eq!(FullName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(name.is_spelled_like(&name));
            }
        }

        #[test]
        fn folding_twice_is_folding_once(text in "[a-zA-ZđĐăâêôơưẮỘỲ ]{0,30}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
