//! One-time links as the session keeps them.
//!
//! The token of a mail's link stands in a path only for the one request that brings it: it is put into the session,
//! and the browser is led to an address without it, so that it gets into no history, log or referrer. Opening a link
//! changes nothing, for mail programs open links by themselves to look what is behind.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    usecases::link_token::{self, LinkPurpose, LinkToken},
    web::{error::WebError, page::Page},
};

/// What this browser opened last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeptLink {
    /// A link that we made; whether it is still open is asked of what it opens.
    Opens(Uuid),
    /// Not one of ours, or one cut off while copying.
    NotOurs,
    /// A link that did its work here.
    Done,
}

const fn key(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::StaffInvitation => "link_staff_invitation",
        LinkPurpose::StaffPasswordReset => "link_staff_password_reset",
        LinkPurpose::NotMe => "link_not_me",
        LinkPurpose::Pay => "link_pay",
    }
}

/// Keeps the link of `token` and leads to its page.
///
/// # Errors
/// `Unavailable` when the session cannot be kept.
pub(super) async fn open(page: &Page, purpose: LinkPurpose, token: &LinkToken) -> Result<Response, WebError> {
    let kept = link_token::read(&page.ctx, purpose, token.expose()).map_or(KeptLink::NotOurs, KeptLink::Opens);
    keep(page, purpose, kept).await?;
    Ok(page.see_other(purpose.path()))
}

/// Keeps where the link stands.
pub(super) async fn keep(page: &Page, purpose: LinkPurpose, kept: KeptLink) -> Result<(), WebError> {
    Ok(page.session.insert(key(purpose), kept).await?)
}

/// What was kept; a browser that opened none is as one that opened none of ours.
pub(super) async fn kept(page: &Page, purpose: LinkPurpose) -> Result<KeptLink, WebError> {
    Ok(page.session.get(key(purpose)).await?.unwrap_or(KeptLink::NotOurs))
}
