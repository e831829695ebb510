//! Registration units as a department sets them up (domain.md §1, §4.3): a code of three digits, 001–900 for schools and
//! 901–999 for the receiving points of free candidates. The code stands in form numbers and on papers, so it never changes;
//! a name may.

use std::fmt;

use crate::domain::field_errors::{FieldErrorCode, FieldErrors, code_of_digits, required_text};

/// How many digits a code has.
const DIGITS: u8 = 3;
/// The last code of a school; what follows are receiving points.
const LAST_SCHOOL: u16 = 900;
/// The longest name, in characters.
const MAX_NAME: u16 = 200;
/// The longest code of a high school, in characters.
const MAX_SCHOOL: u16 = 10;

/// The code of a unit within its department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode(String);

impl UnitCode {
    /// Reads a code as typed.
    ///
    /// # Errors
    /// `Missing`; `NotDigits` for anything but 001 to 999.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        code_of_digits(text, DIGITS).map(Self)
    }

    /// The three digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a receiving point of free candidates rather than a school.
    #[must_use]
    pub fn is_receiving_point(&self) -> bool {
        self.0.parse().is_ok_and(|code: u16| code > LAST_SCHOOL)
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A unit as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct UnitForm {
    /// Three digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of the high school that it is; empty for a receiving point.
    pub school: String,
}

/// A unit that can be set up, as far as the form alone tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// The code of the high school that it is; none for a receiving point.
    pub school: Option<String>,
}

impl UnitForm {
    /// Reads the form. A school unit without its school would be offered to free candidates as a receiving point, so the
    /// code decides whether there is one.
    ///
    /// # Errors
    /// `Missing` or `NotDigits` at `code`; `Missing`, `TooLong` or `BadCharacters` at `name`; `Missing`, `TooLong`,
    /// `BadCharacters` or `NotForReceivingPoint` at `school`.
    pub fn parse(&self) -> Result<NewUnit, FieldErrors> {
        let mut errors = FieldErrors::new();
        let code = errors.collect("code", UnitCode::parse(&self.code));
        let name = errors.collect("name", unit_name(&self.name));
        let is_point = code.as_ref().is_some_and(UnitCode::is_receiving_point);
        let school = match required_text(&self.school, MAX_SCHOOL) {
            // Which of the two it is says the code.
            Err(FieldErrorCode::Missing) if is_point || code.is_none() => Ok(None),
            Ok(_) if is_point => Err(FieldErrorCode::NotForReceivingPoint),
            read => read.map(Some),
        };
        let school = errors.collect("school", school);
        match (code, name, school) {
            (Some(code), Some(name), Some(school)) => Ok(NewUnit { code, name, school }),
            _ => Err(errors),
        }
    }
}

/// Reads the name of a unit as typed.
///
/// # Errors
/// `Missing`, `TooLong`, `BadCharacters`.
pub fn unit_name(text: &str) -> Result<String, FieldErrorCode> {
    required_text(text, MAX_NAME)
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, FieldErrors, NewUnit, UnitCode, UnitForm};

    fn parse([code, name, school]: [&str; 3]) -> Result<NewUnit, FieldErrors> {
        UnitForm { code: code.to_owned(), name: name.to_owned(), school: school.to_owned() }.parse()
    }

    #[test]
    fn a_code_has_three_digits_and_says_whether_the_unit_is_a_school() {
        for (text, is_point) in [("001", false), (" 900 ", false), ("901", true), ("999", true)] {
            let code = UnitCode::parse(text).unwrap();
            assert_eq!((code.as_str(), code.is_receiving_point()), (text.trim(), is_point), "{text}");
        }
        for text in ["000", "1", "0001", "0a1", "٠٠١", "+01"] {
            assert_eq!(UnitCode::parse(text), Err(Code::NotDigits { digits: 3 }), "{text}");
        }
        assert_eq!(UnitCode::parse(" "), Err(Code::Missing));
    }

    #[test]
    fn a_school_unit_is_a_school_and_a_receiving_point_is_none() {
        let school = parse(["016", "  Trường THPT Nam Đông ", "46016"]).unwrap();
        assert_eq!((school.name.as_str(), school.school.as_deref()), ("Trường THPT Nam Đông", Some("46016")));
        assert_eq!(parse(["903", "Điểm tiếp nhận Phú Lộc", ""]).unwrap().school, None);
        let cases = [
            (["016", "Trường", ""], vec![("school", Code::Missing)]),
            (["903", "Điểm tiếp nhận", "46016"], vec![("school", Code::NotForReceivingPoint)]),
            (["016", " ", "46016"], vec![("name", Code::Missing)]),
            (["16", "", ""], vec![("code", Code::NotDigits { digits: 3 }), ("name", Code::Missing)]),
            (["016", "Trường", "12345678901"], vec![("school", Code::TooLong { max: 10 })]),
        ];
        for (typed, expected) in cases {
            let errors = parse(typed).unwrap_err();
            let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
            assert_eq!(found, expected, "{typed:?}");
        }
    }
}
