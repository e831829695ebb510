//! Where sessions live: PostgreSQL, under the hash of their id, so that a copy of the table opens none.
//!
//! tower-sessions keeps the data and the cookie; how long a session lasts is ours alone. (Its `OnInactivity` counts
//! from the last *change* of the data, by a clock that nobody can move, and writes nothing when a page is only read.)
//! So the store takes the times from [`SessionFacts`], which the sign-in puts into the data, and each use is noted by
//! [`session_touch`], apart from the data, which another request may be changing.
//!
//! A session that was ended stays ended: saving changes a row that lives and never makes one.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{self, Error},
};

use super::{Db, StorageError, Tx};
use crate::domain::{
    access::{Actor, SessionEnd, SessionLimits, SessionOwner, SessionSpan},
    device::{Browser, DeviceKind, System},
    ids::{SessionId, StaffId},
    time::Instant,
};

/// The name under which [`SessionFacts`] stand in the data of a session.
pub const FACTS: &str = "facts";
/// So long the row of a session that is over tells why.
pub const REMEMBERED_MINUTES: i64 = 24 * 60;

/// What "my devices" shows of a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionFacts {
    /// Its name for its owner.
    pub id: SessionId,
    /// Whose it is.
    pub owner: SessionOwner,
    /// From when to when.
    pub span: SessionSpan,
    /// On which device.
    pub device: DeviceKind,
    /// From which network.
    pub network: Option<String>,
}

/// The clock that the store goes by.
#[derive(Clone)]
pub struct StoreClock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl StoreClock {
    /// The clock that `now` reads.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
}

impl fmt::Debug for StoreClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreClock")
    }
}

/// The session store of tower-sessions on our database.
#[derive(Debug, Clone)]
pub struct PostgresSessionStore {
    db: Db,
    clock: StoreClock,
}

impl PostgresSessionStore {
    /// Sessions in `db`, by the machine's clock.
    #[must_use]
    pub const fn new(db: Db, clock: StoreClock) -> Self {
        Self { db, clock }
    }

    async fn begin(&self) -> session_store::Result<Tx> {
        self.db.begin(&Actor::System).await.map_err(backend)
    }
}

fn hash(id: Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

fn backend(error: impl Into<StorageError>) -> Error {
    Error::Backend(error.into().to_string())
}

fn encoded(record: &Record) -> session_store::Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

#[async_trait::async_trait]
impl SessionStore for PostgresSessionStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let facts: Option<SessionFacts> = match record.data.get(FACTS) {
            Some(facts) => {
                Some(serde_json::from_value(facts.clone()).map_err(|error| Error::Encode(error.to_string()))?)
            }
            None => None,
        };
        let data = encoded(record)?;
        let mut tx = self.begin().await?;
        // Two equal ids of 128 random bits are a fault of the randomness; the library asks for this all the same.
        while !insert(&mut tx, record.id, &data, facts.as_ref(), (self.clock.0)()).await.map_err(backend)? {
            record.id = Id::default();
        }
        tx.commit().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query!(
            "UPDATE session SET data = $2 WHERE id_hash = $1 AND ended_at IS NULL AND expires_at > $3",
            hash(record.id),
            encoded(record)?,
            (self.clock.0)().to_utc()
        )
        .execute(tx.conn())
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, session_id: &Id) -> session_store::Result<Option<Record>> {
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            "SELECT data, expires_at FROM session WHERE id_hash = $1 AND ended_at IS NULL AND expires_at > $2",
            hash(*session_id),
            (self.clock.0)().to_utc()
        )
        .fetch_optional(tx.conn())
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let data = serde_json::from_value(row.data)
            .map_err(|_| Error::Decode("a session's data cannot be read".to_owned()))?;
        Ok(Some(Record { id: *session_id, data, expiry_date: row.expires_at }))
    }

    async fn delete(&self, session_id: &Id) -> session_store::Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query!("DELETE FROM session WHERE id_hash = $1", hash(*session_id))
            .execute(tx.conn())
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

async fn insert(
    tx: &mut Tx,
    id: Id,
    data: &serde_json::Value,
    facts: Option<&SessionFacts>,
    now: Instant,
) -> Result<bool, StorageError> {
    let span =
        facts.map_or_else(|| SessionSpan::begin(now, SessionLimits::VISITOR), |facts| facts.span.under_new_id(now));
    let device = facts.map_or_else(DeviceKind::default, |facts| facts.device);
    let done = sqlx::query!(
        "INSERT INTO session (id_hash, data, public_id, owner_kind, owner_id, begun_at, last_seen_at, expires_at,
             ends_at, browser, system, network)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id_hash) DO NOTHING",
        hash(id),
        data,
        facts.map(|facts| facts.id.0),
        facts.map(|facts| facts.owner.kind()),
        facts.map(|facts| facts.owner.id()),
        span.begun_at.to_utc(),
        span.last_seen_at.to_utc(),
        span.expires_at.to_utc(),
        span.ends_at.to_utc(),
        device.browser.as_str(),
        device.system.as_str(),
        facts.and_then(|facts| facts.network.as_deref())
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A session of somebody who has signed in, alive or over.
#[derive(Debug, Clone)]
pub struct StoredSession {
    /// Its name for its owner.
    pub id: SessionId,
    /// Whose it is.
    pub owner: SessionOwner,
    /// From when to when.
    pub span: SessionSpan,
    /// Why it was ended before its time, if it was.
    pub ended: Option<SessionEnd>,
}

impl StoredSession {
    /// Why it is over at `now`; `None` while it lasts.
    #[must_use]
    pub fn end_at(&self, now: Instant) -> Option<SessionEnd> {
        self.ended.or_else(|| self.span.end_at(now))
    }
}

