//! The papers a candidate sits (domain.md §3.3), by the programme of 2018 or of 2006.

use serde::{Deserialize, Serialize};

use super::{
    applicant::optional,
    paper_plan::{PaperChoice, PaperPlan, paper_plan},
    programme::{CombinedPaper, ExamProgramme},
    sections::RegistrationRules,
    situation::Situation,
    subject::{ForeignLanguage, Subject},
};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

/// The papers section as chosen. Which fields are asked for is a matter of the [`PaperPlan`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PapersForm {
    /// The first elective paper: a subject's word.
    pub elective_1: String,
    /// The second elective paper: a subject's word.
    pub elective_2: String,
    /// `N1` to `N7` exactly when a foreign language is sat.
    pub language: String,
    /// `yes` to sit Toán where it may be left out.
    pub sits_toan: String,
    /// `yes` to sit Ngữ văn where it may be left out.
    pub sits_ngu_van: String,
    /// `yes` to sit Ngoại ngữ where it may be left out.
    pub sits_ngoai_ngu: String,
    /// A word of [`CombinedPaper`].
    pub combined: String,
    /// `yes` to sit this component alone; without any the whole combined paper.
    pub sits_vat_li: String,
    /// The same.
    pub sits_hoa_hoc: String,
    /// The same.
    pub sits_sinh_hoc: String,
    /// The same.
    pub sits_lich_su: String,
    /// The same.
    pub sits_dia_li: String,
    /// The same.
    pub sits_gdcd: String,
}

/// Papers that go together, and the language of the foreign-language paper. Whoever sits none has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredPapers")]
pub struct Papers {
    programme: ExamProgramme,
    subjects: Vec<Subject>,
    language: Option<ForeignLanguage>,
    combined: Option<CombinedPaper>,
}

/// Papers as stored: before there were two programmes, the two electives alone.
#[derive(Deserialize)]
struct StoredPapers {
    #[serde(default)]
    programme: ExamProgramme,
    #[serde(default)]
    subjects: Vec<Subject>,
    #[serde(default)]
    electives: Vec<Subject>,
    language: Option<ForeignLanguage>,
    #[serde(default)]
    combined: Option<CombinedPaper>,
}

impl From<StoredPapers> for Papers {
    fn from(stored: StoredPapers) -> Self {
        let StoredPapers { programme, mut subjects, electives, language, combined } = stored;
        if !electives.is_empty() {
            subjects = [Subject::Mathematics, Subject::Literature].into_iter().chain(electives).collect();
        }
        Self { programme, subjects, language, combined }
    }
}

impl PapersForm {
    /// Reads the section of somebody in this situation. Whoever sits no paper has none.
    ///
    /// # Errors
    /// At `elective_1`, `elective_2`: `Missing`, `NotOnOffer`, `NotStudied`, `ExemptedPaper`, `ReservedPaper`, `SameElectiveTwice`,
    /// `BothTechnologyPapers`. At `combined`: `Missing`, `NotOnOffer`, `TwoCombinedPapers`. At `language`:
    /// `LanguageNeedsPaper`, `NotOnOffer`. At the first field: `TooFewPapers`.
    pub fn parse(&self, situation: &Situation, rules: &RegistrationRules) -> Result<Papers, FieldErrors> {
        let Some(plan) = paper_plan(situation, rules) else { return Ok(Papers::default()) };
        let mut errors = FieldErrors::new();
        let mut subjects = plan.compulsory.clone();
        subjects.extend(plan.optional.iter().copied().filter(|subject| self.sits(*subject)));
        let mut combined = None;
        let mut is_undecided = false;
        match &plan.choice {
            PaperChoice::Electives { least, most, from } => {
                let chosen = self.electives((*least, *most, from), situation, rules, &mut errors);
                // An elective that cannot be read may be the language paper: then a language is no error yet.
                is_undecided = errors.iter().any(|error| error.field.starts_with("elective"));
                subjects.extend(chosen);
            }
            PaperChoice::Nothing => {}
            PaperChoice::Combined { is_whole, bound_to } => {
                let chosen = self.combined((*is_whole, *bound_to), &plan, situation, &mut errors);
                combined = chosen.as_ref().map(|(paper, _)| *paper);
                subjects.extend(chosen.into_iter().flat_map(|(_, components)| components));
            }
        }
        let has_language = subjects.contains(&Subject::ForeignLanguage);
        // A language chosen before the exemption is kept in the form, and is no answer any more.
        let code = if situation.may_sit_language() { self.language.as_str() } else { "" };
        let language = language(code, has_language, is_undecided);
        let language = errors.collect("language", language).flatten();
        if errors.is_empty() && subjects.len() < plan.least_papers {
            errors.push(first_field(&plan), FieldErrorCode::TooFewPapers { least: plan.least_papers });
        }
        subjects.sort_unstable();
        errors.into_result(Papers { programme: situation.programme(), subjects, language, combined })
    }

