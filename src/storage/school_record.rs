//! One candidate's registration as their registration unit sees it, or an auditor. Every query takes whose.

use std::collections::BTreeMap;

use time::Date;

use super::{
    StorageError, Tx,
    exam_registration::{content_of_row, state_of_row},
};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        kind::{CandidateKind, Sex},
        name::FullName,
    },
    exam::{origin::Origin, registration::ExamRegistrationContent, state::ExamRegistrationState},
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, SeasonYear, StoredFileId},
    registry::comparison::ComparisonStatus,
    time::Instant,
};

/// Whose registrations are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    /// Those of one unit.
    One(RegistrationUnitId),
    /// Everyone's.
    All,
}

impl Units {
    /// The unit, for a query in which none means all.
    pub(super) const fn only(self) -> Option<uuid::Uuid> {
        match self {
            Self::One(unit) => Some(unit.0),
            Self::All => None,
        }
    }
}

/// A registration with who stands behind it.
#[derive(Debug, Clone)]
pub struct SchoolRecord {
    /// The form.
    pub id: ExamRegistrationId,
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The season.
    pub season: SeasonYear,
    /// Why they register.
    pub kind: CandidateKind,
    /// The form's state.
    pub state: ExamRegistrationState,
    /// Counts its changes of state.
    pub version: i32,
    /// Its number.
    pub form_number: Option<String>,
    /// Who signed in.
    pub person: RecordPerson,
    /// What the school's roll says; none when the candidate is not on it.
    pub roll: Option<RollPerson>,
    /// What the population registry says.
    pub comparison: RecordComparison,
}

/// A person as the citizen-ID service names them.
#[derive(Debug, Clone)]
pub struct RecordPerson {
    /// The number of the paper.
    pub identity: IdentityNumber,
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex; unknown for few foreigners.
    pub sex: Option<Sex>,
}

/// A person as the school's roll names them.
#[derive(Debug, Clone)]
pub struct RollPerson {
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
    /// Class of grade 12; empty for free candidates.
    pub class_name: String,
    /// Ethnic group.
    pub ethnic_group: String,
    /// As what it expects the candidate.
    pub kind: Option<CandidateKind>,
}

/// A comparison with the registry.
#[derive(Debug, Clone)]
pub struct RecordComparison {
    /// The outcome.
    pub status: ComparisonStatus,
    /// What the registry holds in the differing fields, by field word.
    pub registry_values: BTreeMap<String, String>,
    /// When it was made.
    pub checked_at: Option<Instant>,
}

