//! The exam council of a department: its venues, and which units sit the exam where.

use serde_json::json;
use uuid::Uuid;

use crate::{
    domain::{
        access::{Actor, Permission},
        exam::{seating::NoNumberLeft, state::TransitionRefusal},
        field_errors::{FieldErrorCode, FieldErrors, code_of_digits, required_text},
        ids::{DepartmentCode, RegistrationUnitId, SeasonYear},
    },
    storage::{
        StorageError,
        exam_venue::{NewVenue, placed_units_fetch, unit_place, venue_insert, venues_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        exam_notice::{self, ExamNotice},
    },
};

pub use crate::storage::exam_venue::{PlacedUnit, Venue};

/// How many digits the code of a venue has.
const CODE_DIGITS: u8 = 2;
/// The longest name and address of a venue, in characters.
const MAX_TEXT: u16 = 200;

/// A council's venues and units.
#[derive(Debug, Clone)]
pub struct Council {
    /// The venues, by code.
    pub venues: Vec<Venue>,
    /// The units, by code.
    pub units: Vec<PlacedUnit>,
}

/// A venue as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct VenueForm {
    /// Two digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum CouncilError {
    /// There is no such venue or unit in the actor's department, or the actor has none.
    #[error("no such venue or unit in the department")]
    NotFound,
    /// What is wrong with a venue as typed.
    #[error("the venue as typed is refused")]
    Invalid(FieldErrors),
    /// Numbers were given out: the unit stays where it is.
    #[error("the unit has numbers already")]
    HasNumbers,
    /// Units sit the exam at the venue: it stays.
    #[error("the venue is in use")]
    InUse,
    /// Some would be left behind, and whoever acts has not said that they know.
    #[error("it was not understood that some are left behind")]
    NotUnderstood,
    /// The rules do not allow it now.
    #[error("the transition is refused: {0:?}")]
    Refused(TransitionRefusal),
    /// The council has no number left.
    #[error(transparent)]
    NoNumberLeft(#[from] NoNumberLeft),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

pub(super) fn council_of(actor: &Actor, permission: Permission) -> Result<DepartmentCode, CouncilError> {
    actor.department_for(permission).ok_or(CouncilError::NotFound)
}

/// The actor's council, in figures.
///
/// # Errors
/// See [`CouncilError`].
pub async fn view(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Council, CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venues = venues_fetch(&mut tx, &department, season).await?;
    let units = placed_units_fetch(&mut tx, &department, season).await?;
    tx.commit().await?;
    Ok(Council { venues, units })
}

/// The exam notices of a unit of the council, by number, with the unit.
///
/// # Errors
/// `NotFound`, also for a unit of another department; `Storage`.
pub async fn print_notices(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    unit: RegistrationUnitId,
) -> Result<(PlacedUnit, Vec<ExamNotice>), CouncilError> {
    let council = view(ctx, actor, season).await?;
    let unit = council.units.into_iter().find(|known| known.id == unit).ok_or(CouncilError::NotFound)?;
    let notices = exam_notice::print(ctx, actor, unit.id, season).await?;
    Ok((unit, notices))
}

impl VenueForm {
    fn parse(&self) -> Result<(String, String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        // From 01 (domain.md §4.3).
        let code = errors.collect("code", code_of_digits(&self.code, CODE_DIGITS));
        let place = self.place_into(&mut errors);
        match (code, place) {
            (Some(code), Some((name, address))) => Ok((code, name, address)),
            _ => Err(errors),
        }
    }

    /// Reads name and address alone.
    pub(super) fn place(&self) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        self.place_into(&mut errors).ok_or(errors)
    }

    fn place_into(&self, errors: &mut FieldErrors) -> Option<(String, String)> {
        let name = errors.collect("name", required_text(&self.name, MAX_TEXT));
        let address = errors.collect("address", required_text(&self.address, MAX_TEXT));
        name.zip(address)
    }
}

/// Sets a venue up.
///
/// # Errors
/// See [`CouncilError`]; `Invalid` also for a code that the council has already.
pub async fn add_venue(ctx: &Ctx, actor: &Actor, season: SeasonYear, form: &VenueForm) -> Result<(), CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let (code, name, address) = form.parse().map_err(CouncilError::Invalid)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venue = NewVenue { id: ctx.fresh_uuid(), code: &code, name: &name, address: &address };
    match venue_insert(&mut tx, &department, season, &venue).await {
        Err(StorageError::Conflict { constraint }) if constraint == "exam_venue_code_uq" => {
            return Err(CouncilError::Invalid(FieldErrors::one("code", FieldErrorCode::Taken)));
        }
        inserted => inserted?,
    }
    let act = Act::new("exam_venue.add").on(venue.id).with(json!({ "code": code, "name": name }));
    audit::record(&mut tx, ctx, actor, act).await?;
    Ok(tx.commit().await?)
}

/// Lets the candidates of units sit the exam at venues of the same department, while none of them has a number; all of it
/// or nothing.
///
/// # Errors
/// See [`CouncilError`].
pub async fn place_units(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    places: &[(RegistrationUnitId, Uuid)],
) -> Result<(), CouncilError> {
    let council = view(ctx, actor, season).await?;
    let mut tx = ctx.db.begin(actor).await?;
    for (unit, venue) in places {
        let placed = council.units.iter().find(|placed| placed.id == *unit).ok_or(CouncilError::NotFound)?;
        let to = council.venues.iter().find(|known| known.id == *venue).ok_or(CouncilError::NotFound)?;
        if placed.venue_id == Some(*venue) {
            continue;
        }
        if placed.has_numbers {
            return Err(CouncilError::HasNumbers);
        }
        unit_place(&mut tx, season, *unit, *venue).await?;
        let act = Act::new("exam_venue.place_unit").on(*venue).with(json!({ "unit": placed.code, "venue": to.code }));
        audit::record(&mut tx, ctx, actor, act).await?;
    }
    Ok(tx.commit().await?)
}
