//! Who is asked what: the one table of the registration form (domain.md §3.1, §3.2; product.md, flow B).
//!
//! What somebody is asked depends on the ground on which they register and on a few answers of the form itself. Both
//! are a [`Situation`]; [`Situation::asks`] looks it up in the table of sections, and
//! [`paper_plan`](super::paper_plan::paper_plan) gives the papers that it allows.

use super::{
    applicant::Applicant,
    programme::{EducationForm, ExamProgramme},
    registration::ExamRegistrationForms,
    sections::{RegistrationRules, Section},
    subject::Subject,
};
use crate::domain::candidate::kind::CandidateKind;

/// What of a registration decides which questions and papers there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// On which ground, by which programme, in which form.
    pub applicant: Applicant,
    /// Whether somebody said to have another nationality than the Vietnamese, or shows a passport.
    pub is_foreign: bool,
    /// Whether the marks serve admission; true until somebody says no.
    pub is_for_admission: bool,
    /// The subjects of choice studied in grade 12; `None` where nothing says it.
    pub studied: Option<Vec<Subject>>,
}

/// When a section is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Of nobody.
    Never,
    /// Of everybody.
    Always,
    /// Where the marks serve admission.
    ForAdmission,
    /// Where the school's roll does not say it.
    RollSilent,
}

use Asked::{Always, ForAdmission, Never, RollSilent};

/// Which section is asked of whom. The columns are [`CandidateKind::ALL`]: grade 12, not graduated, graduate for
/// admission, vocational for admission, admission only (items 1 to 11 and 13 of the form).
const TABLE: &[(Section, [Asked; 5])] = &[
    (Section::Applicant, [Never, Always, Always, Always, Always]),
    (Section::Identity, [Always, Always, Always, Always, Always]),
    (Section::Origin, [Always, Always, Always, Always, Always]),
    (Section::Contact, [Always, Always, Always, Always, Always]),
    (Section::Residence, [Always, Always, Always, Always, Always]),
    (Section::Schools, [Always, Always, Always, Always, Always]),
    (Section::Unit, [Never, Always, Always, Always, Always]),
    // Whoever has a diploma already can use the marks for nothing else.
    (Section::Admission, [Always, Always, Never, Never, Never]),
    (Section::Studied, [RollSilent, Never, Never, Never, Never]),
    (Section::Papers, [Always, Always, Always, Always, Never]),
    (Section::Priority, [ForAdmission, ForAdmission, Always, Always, Always]),
    (Section::Evidence, [ForAdmission, ForAdmission, Always, Always, Always]),
    // Whoever sits no paper needs no portrait on the papers of the exam.
    (Section::Portrait, [Always, Always, Always, Always, Never]),
    (Section::Declaration, [Always, Always, Always, Always, Always]),
];

impl Situation {
    /// The situation that the answers so far and the record make. What cannot be read yet counts as not answered.
    #[must_use]
    pub fn of(forms: &ExamRegistrationForms, rules: &RegistrationRules) -> Self {
        let applicant = rules.recorded_applicant();
        let chosen = forms.applicant.as_ref().filter(|_| applicant.kind.is_free_candidate());
        let applicant = chosen.and_then(|form| form.parse().ok()).unwrap_or(applicant);
        let said_no = forms.admission.as_ref().is_some_and(|form| form.use_for_admission == "no");
        let studied = forms.studied.as_ref().and_then(|form| form.parse(rules).ok());
        let is_pupil = applicant.kind == CandidateKind::CurrentGrade12;
        Self {
            applicant,
            is_foreign: rules.has_passport || forms.origin.as_ref().is_some_and(|form| form.citizenship == "foreign"),
            is_for_admission: !(applicant.kind.wants_to_graduate() && said_no),
            studied: rules.studied_on_roll.clone().or(studied).filter(|_| is_pupil),
        }
    }

    /// Whether the section is asked.
    #[must_use]
    pub fn asks(&self, section: Section, rules: &RegistrationRules) -> bool {
        if !rules.asks_for(section) {
            return false;
        }
        let place = CandidateKind::ALL.iter().position(|kind| *kind == self.applicant.kind).unwrap_or_default();
        let row = TABLE.iter().find(|(named, _)| *named == section);
        match row.and_then(|(_, asked)| asked.get(place)) {
            None | Some(Never) => false,
            Some(Always) => true,
            Some(ForAdmission) => self.is_for_admission,
            Some(RollSilent) => rules.studied_on_roll.is_none(),
        }
    }

