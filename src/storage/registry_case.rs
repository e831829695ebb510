//! Cases about who a candidate is: opened by the portal, moved by whoever owns them, with every step kept. Every query
//! takes whose.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, Tx, school_record::Units};
use crate::domain::{
    access::RoleKind,
    ids::{CandidateId, DepartmentCode, RegistrationUnitId, RegistryCaseId, SeasonYear},
    registry::case::{CaseKind, CaseState, Trigger},
    time::Instant,
};

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryCase {
    /// Its id.
    pub id: RegistryCaseId,
    /// The number that people say.
    pub number: String,
    /// About whom.
    pub candidate_id: CandidateId,
    /// What has to be cleared up.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// The other one, of twins.
    pub other_candidate_id: Option<CandidateId>,
    /// What the record and the registry hold in the field that differs, where there is one and the actor may see it.
    pub values: Option<(String, String)>,
    /// Since when.
    pub opened_at: Instant,
    /// By when its owner should act.
    pub due_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Counts its steps.
    pub version: i32,
}

/// A case to be opened.
#[derive(Debug)]
pub struct NewCase<'a> {
    /// A fresh id.
    pub id: RegistryCaseId,
    /// A fresh number.
    pub number: &'a str,
    /// About whom.
    pub candidate_id: CandidateId,
    /// What has to be cleared up.
    pub kind: CaseKind,
    /// Where it begins.
    pub state: CaseState,
    /// What it is about, in a hash.
    pub subject: &'a str,
    /// The other one, of twins.
    pub other_candidate_id: Option<CandidateId>,
    /// What the record and the registry hold in the field that differs.
    pub values: Option<(&'a str, &'a str)>,
    /// When.
    pub at: Instant,
    /// By when its owner should act.
    pub due_at: Instant,
}

/// Opens a case, unless there is an open one of its kind, or the school has decided on the same subject before. Gives
/// whether it was opened.
///
/// # Errors
/// `Driver`.
pub async fn registry_case_open(tx: &mut Tx, case: &NewCase<'_>) -> Result<bool, StorageError> {
    let opened = sqlx::query!(
        "INSERT INTO registry_case (id, case_number, candidate_id, kind, state, subject, other_candidate_id, opened_at, due_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE NOT EXISTS (SELECT FROM registry_case WHERE candidate_id = $3 AND kind = $4 AND subject = $6
             AND state IN ('accepted', 'two_people', 'same_person'))
         ON CONFLICT (candidate_id, kind, (CASE WHEN kind IN ('duplicate', 'twin') THEN subject ELSE '' END))
             WHERE ended_at IS NULL DO NOTHING",
        case.id.0,
        case.number,
        case.candidate_id.0,
        case.kind.as_str(),
        case.state.as_str(),
        case.subject,
        case.other_candidate_id.map(|other| other.0),
        case.at.to_utc(),
        case.due_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    if opened.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(values) = case.values {
        registry_case_put_values(tx, case.id, values).await?;
    }
    Ok(true)
}

