//! Notes on which device a candidate signs in, and tells them when it is a new one.
//!
//! A device is a browser with our cookie: whoever clears cookies, or uses a private window, is new each time. The first
//! sign-in ever raises no alarm, for there is nothing that it could differ from; its device is the first known one.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        candidate::alert::AlertKind,
    },
    storage::{
        StorageError,
        alert::{DeviceNews, known_device_note},
        mail_outbox::candidate_email_fetch,
    },
    usecases::{Ctx, alerts},
};

/// Notes the device of the request as one of `candidate`'s.
///
/// # Errors
/// What the database says; then nobody must be signed in.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<(), StorageError> {
    let Some(secret) = &ctx.trace.device_secret else { return Ok(()) };
    let now = ctx.clock.machine_now();
    // Known devices are the portal's own notes; the candidate is not signed in yet.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let news = known_device_note(&mut tx, candidate.person_id, secret, ctx.trace.device, now).await?;
    if news == DeviceNews::New {
        let recipient = candidate_email_fetch(&mut tx, candidate.candidate_id).await?;
        let recipients = recipient.into_iter().collect();
        alerts::raise(&mut tx, ctx, candidate.candidate_id, AlertKind::NewDevice, recipients).await?;
    }
    tx.commit().await
}
