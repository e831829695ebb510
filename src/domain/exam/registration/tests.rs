use super::*;
use crate::domain::{
    candidate::{
        kind::CandidateKind,
        priority::{AreaReason, CommuneArea, PriorityGroup, ResidenceGround, ResidenceRule},
    },
    exam::{
        attachments::{EvidenceFileForm, FileRules, FileUse},
        exemption::{Certificate, Requirement},
        subject::ForeignLanguage,
    },
};

fn rules_of(kind: CandidateKind) -> RegistrationRules {
    let mut rules = RegistrationRules::new(kind, 2026);
    let schools = [("01001", PriorityArea::Kv3), ("05002", PriorityArea::Kv1)];
    rules.known.schools.extend(schools.map(|(code, area)| (code.to_owned(), area)));
    rules.known.categories.insert("06".to_owned(), PriorityGroup::Ut2);
    rules.known.communes.insert("20044".to_owned(), CommuneArea { area: PriorityArea::Kv2, is_difficult: true });
    let rule =
        ResidenceRule { needs_over_18_months: true, needs_difficult_commune: true, is_for_free_candidates: false };
    rules.known.residence_rules.insert(ResidenceGround::DifficultCommune, rule);
    let requirement = Requirement::from_row("4.0", "").unwrap();
    let ielts = Certificate { language: ForeignLanguage::English, requirement };
    rules.known.certificates.insert("ielts".to_owned(), ielts);
    rules.known.provinces.insert("46".to_owned());
    rules.known.ethnic_groups.extend(["01", "55"].map(str::to_owned));
    let point = ExamPlace { department: "46".into(), unit: "901".into(), council: "46".into() };
    rules.known.units.insert(point.code(), point);
    rules.place = ExamPlace { department: "46".into(), unit: "001".into(), council: "46".into() };
    rules
}

fn rules() -> RegistrationRules {
    rules_of(CandidateKind::CurrentGrade12)
}

fn complete() -> ExamRegistrationForms {
    ExamRegistrationForms {
        origin: Some(OriginForm {
            birth_province: "46".into(),
            citizenship: "vietnamese".into(),
            ethnic_group: "01".into(),
            ..OriginForm::default()
        }),
        contact: Some(ContactForm {
            phone: "091 234 5678".into(),
            email: "an@example.vn".into(),
            address: "12 Tràng Tiền, Hà Nội".into(),
        }),
        residence: Some(ResidenceForm { residence_commune: "20044".into(), over_18_months: "yes".into() }),
        schools: Some(SchoolsForm {
            school_10: "05002".into(),
            school_11: "05002".into(),
            school_12: "01001".into(),
            class_12: "12A1".into(),
            graduation_year: String::new(),
        }),
        studied: Some(StudiedForm { studied_vat_li: "yes".into(), ..StudiedForm::default() }),
        papers: Some(PapersForm {
            elective_1: "vat_li".into(),
            elective_2: "ngoai_ngu".into(),
            language: "N1".into(),
            ..PapersForm::default()
        }),
        priority: Some(PriorityForm { category_code: "06".into(), ..PriorityForm::default() }),
        ..ExamRegistrationForms::without_claims()
    }
}

/// The same person, registering as a free candidate of this kind.
fn free(kind: &str, programme: &str) -> ExamRegistrationForms {
    let mut forms = complete();
    forms.applicant =
        Some(ApplicantForm { kind: kind.into(), programme: programme.into(), education_form: "thpt".into() });
    forms.reserved_marks = Some(ReservedMarksForm::from(&[][..]));
    forms.unit = Some(UnitForm { unit: "46901".into() });
    if let Some(schools) = &mut forms.schools {
        schools.graduation_year = "2025".to_owned();
    }
    forms
}

#[test]
fn a_complete_form_is_submitted_with_its_derived_area_and_place() {
    let content = complete().submit(&rules()).unwrap();
    assert_eq!(content.derived_area.area, PriorityArea::Kv1);
    // KV1 0.75 and UT2 1.00 (domain.md §3.4, §3.5).
    assert_eq!(content.priority_max(AmendedPriority::default()), Score::from_hundredths(175));
    assert_eq!(content.place.map(|place| place.code()).as_deref(), Some("46001"));
    assert_eq!(content.studied, Some(vec![Subject::Physics]));
}

