//! What a member of staff types as a second factor.

use std::fmt;

use super::{field_errors::FieldErrorCode, text::fold};

/// Letters and digits of recovery codes: none that is taken for another (no 0 O 1 I).
pub const RECOVERY_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// The characters of a recovery code: 60 bits.
pub const RECOVERY_CHARACTERS: usize = 12;
const TOTP_DIGITS: usize = 6;

/// A code that can be compared.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactorCode {
    /// Six digits that an authenticator shows.
    Totp(String),
    /// A recovery code, without hyphens.
    Recovery(String),
}

// Codes stay out of logs.
impl fmt::Debug for SecondFactorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorCode")
    }
}

impl SecondFactorCode {
    /// Reads what was typed; blanks, hyphens and the case of letters do not count.
    ///
    /// # Errors
    /// `Missing` or `NotACode`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let code: String =
            fold(text).to_uppercase().chars().filter(|each| !each.is_whitespace() && *each != '-').collect();
        if code.is_empty() {
            Err(FieldErrorCode::Missing)
        } else if code.len() == TOTP_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self::Totp(code))
        } else if code.len() == RECOVERY_CHARACTERS && code.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte)) {
            Ok(Self::Recovery(code))
        } else {
            Err(FieldErrorCode::NotACode)
        }
    }
}

/// A recovery code from random bytes, without hyphens.
#[must_use]
pub fn recovery_code(random: [u8; RECOVERY_CHARACTERS]) -> String {
    random.iter().map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte % 32)])).collect()
}

/// A recovery code as it is shown: `ABCD-EFGH-JKLM`.
#[must_use]
pub fn shown(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let totp = Ok(SecondFactorCode::Totp("012345".into()));
        assert_eq!(SecondFactorCode::parse(" 012 345 "), totp);
        let code = SecondFactorCode::Recovery("ABCDEFGHJKLM".into());
        let recovery = Ok(code.clone());
        for text in ["ABCD-EFGH-JKLM", "abcd efgh jklm", " abcdEFGHjklm "] {
            assert_eq!(SecondFactorCode::parse(text), recovery, "{text}");
        }
        assert_eq!(SecondFactorCode::parse(" - "), Err(FieldErrorCode::Missing));
        for text in ["12345", "1234567", "ABCD-EFGH-JKL0", "đđđđ-đđđđ-đđđ!", "12345６"] {
            assert_eq!(SecondFactorCode::parse(text), Err(FieldErrorCode::NotACode), "{text}");
        }
        assert_eq!(format!("{code:?}"), "SecondFactorCode");
    }

    #[test]
    fn recovery_codes_are_read_as_they_are_shown() {
        let code = recovery_code([0, 31, 32, 63, 255, 7, 8, 9, 10, 11, 12, 13]);
        assert_eq!(shown(&code), "2Z2Z-Z9AB-CDEF");
        assert_eq!(SecondFactorCode::parse(&shown(&code)), Ok(SecondFactorCode::Recovery(code)));
    }
}