/// Whether the school has decided that whoever the case of this kind and subject is about is the candidate.
///
/// # Errors
/// `Driver`.
pub async fn registry_case_is_one_person(
    tx: &mut Tx,
    candidate: CandidateId,
    kind: CaseKind,
    subject: &str,
) -> Result<bool, StorageError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM registry_case
               WHERE candidate_id = $1 AND kind = $2 AND subject = $3 AND state = 'same_person') AS "found!""#,
        candidate.0,
        kind.as_str(),
        subject
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// Keeps what both sides hold now in the field that differs.
///
/// # Errors
/// `Driver`.
pub async fn registry_case_put_values(
    tx: &mut Tx,
    id: RegistryCaseId,
    (recorded, registered): (&str, &str),
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO registry_case_value (case_id, recorded, registered) VALUES ($1, $2, $3)
         ON CONFLICT (case_id) DO UPDATE SET recorded = excluded.recorded, registered = excluded.registered",
        id.0,
        recorded,
        registered
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasesOf {
    /// One candidate's.
    Candidate(CandidateId),
    /// Those of the candidates of one unit, or everyone's.
    Units(Units),
}

struct CaseRow {
    id: Uuid,
    case_number: String,
    candidate_id: Uuid,
    kind: String,
    state: String,
    other_candidate_id: Option<Uuid>,
    recorded: Option<String>,
    registered: Option<String>,
    opened_at: OffsetDateTime,
    due_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
    version: i32,
}

impl CaseRow {
    fn into_case(self) -> Result<RegistryCase, StorageError> {
        let inconsistent = |column| StorageError::inconsistent("registry_case", column, self.id);
        Ok(RegistryCase {
            id: RegistryCaseId(self.id),
            kind: CaseKind::parse(&self.kind).ok_or_else(|| inconsistent("kind"))?,
            state: CaseState::parse(&self.state).ok_or_else(|| inconsistent("state"))?,
            number: self.case_number,
            candidate_id: CandidateId(self.candidate_id),
            other_candidate_id: self.other_candidate_id.map(CandidateId),
            values: self.recorded.zip(self.registered),
            opened_at: Instant::from_utc(self.opened_at),
            due_at: Instant::from_utc(self.due_at),
            ended_at: self.ended_at.map(Instant::from_utc),
            version: self.version,
        })
    }
}

/// The cases of a candidate: the open ones first, by when they are due; then the ended, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn registry_cases_of_candidate(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Vec<RegistryCase>, StorageError> {
    let rows = sqlx::query_as!(
        CaseRow,
        r#"SELECT id, case_number, candidate_id, kind, state, other_candidate_id, value.recorded AS "recorded?",
               value.registered AS "registered?", opened_at, due_at, ended_at, version
           FROM registry_case LEFT JOIN registry_case_value AS value ON value.case_id = id
           WHERE candidate_id = $1
           ORDER BY ended_at DESC NULLS FIRST, due_at, id"#,
        candidate_id.0
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(CaseRow::into_case).collect()
}

/// The case of this id, if it is among those of `whose`, held until the transaction ends.
///
/// # Errors
/// As [`registry_cases_of_candidate`].
pub async fn registry_case_lock(
    tx: &mut Tx,
    whose: CasesOf,
    id: RegistryCaseId,
) -> Result<Option<RegistryCase>, StorageError> {
    let found = registry_case_fetch(tx, whose, id).await?;
    if found.is_none() {
        return Ok(None);
    }
    sqlx::query!("SELECT id FROM registry_case WHERE id = $1 FOR UPDATE", id.0).fetch_optional(tx.conn()).await?;
    // As it is now that nobody else can move it.
    registry_case_fetch(tx, whose, id).await
}

/// The case of this id, if it is among those of `whose`.
///
/// # Errors
/// As [`registry_cases_of_candidate`].
pub async fn registry_case_fetch(
    tx: &mut Tx,
    whose: CasesOf,
    id: RegistryCaseId,
) -> Result<Option<RegistryCase>, StorageError> {
    let (candidate, unit) = match whose {
        CasesOf::Candidate(candidate) => (Some(candidate.0), None),
        CasesOf::Units(Units::One(unit)) => (None, Some(unit.0)),
        CasesOf::Units(Units::All) => (None, None),
    };
    let row = sqlx::query_as!(
        CaseRow,
        r#"SELECT registry_case.id, case_number, candidate_id, registry_case.kind, state, other_candidate_id,
               value.recorded AS "recorded?", value.registered AS "registered?", opened_at, due_at, ended_at, version
           FROM registry_case JOIN candidate ON candidate.id = candidate_id
           LEFT JOIN registry_case_value AS value ON value.case_id = registry_case.id
           WHERE registry_case.id = $1 AND ($2::uuid IS NULL OR candidate_id = $2)
               AND ($3::uuid IS NULL OR candidate.registration_unit_id = $3)"#,
        id.0,
        candidate,
        unit
    );
    row.fetch_optional(tx.conn()).await?.map(CaseRow::into_case).transpose()
}

/// The open case of the other one of twins, about this one.
///
/// # Errors
/// As [`registry_cases_of_candidate`].
pub async fn registry_case_counterpart(tx: &mut Tx, case: &RegistryCase) -> Result<Option<RegistryCase>, StorageError> {
    let Some(other) = case.other_candidate_id else { return Ok(None) };
    let row = sqlx::query_as!(
        CaseRow,
        r#"SELECT id, case_number, candidate_id, kind, state, other_candidate_id, NULL AS recorded, NULL AS registered,
               opened_at, due_at, ended_at, version
           FROM registry_case
           WHERE candidate_id = $1 AND other_candidate_id = $2 AND kind = 'twin' AND ended_at IS NULL FOR UPDATE"#,
        other.0,
        case.candidate_id.0
    );
    row.fetch_optional(tx.conn()).await?.map(CaseRow::into_case).transpose()
}

/// A step of a case.
#[derive(Debug, Clone)]
pub struct CaseStep<'a> {
    /// A fresh id.
    pub event_id: Uuid,
    /// The kind of actor, and the account or candidate.
    pub actor: (&'a str, Option<Uuid>),
    /// What happened; none at the opening.
    pub trigger: Option<Trigger>,
    /// Where it leads.
    pub to: CaseState,
    /// The school's words.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Instant,
    /// By when its owner should act then.
    pub due_at: Instant,
}

/// Moves a case that was read in its version, and keeps the step.
///
/// # Errors
/// `Stale` when it was moved meanwhile; `Driver`.
pub async fn registry_case_move(tx: &mut Tx, case: &RegistryCase, step: &CaseStep<'_>) -> Result<(), StorageError> {
    let moved = sqlx::query!(
        "UPDATE registry_case SET state = $3, due_at = $4, ended_at = $5, version = version + 1
         WHERE id = $1 AND version = $2",
        case.id.0,
        case.version,
        step.to.as_str(),
        step.due_at.to_utc(),
        step.to.is_end().then(|| step.at.to_utc())
    )
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Err(StorageError::Stale);
    }
    registry_case_tell(tx, case.id, Some(case.state), step).await
}

