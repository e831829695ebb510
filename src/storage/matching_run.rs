//! Runs of the matching: stored whole, and looked at.

use std::cmp::Reverse;

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    admission::{
        explanation::{PreferenceResult, ScoreParts},
        result::PreferenceStatus,
        score::NotConsidered,
    },
    ids::{CandidateId, MatchingRunId, ProgrammeId, SeasonYear, StaffId},
    matching::{instance::OrderKey, manifest::Manifest},
    score::Score,
    time::Instant,
};

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingRun {
    /// Its id.
    pub id: MatchingRunId,
    /// When it was started.
    pub started_at: Instant,
    /// By whom; `None` for the command line.
    pub started_by: Option<StaffId>,
    /// Hex SHA-256 of `programmes.csv` followed by `applications.csv`, as the run is exported: what it was made from.
    pub input_sha256: String,
    /// Hex SHA-256 of `assignments.csv` followed by `cutoffs.csv`: what it gave.
    pub output_sha256: String,
    /// Candidates with a submitted list.
    pub candidates: u32,
    /// Their preferences.
    pub preferences: u32,
    /// Preferences that took part.
    pub considered: u32,
    /// Candidates with a seat.
    pub admitted: u32,
    /// When the verifier found it right; `None` when it did not.
    pub verified_at: Option<Instant>,
    /// What the verifier found wrong, for people to look into.
    pub violation: Option<String>,
    /// What it was made from, what it gave, and by which rules; `None` for runs of old.
    pub manifest: Option<Manifest>,
}

/// What a run says of a programme, with the programme's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeResult {
    /// The code of the institution.
    pub institution_code: String,
    /// The admission code.
    pub admission_code: String,
    /// The name.
    pub name: String,
    /// Its seats.
    pub quota: u32,
    /// Considered preferences for it.
    pub applicants: u32,
    /// Candidates with a seat in it.
    pub admitted: u32,
    /// The place of the last one admitted, where somebody was refused.
    pub cutoff: Option<OrderKey>,
}

pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The cut-off of a row. Runs of old have neither further criteria nor the rank.
pub(super) fn cutoff_of_row(score: Option<i32>, ties: Option<Vec<i32>>, rank: Option<i16>) -> Option<OrderKey> {
    Some(OrderKey {
        score: Score::from_hundredths(score?),
        ties: ties.unwrap_or_default().into_iter().map(Score::from_hundredths).collect(),
        rank: rank.and_then(|rank| u16::try_from(rank).ok()).map(Reverse),
    })
}

/// The runs of a season, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a manifest that the domain does not know.
pub async fn runs_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<MatchingRun>, StorageError> {
    let rows = sqlx::query_as!(
        MatchingRunRow,
        "SELECT id, started_at, started_by, input_sha256, output_sha256, candidates, preferences, considered, admitted,
             verified_at, violation, manifest
         FROM matching_run WHERE season = $1 ORDER BY started_at DESC, id DESC",
        season.0
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(MatchingRun::try_from).collect()
}

/// A run of any season.
///
/// # Errors
/// As [`runs_fetch`].
pub async fn run_fetch(tx: &mut Tx, run: MatchingRunId) -> Result<Option<MatchingRun>, StorageError> {
    let row = sqlx::query_as!(
        MatchingRunRow,
        "SELECT id, started_at, started_by, input_sha256, output_sha256, candidates, preferences, considered, admitted,
             verified_at, violation, manifest
         FROM matching_run WHERE id = $1",
        run.0
    );
    row.fetch_optional(tx.conn()).await?.map(MatchingRun::try_from).transpose()
}

struct MatchingRunRow {
    id: Uuid,
    started_at: OffsetDateTime,
    started_by: Option<Uuid>,
    input_sha256: String,
    output_sha256: String,
    candidates: i32,
    preferences: i32,
    considered: i32,
    admitted: i32,
    verified_at: Option<OffsetDateTime>,
    violation: Option<String>,
    manifest: Option<Value>,
}

impl TryFrom<MatchingRunRow> for MatchingRun {
    type Error = StorageError;

    fn try_from(row: MatchingRunRow) -> Result<Self, StorageError> {
        let inconsistent = |_| StorageError::inconsistent("matching_run", "manifest", row.id);
        Ok(Self {
            id: MatchingRunId(row.id),
            started_at: Instant::from_utc(row.started_at),
            started_by: row.started_by.map(StaffId),
            input_sha256: row.input_sha256,
            output_sha256: row.output_sha256,
            candidates: count(row.candidates.into()),
            preferences: count(row.preferences.into()),
            considered: count(row.considered.into()),
            admitted: count(row.admitted.into()),
            verified_at: row.verified_at.map(Instant::from_utc),
            violation: row.violation,
            manifest: row.manifest.map(serde_json::from_value).transpose().map_err(inconsistent)?,
        })
    }
}

/// The programmes of a run that somebody applied for, the most wanted first, from the `offset`-th on; and how many
/// there are.
///
/// # Errors
/// `Driver`.
pub async fn run_fetch_programmes(
    tx: &mut Tx,
    run: MatchingRunId,
    offset: u32,
    limit: u32,
) -> Result<(Vec<ProgrammeResult>, u32), StorageError> {
    let rows = sqlx::query!(
        r#"SELECT programme.institution_code, programme.admission_code, programme.name, result.quota,
               result.applicants, result.admitted, result.cutoff_hundredths, result.cutoff_ties_hundredths,
               result.cutoff_rank, count(*) OVER () AS "total!"
           FROM matching_programme_result result JOIN programme ON programme.id = result.programme_id
           WHERE result.run_id = $1 AND result.applicants > 0
           ORDER BY result.applicants DESC, programme.institution_code, programme.admission_code
           OFFSET $2 LIMIT $3"#,
        run.0,
        i64::from(offset),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| count(row.total));
    let programmes = rows.into_iter().map(|row| ProgrammeResult {
        institution_code: row.institution_code,
        admission_code: row.admission_code,
        name: row.name,
        quota: count(row.quota.into()),
        applicants: count(row.applicants.into()),
        admitted: count(row.admitted.into()),
        cutoff: cutoff_of_row(row.cutoff_hundredths, row.cutoff_ties_hundredths, row.cutoff_rank),
    });
    Ok((programmes.collect(), total))
}

/// How many candidates a run admits at each rank.
///
/// # Errors
/// `Driver`.
pub async fn run_fetch_admitted_by_rank(tx: &mut Tx, run: MatchingRunId) -> Result<Vec<(u8, u32)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT rank, count(*) AS "admitted!" FROM matching_preference_result
           WHERE run_id = $1 AND status = 'admitted' GROUP BY rank ORDER BY rank"#,
        run.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (u8::try_from(row.rank).unwrap_or(u8::MAX), count(row.admitted))).collect())
}