    /// Whether the box of a subject is ticked.
    #[must_use]
    pub fn sits(&self, subject: Subject) -> bool {
        let ticked = match subject {
            Subject::Mathematics => &self.sits_toan,
            Subject::Literature => &self.sits_ngu_van,
            Subject::ForeignLanguage => &self.sits_ngoai_ngu,
            Subject::Physics => &self.sits_vat_li,
            Subject::Chemistry => &self.sits_hoa_hoc,
            Subject::Biology => &self.sits_sinh_hoc,
            Subject::History => &self.sits_lich_su,
            Subject::Geography => &self.sits_dia_li,
            Subject::CivicEducation => &self.sits_gdcd,
            _ => return false,
        };
        ticked == "yes"
    }

    fn electives(
        &self,
        (least, most, from): (usize, usize, &[Subject]),
        situation: &Situation,
        rules: &RegistrationRules,
        errors: &mut FieldErrors,
    ) -> Vec<Subject> {
        let mut chosen: Vec<Subject> = Vec::new();
        let fields = [("elective_1", &self.elective_1), ("elective_2", &self.elective_2)];
        for (place, (field, word)) in fields.into_iter().enumerate().take(most) {
            let subject = optional(word, |word| Subject::parse(word).filter(|subject| from.contains(subject)));
            let subject = match subject {
                Ok(None) if place < least => Err(FieldErrorCode::Missing),
                Ok(Some(subject)) => {
                    let clash = chosen.iter().find_map(|other| clash(*other, subject, rules));
                    let clash = clash.or_else(|| not_open(subject, situation));
                    clash.map_or(Ok(Some(subject)), Err)
                }
                other => other,
            };
            chosen.extend(errors.collect(field, subject).flatten());
        }
        chosen
    }

    fn combined(
        &self,
        (is_whole, bound_to): (bool, Option<CombinedPaper>),
        plan: &PaperPlan,
        situation: &Situation,
        errors: &mut FieldErrors,
    ) -> Option<(CombinedPaper, Vec<Subject>)> {
        let form = situation.education_form();
        let named = errors.collect("combined", optional(&self.combined, CombinedPaper::parse))?;
        let ticked: Vec<Subject> = CombinedPaper::ALL
            .iter()
            .flat_map(|paper| plan.components(*paper, form))
            .filter(|subject| !is_whole && self.sits(*subject))
            .collect();
        let mut papers: Vec<CombinedPaper> =
            ticked.iter().filter_map(|subject| CombinedPaper::of_component(*subject, form)).chain(named).collect();
        papers.extend(bound_to.filter(|_| !papers.is_empty()));
        papers.dedup();
        match papers[..] {
            [] if is_whole => {
                errors.push("combined", FieldErrorCode::Missing);
                None
            }
            [] => None,
            [paper] => {
                let components = plan.components(paper, form);
                Some((paper, if ticked.is_empty() { components } else { ticked }))
            }
            _ => {
                errors.push("combined", FieldErrorCode::TwoCombinedPapers);
                None
            }
        }
    }
}

