//! What the candidate submitted, and what became of it so far.

use leptos::prelude::*;

use super::attached::attached;
use crate::{
    domain::{
        candidate::priority::DerivedArea,
        exam::{
            graduation::GraduationBonus,
            origin::BirthPlace,
            registration::ExamRegistrationContent,
            sections::{School, Section},
        },
        time::short_date,
    },
    usecases::school::view_registration::{RecordNames, RecordVersion, RegistrationView},
    web::{
        components::*,
        i18n::{
            Lang,
            exam::{
                area_name, area_reason, candidate_kind_name, certificate_result, combined_paper_name,
                education_form_name, free_status_name, group_name, language_name, points_added, programme_name,
                subject_list, subject_name,
            },
        },
        pages::{amendments, registration_history},
    },
};

/// The latest version, section by section.
pub(super) fn latest(lang: Lang, view: &RegistrationView) -> Option<AnyView> {
    let version = view.versions.first()?;
    let shown = view! {
        <h2>{lang.t("Nội dung phiếu", "The form")}</h2>
        <p class="quiet">
            {lang.t("Lần nộp thứ ", "Submission ")} {version.number} ", " {instant_view(version.submitted_at)}
        </p>
        {SHOWN.iter().map(|shown| section(lang, view, *shown)).collect::<Vec<_>>()}
    };
    Some(shown.into_any())
}

/// The sections in the order in which a school looks at them.
const SHOWN: [Section; 12] = [
    Section::Applicant,
    Section::Origin,
    Section::Papers,
    Section::Exemption,
    Section::ReservedMarks,
    Section::Arrangements,
    Section::Schools,
    Section::Residence,
    Section::Graduation,
    Section::Priority,
    Section::Contact,
    Section::Portrait,
];

/// One section of the latest version, under its heading; nothing where it says nothing.
fn section(lang: Lang, view: &RegistrationView, section: Section) -> Option<AnyView> {
    let rows = rows(lang, view, section);
    (!rows.is_empty())
        .then(|| view! { <h3>{section_heading(lang, section)}</h3> {summary_list(lang, rows)} }.into_any())
}

/// What one section of the latest version says.
pub(super) fn rows(lang: Lang, view: &RegistrationView, section: Section) -> Vec<SummaryRow> {
    let Some(version) = view.versions.first() else { return Vec::new() };
    let (content, names) = (&version.content, &view.names);
    let class_on_roll = view.record.roll.as_ref().map(|roll| roll.class_name.as_str()).unwrap_or_default();
    match section {
        Section::Applicant | Section::Unit => applicant(lang, view, content),
        Section::Origin | Section::Identity => origin(lang, content, names),
        Section::Residence => residence(lang, content, names),
        Section::Papers | Section::Studied | Section::Admission | Section::Declaration => papers(lang, content),
        Section::Exemption => exemption(lang, content, names),
        Section::Evidence | Section::Portrait => attached(lang, view.record.id, content),
        Section::ReservedMarks => reserved_marks(lang, content),
        Section::Arrangements => arrangements(lang, view),
        Section::Graduation => graduation(lang, content, names),
        Section::Schools => schools(lang, content, names, class_on_roll),
        Section::Priority => priority(lang, content, names),
        Section::Contact => contact(lang, content),
    }
}