#[test]
fn the_forms_of_a_content_are_read_back_as_the_same_content() {
    let cases = [
        (complete(), rules()),
        (free("not_graduated", "2018"), rules_of(CandidateKind::NotGraduated)),
        (free("graduate_for_admission", "2018"), rules_of(CandidateKind::NotGraduated)),
        (free("admission_only", "2006"), rules_of(CandidateKind::GraduateForAdmission)),
    ];
    for (forms, rules) in cases {
        let content = forms.submit(&rules).unwrap();
        let again = ExamRegistrationForms::from(&content);
        assert_eq!(again.submit(&rules), Ok(content.clone()));
        assert_eq!(again.contact.map(|contact| contact.phone).as_deref(), Some("0912345678"));
    }
}

#[test]
fn a_claimed_area_stands_in_for_the_derived_one() {
    let mut forms = complete();
    forms.priority = Some(PriorityForm { area: "kv2_rural".into(), ..PriorityForm::default() });
    let content = forms.submit(&rules()).unwrap();
    assert_eq!(
        (content.area(), content.priority_max(AmendedPriority::default())),
        (PriorityArea::Kv2Rural, Score::from_hundredths(50))
    );
}

#[test]
fn whoever_sits_no_paper_submits_none_and_whoever_wants_no_admission_claims_no_priority() {
    let content = free("admission_only", "2006").submit(&rules_of(CandidateKind::NotGraduated)).unwrap();
    assert!(content.papers.subjects().is_empty() && content.admission.use_for_admission);
    assert_eq!(content.place.map(|place| place.code()).as_deref(), Some("46901"));

    let mut forms = complete();
    forms.admission = Some(AdmissionForm { use_for_admission: "no".into() });
    let content = forms.submit(&rules()).unwrap();
    assert_eq!(content.priority, PriorityClaim::default());
    assert_eq!(forms.set_aside(&rules()), [Section::Priority], "what was claimed is kept for another mind");
}

/// What `complete` fills in and nobody is asked who wants admission alone.
const NOT_OF_ADMISSION_ONLY: [Section; 7] = [
    Section::Admission,
    Section::Studied,
    Section::ReservedMarks,
    Section::Exemption,
    Section::Papers,
    Section::Graduation,
    Section::Arrangements,
];

#[test]
fn an_exempted_candidate_submits_three_papers_and_the_certificate() {
    let mut forms = complete();
    forms.exemption = Some(ExemptionForm {
        claims_exemption: "yes".into(),
        certificate: "ielts".into(),
        certificate_score: "6.5".into(),
        issuer: "British Council".into(),
        issued_on: "05/03/2025".into(),
        ..ExemptionForm::default()
    });
    let content = forms.submit(&rules()).unwrap();
    assert_eq!(content.papers.subjects().len(), 3);
    assert_eq!(content.exemption.as_ref().map(|exemption| exemption.language), Some(ForeignLanguage::English));
}

#[test]
fn residence_decides_about_the_area_where_the_candidate_claims_it() {
    let mut forms = complete();
    let ground = "difficult_commune".into();
    forms.priority = Some(PriorityForm { residence_ground: ground, ..PriorityForm::default() });
    let content = forms.submit(&rules()).unwrap();
    let reason = AreaReason::ResidenceException(ResidenceGround::DifficultCommune);
    assert_eq!(content.derived_area, DerivedArea { area: PriorityArea::Kv2, reason });
}

#[test]
fn months_are_counted_by_school() {
    let content = complete().submit(&rules()).unwrap();
    let months: Vec<_> = content.schools.months().iter().map(|(school, months)| (&school.code[..], *months)).collect();
    assert_eq!(months, [("05002", 18), ("01001", 9)]);
}

#[test]
fn another_ground_sets_aside_what_it_does_not_ask_for_and_keeps_it() {
    let rules = rules_of(CandidateKind::NotGraduated);
    assert_eq!(free("not_graduated", "2018").set_aside(&rules), [Section::Studied]);
    let forms = free("admission_only", "2018");
    assert_eq!(forms.set_aside(&rules), NOT_OF_ADMISSION_ONLY);
    assert!(forms.papers.is_some());
}

#[test]
fn an_empty_form_fails_in_every_section_that_is_asked_for_but_the_optional_ones() {
    let failed = |kind| {
        let failed = ExamRegistrationForms::default().submit(&rules_of(kind)).unwrap_err();
        failed.iter().map(|(section, _)| section.as_str()).collect::<Vec<_>>().join(" ")
    };
    let pupil = "identity origin contact residence schools admission exemption papers arrangements declaration";
    assert_eq!(failed(CandidateKind::CurrentGrade12), pupil);
    let admission_only = "applicant identity origin contact residence schools unit declaration";
    assert_eq!(failed(CandidateKind::AdmissionOnly), admission_only);
}

