//! Whether a person's data agree with the population registry (domain.md §10).
//!
//! Only the outcome and the differing fields are kept as evidence, never the citizen's record.

use time::Date;

use crate::domain::{
    candidate::{citizen_id::PersonalId, kind::Sex, name::FullName},
    stored_words::stored_words,
};

/// What the registry answers about one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryAnswer {
    /// The record of the number.
    Found(RegistryRecord),
    /// No such number.
    NotFound,
    /// The number exists but must not be used: the person has died or the number was cancelled.
    Invalid,
    /// No answer: the service is down or too slow. Never a reason to stop a candidate.
    Unavailable,
}

/// What the registry holds about a person, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRecord {
    /// The number the answer is about.
    pub number: PersonalId,
    /// Full name.
    pub full_name: FullName,
    /// Birth date, or the year alone.
    pub birth_date: RegistryDate,
    /// Sex, where the registry states it.
    pub sex: Option<Sex>,
}

/// A birth date of the registry. Old records know the year alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryDate {
    /// A full date.
    Day(Date),
    /// The year alone.
    Year(i32),
}

/// What a person states, to be compared.
#[derive(Debug, Clone, Copy)]
pub struct StatedIdentity<'a> {
    /// Personal number.
    pub number: &'a PersonalId,
    /// Full name.
    pub full_name: &'a FullName,
    /// Birth date.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
}

/// A field in which statement and registry differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferingField {
    /// Another name.
    FullName,
    /// The same name but for diacritics, the place of the tone mark, or y and i: minor.
    FullNameDiacritics,
    /// Another birth date.
    BirthDate,
    /// The other sex.
    Sex,
}

stored_words!(DifferingField {
    FullName => "full_name",
    FullNameDiacritics => "full_name_diacritics",
    BirthDate => "birth_date",
    Sex => "sex",
});

/// How two names differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameDifference {
    /// Equal but for letter case and spaces.
    Same,
    /// Equal once diacritics, tone places and y or i are ignored.
    DiacriticsOnly,
    /// Different.
    Different,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ComparisonStatus {
    /// Not asked yet.
    Unchecked,
    /// Number, name, birth date and sex agree.
    Matched,
    /// The number exists, some fields differ. Never empty.
    Partial(Vec<DifferingField>),
    /// No such number.
    NotFound,
    /// The number must not be used.
    Invalid,
    /// The registry did not answer; ask again later.
    Unavailable,
}

impl ComparisonStatus {
    /// The word under which the status is stored; the fields of `Partial` are stored beside it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Matched => "matched",
            Self::Partial(_) => "partial",
            Self::NotFound => "not_found",
            Self::Invalid => "invalid",
            Self::Unavailable => "unavailable",
        }
    }

    /// The status stored as `word` with the words of its differing fields. `None` for unknown words, and
    /// when there are fields exactly where there should be none.
    #[must_use]
    pub fn parse<Word: AsRef<str>>(word: &str, fields: &[Word]) -> Option<Self> {
        let fields: Vec<_> = fields.iter().map(|word| DifferingField::parse(word.as_ref())).collect::<Option<_>>()?;
        match (word, fields.is_empty()) {
            ("partial", false) => Some(Self::Partial(fields)),
            ("unchecked", true) => Some(Self::Unchecked),
            ("matched", true) => Some(Self::Matched),
            ("not_found", true) => Some(Self::NotFound),
            ("invalid", true) => Some(Self::Invalid),
            ("unavailable", true) => Some(Self::Unavailable),
            _ => None,
        }
    }

    /// The fields that differ; empty unless `Partial`.
    #[must_use]
    pub fn differing_fields(&self) -> &[DifferingField] {
        match self {
            Self::Partial(fields) => fields,
            _ => &[],
        }
    }

    /// Whether nothing but the spelling of the name differs.
    #[must_use]
    pub fn is_minor(&self) -> bool {
        self.differing_fields() == [DifferingField::FullNameDiacritics]
    }

    /// What two comparisons with one answer come to: a field differs when it does in either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Partial(mut fields), Self::Partial(more)) => {
                fields.extend(more);
                fields.sort_unstable();
                fields.dedup();
                // Another name is another spelling too.
                if fields.contains(&DifferingField::FullName) {
                    fields.retain(|field| *field != DifferingField::FullNameDiacritics);
                }
                Self::Partial(fields)
            }
            (Self::Matched, other) => other,
            (one, _) => one,
        }
    }

    /// Whether to ask the registry (again).
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Unchecked | Self::Unavailable)
    }
}

/// Compares names: NFC, letter case and spaces never count; then without diacritics and spelling variants.
#[must_use]
pub fn compare_names(stated: &FullName, registered: &FullName) -> NameDifference {
    if stated.upper() == registered.upper() {
        NameDifference::Same
    } else if stated.is_alike_without_diacritics(registered) {
        NameDifference::DiacriticsOnly
    } else {
        NameDifference::Different
    }
}

impl RegistryDate {
    /// Whether a stated date agrees, as far as the registry knows.
    #[must_use]
    pub fn agrees_with(self, stated: Date) -> bool {
        match self {
            Self::Day(day) => day == stated,
            Self::Year(year) => year == stated.year(),
        }
    }
}

