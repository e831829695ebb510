//! Keeps what a candidate typed and could not save, because the session had ended or a fresh proof was asked first.
//! Nothing of it is in the registration: it is shown to the same person again, who checks and saves it. It waits as long
//! as a session that is over is remembered.

pub use crate::storage::unsaved_section::UnsavedSection;
use crate::{
    domain::{access::Actor, exam::sections::Section, ids::PersonId},
    storage::{
        StorageError,
        session_store::REMEMBERED_MINUTES,
        unsaved_section::{unsaved_section_fetch, unsaved_section_forget, unsaved_section_keep},
    },
    usecases::Ctx,
};

/// Keeps it; what was kept before is forgotten.
///
/// # Errors
/// `Driver`.
pub async fn keep(ctx: &Ctx, person: PersonId, unsaved: &UnsavedSection) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    unsaved_section_keep(&mut tx, person, unsaved, ctx.clock.machine_now()).await?;
    tx.commit().await
}

/// What the person typed into this section and could not save yet.
///
/// # Errors
/// `Driver`.
pub async fn of(ctx: &Ctx, person: PersonId, section: Section) -> Result<Option<UnsavedSection>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let since = ctx.clock.machine_now().plus_minutes(-REMEMBERED_MINUTES);
    let unsaved = unsaved_section_fetch(&mut tx, person, section, since).await?;
    tx.commit().await?;
    Ok(unsaved)
}

/// Forgets it: it was saved, or the person does not want it.
///
/// # Errors
/// `Driver`.
pub async fn forget(ctx: &Ctx, person: PersonId) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    unsaved_section_forget(&mut tx, person).await?;
    tx.commit().await
}
