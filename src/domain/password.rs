//! Which passwords staff may choose (OWASP ASVS 5.0, §6.2).
//!
//! Length is what counts: at least 8 characters, up to 128, and no rule about kinds of characters (6.2.1, 6.2.5, 6.2.9).
//! Refused are passwords that many people use, or that a few guesses find (6.2.4), and those that are little more than
//! words anyone would try here: the portal's name, the person's name and address (6.2.11). Which passwords are common
//! is a list and no rule, so it comes from outside.
//!
//! Text is compared and hashed as NFC: the same `ế` typed on a phone and on a computer is the same password. Otherwise
//! it is left as typed: blanks count, nothing is cut off (6.2.8).

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::{field_errors::FieldErrorCode, text::fold};

/// The fewest characters (6.2.1).
pub const MIN_CHARACTERS: u16 = 8;
/// The most: generous for sentences (6.2.9 asks for 64), bounded for whoever has to hash them.
pub const MAX_CHARACTERS: u16 = 128;

/// What anyone would try on this portal (6.2.11), folded.
const WORDS_OF_THE_PORTAL: [&str; 12] = [
    "congthisinh",
    "thisinh",
    "bogiaoducvadaotao",
    "bogiaoduc",
    "giaoduc",
    "bogddt",
    "gddt",
    "tuyensinh",
    "totnghiep",
    "kythi",
    "daihoc",
    "matkhau",
];
/// Shorter parts of names are parts of too many other words.
const MIN_WORD: usize = 3;

/// The form in which passwords are compared and hashed: NFC.
#[must_use]
pub fn normalized(text: &str) -> String {
    text.nfc().collect()
}

/// A password that may be used from now on.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

// Passwords stay out of logs.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword")
    }
}

impl NewPassword {
    /// Accepts `text` or says what is wrong with it. `about` is what is known of the person: name, e-mail address,
    /// office. `is_guessable` is asked last, with the words that would be tried first.
    ///
    /// # Errors
    /// `Missing`, `TooShort`, `TooLong`, `PasswordOfContext`, `CommonPassword`.
    pub fn parse(
        text: &str,
        about: &[&str],
        is_guessable: impl FnOnce(&str, &[String]) -> bool,
    ) -> Result<Self, FieldErrorCode> {
        let text = normalized(text);
        let length = text.chars().count();
        if length == 0 {
            return Err(FieldErrorCode::Missing);
        }
        if length < usize::from(MIN_CHARACTERS) {
            return Err(FieldErrorCode::TooShort { min: MIN_CHARACTERS });
        }
        if length > usize::from(MAX_CHARACTERS) {
            return Err(FieldErrorCode::TooLong { max: MAX_CHARACTERS });
        }
        let words = context_words(about);
        if is_mostly(&text, &words) {
            return Err(FieldErrorCode::PasswordOfContext);
        }
        if is_guessable(&text, &words) {
            return Err(FieldErrorCode::CommonPassword);
        }
        Ok(Self(text))
    }

    /// The text itself, for hashing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The portal's words, and each text about the person as a whole and in its parts; folded, the longest first.
fn context_words(about: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = WORDS_OF_THE_PORTAL.iter().map(|word| (*word).to_owned()).collect();
    for text in about {
        words.push(letters_of(text));
        words.extend(fold(text).split(|each: char| !each.is_alphanumeric()).map(str::to_owned));
    }
    words.retain(|word| word.chars().count() >= MIN_WORD);
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}

/// Letters and digits alone, folded.
fn letters_of(text: &str) -> String {
    fold(text).chars().filter(|each| each.is_alphanumeric()).collect()
}

/// Whether some of `words` stand in `text`, and what remains without them would be too short for a password.
fn is_mostly(text: &str, words: &[String]) -> bool {
    let whole = letters_of(text);
    // A blank in place of a word: what stood around it does not become another word.
    let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(word.as_str(), " "));
    let left = rest.chars().filter(|each| *each != ' ').count();
    rest != whole && left < usize::from(MIN_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, NewPassword};

    const ABOUT: [&str; 2] = ["Nguyễn Hữu Tâm", "truong.songhuong@demo.example.vn"];

    fn parse(text: &str) -> Result<NewPassword, Code> {
        NewPassword::parse(text, &ABOUT, |text, _| text == "password")
    }

    #[test]
    fn length_counts_and_no_kind_of_character_is_asked_for() {
        let cases = [
            ("", Some(Code::Missing)),
            ("1234567", Some(Code::TooShort { min: 8 })),
            // Eight letters, sixteen code points before they are composed.
            ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", Some(Code::TooShort { min: 8 })),
            ("xzqvwkjh", None),
            ("        ", None),
            (&"x".repeat(64), None),
            (&"ế".repeat(128), None),
            (&"x".repeat(129), Some(Code::TooLong { max: 128 })),
            ("password", Some(Code::CommonPassword)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).err(), expected, "{text:?}");
        }
    }

    #[test]
    fn little_more_than_a_word_of_the_portal_or_the_person_is_refused() {
        for text in
            ["BoGDDT@2026", "cong-thi-sinh-2026", "Thí sinh 1!", "nguyenhuutam1", "Tam.Nguyen.123", "SongHuong-2026"]
        {
            assert_eq!(parse(text).err(), Some(Code::PasswordOfContext), "{text:?}");
        }
        for text in ["một chú thí sinh đi lạc đường", "tâm hồn ăn uống vô độ", "xzqvwkjh"] {
            assert_eq!(parse(text).err(), None, "{text:?}");
        }
    }

    #[test]
    fn the_same_letters_typed_otherwise_are_the_same_password() {
        let (composed, decomposed) = (parse("cà phê trứng"), parse("ca\u{300} phe\u{302} tru\u{31b}\u{301}ng"));
        assert_eq!(composed, decomposed);
        assert_eq!(format!("{:?}", composed.unwrap()), "NewPassword");
    }
}
