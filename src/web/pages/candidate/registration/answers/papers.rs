//! The papers as rows, by the plan of whoever chose them.

use super::Answers;
use crate::{
    domain::{
        candidate::kind::CandidateKind,
        exam::{
            paper_plan::{PaperChoice, paper_plan},
            papers::PapersForm,
            programme::CombinedPaper,
            sections::Section,
            situation::Situation,
            subject::{ForeignLanguage, Subject},
        },
    },
    web::{
        components::SummaryRow,
        i18n::exam::{combined_paper_name, language_name, subject_list, subject_name},
    },
};

impl Answers<'_> {
    pub(super) fn papers(self) -> Vec<SummaryRow> {
        let lang = self.lang;
        let situation = self.situation();
        let form = self.forms.papers.clone().unwrap_or_default();
        let rules = &self.registration.rules;
        let Some(plan) = paper_plan(&situation, rules) else { return Vec::new() };
        let mut rows = Vec::new();
        if situation.applicant.kind == CandidateKind::CurrentGrade12 && rules.studied_on_roll.is_some() {
            let studied = situation.studied.as_deref().unwrap_or_default();
            let key = lang.t("Môn lựa chọn lớp 12 (theo trường)", "Subjects of choice (by the school)");
            rows.push(SummaryRow::answer(lang, key, &subject_list(lang, studied)));
        }
        if !plan.compulsory.is_empty() {
            let key = lang.t("Môn bắt buộc", "Compulsory papers");
            rows.push(SummaryRow::answer(lang, key, &subject_list(lang, &plan.compulsory)));
        }
        if !plan.optional.is_empty() {
            let sat: Vec<_> = plan.optional.iter().copied().filter(|subject| form.sits(*subject)).collect();
            let none = lang.t("Không", "None").to_owned();
            let words = if sat.is_empty() { none } else { subject_list(lang, &sat) };
            rows.push(self.row(Section::Papers, "sits_toan", lang.t("Môn đăng ký", "Papers chosen"), &words));
        }
        match &plan.choice {
            PaperChoice::Electives { most, .. } => rows.extend(self.elective_rows(&form, *most)),
            PaperChoice::Nothing => {}
            PaperChoice::Combined { .. } => {
                let words = self.combined_words(&form, &situation);
                rows.push(self.row(Section::Papers, "combined", lang.t("Bài thi tổ hợp", "Combined paper"), &words));
            }
        }
        if let Some(language) = ForeignLanguage::parse(&form.language).filter(|_| situation.may_sit_language()) {
            let key = lang.t("Thứ tiếng dự thi", "Language");
            rows.push(self.row(Section::Papers, "language", key, language_name(lang, language)));
        }
        rows
    }

    pub(super) fn elective_rows(self, form: &PapersForm, most: usize) -> Vec<SummaryRow> {
        let lang = self.lang;
        let words = |word: &str| Subject::parse(word).map(|subject| subject_name(lang, subject)).unwrap_or_default();
        let fields = [
            ("elective_1", lang.t("Môn tự chọn 1", "Elective 1"), words(&form.elective_1)),
            ("elective_2", lang.t("Môn tự chọn 2", "Elective 2"), words(&form.elective_2)),
        ];
        let fields = fields.into_iter().take(most);
        fields.map(|(field, key, words)| self.row(Section::Papers, field, key, words)).collect()
    }

    /// The combined paper with the components that are sat.
    pub(super) fn combined_words(self, form: &PapersForm, situation: &Situation) -> String {
        let lang = self.lang;
        match form.parse(situation, &self.registration.rules) {
            Ok(papers) => papers.combined().map_or_else(
                || lang.t("Không", "None").to_owned(),
                |paper| {
                    let components = paper.components(situation.education_form()).iter().copied();
                    let sat: Vec<_> = components.filter(|subject| papers.subjects().contains(subject)).collect();
                    format!("{}: {}", combined_paper_name(lang, paper), subject_list(lang, &sat))
                },
            ),
            Err(_) => CombinedPaper::parse(&form.combined)
                .map(|paper| combined_paper_name(lang, paper).to_owned())
                .unwrap_or_default(),
        }
    }
}
