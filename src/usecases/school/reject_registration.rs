//! The registration unit sends a form back, with a reason that the candidate reads.

use super::decide::{DecideError, Decided, decide};
use crate::{
    domain::{
        access::Actor,
        exam::state::{Action, Rejection},
        ids::ExamRegistrationId,
        season::Season,
    },
    usecases::Ctx,
};

/// Returns the registration that was shown in `version`; the code of the reason goes into the audit log.
///
/// # Errors
/// See [`DecideError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
    version: i32,
    (rejection, reason): (Rejection, Option<&str>),
) -> Result<Decided, DecideError> {
    decide(ctx, actor, season, id, version, (Action::Reject(rejection), reason)).await
}
