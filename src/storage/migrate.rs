//! Brings a database to the state that this program expects.

use super::{Db, StorageError};

/// Applies the migrations that are missing.
///
/// # Errors
/// `Driver`; a migration that was changed after it was applied is one too.
pub async fn migrate(db: &Db) -> Result<(), StorageError> {
    sqlx::migrate!("./migrations").run(db.pool()).await.map_err(|error| StorageError::Driver(error.into()))
}