/// Keeps a step in the history; `from` is none at the opening.
///
/// # Errors
/// `Driver`.
pub async fn registry_case_tell(
    tx: &mut Tx,
    id: RegistryCaseId,
    from: Option<CaseState>,
    step: &CaseStep<'_>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO registry_case_event (id, case_id, at, actor_kind, actor_id, from_state, trigger, to_state, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        step.event_id,
        id.0,
        step.at.to_utc(),
        step.actor.0,
        step.actor.1,
        from.map(CaseState::as_str),
        step.trigger.map(Trigger::as_str),
        step.to.as_str(),
        step.reason
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// When.
    pub at: Instant,
    /// In which role; none for the portal itself.
    pub role: Option<RoleKind>,
    /// What happened; none at the opening.
    pub trigger: Option<Trigger>,
    /// Where it led.
    pub to: CaseState,
    /// The school's words.
    pub reason: Option<String>,
}

/// The steps of a case, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn registry_case_events(tx: &mut Tx, id: RegistryCaseId) -> Result<Vec<CaseEvent>, StorageError> {
    let rows = sqlx::query!(
        "SELECT id, at, actor_kind, trigger, to_state, reason FROM registry_case_event WHERE case_id = $1
         ORDER BY at DESC, id DESC",
        id.0
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("registry_case_event", column, row.id);
        let trigger = row.trigger.map(|word| Trigger::parse(&word).ok_or_else(|| inconsistent("trigger")));
        Ok(CaseEvent {
            at: Instant::from_utc(row.at),
            role: RoleKind::parse(&row.actor_kind),
            trigger: trigger.transpose()?,
            to: CaseState::parse(&row.to_state).ok_or_else(|| inconsistent("to_state"))?,
            reason: row.reason,
        })
    });
    rows.collect()
}

/// A check as its evidence tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckEvidence {
    /// When.
    pub checked_at: Instant,
    /// The question's number in both parties' records.
    pub request_id: Uuid,
    /// The word of the outcome.
    pub status: String,
    /// SHA-256 of the answer; none without one.
    pub answer_sha256: Option<Vec<u8>>,
}

