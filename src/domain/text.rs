//! Text for comparison and search.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Lower case without diacritics, `đ` as `d`, every run of blanks as one: what search compares.
#[must_use]
pub fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|&character| !is_combining_mark(character)).flat_map(char::to_lowercase);
    let folded: String = letters.map(|character| if character == 'đ' { 'd' } else { character }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn vietnamese_is_folded_to_plain_letters() {
        assert_eq!(fold("  Đại học  Bách Khoa HÀ NỘI "), "dai hoc bach khoa ha noi");
        assert_eq!(fold("Nguye\u{302}\u{303}n"), "nguyen");
    }
}
