//! What an institution may read of the admission: figures, who was admitted, who confirmed. Every query that
//! reads about people takes the institution in its condition. Preferences it may not read at all: the database counts
//! them for it (`institution_applicants`).

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    admission::confirmed_list::{AdmittedCandidate, ConfirmedCandidate, ProgrammeFigures, ProgrammeOutcome},
    candidate::kind::Sex,
    ids::{CandidateId, CandidateNumber, InstitutionCode, MatchingRunId, ProgrammeId, SeasonYear},
    score::Score,
    time::Instant,
};

/// The action under which each candidate finds a download of their data.
pub const DISCLOSE: &str = "confirmed_list.disclose";

/// Whose data, of which season.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The institution.
    pub institution: InstitutionCode,
    /// The season.
    pub season: SeasonYear,
}

/// The published run, once its moment has come, and that moment.
///
/// # Errors
/// `Driver`.
pub async fn published_run_fetch(
    tx: &mut Tx,
    season: SeasonYear,
    now: Instant,
) -> Result<Option<(MatchingRunId, Instant)>, StorageError> {
    let row = sqlx::query!(
        "SELECT run_id, visible_from FROM matching_publication WHERE season = $1 AND visible_from <= $2",
        season.0,
        now.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (MatchingRunId(row.run_id), Instant::from_utc(row.visible_from))))
}

/// The institution's name.
///
/// # Errors
/// `Driver`; `Inconsistent` when there is no such institution, which an account's reference rules out.
pub async fn institution_fetch_name(tx: &mut Tx, institution: &InstitutionCode) -> Result<String, StorageError> {
    sqlx::query_scalar!("SELECT name FROM institution WHERE code = $1", institution.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| StorageError::inconsistent("institution", "code", Uuid::nil()))
}

/// The institution's programmes in figures, by code; or only the one with `admission_code`. With `run`, also
/// what that run and the confirmations say.
///
/// # Errors
/// `Driver`; `Inconsistent` for a negative count.
pub async fn programme_figures_list(
    tx: &mut Tx,
    tenant: &Tenant,
    run: Option<MatchingRunId>,
    admission_code: Option<&str>,
) -> Result<Vec<ProgrammeFigures>, StorageError> {
    let rows = sqlx::query!(
        "SELECT programme.id, programme.admission_code, programme.name, programme.quota,
             coalesce(counted.applicants, 0) AS \"applicants!\",
             coalesce(result.admitted, 0) AS \"admitted!\", result.cutoff_hundredths AS \"cutoff_hundredths?\",
             (SELECT count(*) FROM enrolment WHERE enrolment.programme_id = programme.id) AS \"confirmed!\"
         FROM programme
         LEFT JOIN institution_applicants($1, $2, $4) AS counted ON counted.programme_id = programme.id
         LEFT JOIN matching_programme_result AS result ON result.programme_id = programme.id AND result.run_id = $3
         WHERE programme.season = $1 AND programme.institution_code = $2
             AND ($4::text IS NULL OR programme.admission_code = $4)
         ORDER BY programme.admission_code",
        tenant.season.0,
        tenant.institution.0,
        run.map(|run| run.0),
        admission_code
    )
    .fetch_all(tx.conn())
    .await?;
    let programmes = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("programme", column, row.id);
        let outcome = ProgrammeOutcome {
            admitted: u32::try_from(row.admitted).map_err(|_| inconsistent("admitted"))?,
            confirmed: u32::try_from(row.confirmed).map_err(|_| inconsistent("confirmed"))?,
            cutoff: row.cutoff_hundredths.map(Score::from_hundredths),
        };
        Ok(ProgrammeFigures {
            id: ProgrammeId(row.id),
            admission_code: row.admission_code,
            name: row.name,
            quota: u32::try_from(row.quota).map_err(|_| inconsistent("quota"))?,
            applicants: u32::try_from(row.applicants).map_err(|_| inconsistent("applicants"))?,
            outcome: run.map(|_| outcome),
        })
    });
    programmes.collect()
}

