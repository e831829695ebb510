//! Takes away uploaded files that nobody needs: those that neither a form nor a submission names any more, and those that
//! a crash between the store and the database left without a row.
//!
//! The row goes first, in a transaction; then the file. What dies in between leaves a file without a row, which a later
//! run finds: never a row without its file.

use futures::{StreamExt as _, TryStreamExt as _};

use crate::{
    domain::access::Actor,
    external::object_store::{FileName, FileStoreError},
    storage::{
        StorageError,
        stored_file::{stored_file_names, stored_files_sweep},
    },
    usecases::Ctx,
};

/// For how long what nobody names is left alone: whoever uploads now is not done yet.
const LEFT_ALONE_MINUTES: i64 = 24 * 60;
/// Files at a time.
const BATCH: u16 = 500;

/// Why the sweep stopped; the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The file store.
    #[error(transparent)]
    Files(#[from] FileStoreError),
}

/// Sweeps; gives how many files are gone.
///
/// # Errors
/// See [`SweepError`].
pub async fn run(ctx: &Ctx) -> Result<usize, SweepError> {
    Ok(unnamed(ctx).await? + without_row(ctx).await?)
}

async fn unnamed(ctx: &Ctx) -> Result<usize, SweepError> {
    let before = ctx.now().plus_minutes(-LEFT_ALONE_MINUTES);
    let mut gone = 0;
    loop {
        let mut tx = ctx.db.begin(&Actor::System).await?;
        let names = stored_files_sweep(&mut tx, before, i64::from(BATCH)).await?;
        tx.commit().await?;
        for name in names.iter().filter_map(|name| FileName::parse(name)) {
            ctx.external.files.delete(&name).await?;
        }
        gone += names.len();
        if names.len() < usize::from(BATCH) {
            return Ok(gone);
        }
    }
}

async fn without_row(ctx: &Ctx) -> Result<usize, SweepError> {
    let before = ctx.clock.machine_now().plus_minutes(-LEFT_ALONE_MINUTES);
    let old = ctx.external.files.list().try_filter(|object| std::future::ready(object.put_at < before));
    let mut batches = std::pin::pin!(old.try_chunks(usize::from(BATCH)));
    let mut gone = 0;
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(|error| error.1)?;
        let names: Vec<String> = batch.iter().map(|object| object.name.as_str().to_owned()).collect();
        let mut tx = ctx.db.begin(&Actor::System).await?;
        let known = stored_file_names(&mut tx, &names).await?;
        drop(tx);
        for object in batch.iter().filter(|object| !known.iter().any(|name| name == object.name.as_str())) {
            ctx.external.files.delete(&object.name).await?;
            gone += 1;
        }
    }
    Ok(gone)
}
