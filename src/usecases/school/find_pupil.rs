//! Finds one pupil of the unit, signed in or on the roll alone.

use super::unit_of;
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        candidate::name::FullName,
        ids::{CandidateId, SeasonYear},
        roll::search::{MOST_FOUND, PupilSearch},
        text::natural_key,
    },
    storage::{StorageError, pupil_search::pupils_find},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::pupil_search::FoundPupil;

/// Who was found.
#[derive(Debug, Clone, Default)]
pub struct FoundPupils {
    /// By class, and then by given name.
    pub rows: Vec<FoundPupil>,
    /// Whether there are more than are shown.
    pub has_more: bool,
}

/// Those of the actor's unit whom the search finds; `None` for anyone who has no unit. Each candidate among them can read
/// that they were looked at; what was typed is kept nowhere.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    search: &PupilSearch,
) -> Result<Option<FoundPupils>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let mut rows = pupils_find(&mut tx, unit, season, search).await?;
    rows.sort_by_cached_key(|row| {
        let name = FullName::parse(&row.full_name).map(|name| name.given_name_key());
        (natural_key(&row.class_name), name.unwrap_or_default(), row.birth_date, row.candidate_id, row.roll_id)
    });
    let has_more = rows.len() > MOST_FOUND;
    rows.truncate(MOST_FOUND);
    let shown: Vec<CandidateId> = rows.iter().filter_map(|row| row.candidate_id).collect();
    let look = Act::new("pupil_search.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    Ok(Some(FoundPupils { rows, has_more }))
}
