//! Who registers: the person, their unit, what the school's roll and the population registry say of them.

use time::Date;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        kind::{CandidateKind, Sex},
        name::FullName,
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
    /// Class of grade 12 on the school's roll; empty for free candidates and for whoever is on no roll.
    pub class_on_roll: String,
    /// What the population registry says.
    pub comparison: ComparisonStatus,
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
}

/// The candidate with all that the form shows about them.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn registrant_fetch(tx: &mut Tx, candidate_id: CandidateId) -> Result<Option<Registrant>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT candidate.season, candidate.kind, person.identity_kind, person.identity_number, person.full_name,
               person.birth_date, person.sex, unit.unit_code, unit.name AS unit_name, unit.high_school_code,
               department.province_code, roll.class_name AS "class_name?",
               registry_comparison.status AS "status?", registry_comparison.differing_fields AS "differing_fields?"
           FROM candidate
           JOIN person ON person.id = candidate.person_id
           JOIN registration_unit unit ON unit.id = candidate.registration_unit_id
           JOIN department ON department.code = unit.department_code
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
            code: row.unit_code,
            name: row.unit_name,
            high_school_code: row.high_school_code,
            province_code: row.province_code,
        },
        class_on_roll: row.class_name.unwrap_or_default(),
        comparison,
    }))
}
