//! The sections of the registration form that only the exam knows (domain.md §3.2): what is typed, and
//! what it becomes. Contact and papers have files of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    applicant::{Applicant, chosen, yes_or_no},
    attachments::FileRules,
    exemption::Certificates,
    programme::{EducationForm, ExamPlace, ExamProgramme},
    rules::ExamRules,
    subject::Subject,
};
use crate::domain::{
    candidate::{
        kind::CandidateKind,
        priority::{CommuneArea, PriorityArea, PriorityGroup, ResidenceGround, ResidenceRule},
    },
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    score::Score,
    stored_words::stored_words,
};

/// The greatest number of characters of a class name.
const MAX_CLASS: u16 = 20;
/// No diploma on paper is older than this.
const EARLIEST_GRADUATION_YEAR: i16 = 1950;

/// A section of the form, in form order. Who is asked which: [`Situation`](super::situation::Situation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// As what a free candidate registers.
    Applicant,
    /// Who the candidate is, from the citizen-ID service.
    Identity,
    /// Place of birth, ethnic group, nationality.
    Origin,
    /// Telephone, e-mail, address.
    Contact,
    /// Permanent residence.
    Residence,
    /// Schools of grades 10 to 12.
    Schools,
    /// The receiving point of a free candidate.
    Unit,
    /// Whether the marks serve admission.
    Admission,
    /// The subjects of choice studied in grade 12.
    Studied,
    /// Marks of the year before that are kept.
    ReservedMarks,
    /// Exemption from the foreign language.
    Exemption,
    /// Papers.
    Papers,
    /// Priority and encouragement in the recognition of graduation.
    Graduation,
    /// Priority area and group of admission.
    Priority,
    /// What a disabled candidate needs.
    Arrangements,
    /// The papers that prove what is claimed.
    Evidence,
    /// The picture of the candidate.
    Portrait,
    /// The declaration that all is true.
    Declaration,
}

stored_words!(Section {
    Applicant => "applicant",
    Identity => "identity",
    Origin => "origin",
    Contact => "contact",
    Residence => "residence",
    Schools => "schools",
    Unit => "unit",
    Admission => "admission",
    Studied => "studied",
    ReservedMarks => "reserved_marks",
    Exemption => "exemption",
    Papers => "papers",
    Graduation => "graduation",
    Priority => "priority",
    Arrangements => "arrangements",
    Evidence => "evidence",
    Portrait => "portrait",
    Declaration => "declaration",
});

impl Section {
    /// Whether its answers decide which papers are sat: none of them changes once papers are frozen.
    #[must_use]
    pub const fn decides_papers(self) -> bool {
        matches!(self, Self::Applicant | Self::ReservedMarks | Self::Exemption | Self::Papers)
    }
}

/// What the rules of the sections need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRules {
    /// Why the candidate registers, as the record says it.
    pub kind: CandidateKind,
    /// In which form the school of the record teaches.
    pub education_form: EducationForm,
    /// Whether the identity paper is a passport.
    pub has_passport: bool,
    /// Where the record has the candidate register.
    pub place: ExamPlace,
    /// The subjects of choice of grade 12, where the school's roll tells them.
    pub studied_on_roll: Option<Vec<Subject>>,
    /// The year of the exam.
    pub exam_year: i16,
    /// The day of the exam's procedures, on which certificates have to be valid.
    pub procedures_day: Option<Date>,
    /// The subjects of the season.
    pub offered: Vec<Subject>,
    /// What the season decides about papers.
    pub exam: ExamRules,
    /// The codes that exist.
    pub known: KnownCodes,
    /// The files that are asked for and those that there are.
    pub files: FileRules,
}

impl RegistrationRules {
    /// Whether the season asks for this section at all.
    #[must_use]
    pub const fn asks_for(&self, section: Section) -> bool {
        match section {
            Section::Evidence => self.files.asks_evidence,
            Section::Portrait => self.files.asks_portrait,
            _ => true,
        }
    }
}

/// The codes that exist; it is enough to fill in those that the forms name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownCodes {
    /// High schools and the areas they lie in.
    pub schools: BTreeMap<String, PriorityArea>,
    /// The season's priority categories (đối tượng) and their groups.
    pub categories: BTreeMap<String, PriorityGroup>,
    /// Communes and the areas they lie in.
    pub communes: BTreeMap<String, CommuneArea>,
    /// The grounds on which the season lets residence decide.
    pub residence_rules: BTreeMap<ResidenceGround, ResidenceRule>,
    /// The season's categories of graduation priority and the points they add.
    pub graduation_categories: BTreeMap<String, Score>,
    /// The season's encouragements and the points they add.
    pub encouragements: BTreeMap<String, Score>,
    /// The season's certificates that exempt from the foreign language.
    pub certificates: Certificates,
    /// Provinces.
    pub provinces: BTreeSet<String>,
    /// Ethnic groups.
    pub ethnic_groups: BTreeSet<String>,
    /// Receiving points of free candidates, by department and unit.
    pub units: BTreeMap<String, ExamPlace>,
}