const fn section_heading(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Applicant => lang.t("Đối tượng dự thi", "Ground of registration"),
        Section::Identity => lang.t("Thông tin cá nhân", "Identity"),
        Section::Origin => lang.t("Nơi sinh, quốc tịch, dân tộc", "Birth place, nationality, ethnic group"),
        Section::Contact => lang.t("Liên hệ", "Contact"),
        Section::Residence => lang.t("Nơi thường trú", "Residence"),
        Section::Schools => lang.t("Nơi học THPT", "High schools"),
        Section::Unit => lang.t("Nơi đăng ký dự thi", "Registration unit"),
        Section::Studied => lang.t("Môn lựa chọn lớp 12", "Subjects of choice of grade 12"),
        Section::ReservedMarks => lang.t("Bảo lưu điểm", "Marks kept"),
        Section::Exemption => lang.t("Miễn thi Ngoại ngữ", "Exemption from the foreign language"),
        Section::Graduation => lang.t("Ưu tiên xét tốt nghiệp", "Graduation priority"),
        Section::Arrangements => lang.t("Điều kiện dự thi đặc biệt", "Arrangements for the exam"),
        Section::Papers => lang.t("Môn thi và mục đích", "Papers and purpose"),
        Section::Priority => lang.t("Ưu tiên", "Priority"),
        Section::Admission => lang.t("Mục đích dùng điểm", "Purpose of the marks"),
        Section::Evidence | Section::Portrait => lang.t("Ảnh và minh chứng", "Portrait and evidence"),
        Section::Declaration => lang.t("Cam đoan", "Declaration"),
    }
}

/// As what the candidate registers, beside what the roll expects.
fn applicant(lang: Lang, view: &RegistrationView, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let Some(applicant) = content.applicant else { return Vec::new() };
    let expected = view.record.roll.as_ref().and_then(|roll| roll.kind).filter(|kind| *kind != applicant.kind);
    let differs = expected.map(|kind| {
        let said = format!("{} {}", lang.t("Danh sách ghi:", "The roll says:"), candidate_kind_name(lang, kind));
        tag(Tone::Warning, &said)
    });
    let kind = view! { {candidate_kind_name(lang, applicant.kind)} " " {differs} }.into_any();
    let mut rows = vec![
        SummaryRow::new(lang.t("Đối tượng", "Registers as"), kind),
        SummaryRow::answer(lang, lang.t("Chương trình", "Programme"), programme_name(lang, applicant.programme)),
        SummaryRow::answer(
            lang,
            lang.t("Hình thức học", "Form of education"),
            education_form_name(lang, applicant.education_form),
        ),
    ];
    let status = applicant.kind.free_candidate_status();
    rows.extend(status.map(|status| {
        SummaryRow::answer(lang, lang.t("Thí sinh tự do", "Free candidate"), free_status_name(lang, status))
    }));
    rows.extend(content.place.as_ref().map(|place| {
        let words = format!("{} {}", place.department, place.unit);
        SummaryRow::answer(lang, lang.t("Mã Sở, mã đơn vị", "Department and unit"), &words)
    }));
    rows.extend(
        content
            .place
            .as_ref()
            .map(|place| SummaryRow::answer(lang, lang.t("Mã hội đồng thi", "Exam council"), &place.council)),
    );
    rows
}

/// The derived area with its reason: which schools, and for how many months each.
fn derived_words(lang: Lang, content: &ExamRegistrationContent) -> String {
    let DerivedArea { area, reason } = content.derived_area;
    let spent = content.schools.months().into_iter().map(|(school, months)| {
        let area = area_name(lang, school.area);
        match lang {
            Lang::Vi => format!("{months} tháng tại {} ({area})", school.code),
            Lang::En => format!("{months} months at {} ({area})", school.code),
        }
    });
    let spent = spent.collect::<Vec<_>>().join("; ");
    format!("{}: {spent}. {}", area_name(lang, area), area_reason(lang, reason))
}

/// Where the candidate comes from and lives.
fn origin(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames) -> Vec<SummaryRow> {
    let Some(origin) = content.origin.as_ref() else { return Vec::new() };
    let birth_place = match &origin.birth_place {
        BirthPlace::Province(code) => names.birth_province.clone().unwrap_or_else(|| code.clone()),
        BirthPlace::Country(country) => country.clone(),
    };
    let nationality = origin.nationality.as_deref().unwrap_or_else(|| lang.t("Việt Nam", "Vietnamese"));
    let group = names.ethnic_group.as_deref().unwrap_or(&origin.ethnic_group);
    vec![
        SummaryRow::answer(lang, lang.t("Nơi sinh", "Place of birth"), &birth_place),
        SummaryRow::answer(lang, lang.t("Quốc tịch", "Nationality"), nationality),
        SummaryRow::answer(lang, lang.t("Dân tộc", "Ethnic group"), group),
    ]
}

