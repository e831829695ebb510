//! Shows a candidate their exam registration, as it stands or as it was submitted before. Before anything was saved it shows a draft that is not kept: looking
//! changes nothing, and the first section saved begins the real one.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, candidate_of, load};
use crate::{
    domain::{access::Actor, exam::registration::ExamRegistrationForms},
    storage::exam_registration::exam_registration_version_fetch,
    usecases::Ctx,
};

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

/// The actor's registration with the submission of this number in the place of the latest; `None` where there is none.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn of_version(
    ctx: &Ctx,
    actor: &Actor,
    number: i32,
) -> Result<Option<ExamRegistration>, ExamRegistrationError> {
    let candidate_id = candidate_of(actor)?.candidate_id;
    let mut tx = ctx.db.begin(actor).await?;
    let Some(version) = exam_registration_version_fetch(&mut tx, candidate_id, Some(number)).await? else {
        return Ok(None);
    };
    let named = ExamRegistrationForms::from(&version.content).named_codes();
    let registration = load(&mut tx, ctx, actor, &named).await?;
    Ok(Some(ExamRegistration { latest: Some(version), ..registration }))
}
