//! Mail on its way: written with its cause, claimed and settled by the worker.

use serde_json::Value;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{candidate::contact::EmailAddress, ids::CandidateId, time::Instant};

/// A mail to be sent.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// The address.
    pub recipient: &'a str,
    /// The template's word.
    pub template: &'a str,
    /// `vi` or `en`.
    pub language: &'a str,
    /// What the template needs; never personal data.
    pub parameters: Value,
    /// When it was written, and from when on it may be sent.
    pub at: Instant,
}

/// A mail that this worker has taken upon itself to send.
#[derive(Debug)]
pub struct ClaimedMail {
    /// Its id.
    pub id: Uuid,
    /// The address.
    pub recipient: String,
    /// The template's word.
    pub template: String,
    /// `vi` or `en`.
    pub language: String,
    /// What the template needs.
    pub parameters: Value,
    /// The number of this attempt, from 1.
    pub attempt: i16,
}

/// Writes a mail.
///
/// # Errors
/// `Driver`.
pub async fn mail_outbox_append(tx: &mut Tx, mail: NewMail<'_>) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO mail_outbox (id, recipient, template, language, parameters, created_at, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        mail.id,
        mail.recipient,
        mail.template,
        mail.language,
        mail.parameters,
        mail.at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where a candidate is reached: the address of the latest submitted registration, or else of the contact section
/// as saved, if it is one.
///
/// # Errors
/// `Driver`.
pub async fn candidate_email_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Option<EmailAddress>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT (SELECT v.content -> 'contact' ->> 'email' FROM exam_registration_version v
                 WHERE v.registration_id = r.id ORDER BY v.number DESC LIMIT 1) AS submitted,
                (SELECT s.form ->> 'email' FROM exam_registration_section s
                 WHERE s.registration_id = r.id AND s.section = 'contact') AS saved,
                CASE WHEN works_for('department') THEN department_candidate_email($1) END AS for_department
         FROM exam_registration r WHERE r.candidate_id = $1"#,
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row
        .and_then(|row| row.submitted.or(row.saved).or(row.for_department))
        .and_then(|email| EmailAddress::parse(&email).ok()))
}

/// Claims up to `limit` mails that are due, fewer than `max_attempts` times tried: counts the attempt and puts the
/// next one at `lease_until`, so that a worker that dies loses nothing and two workers never send the same mail.
///
/// # Errors
/// `Driver`.
pub async fn mail_outbox_claim(
    tx: &mut Tx,
    now: Instant,
    lease_until: Instant,
    max_attempts: i16,
    limit: i64,
) -> Result<Vec<ClaimedMail>, StorageError> {
    let rows = sqlx::query_as!(
        ClaimedMail,
        "UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = $2
         WHERE id IN (SELECT id FROM mail_outbox
                      WHERE sent_at IS NULL AND next_attempt_at <= $1 AND attempts < $3
                      ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED)
         RETURNING id, recipient, template, language, parameters, attempts AS attempt",
        now.to_utc(),
        lease_until.to_utc(),
        max_attempts,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The mail server took the mail over.
///
/// # Errors
/// `Driver`.
pub async fn mail_outbox_mark_sent(tx: &mut Tx, id: Uuid, at: Instant) -> Result<(), StorageError> {
    sqlx::query!("UPDATE mail_outbox SET sent_at = $2, last_error = NULL WHERE id = $1", id, at.to_utc())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The mail was not sent, for the reason that `error` names; tried again at `next_attempt_at`, or never when
/// `attempts` has reached its limit.
///
/// # Errors
/// `Driver`.
pub async fn mail_outbox_mark_failed(
    tx: &mut Tx,
    id: Uuid,
    error: &str,
    attempts: i16,
    next_attempt_at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE mail_outbox SET last_error = $2, attempts = $3, next_attempt_at = $4 WHERE id = $1",
        id,
        error,
        attempts,
        next_attempt_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