/// The registration of this id, if it belongs to one of `units`.
///
/// # Errors
/// `Driver`; `Inconsistent` for values that the domain refuses.
pub async fn school_record_fetch(
    tx: &mut Tx,
    units: Units,
    id: ExamRegistrationId,
) -> Result<Option<SchoolRecord>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT r.id, r.candidate_id, r.state, r.version, r.form_number, r.rejection_category, r.rejection_text,
                  c.season, c.kind, p.id AS person_id, p.identity_kind, p.identity_number, p.full_name, p.birth_date,
                  p.sex, roll.full_name AS "roll_full_name?", roll.birth_date AS "roll_birth_date?",
                  roll.sex AS "roll_sex?", roll.class_name AS "class_name?", roll.candidate_kind AS "roll_kind?", ethnic.name AS "ethnic_group?",
                  coalesce(rc.status, 'unchecked') AS "comparison!",
                  coalesce(rc.differing_fields, '{}') AS "differing_fields!",
                  coalesce(rc.registry_values, '{}') AS "registry_values!", rc.checked_at AS "checked_at?"
           FROM exam_registration r
           JOIN candidate c ON c.id = r.candidate_id
           JOIN person p ON p.id = c.person_id
           LEFT JOIN registry_comparison rc ON rc.candidate_id = c.id
           LEFT JOIN school_roll_entry roll ON roll.season = c.season AND roll.identity_kind = p.identity_kind
                AND roll.identity_number = p.identity_number AND roll.registration_unit_id = c.registration_unit_id
           LEFT JOIN ethnic_group ethnic ON ethnic.code = roll.ethnic_group_code
           WHERE r.id = $2 AND ($1::uuid IS NULL OR c.registration_unit_id = $1)"#,
        units.only(),
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let inconsistent = |table, column| StorageError::inconsistent(table, column, row.id);
    let person = |column| StorageError::inconsistent("person", column, row.person_id);
    let read_sex = |word: &str| Sex::parse(word);
    let identity_kind = IdentityKind::parse(&row.identity_kind).ok_or_else(|| person("identity_kind"))?;
    let roll = match (row.roll_full_name, row.roll_birth_date, row.roll_sex, row.class_name) {
        (Some(full_name), Some(birth_date), Some(sex), Some(class_name)) => Some(RollPerson {
            full_name: FullName::parse(&full_name).map_err(|_| inconsistent("school_roll_entry", "full_name"))?,
            birth_date,
            sex: read_sex(&sex).ok_or_else(|| inconsistent("school_roll_entry", "sex"))?,
            class_name,
            ethnic_group: row.ethnic_group.unwrap_or_default(),
            kind: row.roll_kind.as_deref().and_then(CandidateKind::parse),
        }),
        _ => None,
    };
    let comparison = RecordComparison {
        status: ComparisonStatus::parse(&row.comparison, &row.differing_fields)
            .ok_or_else(|| inconsistent("registry_comparison", "status"))?,
        registry_values: serde_json::from_value(row.registry_values)
            .map_err(|_| inconsistent("registry_comparison", "registry_values"))?,
        checked_at: row.checked_at.map(Instant::from_utc),
    };
    Ok(Some(SchoolRecord {
        id: ExamRegistrationId(row.id),
        candidate_id: CandidateId(row.candidate_id),
        season: SeasonYear(row.season),
        kind: CandidateKind::parse(&row.kind).ok_or_else(|| inconsistent("candidate", "kind"))?,
        state: state_of_row(row.id, &row.state, row.rejection_category.as_deref(), row.rejection_text)?,
        version: row.version,
        form_number: row.form_number,
        person: RecordPerson {
            identity: IdentityNumber::parse(identity_kind, &row.identity_number)
                .map_err(|_| person("identity_number"))?,
            full_name: FullName::parse(&row.full_name).map_err(|_| person("full_name"))?,
            birth_date: row.birth_date,
            sex: row.sex.as_deref().map(|sex| read_sex(sex).ok_or_else(|| person("sex"))).transpose()?,
        },
        roll,
        comparison,
    }))
}

/// The candidate of a registration, if it belongs to the unit.
///
/// # Errors
/// `Driver`.
pub async fn school_record_candidate(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    id: ExamRegistrationId,
) -> Result<Option<CandidateId>, StorageError> {
    let candidate = sqlx::query_scalar!(
        "SELECT c.id FROM exam_registration r JOIN candidate c ON c.id = r.candidate_id
         WHERE r.id = $2 AND c.registration_unit_id = $1",
        unit.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(candidate.map(CandidateId))
}

/// One submission, kept for good.
#[derive(Debug, Clone)]
pub struct RecordVersion {
    /// 1 for the first.
    pub number: i32,
    /// When.
    pub submitted_at: Instant,
    /// What was submitted.
    pub content: ExamRegistrationContent,
}

/// Everything that was submitted, the latest first.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn school_record_versions(
    tx: &mut Tx,
    units: Units,
    id: ExamRegistrationId,
) -> Result<Vec<RecordVersion>, StorageError> {
    let rows = sqlx::query!(
        "SELECT v.number, v.submitted_at, v.content FROM exam_registration_version v
         JOIN exam_registration r ON r.id = v.registration_id
         JOIN candidate c ON c.id = r.candidate_id
         WHERE v.registration_id = $2 AND ($1::uuid IS NULL OR c.registration_unit_id = $1) ORDER BY v.number DESC",
        units.only(),
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(RecordVersion {
                number: row.number,
                submitted_at: Instant::from_utc(row.submitted_at),
                content: content_of_row(id.0, row.content)?,
            })
        })
        .collect()
}

