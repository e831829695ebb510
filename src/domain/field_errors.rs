//! What is wrong with a form, field by field, in words that no language owns yet.
//!
//! The web layer turns each code into a sentence (`web/i18n/field_errors.rs`); storage maps violated
//! constraints to the same codes.

use time::Date;

use super::{score::Score, time::Instant};

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form, e.g. `phone`.
    pub field: &'static str,
    /// What is wrong.
    pub code: FieldErrorCode,
}

/// What can be wrong with a value. Carries what the sentence needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldErrorCode {
    /// Nothing was entered or chosen.
    Missing,
    /// More than `max` characters.
    TooLong {
        /// The greatest number of characters.
        max: u16,
    },
    /// Fewer than `min` characters.
    TooShort {
        /// The least number of characters.
        min: u16,
    },
    /// Not one of the values on offer.
    NotOnOffer,
    /// Nothing is known by that number, address or code.
    NotKnown,
    /// Not a Vietnamese telephone number (10 digits, or +84).
    NotAPhoneNumber,
    /// Not an e-mail address.
    NotAnEmailAddress,
    /// Not a personal number of 12 digits (domain.md §4.1).
    NotAPersonalNumber,
    /// Not a number that the portal gave out: of a form, a candidate or a receipt.
    NotAReferenceNumber,
    /// Not a decimal with at most two places.
    NotANumber,
    /// Not a whole number from 0.
    NotAWholeNumber,
    /// Not a code of so many digits, or one of zeros alone.
    NotDigits {
        /// How many digits.
        digits: u8,
    },
    /// A school for a receiving point, which is none.
    NotForReceivingPoint,
    /// Not a position of a list, from 1 to `max`.
    NotAPosition {
        /// The last position.
        max: u8,
    },
    /// Not a date.
    NotADate,
    /// Not a date and time.
    NotAnInstant,
    /// The two elective papers are the same.
    SameElectiveTwice,
    /// Both technology papers, which exclude each other (domain.md §3.3).
    BothTechnologyPapers,
    /// A paper that a pupil of grade 12 did not study there.
    NotStudied,
    /// Components of both combined papers of the 2006 programme.
    TwoCombinedPapers,
    /// A paper from which the candidate asks to be exempted.
    ExemptedPaper,
    /// A paper whose mark of the year before is kept.
    ReservedPaper,
    /// A new mark that is the mark there is.
    SameMark,
    /// A new mark of whoever lets the mark stand.
    MarkNotWanted,
    /// A subject that is named twice.
    SameSubjectTwice,
    /// Less than a least number.
    AtLeast {
        /// The least.
        least: i64,
    },
    /// A level of a certificate that does not suffice.
    LevelTooLow {
        /// Those that do, by commas.
        levels: String,
    },
    /// A paper that was issued after the day on which it has to be valid.
    IssuedLater {
        /// That day.
        day: Date,
    },
    /// A paper that is not valid any more on the day on which it has to be.
    ExpiredBefore {
        /// That day.
        day: Date,
    },
    /// Residence decides only for whoever named one.
    NeedsResidence,
    /// Residence decides only after more than 18 months.
    NeedsLongResidence,
    /// Residence decides only in a commune that the season lists as especially difficult.
    NeedsDifficultCommune,
    /// Fewer papers than there have to be.
    TooFewPapers {
        /// The fewest.
        least: usize,
    },
    /// More answers than there may be.
    TooMany {
        /// The most.
        most: usize,
    },
    /// A Vietnamese citizen with a passport for an identity paper (domain.md §3.2, item 4).
    PassportIsForeign,
    /// The ethnic group that stands for foreigners, for a Vietnamese citizen.
    NotForVietnamese,
    /// A foreign language paper without its language, or a language without the paper.
    LanguageNeedsPaper,
    /// A box that has to be ticked is not.
    NotAccepted,
    /// Contains characters that the field does not take.
    BadCharacters,
    /// The value already belongs to another record.
    Taken,
    /// The address already belongs to an account, or to an open invitation to one.
    AddressInUse,
    /// What stands there already.
    Unchanged,
    /// Not the same as what was typed above it.
    NotRepeated,
    /// Above the greatest number allowed.
    AboveLimit {
        /// The limit.
        limit: i64,
    },
    /// Below the least score allowed.
    BelowScore {
        /// The least score.
        least: Score,
    },
    /// A password that many people use, or that a few guesses find.
    CommonPassword,
    /// A password that is little more than a word of the portal or the person.
    PasswordOfContext,
    /// Not the password that the account has.
    WrongPassword,
    /// A new password that is the one before.
    SamePassword,
    /// Neither a code of six digits nor a recovery code.
    NotACode,
    /// A file of more bytes than the door takes.
    FileTooLarge {
        /// The most bytes.
        max_bytes: u32,
    },
    /// A file without a byte.
    EmptyFile,
    /// A workbook in the old binary format, or with a password.
    OldWorkbook,
    /// Neither a text with separators nor a workbook.
    NotATable,
    /// No file was chosen.
    NoFile,
    /// Neither a JPEG nor a PNG picture, whatever its name says.
    NotAPicture,
    /// Neither a PDF nor a picture, whatever its name says.
    NotADocument,
    /// A file that is empty, cut off or damaged.
    FileBroken,
    /// A picture with fewer pixels than these.
    PictureTooSmall {
        /// The least width.
        width_px: u32,
        /// The least height.
        height_px: u32,
    },
    /// A picture with more pixels than are read.
    PictureTooLarge,
    /// As many files as are taken, or more.
    TooManyFiles {
        /// The most files.
        max: u8,
    },
    /// After an instant that has to come later.
    After {
        /// The instant.
        instant: Instant,
    },
    /// Before an instant that has to come first.
    Before {
        /// The instant.
        instant: Instant,
    },
}