fn residence(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames) -> Vec<SummaryRow> {
    let commune = names.commune.as_deref();
    let mut rows: Vec<SummaryRow> = commune
        .map(|commune| SummaryRow::answer(lang, lang.t("Xã, phường thường trú", "Commune of residence"), commune))
        .into_iter()
        .collect();
    rows.extend(content.residence.as_ref().map(|residence| {
        let words = if residence.over_18_months { lang.t("Có", "Yes") } else { lang.t("Không", "No") };
        let key = lang.t("Thường trú trên 18 tháng khi học THPT", "Over 18 months of upper-secondary school");
        SummaryRow::answer(lang, key, words)
    }));
    rows
}

fn exemption(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames) -> Vec<SummaryRow> {
    let Some(exemption) = content.exemption.as_ref() else { return Vec::new() };
    let name = names.certificate.as_deref().unwrap_or(&exemption.certificate);
    let result = certificate_result(lang, &exemption.result);
    let expires = exemption
        .expires_on
        .map_or_else(|| lang.t("Không có thời hạn", "Does not expire").to_owned(), |day| short_date(day.0));
    let claim = tag(Tone::Warning, lang.t("Đối chiếu minh chứng", "Compare the evidence"));
    let words = format!("{}: {name}", language_name(lang, exemption.language));
    vec![
        SummaryRow::new(lang.t("Chứng chỉ", "Certificate"), view! { {words} " " {claim} }.into_any()),
        SummaryRow::answer(lang, lang.t("Điểm hoặc bậc", "Score or level"), &result),
        SummaryRow::answer(lang, lang.t("Nơi cấp", "Issuer"), &exemption.issuer),
        SummaryRow::answer(lang, lang.t("Ngày cấp", "Day of issue"), &short_date(exemption.issued_on.0)),
        SummaryRow::answer(lang, lang.t("Ngày hết hạn", "Last day of validity"), &expires),
    ]
}

fn reserved_marks(lang: Lang, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let kept = content.reserved_marks.iter();
    kept.map(|kept| SummaryRow::answer(lang, subject_name(lang, kept.subject), &lang.score(kept.mark))).collect()
}

/// Only that there is something, and where: each look at what it is is recorded.
fn arrangements(lang: Lang, view: &RegistrationView) -> Vec<SummaryRow> {
    if !view.has_arrangements {
        return Vec::new();
    }
    let path = super::arrangements::path(view.record.id);
    let sensitive = lang.t(
        "Dữ liệu nhạy cảm: mỗi lần xem được ghi lại và thí sinh biết.",
        "Sensitive: each look is recorded, and the candidate sees it.",
    );
    let link = view! {
        <a href=path>{lang.t("Xem thí sinh cần gì khi dự thi", "See what the candidate needs for the exam")}</a>
        " "
        <span class="quiet">{sensitive}</span>
    };
    vec![SummaryRow::new(lang.t("Điều kiện", "Arrangements"), link.into_any())]
}

fn graduation(lang: Lang, content: &ExamRegistrationContent, names: &RecordNames) -> Vec<SummaryRow> {
    let claim = &content.graduation;
    let row = |key: &'static str, bonus: Option<&GraduationBonus>, name: Option<&(String, String)>| {
        bonus.map(|bonus| {
            let name =
                name.map(|(vi, en)| if lang == Lang::Vi { vi.as_str() } else { en.as_str() }).unwrap_or_default();
            let words = format!("{} – {name}: {}", bonus.code, points_added(lang, bonus.points));
            let evidence = tag(Tone::Warning, lang.t("Đối chiếu minh chứng", "Compare the evidence"));
            SummaryRow::new(key, view! { {words} " " {evidence} }.into_any())
        })
    };
    let category = lang.t("Diện ưu tiên", "Class");
    let encouragement = lang.t("Khuyến khích", "Encouragement");
    row(category, claim.category.as_ref(), names.graduation_category.as_ref())
        .into_iter()
        .chain(row(encouragement, claim.encouragement.as_ref(), names.encouragement.as_ref()))
        .collect()
}