/// What the codes of a form mean.
#[derive(Debug, Clone, Default)]
pub struct RecordNames {
    /// High schools by code.
    pub schools: BTreeMap<String, String>,
    /// The priority category, Vietnamese and English.
    pub category: Option<(String, String)>,
    /// The commune.
    pub commune: Option<String>,
    /// The province of birth.
    pub birth_province: Option<String>,
    /// The ethnic group.
    pub ethnic_group: Option<String>,
    /// The certificate that exempts from the foreign language.
    pub certificate: Option<String>,
    /// The graduation category, Vietnamese and English.
    pub graduation_category: Option<(String, String)>,
    /// The encouragement, Vietnamese and English.
    pub encouragement: Option<(String, String)>,
}

/// The names behind the codes of `content`.
///
/// # Errors
/// `Driver`.
pub async fn school_record_names(
    tx: &mut Tx,
    season: SeasonYear,
    content: &ExamRegistrationContent,
) -> Result<RecordNames, StorageError> {
    let schools = &content.schools;
    let codes: Vec<String> =
        [&schools.grade_10, &schools.grade_11, &schools.grade_12].iter().map(|school| school.code.clone()).collect();
    let rows =
        sqlx::query!("SELECT code, name FROM high_school WHERE code = ANY($1)", &codes).fetch_all(tx.conn()).await?;
    let category = match &content.priority.category {
        Some(category) => sqlx::query!(
            "SELECT name_vi, name_en FROM season_priority_category WHERE season = $1 AND code = $2",
            season.0,
            category.code
        )
        .fetch_optional(tx.conn())
        .await?
        .map(|row| (row.name_vi, row.name_en)),
        None => None,
    };
    let residence = content.residence.as_ref().and_then(|residence| residence.commune.as_ref());
    let (province, group) = content.origin.as_ref().map(Origin::codes).unwrap_or_default();
    let named = sqlx::query!(
        r#"SELECT (SELECT kind || ' ' || name FROM commune WHERE code = $1) AS commune,
               (SELECT name FROM province WHERE code = $2) AS birth_province,
               (SELECT name FROM ethnic_group WHERE code = $3) AS ethnic_group,
               (SELECT name FROM season_language_certificate WHERE season = $4 AND code = $5) AS certificate,
               (SELECT name_vi FROM season_graduation_category WHERE season = $4 AND code = $6) AS category_vi,
               (SELECT name_en FROM season_graduation_category WHERE season = $4 AND code = $6) AS category_en,
               (SELECT name_vi FROM season_encouragement WHERE season = $4 AND code = $7) AS encouragement_vi,
               (SELECT name_en FROM season_encouragement WHERE season = $4 AND code = $7) AS encouragement_en"#,
        residence.or(content.priority.residence_commune.as_ref()),
        province,
        group,
        season.0,
        content.exemption.as_ref().map(|exemption| exemption.certificate.as_str()),
        content.graduation.category.as_ref().map(|category| category.code.as_str()),
        content.graduation.encouragement.as_ref().map(|encouragement| encouragement.code.as_str())
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(RecordNames {
        schools: rows.into_iter().map(|row| (row.code, row.name)).collect(),
        category,
        commune: named.commune,
        birth_province: named.birth_province,
        ethnic_group: named.ethnic_group,
        certificate: named.certificate,
        graduation_category: named.category_vi.zip(named.category_en),
        encouragement: named.encouragement_vi.zip(named.encouragement_en),
    })
}

/// The portraits that the latest submissions of these registrations of the unit name; a form without one is missing.
///
/// # Errors
/// `Driver`; `Inconsistent` for what is no file's id.
pub async fn school_record_portraits(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    ids: &[ExamRegistrationId],
) -> Result<BTreeMap<ExamRegistrationId, StoredFileId>, StorageError> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (v.registration_id) v.registration_id, v.content ->> 'portrait' AS portrait
         FROM exam_registration_version v
         JOIN exam_registration r ON r.id = v.registration_id
         JOIN candidate c ON c.id = r.candidate_id
         WHERE v.registration_id = ANY($2) AND c.registration_unit_id = $1
         ORDER BY v.registration_id, v.number DESC",
        unit.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut portraits = BTreeMap::new();
    for row in rows {
        let Some(portrait) = row.portrait else { continue };
        let inconsistent = |_| StorageError::inconsistent("exam_registration_version", "content", row.registration_id);
        portraits.insert(ExamRegistrationId(row.registration_id), portrait.parse().map_err(inconsistent)?);
    }
    Ok(portraits)
}
