//! Empties what was filled in to try the form, before it could be submitted. What was saved since stays.

use serde_json::json;

use super::exam_registration::{ExamRegistrationError, audit, load};
use crate::{
    domain::{
        access::Actor,
        exam::state::{RegistrationStatus, TransitionRefusal},
    },
    storage::exam_registration::exam_registration_sections_discard,
    usecases::{Ctx, audit::Act},
};

/// Empties it; a refusal where the form is handed in, or cannot be changed at all. Gives how many sections there were.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<Result<u64, TransitionRefusal>, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    let status = registration.record.state.status();
    if status != RegistrationStatus::Draft || registration.latest.is_some() {
        return Ok(Err(TransitionRefusal::IllegalState { status }));
    }
    if let Err(refusal) = registration.check_editable(ctx.now()) {
        return Ok(Err(refusal));
    }
    let record = &registration.record;
    let emptied = exam_registration_sections_discard(&mut tx, record.id, registration.windows.opens_at).await?;
    let act = Act::new("exam_registration.discard_practice").with(json!({ "sections": emptied }));
    audit(&mut tx, ctx, actor, record, act).await?;
    tx.commit().await?;
    Ok(Ok(emptied))
}
