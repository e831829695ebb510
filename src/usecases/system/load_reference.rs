//! Brings the database up to date: migrations, then reference data.

use serde_json::{Map, Value};

use crate::{
    domain::access::Actor,
    storage::{StorageError, migrate::migrate, reference::reference_load},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Migrates and loads; gives the number of rows per table. Doing it twice changes nothing.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<Vec<(&'static str, u64)>, StorageError> {
    migrate(&ctx.db).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let loaded = reference_load(&mut tx).await?;
    let rows: Map<String, Value> = loaded.iter().map(|(table, rows)| ((*table).to_owned(), (*rows).into())).collect();
    audit::record(&mut tx, ctx, &Actor::System, Act::new("reference_data.load").with(Value::Object(rows))).await?;
    tx.commit().await?;
    Ok(loaded)
}
