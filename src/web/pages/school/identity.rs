//! What was entered beside what the population registry and the school's roll say, and what proves it.
//! Differences are told in words.

use leptos::prelude::*;

use super::{attached::files, comparison_words};
use crate::{
    domain::{
        candidate::{citizen_id::IdentityKind, evidence::EvidenceKind, kind::Sex},
        exam::registration::ExamRegistrationContent,
        registry::comparison::{ComparisonStatus, DifferingField},
        time::{parse_date, short_date},
    },
    usecases::school::view_registration::{RegistrationView, SchoolRecord},
    web::{
        components::*,
        i18n::{
            Lang,
            exam::{area_name, certificate_result, sex_name, subject_name},
        },
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
    /// What proves it; none for what needs no proof.
    proof: Option<Proof>,
}

/// What proves a claim.
enum Proof {
    /// The files of the submission.
    Files(AnyView),
    /// Nothing was sent: it is shown at the school.
    AtTheSchool,
}

/// What the registry says about one value.
enum Registry {
    Same,
    Differs(String),
    Spelling(String),
    Unknown,
}

/// The comparison, line by line.
pub(super) fn comparison(lang: Lang, view: &RegistrationView) -> AnyView {
    let record = &view.record;
    let lines = lines(lang, view);
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
        Column::words(lang.t("Minh chứng", "Evidence")),
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

fn lines(lang: Lang, view: &RegistrationView) -> Vec<Line> {
    let record = &view.record;
    let person = &record.person;
    let roll = record.roll.as_ref();
    let registry = |fields: &[DifferingField], show: &dyn Fn(&str) -> String| registry_says(record, fields, show);
    let name_fields = [DifferingField::FullName, DifferingField::FullNameDiacritics];
    let show_sex = |sex: Option<Sex>| sex.map(|sex| sex_name(lang, sex)).unwrap_or("–").to_owned();
    let mut lines = vec![
        Line {
            name: lang.t("Số định danh hoặc hộ chiếu", "Personal or passport number"),
            entered: person.identity.as_str().to_owned(),
            registry: registry(&[], &str::to_owned),
            roll: roll.map(|_| (person.identity.as_str().to_owned(), true)),
            proof: None,
        },
        Line {
            name: lang.t("Họ và tên", "Full name"),
            entered: person.full_name.upper(),
            registry: registry(&name_fields, &str::to_uppercase),
            roll: roll.map(|roll| (roll.full_name.upper(), roll.full_name.upper() == person.full_name.upper())),
            proof: None,
        },
        Line {
            name: lang.t("Ngày sinh", "Birth date"),
            entered: short_date(person.birth_date),
            registry: registry(&[DifferingField::BirthDate], &|value| {
                parse_date(value).map_or_else(|| value.to_owned(), short_date)
            }),
            roll: roll.map(|roll| (short_date(roll.birth_date), roll.birth_date == person.birth_date)),
            proof: None,
        },
        Line {
            name: lang.t("Giới tính", "Sex"),
            entered: show_sex(person.sex),
            registry: registry(&[DifferingField::Sex], &|value| show_sex(Sex::parse(value))),
            roll: roll.map(|roll| (show_sex(Some(roll.sex)), person.sex.is_none_or(|sex| sex == roll.sex))),
            proof: None,
        },
        Line {
            name: lang.t("Dân tộc", "Ethnic group"),
            entered: view.names.ethnic_group.clone().unwrap_or_else(|| "–".to_owned()),
            registry: Registry::Unknown,
            roll: roll.map(|roll| {
                let is_same = view.names.ethnic_group.as_ref().is_none_or(|entered| *entered == roll.ethnic_group);
                (roll.ethnic_group.clone(), is_same)
            }),
            proof: None,
        },
    ];
    lines.extend(view.versions.first().into_iter().flat_map(|version| claims(lang, view, &version.content)));
    lines
}

/// What the form says and the registry cannot: the class, and all that counts with evidence alone.
fn claims(lang: Lang, view: &RegistrationView, content: &ExamRegistrationContent) -> Vec<Line> {
    let record = &view.record;
    let class = content.schools.class_12.clone().unwrap_or_default();
    let roll_class = record.roll.as_ref().map(|roll| (roll.class_name.clone(), roll.class_name == class));
    let shown_class = if class.is_empty() { "–".to_owned() } else { class };
    let needed = content.needed_evidence();
    let claim = |name, entered: String, kind| Line {
        name,
        entered,
        registry: Registry::Unknown,
        roll: None,
        proof: needed
            .contains(&kind)
            .then(|| files(lang, record.id, content, kind).map_or(Proof::AtTheSchool, Proof::Files)),
    };
    let area = area_name(lang, content.priority.area.unwrap_or(content.derived_area.area)).to_owned();
    let category = content.priority.category.as_ref();
    let shown_category = category.map_or_else(|| lang.t("Không", "None").to_owned(), |category| category.code.clone());
    let certificate = content.exemption.as_ref().map(|exemption| {
        let name = view.names.certificate.as_deref().unwrap_or(&exemption.certificate);
        format!("{name}: {}", certificate_result(lang, &exemption.result))
    });
    let graduation = [&content.graduation.category, &content.graduation.encouragement].into_iter().flatten();
    let graduation: Vec<&str> = graduation.map(|bonus| bonus.code.as_str()).collect();
    let kept: Vec<String> = content
        .reserved_marks
        .iter()
        .map(|kept| format!("{} {}", subject_name(lang, kept.subject), lang.score(kept.mark)))
        .collect();
    let mut lines = vec![
        Line {
            name: lang.t("Lớp 12", "Class of grade 12"),
            entered: shown_class,
            registry: Registry::Unknown,
            roll: roll_class,
            proof: None,
        },
        claim(lang.t("Khu vực ưu tiên", "Priority area"), area, EvidenceKind::PriorityArea),
        claim(lang.t("Đối tượng ưu tiên", "Priority category"), shown_category, EvidenceKind::PriorityCategory),
    ];
    lines.extend(certificate.map(|words| {
        claim(lang.t("Miễn thi Ngoại ngữ", "Language exemption"), words, EvidenceKind::LanguageCertificate)
    }));
    if !graduation.is_empty() {
        let name = lang.t("Ưu tiên xét tốt nghiệp", "Graduation priority");
        lines.push(claim(name, graduation.join(", "), EvidenceKind::Graduation));
    }
    if !kept.is_empty() {
        lines.push(claim(lang.t("Điểm bảo lưu", "Reserved marks"), kept.join("; "), EvidenceKind::ReservedMarks));
    }
    lines
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
    let proof = match line.proof {
        Some(Proof::Files(files)) => files,
        Some(Proof::AtTheSchool) => tag(Tone::Warning, lang.t("Cần minh chứng, chưa có tệp", "Needed, no file")),
        None => text("–"),
    };
    vec![text(line.name), text(line.entered), registry, roll, proof]
}
