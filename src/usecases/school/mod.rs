//! What staff of a registration unit do. Each use case takes its unit from the actor, never from a form.

pub mod accept_roll;
pub mod approve_registration;
pub mod decide;
pub mod download_checked_roll;
pub mod import_roll;
pub mod reject_registration;
pub mod settle_case;
pub mod view_arrangements;
pub mod view_cases;
pub mod view_queue;
pub mod view_registration;
pub mod view_rolls;

use crate::{
    domain::{
        access::{Actor, Permission, Scope},
        ids::RegistrationUnitId,
    },
    storage::school_record::Units,
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
