use proptest::prelude::*;

use super::*;
use crate::domain::field_errors::{FieldErrorCode as Code, FieldErrors};

fn at() -> Instant {
    Instant::vietnam(2026, 6, 10, 15, 0).unwrap()
}

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn name(text: &str) -> FullName {
    FullName::parse(text).unwrap()
}

fn printed() -> PrintedFacts {
    PrintedFacts {
        full_name: name("Nguyễn Thị Bình An"),
        birth_date: day("2008-03-05"),
        sex: Some(Sex::Female),
        origin: Some(Origin {
            birth_place: BirthPlace::Province("46".into()),
            ethnic_group: "01".into(),
            nationality: None,
        }),
        serves_admission: true,
        area: PriorityArea::Kv3,
        category: None,
    }
}

fn codes() -> AmendmentCodes {
    AmendmentCodes {
        provinces: ["46".to_owned()].into(),
        ethnic_groups: ["01", "31", "55"].map(str::to_owned).into(),
        categories: [("01".to_owned(), PriorityGroup::Ut1)].into(),
    }
}

fn form(value: &str) -> AmendmentForm {
    AmendmentForm {
        value: value.into(),
        country: String::new(),
        reason: "In sai".into(),
        evidence: "Giấy khai sinh".into(),
    }
}

fn correction(value: Option<FactValue>) -> Correction {
    Correction { value, reason: "In sai".into(), evidence: "Giấy khai sinh".into() }
}

#[test]
fn every_fact_has_one_row_in_the_order_of_its_declaration() {
    let listed: Vec<Fact> = AMENDABLE.iter().map(|row| row.fact).collect();
    assert_eq!(listed, Fact::ALL);
}

#[test]
fn who_cannot_have_a_fact_has_none_amended() {
    let foreigner = Origin { nationality: Some("Lào".into()), ethnic_group: "55".into(), ..printed().origin.unwrap() };
    let foreigner = PrintedFacts { origin: Some(foreigner), ..printed() };
    let graduation_alone = PrintedFacts { serves_admission: false, ..printed() };
    for fact in Fact::ALL {
        assert!(printed().may_amend(*fact), "{fact:?}");
        assert_eq!(foreigner.may_amend(*fact), *fact != Fact::EthnicGroup, "{fact:?}");
        let is_priority = matches!(fact, Fact::PriorityArea | Fact::PriorityCategory);
        assert_eq!(graduation_alone.may_amend(*fact), !is_priority, "{fact:?}");
        let refused = Slips::default().amend((*fact, correction(None)), &graduation_alone, 0, at());
        assert_eq!(refused == Err(AmendmentRefusal::NotAmendable), is_priority, "{fact:?}");
    }
}

#[test]
fn a_slip_is_appended_in_the_window_of_the_procedures_alone() {
    let (opens_at, closed_at) = (at(), at());
    let cases = [
        (WindowState::NotPlanned, Err(AmendmentRefusal::NotPlanned)),
        (WindowState::NotYetOpen { opens_at }, Err(AmendmentRefusal::NotYetOpen { opens_at })),
        (WindowState::Open { closes_at: closed_at }, Ok(())),
        (WindowState::Closed { closed_at }, Err(AmendmentRefusal::Closed { closed_at })),
    ];
    for (window, expected) in cases {
        assert_eq!(check_window(window), expected, "{window:?}");
    }
}

