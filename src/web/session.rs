//! Who has signed in, as the session keeps it.
//!
//! The cookie has no age, so it ends with the browser; how long a session lasts on the server is
//! [`crate::domain::access::SessionLimits`], by the machine's clock.

use serde::{Deserialize, Serialize};
use tower_sessions::{Session, SessionManagerLayer, cookie::SameSite, session, session_store};

use super::{error::WebError, session_frame::SessionRequest};
use crate::{
    domain::{access::Actor, ids::StaffId, time::Instant},
    usecases::{
        self, Ctx, PostgresSessionStore, SESSION_FACTS, SignInAttempt,
        candidate::note_device,
        second_factor::NewDevice,
        visitor::{
            begin_session,
            resume_session::{self, EndedSession, LivingSession, Resumed},
        },
    },
};

const SIGNED_IN: &str = "signed_in";

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
    SessionManagerLayer::new(usecases::session_store(ctx))
        .with_name(if is_https { "__Host-session" } else { "session" })
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
}

/// What the session of a request came to.
#[derive(Debug, Default)]
pub struct Opened {
    /// The sign-in, if it goes on.
    pub signed_in: Option<SignedInSession>,
    /// Its times.
    pub living: Option<LivingSession>,
    /// What became of the one before, if there was one.
    pub ended: Option<EndedSession>,
}

/// Opens the session of a request.
///
/// The first page after the end says why and takes the cookie from the browser. What the island asks leaves the cookie
/// where it is, or else that page would know of no session.
///
/// # Errors
/// `Unavailable` when the store does not answer: then nobody may act; `SessionEnded`, for good, when what it holds cannot
/// be read.
pub async fn open(ctx: &Ctx, session: &Session, request: SessionRequest) -> Result<Opened, WebError> {
    let Some(id) = session.id() else { return Ok(Opened::default()) };
    // tower-sessions takes back the cookie of a session whose data it was asked for in vain; so it is not asked.
    if request.is_by_island()
        && let Some(ended) = resume_session::end_of(ctx, id).await?
    {
        return Ok(Opened { ended: Some(ended), ..Opened::default() });
    }
    let signed_in = match signed_in(session).await {
        // Who it was can no longer be told: nobody. The next request begins anew.
        Err(session::Error::SerdeJson(_) | session::Error::Store(session_store::Error::Decode(_))) => {
            tracing::error!("a session's data cannot be read");
            session.flush().await?;
            return Err(WebError::SessionEnded);
        }
        signed_in => signed_in?,
    };
    let actor = signed_in.as_ref().map_or(Actor::Visitor, |signed_in| signed_in.actor.clone());
    match resume_session::run(ctx, id, &actor, request.is_use()).await? {
        Resumed::Living(living) => Ok(Opened { signed_in, living: Some(living), ended: None }),
        Resumed::Ended(ended) => {
            // What is still in memory goes as well, or else it would be carried into the next sign-in.
            session.clear().await;
            Ok(Opened { ended: Some(ended), ..Opened::default() })
        }
        Resumed::Unknown => Ok(Opened::default()),
    }
}

/// The sign-in of this session, if there is one.
///
/// # Errors
/// When the store does not answer.
pub async fn signed_in(session: &Session) -> Result<Option<SignedInSession>, session::Error> {
    session.get(SIGNED_IN).await
}

