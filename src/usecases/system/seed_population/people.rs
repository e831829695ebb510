//! Who the many are: names about as often as they are met, birth dates, citizen numbers by domain.md §4.1, ethnic groups.

use time::{Date, Month};

use crate::usecases::system::draw::Draw;

/// Family names with how many of a thousand bear them, rounded; names of the mountain peoples beside them.
const FAMILY_NAMES: [(&str, u64); 26] = [
    ("Nguyễn", 384),
    ("Trần", 121),
    ("Lê", 95),
    ("Phạm", 70),
    ("Phan", 45),
    ("Hoàng", 26),
    ("Huỳnh", 25),
    ("Đặng", 21),
    ("Vũ", 20),
    ("Bùi", 20),
    ("Võ", 19),
    ("Đỗ", 14),
    ("Hồ", 13),
    ("Ngô", 13),
    ("Trương", 12),
    ("Dương", 10),
    ("Đinh", 9),
    ("Trịnh", 8),
    ("Hà", 8),
    ("Mai", 7),
    ("Đoàn", 7),
    ("Cao", 6),
    ("Lương", 6),
    ("Lý", 5),
    ("Tạ", 4),
    ("Châu", 3),
];
const MOUNTAIN_FAMILY_NAMES: [&str; 14] =
    ["Nông", "Lò", "Hoàng", "Giàng", "Vàng", "Triệu", "Lường", "Quàng", "Sùng", "Bàn", "Ma", "Cà", "Tòng", "Thào"];
const FEMALE_MIDDLE: [(&str, u64); 14] = [
    ("Thị", 300),
    ("Ngọc", 110),
    ("Thị Thanh", 40),
    ("Thị Thu", 50),
    ("Khánh", 50),
    ("Minh", 70),
    ("Phương", 50),
    ("Thanh", 60),
    ("Thảo", 40),
    ("Thùy", 40),
    ("Bảo", 40),
    ("Hoài", 30),
    ("Diệu", 20),
    ("Kim", 30),
];
const MALE_MIDDLE: [(&str, u64); 14] = [
    ("Văn", 180),
    ("Minh", 90),
    ("Đức", 80),
    ("Quang", 60),
    ("Hữu", 50),
    ("Gia", 60),
    ("Quốc", 60),
    ("Anh", 40),
    ("Tuấn", 50),
    ("Hoàng", 50),
    ("Thành", 50),
    ("Xuân", 30),
    ("Công", 40),
    ("Duy", 40),
];
const FEMALE_GIVEN: [(&str, u64); 30] = [
    ("Anh", 90),
    ("Linh", 85),
    ("Trang", 60),
    ("Nhi", 55),
    ("Ngọc", 50),
    ("Hà", 40),
    ("Thảo", 45),
    ("Phương", 50),
    ("My", 40),
    ("Vy", 50),
    ("Hương", 35),
    ("Huyền", 40),
    ("Trâm", 30),
    ("Yến", 35),
    ("Như", 35),
    ("Quỳnh", 40),
    ("Ngân", 40),
    ("Châu", 25),
    ("Mai", 35),
    ("Hân", 30),
    ("Thư", 40),
    ("Uyên", 30),
    ("Giang", 25),
    ("Hiền", 25),
    ("Tâm", 20),
    ("Lan", 20),
    ("Oanh", 18),
    ("Thủy", 18),
    ("Diễm", 12),
    ("Ánh", 15),
];
const MALE_GIVEN: [(&str, u64); 30] = [
    ("Anh", 70),
    ("Huy", 75),
    ("Minh", 60),
    ("Khang", 40),
    ("Bảo", 45),
    ("Phúc", 45),
    ("Long", 45),
    ("Nam", 45),
    ("Đạt", 45),
    ("Khoa", 35),
    ("Kiệt", 35),
    ("Hiếu", 40),
    ("Hoàng", 40),
    ("Dũng", 35),
    ("Duy", 35),
    ("Đức", 35),
    ("Quân", 35),
    ("Tuấn", 35),
    ("Thành", 30),
    ("Hưng", 30),
    ("Nhật", 25),
    ("Phong", 30),
    ("Thịnh", 25),
    ("Tài", 25),
    ("Trung", 25),
    ("Cường", 25),
    ("Việt", 20),
    ("Sơn", 25),
    ("Tân", 15),
    ("Vinh", 20),
];