#[test]
fn the_task_list_tells_how_far_each_section_is() {
    use SectionStatus::{CannotStart, Done, HasErrors, InProgress, NotStarted};
    let statuses = |forms: &ExamRegistrationForms| {
        forms.task_list(&rules()).into_iter().map(|(_, status)| status).collect::<Vec<_>>()
    };
    let status = |forms: &ExamRegistrationForms, section| {
        forms.task_list(&rules()).into_iter().find(|(named, _)| *named == section).unwrap().1
    };
    let empty = statuses(&ExamRegistrationForms::default());
    let (last, others) = empty.split_last().unwrap();
    assert!(*last == CannotStart && others.iter().all(|status| *status == NotStarted));
    assert!(statuses(&complete()).iter().all(|status| *status == Done));

    let mut almost = complete();
    almost.declaration = None;
    assert_eq!(status(&almost, Section::Declaration), NotStarted);

    let mut partly = complete();
    partly.contact = Some(ContactForm { phone: "0912345678".into(), ..ContactForm::default() });
    partly.papers = Some(PapersForm { elective_1: "vat_li".into(), elective_2: "vat_li".into(), ..Default::default() });
    assert_eq!(status(&partly, Section::Contact), InProgress);
    assert_eq!(status(&partly, Section::Papers), HasErrors);
    assert_eq!(status(&partly, Section::Declaration), CannotStart);
}

/// Rules that ask for both kinds of files; the candidate has a portrait and evidence of a category.
fn rules_with_files() -> RegistrationRules {
    let known = [(file(1), FileUse::Portrait), (file(2), FileUse::Evidence(EvidenceKind::PriorityCategory))];
    let files = FileRules { asks_portrait: true, asks_evidence: true, known: known.into_iter().collect() };
    RegistrationRules { files, ..rules() }
}

fn file(number: u128) -> StoredFileId {
    StoredFileId(uuid::Uuid::from_u128(number))
}

#[test]
fn the_files_that_the_season_asks_for_are_tasks_and_go_with_the_submission() {
    use SectionStatus::{CannotStart, Done, InProgress, NotStarted};
    let rules = rules_with_files();
    let of = |forms: &ExamRegistrationForms, wanted| {
        forms.task_list(&rules).into_iter().find(|(section, _)| *section == wanted).map(|(_, status)| status)
    };
    let both = |forms: &ExamRegistrationForms| (of(forms, Section::Evidence), of(forms, Section::Portrait));
    let mut forms = complete();
    assert_eq!(of(&ExamRegistrationForms::default(), Section::Evidence), Some(CannotStart));
    assert_eq!(both(&forms), (Some(NotStarted), Some(NotStarted)));
    let failed = forms.submit(&rules).unwrap_err();
    assert_eq!(failed.iter().map(|(section, _)| *section).collect::<Vec<_>>(), [Section::Evidence, Section::Portrait]);

    forms.evidence = Some(EvidenceForm::default());
    assert_eq!(
        (of(&forms, Section::Evidence), of(&forms, Section::Declaration)),
        (Some(InProgress), Some(CannotStart))
    );
    let paper = EvidenceFile { kind: EvidenceKind::PriorityCategory, file: file(2) };
    forms.evidence = Some(EvidenceForm { files: vec![EvidenceFileForm::from(&paper)] });
    forms.portrait = Some(PortraitForm { file: file(1).to_string() });
    assert!(forms.task_list(&rules).iter().all(|(_, status)| *status == Done));
    let content = forms.submit(&rules).unwrap();
    assert_eq!((content.portrait, content.evidence.as_slice()), (Some(file(1)), [paper].as_slice()));
    assert_eq!(ExamRegistrationForms::from(&content).submit(&rules), Ok(content.clone()));

    // A correction is judged without files: those of claims that are still made stay.
    let mut corrected = ExamRegistrationContent { evidence: Vec::new(), portrait: None, ..content.clone() };
    corrected.keep_files_of(&content);
    assert_eq!(corrected, content);
    assert_eq!(corrected.files(), [file(2), file(1)]);
    corrected.priority.category = None;
    corrected.keep_files_of(&content);
    assert_eq!(corrected.files(), [file(1)], "nothing is proved that is no longer claimed");

    // Whoever claims nothing has nothing to prove.
    forms.priority = Some(PriorityForm::default());
    forms.evidence = None;
    assert_eq!(of(&forms, Section::Evidence), Some(Done));
    // Nor who asks for no admission, whatever was claimed for it before.
    forms.priority = complete().priority;
    forms.admission = Some(AdmissionForm { use_for_admission: "no".into() });
    assert_eq!((of(&forms, Section::Evidence), forms.needed_evidence(&rules)), (Some(Done), Vec::new()));
}