/// Why two electives do not go together.
fn clash(one: Subject, another: Subject, rules: &RegistrationRules) -> Option<FieldErrorCode> {
    if one == another {
        Some(FieldErrorCode::SameElectiveTwice)
    } else if rules.exam.is_technology_exclusive && one.is_technology() && another.is_technology() {
        Some(FieldErrorCode::BothTechnologyPapers)
    } else {
        None
    }
}

/// Why a subject is not to be chosen. The language may be another than the one studied, so that the foreign language is
/// always open to those who sit it.
fn not_open(subject: Subject, situation: &Situation) -> Option<FieldErrorCode> {
    if situation.is_exempted && subject == Subject::ForeignLanguage {
        return Some(FieldErrorCode::ExemptedPaper);
    }
    if situation.reserved.contains(&subject) {
        return Some(FieldErrorCode::ReservedPaper);
    }
    let studied = situation.studied.as_ref()?;
    let is_open = subject.is_studied_by_all() || studied.contains(&subject);
    (!is_open).then_some(FieldErrorCode::NotStudied)
}

/// Where it is said that there are too few papers.
fn first_field(plan: &PaperPlan) -> &'static str {
    match (plan.optional.first(), &plan.choice) {
        (Some(_), _) => "sits_toan",
        (None, PaperChoice::Electives { .. }) => "elective_1",
        (None, PaperChoice::Combined { .. } | PaperChoice::Nothing) => "combined",
    }
}

fn language(code: &str, has_paper: bool, is_undecided: bool) -> Result<Option<ForeignLanguage>, FieldErrorCode> {
    match (code, has_paper) {
        ("", false) => Ok(None),
        ("", true) => Err(FieldErrorCode::LanguageNeedsPaper),
        (_, false) if !is_undecided => Err(FieldErrorCode::LanguageNeedsPaper),
        (code, _) => ForeignLanguage::parse(code).map(Some).ok_or(FieldErrorCode::NotOnOffer),
    }
}

impl Papers {
    /// By which programme.
    #[must_use]
    pub const fn programme(&self) -> ExamProgramme {
        self.programme
    }

    /// All papers sat, the compulsory ones first.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Those besides Toán and Ngữ văn.
    pub fn electives(&self) -> impl Iterator<Item = Subject> {
        self.subjects.iter().copied().filter(|subject| !subject.is_compulsory())
    }

    /// The language of the foreign-language paper, if it is taken.
    #[must_use]
    pub const fn language(&self) -> Option<ForeignLanguage> {
        self.language
    }

    /// The combined paper to which the components belong, of the 2006 programme.
    #[must_use]
    pub const fn combined(&self) -> Option<CombinedPaper> {
        self.combined
    }
}

impl From<&Papers> for PapersForm {
    fn from(papers: &Papers) -> Self {
        let word = |subject: Option<Subject>| subject.map(|subject| subject.as_str().to_owned()).unwrap_or_default();
        let sits = |subject| if papers.subjects.contains(&subject) { "yes".to_owned() } else { String::new() };
        let of_2018 = papers.programme == ExamProgramme::Gdpt2018;
        let mut electives = papers.electives().filter(|_| of_2018);
        let components = |subject| if of_2018 { String::new() } else { sits(subject) };
        Self {
            elective_1: word(electives.next()),
            elective_2: word(electives.next()),
            language: papers.language.map(|language| language.as_str().to_owned()).unwrap_or_default(),
            sits_toan: sits(Subject::Mathematics),
            sits_ngu_van: sits(Subject::Literature),
            sits_ngoai_ngu: components(Subject::ForeignLanguage),
            combined: papers.combined.map(|paper| paper.as_str().to_owned()).unwrap_or_default(),
            sits_vat_li: components(Subject::Physics),
            sits_hoa_hoc: components(Subject::Chemistry),
            sits_sinh_hoc: components(Subject::Biology),
            sits_lich_su: components(Subject::History),
            sits_dia_li: components(Subject::Geography),
            sits_gdcd: components(Subject::CivicEducation),
        }
    }
}

#[cfg(test)]
mod tests;