/// How many candidates name the institution in their standing lists, each counted once.
///
/// # Errors
/// `Driver`.
pub async fn institution_count_applicants(tx: &mut Tx, tenant: &Tenant) -> Result<u32, StorageError> {
    let count = sqlx::query_scalar!(
        "SELECT applicants AS \"count!\" FROM institution_applicants($1, $2, NULL) WHERE programme_id IS NULL",
        tenant.season.0,
        tenant.institution.0
    )
    .fetch_one(tx.conn())
    .await?;
    u32::try_from(count).map_err(|_| StorageError::inconsistent("preference", "programme_id", Uuid::nil()))
}

/// Up to `limit` of those whom `run` gave a seat in the programme, best score first, after `after`.
///
/// # Errors
/// `Driver`; `Inconsistent` for a seat without score, combination or a true rank.
pub async fn admitted_list(
    tx: &mut Tx,
    tenant: &Tenant,
    run: MatchingRunId,
    programme: ProgrammeId,
    (after, limit): (Option<CandidateId>, u32),
) -> Result<Vec<AdmittedCandidate>, StorageError> {
    let rows = sqlx::query!(
        "SELECT candidate.id, candidate.candidate_number, coalesce(amended.full_name, person.full_name) AS \"full_name!\",
             coalesce(amended.birth_date, person.birth_date) AS \"birth_date!\", result.score_hundredths, result.combination_code, result.rank,
             enrolment.confirmed_at AS \"confirmed_at?\"
         FROM matching_preference_result AS result
         JOIN programme ON programme.id = result.programme_id
         JOIN candidate ON candidate.id = result.candidate_id
         JOIN person ON person.id = candidate.person_id
         LEFT JOIN amended ON amended.candidate_id = candidate.id
         LEFT JOIN enrolment
             ON enrolment.candidate_id = result.candidate_id AND enrolment.programme_id = result.programme_id
         WHERE programme.season = $1 AND programme.institution_code = $2
             AND result.run_id = $3 AND result.programme_id = $4 AND result.status = 'admitted'
             AND ($5::uuid IS NULL
                 OR (-result.score_hundredths, coalesce(candidate.candidate_number, ''), candidate.id) > (
                     SELECT -place.score_hundredths, coalesce(person_of.candidate_number, ''), person_of.id
                     FROM matching_preference_result AS place
                     JOIN candidate AS person_of ON person_of.id = place.candidate_id
                     WHERE place.run_id = $3 AND place.programme_id = $4 AND place.status = 'admitted'
                         AND place.candidate_id = $5))
         ORDER BY -result.score_hundredths, coalesce(candidate.candidate_number, ''), candidate.id
         LIMIT $6",
        tenant.season.0,
        tenant.institution.0,
        run.0,
        programme.0,
        after.map(|id| id.0),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    let admitted = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("matching_preference_result", column, row.id);
        Ok(AdmittedCandidate {
            candidate_id: CandidateId(row.id),
            candidate_number: candidate_number(row.id, row.candidate_number)?,
            full_name: row.full_name,
            birth_date: row.birth_date,
            score: row.score_hundredths.map(Score::from_hundredths).ok_or_else(|| inconsistent("score_hundredths"))?,
            combination_code: row.combination_code.ok_or_else(|| inconsistent("combination_code"))?,
            rank: u8::try_from(row.rank).map_err(|_| inconsistent("rank"))?,
            confirmed_at: row.confirmed_at.map(Instant::from_utc),
        })
    });
    admitted.collect()
}

/// How many confirmed a seat at the institution.
///
/// # Errors
/// `Driver`.
pub async fn confirmed_count(tx: &mut Tx, tenant: &Tenant) -> Result<u64, StorageError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM enrolment JOIN programme ON programme.id = enrolment.programme_id
         WHERE programme.season = $1 AND programme.institution_code = $2",
        tenant.season.0,
        tenant.institution.0
    )
    .fetch_one(tx.conn())
    .await?;
    u64::try_from(count).map_err(|_| StorageError::inconsistent("enrolment", "programme_id", Uuid::nil()))
}

/// A download as the audit log knows it.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// Its id, which every entry carries.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Whose list.
    pub tenant: Tenant,
}