impl RegistrationRules {
    /// Rules for somebody of whom the record says nothing else, with every subject of the 2018 programme on offer, the
    /// usual settings and no codes.
    #[must_use]
    pub fn new(kind: CandidateKind, exam_year: i16) -> Self {
        Self {
            kind,
            education_form: EducationForm::default(),
            has_passport: false,
            place: ExamPlace::default(),
            studied_on_roll: None,
            exam_year,
            procedures_day: None,
            offered: Subject::OF_2018.to_vec(),
            exam: ExamRules::USUAL,
            known: KnownCodes::default(),
            files: FileRules::default(),
        }
    }

    /// What the record alone says of the applicant: grade 12 studies the programme of 2018.
    #[must_use]
    pub const fn recorded_applicant(&self) -> Applicant {
        Applicant { kind: self.kind, programme: ExamProgramme::Gdpt2018, education_form: self.education_form }
    }
}

/// The identity section: nothing to type, only to confirm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IdentityForm {
    /// `yes` once the candidate has looked at the data and found it right.
    pub seen: String,
}

/// The candidate has looked at the identity data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityConfirmed;

/// The schools section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchoolsForm {
    /// Code of the school of grade 10.
    pub school_10: String,
    /// Code of the school of grade 11.
    pub school_11: String,
    /// Code of the school of grade 12.
    pub school_12: String,
    /// Name of the class of grade 12, e.g. `12A1`; free candidates may leave it empty.
    pub class_12: String,
    /// Year of graduation; empty for whoever has not graduated.
    pub graduation_year: String,
}

/// A high school and the area it lies in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// Code of the school.
    pub code: String,
    /// Its area at the time of submission.
    pub area: PriorityArea,
}

/// Where a candidate went to school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schools {
    /// School of grade 10.
    pub grade_10: School,
    /// School of grade 11.
    pub grade_11: School,
    /// School of grade 12.
    pub grade_12: School,
    /// Class of grade 12.
    pub class_12: Option<String>,
    /// Year of graduation.
    pub graduation_year: Option<i16>,
}

/// The admission section as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdmissionForm {
    /// `yes` or `no`: whether the marks serve university admission.
    pub use_for_admission: String,
}

/// Whether the marks serve university admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionChoice {
    /// The answer.
    pub use_for_admission: bool,
}

/// The declaration as ticked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclarationForm {
    /// `yes` once the candidate answers for what the form says.
    pub accepted: String,
}

/// The candidate answers for what the form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclarationAccepted;

/// The word of a ticked box or of the answer yes.
const YES: &str = "yes";

impl IdentityForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `NotAccepted` at `seen`.
    pub fn parse(&self) -> Result<IdentityConfirmed, FieldErrors> {
        if self.seen == YES {
            Ok(IdentityConfirmed)
        } else {
            Err(FieldErrors::one("seen", FieldErrorCode::NotAccepted))
        }
    }
}

