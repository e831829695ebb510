//! Papers to hold, and the number by which everybody can check one.

use std::fmt;

use crate::domain::stored_words::stored_words;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// The exam registration as it was submitted (phiếu đăng ký dự thi).
    ExamRegistration,
}

stored_words!(DocumentKind { ExamRegistration => "exam_registration" });

/// The number of a paper: sixteen letters and digits that cannot be misread, in groups of four. Nobody guesses one: there
/// are 30^16, more than 2^78.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentCode(String);

/// Without 0 and O, 1, I and L.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

impl DocumentCode {
    /// The number that these random bytes make; those that would make some letters likelier than others are left out.
    /// `None` when too few are left.
    #[must_use]
    pub fn of(random: &[u8]) -> Option<Self> {
        let fair = random.iter().filter(|byte| **byte < 240);
        let letters: Vec<u8> = fair.take(LENGTH).map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]).collect();
        (letters.len() == LENGTH).then(|| Self::grouped(&letters))
    }

    /// Reads a number as people type it: small letters and missing or other dashes are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<u8> =
            text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase()).collect();
        let is_ours = letters.len() == LENGTH && letters.iter().all(|letter| ALPHABET.contains(letter));
        is_ours.then(|| Self::grouped(&letters))
    }

    fn grouped(letters: &[u8]) -> Self {
        let groups: Vec<String> = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Self(groups.join("-"))
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
    fn a_number_is_made_of_random_bytes_and_read_back_however_it_is_typed() {
        let code = DocumentCode::of(&(0..=255).collect::<Vec<u8>>()).unwrap();
        assert_eq!(code.as_str(), "2345-6789-ABCD-EFGH");
        for typed in ["2345-6789-ABCD-EFGH", "23456789abcdefgh", " 2345 6789 abcd efgh "] {
            assert_eq!(DocumentCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for other in ["", "2345", "2345-6789-ABCD-EFG0", "2345-6789-ABCD-EFGHJ", "../../../../etc/pa"] {
            assert_eq!(DocumentCode::parse(other), None, "{other}");
        }
    }

    #[test]
    fn bytes_that_would_favour_some_letters_are_left_out() {
        assert_eq!(DocumentCode::of(&[255; 64]), None);
        let mut bytes = vec![250; 8];
        bytes.extend([1; 16]);
        assert_eq!(DocumentCode::of(&bytes).unwrap().as_str(), "3333-3333-3333-3333");
    }
}
