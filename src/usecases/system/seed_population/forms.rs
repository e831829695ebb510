//! What the many answer in the registration form.

use super::{places::PlannedUnit, unit::Season};
use crate::domain::{
    candidate::{contact::ContactForm, kind::CandidateKind, priority::PriorityArea},
    exam::{
        applicant::ApplicantForm,
        origin::OriginForm,
        papers::PapersForm,
        priority_claim::PriorityForm,
        programme::ExamPlace,
        registration::ExamRegistrationForms,
        reserved_marks::ReservedMarksForm,
        residence::{ResidenceForm, UnitForm},
        sections::{AdmissionForm, RegistrationRules, SchoolsForm},
        studied::StudiedForm,
        subject::Subject,
    },
};

/// What differs from one to the next.
pub struct Answers<'a> {
    /// The place among all.
    pub place: u64,
    pub kind: CandidateKind,
    pub ethnic_group: &'a str,
    pub papers: [Subject; 4],
    pub class_name: &'a str,
    pub is_for_admission: bool,
    /// Of those who have graduated.
    pub graduation_year: i16,
    /// Eight digits.
    pub phone_tail: usize,
}

/// The priority category of those of a minority who live in KV1.
const MINORITY_IN_KV1: &str = "01";
const KINH: &str = "01";

fn place_of(unit: &PlannedUnit) -> ExamPlace {
    ExamPlace {
        department: unit.unit.department.clone(),
        unit: unit.unit.unit_code.clone(),
        council: unit.unit.department.clone(),
    }
}

/// The school that somebody of this unit went to, and its area.
fn school_of(unit: &PlannedUnit) -> Option<(&str, PriorityArea)> {
    match &unit.unit.school {
        Some(school) => Some((school, unit.area.area)),
        None => unit.school_of_points.as_ref().map(|(school, area)| (school.as_str(), *area)),
    }
}

/// The rules for somebody of this unit.
pub fn rules_of(season: &Season, unit: &PlannedUnit, kind: CandidateKind) -> RegistrationRules {
    let mut rules = RegistrationRules { kind, place: place_of(unit), ..season.rules.clone() };
    if let Some((school, area)) = school_of(unit) {
        rules.known.schools.insert(school.to_owned(), area);
    }
    rules.known.communes.insert(unit.unit.commune.clone(), unit.area);
    if unit.unit.school.is_none() {
        rules.known.units.insert(rules.place.code(), rules.place.clone());
    }
    rules
}

/// All sections, filled in.
pub fn forms(season: &Season, unit: &PlannedUnit, answers: &Answers<'_>) -> Option<ExamRegistrationForms> {
    let (school, area) = school_of(unit)?;
    let province = season.provinces.get(unit.province)?;
    let [_, _, first, second] = answers.papers;
    let has_language = [first, second].contains(&Subject::ForeignLanguage);
    let is_free = answers.kind.is_free_candidate();
    let year = if answers.kind.has_graduated() { answers.graduation_year.to_string() } else { String::new() };
    let studied: Vec<Subject> = [first, second].into_iter().filter(|subject| !subject.is_studied_by_all()).collect();
    let claims_minority = answers.ethnic_group != KINH
        && area == PriorityArea::Kv1
        && season.rules.known.categories.contains_key(MINORITY_IN_KV1);
    let always = ExamRegistrationForms::without_claims();
    let exemption = always.exemption.clone().filter(|_| answers.kind.wants_to_graduate());
    Some(ExamRegistrationForms {
        applicant: is_free.then(|| ApplicantForm {
            kind: answers.kind.as_str().to_owned(),
            programme: "2018".to_owned(),
            education_form: "thpt".to_owned(),
        }),
        origin: Some(OriginForm {
            birth_province: province.code.clone(),
            citizenship: "vietnamese".to_owned(),
            ethnic_group: answers.ethnic_group.to_owned(),
            ..OriginForm::default()
        }),
        contact: Some(ContactForm {
            phone: format!("09{:08}", answers.phone_tail),
            email: format!("ts{}@seed.example.vn", answers.place),
            address: province.name.clone(),
        }),
        residence: Some(ResidenceForm {
            residence_commune: unit.unit.commune.clone(),
            over_18_months: "yes".to_owned(),
        }),
        schools: Some(SchoolsForm {
            school_10: school.to_owned(),
            school_11: school.to_owned(),
            school_12: school.to_owned(),
            class_12: answers.class_name.to_owned(),
            graduation_year: year,
        }),
        unit: is_free.then(|| UnitForm { unit: place_of(unit).code() }),
        admission: Some(AdmissionForm {
            use_for_admission: if answers.is_for_admission { "yes" } else { "no" }.to_owned(),
        }),
        studied: Some(StudiedForm::from(&studied[..])),
        reserved_marks: is_free
            .then(|| ReservedMarksForm { reserves_marks: "no".to_owned(), ..ReservedMarksForm::default() }),
        exemption,
        papers: Some(PapersForm {
            elective_1: first.as_str().to_owned(),
            elective_2: second.as_str().to_owned(),
            language: if has_language { "N1" } else { "" }.to_owned(),
            // Whoever has a diploma may leave the compulsory papers out.
            sits_toan: if answers.kind.has_graduated() { "yes" } else { "" }.to_owned(),
            sits_ngu_van: if answers.kind.has_graduated() { "yes" } else { "" }.to_owned(),
            ..PapersForm::default()
        }),
        priority: Some(PriorityForm {
            category_code: if claims_minority { MINORITY_IN_KV1 } else { "" }.to_owned(),
            ..PriorityForm::default()
        }),
        ..always
    })
}
