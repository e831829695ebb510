//! Shows a candidate their exam registration; the first visit begins the draft.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, load};
use crate::{domain::access::Actor, usecases::Ctx};

/// The actor's registration with all that its pages show.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<ExamRegistration, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, None).await?;
    tx.commit().await?;
    Ok(registration)
}
