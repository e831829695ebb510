//! People, and their part in a season.

use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::IdentityNumber,
        kind::{CandidateKind, Sex},
        name::FullName,
    },
    exam::programme::ExamPlace,
    ids::{CandidateId, CandidateNumber, PersonId, RegistrationUnitId, SeasonYear},
    time::Instant,
};

/// A person as the citizen-ID service names them.
#[derive(Debug, Clone, Copy)]
pub struct PersonClaims<'a> {
    /// The service's stable name of the person.
    pub subject: &'a str,
    /// The identity number.
    pub identity_number: &'a IdentityNumber,
    /// Full name.
    pub full_name: &'a FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex.
    pub sex: Sex,
}

/// What the portal knows of a person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownPerson {
    /// Neither the subject nor the number was seen before.
    Nobody,
    /// Both belong to this person.
    Same {
        /// The person.
        id: PersonId,
        /// The columns that the service now fills otherwise.
        changed: Vec<&'static str>,
    },
    /// Subject and number are not bound to one person.
    Contradiction(Contradiction),
}

/// How subject and number contradict what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// The number is bound to another subject.
    OtherSubject,
    /// The subject is bound to another number.
    OtherNumber,
    /// They are bound to two different people.
    TwoPeople,
}

impl Contradiction {
    /// The word for the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherSubject => "other_subject",
            Self::OtherNumber => "other_number",
            Self::TwoPeople => "two_people",
        }
    }
}

/// Whom subject and identity number belong to. What the service said last is what it is compared with, also where the
/// school has corrected the record since.
///
/// # Errors
/// `Driver`.
pub async fn person_find(tx: &mut Tx, claims: &PersonClaims<'_>) -> Result<KnownPerson, StorageError> {
    let rows = sqlx::query!(
        "SELECT id, subject = $1 AS \"is_subject!\",
            (identity_kind = $2 AND identity_number = $3) AS \"is_number!\",
            coalesce(claimed_full_name, full_name) <> $4 AS \"is_other_name!\",
            coalesce(claimed_birth_date, birth_date) <> $5 AS \"is_other_birth_date!\",
            coalesce(claimed_sex, sex) IS DISTINCT FROM $6 AS \"is_other_sex!\"
         FROM person WHERE subject = $1 OR (identity_kind = $2 AND identity_number = $3)",
        claims.subject,
        claims.identity_number.kind().as_str(),
        claims.identity_number.as_str(),
        claims.full_name.as_str(),
        claims.birth_date,
        claims.sex.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(match rows.as_slice() {
        [] => KnownPerson::Nobody,
        [row] if row.is_subject && row.is_number => {
            let columns =
                [("full_name", row.is_other_name), ("birth_date", row.is_other_birth_date), ("sex", row.is_other_sex)];
            let changed = columns.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column).collect();
            KnownPerson::Same { id: PersonId(row.id), changed }
        }
        [row] if row.is_number => KnownPerson::Contradiction(Contradiction::OtherSubject),
        [_] => KnownPerson::Contradiction(Contradiction::OtherNumber),
        _ => KnownPerson::Contradiction(Contradiction::TwoPeople),
    })
}

