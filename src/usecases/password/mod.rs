//! Passwords of staff: which may be chosen ([`check`]), how they are hashed ([`PasswordHasher`]), and how someone who has
//! signed in proves that they know theirs ([`prove`]).

mod hasher;
mod own;

pub use hasher::{Memory, PasswordError, PasswordHasher, Verdict, verify_with};
pub use own::{OwnPasswordError, prove};

use crate::domain::{field_errors::FieldErrorCode, password::NewPassword};

/// Below so many guesses a password counts as easily guessed: the throttle lets about a hundred an hour through, so
/// that a million are more than a year, and far more for who guesses where the hashes are.
const GUESSES: u64 = 1_000_000;

/// Accepts a password that someone chooses, or says what is wrong with it. `about` is what is known of them: name,
/// e-mail address, name of the office.
///
/// Common passwords are known by the crate zxcvbn, which carries 30,000 of them with the names and words that people
/// build others from, and estimates how many guesses find a password made of such parts (ASVS 5.0 asks for the 3,000
/// most common ones, §6.2.4).
///
/// # Errors
/// What [`NewPassword::parse`] says.
pub fn check(text: &str, about: &[&str]) -> Result<NewPassword, FieldErrorCode> {
    NewPassword::parse(text, about, |text, words| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        zxcvbn::zxcvbn(text, &words).guesses() < GUESSES
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::domain::field_errors::FieldErrorCode as Code;

    #[test]
    fn common_passwords_and_what_is_made_of_them_are_refused() {
        for text in ["password", "P@ssw0rd", "12345678", "iloveyou", "qwertyuiop", "aaaaaaaa", "abcdefgh", "football1"]
        {
            assert_eq!(check(text, &[]).err(), Some(Code::CommonPassword), "{text}");
        }
        for text in ["cà phê trứng hồ gươm", "xzqvwkjh", "đi chợ bằng xe đạp", "Tr7-mua-xuan-xanh"] {
            assert_eq!(check(text, &["Nguyễn Hữu Tâm"]).err(), None, "{text}");
        }
    }
}
