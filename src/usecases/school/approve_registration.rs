//! The registration unit accepts a form.

use super::decide::{DecideError, Decided, decide};
use crate::{
    domain::{access::Actor, exam::state::PlainAction, ids::ExamRegistrationId, season::Season},
    usecases::Ctx,
};

/// Approves the registration that was shown in `version`.
///
/// # Errors
/// See [`DecideError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
    version: i32,
) -> Result<Decided, DecideError> {
    decide(ctx, actor, season, id, version, (PlainAction::Approve.into(), None)).await
}
