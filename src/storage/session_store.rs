//! Where sessions live: PostgreSQL, under the hash of their id, so that a copy of the table opens none.

use sha2::{Digest as _, Sha256};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{self, Error},
};

use super::Db;

/// The session store of tower-sessions on our database.
#[derive(Debug, Clone)]
pub struct PostgresSessionStore {
    db: Db,
}

impl PostgresSessionStore {
    /// Sessions in `db`.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self { db }
    }

    /// Deletes what has expired; gives the number of sessions deleted.
    ///
    /// # Errors
    /// `Backend` when the database does not answer.
    pub async fn delete_expired(&self) -> session_store::Result<u64> {
        let done = sqlx::query!("DELETE FROM session WHERE expires_at < now()")
            .execute(self.db.pool())
            .await
            .map_err(backend)?;
        Ok(done.rows_affected())
    }
}

fn hash(id: Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait::async_trait]
impl SessionStore for PostgresSessionStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
            let created = sqlx::query!(
                "INSERT INTO session (id_hash, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                hash(record.id),
                data,
                record.expiry_date
            )
            .execute(self.db.pool())
            .await
            .map_err(backend)?;
            if created.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        sqlx::query!(
            "INSERT INTO session (id_hash, data, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (id_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
            hash(record.id),
            data,
            record.expiry_date
        )
        .execute(self.db.pool())
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, session_id: &Id) -> session_store::Result<Option<Record>> {
        let row = sqlx::query!(
            "SELECT data, expires_at FROM session WHERE id_hash = $1 AND expires_at > now()",
            hash(*session_id)
        )
        .fetch_optional(self.db.pool())
        .await
        .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let data = serde_json::from_value(row.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *session_id, data, expiry_date: row.expires_at }))
    }

    async fn delete(&self, session_id: &Id) -> session_store::Result<()> {
        sqlx::query!("DELETE FROM session WHERE id_hash = $1", hash(*session_id))
            .execute(self.db.pool())
            .await
            .map_err(backend)?;
        Ok(())
    }
}
