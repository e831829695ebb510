//! The personal number of 12 digits and the passport number (domain.md §4.1; Nghị định 137/2015/NĐ-CP
//! Điều 13). There is no check digit: only shape, century, sex and birth year can be checked.

use std::fmt;

use time::Date;

use super::kind::Sex;
use crate::domain::{field_errors::FieldErrorCode, stored_words::stored_words};

/// Codes of the provinces of birth registration. Kept for good: issued numbers never change, whatever
/// is merged (domain.md §4.2).
const PROVINCE_CODES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

/// Below this age a candidate is implausible: a warning, never a refusal.
const LEAST_PLAUSIBLE_AGE_YEARS: i32 = 14;

/// A personal number (số định danh cá nhân): exactly 12 digits. Its `Debug` shows the mask alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalId(String);

/// Where a personal number contradicts what the candidate states. Hard errors for a candidate; staff may
/// override them with evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberDisagreement {
    /// The number carries another year of birth.
    BirthYear {
        /// The year in the number.
        in_number: i32,
    },
    /// The number carries the other sex.
    Sex {
        /// The sex in the number.
        in_number: Sex,
    },
}

/// What is unusual about a number but does not make it wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberWarning {
    /// The first three digits are no province's: a birth registered abroad, or a slip.
    UnknownProvince,
    /// Younger than a candidate can be expected to be.
    ImplausibleAge,
}

impl PersonalId {
    /// Reads exactly 12 ASCII digits; blanks around them are ignored.
    ///
    /// # Errors
    /// `Missing` when empty, `NotAPersonalNumber` otherwise.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let text = text.trim();
        if text.is_empty() {
            Err(FieldErrorCode::Missing)
        } else if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldErrorCode::NotAPersonalNumber)
        }
    }

    /// The 12 digits. Not for pages or logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digit at `index`, as a number.
    fn digit(&self, index: usize) -> u8 {
        self.0.as_bytes()[index] - b'0'
    }

    /// The code of the province (or country) where the birth was registered: 3 digits.
    #[must_use]
    pub fn province_code(&self) -> &str {
        &self.0[..3]
    }

    /// Whether the first three digits are one of the 63 provinces.
    #[must_use]
    pub fn has_known_province(&self) -> bool {
        self.province_code().parse().is_ok_and(|code: u8| PROVINCE_CODES.binary_search(&code).is_ok())
    }

    /// The sex in the fourth digit: even male, odd female.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.digit(3).is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    /// The year of birth, from the century digit and the two digits of the year.
    #[must_use]
    pub fn birth_year(&self) -> i32 {
        let century = i32::from(self.digit(3) / 2);
        1900 + 100 * century + i32::from(self.digit(4)) * 10 + i32::from(self.digit(5))
    }

    /// What in the number contradicts the stated birth date and sex. Empty when both agree.
    #[must_use]
    pub fn disagreements(&self, birth_date: Date, sex: Sex) -> Vec<NumberDisagreement> {
        let year = (self.birth_year() != birth_date.year())
            .then(|| NumberDisagreement::BirthYear { in_number: self.birth_year() });
        let sex = (self.sex() != sex).then(|| NumberDisagreement::Sex { in_number: self.sex() });
        year.into_iter().chain(sex).collect()
    }

    /// What deserves a second look for a candidate of the exam of `exam_year`.
    #[must_use]
    pub fn warnings(&self, exam_year: i32) -> Vec<NumberWarning> {
        let province = (!self.has_known_province()).then_some(NumberWarning::UnknownProvince);
        let age = (exam_year - self.birth_year() < LEAST_PLAUSIBLE_AGE_YEARS).then_some(NumberWarning::ImplausibleAge);
        province.into_iter().chain(age).collect()
    }

    /// The last three digits behind dots: `•••••••••123`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

impl fmt::Debug for PersonalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonalId({})", self.masked())
    }
}

/// The number of a passport: 5 to 20 letters and digits, upper case. For people without a personal number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassportNumber(String);

impl PassportNumber {
    /// Reads 5 to 20 ASCII letters and digits; blanks around them are ignored.
    ///
    /// # Errors
    /// `Missing`, `TooShort`, `TooLong` or `BadCharacters`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let text = text.trim();
        if text.is_empty() {
            Err(FieldErrorCode::Missing)
        } else if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Err(FieldErrorCode::BadCharacters)
        } else if text.len() < 5 {
            Err(FieldErrorCode::TooShort { min: 5 })
        } else if text.len() > 20 {
            Err(FieldErrorCode::TooLong { max: 20 })
        } else {
            Ok(Self(text.to_ascii_uppercase()))
        }
    }
}

impl fmt::Debug for PassportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassportNumber({})", mask(&self.0))
    }
}

/// The paper that identifies a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    /// Personal number of 12 digits.
    PersonalId,
    /// Passport, for people who are not Vietnamese.
    Passport,
}

stored_words!(IdentityKind { PersonalId => "personal_id", Passport => "passport" });

/// What identifies a person within a season, once only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityNumber {
    /// Personal number.
    PersonalId(PersonalId),
    /// Passport number.
    Passport(PassportNumber),
}

impl IdentityNumber {
    /// Reads a number of the given kind.
    ///
    /// # Errors
    /// As [`PersonalId::parse`] and [`PassportNumber::parse`].
    pub fn parse(kind: IdentityKind, text: &str) -> Result<Self, FieldErrorCode> {
        match kind {
            IdentityKind::PersonalId => PersonalId::parse(text).map(Self::PersonalId),
            IdentityKind::Passport => PassportNumber::parse(text).map(Self::Passport),
        }
    }