/// Compares what a person states with the registry's answer. An answer about another number is no answer
/// to the question and counts as `NotFound`.
#[must_use]
pub fn compare(stated: &StatedIdentity<'_>, answer: &RegistryAnswer) -> ComparisonStatus {
    let record = match answer {
        RegistryAnswer::Found(record) if record.number == *stated.number => record,
        RegistryAnswer::Found(_) | RegistryAnswer::NotFound => return ComparisonStatus::NotFound,
        RegistryAnswer::Invalid => return ComparisonStatus::Invalid,
        RegistryAnswer::Unavailable => return ComparisonStatus::Unavailable,
    };
    let name = match compare_names(stated.full_name, &record.full_name) {
        NameDifference::Same => None,
        NameDifference::DiacriticsOnly => Some(DifferingField::FullNameDiacritics),
        NameDifference::Different => Some(DifferingField::FullName),
    };
    let birth_date = (!record.birth_date.agrees_with(stated.birth_date)).then_some(DifferingField::BirthDate);
    let sex = record.sex.is_some_and(|sex| sex != stated.sex).then_some(DifferingField::Sex);
    let fields: Vec<_> = [name, birth_date, sex].into_iter().flatten().collect();
    if fields.is_empty() { ComparisonStatus::Matched } else { ComparisonStatus::Partial(fields) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::{
        DifferingField::{BirthDate, FullName as Name, FullNameDiacritics, Sex as SexField},
        *,
    };
    use crate::domain::time::parse_date;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn record(name: &str, birth_date: RegistryDate, sex: Option<Sex>) -> RegistryRecord {
        RegistryRecord {
            number: PersonalId::parse("001307000123").unwrap(),
            full_name: FullName::parse(name).unwrap(),
            birth_date,
            sex,
        }
    }

    /// Compares Lê Thị Hòa, a woman born on 5 March 2007, with an answer.
    fn compared(answer: &RegistryAnswer) -> ComparisonStatus {
        let stated = StatedIdentity {
            number: &PersonalId::parse("001307000123").unwrap(),
            full_name: &FullName::parse("Lê Thị Hòa").unwrap(),
            birth_date: day("2007-03-05"),
            sex: Sex::Female,
        };
        compare(&stated, answer)
    }

    #[test]
    fn names_are_compared_with_and_then_without_diacritics() {
        let cases = [
            ("LÊ THỊ HÒA", "  lê thị  hòa ", NameDifference::Same),
            ("Lê Thị Hòa", "Le\u{0302} Thi\u{0323} Ho\u{0300}a", NameDifference::Same),
            ("Lê Thị HÒA", "Lê Thị HOÀ", NameDifference::DiacriticsOnly),
            ("Lê Thị Hòa", "LE THI HOA", NameDifference::DiacriticsOnly),
            ("Nguyễn Lý", "Nguyễn Lí", NameDifference::DiacriticsOnly),
            ("Đỗ Đạt", "Do Dat", NameDifference::DiacriticsOnly),
            ("Ngô Thúy Vy", "NGÔ THUÝ VI", NameDifference::DiacriticsOnly),
            ("Đinh Đức", "đinh đức", NameDifference::Same),
            ("ĐINH ĐỨC", "Dinh Duc", NameDifference::DiacriticsOnly),
            ("Ð\u{ea}", "Đ\u{ea}", NameDifference::Different),
            // Middle names in another order, and left out, are other names.
            ("Nguyễn Thị Bình An", "Nguyễn Bình Thị An", NameDifference::Different),
            ("Nguyễn Thị Bình An", "An Nguyễn Thị Bình", NameDifference::Different),
            ("Trần Mai", "Trần May", NameDifference::Different),
            ("Lê Thị Hòa", "Lê Hòa", NameDifference::Different),
            ("Lê Thị Hòa", "Lê Thị Hoan", NameDifference::Different),
        ];
        for (stated, registered, expected) in cases {
            let found = compare_names(&FullName::parse(stated).unwrap(), &FullName::parse(registered).unwrap());
            assert_eq!(found, expected, "{stated} {registered}");
        }
    }

    #[test]
    fn a_year_alone_agrees_with_every_day_of_that_year() {
        for (stated, year, agrees) in
            [("2007-01-01", 2007, true), ("2007-12-31", 2007, true), ("2008-01-01", 2007, false)]
        {
            assert_eq!(RegistryDate::Year(year).agrees_with(day(stated)), agrees, "{stated} {year}");
        }
    }

    #[test]
    fn a_field_differs_when_it_does_in_either_comparison() {
        let partial = ComparisonStatus::Partial;
        let cases = [
            (ComparisonStatus::Matched, ComparisonStatus::Matched, ComparisonStatus::Matched),
            (ComparisonStatus::Matched, partial(vec![SexField]), partial(vec![SexField])),
            (partial(vec![SexField]), ComparisonStatus::Matched, partial(vec![SexField])),
            (partial(vec![SexField]), partial(vec![Name, SexField]), partial(vec![Name, SexField])),
            (partial(vec![FullNameDiacritics]), partial(vec![Name]), partial(vec![Name])),
            (ComparisonStatus::NotFound, ComparisonStatus::NotFound, ComparisonStatus::NotFound),
        ];
        for (one, other, expected) in cases {
            assert_eq!(one.clone().and(other.clone()), expected, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn form_case_and_blanks_never_count(words in prop::collection::vec("[A-ZĐa-zđăâêôơưẮỘỲÁÀẢÃẠÍÚÝĂÂÊÔƠƯ]{1,6}", 1..5)) {
            let name = FullName::parse(&words.join(" ")).unwrap();
            let decomposed: String = words.join("   ").nfd().collect();
            for other in [decomposed, words.join(" ").to_lowercase(), format!("\t{} ", words.join("\u{a0}"))] {
                let other = FullName::parse(&other).unwrap();
                prop_assert_eq!(compare_names(&name, &other), NameDifference::Same);
                prop_assert_eq!(compare_names(&other, &name), NameDifference::Same);
            }
        }

        #[test]
        fn words_in_another_order_are_another_name(words in prop::collection::hash_set("[bcdghklmnprstvx][aeou][mnt]", 2..5)) {
            let words: Vec<String> = words.into_iter().collect();
            let mut turned = words.clone();
            turned.rotate_left(1);
            let [one, other] = [words, turned].map(|words| FullName::parse(&words.join(" ")).unwrap());
            prop_assert_eq!(compare_names(&one, &other), NameDifference::Different);
        }

        #[test]
        fn comparing_is_symmetric(one in "[a-zđA-ZĐàáâăèéêìíòóôơùúưỳý ]{1,12}", other in "[a-zđA-ZĐàáâăèéêìíòóôơùúưỳý ]{1,12}") {
            if let (Ok(one), Ok(other)) = (FullName::parse(&one), FullName::parse(&other)) {
                prop_assert_eq!(compare_names(&one, &other), compare_names(&other, &one));
            }
        }
    }

    #[test]
    fn each_field_that_differs_is_named() {
        let the_day = RegistryDate::Day(day("2007-03-05"));
        let partial = ComparisonStatus::Partial;
        let cases = [
            (record("LÊ THỊ HÒA", the_day, Some(Sex::Female)), ComparisonStatus::Matched),
            (record("LÊ THỊ HÒA", RegistryDate::Year(2007), None), ComparisonStatus::Matched),
            (record("LÊ THỊ HOÀ", the_day, Some(Sex::Female)), partial(vec![FullNameDiacritics])),
            (record("LÊ THỊ HOAN", the_day, Some(Sex::Female)), partial(vec![Name])),
            (record("LÊ THỊ HÒA", RegistryDate::Day(day("2007-05-03")), None), partial(vec![BirthDate])),
            (
                record("LE THI HOA", RegistryDate::Year(2006), Some(Sex::Male)),
                partial(vec![FullNameDiacritics, BirthDate, SexField]),
            ),
        ];
        for (record, expected) in cases {
            assert_eq!(compared(&RegistryAnswer::Found(record.clone())), expected, "{record:?}");
        }
    }

    #[test]
    fn answers_without_a_record_keep_their_meaning() {
        assert_eq!(compared(&RegistryAnswer::NotFound), ComparisonStatus::NotFound);
        assert_eq!(compared(&RegistryAnswer::Invalid), ComparisonStatus::Invalid);
        assert_eq!(compared(&RegistryAnswer::Unavailable), ComparisonStatus::Unavailable);
        let mut other = record("LÊ THỊ HÒA", RegistryDate::Year(2007), None);
        other.number = PersonalId::parse("001307000124").unwrap();
        assert_eq!(compared(&RegistryAnswer::Found(other)), ComparisonStatus::NotFound);
    }

    #[test]
    fn only_the_spelling_of_a_name_is_minor() {
        assert!(ComparisonStatus::Partial(vec![FullNameDiacritics]).is_minor());
        assert!(!ComparisonStatus::Partial(vec![FullNameDiacritics, SexField]).is_minor());
        assert!(!ComparisonStatus::Matched.is_minor());
        assert!(ComparisonStatus::Unavailable.is_open() && !ComparisonStatus::NotFound.is_open());
    }

    #[test]
    fn statuses_are_stored_by_word_with_fields_only_where_some_differ() {
        let statuses = [
            ComparisonStatus::Unchecked,
            ComparisonStatus::Matched,
            ComparisonStatus::Partial(vec![Name, BirthDate]),
            ComparisonStatus::NotFound,
            ComparisonStatus::Invalid,
            ComparisonStatus::Unavailable,
        ];
        for status in statuses {
            let fields: Vec<_> = status.differing_fields().iter().map(|field| field.as_str()).collect();
            assert_eq!(ComparisonStatus::parse(status.as_str(), &fields), Some(status.clone()), "{status:?}");
        }
        assert_eq!(ComparisonStatus::parse::<&str>("partial", &[]), None);
        assert_eq!(ComparisonStatus::parse("matched", &["sex"]), None);
        assert_eq!(ComparisonStatus::parse("partial", &["shoe_size"]), None);
    }
}
