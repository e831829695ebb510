//! The answers of a registration as rows: of the draft with links to change them, or of what was submitted.

use leptos::prelude::*;

use super::section_path;
use crate::{
    domain::{
        candidate::priority::{DerivedArea, PriorityArea},
        exam::{
            registration::ExamRegistrationForms,
            sections::Section,
            subject::{ForeignLanguage, Subject},
        },
        time::short_date,
    },
    usecases::candidate::exam_registration::{CategoryOnOffer, ExamRegistration, Registrant},
    web::{
        components::{SummaryRow, summary_list},
        i18n::{
            Lang,
            exam::{
                area_name, area_reason, candidate_kind_name, group_name, language_name, points_added, section_name,
                sex_name, subject_name,
            },
        },
    },
};

/// Answers, and what they are read with.
#[derive(Clone, Copy)]
pub struct Answers<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// Names of schools, categories and communes.
    pub registration: &'a ExamRegistration,
    /// The answers.
    pub forms: &'a ExamRegistrationForms,
    /// The area that the schools give, where they are readable.
    pub derived_area: Option<DerivedArea>,
    /// Whether each row links to where it is changed.
    pub can_change: bool,
}

/// The draft, with links to change it.
#[must_use]
pub fn of_draft(lang: Lang, registration: &ExamRegistration, can_change: bool) -> AnyView {
    let forms = &registration.draft.forms;
    let derived_area = registration.derived_area(forms);
    all(Answers { lang, registration, forms, derived_area, can_change })
}

/// What was submitted last; nothing when nothing was.
#[must_use]
pub fn of_latest(lang: Lang, registration: &ExamRegistration) -> Option<AnyView> {
    let content = &registration.latest.as_ref()?.content;
    let forms = ExamRegistrationForms::from(content);
    let derived_area = Some(content.derived_area);
    Some(all(Answers { lang, registration, forms: &forms, derived_area, can_change: false }))
}

fn all(answers: Answers<'_>) -> AnyView {
    let lang = answers.lang;
    let parts: Vec<_> = Section::ALL
        .iter()
        .map(|section| {
            view! {
                <h2>{heading(lang, *section)}</h2>
                {summary_list(lang, answers.rows(*section))}
            }
        })
        .collect();
    view! { {parts} }.into_any()
}

const fn heading(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Identity => lang.t("Thông tin cá nhân", "Identity"),
        Section::Contact => lang.t("Liên hệ", "Contact"),
        Section::Schools => lang.t("Nơi học THPT", "High schools"),
        Section::Papers => lang.t("Môn thi", "Papers"),
        Section::Priority => lang.t("Ưu tiên", "Priority"),
        Section::Admission => lang.t("Dùng điểm để xét tuyển", "Use for admission"),
        Section::Declaration => section_name(lang, section),
    }
}

/// What the citizen-ID service and the school say about the candidate.
#[must_use]
pub fn identity_rows(lang: Lang, registrant: &Registrant) -> Vec<SummaryRow> {
    let sex = registrant.sex.map(|sex| sex_name(lang, sex)).unwrap_or_default();
    let unit = format!("{} ({})", registrant.unit.name, registrant.unit.code);
    vec![
        SummaryRow::answer(lang, lang.t("Họ và tên", "Full name"), &registrant.full_name.upper()),
        SummaryRow::answer(lang, lang.t("Ngày sinh", "Birth date"), &short_date(registrant.birth_date)),
        SummaryRow::answer(lang, lang.t("Giới tính", "Sex"), sex),
        SummaryRow::answer(
            lang,
            lang.t("Số định danh hoặc hộ chiếu", "Personal or passport number"),
            &registrant.identity.masked(),
        ),
        SummaryRow::answer(
            lang,
            lang.t("Đối tượng dự thi", "Registers as"),
            candidate_kind_name(lang, registrant.kind),
        ),
        SummaryRow::answer(lang, lang.t("Nơi đăng ký dự thi", "Registration unit"), &unit),
    ]
}

