//! Shows a candidate their exam registration. Before anything was saved it shows a draft that is not kept: looking
//! changes nothing, and the first section saved begins the real one.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, load};
use crate::{domain::access::Actor, usecases::Ctx};

/// The actor's registration with all that its pages show.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<ExamRegistration, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    // Never committed, so that what it may have begun is undone.
    load(&mut tx, ctx, actor, None).await
}
