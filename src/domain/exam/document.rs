//! Papers to hold, and the number by which everybody can check one.

use std::fmt;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// The exam registration as it was submitted (phiếu đăng ký dự thi).
    ExamRegistration {
        /// Which submission, from 1.
        version: i32,
    },
    /// Number, venue and room of the exam (giấy báo dự thi).
    ExamNotice,
}

/// The number of a paper: sixteen letters and digits that cannot be misread, in groups of four. The database makes it, with
/// what the paper shows (`new_document_code`, migration 0064). Nobody guesses one: there are 30^16, more than 2^78.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentCode(String);

/// Without 0 and O, 1, I and L.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

impl DocumentCode {
    /// Reads a number as people type it: small letters and missing or other dashes are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<u8> =
            text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase()).collect();
        let is_ours = letters.len() == LENGTH && letters.iter().all(|letter| ALPHABET.contains(letter));
        if !is_ours {
            return None;
        }
        let groups: Vec<String> = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Some(Self(groups.join("-")))
    }

    /// The number with its dashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentCode;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        let code = DocumentCode::parse("2345-6789-ABCD-EFGH").unwrap();
        assert_eq!(code.as_str(), "2345-6789-ABCD-EFGH");
        for typed in ["2345-6789-ABCD-EFGH", "23456789abcdefgh", " 2345 6789 abcd efgh "] {
            assert_eq!(DocumentCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for other in ["", "2345", "2345-6789-ABCD-EFG0", "2345-6789-ABCD-EFGHJ", "../../../../etc/pa"] {
            assert_eq!(DocumentCode::parse(other), None, "{other}");
        }
    }
}
