//! What the institution does.

pub mod download_confirmed;
pub mod view_downloads;
pub mod view_programme;
pub mod view_programmes;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        ids::SeasonYear,
    },
    storage::{StorageError, institution::Tenant},
};

/// Why an institution is shown nothing.
#[derive(Debug, thiserror::Error)]
pub enum InstitutionError {
    /// The actor works for no institution.
    #[error("the actor works for no institution")]
    Forbidden,
    /// The institution has no such thing, whoever else may.
    #[error("not found at the actor's institution")]
    NotFound,
    /// The results are not public yet.
    #[error("the results are not public yet")]
    NotPublished,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The member of staff, and whose data they may see with `permission`.
fn tenant_of(
    actor: &Actor,
    permission: Permission,
    season: SeasonYear,
) -> Result<(&StaffActor, Tenant), InstitutionError> {
    match (actor, actor.institution_for(permission)) {
        (Actor::Staff(staff), Some(institution)) => Ok((staff, Tenant { institution, season })),
        _ => Err(InstitutionError::Forbidden),
    }
}
