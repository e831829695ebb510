//! The sections of the registration form that only the exam knows (domain.md §3.2): what is typed, and
//! what it becomes. Contact and papers have files of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::domain::{
    candidate::{
        kind::CandidateKind,
        priority::{PriorityArea, PriorityGroup},
    },
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    stored_words::stored_words,
};

/// The greatest number of characters of a class name.
const MAX_CLASS: u16 = 20;
/// No diploma on paper is older than this.
const EARLIEST_GRADUATION_YEAR: i16 = 1950;

/// A section of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Who the candidate is, from the citizen-ID service.
    Identity,
    /// Telephone, e-mail, address.
    Contact,
    /// Schools of grades 10 to 12.
    Schools,
    /// Papers.
    Papers,
    /// Priority area and group.
    Priority,
    /// Whether the marks serve admission.
    Admission,
    /// The declaration that all is true.
    Declaration,
}

stored_words!(Section {
    Identity => "identity",
    Contact => "contact",
    Schools => "schools",
    Papers => "papers",
    Priority => "priority",
    Admission => "admission",
    Declaration => "declaration",
});

/// What the rules of the sections need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRules {
    /// Why the candidate registers.
    pub kind: CandidateKind,
    /// The year of the exam.
    pub exam_year: i16,
    /// The subjects of the season.
    pub offered: Vec<Subject>,
    /// The codes that exist.
    pub known: KnownCodes,
}

/// The codes that exist; it is enough to fill in those that the forms name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownCodes {
    /// High schools and the areas they lie in.
    pub schools: BTreeMap<String, PriorityArea>,
    /// The season's priority categories (đối tượng) and their groups.
    pub categories: BTreeMap<String, PriorityGroup>,
    /// Communes.
    pub communes: BTreeSet<String>,
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

/// The priority section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityForm {
    /// A priority area, or empty to accept the derived one.
    pub area: String,
    /// Code of a priority category of the season, or empty for none.
    pub category_code: String,
    /// Code of the commune of permanent residence, or empty: only needed where it gives priority.
    pub residence_commune: String,
}

/// What priority a candidate claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityClaim {
    /// The area claimed against the derived one; needs evidence.
    pub area: Option<PriorityArea>,
    /// The category claimed; needs evidence.
    pub category: Option<PriorityCategory>,
    /// Commune of permanent residence.
    pub residence_commune: Option<String>,
}

/// A priority category of a season. Never compare codes across seasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityCategory {
    /// Its code in the season.
    pub code: String,
    /// The group it belongs to.
    pub group: PriorityGroup,
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
    pub fn parse(&self, rules: &RegistrationRules) -> Result<Schools, FieldErrors> {
        let mut errors = FieldErrors::new();
        let school = |code: &str| known_school(code, &rules.known);
        let grade_10 = errors.collect("school_10", school(&self.school_10));
        let grade_11 = errors.collect("school_11", school(&self.school_11));
        let grade_12 = errors.collect("school_12", school(&self.school_12));
        let class_12 = errors.collect("class_12", self.class(rules.kind));
        let graduation_year = errors.collect("graduation_year", self.graduation_year(rules));
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

    fn graduation_year(&self, rules: &RegistrationRules) -> Result<Option<i16>, FieldErrorCode> {
        let text = self.graduation_year.trim();
        match (text, rules.kind.has_graduated()) {
            ("", false) => Ok(None),
            ("", true) => Err(FieldErrorCode::Missing),
            (_, false) => Err(FieldErrorCode::NotOnOffer),
            (text, true) => {
                let year: i16 = text.parse().map_err(|_| FieldErrorCode::NotANumber)?;
                let is_possible = (EARLIEST_GRADUATION_YEAR..=rules.exam_year).contains(&year);
                if is_possible { Ok(Some(year)) } else { Err(FieldErrorCode::NotOnOffer) }
            }
        }
    }
}

fn known_school(code: &str, known: &KnownCodes) -> Result<School, FieldErrorCode> {
    let code = code.trim();
    if code.is_empty() {
        return Err(FieldErrorCode::Missing);
    }
    let area = *known.schools.get(code).ok_or(FieldErrorCode::NotOnOffer)?;
    Ok(School { code: code.to_owned(), area })
}