/// The ethnic group of most.
const KINH: &str = "01";
/// Where others than the Kinh live in great number: how many of a thousand, and which groups, the greatest first. Rounded
/// from general knowledge.
const MINORITIES: [(&str, usize, &[&str]); 13] = [
    ("04", 940, &["02", "07", "08", "09"]),
    ("08", 740, &["02", "08", "09", "18"]),
    ("11", 820, &["03", "08", "29", "09"]),
    ("12", 840, &["03", "08", "09", "35"]),
    ("14", 830, &["03", "08", "06", "29"]),
    ("15", 600, &["08", "02", "09", "03"]),
    ("19", 420, &["02", "07", "09", "15"]),
    ("20", 830, &["07", "02", "09", "04"]),
    ("25", 260, &["06", "09", "02", "15"]),
    ("52", 330, &["10", "13", "02", "07"]),
    ("66", 330, &["12", "20", "07", "02"]),
    ("68", 240, &["16", "28", "07", "20"]),
    ("51", 230, &["14", "19", "13", "26"]),
];
/// How often each of four groups is met.
const GROUP_WEIGHTS: [u64; 4] = [50, 30, 15, 5];

/// Who somebody is.
pub struct Made {
    pub full_name: String,
    pub birth_date: Date,
    pub is_female: bool,
    pub ethnic_group: &'static str,
}

/// Somebody of `province` who is born in `year`.
pub fn somebody(draw: &Draw, province: &str, year: i32) -> Option<Made> {
    let is_female = draw.happens(520);
    let groups = MINORITIES.iter().find(|(code, ..)| *code == province);
    let groups = groups.filter(|(_, per_mille, _)| draw.happens(*per_mille)).map_or(&[][..], |(.., groups)| groups);
    let group = draw.place(GROUP_WEIGHTS.into_iter()).and_then(|place| groups.get(place)).copied();
    let family = if group.is_some() && draw.happens(600) {
        draw.one_of(&MOUNTAIN_FAMILY_NAMES)?
    } else {
        draw.weighted(&FAMILY_NAMES)?
    };
    let (middle, given) = if is_female { (&FEMALE_MIDDLE, &FEMALE_GIVEN) } else { (&MALE_MIDDLE, &MALE_GIVEN) };
    let full_name = format!("{family} {} {}", draw.weighted(middle)?, draw.weighted(given)?);
    let month = Month::try_from(u8::try_from(draw.below(12) + 1).ok()?).ok()?;
    let day = u8::try_from(draw.below(usize::from(month.length(year))) + 1).ok()?;
    let birth_date = Date::from_calendar_date(year, month, day).ok()?;
    Some(Made { full_name, birth_date, is_female, ethnic_group: group.unwrap_or(KINH) })
}

/// The last six digits begin here: below are the numbers of the demo's people, who may come later.
const LEAST_SERIAL: u64 = 110_000;
const SERIALS: u64 = 1_000_000 - LEAST_SERIAL;
/// Shares no divisor with [`SERIALS`], so that different places give different serials.
const STRIDE: u64 = 7_919;

/// The greatest number of people of one province.
pub const MOST_OF_A_PROVINCE: u64 = SERIALS;

/// A citizen number that only the one at this place among the people of the province has: where the birth was registered,
/// century and sex, year, and a serial (domain.md §4.1).
pub fn citizen_number(codes: &[String], place: u64, made: &Made) -> Option<String> {
    let year = made.birth_date.year();
    let serial = LEAST_SERIAL + place * STRIDE % SERIALS;
    let code = codes.get(usize::try_from(serial).ok()? % codes.len().max(1))?;
    let century_and_sex = (year - 1900) / 100 * 2 + i32::from(made.is_female);
    Some(format!("{code}{century_and_sex}{:02}{serial:06}", year % 100))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::candidate::{citizen_id::PersonalId, kind::Sex, name::FullName};

    #[test]
    fn numbers_follow_the_decree_and_none_is_given_twice() {
        let draw = Draw::of_part(3, 3);
        let codes = ["052".to_owned(), "064".to_owned()];
        let mut seen = HashSet::new();
        for place in 0..20_000 {
            let made = somebody(&draw, "52", if place % 30 == 0 { 1999 } else { 2008 }).unwrap();
            let number = citizen_number(&codes, place, &made).unwrap();
            let read = PersonalId::parse(&number).unwrap();
            let sex = if made.is_female { Sex::Female } else { Sex::Male };
            assert_eq!(read.disagreements(made.birth_date, sex), [], "{number}");
            assert!(read.warnings(2026).is_empty(), "{number}");
            FullName::parse(&made.full_name).unwrap();
            assert!(seen.insert(number));
        }
    }

    #[test]
    fn every_place_of_a_province_has_a_serial_of_its_own() {
        let serials: HashSet<u64> = (0..SERIALS).map(|place| place * STRIDE % SERIALS).collect();
        assert_eq!(u64::try_from(serials.len()).unwrap(), MOST_OF_A_PROVINCE);
    }

    #[test]
    fn mountain_peoples_live_where_they_live() {
        let draw = Draw::of_part(3, 4);
        let share = |province: &str| {
            (0..2_000).filter(|_| somebody(&draw, province, 2008).unwrap().ethnic_group != KINH).count()
        };
        let (mountains, delta) = (share("12"), share("33"));
        assert!((1_500..1_850).contains(&mountains) && delta == 0, "{mountains} {delta}");
    }
}
