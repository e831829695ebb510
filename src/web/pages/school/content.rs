//! What the candidate submitted, and what became of it so far.

use leptos::prelude::*;

use crate::{
    domain::exam::{
        registration::ExamRegistrationContent,
        sections::{School, Section},
        state::RegistrationStatus,
    },
    usecases::school::view_registration::{RecordEvent, RecordNames, RecordVersion, RegistrationView},
    web::{
        components::*,
        i18n::{
            Lang,
            exam::{
                area_name, group_name, language_name, registration_status_name, rejection_category_name, subject_name,
            },
        },
    },
};

/// The latest version, section by section.
pub(super) fn latest(lang: Lang, view: &RegistrationView) -> Option<AnyView> {
    let version = view.versions.first()?;
    let content = &version.content;
    let class_on_roll = view.record.roll.as_ref().map(|roll| roll.class_name.as_str()).unwrap_or_default();
    let shown = view! {
        <h2>{lang.t("Nội dung phiếu", "The form")}</h2>
        <p class="quiet">
            {lang.t("Lần nộp thứ ", "Submission ")} {version.number} ", " {instant_view(version.submitted_at)}
        </p>
        <h3>{section_heading(lang, Section::Papers)}</h3>
        {summary_list(lang, papers(lang, content))}
        <h3>{section_heading(lang, Section::Schools)}</h3>
        {summary_list(lang, schools(lang, content, &view.names, class_on_roll))}
        <h3>{section_heading(lang, Section::Priority)}</h3>
        {summary_list(lang, priority(lang, content, &view.names))}
        <h3>{section_heading(lang, Section::Contact)}</h3>
        {summary_list(lang, contact(lang, content))}
    };
    Some(shown.into_any())
}

const fn section_heading(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Identity => lang.t("Thông tin cá nhân", "Identity"),
        Section::Contact => lang.t("Liên hệ", "Contact"),
        Section::Schools => lang.t("Nơi học THPT", "High schools"),
        Section::Papers => lang.t("Môn thi và mục đích", "Papers and purpose"),
        Section::Priority => lang.t("Ưu tiên", "Priority"),
        Section::Admission => lang.t("Mục đích dùng điểm", "Purpose of the marks"),
        Section::Declaration => lang.t("Cam đoan", "Declaration"),
    }
}

fn papers(lang: Lang, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let electives: Vec<_> =
        content.papers.electives().iter().map(|subject| subject_name(lang, *subject).to_owned()).collect();
    let language = content.papers.language().map(|language| {
        SummaryRow::answer(lang, lang.t("Ngoại ngữ", "Foreign language"), language_name(lang, language))
    });
    let purpose = if content.admission.use_for_admission {
        lang.t("Có, để xét tuyển đại học, cao đẳng", "Yes, for university admission")
    } else {
        lang.t("Không", "No")
    };
    let mut rows = vec![SummaryRow::answer(lang, lang.t("Môn tự chọn", "Elective papers"), &electives.join(", "))];
    rows.extend(language);
    rows.push(SummaryRow::answer(lang, lang.t("Dùng điểm xét tuyển", "Marks used for admission"), purpose));
    rows
}

fn schools(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames, class_on_roll: &str) -> Vec<SummaryRow> {
    let schools = &content.schools;
    let show = |school: &School| {
        let name = names.schools.get(&school.code).map(String::as_str).unwrap_or_default();
        format!("{name} ({}), {}", school.code, area_name(lang, school.area))
    };
    let class = schools.class_12.as_deref().unwrap_or_default();
    let class_view = if class_on_roll.is_empty() || class == class_on_roll {
        text(if class.is_empty() { "–" } else { class })
    } else {
        let differs = match lang {
            Lang::Vi => format!("Danh sách trường: {class_on_roll}"),
            Lang::En => format!("School roll: {class_on_roll}"),
        };
        view! { {class.to_owned()} " " {tag(Tone::Warning, &differs)} }.into_any()
    };
    let mut rows = vec![
        SummaryRow::answer(lang, lang.t("Lớp 10", "Grade 10"), &show(&schools.grade_10)),
        SummaryRow::answer(lang, lang.t("Lớp 11", "Grade 11"), &show(&schools.grade_11)),
        SummaryRow::answer(lang, lang.t("Lớp 12", "Grade 12"), &show(&schools.grade_12)),
        SummaryRow::new(lang.t("Tên lớp 12", "Class of grade 12"), class_view),
    ];
    rows.extend(
        schools
            .graduation_year
            .map(|year| SummaryRow::answer(lang, lang.t("Năm tốt nghiệp", "Year of graduation"), &year.to_string())),
    );
    rows
}