impl PriorityForm {
    /// Reads the section. All of it may be empty: then the derived area counts and no category.
    ///
    /// # Errors
    /// `NotOnOffer` for a word or code that does not exist.
    pub fn parse(&self, known: &KnownCodes) -> Result<PriorityClaim, FieldErrors> {
        let mut errors = FieldErrors::new();
        let area = errors.collect("area", optional(&self.area, PriorityArea::parse));
        let category = |code: &str| {
            known.categories.get(code).map(|group| PriorityCategory { code: code.to_owned(), group: *group })
        };
        let category = errors.collect("category_code", optional(&self.category_code, category));
        let commune = |code: &str| known.communes.get(code).cloned();
        let residence_commune = errors.collect("residence_commune", optional(&self.residence_commune, commune));
        errors.into_result(PriorityClaim {
            area: area.flatten(),
            category: category.flatten(),
            residence_commune: residence_commune.flatten(),
        })
    }
}

/// `None` for an empty text, otherwise what `find` makes of it.
fn optional<T>(text: &str, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, FieldErrorCode> {
    match text.trim() {
        "" => Ok(None),
        text => find(text).map(Some).ok_or(FieldErrorCode::NotOnOffer),
    }
}

impl AdmissionForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `use_for_admission`.
    pub fn parse(&self) -> Result<AdmissionChoice, FieldErrors> {
        let field = "use_for_admission";
        match self.use_for_admission.as_str() {
            YES => Ok(AdmissionChoice { use_for_admission: true }),
            "no" => Ok(AdmissionChoice { use_for_admission: false }),
            "" => Err(FieldErrors::one(field, FieldErrorCode::Missing)),
            _ => Err(FieldErrors::one(field, FieldErrorCode::NotOnOffer)),
        }
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
        let known = KnownCodes {
            schools: BTreeMap::from([("01001".to_owned(), PriorityArea::Kv3), ("05002".to_owned(), PriorityArea::Kv1)]),
            categories: BTreeMap::from([("01".to_owned(), PriorityGroup::Ut1), ("06".to_owned(), PriorityGroup::Ut2)]),
            communes: BTreeSet::from(["00004".to_owned()]),
        };
        RegistrationRules { kind, exam_year: 2026, offered: Subject::ALL.to_vec(), known }
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
        let parsed = schools("12A1", "").parse(&rules).unwrap();
        let areas = [parsed.grade_10.area, parsed.grade_11.area, parsed.grade_12.area];
        assert_eq!(areas, [PriorityArea::Kv1, PriorityArea::Kv3, PriorityArea::Kv3]);
        assert_eq!((parsed.class_12.as_deref(), parsed.graduation_year), (Some("12A1"), None));
        let no_class = schools(" ", "").parse(&rules);
        assert_eq!(no_class, Err(FieldErrors::one("class_12", Code::Missing)));
        let with_year = schools("12A1", "2026").parse(&rules);
        assert_eq!(with_year, Err(FieldErrors::one("graduation_year", Code::NotOnOffer)));
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
            let parsed = schools("", year).parse(&rules).map(|schools| schools.graduation_year);
            assert_eq!(parsed, expected.map_err(|code| FieldErrors::one("graduation_year", code)), "{year}");
        }
    }

    #[test]
    fn an_unknown_school_is_refused() {
        let form = SchoolsForm { school_10: "99999".into(), ..schools("12A1", "") };
        let errors = form.parse(&rules(CandidateKind::CurrentGrade12)).unwrap_err();
        assert_eq!(errors, FieldErrors::one("school_10", Code::NotOnOffer));
    }

    #[test]
    fn an_empty_priority_section_claims_nothing() {
        let known = rules(CandidateKind::CurrentGrade12).known;
        let nothing = PriorityClaim { area: None, category: None, residence_commune: None };
        assert_eq!(PriorityForm::default().parse(&known), Ok(nothing));
        let all = PriorityForm { area: "kv1".into(), category_code: "01".into(), residence_commune: "00004".into() };
        let category = PriorityCategory { code: "01".into(), group: PriorityGroup::Ut1 };
        let claim = PriorityClaim {
            area: Some(PriorityArea::Kv1),
            category: Some(category),
            residence_commune: Some("00004".into()),
        };
        assert_eq!(all.parse(&known), Ok(claim));
    }

    #[test]
    fn codes_that_do_not_exist_claim_nothing() {
        let known = rules(CandidateKind::CurrentGrade12).known;
        let wrong = PriorityForm { area: "kv4".into(), category_code: "02".into(), residence_commune: "1".into() };
        let errors = wrong.parse(&known).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        assert_eq!(
            found,
            [("area", Code::NotOnOffer), ("category_code", Code::NotOnOffer), ("residence_commune", Code::NotOnOffer)]
        );
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
        assert_eq!(words, ["identity", "contact", "schools", "papers", "priority", "admission", "declaration"]);
        assert!(Section::ALL.iter().all(|section| Section::parse(section.as_str()) == Some(*section)));
        assert_eq!(Section::parse("portrait"), None);
    }
}
