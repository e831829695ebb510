//! What a member of staff types to sign in.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::field_errors::{FieldErrorCode, FieldErrors};

/// The greatest length of an e-mail address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: u16 = 254;
/// No password is longer, so that hashing what was typed stays bounded.
const MAX_PASSWORD: u16 = 256;

/// The form as posted.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct StaffSignInForm {
    /// The account's e-mail address.
    pub email: String,
    /// The password, never sent back.
    pub password: String,
    /// The path that was asked for before; empty for none.
    #[serde(default)]
    pub return_to: String,
}

/// What can be compared with an account.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffCredentials {
    /// Trimmed, lower case.
    pub email: String,
    /// As typed: blanks count.
    pub password: String,
}

// Passwords stay out of logs.
impl fmt::Debug for StaffSignInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffSignInForm")
    }
}

impl fmt::Debug for StaffCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffCredentials")
    }
}

impl StaffSignInForm {
    /// Reads the form. The shape of the address is not judged: no account has a wrong one.
    ///
    /// # Errors
    /// `Missing` or `TooLong` at `email` and `password`.
    pub fn parse(&self) -> Result<StaffCredentials, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.collect("email", bounded(self.email.trim(), MAX_EMAIL));
        let password = errors.collect("password", typed_password(&self.password));
        match (email, password) {
            (Some(email), Some(password)) => Ok(StaffCredentials { email: email.to_lowercase(), password }),
            _ => Err(errors),
        }
    }
}

/// A password that is to be compared with the account's, as typed.
///
/// # Errors
/// `Missing` or `TooLong`.
pub fn typed_password(text: &str) -> Result<String, FieldErrorCode> {
    bounded(text, MAX_PASSWORD)
}

fn bounded(text: &str, max: u16) -> Result<String, FieldErrorCode> {
    if text.is_empty() {
        Err(FieldErrorCode::Missing)
    } else if text.chars().count() > usize::from(max) {
        Err(FieldErrorCode::TooLong { max })
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(email: &str, password: &str) -> StaffSignInForm {
        StaffSignInForm { email: email.into(), password: password.into(), return_to: String::new() }
    }

    #[test]
    fn the_address_is_trimmed_and_lowered_and_the_password_is_left_alone() {
        let read = form(" Truong.SongHuong@demo.example.vn ", " mật khẩu ").parse();
        let expected =
            StaffCredentials { email: "truong.songhuong@demo.example.vn".into(), password: " mật khẩu ".into() };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn what_is_missing_or_too_long_is_named() {
        let long = "x".repeat(257);
        let cases = [
            (form("", "x"), FieldErrors::one("email", FieldErrorCode::Missing)),
            (form("a@b.vn", ""), FieldErrors::one("password", FieldErrorCode::Missing)),
            (form("a@b.vn", &long), FieldErrors::one("password", FieldErrorCode::TooLong { max: 256 })),
            (form(&long, "x"), FieldErrors::one("email", FieldErrorCode::TooLong { max: 254 })),
        ];
        for (form, expected) in cases {
            assert_eq!(form.parse(), Err(expected));
        }
        assert_eq!(format!("{:?}", form("a@b.vn", "secret")), "StaffSignInForm");
    }
}
