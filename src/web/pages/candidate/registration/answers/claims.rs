//! What was claimed, as rows.

use leptos::prelude::*;

use super::{Answers, category_label, category_points, yes_no};
use crate::{
    domain::{
        candidate::priority::{DerivedArea, PriorityArea, ResidenceGround},
        exam::{
            arrangements::Arrangement, exemption::Requirement, registration::ExamRegistrationForms, sections::Section,
            situation::Situation, subject::Subject,
        },
    },
    usecases::candidate::exam_registration::{BonusOnOffer, ExamRegistration, ResidenceRuleOnOffer},
    web::{
        components::SummaryRow,
        i18n::{
            Lang,
            exam::{area_name, area_reason, arrangement_name, language_name, points_added, subject_name},
        },
    },
};

impl Answers<'_> {
    pub(super) fn reserved_marks(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.reserved_marks.clone().unwrap_or_default();
        let key = lang.t("Bảo lưu điểm năm trước", "Keeps marks of the year before");
        let mut rows =
            vec![self.row(Section::ReservedMarks, "reserves_marks", key, yes_no(lang, &form.reserves_marks))];
        if form.reserves_marks == "yes" {
            let named = form.rows().into_iter().filter(|((_, word), _)| !word.is_empty());
            let words = named.map(|((_, word), (_, mark))| {
                let subject = Subject::parse(word).map_or(word, |subject| subject_name(lang, subject));
                format!("{subject}: {mark}")
            });
            let words = words.collect::<Vec<_>>().join("; ");
            rows.push(self.row(Section::ReservedMarks, "reserved_1", lang.t("Môn và điểm", "Marks"), &words));
        }
        rows
    }

    pub(super) fn exemption(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.exemption.clone().unwrap_or_default();
        let section = Section::Exemption;
        let key = lang.t("Xin miễn thi Ngoại ngữ", "Asks to be exempted");
        let mut rows = vec![self.row(section, "claims_exemption", key, yes_no(lang, &form.claims_exemption))];
        if !form.is_claimed() {
            return rows;
        }
        let known = self.registration.certificates.iter().find(|offered| offered.code == form.certificate);
        let name = known.map_or(form.certificate.clone(), |offered| {
            format!("{}: {}", language_name(lang, offered.language), offered.name)
        });
        let skills = [&form.listening, &form.reading, &form.speaking, &form.writing].map(|skill| skill.trim());
        let is_four = known.is_some_and(|offered| matches!(offered.requirement, Requirement::FourSkills(_)));
        let (field, score) = if is_four {
            ("listening", skills.join(" / "))
        } else {
            ("certificate_score", form.certificate_score.clone())
        };
        let expires = match form.expires_on.trim() {
            "" => lang.t("Không có thời hạn", "Does not expire"),
            day => day,
        };
        rows.push(self.row(section, "certificate", lang.t("Chứng chỉ", "Certificate"), &name));
        rows.push(self.row(section, field, lang.t("Điểm hoặc bậc", "Score or level"), &score));
        rows.push(self.row(section, "issuer", lang.t("Nơi cấp", "Issuer"), &form.issuer));
        rows.push(self.row(section, "issued_on", lang.t("Ngày cấp", "Day of issue"), &form.issued_on));
        rows.push(self.row(section, "expires_on", lang.t("Ngày hết hạn", "Last day of validity"), expires));
        rows
    }

    pub(super) fn graduation(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let saved = self.forms.graduation.as_ref();
        let words = |code: Option<&str>, offered: &[BonusOnOffer], none: &str| match code {
            None => String::new(),
            Some("") => none.to_owned(),
            Some(code) => offered.iter().find(|bonus| bonus.code == code).map_or_else(
                || code.to_owned(),
                |bonus| format!("{}: {}", bonus_label(lang, bonus), points_added(lang, bonus.points)),
            ),
        };
        let category = words(
            saved.map(|form| form.graduation_category.as_str()),
            &self.registration.graduation_categories,
            lang.t("Diện 1: không được cộng điểm", "Class 1: nothing is added"),
        );
        let encouragement = words(
            saved.map(|form| form.encouragement.as_str()),
            &self.registration.encouragements,
            lang.t("Không có giải", "No prize"),
        );
        vec![
            self.row(Section::Graduation, "graduation_category", lang.t("Diện ưu tiên", "Class"), &category),
            self.row(Section::Graduation, "encouragement", lang.t("Khuyến khích", "Encouragement"), &encouragement),
        ]
    }

    pub(super) fn arrangements(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.arrangements.clone().unwrap_or_default();
        let section = Section::Arrangements;
        let key = lang.t("Cần điều kiện đặc biệt", "Needs arrangements");
        let mut rows = vec![self.row(section, "needs_arrangements", key, yes_no(lang, &form.needs_arrangements))];
        if form.needs_arrangements == "yes" {
            let kinds = Arrangement::ALL.iter().filter(|kind| form.needs(**kind));
            let kinds = kinds.map(|kind| arrangement_name(lang, *kind)).collect::<Vec<_>>().join("; ");
            rows.push(self.row(section, "needs_extra_time", lang.t("Cần", "Needs"), &kinds));
            if !form.arrangement_note.trim().is_empty() {
                let key = lang.t("Ghi chú", "Note");
                rows.push(self.row(section, "arrangement_note", key, form.arrangement_note.trim()));
            }
        }
        rows
    }

    pub(super) fn priority(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let form = self.forms.priority.clone().unwrap_or_default();
        let category = self.registration.categories.iter().find(|category| category.code == form.category_code);
        let category = match category {
            Some(category) => format!("{}. {}", category_label(lang, category), category_points(lang, category)),
            None if form.category_code.is_empty() => lang.t("Không", "None").to_owned(),
            None => form.category_code.clone(),
        };
        let mut rows = vec![derived_row(lang, self.registration, self.forms, self.derived_area)];
        if let Some(ground) = ResidenceGround::parse(&form.residence_ground) {
            let rule = self.registration.residence_rules.iter().find(|rule| rule.ground == ground);
            let words = rule.map_or_else(|| ground.as_str().to_owned(), |rule| rule_label(lang, rule));
            let key = lang.t("Tính theo nơi thường trú", "Residence decides");
            rows.push(self.row(Section::Priority, "residence_ground", key, &words));
        }
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
        rows
    }
}