#[test]
fn each_fact_is_read_by_its_own_rule() {
    let today = day("2026-06-10");
    let cases = [
        (Fact::FullName, "Nguyễn Thị Bình Ân", Ok(Some(FactValue::FullName(name("Nguyễn Thị Bình Ân"))))),
        (Fact::FullName, "  ", Err(Code::Missing)),
        (Fact::FullName, "An 2", Err(Code::BadCharacters)),
        (Fact::BirthDate, "05/04/2008", Ok(Some(FactValue::BirthDate(day("2008-04-05"))))),
        (Fact::BirthDate, "31/02/2008", Err(Code::NotADate)),
        (Fact::BirthDate, "11/06/2026", Err(Code::NotADate)),
        (Fact::BirthDate, "", Err(Code::Missing)),
        (Fact::Sex, "male", Ok(Some(FactValue::Sex(Sex::Male)))),
        (Fact::Sex, "", Err(Code::Missing)),
        (Fact::BirthPlace, "46", Ok(Some(FactValue::BirthPlace(BirthPlace::Province("46".into()))))),
        (Fact::BirthPlace, "47", Err(Code::NotOnOffer)),
        (Fact::EthnicGroup, "31", Ok(Some(FactValue::EthnicGroup("31".into())))),
        (Fact::EthnicGroup, "55", Err(Code::NotOnOffer)),
        (Fact::PriorityArea, "kv1", Ok(Some(FactValue::PriorityArea(PriorityArea::Kv1)))),
        (Fact::PriorityArea, "kv9", Err(Code::NotOnOffer)),
        (Fact::PriorityCategory, "01", Ok(Some(FactValue::PriorityCategory("01".into())))),
        (Fact::PriorityCategory, "none", Ok(None)),
        (Fact::PriorityCategory, "", Err(Code::Missing)),
        (Fact::PriorityCategory, "09", Err(Code::NotOnOffer)),
    ];
    for (fact, typed, expected) in cases {
        let read = form(typed).parse(fact, &codes(), today).map(|correction| correction.value);
        assert_eq!(read, expected.map_err(|code| FieldErrors::one("value", code)), "{fact:?} {typed:?}");
    }
}

#[test]
fn a_country_is_needed_abroad_and_a_slip_says_why_and_by_which_paper() {
    let today = day("2026-06-10");
    let abroad = |country: &str| AmendmentForm { country: country.into(), ..form("abroad") };
    let read = abroad(" Lào ").parse(Fact::BirthPlace, &codes(), today).unwrap().value;
    assert_eq!(read, Some(FactValue::BirthPlace(BirthPlace::Country("Lào".into()))));
    for (country, code) in [("", Code::Missing), ("46", Code::BadCharacters)] {
        let refused = abroad(country).parse(Fact::BirthPlace, &codes(), today);
        assert_eq!(refused, Err(FieldErrors::one("country", code)));
    }
    let silent = AmendmentForm { reason: " ".into(), evidence: String::new(), ..form("male") };
    let refused = silent.parse(Fact::Sex, &codes(), today).unwrap_err();
    let found: Vec<_> = refused.iter().map(|error| (error.field, error.code.clone())).collect();
    assert_eq!(found, [("reason", Code::Missing), ("evidence", Code::Missing)]);
    assert_eq!(withdrawal_reason(" Nhầm\r\nngười "), Ok("Nhầm\nngười".to_owned()));
    assert_eq!(withdrawal_reason(" "), Err(FieldErrors::one("reason", Code::Missing)));
}

#[test]
fn what_is_stored_of_a_value_is_read_back() {
    for (fact, typed) in [
        (Fact::FullName, "Lò Văn Bình"),
        (Fact::BirthDate, "05/04/2008"),
        (Fact::Sex, "female"),
        (Fact::BirthPlace, "46"),
        (Fact::EthnicGroup, "31"),
        (Fact::PriorityArea, "kv2_rural"),
        (Fact::PriorityCategory, "01"),
    ] {
        let value = form(typed).parse(fact, &codes(), day("2026-06-10")).unwrap().value.unwrap();
        assert_eq!(FactValue::from_word(fact, &value.to_word()), Some(value), "{fact:?}");
        assert_eq!(FactValue::from_word(fact, ""), None);
    }
    let country = FactValue::BirthPlace(BirthPlace::Country("Lào".into()));
    assert_eq!(FactValue::from_word(Fact::BirthPlace, &country.to_word()), Some(country));
}

