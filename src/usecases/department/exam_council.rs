//! The exam council of a department: its venues, which units sit the exam where, candidate numbers and rooms.

use serde_json::json;
use uuid::Uuid;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::{
            seating::{NoNumberLeft, SeatingStart, seat},
            state::{ExamRegistrationState, ExamWindows, PlainAction, TransitionRefusal},
        },
        field_errors::{FieldErrorCode, FieldErrors, required_text},
        ids::{CandidateId, DepartmentCode, RegistrationUnitId, SeasonYear},
        season::Season,
    },
    storage::{
        StorageError,
        exam_seat::{NumberingRun, council_hold, numbers_keep, places_taken, rooms_fetch, sitters_fetch},
        exam_venue::{NewVenue, placed_units_fetch, unit_place, venue_insert, venues_fetch},
        unit_list::exam_registrations_transition,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        exam_notice::{self, ExamNotice},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

pub use crate::storage::{
    exam_seat::RoomRow,
    exam_venue::{PlacedUnit, Venue},
};

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

fn council_of(actor: &Actor, permission: Permission) -> Result<DepartmentCode, CouncilError> {
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
        let code = self.code.trim();
        let code = match code {
            "" => Err(FieldErrorCode::Missing),
            _ if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit()) => Ok(code.to_owned()),
            _ => Err(FieldErrorCode::NotOnOffer),
        };
        let code = errors.collect("code", code);
        let name = errors.collect("name", required_text(&self.name, MAX_TEXT));
        let address = errors.collect("address", required_text(&self.address, MAX_TEXT));
        match (code, name, address) {
            (Some(code), Some(name), Some(address)) => Ok((code, name, address)),
            _ => Err(errors),
        }
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

/// What a run gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// How many got a number and a place now.
    pub numbered: usize,
}

/// Gives a number and a place to everybody of the venue who sits a paper, whose form is signed and who has none. Taken again it finds nobody,
/// or those who have signed since: they follow after the others.
///
/// # Errors
/// See [`CouncilError`].
pub async fn give_numbers(ctx: &Ctx, actor: &Actor, season: &Season, venue: Uuid) -> Result<Numbered, CouncilError> {
    let department = council_of(actor, Permission::GiveCandidateNumbers)?;
    let Actor::Staff(staff) = actor else { return Err(CouncilError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(CouncilError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venues = venues_fetch(&mut tx, &department, season.year).await?;
    let code = venues.iter().find(|known| known.id == venue).ok_or(CouncilError::NotFound)?.code.clone();
    let (_, event) =
        ExamRegistrationState::Signed.apply(PlainAction::Number, ctx.now(), &windows).map_err(CouncilError::Refused)?;
    let (council, next_number) = council_hold(&mut tx, &department, season.year).await?;
    let forms = sitters_fetch(&mut tx, venue, season.year).await?;
    let start = SeatingStart {
        next_number,
        taken: places_taken(&mut tx, venue).await?,
        room_size: season.rules.exam_room_size,
    };
    let sitters = forms.iter().map(|(_, sitter)| sitter.clone()).collect();
    let seated = seat(sitters, &council, start)?;
    if seated.is_empty() {
        return Ok(Numbered { numbered: 0 });
    }
    let run = NumberingRun { id: ctx.fresh_uuid(), venue, at: ctx.now(), by: staff.staff_id };
    let next = next_number.saturating_add(u32::try_from(seated.len()).unwrap_or(u32::MAX));
    numbers_keep(&mut tx, run, (&department, season.year), &seated, next).await?;
    let fresh: Vec<Uuid> = forms.iter().map(|_| ctx.fresh_uuid()).collect();
    let moved: Vec<_> = forms.iter().map(|(form, _)| *form).collect();
    exam_registrations_transition(&mut tx, &moved, &event, actor, &fresh).await?;
    let candidates: Vec<CandidateId> = seated.iter().map(|seated| seated.candidate_id).collect();
    let act = Act::new("exam_registration.number")
        .on_a("exam_numbering", run.id)
        .with(json!({ "venue": code, "numbered": seated.len() }));
    audit::record_for_each(&mut tx, ctx, actor, act, &candidates).await?;
    for candidate in candidates {
        enqueue_to_candidate(&mut tx, ctx, candidate, MailTemplate::CandidateNumberGiven).await?;
    }
    tx.commit().await?;
    Ok(Numbered { numbered: seated.len() })
}

/// A venue with its rooms.
#[derive(Debug, Clone)]
pub struct VenueRooms {
    /// The venue.
    pub venue: Venue,
    /// Who sits there, by room and place.
    pub rows: Vec<RoomRow>,
}

/// Who sits at a venue of the actor's council. Each can read that the list was looked at.
///
/// # Errors
/// See [`CouncilError`].
pub async fn rooms(ctx: &Ctx, actor: &Actor, season: SeasonYear, code: &str) -> Result<VenueRooms, CouncilError> {
    let department = council_of(actor, Permission::RunExamCouncil)?;
    let mut tx = ctx.db.begin(actor).await?;
    let venues = venues_fetch(&mut tx, &department, season).await?;
    let venue = venues.into_iter().find(|venue| venue.code == code).ok_or(CouncilError::NotFound)?;
    let rows = rooms_fetch(&mut tx, venue.id).await?;
    let seen: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
    let look = Act::new("exam_rooms.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    Ok(VenueRooms { venue, rows })
}
