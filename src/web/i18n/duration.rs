//! How long something lasts, in words.

use super::Lang;

/// `30 phút`, `12 giờ`: in the greatest unit that says it whole, or else in minutes.
#[must_use]
pub fn duration_words(lang: Lang, seconds: i64) -> String {
    let (number, [vi, en]) = match seconds {
        _ if seconds >= 3600 && seconds % 3600 == 0 => (seconds / 3600, ["giờ", "hour"]),
        _ if seconds >= 60 => (seconds / 60, ["phút", "minute"]),
        _ => (seconds, ["giây", "second"]),
    };
    match lang {
        Lang::Vi => format!("{number}\u{a0}{vi}"),
        Lang::En if number == 1 => format!("1\u{a0}{en}"),
        Lang::En => format!("{number}\u{a0}{en}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, duration_words};

    #[test]
    fn a_duration_is_told_in_one_unit() {
        let cases = [
            (20, "20 giây", "20 seconds"),
            (240, "4 phút", "4 minutes"),
            (1800, "30 phút", "30 minutes"),
            (3600, "1 giờ", "1 hour"),
            (5400, "90 phút", "90 minutes"),
            (43_200, "12 giờ", "12 hours"),
        ];
        for (seconds, vi, en) in cases {
            assert_eq!(duration_words(Lang::Vi, seconds).replace('\u{a0}', " "), vi);
            assert_eq!(duration_words(Lang::En, seconds).replace('\u{a0}', " "), en);
        }
    }
}
