use proptest::prelude::*;

use super::{FieldErrorCode as Code, *};
use crate::domain::{
    candidate::kind::CandidateKind,
    exam::{applicant::Applicant, programme::EducationForm, registration::ExamRegistrationForms},
};

fn situation(kind: CandidateKind, programme: ExamProgramme) -> Situation {
    let applicant = Applicant { kind, programme, education_form: EducationForm::HighSchool };
    Situation::of(&ExamRegistrationForms::default(), &RegistrationRules::new(kind, 2026)).with(applicant)
}

fn rules(kind: CandidateKind) -> RegistrationRules {
    RegistrationRules { offered: Subject::ALL.to_vec(), ..RegistrationRules::new(kind, 2026) }
}

fn pupil() -> Situation {
    situation(CandidateKind::CurrentGrade12, ExamProgramme::Gdpt2018)
}

fn form(elective_1: &str, elective_2: &str, language: &str) -> PapersForm {
    PapersForm {
        elective_1: elective_1.to_owned(),
        elective_2: elective_2.to_owned(),
        language: language.to_owned(),
        ..PapersForm::default()
    }
}

fn parsed(elective_1: &str, elective_2: &str, language: &str) -> Result<Papers, FieldErrors> {
    form(elective_1, elective_2, language).parse(&pupil(), &rules(CandidateKind::CurrentGrade12))
}

fn found(errors: &FieldErrors) -> Vec<(&'static str, Code)> {
    errors.iter().map(|error| (error.field, error.code.clone())).collect()
}

/// A form of the 2006 programme with these boxes ticked.
fn of_2006(combined: &str, language: &str, ticked: &[&str]) -> PapersForm {
    let tick = |subject: &str| if ticked.contains(&subject) { "yes".to_owned() } else { String::new() };
    PapersForm {
        combined: combined.to_owned(),
        language: language.to_owned(),
        sits_toan: tick("toan"),
        sits_ngu_van: tick("ngu_van"),
        sits_ngoai_ngu: tick("ngoai_ngu"),
        sits_vat_li: tick("vat_li"),
        sits_hoa_hoc: tick("hoa_hoc"),
        sits_sinh_hoc: tick("sinh_hoc"),
        sits_lich_su: tick("lich_su"),
        sits_dia_li: tick("dia_li"),
        sits_gdcd: tick("gdcd"),
        ..PapersForm::default()
    }
}

