//! An amount in Vietnamese words, as receipts write it beside the digits: whoever changes one has to change both.
//!
//! Groups of three digits, each with its hundreds; a group after another is read with its empty hundreds (`không trăm`)
//! and tens (`linh`), so that nothing can be put in between. After `mươi` 1 is `mốt` and 4 is `tư`, after any ten 5 is
//! `lăm`. Above 999,999,999 the count of `tỷ` is read the same way.

use crate::domain::money::Dong;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const BILLION: u64 = 1_000_000_000;

/// `45000` is `Bốn mươi lăm nghìn đồng`.
#[must_use]
pub fn amount_in_words(amount: Dong) -> String {
    let mut words = Vec::new();
    if amount.amount() < 0 {
        words.push("âm");
    }
    match amount.amount().unsigned_abs() {
        0 => words.push(DIGITS[0]),
        number => read(number, false, &mut words),
    }
    words.push("đồng");
    let words = words.join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Reads a number that is not 0; `is_after_another` where something greater was read before.
fn read(number: u64, is_after_another: bool, words: &mut Vec<&'static str>) {
    let (billions, rest) = (number / BILLION, number % BILLION);
    let mut has_begun = is_after_another;
    if billions > 0 {
        read(billions, has_begun, words);
        words.push("tỷ");
        has_begun = true;
    }
    for (unit, name) in [(1_000_000, Some("triệu")), (1_000, Some("nghìn")), (1, None)] {
        let group = rest / unit % 1_000;
        if group > 0 {
            read_group(group, has_begun, words);
            words.extend(name);
            has_begun = true;
        }
    }
}

/// Reads 1 to 999.
fn read_group(group: u64, is_after_another: bool, words: &mut Vec<&'static str>) {
    let digit = |unit: u64| usize::try_from(group / unit % 10).unwrap_or_default();
    let (hundreds, tens, ones) = (digit(100), digit(10), digit(1));
    let has_hundreds = hundreds > 0 || is_after_another;
    if has_hundreds {
        words.extend([DIGITS[hundreds], "trăm"]);
    }
    match tens {
        0 if ones > 0 && has_hundreds => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[tens], "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DIGITS, amount_in_words};
    use crate::domain::money::Dong;

    #[test]
    fn amounts_are_read_as_people_read_them() {
        let cases = [
            (0, "Không đồng"),
            (5, "Năm đồng"),
            (10, "Mười đồng"),
            (15, "Mười lăm đồng"),
            (21, "Hai mươi mốt đồng"),
            (34, "Ba mươi tư đồng"),
            (45_000, "Bốn mươi lăm nghìn đồng"),
            (105_000, "Một trăm linh năm nghìn đồng"),
            (135_000, "Một trăm ba mươi lăm nghìn đồng"),
            (111_111, "Một trăm mười một nghìn một trăm mười một đồng"),
            (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
            (1_000_001, "Một triệu không trăm linh một đồng"),
            (1_000_000_020, "Một tỷ không trăm hai mươi đồng"),
            (2_000_000_000_000, "Hai nghìn tỷ đồng"),
            (-15_000, "Âm mười lăm nghìn đồng"),
        ];
        for (amount, words) in cases {
            assert_eq!(amount_in_words(Dong::new(amount)), words, "{amount}");
        }
    }

    /// Reads the words back, by a way that knows nothing of how they were made.
    fn understood(words: &str) -> Option<i128> {
        let words = words.to_lowercase();
        let words = words.strip_suffix(" đồng")?;
        let (sign, words) = words.strip_prefix("âm ").map_or((1, words), |rest| (-1, rest));
        let (mut total, mut group, mut digit) = (0_i128, 0_i128, 0_i128);
        let mut below_billion = 0_i128;
        for word in words.split(' ') {
            match word {
                "trăm" => (group, digit) = (group + digit * 100, 0),
                "mươi" => (group, digit) = (group + digit * 10, 0),
                "mười" => group += 10,
                "linh" => {}
                "nghìn" => (below_billion, group, digit) = (below_billion + (group + digit) * 1_000, 0, 0),
                "triệu" => (below_billion, group, digit) = (below_billion + (group + digit) * 1_000_000, 0, 0),
                "tỷ" => {
                    total = (total + below_billion + group + digit) * 1_000_000_000;
                    (below_billion, group, digit) = (0, 0, 0);
                }
                "mốt" => digit = 1,
                "tư" => digit = 4,
                "lăm" => digit = 5,
                other => digit = DIGITS.iter().position(|name| *name == other)? as i128,
            }
        }
        Some(sign * (total + below_billion + group + digit))
    }

    proptest! {
        #[test]
        fn what_is_written_says_the_amount_and_no_other(amount in prop_oneof![
            any::<i64>(),
            -10_000_000_i64..10_000_000,
            (1_i64..1_000).prop_map(|count| count * 15_000),
        ]) {
            let words = amount_in_words(Dong::new(amount));
            prop_assert_eq!(understood(&words), Some(i128::from(amount)), "{}", words);
            prop_assert!(!words.contains("  ") && words.ends_with(" đồng"));
        }
    }
}
