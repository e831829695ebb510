//! How the offices answer what candidates ask: open, overdue and answered questions by office, in figures.

use crate::{
    domain::access::{Actor, Permission},
    storage::{StorageError, access_question::access_questions_by_office},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::access_question::OfficeFigures;

/// How many offices are shown.
const MAX_OFFICES: i64 = 200;

/// The offices, those with the most overdue questions first; `None` for whoever may not read the log.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<Option<Vec<OfficeFigures>>, StorageError> {
    if !actor.may(Permission::ReadAuditLog) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let offices = access_questions_by_office(&mut tx, ctx.now(), MAX_OFFICES).await?;
    audit::record(&mut tx, ctx, actor, Act::new("access_question.count")).await?;
    tx.commit().await?;
    Ok(Some(offices))
}