/// Adds a person.
///
/// # Errors
/// `Conflict` with `person_subject_uq` or `person_identity_uq` when someone added them meanwhile; `Driver`.
pub async fn person_insert(
    tx: &mut Tx,
    id: PersonId,
    claims: &PersonClaims<'_>,
    created_at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        claims.subject,
        claims.identity_number.kind().as_str(),
        claims.identity_number.as_str(),
        claims.full_name.as_str(),
        claims.birth_date,
        claims.sex.as_str(),
        created_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Binds the person of this number to the name by which the service calls them now, instead of the one before.
///
/// # Errors
/// `Conflict` with `person_subject_uq` for a name that is somebody else's; `Driver`.
pub async fn person_rebind(tx: &mut Tx, claims: &PersonClaims<'_>) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE person SET subject = $3 WHERE identity_kind = $1 AND identity_number = $2",
        claims.identity_number.kind().as_str(),
        claims.identity_number.as_str(),
        claims.subject
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the citizen-ID service says of a person and the portal takes over, as the audit log compares it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PersonFacts {
    full_name: String,
    birth_date: String,
    sex: Option<String>,
}

/// Keeps name, birth date and sex as the service says them now; gives them as they were, if the person is known, and as
/// they are.
///
/// # Errors
/// `Driver`.
pub async fn person_take_over(
    tx: &mut Tx,
    id: PersonId,
    claims: &PersonClaims<'_>,
) -> Result<(Option<PersonFacts>, PersonFacts), StorageError> {
    let before = sqlx::query_as!(
        PersonFacts,
        "SELECT full_name, birth_date::text AS \"birth_date!\", sex FROM person WHERE id = $1 FOR UPDATE",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    sqlx::query!(
        "UPDATE person SET full_name = $2, birth_date = $3, sex = $4, claimed_full_name = NULL, claimed_birth_date = NULL,
             claimed_sex = NULL
         WHERE id = $1",
        id.0,
        claims.full_name.as_str(),
        claims.birth_date,
        claims.sex.as_str()
    )
    .execute(tx.conn())
    .await?;
    let after = PersonFacts {
        full_name: claims.full_name.as_str().to_owned(),
        birth_date: claims.birth_date.to_string(),
        sex: Some(claims.sex.as_str().to_owned()),
    };
    Ok((before, after))
}

/// Notes what the service says now, and leaves the record as it is.
///
/// # Errors
/// `Driver`.
pub async fn person_note_claims(tx: &mut Tx, id: PersonId, claims: &PersonClaims<'_>) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE person SET claimed_full_name = $2, claimed_birth_date = $3, claimed_sex = $4 WHERE id = $1",
        id.0,
        claims.full_name.as_str(),
        claims.birth_date,
        claims.sex.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The person's part in `season`, if there is one.
///
/// # Errors
/// `Driver`.
pub async fn candidate_find(
    tx: &mut Tx,
    person_id: PersonId,
    season: SeasonYear,
) -> Result<Option<CandidateId>, StorageError> {
    let id =
        sqlx::query_scalar!("SELECT id FROM candidate WHERE person_id = $1 AND season = $2", person_id.0, season.0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(id.map(CandidateId))
}

/// The candidate of `season` with that number.
///
/// # Errors
/// `Driver`.
pub async fn candidate_find_by_number(
    tx: &mut Tx,
    season: SeasonYear,
    number: &CandidateNumber,
) -> Result<Option<CandidateId>, StorageError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM candidate WHERE season = $1 AND candidate_number = $2",
        season.0,
        number.as_str()
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(CandidateId))
}

/// What the school's roll says of a person.
#[derive(Debug, Clone)]
pub struct RollEntry {
    /// Where they register.
    pub unit: RegistrationUnitId,
    /// As what they register.
    pub kind: CandidateKind,
    /// Their candidate number, once assigned.
    pub candidate_number: Option<String>,
}

/// The entry of the school roll for an identity number.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind that the domain does not know.
pub async fn school_roll_find(
    tx: &mut Tx,
    season: SeasonYear,
    identity_number: &IdentityNumber,
) -> Result<Option<RollEntry>, StorageError> {
    let row = sqlx::query!(
        "SELECT registration_unit_id, candidate_kind, candidate_number FROM school_roll_entry
         WHERE season = $1 AND identity_kind = $2 AND identity_number = $3",
        season.0,
        identity_number.kind().as_str(),
        identity_number.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let kind = CandidateKind::parse(&row.candidate_kind).ok_or(StorageError::inconsistent(
            "school_roll_entry",
            "candidate_kind",
            Uuid::nil(),
        ))?;
        Ok(RollEntry {
            unit: RegistrationUnitId(row.registration_unit_id),
            kind,
            candidate_number: row.candidate_number,
        })
    })
    .transpose()
}

/// Adds a person's part in a season, with the comparison against the population registry still to be made.
///
/// # Errors
/// `Conflict` with `candidate_person_season_uq` when it was added meanwhile; `Driver`.
pub async fn candidate_insert(
    tx: &mut Tx,
    id: CandidateId,
    person_id: PersonId,
    season: SeasonYear,
    entry: &RollEntry,
    created_at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        person_id.0,
        season.0,
        entry.kind.as_str(),
        entry.unit.0,
        entry.candidate_number,
        created_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("INSERT INTO registry_comparison (candidate_id, status) VALUES ($1, 'unchecked')", id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// As what a free candidate registers. Of a pupil of grade 12 nothing is changed.
///
/// # Errors
/// `Driver`.
pub async fn candidate_choose_kind(tx: &mut Tx, id: CandidateId, kind: CandidateKind) -> Result<(), StorageError> {
    sqlx::query!("UPDATE candidate SET kind = $2 WHERE id = $1 AND kind <> 'current_grade12'", id.0, kind.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Which receiving point takes a free candidate's form. Of a pupil of grade 12 nothing is changed.
///
/// # Errors
/// `Driver`.
pub async fn candidate_choose_unit(tx: &mut Tx, id: CandidateId, place: &ExamPlace) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE candidate SET registration_unit_id = unit.id FROM registration_unit unit
         WHERE candidate.id = $1 AND candidate.kind <> 'current_grade12' AND unit.high_school_code IS NULL
             AND unit.department_code = $2 AND unit.unit_code = $3",
        id.0,
        place.department,
        place.unit
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
