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
    /// Not sat, because the mark of the year before is kept.
    pub reserved: Vec<Subject>,
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
        /// Whether there has to be one, with all its components whose marks are not kept.
        is_whole: bool,
        /// The one to which components belong whose marks are kept.
        bound_to: Option<CombinedPaper>,
    },
    /// Nothing: the marks of all components are kept.
    Nothing,
}

/// How many electives the 2018 programme asks for.
const ELECTIVES: usize = 2;

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
    let is_sat = |subject: &Subject| {
        let is_exempted = situation.is_exempted && *subject == Subject::ForeignLanguage;
        !is_exempted && !situation.reserved.contains(subject)
    };
    let usual: Vec<Subject> = usual.iter().copied().filter(is_sat).collect();
    let choice = match situation.programme() {
        ExamProgramme::Gdpt2018 => electives(graduates, situation, rules),
        ExamProgramme::Gdpt2006 => combined(graduates, situation),
    };
    let least_papers = if graduates { 1 } else { usize::from(rules.exam.admission_least_papers) };
    let (compulsory, optional) = if graduates { (usual, Vec::new()) } else { (Vec::new(), usual) };
    Some(PaperPlan { compulsory, optional, choice, reserved: situation.reserved.clone(), least_papers })
}

/// Two, fewer by what is exempted and kept; whoever has a diploma may leave them out.
fn electives(graduates: bool, situation: &Situation, rules: &RegistrationRules) -> PaperChoice {
    let from = rules.offered.iter().copied().filter(|subject| subject.is_elective()).collect();
    let asked = if situation.is_exempted { usize::from(rules.exam.exempted_electives) } else { ELECTIVES };
    // Who is exempted from the language gains nothing by keeping its mark, too.
    let counts =
        |subject: &&Subject| subject.is_elective() && !(situation.is_exempted && **subject == Subject::ForeignLanguage);
    let most = asked.saturating_sub(situation.reserved.iter().filter(counts).count());
    PaperChoice::Electives { least: if graduates { most } else { 0 }, most, from }
}

fn combined(graduates: bool, situation: &Situation) -> PaperChoice {
    let form = situation.education_form();
    let bound_to = situation.reserved.iter().find_map(|subject| CombinedPaper::of_component(*subject, form));
    let is_all_kept =
        |paper: CombinedPaper| paper.components(form).iter().all(|component| situation.reserved.contains(component));
    if bound_to.is_some_and(is_all_kept) {
        return PaperChoice::Nothing;
    }
    PaperChoice::Combined { is_whole: graduates, bound_to }
}

impl PaperPlan {
    /// The components of a combined paper that are to be sat, for whoever studied in this form.
    #[must_use]
    pub fn components(&self, paper: CombinedPaper, form: EducationForm) -> Vec<Subject> {
        paper.components(form).iter().copied().filter(|component| !self.reserved.contains(component)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        candidate::kind::CandidateKind,
        exam::{applicant::Applicant, registration::ExamRegistrationForms},
    };

    fn plan(kind: CandidateKind, programme: ExamProgramme) -> Option<PaperPlan> {
        let rules = RegistrationRules::new(kind, 2026);
        let applicant = Applicant { kind, programme, education_form: EducationForm::HighSchool };
        paper_plan(&situation(applicant), &rules)
    }

    fn situation(applicant: Applicant) -> Situation {
        Situation::of(&ExamRegistrationForms::default(), &RegistrationRules::new(applicant.kind, 2026)).with(applicant)
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
            assert_eq!((&plan.compulsory, plan.optional.len(), plan.least_papers), (compulsory, 0, 1), "{kind:?}");
            match plan.choice {
                PaperChoice::Electives { least, most, .. } => assert_eq!(Some((least, most)), electives),
                PaperChoice::Combined { is_whole, .. } => assert!(is_whole && electives.is_none()),
                PaperChoice::Nothing => panic!("there is something to choose"),
            }
        }
        for kind in [GraduateForAdmission, VocationalForAdmission] {
            let of_2018 = plan(kind, Gdpt2018).unwrap();
            assert_eq!((of_2018.compulsory.len(), of_2018.optional, of_2018.least_papers), (0, two.clone(), 1));
            let of_2006 = plan(kind, Gdpt2006).unwrap();
            assert_eq!(
                (of_2006.optional, of_2006.choice),
                (three.clone(), PaperChoice::Combined { is_whole: false, bound_to: None })
            );
        }
        assert_eq!(plan(CandidateKind::AdmissionOnly, Gdpt2018), None);
    }

    #[test]
    fn what_is_exempted_or_kept_is_not_sat() {
        use Subject::{Biology, Chemistry, ForeignLanguage, History, Literature, Mathematics, Physics};
        let plan = |programme, is_exempted, reserved: &[Subject]| {
            let kind = CandidateKind::NotGraduated;
            let applicant = Applicant { kind, programme, education_form: EducationForm::HighSchool };
            let situation = Situation { is_exempted, reserved: reserved.to_vec(), ..situation(applicant) };
            paper_plan(&situation, &RegistrationRules::new(kind, 2026)).unwrap()
        };
        let of_2018 = [
            (true, &[][..], vec![Mathematics, Literature], 1),
            (false, &[Mathematics], vec![Literature], 2),
            (false, &[Mathematics, Physics], vec![Literature], 1),
            (true, &[Physics], vec![Mathematics, Literature], 0),
            (true, &[ForeignLanguage], vec![Mathematics, Literature], 1),
        ];
        for (is_exempted, reserved, compulsory, electives) in of_2018 {
            let plan = plan(ExamProgramme::Gdpt2018, is_exempted, reserved);
            assert_eq!(plan.compulsory, compulsory, "{reserved:?}");
            let PaperChoice::Electives { least, most, .. } = plan.choice else { panic!("electives") };
            assert_eq!((least, most), (electives, electives), "{reserved:?}");
        }
        let of_2006 = plan(ExamProgramme::Gdpt2006, true, &[Literature, Physics]);
        assert_eq!(of_2006.compulsory, [Mathematics]);
        let natural = Some(CombinedPaper::NaturalSciences);
        assert_eq!(of_2006.choice, PaperChoice::Combined { is_whole: true, bound_to: natural });
        assert_eq!(of_2006.components(CombinedPaper::NaturalSciences, EducationForm::HighSchool), [Chemistry, Biology]);
        let all_kept = plan(ExamProgramme::Gdpt2006, false, &[Physics, Chemistry, Biology]);
        assert_eq!(all_kept.choice, PaperChoice::Nothing);
        assert!(!all_kept.compulsory.contains(&History));
    }
}
