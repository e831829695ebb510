//! One venue of the actor's council: who sits there, what is needed there, its name and address.

use std::collections::BTreeMap;

use serde_json::json;

use super::exam_council::{CouncilError, VenueForm, council_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::arrangements::Arrangement,
        ids::{CandidateId, DepartmentCode, SeasonYear},
    },
    storage::{
        StorageError, Tx,
        exam_needs::needs_fetch,
        exam_seat::rooms_fetch,
        exam_venue::{venue_delete, venue_update, venues_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::{
    exam_needs::{NeedPlace, NeedThere},
    exam_seat::RoomRow,
    exam_venue::Venue,
};

async fn find(tx: &mut Tx, department: &DepartmentCode, season: SeasonYear, code: &str) -> Result<Venue, CouncilError> {
    let venues = venues_fetch(tx, department, season).await?;
    venues.into_iter().find(|venue| venue.code == code).ok_or(CouncilError::NotFound)
}

/// A venue with its rooms.
#[derive(Debug, Clone)]
pub struct VenueRooms {
    /// The venue.
    pub venue: Venue,
    /// Who sits there, by room and place.
    pub rows: Vec<RoomRow>,
    /// How many who have signed need what, by kind: figures, and nobody's place.
    pub needs: BTreeMap<Arrangement, u64>,
    /// Whether some of them have a place, which [`needs`] lists.
    pub has_needs_with_place: bool,
}

/// Who sits at a venue of the actor's council. Each can read that the list was looked at.
///
/// # Errors
/// See [`CouncilError`].
pub async fn rooms(ctx: &Ctx, actor: &Actor, season: SeasonYear, code: &str) -> Result<VenueRooms, CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venue = find(&mut tx, &department, season, code).await?;
    let rows = rooms_fetch(&mut tx, venue.id).await?;
    let needed = needs_fetch(&mut tx, venue.id, season).await?;
    let mut needs = BTreeMap::new();
    for kind in needed.iter().flat_map(|need| &need.kinds) {
        *needs.entry(*kind).or_default() += 1;
    }
    let seen: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
    let look = Act::new("exam_rooms.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    let has_needs_with_place = needed.iter().any(|need| need.place.is_some());
    Ok(VenueRooms { venue, rows, needs, has_needs_with_place })
}

/// What is needed where at a venue, by room and place.
#[derive(Debug, Clone)]
pub struct VenueNeeds {
    /// The venue.
    pub venue: Venue,
    /// Those who have a place.
    pub needs: Vec<(NeedPlace, Vec<Arrangement>)>,
}

/// What those who have a place at a venue need: no name, nothing of why. Each look is recorded for each of them: it is the
/// most private part of a registration.
///
/// # Errors
/// See [`CouncilError`].
pub async fn needs(ctx: &Ctx, actor: &Actor, season: SeasonYear, code: &str) -> Result<VenueNeeds, CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venue = find(&mut tx, &department, season, code).await?;
    let mut seen = Vec::new();
    let mut needs = Vec::new();
    for NeedThere { candidate_id, place, kinds } in needs_fetch(&mut tx, venue.id, season).await? {
        if let Some(place) = place {
            seen.push(candidate_id);
            needs.push((place, kinds));
        }
    }
    let look = Act::new("exam_arrangement.prepare").purpose(AccessPurpose::Verification);
    audit::record_for_each(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    Ok(VenueNeeds { venue, needs })
}

/// Puts the name and the address of a venue right. Its code stays: it stands on notices.
///
/// # Errors
/// See [`CouncilError`].
pub async fn edit(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    code: &str,
    form: &VenueForm,
) -> Result<(), CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venue = find(&mut tx, &department, season, code).await?;
    let (name, address) = form.place().map_err(CouncilError::Invalid)?;
    if (&name, &address) == (&venue.name, &venue.address) {
        return Ok(());
    }
    venue_update(&mut tx, venue.id, &name, &address).await?;
    let before = json!({ "name": venue.name, "address": venue.address });
    let after = json!({ "name": name, "address": address });
    let act = Act::new("exam_venue.edit").on(venue.id).changed(&before, &after).with(json!({
        "code": venue.code, "before": before, "after": after,
    }));
    audit::record(&mut tx, ctx, actor, act).await?;
    Ok(tx.commit().await?)
}

/// Takes a venue away at which no unit sits the exam.
///
/// # Errors
/// See [`CouncilError`]; `InUse` where a unit does, or somebody has a number there.
pub async fn remove(ctx: &Ctx, actor: &Actor, season: SeasonYear, code: &str) -> Result<(), CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venue = find(&mut tx, &department, season, code).await?;
    if venue.is_used() {
        return Err(CouncilError::InUse);
    }
    match venue_delete(&mut tx, venue.id).await {
        Ok(true) => {}
        // A unit was placed there meanwhile.
        Ok(false) | Err(StorageError::Conflict { .. }) => return Err(CouncilError::InUse),
        Err(error) => return Err(error.into()),
    }
    let details = json!({ "code": venue.code, "name": venue.name, "address": venue.address });
    audit::record(&mut tx, ctx, actor, Act::new("exam_venue.remove").on(venue.id).with(details)).await?;
    Ok(tx.commit().await?)
}