    /// The sections that are asked, in form order.
    #[must_use]
    pub fn sections(&self, rules: &RegistrationRules) -> Vec<Section> {
        Section::ALL.iter().copied().filter(|section| self.asks(*section, rules)).collect()
    }

    /// The programme by which papers are chosen.
    #[must_use]
    pub const fn programme(&self) -> ExamProgramme {
        self.applicant.programme
    }

    /// The form in which the programme was studied.
    #[must_use]
    pub const fn education_form(&self) -> EducationForm {
        self.applicant.education_form
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::exam::{applicant::ApplicantForm, sections::AdmissionForm};

    fn words(kind: CandidateKind, answer: &str) -> String {
        let forms = ExamRegistrationForms {
            admission: Some(AdmissionForm { use_for_admission: answer.to_owned() }),
            ..ExamRegistrationForms::default()
        };
        let rules = RegistrationRules::new(kind, 2026);
        let sections = Situation::of(&forms, &rules).sections(&rules);
        sections.iter().map(|section| section.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn everybody_is_asked_what_applies_and_nothing_else() {
        use CandidateKind::{
            AdmissionOnly, CurrentGrade12, GraduateForAdmission, NotGraduated, VocationalForAdmission,
        };
        let free = "applicant identity origin contact residence schools unit";
        let pupil = "identity origin contact residence schools admission studied papers";
        let cases = [
            (CurrentGrade12, "yes", format!("{pupil} priority declaration")),
            (CurrentGrade12, "", format!("{pupil} priority declaration")),
            (CurrentGrade12, "no", format!("{pupil} declaration")),
            (NotGraduated, "yes", format!("{free} admission papers priority declaration")),
            (NotGraduated, "no", format!("{free} admission papers declaration")),
            // An answer that is not asked for changes nothing.
            (GraduateForAdmission, "no", format!("{free} papers priority declaration")),
            (VocationalForAdmission, "", format!("{free} papers priority declaration")),
            (AdmissionOnly, "", format!("{free} priority declaration")),
        ];
        for (kind, answer, expected) in cases {
            assert_eq!(words(kind, answer), expected, "{kind:?} {answer}");
        }
    }

    #[test]
    fn every_section_has_one_row_and_every_kind_a_column() {
        let rows: Vec<_> =
            TABLE.iter().map(|(section, _)| *section).filter(|section| Section::ALL.contains(section)).collect();
        let asked: Vec<_> = Section::ALL.iter().copied().filter(|section| rows.contains(section)).collect();
        assert_eq!(rows, asked, "the rows stand in form order");
        assert_eq!(CandidateKind::ALL.len(), TABLE[0].1.len());
    }

    #[test]
    fn the_kind_chosen_by_a_free_candidate_counts_and_that_of_a_pupil_is_the_record_s() {
        let form =
            ApplicantForm { kind: "admission_only".into(), programme: "2006".into(), education_form: "gdtx".into() };
        let forms = ExamRegistrationForms { applicant: Some(form), ..ExamRegistrationForms::default() };
        let kind_of = |kind| Situation::of(&forms, &RegistrationRules::new(kind, 2026)).applicant;
        let chosen = kind_of(CandidateKind::GraduateForAdmission);
        assert_eq!((chosen.kind, chosen.programme), (CandidateKind::AdmissionOnly, ExamProgramme::Gdpt2006));
        let pupil = kind_of(CandidateKind::CurrentGrade12);
        assert_eq!((pupil.kind, pupil.programme), (CandidateKind::CurrentGrade12, ExamProgramme::Gdpt2018));
    }

    proptest! {
        #[test]
        fn sections_are_asked_once_each_in_form_order(
            kind in prop::sample::select(CandidateKind::ALL), answer in prop::sample::select(vec!["", "yes", "no", "x"]),
        ) {
            let sections = words(kind, answer);
            let mut seen: Vec<_> = sections.split(' ').map(|word| Section::parse(word).unwrap()).collect();
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
            prop_assert!(seen.contains(&Section::Identity) && seen.last() == Some(&Section::Declaration));
            prop_assert_eq!(seen.contains(&Section::Papers), kind.sits_papers());
        }
    }
}