/// How many preferences a run did not consider, by reason.
///
/// # Errors
/// `Driver`; `Inconsistent` for a reason that the domain does not know.
pub async fn run_fetch_reasons(tx: &mut Tx, run: MatchingRunId) -> Result<Vec<(NotConsidered, u32)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT reason AS "reason!", count(*) AS "preferences!" FROM matching_preference_result
           WHERE run_id = $1 AND status = 'not_considered' GROUP BY reason"#,
        run.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let reasons = rows.into_iter().map(|row| {
        let reason = NotConsidered::parse(&row.reason).ok_or(StorageError::inconsistent(
            "matching_preference_result",
            "reason",
            run.0,
        ))?;
        Ok((reason, count(row.preferences)))
    });
    let mut reasons = reasons.collect::<Result<Vec<_>, StorageError>>()?;
    reasons.sort_unstable();
    Ok(reasons)
}

/// How many candidates have confirmed a seat that `run` does not give them.
///
/// # Errors
/// `Driver`.
pub async fn run_count_confirmed_elsewhere(tx: &mut Tx, run: MatchingRunId) -> Result<u32, StorageError> {
    let number = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM enrolment
           JOIN matching_run ON matching_run.id = enrolment.run_id
           WHERE matching_run.season = (SELECT season FROM matching_run WHERE id = $1)
               AND NOT EXISTS (SELECT FROM matching_preference_result seat
                   WHERE seat.run_id = $1 AND seat.candidate_id = enrolment.candidate_id AND seat.status = 'admitted'
                       AND seat.programme_id = enrolment.programme_id)"#,
        run.0
    );
    Ok(count(number.fetch_one(tx.conn()).await?))
}

/// What a run says of a candidate's preferences, by rank.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn run_fetch_of_candidate(
    tx: &mut Tx,
    run: MatchingRunId,
    candidate: CandidateId,
) -> Result<Vec<PreferenceResult>, StorageError> {
    let rows = sqlx::query!(
        "SELECT result.rank, result.programme_id, institution.name AS institution_name, programme.name,
             programme.admission_code, result.status, result.reason, result.combination_code,
             result.exam_score_hundredths, result.priority_hundredths, result.score_hundredths,
             result.place, result.needed_score_hundredths, of_programme.quota AS \"quota?\",
             of_programme.applicants AS \"applicants?\", of_programme.cutoff_hundredths AS \"cutoff_hundredths?\",
             of_programme.cutoff_ties_hundredths AS \"cutoff_ties_hundredths?\",
             of_programme.cutoff_rank AS \"cutoff_rank?\"
         FROM matching_preference_result result
         JOIN programme ON programme.id = result.programme_id
         JOIN institution ON institution.code = programme.institution_code
         LEFT JOIN matching_programme_result of_programme
             ON of_programme.run_id = result.run_id AND of_programme.programme_id = result.programme_id
         WHERE result.run_id = $1 AND result.candidate_id = $2 ORDER BY result.rank",
        run.0,
        candidate.0
    )
    .fetch_all(tx.conn())
    .await?;
    let results = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("matching_preference_result", column, candidate.0);
        let parts = row.combination_code.zip(row.exam_score_hundredths).zip(row.priority_hundredths);
        let score = parts.zip(row.score_hundredths).map(|(((combination_code, exam), priority), total)| ScoreParts {
            combination_code,
            exam: Score::from_hundredths(exam),
            priority: Score::from_hundredths(priority),
            total: Score::from_hundredths(total),
        });
        Ok(PreferenceResult {
            rank: u8::try_from(row.rank).map_err(|_| inconsistent("rank"))?,
            programme_id: ProgrammeId(row.programme_id),
            institution_name: row.institution_name,
            programme_name: row.name,
            admission_code: row.admission_code,
            status: PreferenceStatus::parse(&row.status, row.reason.as_deref())
                .ok_or_else(|| inconsistent("status"))?,
            score,
            place: row.place.map(|place| count(place.into())),
            needed_score: row.needed_score_hundredths.map(Score::from_hundredths),
            quota: row.quota.map(|quota| count(quota.into())),
            applicants: row.applicants.map(|applicants| count(applicants.into())),
            cutoff: cutoff_of_row(row.cutoff_hundredths, row.cutoff_ties_hundredths, row.cutoff_rank),
        })
    });
    results.collect()
}
