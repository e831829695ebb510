//! The mark by which a candidate's browser is known again: 128 random bits in a cookie of its own, set at sign-in.
//!
//! It opens nothing and says nothing; without it the next sign-in is one on a new device (`usecases::candidate::note_device`).
//! Visitors get none.

use axum::http::{HeaderMap, HeaderValue};
use tower_sessions::Session;

use super::{form_token::cookie, session::signed_in};
use crate::{
    domain::{access::Actor, device::DeviceSecret, time::Instant},
    usecases::Ctx,
};

/// As long as browsers keep a cookie (RFC 6265bis: 400 days).
const MAX_AGE_S: u32 = 400 * 24 * 60 * 60;

/// The mark of the browser that asks.
#[derive(Debug, Clone)]
pub struct DeviceCookie {
    /// The mark itself; a fresh one where the browser has none.
    pub secret: DeviceSecret,
    is_fresh: bool,
    is_https: bool,
}

impl DeviceCookie {
    /// Reads the mark, or makes one.
    #[must_use]
    pub fn read(ctx: &Ctx, headers: &HeaderMap) -> Self {
        let is_https = ctx.config.web.is_https();
        let known = cookie(headers, name(is_https)).and_then(DeviceSecret::parse);
        let secret = known.unwrap_or_else(|| DeviceSecret::new(ctx.rng.bytes()));
        Self { secret, is_fresh: known.is_none(), is_https }
    }

    /// The cookie to set after the request, if a candidate signed in with it on a device without a mark. `before` is
    /// when the session's sign-in had begun before the request.
    pub async fn to_set(&self, session: &Session, before: Option<Instant>) -> Option<HeaderValue> {
        if !self.is_fresh {
            return None;
        }
        // A session that cannot be read now is no sign-in.
        let now = signed_in(session).await.ok().flatten()?;
        let has_signed_in = matches!(now.actor, Actor::Candidate(_)) && Some(now.begun_at) != before;
        let secure = if self.is_https { "; Secure" } else { "" };
        let text = format!(
            "{}={}; Path=/; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Lax{secure}",
            name(self.is_https),
            self.secret.expose()
        );
        HeaderValue::from_str(&text).ok().filter(|_| has_signed_in)
    }
}

/// `__Host-` where the browser enforces it: from this host alone, by TLS alone.
const fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-device" } else { "device" }
}
