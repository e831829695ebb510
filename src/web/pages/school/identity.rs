//! What was entered beside what the population registry and the school's roll say. Differences are told in words.

use leptos::prelude::*;

use super::comparison_words;
use crate::{
    domain::{
        candidate::{citizen_id::IdentityKind, kind::Sex},
        registry::comparison::{ComparisonStatus, DifferingField},
        time::{parse_date, short_date},
    },
    usecases::school::view_registration::SchoolRecord,
    web::{
        components::*,
        i18n::{Lang, exam::sex_name},
    },
};

/// One line of the comparison.
struct Line {
    name: &'static str,
    entered: String,
    /// What the registry holds; none when it was not told.
    registry: Registry,
    /// What the roll says; none when the candidate is not on it.
    roll: Option<(String, bool)>,
}

/// What the registry says about one value.
enum Registry {
    Same,
    Differs(String),
    Spelling(String),
    Unknown,
}

/// The comparison, line by line.
pub(super) fn comparison(lang: Lang, record: &SchoolRecord) -> AnyView {
    let lines = lines(lang, record);
    let differences = lines
        .iter()
        .map(|line| {
            let registry = matches!(line.registry, Registry::Differs(_) | Registry::Spelling(_));
            let roll = line.roll.as_ref().is_some_and(|(_, is_same)| !is_same);
            usize::from(registry) + usize::from(roll)
        })
        .sum();
    let columns = vec![
        Column::words(lang.t("Thông tin", "Field")),
        Column::words(lang.t("Thí sinh (định danh)", "Candidate (citizen ID)")),
        Column::words(lang.t("CSDL dân cư", "Population registry")),
        Column::words(lang.t("Danh sách trường", "School roll")),
    ];
    let rows = lines.into_iter().map(|line| cells(lang, line)).collect();
    view! {
        <h2>{lang.t("Đối chiếu danh tính", "Identity compared")}</h2>
        {summary(lang, record, differences)}
        {table(Table { caption: lang.t("Từng thông tin", "Value by value"), columns, rows, when_empty: "" })}
    }
    .into_any()
}

fn summary(lang: Lang, record: &SchoolRecord, differences: usize) -> AnyView {
    let has_passport = record.person.identity.kind() == IdentityKind::Passport;
    let registry = comparison_words(lang, &record.comparison.status, has_passport);
    let checked_at = record.comparison.checked_at.map(|at| view! { " (" {instant_view(at)} ")" });
    let roll = match (record.roll.is_some(), differences) {
        (false, _) => lang.t("Không có trong danh sách của trường.", "Not on the school's roll.").to_owned(),
        (true, 0) => lang.t("Không có điểm khác nào.", "There is no difference.").to_owned(),
        (true, count) => match lang {
            Lang::Vi => format!("Có {count} điểm khác, ghi rõ trong bảng."),
            Lang::En => format!("{count} difference(s), marked in the table."),
        },
    };
    view! {
        <p>
            <strong>{lang.t("CSDL dân cư: ", "Population registry: ")}</strong> {registry} {checked_at} ". " {roll}
        </p>
    }
    .into_any()
}

fn lines(lang: Lang, record: &SchoolRecord) -> Vec<Line> {
    let person = &record.person;
    let roll = record.roll.as_ref();
    let registry = |fields: &[DifferingField], show: &dyn Fn(&str) -> String| registry_says(record, fields, show);
    let name_fields = [DifferingField::FullName, DifferingField::FullNameDiacritics];
    let show_sex = |sex: Option<Sex>| sex.map(|sex| sex_name(lang, sex)).unwrap_or("–").to_owned();
    vec![
        Line {
            name: lang.t("Số định danh hoặc hộ chiếu", "Personal or passport number"),
            entered: person.identity.as_str().to_owned(),
            registry: registry(&[], &str::to_owned),
            roll: roll.map(|_| (person.identity.as_str().to_owned(), true)),
        },
        Line {
            name: lang.t("Họ và tên", "Full name"),
            entered: person.full_name.upper(),
            registry: registry(&name_fields, &str::to_uppercase),
            roll: roll.map(|roll| (roll.full_name.upper(), roll.full_name.upper() == person.full_name.upper())),
        },
        Line {
            name: lang.t("Ngày sinh", "Birth date"),
            entered: short_date(person.birth_date),
            registry: registry(&[DifferingField::BirthDate], &|value| {
                parse_date(value).map_or_else(|| value.to_owned(), short_date)
            }),
            roll: roll.map(|roll| (short_date(roll.birth_date), roll.birth_date == person.birth_date)),
        },
        Line {
            name: lang.t("Giới tính", "Sex"),
            entered: show_sex(person.sex),
            registry: registry(&[DifferingField::Sex], &|value| show_sex(Sex::parse(value))),
            roll: roll.map(|roll| (show_sex(Some(roll.sex)), person.sex.is_none_or(|sex| sex == roll.sex))),
        },
        Line {
            name: lang.t("Dân tộc", "Ethnic group"),
            entered: "–".to_owned(),
            registry: Registry::Unknown,
            roll: roll.map(|roll| (roll.ethnic_group.clone(), true)),
        },
    ]
}

fn registry_says(record: &SchoolRecord, fields: &[DifferingField], show: &dyn Fn(&str) -> String) -> Registry {
    let differing = match &record.comparison.status {
        ComparisonStatus::Matched => return Registry::Same,
        ComparisonStatus::Partial(differing) => differing,
        _ => return Registry::Unknown,
    };
    let Some(field) = differing.iter().find(|field| fields.contains(field)) else { return Registry::Same };
    let value = record.comparison.registry_values.get(field.as_str()).map(|value| show(value)).unwrap_or_default();
    if *field == DifferingField::FullNameDiacritics { Registry::Spelling(value) } else { Registry::Differs(value) }
}

fn cells(lang: Lang, line: Line) -> Vec<AnyView> {
    let same = || view! { <span class="quiet">{lang.t("Khớp", "Same")}</span> }.into_any();
    let differing = |value: String, word: &'static str| view! { {value} " " {tag(Tone::Warning, word)} }.into_any();
    let registry = match line.registry {
        Registry::Same => same(),
        Registry::Differs(value) => differing(value, lang.t("Khác", "Differs")),
        Registry::Spelling(value) => differing(value, lang.t("Khác cách viết", "Spelled differently")),
        Registry::Unknown => text("–"),
    };
    let roll = match line.roll {
        None => text("–"),
        Some((value, true)) if value == line.entered => same(),
        Some((value, true)) => text(value),
        Some((value, false)) => differing(value, lang.t("Khác", "Differs")),
    };
    vec![text(line.name), text(line.entered), registry, roll]
}
