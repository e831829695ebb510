//! Which papers somebody may sit: the table behind the papers section (domain.md §3.3).
//!
//! Whoever wants to graduate sits what the programme asks for. Whoever sits for admission alone (a diploma is there
//! already) may leave out what their universities do not ask for.

use super::{
    programme::{CombinedPaper, EducationForm, ExamProgramme},
    sections::RegistrationRules,
    situation::Situation,
    subject::Subject,
};

/// The papers that a situation allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperPlan {
    /// Sat without being chosen.
    pub compulsory: Vec<Subject>,
    /// May be sat or left out, besides electives and components.
    pub optional: Vec<Subject>,
    /// What there is to choose besides.
    pub choice: PaperChoice,
    /// The fewest papers in all.
    pub least_papers: usize,
}

/// What there is to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperChoice {
    /// Electives of the 2018 programme.
    Electives {
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
        /// Those on offer.
        from: Vec<Subject>,
    },
    /// A combined paper of the 2006 programme.
    Combined {
        /// Whether there has to be one, with all its components.
        is_whole: bool,
    },
}

/// The plan of whoever sits papers; `None` for whoever sits none.
#[must_use]
pub fn paper_plan(situation: &Situation, rules: &RegistrationRules) -> Option<PaperPlan> {
    let kind = situation.applicant.kind;
    if !kind.sits_papers() {
        return None;
    }
    let graduates = kind.wants_to_graduate();
    let usual: &[Subject] = match situation.programme() {
        ExamProgramme::Gdpt2018 => &[Subject::Mathematics, Subject::Literature],
        ExamProgramme::Gdpt2006 => &[Subject::Mathematics, Subject::Literature, Subject::ForeignLanguage],
    };
    let usual = usual.to_vec();
    let choice = match situation.programme() {
        ExamProgramme::Gdpt2018 => {
            let most = ELECTIVES;
            PaperChoice::Electives { least: if graduates { most } else { 0 }, most, from: electives(rules) }
        }
        ExamProgramme::Gdpt2006 => PaperChoice::Combined { is_whole: graduates },
    };
    let least_papers = if graduates { 0 } else { usize::from(rules.exam.admission_least_papers) };
    let (compulsory, optional) = if graduates { (usual, Vec::new()) } else { (Vec::new(), usual) };
    Some(PaperPlan { compulsory, optional, choice, least_papers })
}

/// How many electives the 2018 programme asks for.
const ELECTIVES: usize = 2;

/// The electives on offer in the season.
fn electives(rules: &RegistrationRules) -> Vec<Subject> {
    rules.offered.iter().copied().filter(|subject| subject.is_elective()).collect()
}

impl PaperPlan {
    /// The components of a combined paper for whoever studied in this form.
    #[must_use]
    pub fn components(&self, paper: CombinedPaper, form: EducationForm) -> Vec<Subject> {
        paper.components(form).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{candidate::kind::CandidateKind, exam::applicant::Applicant};

    fn plan(kind: CandidateKind, programme: ExamProgramme) -> Option<PaperPlan> {
        let rules = RegistrationRules::new(kind, 2026);
        let applicant = Applicant { kind, programme, education_form: EducationForm::HighSchool };
        let situation = Situation { applicant, is_foreign: false, is_for_admission: true, studied: None };
        paper_plan(&situation, &rules)
    }

    #[test]
    fn the_programme_and_the_purpose_decide_what_has_to_be_sat() {
        use CandidateKind::{CurrentGrade12, GraduateForAdmission, NotGraduated, VocationalForAdmission};
        use ExamProgramme::{Gdpt2006, Gdpt2018};
        let two = vec![Subject::Mathematics, Subject::Literature];
        let three = vec![Subject::Mathematics, Subject::Literature, Subject::ForeignLanguage];
        let cases = [
            (CurrentGrade12, Gdpt2018, &two, Some((2, 2))),
            (NotGraduated, Gdpt2018, &two, Some((2, 2))),
            (NotGraduated, Gdpt2006, &three, None),
        ];
        for (kind, programme, compulsory, electives) in cases {
            let plan = plan(kind, programme).unwrap();
            assert_eq!((&plan.compulsory, plan.optional.len(), plan.least_papers), (compulsory, 0, 0), "{kind:?}");
            match plan.choice {
                PaperChoice::Electives { least, most, .. } => assert_eq!(Some((least, most)), electives),
                PaperChoice::Combined { is_whole } => assert!(is_whole && electives.is_none()),
            }
        }
        for kind in [GraduateForAdmission, VocationalForAdmission] {
            let of_2018 = plan(kind, Gdpt2018).unwrap();
            assert_eq!((of_2018.compulsory.len(), of_2018.optional, of_2018.least_papers), (0, two.clone(), 1));
            let of_2006 = plan(kind, Gdpt2006).unwrap();
            assert_eq!((of_2006.optional, of_2006.choice), (three.clone(), PaperChoice::Combined { is_whole: false }));
        }
        assert_eq!(plan(CandidateKind::AdmissionOnly, Gdpt2018), None);
    }
}
