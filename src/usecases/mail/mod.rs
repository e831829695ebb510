//! Mail to candidates and staff: written into the outbox with what causes it, sent by the worker.
//!
//! A mail only says that there is something to read, never what: no name, number, mark, reason or decision, for
//! mailboxes are shared and read over shoulders. The one link leads to the portal's sign-in.

mod templates;

use serde_json::json;

pub use templates::{MailFacts, MailLanguage, MailTemplate, RenderedMail};

use super::Ctx;
use crate::{
    domain::{candidate::contact::EmailAddress, ids::CandidateId},
    storage::{
        StorageError, Tx,
        mail_outbox::{NewMail, candidate_email_fetch, mail_outbox_append},
    },
};

/// Puts a mail to `recipient` into the outbox, in the transaction of its cause.
///
/// # Errors
/// `Driver`.
pub async fn enqueue(
    tx: &mut Tx,
    ctx: &Ctx,
    recipient: &EmailAddress,
    template: MailTemplate,
) -> Result<(), StorageError> {
    let mail = NewMail {
        id: ctx.fresh_uuid(),
        recipient: recipient.as_str(),
        template: template.as_str(),
        language: MailLanguage::Vi.as_str(),
        parameters: json!({}),
        // Mail is delivered in real time, whatever the season's clock shows.
        at: ctx.clock.machine_now(),
    };
    mail_outbox_append(tx, mail).await
}

/// The same to a candidate, at the address of the latest submitted registration, or else of the contact section as
/// saved. Gives whether there was one.
///
/// # Errors
/// `Driver`.
pub async fn enqueue_to_candidate(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: CandidateId,
    template: MailTemplate,
) -> Result<bool, StorageError> {
    let Some(recipient) = candidate_email_fetch(tx, candidate).await? else { return Ok(false) };
    enqueue(tx, ctx, &recipient, template).await?;
    Ok(true)
}
