//! Candidate numbers and rooms of a venue. They are given for good, so the lead sees first what a run would do and who
//! would be left behind.

use serde_json::json;
use uuid::Uuid;

use super::exam_council::{CouncilError, council_of};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::{
            seating::{SeatingStart, seat},
            state::{ExamRegistrationState, ExamWindows, PlainAction, TransitionRefusal},
        },
        ids::{CandidateId, DepartmentCode},
        season::Season,
    },
    storage::{
        Tx,
        exam_seat::{NumberingRun, council_hold, numbers_keep, places_taken, sitters_fetch},
        exam_venue::{unplaced_units_fetch, venues_fetch},
        unit_list::exam_registrations_transition,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

pub use crate::storage::exam_venue::{UnplacedUnit, Venue};

/// What a run would do.
#[derive(Debug, Clone)]
pub struct NumbersPreview {
    /// The venue, with how many would get a number and how many of its candidates have not signed.
    pub venue: Venue,
    /// Units of the council whose candidates sit the exam at no venue yet.
    pub unplaced: Vec<UnplacedUnit>,
    /// Why no number is given out now, if none is.
    pub refusal: Option<TransitionRefusal>,
}

impl NumbersPreview {
    /// Whether some would be left behind: numbered and seated after the others, or elsewhere.
    #[must_use]
    pub const fn leaves_some_behind(&self) -> bool {
        self.venue.not_ready > 0 || !self.unplaced.is_empty()
    }
}

/// What a run at this venue of the actor's council would do now.
///
/// # Errors
/// `NotFound`, `Storage`.
pub async fn preview(ctx: &Ctx, actor: &Actor, season: &Season, venue: Uuid) -> Result<NumbersPreview, CouncilError> {
    let department = council_of(actor, Permission::GiveCandidateNumbers)?;
    let mut tx = ctx.db.begin(actor).await?;
    let preview = load(&mut tx, ctx, &department, season, venue).await?;
    tx.commit().await?;
    Ok(preview)
}

async fn load(
    tx: &mut Tx,
    ctx: &Ctx,
    department: &DepartmentCode,
    season: &Season,
    venue: Uuid,
) -> Result<NumbersPreview, CouncilError> {
    let windows = ExamWindows::of(season).ok_or(CouncilError::NotFound)?;
    let venues = venues_fetch(tx, department, season.year).await?;
    let venue = venues.into_iter().find(|known| known.id == venue).ok_or(CouncilError::NotFound)?;
    let unplaced = unplaced_units_fetch(tx, department, season.year).await?;
    let refusal = ExamRegistrationState::Signed.apply(PlainAction::Number, ctx.now(), &windows).err();
    Ok(NumbersPreview { venue, unplaced, refusal })
}

/// What a run gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// How many got a number and a place now.
    pub numbered: usize,
}

/// Gives a number and a place to everybody of the venue who sits a paper, whose form is signed and who has none. Taken
/// again it finds nobody, or those who have signed since: they follow after the others. Where some would be left behind,
/// it asks that this `is_understood`.
///
/// # Errors
/// See [`CouncilError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    venue: Uuid,
    is_understood: bool,
) -> Result<Numbered, CouncilError> {
    let department = council_of(actor, Permission::GiveCandidateNumbers)?;
    let Actor::Staff(staff) = actor else { return Err(CouncilError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(CouncilError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let preview = load(&mut tx, ctx, &department, season, venue).await?;
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
    // Whoever still has the page from before is told that nobody is left, and not asked for anything.
    if seated.is_empty() {
        return Ok(Numbered { numbered: 0 });
    }
    if preview.leaves_some_behind() && !is_understood {
        return Err(CouncilError::NotUnderstood);
    }
    let run = NumberingRun { id: ctx.fresh_uuid(), venue, at: ctx.now(), by: staff.staff_id };
    let next = next_number.saturating_add(u32::try_from(seated.len()).unwrap_or(u32::MAX));
    numbers_keep(&mut tx, run, (&department, season.year), &seated, next).await?;
    let fresh: Vec<Uuid> = forms.iter().map(|_| ctx.fresh_uuid()).collect();
    let moved: Vec<_> = forms.iter().map(|(form, _)| *form).collect();
    exam_registrations_transition(&mut tx, &moved, &event, actor, &fresh).await?;
    let candidates: Vec<CandidateId> = seated.iter().map(|seated| seated.candidate_id).collect();
    let act = Act::new("exam_registration.number").on_a("exam_numbering", run.id).with(json!({
        "venue": preview.venue.code,
        "numbered": seated.len(),
        "not_signed": preview.venue.not_ready,
        "units_at_no_venue": preview.unplaced.len(),
    }));
    audit::record_for_each(&mut tx, ctx, actor, act, &candidates).await?;
    for candidate in candidates {
        enqueue_to_candidate(&mut tx, ctx, candidate, MailTemplate::CandidateNumberGiven).await?;
    }
    tx.commit().await?;
    Ok(Numbered { numbered: seated.len() })
}
