//! What staff of a registration unit do. Each use case takes its unit from the actor, never from a form.

pub mod approve_registration;
pub mod decide;
pub mod reject_registration;
pub mod view_queue;
pub mod view_registration;

use crate::domain::{
    access::{Actor, StaffRole},
    ids::RegistrationUnitId,
};

/// The unit for which `actor` works; none for anyone but school staff.
const fn unit_of(actor: &Actor) -> Option<RegistrationUnitId> {
    match actor {
        Actor::Staff(staff) => match staff.role {
            StaffRole::SchoolStaff { unit } => Some(unit),
            StaffRole::InstitutionStaff { .. } | StaffRole::MinistryOperator => None,
        },
        _ => None,
    }
}