#[test]
fn a_slip_is_taken_back_by_a_further_one_and_once() {
    let kv1 = Some(FactValue::PriorityArea(PriorityArea::Kv1));
    let kv2 = Some(FactValue::PriorityArea(PriorityArea::Kv2));
    let kv3 = Some(FactValue::PriorityArea(PriorityArea::Kv3));
    let amend = |slips: &Slips, value: &Option<FactValue>, seen| {
        slips.amend((Fact::PriorityArea, correction(value.clone())), &printed(), seen, at())
    };
    let none = Slips::default();
    assert_eq!(amend(&none, &kv3, 0), Err(AmendmentRefusal::NothingNew), "that is printed");
    assert_eq!(amend(&none, &kv1, 1), Err(AmendmentRefusal::Stale));
    let first = amend(&none, &kv1, 0).unwrap();
    assert_eq!((first.number, &first.printed, &first.corrected), (1, &kv3, &kv1));
    let one = Slips::new(vec![first.clone()]);
    assert_eq!(amend(&one, &kv2, 0), Err(AmendmentRefusal::Stale), "the first was not seen");
    assert_eq!(amend(&one, &kv1, 1), Err(AmendmentRefusal::NothingNew));
    let second = amend(&one, &kv2, 1).unwrap();
    let two = Slips::new(vec![second.clone(), first.clone()]);
    let back = |slips: &Slips, number, seen| slips.withdraw(number, "Nhầm".into(), seen, at());
    assert_eq!(back(&two, 1, 2), Err(AmendmentRefusal::NotStanding), "a later one is about the same fact");
    assert_eq!(back(&two, 3, 2), Err(AmendmentRefusal::NotStanding));
    assert_eq!(back(&two, 2, 1), Err(AmendmentRefusal::Stale));
    let third = back(&two, 2, 2).unwrap();
    assert_eq!((third.number, third.withdraws, &third.printed, &third.corrected), (3, Some(2), &kv2, &kv1));
    let three = Slips::new(vec![first, second, third]);
    assert_eq!(three.value(Fact::PriorityArea, &printed()), kv1);
    assert_eq!(three.value(Fact::Sex, &printed()), Some(FactValue::Sex(Sex::Female)));
    for number in [1, 2, 3] {
        assert_eq!(back(&three, number, 3), Err(AmendmentRefusal::NotStanding), "{number}");
    }
    assert_eq!(three.withdrawal_of(2).map(|slip| slip.number), Some(3));
}

#[test]
fn amended_priority_takes_the_place_of_what_was_claimed() {
    let cases = [
        (AmendedPriority::default(), 75 + 1_00),
        (AmendedPriority { area: Some(PriorityArea::Kv3), ..AmendedPriority::default() }, 1_00),
        (AmendedPriority { area: None, group: AmendedGroup::Amended(Some(PriorityGroup::Ut1)) }, 75 + 2_00),
        (AmendedPriority { area: Some(PriorityArea::Kv2), group: AmendedGroup::Amended(None) }, 25),
    ];
    for (amended, hundredths) in cases {
        let most = amended.priority_max(PriorityArea::Kv1, Some(PriorityGroup::Ut2));
        assert_eq!(most, Score::from_hundredths(hundredths), "{amended:?}");
    }
}

proptest! {
    /// Whatever is amended and taken back in which order: slips are numbered on, each says what held before it and changes
    /// it, and what holds of one fact depends on the slips about it alone.
    #[test]
    fn the_latest_slip_about_a_fact_says_what_holds(steps in prop::collection::vec((0..3_usize, 0..3_usize, 1..9_u16), 0..30)) {
        let areas = [PriorityArea::Kv1, PriorityArea::Kv2, PriorityArea::Kv3].map(FactValue::PriorityArea);
        let sexes = [Sex::Female, Sex::Male, Sex::Female].map(FactValue::Sex);
        let mut slips = Slips::default();
        for (kind, choice, number) in steps {
            let seen = slips.last_number();
            let next = match kind {
                0 => slips.amend((Fact::PriorityArea, correction(areas.get(choice).cloned())), &printed(), seen, at()),
                1 => slips.amend((Fact::Sex, correction(sexes.get(choice).cloned())), &printed(), seen, at()),
                _ => slips.withdraw(number, "Nhầm".into(), seen, at()),
            };
            let Ok(next) = next else { continue };
            prop_assert_eq!(next.number, seen + 1);
            prop_assert_ne!(&next.printed, &next.corrected);
            prop_assert_eq!(&next.printed, &slips.value(next.fact, &printed()));
            let others: Vec<_> = Fact::ALL.iter().filter(|fact| **fact != next.fact).map(|fact| slips.value(*fact, &printed())).collect();
            let mut all = slips.all().to_vec();
            all.push(next.clone());
            slips = Slips::new(all);
            prop_assert_eq!(&slips.value(next.fact, &printed()), &next.corrected);
            let still: Vec<_> = Fact::ALL.iter().filter(|fact| **fact != next.fact).map(|fact| slips.value(*fact, &printed())).collect();
            prop_assert_eq!(others, still);
            for slip in slips.all() {
                prop_assert!(slips.all().iter().filter(|other| other.withdraws == Some(slip.number)).count() <= 1);
            }
        }
    }
}