    /// Which paper this is.
    #[must_use]
    pub const fn kind(&self) -> IdentityKind {
        match self {
            Self::PersonalId(_) => IdentityKind::PersonalId,
            Self::Passport(_) => IdentityKind::Passport,
        }
    }

    /// The number as it is stored. Not for pages or logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::PersonalId(number) => number.as_str(),
            Self::Passport(number) => &number.0,
        }
    }

    /// The last three characters behind dots.
    #[must_use]
    pub fn masked(&self) -> String {
        mask(self.as_str())
    }
}

/// The last three characters of an ASCII text behind one dot for each of the others.
fn mask(number: &str) -> String {
    let hidden = number.len().saturating_sub(3);
    format!("{}{}", "•".repeat(hidden), &number[hidden..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Month;

    use super::*;

    fn personal_id(text: &str) -> PersonalId {
        PersonalId::parse(text).unwrap()
    }

    fn day(year: i32) -> Date {
        Date::from_calendar_date(year, Month::March, 5).unwrap()
    }

    #[test]
    fn the_example_of_the_specification_is_a_woman_of_ha_noi_born_in_2007() {
        let number = personal_id("001307000123");
        assert_eq!(
            (number.province_code(), number.has_known_province(), number.sex(), number.birth_year()),
            ("001", true, Sex::Female, 2007)
        );
    }

    #[test]
    fn the_fourth_digit_tells_century_and_sex() {
        let cases = [
            ("001099000001", Sex::Male, 1999),
            ("001199000001", Sex::Female, 1999),
            ("001208000001", Sex::Male, 2008),
            ("001308000001", Sex::Female, 2008),
            ("001400000001", Sex::Male, 2100),
            ("001500000001", Sex::Female, 2100),
            ("001650000001", Sex::Male, 2250),
            ("001750000001", Sex::Female, 2250),
            ("001801000001", Sex::Male, 2301),
            ("001901000001", Sex::Female, 2301),
        ];
        for (text, sex, year) in cases {
            let number = personal_id(text);
            assert_eq!((number.sex(), number.birth_year()), (sex, year), "{text}");
        }
    }

    #[test]
    fn anything_but_twelve_ascii_digits_is_refused() {
        assert_eq!(PersonalId::parse("  "), Err(FieldErrorCode::Missing));
        for text in ["00130700012", "0013070001234", "00130700012a", "001 307000123", "٠٠١٣٠٧٠٠٠١٢٣", "012345678"]
        {
            assert_eq!(PersonalId::parse(text), Err(FieldErrorCode::NotAPersonalNumber), "{text}");
        }
    }

    #[test]
    fn another_birth_year_and_the_other_sex_are_disagreements() {
        let number = personal_id("001307000123");
        assert_eq!(number.disagreements(day(2007), Sex::Female), []);
        assert_eq!(
            number.disagreements(day(2008), Sex::Male),
            [NumberDisagreement::BirthYear { in_number: 2007 }, NumberDisagreement::Sex { in_number: Sex::Female }]
        );
    }

    #[test]
    fn an_unknown_province_and_a_child_are_warnings() {
        assert_eq!(personal_id("096308000001").warnings(2026), []);
        assert_eq!(personal_id("003308000001").warnings(2026), [NumberWarning::UnknownProvince]);
        assert_eq!(personal_id("301308000001").warnings(2026), [NumberWarning::UnknownProvince]);
        assert_eq!(personal_id("001313000001").warnings(2026), [NumberWarning::ImplausibleAge]);
        assert_eq!(personal_id("001312000001").warnings(2026), []);
    }

    #[test]
    fn only_the_last_three_digits_are_shown() {
        assert_eq!(personal_id("001307000123").masked(), "•••••••••123");
        let identity = IdentityNumber::PersonalId(personal_id("001307000123"));
        assert_eq!(format!("{identity:?}"), "PersonalId(PersonalId(•••••••••123))");
    }

    #[test]
    fn a_passport_number_is_kept_in_upper_case() {
        let passport = IdentityNumber::parse(IdentityKind::Passport, " c1234567 ").unwrap();
        assert_eq!((passport.as_str(), passport.kind().as_str()), ("C1234567", "passport"));
        assert_eq!(passport.masked(), "•••••567");
        assert_eq!(PassportNumber::parse("C12/4567"), Err(FieldErrorCode::BadCharacters));
        assert_eq!(PassportNumber::parse("C123"), Err(FieldErrorCode::TooShort { min: 5 }));
    }

    proptest! {
        #[test]
        fn debug_never_prints_the_number(text in "[0-9]{12}") {
            let shown = format!("{:?}", personal_id(&text));
            prop_assert!(!shown.contains(&text[..9]) && !shown.contains(&text));
        }

        #[test]
        fn a_number_made_from_a_year_and_a_sex_agrees_with_them(year in 1900..2400_i32, is_female: bool, rest in 0..1_000_000_u32) {
            let century_and_sex = (year - 1900) / 100 * 2 + i32::from(is_female);
            let number = personal_id(&format!("079{century_and_sex}{:02}{rest:06}", year % 100));
            let sex = if is_female { Sex::Female } else { Sex::Male };
            prop_assert_eq!(number.disagreements(day(year), sex), []);
        }
    }
}
