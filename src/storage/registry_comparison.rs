//! The evidence of comparisons with the population registry: the outcome, the differing fields and what the registry
//! holds in those, never a citizen's record.

use serde_json::Value;
use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{citizen_id::PersonalId, name::FullName},
    ids::CandidateId,
    registry::comparison::ComparisonStatus,
    time::Instant,
};

/// A candidate about whom the registry has still to be asked.
#[derive(Debug)]
pub struct OpenComparison {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The number to ask about.
    pub number: PersonalId,
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
}

/// Locks up to `limit` candidates whose comparison is `unchecked`, or `unavailable` since before `retry_before`.
/// Nobody while the registry failed to answer between `retry_before` and `now`: one question after each pause is
/// enough to learn that it is back. Holders of passports are not in the registry.
///
/// # Errors
/// `Driver`; `Inconsistent` for a name or number that the domain refuses.
pub async fn registry_comparison_fetch_open(
    tx: &mut Tx,
    now: Instant,
    retry_before: Instant,
    limit: i64,
) -> Result<Vec<OpenComparison>, StorageError> {
    let rows = sqlx::query!(
        "SELECT rc.candidate_id, p.id AS person_id, p.identity_number, p.full_name, p.birth_date
         FROM registry_comparison rc
         JOIN candidate c ON c.id = rc.candidate_id
         JOIN person p ON p.id = c.person_id
         WHERE rc.status IN ('unchecked', 'unavailable') AND p.identity_kind = 'personal_id'
           AND NOT EXISTS (SELECT FROM registry_comparison failed
                           WHERE failed.status = 'unavailable' AND failed.checked_at > $2 AND failed.checked_at <= $1)
         ORDER BY rc.checked_at NULLS FIRST, rc.candidate_id
         LIMIT $3 FOR UPDATE OF rc SKIP LOCKED",
        now.to_utc(),
        retry_before.to_utc(),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = |column| StorageError::inconsistent("person", column, row.person_id);
            Ok(OpenComparison {
                candidate_id: CandidateId(row.candidate_id),
                number: PersonalId::parse(&row.identity_number).map_err(|_| inconsistent("identity_number"))?,
                full_name: FullName::parse(&row.full_name).map_err(|_| inconsistent("full_name"))?,
                birth_date: row.birth_date,
            })
        })
        .collect()
}

/// The outcome of one question.
#[derive(Debug)]
pub struct ComparisonOutcome {
    /// About whom.
    pub candidate_id: CandidateId,
    /// What came of it.
    pub status: ComparisonStatus,
    /// What the registry holds in the differing fields, by field word; an object.
    pub registry_values: Value,
    /// The question's number in both parties' records.
    pub request_id: Uuid,
    /// When.
    pub checked_at: Instant,
}

/// Keeps an outcome over the one before.
///
/// # Errors
/// `Driver`.
pub async fn registry_comparison_store(tx: &mut Tx, outcome: &ComparisonOutcome) -> Result<(), StorageError> {
    let fields: Vec<String> = outcome.status.differing_fields().iter().map(|field| field.as_str().to_owned()).collect();
    sqlx::query!(
        "UPDATE registry_comparison
         SET status = $2, differing_fields = $3, registry_values = $4, request_id = $5, checked_at = $6
         WHERE candidate_id = $1",
        outcome.candidate_id.0,
        outcome.status.as_str(),
        &fields,
        outcome.registry_values,
        outcome.request_id.to_string(),
        outcome.checked_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets the outcome, so that the registry is asked again: the person is no longer who was compared.
///
/// # Errors
/// `Driver`.
pub async fn registry_comparison_reopen(tx: &mut Tx, candidate_id: CandidateId) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE registry_comparison
         SET status = 'unchecked', differing_fields = '{}', registry_values = '{}', request_id = NULL, checked_at = NULL
         WHERE candidate_id = $1",
        candidate_id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
