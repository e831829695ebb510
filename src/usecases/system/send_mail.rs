//! Sends what is due in the outbox.
//!
//! Each mail is claimed first and sent outside any transaction: a slow mail server holds no lock. A worker that dies
//! between sending and noting it sends the mail a second time after the lease; the other way round one would be lost.

use crate::{
    domain::{access::Actor, time::Instant},
    external::mailer::{MailError, OutgoingMail},
    storage::{
        StorageError,
        mail_outbox::{ClaimedMail, mail_outbox_claim, mail_outbox_mark_failed, mail_outbox_mark_sent},
    },
    usecases::{Ctx, mail},
};

/// How often a mail is tried.
pub const MAX_ATTEMPTS: i16 = 8;
/// How long a worker may take over what it has claimed.
const LEASE_MINUTES: i64 = 10;
/// How many mails one run takes.
const BATCH: i64 = 20;

/// Sends what is due on the machine's clock; gives how many mails the server took over.
///
/// # Errors
/// What the database says. A mail that cannot be sent is no error: it is noted and tried again.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let claimed = mail_outbox_claim(&mut tx, now, now.plus_minutes(LEASE_MINUTES), MAX_ATTEMPTS, BATCH).await?;
    tx.commit().await?;
    let mut sent = 0;
    for mail in claimed {
        if send(ctx, now, &mail).await? {
            sent += 1;
        }
    }
    Ok(sent)
}

async fn send(ctx: &Ctx, now: Instant, mail: &ClaimedMail) -> Result<bool, StorageError> {
    let details = mail::details(ctx, &mail.template, &mail.language, &mail.parameters).await?;
    let outcome = match outgoing(ctx, mail, &details) {
        Some(outgoing) => ctx.external.mailer.send(&outgoing).await.map_err(|error| {
            tracing::warn!(mail = %mail.id, %error, attempt = mail.attempt, "mail not sent");
            (word(&error), error.is_temporary())
        }),
        None => {
            tracing::error!(mail = %mail.id, template = mail.template, "no such mail template");
            Err(("unknown_template", false))
        }
    };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let is_sent = outcome.is_ok();
    match outcome {
        Ok(()) => mail_outbox_mark_sent(&mut tx, mail.id, now).await?,
        Err((word, may_go_through_later)) => {
            let attempts = if may_go_through_later { mail.attempt } else { MAX_ATTEMPTS };
            let next = now.plus_minutes(wait_minutes(mail.attempt));
            mail_outbox_mark_failed(&mut tx, mail.id, word, attempts, next).await?;
        }
    }
    tx.commit().await?;
    Ok(is_sent)
}

fn outgoing(ctx: &Ctx, mail: &ClaimedMail, details: &str) -> Option<OutgoingMail> {
    let rendered = mail::render(ctx, &mail.template, &mail.language, &mail.parameters, details)?;
    Some(OutgoingMail {
        to: mail.recipient.clone(),
        subject: rendered.subject.to_owned(),
        text: rendered.text,
        html: rendered.html,
    })
}

const fn word(error: &MailError) -> &'static str {
    match error {
        MailError::BadRecipient => "bad_recipient",
        MailError::Malformed(_) => "malformed",
        MailError::Refused(_) => "refused",
        MailError::Unavailable(_) => "unavailable",
    }
}

/// 1, 2, 4 … minutes after the first, second, third … attempt.
fn wait_minutes(attempt: i16) -> i64 {
    1 << attempt.saturating_sub(1).clamp(0, 10)
}

#[cfg(test)]
mod tests {
    use super::wait_minutes;

    #[test]
    fn each_attempt_waits_twice_as_long_as_the_one_before() {
        let waits: Vec<_> = (1..=8).map(wait_minutes).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128]);
    }
}
