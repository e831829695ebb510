//! A school accepts the good rows of a checked class list. A job writes them.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::{RollImportId, SeasonYear},
        roll::import::RollImportAction,
    },
    storage::{
        StorageError,
        roll_import::{roll_import_accept, roll_imports_fetch},
        school_record::Units,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Why nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptRollError {
    /// The unit has no such file.
    #[error("no such class list in the unit")]
    NotFound,
    /// It is not as it was shown: accepted by a colleague, or deleted meanwhile.
    #[error("the class list is not as it was shown")]
    Stale,
    /// Some rows are wrong, and nobody said that the others are wanted alone.
    #[error("wrong rows would be left out unsaid")]
    LeavesOut,
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for AcceptRollError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// What the person saw and said.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance {
    /// How many rows were said to change the roll.
    pub shown_rows: u32,
    /// Whether good rows are wanted without the wrong ones.
    pub is_good_alone: bool,
}

/// Accepts the file.
///
/// # Errors
/// [`AcceptRollError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    id: RollImportId,
    acceptance: Acceptance,
) -> Result<(), AcceptRollError> {
    let Actor::Staff(staff) = actor else { return Err(AcceptRollError::NotFound) };
    let unit = actor.unit_for(Permission::ImportRoll).ok_or(AcceptRollError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let found = roll_imports_fetch(&mut tx, Units::One(unit), season, Some(id), 1).await?;
    let import = found.into_iter().next().ok_or(AcceptRollError::NotFound)?;
    let counts = import.counts;
    if import.state.after(RollImportAction::Accept).is_none() || counts.to_accept() != acceptance.shown_rows {
        return Err(AcceptRollError::Stale);
    }
    if counts.wrong > 0 && !acceptance.is_good_alone {
        return Err(AcceptRollError::LeavesOut);
    }
    roll_import_accept(&mut tx, id, unit, staff.staff_id, ctx.now()).await?;
    let act = Act::new("roll_import.accept").on(id.0);
    let act = act.with(json!({ "new": counts.new, "changed": counts.changed, "left_out": counts.wrong }));
    audit::record(&mut tx, ctx, actor, act).await?;
    Ok(tx.commit().await?)
}