/// All that is wrong with a form, in the order of its fields. Never empty when it is an `Err`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]

pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// One error alone.
    #[must_use]
    pub fn one(field: &'static str, code: FieldErrorCode) -> Self {
        Self(vec![FieldError { field, code }])
    }

    /// Notes one more error.
    pub fn push(&mut self, field: &'static str, code: FieldErrorCode) {
        self.0.push(FieldError { field, code });
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    /// The first error of one field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&FieldErrorCode> {
        self.0.iter().find(|error| error.field == field).map(|error| &error.code)
    }

    /// `Ok(value)` when nothing is wrong.
    ///
    /// # Errors
    /// The collected errors otherwise.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Takes the value out of `result`, or notes its error under `field` and gives `None`.
    pub fn collect<T>(&mut self, field: &'static str, result: Result<T, FieldErrorCode>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(code) => {
                self.push(field, code);
                None
            }
        }
    }
}

/// Characters without width, which come along with a paste.
const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{feff}')
}

/// Reads a code of so many digits, not of zeros alone.
///
/// # Errors
/// `Missing`; `NotDigits`.
pub fn code_of_digits(text: &str, digits: u8) -> Result<String, FieldErrorCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldErrorCode::Missing);
    }
    let is_code = text.len() == usize::from(digits) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_code && text.bytes().any(|byte| byte != b'0') {
        Ok(text.to_owned())
    } else {
        Err(FieldErrorCode::NotDigits { digits })
    }
}

/// A required text: trimmed, NFC, of at most `max` characters, without control characters
/// and without marks that turn the direction of what follows: they show words in another order than they are.
/// Characters without width are left out without a word: nobody could find one to take it out.
///
/// # Errors
/// `Missing`, `TooLong` or `BadCharacters`.
pub fn required_text(text: &str, max: u16) -> Result<String, FieldErrorCode> {
    use unicode_normalization::UnicodeNormalization as _;
    let visible: String = text.chars().filter(|&character| !is_invisible(character)).collect();
    let text: String = visible.trim().nfc().collect();
    if text.is_empty() {
        Err(FieldErrorCode::Missing)
    } else if text.chars().count() > usize::from(max) {
        Err(FieldErrorCode::TooLong { max })
    } else if text.chars().any(|character| character.is_control() && character != '\n' || turns_direction(character)) {
        Err(FieldErrorCode::BadCharacters)
    } else {
        Ok(text)
    }
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode, required_text};

    #[test]
    fn what_is_not_seen_is_not_kept_and_what_cannot_be_shown_is_refused() {
        let cases = [
            ("  Lê Lợi ", Ok("Lê Lợi")),
            ("\u{202e}iợL êL", Err(FieldErrorCode::BadCharacters)),
            ("Lê\u{200b} \u{feff}Lợi", Ok("Lê Lợi")),
            ("Đu\u{31b}o\u{31b}\u{300}ng", Ok("Đường")),
            ("một\nhai", Ok("một\nhai")),
            ("\u{200b}", Err(FieldErrorCode::Missing)),
            ("a\0b", Err(FieldErrorCode::BadCharacters)),
            ("a\u{1b}b", Err(FieldErrorCode::BadCharacters)),
            ("12345678901", Err(FieldErrorCode::TooLong { max: 10 })),
        ];
        for (text, expected) in cases {
            assert_eq!(required_text(text, 10), expected.map(str::to_owned), "{text:?}");
        }
    }
}
