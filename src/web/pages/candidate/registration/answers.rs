//! The answers of a registration as rows: of the draft with links to change them, or of what was submitted.

mod claims;
mod papers;

use leptos::prelude::*;

pub use self::claims::{bonus_label, derived_row, rule_label};
use super::{evidence::file_words, own_file_path, portrait, section_path};
use crate::{
    domain::{
        candidate::{evidence::EvidenceKind, kind::CandidateKind, priority::DerivedArea},
        exam::{
            origin::{ABROAD, FOREIGNER},
            programme::{EducationForm, ExamProgramme},
            registration::{ExamRegistrationForms, SectionForm},
            sections::Section,
            situation::Situation,
        },
        time::{Instant, short_date},
    },
    usecases::candidate::exam_registration::{CategoryOnOffer, ExamRegistration, Named, Registrant},
    web::{
        components::{SummaryRow, differing, summary_list},
        i18n::{
            Lang,
            exam::{
                candidate_kind_name, education_form_name, evidence_name, free_status_name, group_name, points_added,
                programme_name, section_name, sex_name, subject_list,
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
    /// Whether the declaration can be made.
    pub can_declare: bool,
}

/// The draft, with links to change it where it can be changed at the moment given.
#[must_use]
pub fn of_draft(lang: Lang, registration: &ExamRegistration, change_at: Option<Instant>) -> AnyView {
    let forms = &registration.draft.forms;
    let derived_area = registration.derived_area(forms);
    let can_declare = change_at.is_some_and(|now| registration.can_be_declared(now));
    all(Answers { lang, registration, forms, derived_area, can_change: change_at.is_some(), can_declare })
}

/// What was submitted last; nothing when nothing was.
#[must_use]
pub fn of_latest(lang: Lang, registration: &ExamRegistration) -> Option<AnyView> {
    let content = &registration.latest.as_ref()?.content;
    let forms = ExamRegistrationForms::from(content);
    let derived_area = Some(content.derived_area);
    Some(all(Answers { lang, registration, forms: &forms, derived_area, can_change: false, can_declare: false }))
}

/// What `typed` says otherwise than what is saved: rows of name, saved and typed.
#[must_use]
pub fn differences(lang: Lang, registration: &ExamRegistration, typed: &SectionForm) -> Vec<Vec<AnyView>> {
    let rows = |forms: &ExamRegistrationForms| {
        let derived_area = registration.derived_area(forms);
        Answers { lang, registration, forms, derived_area, can_change: false, can_declare: false }.rows(typed.section())
    };
    let saved = &registration.draft.forms;
    differing(lang, rows(saved), rows(&saved.with(typed.clone())))
}

fn all(answers: Answers<'_>) -> AnyView {
    let lang = answers.lang;
    let sections = Situation::of(answers.forms, &answers.registration.rules).sections(&answers.registration.rules);
    let parts: Vec<_> = sections
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
        Section::Applicant => lang.t("Đối tượng dự thi", "Ground of registration"),
        Section::Identity => lang.t("Thông tin cá nhân", "Identity"),
        Section::Origin => lang.t("Nơi sinh, quốc tịch, dân tộc", "Birth place, nationality, ethnic group"),
        Section::Residence => lang.t("Nơi thường trú", "Residence"),
        Section::Unit => lang.t("Nơi đăng ký dự thi", "Registration unit"),
        Section::Studied => lang.t("Môn lựa chọn lớp 12", "Subjects of choice of grade 12"),
        Section::ReservedMarks => lang.t("Bảo lưu điểm", "Marks kept"),
        Section::Exemption => lang.t("Miễn thi Ngoại ngữ", "Exemption from the foreign language"),
        Section::Graduation => lang.t("Ưu tiên xét tốt nghiệp", "Graduation priority"),
        Section::Arrangements => lang.t("Điều kiện dự thi đặc biệt", "Arrangements for the exam"),
        Section::Contact => lang.t("Liên hệ", "Contact"),
        Section::Schools => lang.t("Nơi học THPT", "High schools"),
        Section::Papers => lang.t("Môn thi", "Papers"),
        Section::Priority => lang.t("Ưu tiên tuyển sinh", "Priority of admission"),
        Section::Admission => lang.t("Dùng điểm để xét tuyển", "Use for admission"),
        Section::Evidence => lang.t("Minh chứng", "Evidence"),
        Section::Portrait => lang.t("Ảnh chân dung", "Portrait"),
        Section::Declaration => section_name(lang, section),
    }
}

/// What the citizen-ID service and the school say about the candidate.
#[must_use]
pub fn identity_rows(lang: Lang, registrant: &Registrant) -> Vec<SummaryRow> {
    let sex = registrant.sex.map(|sex| sex_name(lang, sex)).unwrap_or_default();
    let place = &registrant.unit.place;
    let unit = format!("{} ({})", registrant.unit.name, registrant.unit.code);
    let council =
        format!("{}, {} ({})", lang.t("Hội đồng thi", "Exam council"), registrant.unit.department, place.council);
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
        SummaryRow::answer(lang, lang.t("Dự thi tại", "Sits at"), &council),
    ]
}

impl Answers<'_> {
    fn rows(self, section: Section) -> Vec<SummaryRow> {
        match section {
            Section::Applicant => self.applicant(),
            Section::Identity => self.identity(),
            Section::Origin => self.origin(),
            Section::Residence => self.residence(),
            Section::Unit => self.unit(),
            Section::Studied => self.studied(),
            Section::ReservedMarks => self.reserved_marks(),
            Section::Exemption => self.exemption(),
            Section::Graduation => self.graduation(),
            Section::Arrangements => self.arrangements(),
            Section::Contact => self.contact(),
            Section::Schools => self.schools(),
            Section::Papers => self.papers(),
            Section::Priority => self.priority(),
            Section::Admission => self.admission(),
            Section::Evidence => self.evidence(),
            Section::Portrait => self.portrait(),
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
        if self.situation().applicant.kind.has_graduated() {
            let key = lang.t("Năm tốt nghiệp", "Year of graduation");
            rows.push(self.row(Section::Schools, "graduation_year", key, &form.graduation_year));
        }
        rows
    }

    fn situation(self) -> Situation {
        Situation::of(self.forms, &self.registration.rules)
    }

    fn applicant(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.applicant.clone().unwrap_or_default();
        let kind = CandidateKind::parse(&form.kind);
        let kind_words = kind.map(|kind| candidate_kind_name(lang, kind)).unwrap_or_default();
        let programme = ExamProgramme::parse(&form.programme).map(|programme| programme_name(lang, programme));
        let education = EducationForm::parse(&form.education_form).map(|form| education_form_name(lang, form));
        let status = kind.and_then(CandidateKind::free_candidate_status);
        let mut rows = vec![
            self.row(Section::Applicant, "kind", lang.t("Đối tượng dự thi", "Registers as"), kind_words),
            self.row(
                Section::Applicant,
                "programme",
                lang.t("Chương trình đã học", "Programme"),
                programme.unwrap_or_default(),
            ),
            self.row(
                Section::Applicant,
                "education_form",
                lang.t("Hình thức học", "Form of education"),
                education.unwrap_or_default(),
            ),
        ];
        rows.extend(status.map(|status| {
            SummaryRow::answer(lang, lang.t("Thí sinh tự do", "Free candidate"), free_status_name(lang, status))
        }));
        rows
    }

    fn origin(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.origin.clone().unwrap_or_default();
        let birth_place = match form.birth_province.as_str() {
            ABROAD => form.birth_country.clone(),
            code => name_of(&self.registration.provinces, code),
        };
        let is_foreign = form.citizenship == "foreign";
        let nationality = match form.citizenship.as_str() {
            "" => String::new(),
            _ if is_foreign => form.nationality.clone(),
            _ => lang.t("Việt Nam", "Vietnamese").to_owned(),
        };
        let group = if is_foreign { FOREIGNER } else { form.ethnic_group.as_str() };
        let group = name_of(&self.registration.ethnic_groups, group);
        vec![
            self.row(Section::Origin, "birth_province", lang.t("Nơi sinh", "Place of birth"), &birth_place),
            self.row(Section::Origin, "citizenship", lang.t("Quốc tịch", "Nationality"), &nationality),
            self.row(Section::Origin, "ethnic_group", lang.t("Dân tộc", "Ethnic group"), &group),
        ]
    }

    fn residence(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.residence.clone().unwrap_or_default();
        let code = form.residence_commune.trim();
        let commune = self.registration.communes.iter().find(|commune| commune.code == code);
        let name = commune.map_or_else(|| code.to_owned(), |commune| format!("{} ({code})", commune.name));
        let months = yes_no(lang, &form.over_18_months);
        vec![
            self.row(
                Section::Residence,
                "residence_commune",
                lang.t("Xã, phường thường trú", "Commune of residence"),
                &name,
            ),
            self.row(
                Section::Residence,
                "over_18_months",
                lang.t("Thường trú trên 18 tháng khi học THPT", "Over 18 months of upper-secondary school"),
                months,
            ),
        ]
    }

    fn unit(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.unit.clone().unwrap_or_default();
        let point = self.registration.receiving_points.iter().find(|point| point.place.code() == form.unit);
        let name = point.map_or_else(|| form.unit.clone(), |point| format!("{} ({})", point.name, point.place.unit));
        vec![self.row(Section::Unit, "unit", lang.t("Điểm tiếp nhận hồ sơ", "Receiving point"), &name)]
    }

    fn studied(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let studied = self.situation().studied.map(|studied| subject_list(lang, &studied));
        let none = lang.t("Không có môn nào được thi", "None that is examined").to_owned();
        let answer = studied.map(|words| if words.is_empty() { none } else { words }).unwrap_or_default();
        vec![self.row(Section::Studied, "studied_vat_li", lang.t("Môn đã học", "Studied"), &answer)]
    }

    fn admission(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let answer =
            self.forms.admission.as_ref().map(|form| yes_no(lang, &form.use_for_admission)).unwrap_or_default();
        let key = lang.t("Xét tuyển đại học, cao đẳng", "University admission");
        vec![self.row(Section::Admission, "use_for_admission", key, answer)]
    }

    fn evidence(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.evidence.clone().unwrap_or_default();
        let needed = self.forms.needed_evidence(&self.registration.rules);
        if needed.is_empty() {
            let nothing = lang.t("Không cần minh chứng nào", "None is needed");
            return vec![SummaryRow::answer(lang, lang.t("Minh chứng", "Evidence"), nothing)];
        }
        let row = |kind: EvidenceKind| {
            let files = form.of(kind).filter_map(|id| self.registration.file(id)).enumerate();
            let links: Vec<_> = files
                .map(|(index, file)| {
                    let words = file_words(lang, index + 1, file);
                    view! {
                        <li>
                            <a href=own_file_path(file.id)>{words}</a>
                        </li>
                    }
                })
                .collect();
            let value = if links.is_empty() {
                view! { <span class="quiet">{lang.t("Chưa tải lên", "Not uploaded")}</span> }.into_any()
            } else {
                view! { <ul class="plain-list">{links}</ul> }.into_any()
            };
            self.linked(Section::Evidence, kind.as_str(), SummaryRow::new(evidence_name(lang, kind), value))
        };
        needed.into_iter().map(row).collect()
    }

    fn portrait(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.portrait.clone().unwrap_or_default();
        let key = lang.t("Ảnh chân dung", "Portrait");
        let row = match form.parse(&self.registration.rules.files) {
            Ok(Some(file)) => SummaryRow::new(key, portrait::picture(lang, &own_file_path(file))),
            _ => SummaryRow::answer(lang, key, ""),
        };
        vec![self.linked(Section::Portrait, "file", row)]
    }

    fn declaration(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let is_accepted = self.forms.declaration.as_ref().is_some_and(|form| form.parse().is_ok());
        let answer = if is_accepted { lang.t("Đã cam đoan", "Made") } else { "" };
        let row = SummaryRow::answer(lang, lang.t("Lời khai là đúng sự thật", "All of it is true"), answer);
        vec![if self.can_declare { self.linked(Section::Declaration, "accepted", row) } else { row }]
    }
}

/// The answer to a question of yes or no.
fn yes_no(lang: Lang, answer: &str) -> &'static str {
    match answer {
        "yes" => lang.t("Có", "Yes"),
        "no" => lang.t("Không", "No"),
        _ => "",
    }
}

/// The name of a code; the code where the list does not have it.
fn name_of(list: &[Named], code: &str) -> String {
    list.iter().find(|named| named.code == code).map_or_else(|| code.to_owned(), |named| named.name.clone())
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