/// The latest checks of a candidate, the latest first.
///
/// # Errors
/// `Driver`.
pub async fn registry_checks_latest(
    tx: &mut Tx,
    candidate_id: CandidateId,
    limit: i64,
) -> Result<Vec<CheckEvidence>, StorageError> {
    let rows = sqlx::query!(
        "SELECT checked_at, request_id, status, answer_sha256 FROM registry_check WHERE candidate_id = $1
         ORDER BY checked_at DESC, id DESC LIMIT $2",
        candidate_id.0,
        limit
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| CheckEvidence {
        checked_at: Instant::from_utc(row.checked_at),
        request_id: row.request_id,
        status: row.status,
        answer_sha256: row.answer_sha256,
    });
    Ok(rows.collect())
}

/// An open case in a school's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCase {
    /// The case.
    pub case: RegistryCase,
    /// Whose.
    pub full_name: String,
    /// Class on the school's roll; empty where there is none.
    pub class_name: String,
}

/// The open cases of a unit, the first due first, after this due moment and id.
///
/// # Errors
/// As [`registry_cases_of_candidate`].
pub async fn registry_cases_open_of_unit(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    after: Option<(Instant, RegistryCaseId)>,
    limit: i64,
) -> Result<Vec<ListedCase>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT registry_case.id, case_number, candidate_id, registry_case.kind, state, other_candidate_id, opened_at,
               due_at, ended_at, version, person.full_name, coalesce(roll.class_name, '') AS "class_name!"
           FROM registry_case
           JOIN candidate ON candidate.id = candidate_id
           JOIN person ON person.id = candidate.person_id
           LEFT JOIN school_roll_entry AS roll ON roll.season = candidate.season
               AND roll.identity_kind = person.identity_kind AND roll.identity_number = person.identity_number
               AND roll.registration_unit_id = candidate.registration_unit_id
           WHERE candidate.registration_unit_id = $1 AND candidate.season = $2 AND ended_at IS NULL
               AND ($3::timestamptz IS NULL OR (due_at, registry_case.id) > ($3, $4))
           ORDER BY due_at, registry_case.id LIMIT $5"#,
        unit.0,
        season.0,
        after.map(|(at, _)| at.to_utc()),
        after.map(|(_, id)| id.0),
        limit
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let case = CaseRow {
            id: row.id,
            case_number: row.case_number,
            candidate_id: row.candidate_id,
            kind: row.kind,
            state: row.state,
            other_candidate_id: row.other_candidate_id,
            recorded: None,
            registered: None,
            opened_at: row.opened_at,
            due_at: row.due_at,
            ended_at: row.ended_at,
            version: row.version,
        };
        Ok(ListedCase { case: case.into_case()?, full_name: row.full_name, class_name: row.class_name })
    });
    rows.collect()
}

/// How far the identities of a unit are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityFigures {
    /// The unit's code within its department.
    pub unit_code: String,
    /// The unit's name.
    pub unit_name: String,
    /// Candidates who have signed in and whom the registry can know.
    pub candidates: i64,
    /// Of those, whom the registry confirms, or whose difference the school accepted, with no case left open.
    pub verified: i64,
    /// Open cases in the hands of the candidate, the school, and the police; those of the portal count with the school's.
    pub open: [i64; 3],
    /// Open cases past their due date.
    pub overdue: i64,
}

impl IdentityFigures {
    /// All open cases.
    #[must_use]
    pub fn all_open(&self) -> i64 {
        self.open.iter().sum()
    }
}

