//! The form token: a form is taken only from whoever was given its page (OWASP CSRF cheat sheet; ASVS 5.0 §3.5.1).
//!
//! [`FormToken::fill`] writes a hidden field into every form of a rendered page that posts to the portal, and the
//! guard of every `POST` door ([`super::doors`]) asks for it by [`check`]. Both stand at one place each, so that no
//! page and no door can forget it. The token is an HMAC under `PORTAL_SECRET`: of the session's id for whoever is
//! signed in, so that it ends with the session and changes at sign-in; of a random cookie for visitors (signed double
//! submit), so that nobody can be signed in as somebody else. Nothing is stored. The token is the second wall:
//! [`super::middleware::same_site`] refuses what another site sent before it is read.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use tower_sessions::session::Id;

use super::{error::WebError, router::FORM_LIMIT_BYTES};
use crate::usecases::Ctx;

/// The name of the hidden field.
pub const FIELD: &str = "form_token";
/// How long a form may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);
/// Random bytes in a visitor's cookie.
const COOKIE_BYTES: usize = 16;

/// The token of whoever asks. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct FormToken {
    mac: Hmac<Sha256>,
    new_cookie: Option<HeaderValue>,
}

impl std::fmt::Debug for FormToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormToken")
    }
}

impl FormToken {
    /// The token of the session of somebody who is signed in.
    ///
    /// # Errors
    /// `Internal`, for a secret that cannot be a key; there is none.
    pub fn of_session(ctx: &Ctx, session: Id) -> Result<Self, WebError> {
        Ok(Self { mac: mac(ctx, b"session", &session.0.to_be_bytes())?, new_cookie: None })
    }

    /// The token of a visitor, by the cookie that this browser has or now gets.
    ///
    /// # Errors
    /// As [`FormToken::of_session`].
    pub fn of_visitor(ctx: &Ctx, headers: &HeaderMap) -> Result<Self, WebError> {
        let is_https = ctx.config.web.is_https();
        let name = if is_https { "__Host-form" } else { "form" };
        let known = cookie(headers, name).filter(|value| is_ours(value));
        if let Some(value) = known {
            return Ok(Self { mac: mac(ctx, b"visitor", value.as_bytes())?, new_cookie: None });
        }
        let value = URL_SAFE_NO_PAD.encode(ctx.rng.bytes::<COOKIE_BYTES>());
        let secure = if is_https { "; Secure" } else { "" };
        let set_cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}");
        Ok(Self {
            mac: mac(ctx, b"visitor", value.as_bytes())?,
            new_cookie: Some(HeaderValue::from_str(&set_cookie).map_err(|_| WebError::Internal)?),
        })
    }

    /// The cookie to be set with the page that carries this token.
    pub(super) const fn new_cookie(&self) -> Option<&HeaderValue> {
        self.new_cookie.as_ref()
    }

    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac.clone().finalize().into_bytes())
    }

    /// Compares in constant time.
    fn fits(&self, token: &str) -> bool {
        URL_SAFE_NO_PAD.decode(token).is_ok_and(|bytes| self.mac.clone().verify_slice(&bytes).is_ok())
    }

    /// `html` with the token in every form that posts to the portal. The renderer escapes `<` and `>` in texts and
    /// attributes, so a tag ends at its first `>`. A form that posted to another origin would get none.
    #[must_use]
    pub fn fill(&self, html: &str) -> String {
        let field = format!("<input type=\"hidden\" name=\"{FIELD}\" value=\"{}\">", self.text());
        let mut parts = html.split("<form");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            filled.push_str("<form");
            match part.split_once('>') {
                Some((attributes, rest)) if posts_here(attributes) => {
                    filled.extend([attributes, ">", &field, rest]);
                }
                _ => filled.push_str(part),
            }
        }
        filled
    }
}

fn posts_here(attributes: &str) -> bool {
    let attributes = attributes.to_ascii_lowercase();
    let is_local = attributes
        .split_once("action=\"")
        .is_none_or(|(_, action)| action.starts_with('/') && !action.starts_with("//") || action.starts_with('"'));
    attributes.contains("method=\"post\"") && is_local
}

fn mac(ctx: &Ctx, holder: &[u8], id: &[u8]) -> Result<Hmac<Sha256>, WebError> {
    let key = ctx.config.secret.expose().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| WebError::Internal)?;
    for part in [b"portal form token\0".as_slice(), holder, b"\0", id] {
        mac.update(part);
    }
    Ok(mac)
}

/// Whether a cookie can be one of ours: a text that somebody else chose is no secret.
fn is_ours(value: &str) -> bool {
    URL_SAFE_NO_PAD.decode(value).is_ok_and(|bytes| bytes.len() == COOKIE_BYTES)
}

/// The value of a cookie of the request.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (found, value) = cookie.trim().split_once('=')?;
        (found == name).then_some(value)
    })
}

