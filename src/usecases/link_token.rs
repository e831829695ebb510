//! One-time links of mails, and links to be passed on. The token is the id of what the link opens and a signature of it, so the database keeps
//! no secret of a link, and the outbox neither. That a link works once or not for ever is the state of what it opens.

use std::str::FromStr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::Ctx;

/// What a link opens. A token for one purpose is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// An invitation to an account of staff.
    StaffInvitation,
    /// A new password of a member of staff, asked for by a person above.
    StaffPasswordReset,
    /// "Không phải tôi" in an alert.
    NotMe,
    /// Paying for a candidate.
    Pay,
}

impl LinkPurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::StaffInvitation => "staff_invitation",
            Self::StaffPasswordReset => "staff_password_reset",
            Self::NotMe => "not_me",
            Self::Pay => "pay",
        }
    }

    /// The page that takes the token as the last part of its path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::StaffInvitation => "/staff/invitation",
            Self::StaffPasswordReset => "/staff/password-reset",
            Self::NotMe => "/not-me",
            Self::Pay => "/pay",
        }
    }
}

fn mac(ctx: &Ctx, purpose: LinkPurpose, id: Uuid) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(ctx.config.secret.expose().as_bytes()).ok()?;
    mac.update(b"portal link\0");
    mac.update(purpose.as_str().as_bytes());
    mac.update(b"\0");
    mac.update(id.as_bytes());
    Some(mac)
}

/// The token for `id`: 65 characters that fit into a path.
#[must_use]
pub fn make(ctx: &Ctx, purpose: LinkPurpose, id: Uuid) -> String {
    let signature = mac(ctx, purpose, id).map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    format!("{}{}", URL_SAFE_NO_PAD.encode(id.as_bytes()), URL_SAFE_NO_PAD.encode(signature))
}

/// The id that `token` was made for; `None` for anything that was not made by [`make`] for this purpose.
#[must_use]
pub fn read(ctx: &Ctx, purpose: LinkPurpose, token: &str) -> Option<Uuid> {
    let (id, signature) = token.split_at_checked(22)?;
    let id = Uuid::from_slice(&URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    mac(ctx, purpose, id)?.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    Some(id)
}

/// A token in a path: shown to nobody, least of all to a log.
#[derive(Clone, serde::Deserialize)]
#[serde(transparent)]
pub struct LinkToken(String);

impl LinkToken {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for LinkToken {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken")
    }
}