/// The figures of the units of a department, or of one unit, by code.
///
/// # Errors
/// `Driver`.
pub async fn identity_figures_fetch(
    tx: &mut Tx,
    department: Option<&DepartmentCode>,
    unit: Option<RegistrationUnitId>,
    season: SeasonYear,
    now: Instant,
) -> Result<Vec<IdentityFigures>, StorageError> {
    let rows = sqlx::query!(
        r#"WITH unit AS (
               SELECT id, unit_code, name FROM registration_unit
               WHERE ($1::text IS NULL OR department_code = $1) AND ($2::uuid IS NULL OR id = $2)),
           open_case AS (
               SELECT candidate_id, count(*) FILTER (WHERE state = 'awaiting_candidate') AS with_candidate,
                      count(*) FILTER (WHERE state IN ('awaiting_school', 'rechecking')) AS with_school,
                      count(*) FILTER (WHERE state = 'awaiting_police') AS with_police,
                      count(*) FILTER (WHERE due_at <= $4) AS overdue
               FROM registry_case WHERE ended_at IS NULL GROUP BY candidate_id),
           accepted AS (SELECT DISTINCT candidate_id FROM registry_case WHERE state = 'accepted'),
           counted AS (
               SELECT c.registration_unit_id AS unit_id, count(*) AS candidates,
                      count(*) FILTER (WHERE open_case.candidate_id IS NULL
                          AND (rc.status = 'matched' OR accepted.candidate_id IS NOT NULL)) AS verified,
                      coalesce(sum(with_candidate), 0)::bigint AS with_candidate,
                      coalesce(sum(with_school), 0)::bigint AS with_school,
                      coalesce(sum(with_police), 0)::bigint AS with_police,
                      coalesce(sum(overdue), 0)::bigint AS overdue
               FROM candidate c
               JOIN unit ON unit.id = c.registration_unit_id
               JOIN person p ON p.id = c.person_id AND p.identity_kind = 'personal_id'
               LEFT JOIN registry_comparison rc ON rc.candidate_id = c.id
               LEFT JOIN open_case ON open_case.candidate_id = c.id
               LEFT JOIN accepted ON accepted.candidate_id = c.id
               WHERE c.season = $3 GROUP BY 1)
           SELECT unit.unit_code, unit.name, coalesce(candidates, 0) AS "candidates!", coalesce(verified, 0) AS "verified!",
                  coalesce(with_candidate, 0) AS "with_candidate!", coalesce(with_school, 0) AS "with_school!",
                  coalesce(with_police, 0) AS "with_police!", coalesce(overdue, 0) AS "overdue!"
           FROM unit LEFT JOIN counted ON counted.unit_id = unit.id
           ORDER BY unit.unit_code"#,
        department.map(|department| department.0.as_str()),
        unit.map(|unit| unit.0),
        season.0,
        now.to_utc()
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| IdentityFigures {
        unit_code: row.unit_code,
        unit_name: row.name,
        candidates: row.candidates,
        verified: row.verified,
        open: [row.with_candidate, row.with_school, row.with_police],
        overdue: row.overdue,
    });
    Ok(rows.collect())
}

/// Who a case is about, for the school that settles it: name, birth date, sex and the last three digits of the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePerson {
    /// Full name as recorded.
    pub full_name: String,
    /// Birth date as recorded.
    pub birth_date: time::Date,
    /// Sex as recorded.
    pub sex: Option<String>,
    /// The identity number.
    pub identity_number: String,
    /// Class on the school's roll; empty where there is none.
    pub class_name: String,
    /// The unit's name.
    pub unit_name: String,
}

/// Who the candidate is.
///
/// # Errors
/// `Driver`.
pub async fn case_person_fetch(tx: &mut Tx, candidate_id: CandidateId) -> Result<Option<CasePerson>, StorageError> {
    let row = sqlx::query_as!(
        CasePerson,
        r#"SELECT person.full_name, person.birth_date, person.sex, person.identity_number,
               coalesce(roll.class_name, '') AS "class_name!", unit.name AS unit_name
           FROM candidate
           JOIN person ON person.id = candidate.person_id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           LEFT JOIN school_roll_entry AS roll ON roll.season = candidate.season
               AND roll.identity_kind = person.identity_kind AND roll.identity_number = person.identity_number
               AND roll.registration_unit_id = candidate.registration_unit_id
           WHERE candidate.id = $1"#,
        candidate_id.0
    );
    Ok(row.fetch_optional(tx.conn()).await?)
}
