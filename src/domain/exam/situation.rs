//! Who is asked what: the one table of the registration form (domain.md §3.1, §3.2; product.md, flow B).
//!
//! What somebody is asked depends on the ground on which they register and on a few answers of the form itself. Both
//! are a [`Situation`]; [`Situation::asks`] looks it up in the table of sections, and
//! [`paper_plan`](super::paper_plan::paper_plan) gives the papers that it allows.

use super::{
    applicant::Applicant,
    programme::{CombinedPaper, EducationForm, ExamProgramme},
    registration::ExamRegistrationForms,
    residence::Residence,
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
    /// Where somebody lives, once it can be read.
    pub residence: Option<Residence>,
    /// Whether a certificate exempts from the foreign language.
    pub is_exempted: bool,
    /// The subjects whose marks of the year before are kept.
    pub reserved: Vec<Subject>,
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
    (Section::ReservedMarks, [Never, Always, Never, Never, Never]),
    (Section::Exemption, [Always, Always, Never, Never, Never]),
    (Section::Papers, [Always, Always, Always, Always, Never]),
    (Section::Graduation, [Always, Always, Never, Never, Never]),
    (Section::Priority, [ForAdmission, ForAdmission, Always, Always, Always]),
    (Section::Arrangements, [Always, Always, Always, Always, Never]),
    (Section::Evidence, [Always; 5]),
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
        let is_foreign = rules.has_passport || forms.origin.as_ref().is_some_and(|form| form.citizenship == "foreign");
        let mut situation = Self {
            applicant,
            is_foreign,
            is_for_admission: !(applicant.kind.wants_to_graduate() && said_no),
            residence: forms.residence.as_ref().and_then(|form| form.parse(&rules.known, is_foreign).ok()),
            is_exempted: false,
            reserved: Vec::new(),
            studied: rules.studied_on_roll.clone().or(studied).filter(|_| is_pupil),
        };
        if situation.asks(Section::Exemption, rules) {
            let exemption = forms.exemption.as_ref().and_then(|form| form.parse(rules).ok());
            situation.is_exempted = exemption.flatten().is_some();
        }
        if situation.asks(Section::ReservedMarks, rules) {
            let kept = forms.reserved_marks.as_ref().and_then(|form| form.parse(&situation, rules).ok());
            situation.reserved = kept.unwrap_or_default().iter().map(|kept| kept.subject).collect();
        }
        situation
    }

    /// The subjects of which marks of the year before may be kept: those that the programme examines.
    #[must_use]
    pub fn reservable(&self, rules: &RegistrationRules) -> Vec<Subject> {
        match self.programme() {
            ExamProgramme::Gdpt2018 => {
                let is_in_2018 = |subject: &Subject| *subject != Subject::CivicEducation;
                rules.offered.iter().copied().filter(is_in_2018).collect()
            }
            ExamProgramme::Gdpt2006 => {
                let usual = [Subject::Mathematics, Subject::Literature, Subject::ForeignLanguage];
                let components = CombinedPaper::ALL.iter().flat_map(|paper| paper.components(self.education_form()));
                usual.into_iter().chain(components.copied()).collect()
            }
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

    /// Whether the foreign language is sat, or may be: neither exempted from nor kept from the year before.
    #[must_use]
    pub fn may_sit_language(&self) -> bool {
        !self.is_exempted && !self.reserved.contains(&Subject::ForeignLanguage)
    }

    /// The same of another applicant.
    #[must_use]
    pub fn with(self, applicant: Applicant) -> Self {
        Self { applicant, ..self }
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
        let graduates = "admission reserved_marks exemption papers graduation";
        let pupil = "identity origin contact residence schools admission studied exemption papers graduation";
        let cases = [
            (CurrentGrade12, "yes", format!("{pupil} priority arrangements declaration")),
            (CurrentGrade12, "", format!("{pupil} priority arrangements declaration")),
            (CurrentGrade12, "no", format!("{pupil} arrangements declaration")),
            (NotGraduated, "yes", format!("{free} {graduates} priority arrangements declaration")),
            (NotGraduated, "no", format!("{free} {graduates} arrangements declaration")),
            // An answer that is not asked for changes nothing.
            (GraduateForAdmission, "no", format!("{free} papers priority arrangements declaration")),
            (VocationalForAdmission, "", format!("{free} papers priority arrangements declaration")),
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