/// The derived area with its reason: which schools, and for how many months each.
#[must_use]
pub fn derived_row(
    lang: Lang,
    registration: &ExamRegistration,
    forms: &ExamRegistrationForms,
    derived: Option<DerivedArea>,
) -> SummaryRow {
    let key = lang.t("Khu vực ưu tiên được tính", "Priority area by the rules");
    let value = match derived {
        Some(DerivedArea { area, reason }) => {
            let points = points_added(lang, area.points());
            let because = lang.t("vì", "because");
            let spent = months_spent(lang, registration, forms);
            view! {
                <strong>{area_name(lang, area)}</strong> {format!(", {points}, {because}: {spent}. ")}
                {area_reason(lang, reason)}
            }
            .into_any()
        }
        None => lang.t("Được tính sau khi khai nơi học THPT.", "Derived once the high schools are named.").into_any(),
    };
    SummaryRow::new(key, value)
}

/// `18 tháng tại Trường A (KV1); 9 tháng tại Trường B (KV3)`
fn months_spent(lang: Lang, registration: &ExamRegistration, forms: &ExamRegistrationForms) -> String {
    let kind = Situation::of(forms, &registration.rules).applicant.kind;
    let schools = forms.schools.as_ref().and_then(|form| form.parse(kind, &registration.rules).ok());
    let Some(schools) = schools else { return String::new() };
    let spent = schools.months().into_iter().map(|(school, months)| {
        let known = registration.schools.iter().find(|known| known.code == school.code);
        let name = known.map_or(&school.code, |known| &known.name);
        let area = area_name(lang, school.area);
        match lang {
            Lang::Vi => format!("{months} tháng tại {name}, {area}"),
            Lang::En => format!("{months} months at {name}, {area}"),
        }
    });
    spent.collect::<Vec<_>>().join("; ")
}

/// A code of graduation as people choose it: code and who has it.
#[must_use]
pub fn bonus_label(lang: Lang, bonus: &BonusOnOffer) -> String {
    format!("{} – {}", bonus.code, if lang == Lang::Vi { &bonus.name_vi } else { &bonus.name_en })
}

/// A ground on which residence decides, as people choose it.
#[must_use]
pub fn rule_label(lang: Lang, rule: &ResidenceRuleOnOffer) -> String {
    if lang == Lang::Vi { rule.name_vi.clone() } else { rule.name_en.clone() }
}