fn priority(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames) -> Vec<SummaryRow> {
    let derived = content.derived_area;
    let area = match content.priority.area.filter(|area| *area != derived.area) {
        Some(claimed) => {
            let claim = lang.t("Thí sinh đề nghị, cần minh chứng", "Claimed by the candidate: needs evidence");
            view! { {area_name(lang, claimed)} " " {tag(Tone::Warning, claim)} }.into_any()
        }
        None => text(area_name(lang, derived.area)),
    };
    let category = match &content.priority.category {
        Some(category) => {
            let name = names.category.as_ref().map(|(vi, en)| if lang == Lang::Vi { vi } else { en });
            let name = name.map(String::as_str).unwrap_or_default();
            let shown = format!("{} ({}): {name}", category.code, group_name(lang, category.group));
            let claim = lang.t("Cần minh chứng", "Needs evidence");
            view! { {shown} " " {tag(Tone::Warning, claim)} }.into_any()
        }
        None => text(lang.t("Không", "None")),
    };
    let mut rows = vec![
        SummaryRow::new(lang.t("Khu vực ưu tiên", "Priority area"), area),
        SummaryRow::answer(lang, lang.t("Theo quy chế", "By the rules"), area_name(lang, derived.area)),
        SummaryRow::new(lang.t("Đối tượng ưu tiên", "Priority category"), category),
    ];
    rows.extend(
        names
            .commune
            .as_ref()
            .map(|commune| SummaryRow::answer(lang, lang.t("Xã, phường thường trú", "Commune of residence"), commune)),
    );
    rows
}

fn contact(lang: Lang, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let contact = &content.contact;
    vec![
        SummaryRow::answer(lang, lang.t("Điện thoại", "Telephone"), contact.phone.as_str()),
        SummaryRow::answer(lang, lang.t("Thư điện tử", "E-mail"), contact.email.as_str()),
        SummaryRow::answer(lang, lang.t("Địa chỉ liên hệ", "Contact address"), &contact.address),
    ]
}

/// Submissions and changes of state, the latest first.
pub(super) fn history(lang: Lang, view: &RegistrationView) -> AnyView {
    let events = view.events.iter().map(|event| event_cells(lang, event)).collect();
    let columns = vec![
        Column::words(lang.t("Lúc", "When")),
        Column::words(lang.t("Việc", "What")),
        Column::words(lang.t("Người thực hiện", "Who")),
        Column::words(lang.t("Lý do", "Reason")),
    ];
    let versions = view.versions.iter().enumerate().map(|(index, version)| {
        let changes = view.versions.get(index + 1).map(|before| changes(lang, before, version)).unwrap_or_default();
        vec![text(version.number.to_string()), instant_view(version.submitted_at), text(changes)]
    });
    let version_columns = vec![
        Column::words(lang.t("Lần", "No.")),
        Column::words(lang.t("Nộp lúc", "Submitted")),
        Column::words(lang.t("Phần đã đổi so với lần trước", "Sections changed since the one before")),
    ];
    let versions_table = (!view.versions.is_empty()).then(|| {
        table(Table {
            caption: lang.t("Các lần nộp", "Submissions"),
            columns: version_columns,
            rows: versions.collect(),
            when_empty: "",
        })
    });
    view! {
        <h2>{lang.t("Lịch sử", "History")}</h2>
        {versions_table}
        {table(Table {
            caption: lang.t("Các bước xử lý", "Steps"),
            columns,
            rows: events,
            when_empty: lang.t("Chưa có bước nào.", "Nothing has happened yet."),
        })}
    }
    .into_any()
}

/// The sections in which two submissions differ.
fn changes(lang: Lang, before: &RecordVersion, after: &RecordVersion) -> String {
    let (before, after) = (&before.content, &after.content);
    let sections = [
        (Section::Papers, before.papers != after.papers || before.admission != after.admission),
        (Section::Schools, before.schools != after.schools),
        (Section::Priority, before.priority != after.priority),
        (Section::Contact, before.contact != after.contact),
    ];
    let names: Vec<_> = sections
        .into_iter()
        .filter(|(_, has_changed)| *has_changed)
        .map(|(section, _)| section_heading(lang, section))
        .collect();
    if names.is_empty() { lang.t("Không đổi gì", "Nothing").to_owned() } else { names.join(", ") }
}

fn event_cells(lang: Lang, event: &RecordEvent) -> Vec<AnyView> {
    let what = match (event.from, event.to) {
        (RegistrationStatus::Draft, RegistrationStatus::Submitted) => lang.t("Nộp phiếu", "Submitted"),
        (RegistrationStatus::Submitted, RegistrationStatus::Draft) => lang.t("Rút phiếu", "Withdrawn"),
        (RegistrationStatus::Rejected, RegistrationStatus::Draft) => lang.t("Bắt đầu sửa", "Began to correct"),
        (_, to) => registration_status_name(lang, to),
    };
    let who = event.staff_name.clone().unwrap_or_else(|| lang.t("Thí sinh", "The candidate").to_owned());
    let why = match &event.rejection {
        Some(rejection) => text(format!("{}: {}", rejection_category_name(lang, rejection.category), rejection.text)),
        None => text("–"),
    };
    vec![instant_view(event.at), text(what), text(who), why]
}