impl SchoolsForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` for a school; `Missing`, `TooLong` or `BadCharacters` for the class;
    /// `Missing`, `NotANumber` or `NotOnOffer` (not between 1950 and the exam year) for the year.
    pub fn parse(&self, kind: CandidateKind, rules: &RegistrationRules) -> Result<Schools, FieldErrors> {
        let mut errors = FieldErrors::new();
        let school = |code: &str| known_school(code, &rules.known);
        let grade_10 = errors.collect("school_10", school(&self.school_10));
        let grade_11 = errors.collect("school_11", school(&self.school_11));
        let grade_12 = errors.collect("school_12", school(&self.school_12));
        let class_12 = errors.collect("class_12", self.class(kind));
        let graduation_year = errors.collect("graduation_year", self.graduation_year(kind, rules.exam_year));
        match (grade_10, grade_11, grade_12, class_12, graduation_year) {
            (Some(grade_10), Some(grade_11), Some(grade_12), Some(class_12), Some(graduation_year)) => {
                Ok(Schools { grade_10, grade_11, grade_12, class_12, graduation_year })
            }
            _ => Err(errors),
        }
    }

    fn class(&self, kind: CandidateKind) -> Result<Option<String>, FieldErrorCode> {
        if kind.is_free_candidate() && self.class_12.trim().is_empty() {
            return Ok(None);
        }
        required_text(&self.class_12, MAX_CLASS).map(Some)
    }

    fn graduation_year(&self, kind: CandidateKind, exam_year: i16) -> Result<Option<i16>, FieldErrorCode> {
        // What was typed under another ground stays in the form and is not asked for.
        if !kind.has_graduated() {
            return Ok(None);
        }
        let text = self.graduation_year.trim();
        if text.is_empty() {
            return Err(FieldErrorCode::Missing);
        }
        let year: i16 = text.parse().map_err(|_| FieldErrorCode::NotANumber)?;
        let is_possible = (EARLIEST_GRADUATION_YEAR..=exam_year).contains(&year);
        if is_possible { Ok(Some(year)) } else { Err(FieldErrorCode::NotOnOffer) }
    }
}

fn known_school(code: &str, known: &KnownCodes) -> Result<School, FieldErrorCode> {
    chosen(code, |code| known.schools.get(code).map(|area| School { code: code.to_owned(), area: *area }))
}

impl AdmissionForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `use_for_admission`.
    pub fn parse(&self) -> Result<AdmissionChoice, FieldErrors> {
        let use_for_admission = yes_or_no(&self.use_for_admission);
        let use_for_admission = use_for_admission.map_err(|code| FieldErrors::one("use_for_admission", code))?;
        Ok(AdmissionChoice { use_for_admission })
    }
}

impl DeclarationForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `NotAccepted` at `accepted`.
    pub fn parse(&self) -> Result<DeclarationAccepted, FieldErrors> {
        if self.accepted == YES {
            Ok(DeclarationAccepted)
        } else {
            Err(FieldErrors::one("accepted", FieldErrorCode::NotAccepted))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, *};

    fn rules(kind: CandidateKind) -> RegistrationRules {
        let mut rules = RegistrationRules::new(kind, 2026);
        let schools = [("01001", PriorityArea::Kv3), ("05002", PriorityArea::Kv1)];
        rules.known.schools.extend(schools.map(|(code, area)| (code.to_owned(), area)));
        rules
    }

    fn schools(class_12: &str, graduation_year: &str) -> SchoolsForm {
        SchoolsForm {
            school_10: "05002".into(),
            school_11: "01001".into(),
            school_12: " 01001 ".into(),
            class_12: class_12.into(),
            graduation_year: graduation_year.into(),
        }
    }

    #[test]
    fn a_pupil_of_grade_12_names_schools_and_class_but_no_year() {
        let rules = rules(CandidateKind::CurrentGrade12);
        let parsed = schools("12A1", "").parse(rules.kind, &rules).unwrap();
        let areas = [parsed.grade_10.area, parsed.grade_11.area, parsed.grade_12.area];
        assert_eq!(areas, [PriorityArea::Kv1, PriorityArea::Kv3, PriorityArea::Kv3]);
        assert_eq!((parsed.class_12.as_deref(), parsed.graduation_year), (Some("12A1"), None));
        let no_class = schools(" ", "").parse(rules.kind, &rules);
        assert_eq!(no_class, Err(FieldErrors::one("class_12", Code::Missing)));
        let with_year = schools("12A1", "2024").parse(rules.kind, &rules).unwrap();
        assert_eq!(with_year.graduation_year, None, "a year typed under another ground does not count");
    }

    #[test]
    fn a_graduate_gives_a_year_up_to_the_exam_year() {
        let rules = rules(CandidateKind::GraduateForAdmission);
        let cases = [
            ("2025", Ok(Some(2025))),
            ("2026", Ok(Some(2026))),
            ("1950", Ok(Some(1950))),
            ("", Err(Code::Missing)),
            ("2027", Err(Code::NotOnOffer)),
            ("1949", Err(Code::NotOnOffer)),
            ("năm ngoái", Err(Code::NotANumber)),
        ];
        for (year, expected) in cases {
            let parsed = schools("", year).parse(rules.kind, &rules).map(|schools| schools.graduation_year);
            assert_eq!(parsed, expected.map_err(|code| FieldErrors::one("graduation_year", code)), "{year}");
        }
    }

    #[test]
    fn an_unknown_school_is_refused() {
        let form = SchoolsForm { school_10: "99999".into(), ..schools("12A1", "") };
        let errors = form.parse(CandidateKind::CurrentGrade12, &rules(CandidateKind::CurrentGrade12)).unwrap_err();
        assert_eq!(errors, FieldErrors::one("school_10", Code::NotOnOffer));
    }

    #[test]
    fn answers_and_ticks_have_to_be_given() {
        let answer = |text: &str| AdmissionForm { use_for_admission: text.into() }.parse();
        assert_eq!(answer("yes"), Ok(AdmissionChoice { use_for_admission: true }));
        assert_eq!(answer("no"), Ok(AdmissionChoice { use_for_admission: false }));
        assert_eq!(answer(""), Err(FieldErrors::one("use_for_admission", Code::Missing)));
        assert_eq!(answer("maybe"), Err(FieldErrors::one("use_for_admission", Code::NotOnOffer)));
        assert_eq!(DeclarationForm::default().parse(), Err(FieldErrors::one("accepted", Code::NotAccepted)));
        assert_eq!(DeclarationForm { accepted: "yes".into() }.parse(), Ok(DeclarationAccepted));
        assert_eq!(IdentityForm::default().parse(), Err(FieldErrors::one("seen", Code::NotAccepted)));
        assert_eq!(IdentityForm { seen: "yes".into() }.parse(), Ok(IdentityConfirmed));
    }

    #[test]
    fn sections_are_known_by_their_words_in_form_order() {
        let words: Vec<_> = Section::ALL.iter().map(|section| section.as_str()).collect();
        let expected = "applicant identity origin contact residence schools unit admission studied reserved_marks exemption papers graduation priority arrangements evidence portrait declaration";
        assert_eq!(words.join(" "), expected);
        assert!(Section::ALL.iter().all(|section| Section::parse(section.as_str()) == Some(*section)));
        assert_eq!(Section::parse("hobbies"), None);
    }
}