impl Answers<'_> {
    fn rows(self, section: Section) -> Vec<SummaryRow> {
        match section {
            Section::Identity => self.identity(),
            Section::Contact => self.contact(),
            Section::Schools => self.schools(),
            Section::Papers => self.papers(),
            Section::Priority => self.priority(),
            Section::Admission => self.admission(),
            Section::Declaration => self.declaration(),
        }
    }

    fn row(self, section: Section, field: &str, key: &'static str, value: &str) -> SummaryRow {
        self.linked(section, field, SummaryRow::answer(self.lang, key, value))
    }

    fn linked(self, section: Section, field: &str, row: SummaryRow) -> SummaryRow {
        if self.can_change { row.change(format!("{}?from=check#{field}", section_path(section))) } else { row }
    }

    fn identity(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let is_seen = self.forms.identity.as_ref().is_some_and(|form| form.parse().is_ok());
        let seen = if is_seen { lang.t("Đã xem, đúng", "Checked and right") } else { "" };
        let mut rows = identity_rows(lang, &self.registration.registrant);
        rows.push(self.row(Section::Identity, "seen", lang.t("Xác nhận", "Confirmation"), seen));
        rows
    }

    fn contact(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.contact.clone().unwrap_or_default();
        vec![
            self.row(Section::Contact, "phone", lang.t("Số điện thoại", "Telephone number"), &form.phone),
            self.row(Section::Contact, "email", lang.t("Thư điện tử", "Email"), &form.email),
            self.row(Section::Contact, "address", lang.t("Địa chỉ liên hệ", "Contact address"), &form.address),
        ]
    }

    fn schools(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.schools.clone().unwrap_or_default();
        let school = |code: &str| {
            let known = self.registration.schools.iter().find(|school| school.code == code.trim());
            known.map_or_else(|| code.to_owned(), |school| format!("{}, {}", school.name, school.province))
        };
        let mut rows = vec![
            self.row(Section::Schools, "school_10", lang.t("Lớp 10", "Grade 10"), &school(&form.school_10)),
            self.row(Section::Schools, "school_11", lang.t("Lớp 11", "Grade 11"), &school(&form.school_11)),
            self.row(Section::Schools, "school_12", lang.t("Lớp 12", "Grade 12"), &school(&form.school_12)),
            self.row(Section::Schools, "class_12", lang.t("Tên lớp 12", "Class of grade 12"), &form.class_12),
        ];
        if self.registration.rules.kind.has_graduated() {
            let key = lang.t("Năm tốt nghiệp", "Year of graduation");
            rows.push(self.row(Section::Schools, "graduation_year", key, &form.graduation_year));
        }
        rows
    }

    fn papers(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.papers.clone().unwrap_or_default();
        let elective = |word: &str| match Subject::parse(word) {
            Some(Subject::ForeignLanguage) => {
                let language = ForeignLanguage::parse(&form.language).map(|found| language_name(lang, found));
                let subject = subject_name(lang, Subject::ForeignLanguage);
                language.map_or_else(|| subject.to_owned(), |language| format!("{subject}: {language}"))
            }
            Some(subject) => subject_name(lang, subject).to_owned(),
            None => String::new(),
        };
        let compulsory =
            format!("{}, {}", subject_name(lang, Subject::Mathematics), subject_name(lang, Subject::Literature));
        vec![
            SummaryRow::answer(lang, lang.t("Môn bắt buộc", "Compulsory papers"), &compulsory),
            self.row(Section::Papers, "elective_1", lang.t("Môn tự chọn 1", "Elective 1"), &elective(&form.elective_1)),
            self.row(Section::Papers, "elective_2", lang.t("Môn tự chọn 2", "Elective 2"), &elective(&form.elective_2)),
        ]
    }

    fn priority(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.priority.clone().unwrap_or_default();
        let category = self.registration.categories.iter().find(|category| category.code == form.category_code);
        let category = match category {
            Some(category) => format!("{}. {}", category_label(lang, category), category_points(lang, category)),
            None if form.category_code.is_empty() => lang.t("Không", "None").to_owned(),
            None => form.category_code.clone(),
        };
        let mut rows = vec![derived_row(lang, self.derived_area)];
        if let Some(area) = PriorityArea::parse(&form.area) {
            let key = lang.t("Khu vực tự đề nghị", "Area claimed instead");
            rows.push(self.row(Section::Priority, "area", key, area_name(lang, area)));
        }
        rows.push(self.row(
            Section::Priority,
            "category_code",
            lang.t("Đối tượng ưu tiên", "Priority category"),
            &category,
        ));
        if !form.residence_commune.trim().is_empty() {
            let code = form.residence_commune.trim();
            let commune = self.registration.communes.iter().find(|commune| commune.code == code);
            let name = commune.map_or_else(|| code.to_owned(), |commune| format!("{} ({code})", commune.name));
            let key = lang.t("Xã, phường thường trú", "Commune of residence");
            rows.push(self.row(Section::Priority, "residence_commune", key, &name));
        }
        rows
    }

    fn admission(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let answer = match self.forms.admission.as_ref().map(|form| form.use_for_admission.as_str()) {
            Some("yes") => lang.t("Có", "Yes"),
            Some("no") => lang.t("Không", "No"),
            _ => "",
        };
        let key = lang.t("Xét tuyển đại học, cao đẳng", "University admission");
        vec![self.row(Section::Admission, "use_for_admission", key, answer)]
    }

    fn declaration(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let is_accepted = self.forms.declaration.as_ref().is_some_and(|form| form.parse().is_ok());
        let answer = if is_accepted { lang.t("Đã cam đoan", "Made") } else { "" };
        let row = SummaryRow::answer(lang, lang.t("Lời khai là đúng sự thật", "All of it is true"), answer);
        let can_start = !self.can_change || self.registration.can_be_declared();
        vec![if can_start { self.linked(Section::Declaration, "accepted", row) } else { row }]
    }
}

/// The derived area with its reason.
#[must_use]
pub fn derived_row(lang: Lang, derived: Option<DerivedArea>) -> SummaryRow {
    let key = lang.t("Khu vực ưu tiên theo nơi học", "Priority area by schools");
    let value = match derived {
        Some(DerivedArea { area, reason }) => view! {
            {format!("{}, {}. {}", area_name(lang, area), points_added(lang, area.points()), area_reason(lang, reason))}
        }
        .into_any(),
        None => lang.t("Được tính sau khi khai nơi học THPT.", "Derived once the high schools are named.").into_any(),
    };
    SummaryRow::new(key, value)
}

/// A category as people choose it: code and who belongs to it.
#[must_use]
pub fn category_label(lang: Lang, category: &CategoryOnOffer) -> String {
    let name = match lang {
        Lang::Vi => &category.name_vi,
        Lang::En => &category.name_en,
    };
    format!("{} – {name}", category.code)
}

/// The group of a category and what it adds.
#[must_use]
pub fn category_points(lang: Lang, category: &CategoryOnOffer) -> String {
    format!("{}, {}", group_name(lang, category.group), points_added(lang, category.group.points()))
}