fn papers(lang: Lang, content: &ExamRegistrationContent) -> Vec<SummaryRow> {
    let papers = &content.papers;
    let purpose = if content.admission.use_for_admission {
        lang.t("Có, để xét tuyển đại học, cao đẳng", "Yes, for university admission")
    } else {
        lang.t("Không", "No")
    };
    let words = match papers.subjects() {
        [] => lang.t("Không dự thi môn nào", "Sits no paper").to_owned(),
        subjects => subject_list(lang, subjects),
    };
    let mut rows = vec![SummaryRow::answer(lang, lang.t("Môn thi", "Papers"), &words)];
    rows.extend(papers.combined().map(|paper| {
        SummaryRow::answer(lang, lang.t("Bài thi tổ hợp", "Combined paper"), combined_paper_name(lang, paper))
    }));
    rows.extend(papers.language().map(|language| {
        SummaryRow::answer(lang, lang.t("Ngoại ngữ", "Foreign language"), language_name(lang, language))
    }));
    rows.extend(content.studied.as_ref().map(|studied| {
        let key = lang.t("Môn lựa chọn đã học ở lớp 12", "Subjects of choice studied in grade 12");
        SummaryRow::answer(lang, key, &subject_list(lang, studied))
    }));
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
            let claim =
                lang.t("Thí sinh đề nghị, đối chiếu minh chứng", "Claimed by the candidate: compare the evidence");
            view! { {area_name(lang, claimed)} " " {tag(Tone::Warning, claim)} }.into_any()
        }
        None => text(area_name(lang, derived.area)),
    };
    let category = match &content.priority.category {
        Some(category) => {
            let name = names.category.as_ref().map(|(vi, en)| if lang == Lang::Vi { vi } else { en });
            let name = name.map(String::as_str).unwrap_or_default();
            let shown = format!("{} ({}): {name}", category.code, group_name(lang, category.group));
            let claim = lang.t("Đối chiếu minh chứng", "Compare the evidence");
            view! { {shown} " " {tag(Tone::Warning, claim)} }.into_any()
        }
        None => text(lang.t("Không", "None")),
    };
    vec![
        SummaryRow::new(lang.t("Khu vực ưu tiên", "Priority area"), area),
        SummaryRow::answer(lang, lang.t("Theo quy chế", "By the rules"), &derived_words(lang, content)),
        SummaryRow::new(lang.t("Đối tượng ưu tiên", "Priority category"), category),
    ]
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
        {amendments::view(lang, &view.amendments, |_| None)}
        {registration_history::view(lang, &view.events, lang.t("Thí sinh", "The candidate"))}
    }
    .into_any()
}

/// The sections in which two submissions differ.
fn changes(lang: Lang, before: &RecordVersion, after: &RecordVersion) -> String {
    let (before, after) = (&before.content, &after.content);
    let sections = [
        (Section::Applicant, before.applicant != after.applicant),
        (Section::Origin, before.origin != after.origin),
        (Section::Residence, before.residence != after.residence),
        (Section::Unit, before.place != after.place),
        (Section::Studied, before.studied != after.studied),
        (Section::ReservedMarks, before.reserved_marks != after.reserved_marks),
        (Section::Exemption, before.exemption != after.exemption),
        (Section::Graduation, before.graduation != after.graduation),
        (Section::Papers, before.papers != after.papers || before.admission != after.admission),
        (Section::Schools, before.schools != after.schools),
        (Section::Priority, before.priority != after.priority),
        (Section::Contact, before.contact != after.contact),
        (Section::Portrait, before.evidence != after.evidence || before.portrait != after.portrait),
    ];
    let names: Vec<_> = sections
        .into_iter()
        .filter(|(_, has_changed)| *has_changed)
        .map(|(section, _)| section_heading(lang, section))
        .collect();
    if names.is_empty() { lang.t("Không đổi gì", "Nothing").to_owned() } else { names.join(", ") }
}