fn words(papers: &Papers) -> String {
    papers.subjects().iter().map(|subject| subject.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn two_different_electives_make_four_papers() {
    let papers = parsed("hoa_hoc", "vat_li", "").unwrap();
    assert_eq!((words(&papers).as_str(), papers.language()), ("toan ngu_van vat_li hoa_hoc", None));
}

#[test]
fn a_foreign_language_names_its_language() {
    let papers = parsed("ngoai_ngu", "lich_su", "N6").unwrap();
    assert_eq!(papers.electives().collect::<Vec<_>>(), [Subject::History, Subject::ForeignLanguage]);
    assert_eq!(papers.language(), Some(ForeignLanguage::Japanese));
}

#[test]
fn what_the_rules_exclude_is_refused_at_its_field() {
    let cases = [
        (("", "", ""), vec![("elective_1", Code::Missing), ("elective_2", Code::Missing)]),
        (("vat_li", "vat_li", ""), vec![("elective_2", Code::SameElectiveTwice)]),
        (("ngoai_ngu", "ngoai_ngu", "N1"), vec![("elective_2", Code::SameElectiveTwice)]),
        (("cn_cong_nghiep", "cn_nong_nghiep", ""), vec![("elective_2", Code::BothTechnologyPapers)]),
        (("toan", "vat_li", ""), vec![("elective_1", Code::NotOnOffer)]),
        (("vat_li", "gdcd", ""), vec![("elective_2", Code::NotOnOffer)]),
        (("vat_li", "ngoai_ngu", ""), vec![("language", Code::LanguageNeedsPaper)]),
        (("vat_li", "hoa_hoc", "N1"), vec![("language", Code::LanguageNeedsPaper)]),
        (("vat_li", "ngoai_ngu", "N8"), vec![("language", Code::NotOnOffer)]),
        (("vat_li", "", "N1"), vec![("elective_2", Code::Missing)]),
    ];
    for ((first, second, language), expected) in cases {
        assert_eq!(found(&parsed(first, second, language).unwrap_err()), expected, "{first} {second} {language}");
    }
}

#[test]
fn a_subject_the_season_does_not_offer_is_refused() {
    let offered = vec![Subject::Physics, Subject::Chemistry];
    let rules = RegistrationRules { offered, ..rules(CandidateKind::CurrentGrade12) };
    let errors = form("vat_li", "tin_hoc", "").parse(&pupil(), &rules).unwrap_err();
    assert_eq!(errors, FieldErrors::one("elective_2", Code::NotOnOffer));
}

#[test]
fn a_season_may_let_both_technology_papers_go_together() {
    let mut rules = rules(CandidateKind::CurrentGrade12);
    rules.exam.is_technology_exclusive = false;
    assert!(form("cn_cong_nghiep", "cn_nong_nghiep", "").parse(&pupil(), &rules).is_ok());
}

#[test]
fn a_pupil_sits_what_grade_12_taught_and_any_language() {
    let studied = Some(vec![Subject::Physics, Subject::Informatics]);
    let situation = Situation { studied, ..pupil() };
    let rules = rules(CandidateKind::CurrentGrade12);
    let parsed = |first, second, language| form(first, second, language).parse(&situation, &rules);
    assert!(parsed("vat_li", "tin_hoc", "").is_ok());
    assert!(parsed("lich_su", "ngoai_ngu", "N4").is_ok(), "everybody studies history and a language");
    let errors = parsed("vat_li", "sinh_hoc", "").unwrap_err();
    assert_eq!(found(&errors), [("elective_2", Code::NotStudied)]);
}

#[test]
fn whoever_has_a_diploma_may_sit_fewer_papers_but_not_none() {
    let kind = CandidateKind::GraduateForAdmission;
    let situation = situation(kind, ExamProgramme::Gdpt2018);
    let parsed = |form: &PapersForm| form.parse(&situation, &rules(kind));
    let one = parsed(&form("", "sinh_hoc", "")).unwrap();
    assert_eq!(words(&one), "sinh_hoc");
    let mut three = form("vat_li", "hoa_hoc", "");
    three.sits_toan = "yes".to_owned();
    assert_eq!(words(&parsed(&three).unwrap()), "toan vat_li hoa_hoc");
    let none = parsed(&PapersForm::default()).unwrap_err();
    assert_eq!(found(&none), [("sits_toan", Code::TooFewPapers { least: 1 })]);
    let twice = parsed(&form("vat_li", "vat_li", "")).unwrap_err();
    assert_eq!(found(&twice), [("elective_2", Code::SameElectiveTwice)]);
}

#[test]
fn the_2006_programme_asks_a_candidate_who_wants_to_graduate_for_a_whole_combined_paper() {
    let kind = CandidateKind::NotGraduated;
    let mut situation = situation(kind, ExamProgramme::Gdpt2006);
    let parsed = |form: PapersForm, situation: &Situation| form.parse(situation, &rules(kind));
    let papers = parsed(of_2006("khxh", "N1", &[]), &situation).unwrap();
    assert_eq!(words(&papers), "toan ngu_van lich_su dia_li ngoai_ngu gdcd");
    assert_eq!(papers.combined(), Some(CombinedPaper::SocialSciences));
    let missing = parsed(of_2006("", "", &[]), &situation).unwrap_err();
    assert_eq!(found(&missing), [("combined", Code::Missing), ("language", Code::LanguageNeedsPaper)]);
    // One component alone is not enough to graduate: the tick is not asked for and changes nothing.
    let papers = parsed(of_2006("khtn", "N1", &["vat_li"]), &situation).unwrap();
    assert_eq!(words(&papers), "toan ngu_van vat_li hoa_hoc sinh_hoc ngoai_ngu");
    situation.applicant.education_form = EducationForm::Continuing;
    let papers = parsed(of_2006("khxh", "N3", &[]), &situation).unwrap();
    assert_eq!(words(&papers), "toan ngu_van lich_su dia_li ngoai_ngu", "continuing education has no civic education");
}

#[test]
fn single_components_lie_within_one_combined_paper() {
    let kind = CandidateKind::GraduateForAdmission;
    let situation = situation(kind, ExamProgramme::Gdpt2006);
    let parsed = |combined, ticked: &[&str]| of_2006(combined, "", ticked).parse(&situation, &rules(kind));
    let cases = [
        ("", &["vat_li"][..], Ok("vat_li")),
        ("khtn", &["vat_li", "hoa_hoc"], Ok("vat_li hoa_hoc")),
        ("khtn", &["toan"], Ok("toan vat_li hoa_hoc sinh_hoc")),
        ("", &["toan", "ngu_van"], Ok("toan ngu_van")),
        ("", &["vat_li", "lich_su"], Err(("combined", Code::TwoCombinedPapers))),
        ("khtn", &["dia_li"], Err(("combined", Code::TwoCombinedPapers))),
        ("kh", &[], Err(("combined", Code::NotOnOffer))),
        ("", &[], Err(("sits_toan", Code::TooFewPapers { least: 1 }))),
        ("", &["ngoai_ngu"], Err(("language", Code::LanguageNeedsPaper))),
    ];
    for (combined, ticked, expected) in cases {
        match (parsed(combined, ticked), expected) {
            (Ok(papers), Ok(expected)) => assert_eq!(words(&papers), expected),
            (Err(errors), Err(expected)) => assert_eq!(found(&errors), [expected], "{combined} {ticked:?}"),
            (parsed, _) => panic!("{combined} {ticked:?}: {parsed:?}"),
        }
    }
}

#[test]
fn whoever_is_exempted_from_the_language_chooses_one_elective_that_is_not_the_language() {
    let rules = rules(CandidateKind::CurrentGrade12);
    let situation = Situation { is_exempted: true, ..pupil() };
    let parsed = |first, second, language| form(first, second, language).parse(&situation, &rules);
    assert_eq!(words(&parsed("vat_li", "", "").unwrap()), "toan ngu_van vat_li");
    // What was chosen before the certificate is kept in the form, and is no paper.
    assert_eq!(words(&parsed("vat_li", "hoa_hoc", "").unwrap()), "toan ngu_van vat_li");
    let errors = parsed("ngoai_ngu", "", "").unwrap_err();
    assert_eq!(found(&errors), [("elective_1", Code::ExemptedPaper)]);
    assert_eq!(found(&parsed("", "", "").unwrap_err()), [("elective_1", Code::Missing)]);
}

#[test]
fn a_paper_whose_mark_is_kept_is_not_sat_again() {
    let kind = CandidateKind::NotGraduated;
    let reserved = vec![Subject::Mathematics, Subject::Physics];
    let of_2018 = Situation { reserved: reserved.clone(), ..situation(kind, ExamProgramme::Gdpt2018) };
    let papers = form("sinh_hoc", "", "").parse(&of_2018, &rules(kind)).unwrap();
    assert_eq!(words(&papers), "ngu_van sinh_hoc");
    let errors = form("vat_li", "", "").parse(&of_2018, &rules(kind)).unwrap_err();
    assert_eq!(found(&errors), [("elective_1", Code::ReservedPaper)]);

    let of_combined = Situation { reserved, ..situation(kind, ExamProgramme::Gdpt2006) };
    let papers = of_2006("khtn", "N1", &[]).parse(&of_combined, &rules(kind)).unwrap();
    assert_eq!(words(&papers), "ngu_van hoa_hoc sinh_hoc ngoai_ngu");
    let errors = of_2006("khxh", "N1", &[]).parse(&of_combined, &rules(kind)).unwrap_err();
    assert_eq!(found(&errors), [("combined", Code::TwoCombinedPapers)]);
}

const WORDS: [&str; 5] = ["", "vat_li", "ngoai_ngu", "cn_cong_nghiep", "gdcd"];

proptest! {
    #[test]
    fn papers_that_are_accepted_keep_every_rule(
        first in prop::sample::select(&Subject::ALL[..]), second in prop::sample::select(&Subject::ALL[..]),
        language in prop::sample::select(vec!["", "N1", "N7", "N9"]),
    ) {
        if let Ok(papers) = parsed(first.as_str(), second.as_str(), language) {
            let electives: Vec<_> = papers.electives().collect();
            prop_assert_eq!(electives.len(), 2);
            prop_assert!(electives[0] < electives[1] && electives.iter().all(|subject| subject.is_elective()));
            prop_assert!(!electives.iter().all(|subject| subject.is_technology()));
            prop_assert_eq!(papers.language().is_some(), electives.contains(&Subject::ForeignLanguage));
        }
    }

    #[test]
    fn what_is_accepted_of_anybody_is_accepted_again_when_it_is_shown(
        kind in prop::sample::select(CandidateKind::ALL), programme in prop::sample::select(ExamProgramme::ALL),
        education in prop::sample::select(EducationForm::ALL),
        first in prop::sample::select(&WORDS[..]), second in prop::sample::select(&WORDS[..]),
        language in prop::sample::select(vec!["", "N2"]), combined in prop::sample::select(vec!["", "khtn", "khxh"]),
        ticked in prop::sample::subsequence(vec!["toan", "ngu_van", "ngoai_ngu", "vat_li", "dia_li", "gdcd"], 0..4),
    ) {
        let mut situation = situation(kind, programme);
        situation.applicant.education_form = education;
        let form = PapersForm { elective_1: first.into(), elective_2: second.into(), ..of_2006(combined, language, &ticked) };
        if let Ok(papers) = form.parse(&situation, &rules(kind)) {
            let mut sorted = papers.subjects().to_vec();
            sorted.dedup();
            prop_assert_eq!(sorted.len(), papers.subjects().len(), "each paper once");
            prop_assert_eq!(papers.subjects().is_empty(), !kind.sits_papers());
            prop_assert_eq!(papers.language().is_some(), papers.subjects().contains(&Subject::ForeignLanguage));
            prop_assert_eq!(PapersForm::from(&papers).parse(&situation, &rules(kind)), Ok(papers.clone()));
        }
    }
}