/// Reads the posted form, within limits of size and time, and hands the request on when it carries the `expected` token.
///
/// # Errors
/// `TooLarge`, `TooSlow`; `CrossSite` without a token, `StalePage` with the token of another session or of the time
/// before a sign-in.
pub async fn check(expected: &FormToken, request: Request) -> Result<Request, WebError> {
    let (parts, body) = request.into_parts();
    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().is_some_and(|kind| kind.trim() == FORM_TYPE));
    if !is_form {
        return Err(WebError::CrossSite);
    }
    let body = read_form(body).await?;
    if !is_storable(&body) {
        return Err(WebError::BadRequest);
    }
    let token = url::form_urlencoded::parse(&body).find(|(name, _)| name == FIELD).map(|(_, token)| token.into_owned());
    check_text(expected, token.as_deref())?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Whether a form carries the token of whoever sends it.
///
/// # Errors
/// `CrossSite` without a token, `StalePage` with that of another session or of the time before a sign-in.
pub fn check_text(expected: &FormToken, token: Option<&str>) -> Result<(), WebError> {
    match token {
        Some(token) if expected.fits(token) => Ok(()),
        Some(_) => Err(WebError::StalePage),
        None => Err(WebError::CrossSite),
    }
}

/// The whole body, within the limits of a form.
///
/// # Errors
/// `TooLarge`, `TooSlow`.
pub async fn read_form(body: Body) -> Result<Bytes, WebError> {
    read(body, BODY_TIMEOUT).await
}

async fn read(body: Body, time: Duration) -> Result<Bytes, WebError> {
    let whole = tokio::time::timeout(time, to_bytes(body, FORM_LIMIT_BYTES)).await;
    whole.map_err(|_| WebError::TooSlow)?.map_err(|_| WebError::TooLarge)
}

/// Whether `encoded` is free of the character NUL, which no person types and PostgreSQL does not keep.
#[must_use]
pub fn is_storable(encoded: &[u8]) -> bool {
    !encoded.contains(&0) && !encoded.windows(3).any(|window| window == b"%00")
}

const FORM_TYPE: &str = "application/x-www-form-urlencoded";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use futures::stream;
    use hmac::{Hmac, Mac as _};
    use sha2::Sha256;

    use super::{FormToken, cookie, is_ours, is_storable, read};
    use crate::web::{error::WebError, router::FORM_LIMIT_BYTES};

    fn token(key: &[u8]) -> FormToken {
        FormToken { mac: Hmac::<Sha256>::new_from_slice(key).unwrap(), new_cookie: None }
    }

    #[test]
    fn every_form_that_posts_to_the_portal_gets_the_token_and_no_other() {
        let cases = [
            ("<form method=\"post\" action=\"/a\">", true),
            ("<form class=\"x\" METHOD=\"POST\">", true),
            ("<form action=\"\" method=\"post\">", true),
            ("<form method=\"get\" action=\"/a\">", false),
            ("<form action=\"/a\">", false),
            ("<form method=\"post\" action=\"https://elsewhere.example/\">", false),
            ("<form method=\"post\" action=\"//elsewhere.example/\">", false),
            ("<p>&lt;form method=\"post\"></p>", false),
        ];
        for (tag, is_filled) in cases {
            let html = format!("<main>{tag}<button></button></main>");
            let filled = token(b"key").fill(&html);
            assert_eq!(
                filled.contains(&format!("{tag}<input type=\"hidden\" name=\"form_token\"")),
                is_filled,
                "{tag}"
            );
            assert_eq!(filled == html, !is_filled, "{tag}");
        }
        let two = "<form method=\"post\"></form><form method=\"post\"></form>";
        assert_eq!(token(b"key").fill(two).matches("form_token").count(), 2);
    }

    #[test]
    fn a_token_fits_its_own_holder_alone() {
        let text = token(b"one").text();
        assert!(token(b"one").fits(&text));
        assert!(!token(b"two").fits(&text));
        for other in ["", "x", &text[1..], &text.to_lowercase()] {
            assert!(!token(b"one").fits(other), "{other:?}");
        }
    }

    #[tokio::test]
    async fn a_form_is_read_within_limits_of_time_and_size() {
        let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        assert_eq!(read(never, Duration::from_millis(10)).await, Err(WebError::TooSlow));
        let time = Duration::from_secs(5);
        assert_eq!(read(Body::from("a=1"), time).await, Ok(Bytes::from("a=1")));
        assert_eq!(
            read(Body::from(vec![b'x'; FORM_LIMIT_BYTES]), time).await.map(|form| form.len()),
            Ok(FORM_LIMIT_BYTES)
        );
        assert_eq!(read(Body::from(vec![b'x'; FORM_LIMIT_BYTES + 1]), time).await, Err(WebError::TooLarge));
    }

    #[test]
    fn the_character_nul_is_found_however_it_is_written() {
        assert!(is_storable(b"address=Hu%E1%BA%BF%0A") && is_storable(b"text=%2500"));
        assert!(!is_storable(b"address=a%00b") && !is_storable(b"address=a\0b"));
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = axum::http::HeaderMap::new();
        headers.append("cookie", "xform=1; form=2".parse().unwrap());
        headers.append("cookie", "language=en".parse().unwrap());
        assert_eq!(cookie(&headers, "form"), Some("2"));
        assert_eq!(cookie(&headers, "language"), Some("en"));
        assert_eq!(cookie(&headers, "session"), None);
        assert!(!is_ours("chosen-by-another-site") && is_ours("AAAAAAAAAAAAAAAAAAAAAA"));
    }
}
