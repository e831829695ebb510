//! Who registers: the person, their unit, what the school's roll and the population registry say of them.

use time::Date;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        kind::{CandidateKind, Sex},
        name::FullName,
    },
    exam::{
        programme::{EducationForm, ExamPlace},
        subject::Subject,
    },
    ids::{CandidateId, SeasonYear},
    registry::comparison::ComparisonStatus,
};

/// A candidate as the registration form needs to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrant {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The season they register for.
    pub season: SeasonYear,
    /// Why they register.
    pub kind: CandidateKind,
    /// Number of the identity card or passport.
    pub identity: IdentityNumber,
    /// Full name, from the citizen-ID service.
    pub full_name: FullName,
    /// Birth date, from there too.
    pub birth_date: Date,
    /// Sex, where it is known.
    pub sex: Option<Sex>,
    /// The unit that verifies the form.
    pub unit: RegistrantUnit,
    /// What the school's roll says besides; empty for whoever is on no roll.
    pub roll: RegistrantRoll,
    /// What the population registry says.
    pub comparison: ComparisonStatus,
}

/// What a school's roll says of a candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrantRoll {
    /// Class of grade 12; empty for free candidates.
    pub class_name: String,
    /// Codes of the schools of grades 10 and 11, where the school said them.
    pub schools: [Option<String>; 2],
    /// Code of the ethnic group; empty where it is not known.
    pub ethnic_group: String,
    /// The subjects of choice of grade 12, where the school said them.
    pub studied: Option<Vec<Subject>>,
    /// As what the receiving point expects a free candidate.
    pub kind: Option<CandidateKind>,
}

/// A registration unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrantUnit {
    /// Three digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The school that it is; none for a receiving point of free candidates.
    pub high_school_code: Option<String>,
    /// The province that it lies in.
    pub province_code: String,
    /// Its department, the unit itself and the exam council.
    pub place: ExamPlace,
    /// The name of the department.
    pub department: String,
    /// In which form its school teaches.
    pub education_form: EducationForm,
}

/// The candidate with all that the form shows about them.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn registrant_fetch(tx: &mut Tx, candidate_id: CandidateId) -> Result<Option<Registrant>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT candidate.season, candidate.kind, person.identity_kind, person.identity_number, person.full_name,
               person.birth_date, person.sex, unit.unit_code, unit.name AS unit_name, unit.high_school_code,
               department.code AS department_code, department.name AS department_name, department.province_code,
               department.exam_council_code, high_school.education_form AS "education_form?",
               roll.class_name AS "class_name?", roll.ethnic_group_code AS "ethnic_group_code?",
               roll.candidate_kind AS "roll_kind?", roll.studied_subjects, roll.school_10, roll.school_11,
               registry_comparison.status AS "status?", registry_comparison.differing_fields AS "differing_fields?"
           FROM candidate
           JOIN person ON person.id = candidate.person_id
           JOIN registration_unit unit ON unit.id = candidate.registration_unit_id
           JOIN department ON department.code = unit.department_code
           LEFT JOIN high_school ON high_school.code = unit.high_school_code
           LEFT JOIN school_roll_entry roll ON roll.season = candidate.season
               AND roll.identity_kind = person.identity_kind AND roll.identity_number = person.identity_number
           LEFT JOIN registry_comparison ON registry_comparison.candidate_id = candidate.id
           WHERE candidate.id = $1"#,
        candidate_id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let inconsistent = |table, column| StorageError::inconsistent(table, column, candidate_id.0);
    let identity_kind =
        IdentityKind::parse(&row.identity_kind).ok_or_else(|| inconsistent("person", "identity_kind"))?;
    let comparison = match (&row.status, &row.differing_fields) {
        (Some(status), Some(fields)) => {
            ComparisonStatus::parse(status, fields).ok_or_else(|| inconsistent("registry_comparison", "status"))?
        }
        _ => ComparisonStatus::Unchecked,
    };
    let studied = row.studied_subjects.map(|words| words.iter().map(|word| Subject::parse(word)).collect());
    let studied: Option<Option<Vec<Subject>>> = studied;
    let studied = studied
        .map(|subjects| subjects.ok_or_else(|| inconsistent("school_roll_entry", "studied_subjects")))
        .transpose()?;
    let education_form = row.education_form.as_deref().map_or(Some(EducationForm::default()), EducationForm::parse);
    let education_form = education_form.ok_or_else(|| inconsistent("high_school", "education_form"))?;
    Ok(Some(Registrant {
        candidate_id,
        season: SeasonYear(row.season),
        kind: CandidateKind::parse(&row.kind).ok_or_else(|| inconsistent("candidate", "kind"))?,
        identity: IdentityNumber::parse(identity_kind, &row.identity_number)
            .map_err(|_| inconsistent("person", "identity_number"))?,
        full_name: FullName::parse(&row.full_name).map_err(|_| inconsistent("person", "full_name"))?,
        birth_date: row.birth_date,
        sex: row.sex.map(|sex| Sex::parse(&sex).ok_or_else(|| inconsistent("person", "sex"))).transpose()?,
        unit: RegistrantUnit {
            code: row.unit_code.clone(),
            name: row.unit_name,
            high_school_code: row.high_school_code,
            province_code: row.province_code,
            place: ExamPlace { department: row.department_code, unit: row.unit_code, council: row.exam_council_code },
            department: row.department_name,
            education_form,
        },
        roll: RegistrantRoll {
            class_name: row.class_name.unwrap_or_default(),
            schools: [row.school_10, row.school_11],
            ethnic_group: row.ethnic_group_code.unwrap_or_default(),
            studied,
            kind: row.roll_kind.as_deref().and_then(CandidateKind::parse),
        },
        comparison,
    }))
}
