//! What staff of a registration unit do. Each use case takes its unit from the actor, never from a form.

pub mod accept_roll;
pub mod act_on_registration;
pub mod approve_registration;
pub mod approve_together;
pub mod claim_registration;
pub mod decide;
pub mod download_checked_roll;
pub mod find_pupil;
pub mod import_roll;
pub mod print_exam_notices;
pub mod reject_registration;
pub mod resolve_correction;
pub mod settle_case;
pub mod sign_off;
pub mod take_off_roll;
pub mod view_arrangements;
pub mod view_cases;
pub mod view_classes;
pub mod view_file;
pub mod view_queue;
pub mod view_registration;
pub mod view_rolls;

use crate::{
    domain::{
        access::{Actor, Permission, Scope},
        exam::queue::due_soon_since,
        ids::RegistrationUnitId,
        season::{PhaseKind, Season},
        time::Instant,
    },
    storage::{school_queue::QueueAt, school_record::Units},
};

/// The unit whose registrations `actor` may see; none for anyone but its own staff.
fn unit_of(actor: &Actor) -> Option<RegistrationUnitId> {
    actor.unit_for(Permission::ViewRegistrations)
}

/// Whose registrations `actor` may see: those of the own unit, or everyone's; none for whoever may see none.
fn units_of(actor: &Actor) -> Option<Units> {
    match actor.scope(Permission::ViewRegistrations)? {
        Scope::All => Some(Units::All),
        _ => unit_of(actor).map(Units::One),
    }
}

/// The queue of `unit` as it stands at `now`.
fn queue_at(season: &Season, unit: RegistrationUnitId, now: Instant) -> QueueAt {
    let days = u16::from(season.rules.review_days);
    // Without a review nothing is due at its end.
    let closes_at = season.calendar.phase(PhaseKind::RegistrationReview).map(|phase| phase.closes_at);
    let closes_at = closes_at.unwrap_or(Instant::from_unix_us(i64::MAX));
    QueueAt { unit, season: season.year, now, due_soon_since: due_soon_since(now, days, closes_at) }
}
