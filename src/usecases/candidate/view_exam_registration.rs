//! Shows a candidate their exam registration. Before anything was saved it shows a draft that is not kept: looking
//! changes nothing, and the first section saved begins the real one.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, load};
use crate::{domain::access::Actor, usecases::Ctx};

/// The actor's registration with all that its pages show. `also` are codes of communes or schools that a page names
/// besides those of the draft.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor, also: &[String]) -> Result<ExamRegistration, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    // Never committed, so that what it may have begun is undone.
    load(&mut tx, ctx, actor, also).await
}