/// The session behind a cookie's `id`; `None` for one that is not known or belongs to nobody.
///
/// # Errors
/// `Driver`.
pub async fn session_fetch(tx: &mut Tx, id: Id) -> Result<Option<StoredSession>, StorageError> {
    let row = sqlx::query!(
        "SELECT public_id AS \"public_id!\", owner_kind AS \"owner_kind!\", owner_id AS \"owner_id!\", begun_at,
             last_seen_at, expires_at, ends_at, end_reason
         FROM session WHERE id_hash = $1 AND public_id IS NOT NULL",
        hash(id)
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredSession {
        id: SessionId(row.public_id),
        owner: SessionOwner::of(&row.owner_kind, row.owner_id).ok_or(StorageError::inconsistent(
            "session",
            "owner_kind",
            row.public_id,
        ))?,
        span: SessionSpan {
            begun_at: Instant::from_utc(row.begun_at),
            last_seen_at: Instant::from_utc(row.last_seen_at),
            expires_at: Instant::from_utc(row.expires_at),
            ends_at: Instant::from_utc(row.ends_at),
        },
        ended: row.end_reason.as_deref().and_then(SessionEnd::parse),
    }))
}

/// Notes a use.
///
/// # Errors
/// `Driver`.
pub async fn session_touch(tx: &mut Tx, id: SessionId, span: SessionSpan) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE session SET last_seen_at = $2, expires_at = $3
         WHERE public_id = $1 AND ended_at IS NULL AND expires_at > $2",
        id.0,
        span.last_seen_at.to_utc(),
        span.expires_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A living session as its owner sees it.
#[derive(Debug, Clone)]
pub struct OwnSession {
    /// Its name.
    pub id: SessionId,
    /// The sign-in.
    pub begun_at: Instant,
    /// The last use, to the minute.
    pub last_seen_at: Instant,
    /// On which device.
    pub device: DeviceKind,
    /// From which network.
    pub network: Option<String>,
}

/// The living sessions of `owner`, the last used first.
///
/// # Errors
/// `Driver`.
pub async fn sessions_fetch_of(
    tx: &mut Tx,
    owner: SessionOwner,
    now: Instant,
) -> Result<Vec<OwnSession>, StorageError> {
    let rows = sqlx::query!(
        "SELECT public_id AS \"public_id!\", begun_at, last_seen_at, browser, system, network FROM session
         WHERE owner_kind = $1 AND owner_id = $2 AND ended_at IS NULL AND expires_at > $3
         ORDER BY last_seen_at DESC, public_id LIMIT 100",
        owner.kind(),
        owner.id(),
        now.to_utc()
    )
    .fetch_all(tx.conn())
    .await?;
    let sessions = rows.into_iter().map(|row| OwnSession {
        id: SessionId(row.public_id),
        begun_at: Instant::from_utc(row.begun_at),
        last_seen_at: Instant::from_utc(row.last_seen_at),
        device: DeviceKind {
            browser: Browser::parse(&row.browser).unwrap_or_default(),
            system: System::parse(&row.system).unwrap_or_default(),
        },
        network: row.network,
    });
    Ok(sessions.collect())
}

/// Ends one session of `owner` before its time; gives whether there was such a one.
///
/// # Errors
/// `Driver`.
pub async fn session_end(
    tx: &mut Tx,
    owner: SessionOwner,
    id: SessionId,
    why: SessionEnd,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE session SET ended_at = $4, end_reason = $5, data = '{}'
         WHERE public_id = $3 AND owner_kind = $1 AND owner_id = $2 AND ended_at IS NULL AND expires_at > $4",
        owner.kind(),
        owner.id(),
        id.0,
        now.to_utc(),
        why.stored()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of `owner` but `except`; gives how many there were.
///
/// # Errors
/// `Driver`.
pub async fn sessions_end_of(
    tx: &mut Tx,
    owner: SessionOwner,
    except: Option<SessionId>,
    why: SessionEnd,
    now: Instant,
) -> Result<u64, StorageError> {
    let done = sqlx::query!(
        "UPDATE session SET ended_at = $4, end_reason = $5, data = '{}'
         WHERE owner_kind = $1 AND owner_id = $2 AND public_id IS DISTINCT FROM $3 AND ended_at IS NULL
           AND expires_at > $4",
        owner.kind(),
        owner.id(),
        except.map(|except| except.0),
        now.to_utc(),
        why.stored()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Ends every session of an account of staff, which was closed or whose rights, password or second factor changed.
/// Call it in the transaction of that change.
///
/// # Errors
/// `Driver`.
pub async fn sessions_end_of_staff(tx: &mut Tx, staff: StaffId) -> Result<u64, StorageError> {
    // The database's clock says only until when the reason is remembered.
    let done = sqlx::query!(
        "UPDATE session SET ended_at = now(), end_reason = 'account_changed', data = '{}'
         WHERE owner_kind = 'staff' AND owner_id = $1 AND ended_at IS NULL",
        staff.0
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Deletes what has been over for a day, and what belongs to nobody at once; gives how many.
///
/// # Errors
/// `Driver`.
pub async fn sessions_delete_expired(tx: &mut Tx, now: Instant) -> Result<u64, StorageError> {
    let done = sqlx::query!(
        "DELETE FROM session
         WHERE (expires_at <= $1 AND owner_id IS NULL) OR expires_at <= $2 OR ended_at <= $2",
        now.to_utc(),
        now.plus_minutes(-REMEMBERED_MINUTES).to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
