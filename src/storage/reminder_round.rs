//! Rounds of reminders, and whom they are for.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{CandidateId, SeasonYear},
    season::Reminder,
    time::Instant,
};

/// Begins a round unless it has begun, and holds it until the transaction ends. How far its candidates are told: outer
/// `None` when it is over or somebody else holds it, inner `None` at its beginning.
///
/// # Errors
/// `Driver`.
pub async fn reminder_round_hold(
    tx: &mut Tx,
    season: SeasonYear,
    round: &Reminder,
) -> Result<Option<Option<Uuid>>, StorageError> {
    let minutes = i32::try_from(round.minutes_before).unwrap_or(i32::MAX);
    sqlx::query!(
        "INSERT INTO reminder_round (season, step, province_group, closes_at, minutes_before) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT reminder_round_pk DO NOTHING",
        season.0,
        round.step.as_str(),
        i16::from(round.province_group),
        round.closes_at.to_utc(),
        minutes
    )
    .execute(tx.conn())
    .await?;
    let held = sqlx::query_scalar!(
        "SELECT told_after FROM reminder_round
         WHERE season = $1 AND step = $2 AND province_group = $3 AND closes_at = $4 AND minutes_before = $5
             AND told_at IS NULL FOR UPDATE SKIP LOCKED",
        season.0,
        round.step.as_str(),
        i16::from(round.province_group),
        round.closes_at.to_utc(),
        minutes
    );
    Ok(held.fetch_optional(tx.conn()).await?)
}

/// The next candidates after `after`, by id, whose step is not finished at `now`.
///
/// # Errors
/// `Driver`.
pub async fn reminder_candidates(
    tx: &mut Tx,
    season: SeasonYear,
    round: &Reminder,
    (after, now): (Option<Uuid>, Instant),
    limit: i64,
) -> Result<Vec<CandidateId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "SELECT candidate.id FROM candidate
         LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
         WHERE candidate.season = $1 AND ($2::uuid IS NULL OR candidate.id > $2)
             AND CASE $3
                 WHEN 'registration' THEN form.state = 'draft' AND NOT is_returned_registration(form.id)
                 WHEN 'return' THEN form.state IN ('draft', 'rejected') AND is_returned_registration(form.id)
                 WHEN 'signature' THEN form.state = 'locked'
                 WHEN 'preferences' THEN is_accepted_registration(form.state)
                     AND (SELECT content -> 'admission' ->> 'use_for_admission' FROM exam_registration_version
                         WHERE registration_id = form.id ORDER BY number DESC LIMIT 1) = 'true'
                     AND NOT EXISTS (SELECT FROM preference WHERE list_version_id = (
                         SELECT id FROM preference_list_version AS list WHERE list.candidate_id = candidate.id
                         ORDER BY number DESC LIMIT 1))
                 WHEN 'payment' THEN owes_preference_fee(candidate.id)
                     AND coalesce((SELECT province_group FROM season_payment_group AS grouped
                         JOIN department ON department.province_code = grouped.province_code
                         JOIN registration_unit ON registration_unit.department_code = department.code
                         WHERE grouped.season = $1 AND registration_unit.id = candidate.registration_unit_id), 0::smallint) = $4
                 WHEN 'enrolment' THEN EXISTS (SELECT FROM matching_publication AS published
                         JOIN matching_preference_result AS result ON result.run_id = published.run_id
                         WHERE published.season = $1 AND published.visible_from <= $5
                             AND result.candidate_id = candidate.id AND result.status = 'admitted')
                     AND NOT EXISTS (SELECT FROM enrolment WHERE enrolment.candidate_id = candidate.id)
                 END
         ORDER BY candidate.id LIMIT $6",
        season.0,
        after,
        round.step.as_str(),
        i16::from(round.province_group),
        now.to_utc(),
        limit
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(CandidateId).collect())
}

/// Keeps how far the candidates of a round are told: until `last`, or all of them at `told_at`.
///
/// # Errors
/// `Driver`.
pub async fn reminder_round_keep(
    tx: &mut Tx,
    season: SeasonYear,
    round: &Reminder,
    last: Option<CandidateId>,
    told_at: Option<Instant>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE reminder_round SET told_after = coalesce($6, told_after), told_at = $7
         WHERE season = $1 AND step = $2 AND province_group = $3 AND closes_at = $4 AND minutes_before = $5",
        season.0,
        round.step.as_str(),
        i16::from(round.province_group),
        round.closes_at.to_utc(),
        i32::try_from(round.minutes_before).unwrap_or(i32::MAX),
        last.map(|last| last.0),
        told_at.map(Instant::to_utc)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
