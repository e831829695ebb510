use proptest::prelude::*;
use time::{Date, Month};

use super::{
    CandidateKind, FaultKind, IdentityKind, IdentityNumber, ReadRow, RollColumn, RollFault, RollHeader, RollRules, Sex,
    read_date,
};

fn rules() -> RollRules {
    let groups = [("01", "Kinh"), ("08", "Mông"), ("05", "Khơ-me")].map(|(code, name)| (code.into(), name.into()));
    RollRules::new(2026, Some(CandidateKind::CurrentGrade12), groups, ["46001".to_owned(), "01005".to_owned()])
}

/// Number, passport, name, birth, sex, group, class, school 10, school 11, kind.
type Row = [&'static str; 10];
const GOOD: Row = ["046208001234", "", "Lê Văn An", "05/03/2008", "Nam", "Kinh", "12A1", "46001", "", ""];

fn read(row: Row) -> ReadRow {
    let header = RollHeader::of_row(RollColumn::ALL.iter().map(|column| column.heading())).unwrap();
    rules().read(&header, |place| row[place])
}

/// The good row with another value in one column.
fn with(column: RollColumn, value: &'static str) -> Row {
    let mut row = GOOD;
    row[column as usize] = value;
    row
}

#[test]
fn a_good_row_is_read_whole() {
    let read = read(GOOD);
    assert_eq!(read.faults, []);
    let entry = read.entry.unwrap();
    assert_eq!(entry.identity, IdentityNumber::parse(IdentityKind::PersonalId, "046208001234").unwrap());
    assert_eq!((entry.full_name.as_str(), entry.sex), ("Lê Văn An", Sex::Male));
    assert_eq!(entry.birth_date, Date::from_calendar_date(2008, Month::March, 5).unwrap());
    assert_eq!((entry.ethnic_group_code.as_str(), entry.class_name.as_str()), ("01", "12A1"));
    assert_eq!((entry.school_10.as_deref(), entry.school_11), (Some("46001"), None));
    assert_eq!(entry.kind, CandidateKind::CurrentGrade12);
}

#[test]
fn each_fault_is_told_at_its_column() {
    use FaultKind as F;
    use RollColumn as C;
    let cases = [
        (C::Number, "", F::Missing),
        (C::Number, "04620800123", F::ZerosLost),
        (C::Number, "4.6208E+10", F::Rounded),
        (C::Number, "0462080012345", F::NotANumber),
        (C::Number, "C1234567", F::NotANumber),
        (C::Name, "", F::Missing),
        (C::Name, "Lê Văn 4n", F::NotAName),
        (C::BirthDate, "", F::Missing),
        (C::BirthDate, "31/02/2008", F::NotADate),
        (C::BirthDate, "5/3/08", F::NotADate),
        (C::BirthDate, "05/03/2020", F::ImplausibleDate),
        (C::Sex, "", F::Missing),
        (C::Sex, "Khác", F::NotASex),
        (C::EthnicGroup, "", F::Missing),
        (C::EthnicGroup, "99", F::NotAnEthnicGroup),
        (C::Class, "", F::Missing),
        (C::Class, "12A1 buổi chiều cơ sở hai", F::TooLong),
        (C::School10, "46999", F::NotASchool),
        (C::School11, "x", F::NotASchool),
        (C::Kind, "bảo lưu", F::NotAKind),
    ];
    for (column, value, kind) in cases {
        let read = read(with(column, value));
        assert_eq!(read.entry, None, "{column:?} {value}");
        assert!(read.faults.contains(&RollFault::new(column, kind)), "{column:?} {value}: {:?}", read.faults);
    }
}

#[test]
fn a_number_that_lost_its_zero_gets_it_back_where_the_row_agrees() {
    let given_back = read(with(RollColumn::Number, "46208001234"));
    assert_eq!(given_back.entry, read(GOOD).entry);
    assert_eq!(given_back.faults, [RollFault::new(RollColumn::Number, FaultKind::ZerosGivenBack)]);
    let mut girl = with(RollColumn::Number, "46208001234");
    girl[RollColumn::Sex as usize] = "Nữ";
    assert_eq!(read(girl).faults, [RollFault::new(RollColumn::Number, FaultKind::ZerosLost)]);
}

#[test]
fn what_the_number_tells_otherwise_is_a_warning() {
    let older = read(with(RollColumn::BirthDate, "05/03/2007"));
    let year = RollFault { column: RollColumn::Number, kind: FaultKind::YearDiffers, data: Some(2008) };
    assert_eq!((older.entry.is_some(), older.faults.as_slice()), (true, [year].as_slice()));
    let girl = read(with(RollColumn::Sex, "Nữ"));
    assert_eq!(girl.faults, [RollFault::new(RollColumn::Number, FaultKind::SexDiffers)]);
    let born_abroad = read(with(RollColumn::Number, "137208001234"));
    assert_eq!(born_abroad.faults, [RollFault::new(RollColumn::Number, FaultKind::UnknownProvince)]);
}

#[test]
fn values_are_read_as_people_write_them() {
    use RollColumn as C;
    let same = [
        (C::Number, " 046 208 001 234 "),
        (C::Number, "'046208001234"),
        (C::Name, "  Lê  Văn An "),
        (C::BirthDate, "5.3.2008"),
        (C::BirthDate, "05-03-2008"),
        (C::BirthDate, "2008-03-05 00:00:00"),
        (C::Sex, "NAM"),
        (C::EthnicGroup, "1"),
        (C::EthnicGroup, "kinh"),
        (C::Kind, "Lớp 12"),
    ];
    for (column, value) in same {
        assert_eq!(read(with(column, value)).entry, read(GOOD).entry, "{column:?} {value}");
    }
    let school = read(with(C::School10, "1005")).entry.unwrap();
    assert_eq!(school.school_10.as_deref(), Some("01005"));
}

#[test]
fn whoever_has_no_personal_number_has_a_passport() {
    let mut row = with(RollColumn::Number, "");
    row[RollColumn::Passport as usize] = "p 1234567";
    let identity = read(row).identity.unwrap();
    assert_eq!((identity.kind(), identity.as_str()), (IdentityKind::Passport, "P1234567"));
    row[RollColumn::Passport as usize] = "12/4";
    assert_eq!(read(row).faults, [RollFault::new(RollColumn::Passport, FaultKind::NotAPassport)]);
    let both = with(RollColumn::Passport, "P1234567");
    assert_eq!(read(both).faults, [RollFault::new(RollColumn::Passport, FaultKind::TwoNumbers)]);
}

#[test]
fn a_receiving_point_has_to_say_on_which_ground_and_needs_no_class() {
    let header = RollHeader::of_row(RollColumn::ALL.iter().map(|column| column.heading())).unwrap();
    let rules = RollRules { default_kind: None, ..rules() };
    let missing = rules.read(&header, |place| GOOD[place]);
    assert_eq!(missing.faults, [RollFault::new(RollColumn::Kind, FaultKind::Missing)]);
    let mut graduate = with(RollColumn::Kind, "Đã tốt nghiệp");
    graduate[RollColumn::Class as usize] = "";
    let entry = rules.read(&header, |place| graduate[place]).entry.unwrap();
    assert_eq!((entry.kind, entry.class_name.as_str()), (CandidateKind::GraduateForAdmission, ""));
}

proptest! {
    #[test]
    fn a_row_has_values_just_when_nothing_is_wrong(cells in prop::array::uniform10(
        prop_oneof![Just(""), Just("046208001234"), Just("46208001234"), Just("Lê An"), Just("05/03/2008"), Just("Nam"),
            Just("Kinh"), Just("12A1"), Just("46001"), Just("=1+1"), Just("\u{1f600}"), Just("4E+10")]
    )) {
        let read = read(cells);
        let is_good = read.faults.iter().all(|fault| fault.kind.is_warning());
        prop_assert_eq!(read.entry.is_some(), is_good);
        if let Some(entry) = read.entry {
            prop_assert_eq!(Some(entry.identity), read.identity);
        }
    }

    #[test]
    fn every_day_is_read_back(year in 1950..2012_i32, day in 1..=365_u16) {
        let date = Date::from_ordinal_date(year, day).unwrap();
        let (d, m) = (date.day(), u8::from(date.month()));
        for text in [format!("{d}/{m}/{year}"), format!("{d:02}.{m:02}.{year}"), format!("{year}-{m:02}-{d:02}")] {
            prop_assert_eq!(read_date(&text), Some(date), "{}", text);
        }
    }
}
