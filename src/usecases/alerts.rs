//! Tells candidates of what somebody else might have done in their name. An alert is written with its cause, in its
//! transaction; its mail carries "Không phải tôi" (`visitor::not_me`).

use crate::{
    domain::{
        candidate::{
            alert::{Alert, AlertKind},
            contact::EmailAddress,
        },
        ids::{AlertId, CandidateId},
    },
    storage::{StorageError, Tx, alert::alert_insert},
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue_with_link},
    },
};

/// Raises an alert and writes a mail to each of `recipients`, to each address once. Where there is nobody to write to,
/// there is no alert: nobody could use its link.
///
/// # Errors
/// `Driver`; the cause must then not be committed.
pub async fn raise(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate_id: CandidateId,
    kind: AlertKind,
    mut recipients: Vec<EmailAddress>,
) -> Result<(), StorageError> {
    recipients.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    recipients.dedup();
    if recipients.is_empty() {
        return Ok(());
    }
    let raised_at = ctx.clock.machine_now();
    let alert = Alert {
        id: AlertId(ctx.fresh_uuid()),
        candidate_id,
        kind,
        raised_at,
        occurred_at: ctx.now(),
        expires_at: Alert::link_expires(raised_at),
        device: ctx.trace.device,
        network: ctx.trace.network.map(|network| network.to_string()),
        used_at: None,
    };
    alert_insert(tx, &alert).await?;
    let template = match kind {
        AlertKind::NewDevice => MailTemplate::NewDevice,
        AlertKind::PreferencesSubmitted => MailTemplate::PreferencesSubmitted,
        AlertKind::ContactChanged => MailTemplate::ContactChanged,
    };
    for recipient in &recipients {
        enqueue_with_link(tx, ctx, recipient, template, alert.id.0).await?;
    }
    Ok(())
}
