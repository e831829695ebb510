//! Text for comparison and search, and bytes as text.

use std::fmt::Write as _;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Lower case without diacritics, `đ` as `d`, every run of blanks as one: what search compares.
#[must_use]
pub fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|&character| !is_combining_mark(character)).flat_map(char::to_lowercase);
    let folded: String = letters.map(|character| if character == 'đ' { 'd' } else { character }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Orders names with numbers in them as people do, 12A2 before 12A10: numbers by their value, all else by its letters, and
/// the text itself last, so that equal keys are equal texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey {
    parts: Vec<NaturalPart>,
    text: String,
}

/// Digits, by how many there are and then by what they say; or what stands between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum NaturalPart {
    Number(usize, String),
    Letters(String),
}

/// The key by which `text` is ordered; every list of classes goes by it.
#[must_use]
pub fn natural_key(text: &str) -> NaturalKey {
    let folded = fold(text);
    let characters: Vec<char> = folded.chars().collect();
    let runs = characters.chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let parts = runs.map(|run| {
        if run.first().is_some_and(char::is_ascii_digit) {
            let digits: String = run.iter().skip_while(|digit| **digit == '0').collect();
            NaturalPart::Number(digits.len(), digits)
        } else {
            NaturalPart::Letters(run.iter().collect())
        }
    });
    NaturalKey { parts: parts.collect(), text: text.to_owned() }
}

/// Bytes as lower-case hexadecimal digits, two each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The bytes of hexadecimal digits, two each; `None` for anything else.
#[must_use]
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    let is_hex = digits.len().is_multiple_of(2) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let pairs = digits.as_bytes().chunks(2).filter(|_| is_hex);
    let bytes: Vec<u8> =
        pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    (bytes.len() * 2 == digits.len()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{fold, hex, natural_key, unhex};

    #[test]
    fn numbers_in_names_are_ordered_by_their_value() {
        let ordered = ["", "9A1", "12", "12A", "12A1", "12A02", "12A2", "12a10", "12B1", "Hóa 2", "Hoá 10", "Đợt 1"];
        let mut sorted = ordered;
        sorted.reverse();
        sorted.sort_by_cached_key(|name| natural_key(name));
        let expected = ["", "9A1", "12", "12A", "12A1", "12A02", "12A2", "12a10", "12B1", "Đợt 1", "Hóa 2", "Hoá 10"];
        assert_eq!(sorted, expected);
        assert_ne!(natural_key("12A1"), natural_key("12a1"), "two classes stay two");
    }

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
        assert_eq!(unhex("000fA0ff"), Some(vec![0x00, 0x0f, 0xa0, 0xff]));
        for wrong in ["0", "0g", "+1", "đđ", "00 "] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn vietnamese_is_folded_to_plain_letters() {
        assert_eq!(fold("  Đại học  Bách Khoa HÀ NỘI "), "dai hoc bach khoa ha noi");
        assert_eq!(fold("Nguye\u{302}\u{303}n"), "nguyen");
    }
}
