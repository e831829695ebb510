//! "Không phải tôi": whoever reads an alert says that it was somebody else.
//!
//! It takes no sign-in, for the candidate may just have lost theirs; so it only takes away: risky acts are frozen and
//! all sessions of the person end. Giving back takes a sign-in at the citizen-ID service after that
//! (`candidate::freeze::lift`). Reading the link changes nothing, since mail is opened by scanners as well.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, SessionEnd, SessionOwner},
        candidate::{
            alert::{Alert, LinkState},
            freeze::Freeze,
        },
        ids::AlertId,
    },
    storage::{
        StorageError, Tx,
        alert::{alert_fetch, alert_recipients_fetch, alert_use},
        candidate_freeze::{candidate_freeze_begin, candidate_freeze_fetch},
        mail_outbox::candidate_email_fetch,
        session_store::sessions_end_of,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        link_token::{self, LinkPurpose},
        mail::{self, MailTemplate},
    },
};

/// What a link can do.
#[derive(Debug, Clone)]
pub enum Link {
    /// Freeze, because of this alert.
    Open(Alert),
    /// Nothing: it was used.
    Used,
    /// Nothing: it is too old.
    Expired,
    /// Nothing: it is none of ours.
    Unknown,
}

/// What the link with `token` can do now.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, token: &str) -> Result<Link, StorageError> {
    let Some(id) = link_token::read(ctx, LinkPurpose::NotMe, token) else { return Ok(Link::Unknown) };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let found = alert_fetch(&mut tx, AlertId(id)).await?;
    tx.commit().await?;
    Ok(found.map_or(Link::Unknown, |(alert, _)| link(ctx, alert)))
}

fn link(ctx: &Ctx, alert: Alert) -> Link {
    match alert.link_state(ctx.clock.machine_now()) {
        LinkState::Open => Link::Open(alert),
        LinkState::Used => Link::Used,
        LinkState::Expired => Link::Expired,
    }
}

/// Freezes by the link with `token`; gives what the link could do.
///
/// # Errors
/// What the database says; nothing has changed then.
pub async fn run(ctx: &Ctx, token: &str) -> Result<Link, StorageError> {
    let Some(id) = link_token::read(ctx, LinkPurpose::NotMe, token) else { return Ok(Link::Unknown) };
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some((alert, person_id)) = alert_fetch(&mut tx, AlertId(id)).await? else { return Ok(Link::Unknown) };
    if !matches!(link(ctx, alert.clone()), Link::Open(_)) {
        return Ok(link(ctx, alert));
    }
    if !alert_use(&mut tx, alert.id, now).await? {
        // The other of two clicks was faster.
        return Ok(Link::Used);
    }
    let before = candidate_freeze_fetch(&mut tx, alert.candidate_id).await?;
    candidate_freeze_begin(&mut tx, ctx.fresh_uuid(), alert.candidate_id, alert.id, now).await?;
    let owner = SessionOwner::Person(person_id);
    let ended = sessions_end_of(&mut tx, owner, None, SessionEnd::NotMe, now).await?;
    let act = Act::new("candidate_freeze.begin")
        .about(alert.candidate_id)
        .on_a("alert", alert.id.0)
        .changed(&before, &Freeze::Frozen { since: now })
        .with(json!({ "alert": alert.kind, "sessions": ended }));
    audit::record(&mut tx, ctx, &Actor::Visitor, act).await?;
    tell(&mut tx, ctx, &alert).await?;
    tx.commit().await?;
    Ok(Link::Open(alert))
}

/// Everyone who got the alert, and whoever gets mail now: where the two differ, one of them is the candidate.
async fn tell(tx: &mut Tx, ctx: &Ctx, alert: &Alert) -> Result<(), StorageError> {
    let mut recipients = alert_recipients_fetch(tx, alert.id).await?;
    let current = candidate_email_fetch(tx, alert.candidate_id).await?;
    recipients.extend(current.filter(|current| !recipients.contains(current)));
    for recipient in &recipients {
        mail::enqueue(tx, ctx, recipient, MailTemplate::FreezeBegun).await?;
    }
    Ok(())
}
