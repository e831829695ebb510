//! How a candidate is reached (domain.md §3.2, items 7 and 8).

use serde::{Deserialize, Serialize};

use crate::domain::field_errors::{FieldErrorCode, FieldErrors, required_text};

/// The greatest length of an e-mail address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: u16 = 254;
/// The greatest length of a contact address.
const MAX_ADDRESS: u16 = 255;

/// The contact section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Contact address.
    pub address: String,
}

/// A contact that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Telephone number.
    pub phone: Phone,
    /// E-mail address.
    pub email: EmailAddress,
    /// Contact address, at most 255 characters.
    pub address: String,
}

/// A Vietnamese telephone number: ten digits that start with 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// An e-mail address of plausible shape; only a delivered mail proves more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl ContactForm {
    /// Reads the section.
    ///
    /// # Errors
    /// The errors of `phone`, `email` and `address`.
    pub fn parse(&self) -> Result<Contact, FieldErrors> {
        let mut errors = FieldErrors::new();
        let phone = errors.collect("phone", Phone::parse(&self.phone));
        let email = errors.collect("email", EmailAddress::parse(&self.email));
        let address = errors.collect("address", required_text(&self.address, MAX_ADDRESS));
        match (phone, email, address) {
            (Some(phone), Some(email), Some(address)) => Ok(Contact { phone, email, address }),
            _ => Err(errors),
        }
    }
}

impl Phone {
    /// Reads ten digits that start with 0, or +84 and nine; spaces, dots and hyphens are ignored.
    ///
    /// # Errors
    /// `Missing` or `NotAPhoneNumber`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let bare: String =
            text.chars().filter(|character| !character.is_whitespace() && !matches!(character, '.' | '-')).collect();
        if bare.is_empty() {
            return Err(FieldErrorCode::Missing);
        }
        let national = bare.strip_prefix("+84").map_or_else(|| bare.clone(), |rest| format!("0{rest}"));
        let is_number = national.len() == 10
            && national.starts_with('0')
            && !national.starts_with("00")
            && national.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Ok(Self(national)) } else { Err(FieldErrorCode::NotAPhoneNumber) }
    }

    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailAddress {
    /// Reads `local@domain` in ASCII, the domain with at least one dot.
    ///
    /// # Errors
    /// `Missing`, `TooLong` or `NotAnEmailAddress`.
    pub fn parse(text: &str) -> Result<Self, FieldErrorCode> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldErrorCode::Missing);
        }
        if text.len() > usize::from(MAX_EMAIL) {
            return Err(FieldErrorCode::TooLong { max: MAX_EMAIL });
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FieldErrorCode::NotAnEmailAddress)?;
        if is_local_part(local) && is_domain(domain) {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(FieldErrorCode::NotAnEmailAddress)
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A dot-atom of at most 64 characters (RFC 5322, 3.2.3). Quoted local parts are not taken.
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    local.len() <= 64 && local.split('.').all(is_atom)
}

/// At least two labels of letters, digits and inner hyphens; the last one is not a number.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let has_top_label = domain.rsplit_once('.').is_some_and(|(_, top)| top.bytes().any(|b| b.is_ascii_alphabetic()));
    has_top_label && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_read_with_and_without_the_country_and_separators() {
        for text in ["0912345678", "+84912345678", "091 234 5678", "091.234.5678", "+84 91-234-56-78", " 0912345678 "] {
            assert_eq!(Phone::parse(text).map(|phone| phone.0), Ok("0912345678".to_owned()), "{text}");
        }
        for text in
            ["912345678", "09123456789", "091234567", "0012345678", "+85912345678", "091234567x", "+840912345678"]
        {
            assert_eq!(Phone::parse(text), Err(FieldErrorCode::NotAPhoneNumber), "{text}");
        }
    }

    #[test]
    fn mail_addresses_need_one_local_part_and_a_domain_with_a_dot() {
        for text in ["an@example.vn", "an.nguyen+thi@mail.example.edu.vn", " an@example.vn "] {
            assert!(EmailAddress::parse(text).is_ok(), "{text}");
        }
        let wrong = [
            "an",
            "an@",
            "@example.vn",
            "an@example",
            "an@@example.vn",
            "a n@example.vn",
            "an@-example.vn",
            "an@example..vn",
            ".an@example.vn",
            "an@example.1",
            "ăn@example.vn",
            "an@example.vn,b@example.vn",
        ];
        for text in wrong {
            assert_eq!(EmailAddress::parse(text), Err(FieldErrorCode::NotAnEmailAddress), "{text}");
        }
        let long = format!("an@{}.vn", ["a".repeat(60).as_str(); 5].join("."));
        assert_eq!(EmailAddress::parse(&long), Err(FieldErrorCode::TooLong { max: 254 }));
    }

    #[test]
    fn an_empty_contact_misses_every_field() {
        let errors = ContactForm::default().parse().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        assert_eq!(
            fields,
            [
                ("phone", FieldErrorCode::Missing),
                ("email", FieldErrorCode::Missing),
                ("address", FieldErrorCode::Missing)
            ]
        );
    }

    #[test]
    fn an_address_has_at_most_255_characters() {
        let form = |length| ContactForm {
            phone: "0912345678".to_owned(),
            email: "an@example.vn".to_owned(),
            address: "ă".repeat(length),
        };
        assert!(form(255).parse().is_ok());
        assert_eq!(form(256).parse(), Err(FieldErrors::one("address", FieldErrorCode::TooLong { max: 255 })));
    }
}
