//! Alerts to candidates, and the devices they are known by.

use sha2::{Digest as _, Sha256};

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        alert::{Alert, AlertKind},
        contact::EmailAddress,
    },
    device::{Browser, DeviceKind, DeviceSecret, System},
    ids::{AlertId, CandidateId, PersonId},
    time::Instant,
};

/// So many devices of a person are remembered: who clears cookies each time makes a new one each time.
const DEVICES_KEPT: i64 = 50;

/// What a device is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceNews {
    /// The first one ever.
    First,
    /// Seen before.
    Known,
    /// Not seen before, as others were.
    New,
}

/// Notes that a person signs in on a device.
///
/// # Errors
/// `Driver`.
pub async fn known_device_note(
    tx: &mut Tx,
    person: PersonId,
    secret: &DeviceSecret,
    kind: DeviceKind,
    now: Instant,
) -> Result<DeviceNews, StorageError> {
    let hash = Sha256::digest(secret.bytes());
    let row = sqlx::query!(
        "WITH before AS (SELECT count(*) AS devices FROM known_device WHERE person_id = $1)
         INSERT INTO known_device (person_id, secret_hash, browser, system, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (person_id, secret_hash)
             DO UPDATE SET last_seen_at = excluded.last_seen_at, browser = excluded.browser, system = excluded.system
         RETURNING xmax = 0 AS \"is_new!\", (SELECT devices FROM before) AS \"devices!\"",
        person.0,
        hash.as_slice(),
        kind.browser.as_str(),
        kind.system.as_str(),
        now.to_utc()
    )
    .fetch_one(tx.conn())
    .await?;
    if row.devices >= DEVICES_KEPT {
        sqlx::query!(
            "DELETE FROM known_device WHERE person_id = $1 AND secret_hash NOT IN
                 (SELECT secret_hash FROM known_device WHERE person_id = $1 ORDER BY last_seen_at DESC LIMIT $2)",
            person.0,
            DEVICES_KEPT
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(match (row.is_new, row.devices) {
        (false, _) => DeviceNews::Known,
        (true, 0) => DeviceNews::First,
        (true, _) => DeviceNews::New,
    })
}

/// Keeps an alert.
///
/// # Errors
/// `Driver`.
pub async fn alert_insert(tx: &mut Tx, alert: &Alert) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO alert (id, candidate_id, kind, raised_at, occurred_at, expires_at, browser, system, network)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        alert.id.0,
        alert.candidate_id.0,
        alert.kind.as_str(),
        alert.raised_at.to_utc(),
        alert.occurred_at.to_utc(),
        alert.expires_at.to_utc(),
        alert.device.browser.as_str(),
        alert.device.system.as_str(),
        alert.network
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An alert with the person whom it is about.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown kind.
pub async fn alert_fetch(tx: &mut Tx, id: AlertId) -> Result<Option<(Alert, PersonId)>, StorageError> {
    let row = sqlx::query!(
        "SELECT alert.candidate_id, alert.kind, raised_at, occurred_at, expires_at, browser, system, network, used_at, person_id
         FROM alert JOIN candidate ON candidate.id = alert.candidate_id WHERE alert.id = $1",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let kind = AlertKind::parse(&row.kind).ok_or(StorageError::inconsistent("alert", "kind", id.0))?;
        let alert = Alert {
            id,
            candidate_id: CandidateId(row.candidate_id),
            kind,
            raised_at: Instant::from_utc(row.raised_at),
            occurred_at: Instant::from_utc(row.occurred_at),
            expires_at: Instant::from_utc(row.expires_at),
            device: DeviceKind {
                browser: Browser::parse(&row.browser).unwrap_or_default(),
                system: System::parse(&row.system).unwrap_or_default(),
            },
            network: row.network,
            used_at: row.used_at.map(Instant::from_utc),
        };
        Ok((alert, PersonId(row.person_id)))
    })
    .transpose()
}

/// Takes the one use of an alert's link; gives whether it was still there to take.
///
/// # Errors
/// `Driver`.
pub async fn alert_use(tx: &mut Tx, id: AlertId, now: Instant) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE alert SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
        id.0,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// To whom an alert was sent.
///
/// # Errors
/// `Driver`.
pub async fn alert_recipients_fetch(tx: &mut Tx, id: AlertId) -> Result<Vec<EmailAddress>, StorageError> {
    let recipients = sqlx::query_scalar!(
        "SELECT DISTINCT recipient FROM mail_outbox WHERE parameters ? 'link_id' AND parameters ->> 'link_id' = $1
         ORDER BY recipient",
        id.to_string()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(recipients.iter().filter_map(|recipient| EmailAddress::parse(recipient).ok()).collect())
}
