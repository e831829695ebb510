//! The school's own file back, each row with what came of it.

use std::collections::HashMap;

use tokio::sync::mpsc;

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::{RollImportId, SeasonYear},
        roll::{
            fault::RollFault,
            import::{RollFormat, RollImportState, RowVerdict},
        },
    },
    storage::{
        StorageError,
        roll_import::{roll_import_verdicts, roll_imports_fetch},
        school_record::Units,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        roll_file::{self, CheckedRow, TableFormat},
    },
};

pub use crate::usecases::roll_file::RowKind;

/// How many batches of rows wait for the writer at most.
const BATCHES_AHEAD: usize = 4;

/// A checked file on its way back.
pub struct CheckedRoll {
    /// How it was built, and is again.
    pub format: RollFormat,
    /// The name under which it was uploaded.
    pub file_name: String,
    /// Its rows, in batches; closed too early where it could not be read to its end.
    pub rows: mpsc::Receiver<Vec<CheckedRow>>,
}

/// The file of this id of the actor's unit, once it is checked; `None` if there is none, whoever else's it may be.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    id: RollImportId,
) -> Result<Option<CheckedRoll>, StorageError> {
    let Some(unit) = actor.unit_for(Permission::ImportRoll) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let found = roll_imports_fetch(&mut tx, Units::One(unit), season, Some(id), 1).await?;
    let is_there = |state| !matches!(state, RollImportState::Waiting | RollImportState::Unreadable);
    let Some(import) = found.into_iter().next().filter(|found| is_there(found.state) && found.emptied_at.is_none())
    else {
        return Ok(None);
    };
    let verdicts = roll_import_verdicts(&mut tx, id).await?.into_iter();
    let verdicts: HashMap<u32, (RowVerdict, Vec<RollFault>)> =
        verdicts.map(|(line, verdict, faults)| (line, (verdict, faults))).collect();
    audit::record(&mut tx, ctx, actor, Act::new("roll_import.download").on(id.0)).await?;
    tx.commit().await?;
    let format = TableFormat { format: import.format, encoding: import.encoding, size_bytes: import.size_bytes };
    let (to_reader, bytes) = roll_file::pieces();
    let (to_writer, rows) = mpsc::channel(BATCHES_AHEAD);
    tokio::task::spawn_blocking(move || roll_file::annotate(&format, bytes, verdicts, &to_writer));
    let (db, actor) = (ctx.db.clone(), actor.clone());
    tokio::spawn(async move {
        if let Err(error) = roll_file::feed(&db, &actor, id, to_reader).await {
            tracing::error!(%error, "checked class list left unfinished");
        }
    });
    Ok(Some(CheckedRoll { format: import.format, file_name: import.file_name, rows }))
}
