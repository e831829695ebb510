//! Who has signed in, as the session keeps it.

use serde::{Deserialize, Serialize};
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite, session};

use crate::{
    domain::{access::Actor, time::Instant},
    usecases::{Ctx, PostgresSessionStore, SignInAttempt},
};

const SIGNED_IN: &str = "signed_in";
/// How long a session lives without a request, in minutes.
const IDLE_MINUTES: i64 = 30;

/// Who signs in.
pub struct NewSignIn {
    /// Who acts.
    pub actor: Actor,
    /// The name to show in the header.
    pub name: String,
    /// The citizen-ID service's token of this sign-in.
    pub id_token: Option<String>,
}

/// A sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedInSession {
    /// Who acts.
    pub actor: Actor,
    /// The name to show in the header.
    pub name: String,
    /// The citizen-ID service's token of this sign-in, for signing out there too.
    pub id_token: Option<String>,
    /// When, by the machine's clock.
    pub begun_at: Instant,
}

/// The layer that gives every request its session.
#[must_use]
pub fn layer(ctx: &Ctx) -> SessionManagerLayer<PostgresSessionStore> {
    let is_https = ctx.config.web.is_https();
    SessionManagerLayer::new(PostgresSessionStore::new(ctx.db.clone()))
        .with_name(if is_https { "__Host-session" } else { "session" })
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::minutes(IDLE_MINUTES)))
}

/// The sign-in of this session, if there is one.
///
/// # Errors
/// When the store does not answer.
pub async fn signed_in(session: &Session) -> Result<Option<SignedInSession>, session::Error> {
    session.get(SIGNED_IN).await
}

/// Begins a sign-in under a new session id, so that an id planted before is worth nothing.
///
/// # Errors
/// When the store does not answer.
pub async fn begin(ctx: &Ctx, session: &Session, signed_in: NewSignIn) -> Result<(), session::Error> {
    session.cycle_id().await?;
    let NewSignIn { actor, name, id_token } = signed_in;
    session.insert(SIGNED_IN, SignedInSession { actor, name, id_token, begun_at: ctx.clock.machine_now() }).await
}

/// Ends the session on the server.
///
/// # Errors
/// When the store does not answer.
pub async fn end(session: &Session) -> Result<(), session::Error> {
    session.flush().await
}

const SIGN_IN_ATTEMPT: &str = "sign_in_attempt";

/// A sign-in at the citizen-ID service that this browser began.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// What the service's answer is checked against.
    pub attempt: SignInAttempt,
    /// Where the person wanted to go.
    pub return_to: String,
}

/// Keeps the sign-in that begins.
///
/// # Errors
/// When the store does not answer.
pub async fn keep_attempt(session: &Session, pending: PendingSignIn) -> Result<(), session::Error> {
    session.insert(SIGN_IN_ATTEMPT, pending).await
}

/// Takes the sign-in that began: each answer is believed once.
///
/// # Errors
/// When the store does not answer.
pub async fn take_attempt(session: &Session) -> Result<Option<PendingSignIn>, session::Error> {
    session.remove(SIGN_IN_ATTEMPT).await
}