/// Begins a sign-in under a new session id, so that an id planted before is worth nothing. A candidate's device is noted,
/// and the candidate told when it is a new one.
///
/// # Errors
/// When the store does not answer.
pub async fn begin(ctx: &Ctx, session: &Session, signed_in: NewSignIn) -> Result<(), session::Error> {
    let NewSignIn { actor, name, id_token } = signed_in;
    if let Actor::Candidate(candidate) = &actor {
        let noted = note_device::run(ctx, candidate).await;
        noted.map_err(|error| session::Error::Store(session_store::Error::Backend(error.to_string())))?;
    }
    session.cycle_id().await?;
    // Nothing of before comes along, be it a sign-in that somebody else began or what another candidate typed.
    session.clear().await;
    let facts = begin_session::run(ctx, &actor);
    let begun_at = facts.as_ref().map_or_else(|| ctx.clock.machine_now(), |facts| facts.span.begun_at);
    if let Some(facts) = facts {
        session.insert(SESSION_FACTS, facts).await?;
    }
    session.insert(SIGNED_IN, SignedInSession { actor, name, id_token, begun_at }).await
}

/// The same sign-in with a new proof of who acts, under a new session id; everything else in the session stays.
///
/// # Errors
/// When the store does not answer.
pub async fn renew(session: &Session, actor: Actor, id_token: Option<String>) -> Result<(), session::Error> {
    let Some(before) = signed_in(session).await? else { return Ok(()) };
    session.cycle_id().await?;
    session.insert(SIGNED_IN, SignedInSession { actor, id_token, ..before }).await
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
    /// Whether whoever is signed in proves themselves anew.
    pub is_again: bool,
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

const PENDING_STAFF: &str = "pending_staff";
/// How long whoever gave the right password may take to enter a code, in seconds.
const CODE_SECONDS: i64 = 5 * 60;
/// The same to set up an authenticator, which may have to be installed first.
const ENROLMENT_SECONDS: i64 = 20 * 60;

/// A member of staff whose password was right: no actor yet, and no right to anything.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PendingStaff {
    /// The account.
    pub staff_id: StaffId,
    /// When the password was right, by the machine's clock.
    pub begun_at: Instant,
    /// Where the person wanted to go.
    pub return_to: String,
    /// Whether the second step is to set up an authenticator, not to enter a code.
    #[serde(default)]
    pub is_enrolling: bool,
}

/// Keeps whose password was right, under a new session id: whoever planted the old one sees nothing of the second step.
///
/// # Errors
/// When the store does not answer.
pub async fn keep_pending_staff(session: &Session, pending: PendingStaff) -> Result<(), session::Error> {
    session.cycle_id().await?;
    session.insert(PENDING_STAFF, pending).await
}

/// Whose password was right, unless it is too long ago.
///
/// # Errors
/// When the store does not answer.
pub async fn pending_staff(ctx: &Ctx, session: &Session) -> Result<Option<PendingStaff>, session::Error> {
    let pending: Option<PendingStaff> = session.get(PENDING_STAFF).await?;
    let now = ctx.clock.machine_now();
    let is_in_time = |pending: &PendingStaff| {
        now < pending.begun_at.plus_seconds(if pending.is_enrolling { ENROLMENT_SECONDS } else { CODE_SECONDS })
    };
    Ok(pending.filter(is_in_time))
}

const NEW_DEVICE: &str = "new_device";

/// Keeps the authenticator that waits to take the place of the one in use.
///
/// # Errors
/// When the store does not answer.
pub async fn keep_new_device(session: &Session, device: NewDevice) -> Result<(), session::Error> {
    session.insert(NEW_DEVICE, device).await
}

/// The authenticator that waits, if there is one; whether it has waited too long says the use case.
///
/// # Errors
/// When the store does not answer.
pub async fn new_device(session: &Session) -> Result<Option<NewDevice>, session::Error> {
    session.get(NEW_DEVICE).await
}

/// Forgets the authenticator that waits.
///
/// # Errors
/// When the store does not answer.
pub async fn drop_new_device(session: &Session) -> Result<(), session::Error> {
    session.remove::<NewDevice>(NEW_DEVICE).await.map(drop)
}

/// Ends a sign-in that waits for its second step.
///
/// # Errors
/// When the store does not answer.
pub async fn drop_pending_staff(session: &Session) -> Result<Option<PendingStaff>, session::Error> {
    session.remove(PENDING_STAFF).await
}
