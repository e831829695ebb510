//! The unit class by class, in figures; and one class as a list to be printed.

use super::unit_of;
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        exam::progress::NamedProgress,
        ids::{CandidateId, SeasonYear},
    },
    storage::{
        StorageError, class_list::class_list_fetch, school_queue::registration_unit_name,
        unit_progress::class_progress_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::class_list::ClassListRow;

/// The classes of the actor's unit by name; whoever is in none under an empty one. `None` for anyone who has no unit.
///
/// # Errors
/// What the database says.
pub async fn progress(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
) -> Result<Option<Vec<NamedProgress>>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    class_progress_fetch(&mut tx, unit, season).await.map(Some)
}

/// A class with everybody on its roll.
#[derive(Debug, Clone)]
pub struct ClassList {
    /// The unit's name.
    pub unit_name: String,
    /// The class.
    pub class_name: String,
    /// Everybody, by given name as in Vietnamese lists.
    pub rows: Vec<ClassListRow>,
}

/// The class of this name of the actor's unit; `None` for one without anybody, and for anyone who has no unit. Each
/// candidate on it can read that it was looked at.
///
/// # Errors
/// What the database says.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    class_name: &str,
) -> Result<Option<ClassList>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let mut rows = class_list_fetch(&mut tx, unit, season, class_name).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by_cached_key(|row| (row.full_name.given_name_key(), row.birth_date));
    let unit_name = registration_unit_name(&mut tx, unit).await?;
    let shown: Vec<CandidateId> = rows.iter().filter_map(|row| row.candidate_id).collect();
    let look = Act::new("class_list.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    Ok(Some(ClassList { unit_name, class_name: class_name.to_owned(), rows }))
}