/// Every candidate on the confirmed list as it stands now.
///
/// # Errors
/// `Driver`.
pub async fn confirmed_candidates_fetch(tx: &mut Tx, tenant: &Tenant) -> Result<Vec<CandidateId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "SELECT enrolment.candidate_id
         FROM enrolment JOIN programme ON programme.id = enrolment.programme_id
         WHERE programme.season = $1 AND programme.institution_code = $2",
        tenant.season.0,
        tenant.institution.0
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(CandidateId).collect())
}

/// Up to `limit` rows of a recorded list after `after`, by programme and candidate number. Whoever confirms
/// meanwhile is not recorded, and so not on it.
///
/// # Errors
/// `Driver`; `Inconsistent` for a confirmation without the seat that it confirms.
pub async fn confirmed_list_page(
    tx: &mut Tx,
    disclosure: &Disclosure,
    after: Option<&ConfirmedCandidate>,
    limit: u32,
) -> Result<Vec<ConfirmedCandidate>, StorageError> {
    let number = |row: &ConfirmedCandidate| row.candidate_number.as_ref().map(ToString::to_string).unwrap_or_default();
    let rows = sqlx::query!(
        "SELECT candidate.id, candidate.candidate_number, person.identity_number,
             coalesce(amended.full_name, person.full_name) AS \"full_name!\",
             coalesce(amended.birth_date, person.birth_date) AS \"birth_date!\",
             coalesce(amended.sex, person.sex) AS sex, programme.admission_code,
             programme.name AS programme_name, result.score_hundredths AS \"score_hundredths?\",
             result.combination_code AS \"combination_code?\", enrolment.confirmed_at, enrolment.receipt_number
         FROM programme
         JOIN enrolment ON enrolment.programme_id = programme.id
         JOIN audit_log AS recorded ON recorded.candidate_id = enrolment.candidate_id
             AND recorded.object_id = $3 AND recorded.action = $4
         JOIN candidate ON candidate.id = enrolment.candidate_id
         JOIN person ON person.id = candidate.person_id
         LEFT JOIN amended ON amended.candidate_id = candidate.id
         LEFT JOIN matching_preference_result AS result ON result.run_id = enrolment.run_id
             AND result.candidate_id = enrolment.candidate_id AND result.programme_id = enrolment.programme_id
             AND result.status = 'admitted'
         WHERE programme.season = $1 AND programme.institution_code = $2
             AND ($5::text IS NULL
                 OR (programme.admission_code, coalesce(candidate.candidate_number, ''), candidate.id) > ($5, $6, $7))
         ORDER BY programme.admission_code, coalesce(candidate.candidate_number, ''), candidate.id
         LIMIT $8",
        disclosure.tenant.season.0,
        disclosure.tenant.institution.0,
        disclosure.id,
        DISCLOSE,
        after.map(|row| row.admission_code.as_str()),
        after.map(number),
        after.map(|row| row.candidate_id.0),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    let confirmed = rows.into_iter().map(|row| {
        let inconsistent = |table, column| StorageError::inconsistent(table, column, row.id);
        let sex = row.sex.as_deref().map(|word| Sex::parse(word).ok_or_else(|| inconsistent("person", "sex")));
        let seat = row.score_hundredths.map(Score::from_hundredths).zip(row.combination_code);
        let (score, combination_code) = seat.ok_or_else(|| inconsistent("enrolment", "run_id"))?;
        Ok(ConfirmedCandidate {
            candidate_id: CandidateId(row.id),
            candidate_number: candidate_number(row.id, row.candidate_number)?,
            identity_number: row.identity_number,
            full_name: row.full_name,
            birth_date: row.birth_date,
            sex: sex.transpose()?,
            admission_code: row.admission_code,
            programme_name: row.programme_name,
            score,
            combination_code,
            confirmed_at: Instant::from_utc(row.confirmed_at),
            receipt_number: row.receipt_number,
        })
    });
    confirmed.collect()
}

fn candidate_number(id: Uuid, stored: Option<String>) -> Result<Option<CandidateNumber>, StorageError> {
    let read = |text: String| {
        CandidateNumber::parse(&text).ok_or_else(|| StorageError::inconsistent("candidate", "candidate_number", id))
    };
    stored.map(read).transpose()
}
