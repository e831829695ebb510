//! Mail to candidates and staff: written into the outbox with what causes it, sent by the worker.
//!
//! A mail only says that there is something to read, never what: no name, number, mark, reason or decision, for
//! mailboxes are shared and read over shoulders. The one link leads to the portal's sign-in, or is a one-time link
//! (`link_token`): then the outbox keeps the id of what the link opens, and the link is made when the mail is sent.

mod templates;
mod words;

use serde_json::{Value, json};
use uuid::Uuid;

pub use templates::{MailFacts, MailLanguage, MailTemplate, RenderedMail};

use super::{Ctx, link_token};
use crate::{
    domain::{
        access::Actor,
        candidate::{alert::Alert, contact::EmailAddress},
        device::DeviceKind,
        ids::CandidateId,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        alert::alert_fetch,
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
    append(tx, ctx, recipient, template, json!({})).await
}

/// The same for a template with a one-time link ([`MailTemplate::link_purpose`]), which opens `id`.
///
/// # Errors
/// `Driver`.
pub async fn enqueue_with_link(
    tx: &mut Tx,
    ctx: &Ctx,
    recipient: &EmailAddress,
    template: MailTemplate,
    id: Uuid,
) -> Result<(), StorageError> {
    append(tx, ctx, recipient, template, json!({ LINK_ID: id })).await
}

/// The parameter that holds the id of what a one-time link opens.
const LINK_ID: &str = "link_id";
/// The parameter that holds a deadline in words.
const CLOSES_AT: &str = "closes_at";

/// The mail of these words of the outbox; `None` for words that are none, and for a link that opens nothing.
#[must_use]
pub fn render(ctx: &Ctx, template: &str, language: &str, parameters: &Value, details: &str) -> Option<RenderedMail> {
    let template = MailTemplate::parse(template)?;
    let language = MailLanguage::parse(language)?;
    let token = match template.link_purpose() {
        Some(purpose) => link_token::make(ctx, purpose, parameters.get(LINK_ID)?.as_str()?.parse().ok()?),
        None => String::new(),
    };
    Some(template.render(language, MailFacts { portal_url: &ctx.config.web.base_url, token: &token, details }))
}

/// What a mail says besides its words: of a new device what is known of it, looked up when the mail is sent, since the
/// outbox keeps the alert's id alone; of an unfinished step the deadline, which is public. Empty for every other mail.
///
/// # Errors
/// `Driver`.
pub async fn details(ctx: &Ctx, template: &str, language: &str, parameters: &Value) -> Result<String, StorageError> {
    let Some(language) = MailLanguage::parse(language) else { return Ok(String::new()) };
    let parameter = |name: &str| parameters.get(name).and_then(Value::as_str);
    let id = match MailTemplate::parse(template) {
        Some(MailTemplate::NewDevice) => parameter(LINK_ID).and_then(|id| id.parse().ok()),
        Some(MailTemplate::StepUnfinished) => {
            let deadline = parameter(CLOSES_AT).map(|at| match language {
                MailLanguage::Vi => format!("Hạn cuối: {at} (giờ Việt Nam)"),
                MailLanguage::En => format!("Deadline: {at} (Vietnam)"),
            });
            return Ok(deadline.unwrap_or_default());
        }
        _ => None,
    };
    let Some(id) = id else { return Ok(String::new()) };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let found = alert_fetch(&mut tx, id).await?;
    tx.commit().await?;
    let lines =
        |(alert, _): (Alert, _)| device_lines(language, alert.raised_at, alert.device, alert.network.as_deref());
    Ok(found.map(lines).unwrap_or_default())
}

/// When, on which device and from which network, in lines.
#[must_use]
pub fn device_lines(language: MailLanguage, at: Instant, device: DeviceKind, network: Option<&str>) -> String {
    let device = device.in_words(language == MailLanguage::Vi);
    let at = at.short();
    match language {
        MailLanguage::Vi => {
            let network = network.unwrap_or("không rõ");
            format!("Lúc: {at} (giờ Việt Nam)\nThiết bị: {device}\nTừ mạng: {network}")
        }
        MailLanguage::En => {
            let network = network.unwrap_or("unknown");
            format!("At: {at} (Vietnam)\nDevice: {device}\nFrom the network: {network}")
        }
    }
}

async fn append(
    tx: &mut Tx,
    ctx: &Ctx,
    recipient: &EmailAddress,
    template: MailTemplate,
    parameters: Value,
) -> Result<(), StorageError> {
    let mail = NewMail {
        id: ctx.fresh_uuid(),
        recipient: recipient.as_str(),
        template: template.as_str(),
        language: MailLanguage::Vi.as_str(),
        parameters,
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
    to_candidate(tx, ctx, candidate, template, json!({})).await
}

/// The same about something that has to be done until `closes_at`. Gives whether there was an address.
///
/// # Errors
/// `Driver`.
pub async fn enqueue_reminder(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: CandidateId,
    closes_at: Instant,
) -> Result<bool, StorageError> {
    to_candidate(tx, ctx, candidate, MailTemplate::StepUnfinished, json!({ CLOSES_AT: closes_at.short() })).await
}

async fn to_candidate(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: CandidateId,
    template: MailTemplate,
    parameters: Value,
) -> Result<bool, StorageError> {
    let Some(recipient) = candidate_email_fetch(tx, candidate).await? else { return Ok(false) };
    append(tx, ctx, &recipient, template, parameters).await?;
    Ok(true)
}
