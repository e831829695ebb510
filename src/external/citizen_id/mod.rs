//! The citizen-ID service (domain.md §11.3): who signs in, and how sure the service is.
//!
//! The port in domain words; [`CitizenIdClient`] speaks OpenID Connect for it. One sign-in is
//! [`CitizenIdClient::begin`], a visit of the person there, and [`CitizenIdClient::finish`] or
//! [`CitizenIdClient::fail`]. The attempt in between belongs into the session of the browser that began.
//!
//! The service may be down at any time, also when the portal starts: every call can answer
//! [`CitizenIdError::Unavailable`], and the next call tries again. [`CitizenIdClient::health`] tells a page whether it is
//! worth sending somebody there.
//!
//! Times of the service are compared with the machine's clock, which callers pass in, never with the season's.

mod claims;
mod client;
mod health;
mod transport;

use std::fmt;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::{client::CitizenIdClient, health::ServiceHealth};
use super::http::Timeouts;
use crate::domain::{
    candidate::{citizen_id::IdentityNumber, kind::Sex, name::FullName},
    time::Instant,
};

/// How the portal is known to the citizen-ID service, and where the service is.
#[derive(Clone)]
pub struct CitizenIdConfig {
    /// The issuer, exactly as the service names itself.
    pub issuer_url: String,
    /// The portal's `client_id`.
    pub client_id: String,
    /// The portal's `client_secret`.
    pub client_secret: String,
    /// Where the service sends the browser back to; registered there byte by byte.
    pub redirect_url: String,
    /// How long a call to the service may take.
    pub timeouts: Timeouts,
}

/// A person as the service names them. Its `Debug` shows neither name nor number.
#[derive(Clone, PartialEq, Eq)]
pub struct CitizenIdentity {
    /// The service's stable name of the person.
    pub subject: String,
    /// Personal ID, or passport for people who are not Vietnamese.
    pub identity_number: IdentityNumber,
    /// Full name.
    pub full_name: FullName,
    /// Day of birth.
    pub birth_date: Date,
    /// Sex: from the personal ID number, or as the passport says.
    pub sex: Sex,
    /// How sure the service is.
    pub assurance_level: AssuranceLevel,
    /// When the person proved who they are: the service's `auth_time`, never later than now. A service that does not
    /// tell leaves 1970, so that nothing that needs a fresh proof is done on its word.
    pub authenticated_at: Instant,
}

impl fmt::Debug for CitizenIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CitizenIdentity")
            .field("subject", &self.subject)
            .field("identity_kind", &self.identity_number.kind())
            .field("assurance_level", &self.assurance_level)
            .field("authenticated_at", &self.authenticated_at)
            .finish_non_exhaustive()
    }
}

/// The level of an electronic identity (Nghị định 69/2024). To submit, to pay and to confirm takes level 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssuranceLevel {
    /// Level 01.
    Level1,
    /// Level 02, equal to showing the card.
    Level2,
}

/// A sign-in that began. Secret: whoever holds it can finish it, so it has no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignInAttempt {
    /// Where to send the browser.
    pub authorize_url: String,
    /// Comes back with the browser; ties the answer to this browser.
    pub state: String,
    /// Comes back within the ID token; ties the token to this attempt.
    pub nonce: String,
    /// Proves at the exchange that the same party began.
    pub pkce_verifier: String,
    /// Whether the person had to prove themselves anew.
    pub fresh: bool,
    /// When it began, by the machine's clock.
    pub begun_at: Instant,
}

/// A sign-in that succeeded.
#[derive(Clone)]
pub struct CitizenSignIn {
    /// Who.
    pub identity: CitizenIdentity,
    /// The ID token, for [`CitizenIdClient::logout_form`]. Holds personal data: session only, never a log.
    pub id_token: String,
}

/// What the browser posts to the service to sign the person out there. Holds personal data, so it has no `Debug`.
pub struct LogoutForm {
    /// Where to.
    pub url: String,
    /// Name and value of each parameter.
    pub fields: [(&'static str, String); 3],
}

/// Why there is no sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CitizenIdError {
    /// The service is down, too slow, or out of its mind for now.
    #[error("the citizen-ID service is unavailable: {0:?}")]
    Unavailable(Outage),
    /// The person refused.
    #[error("the person refused to sign in")]
    Refused,
    /// An answer that must not be believed.
    #[error("the citizen-ID service's answer is invalid: {0:?}")]
    Invalid(InvalidReason),
}

impl CitizenIdError {
    /// The word for logs and the audit log; it names no data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unavailable(Outage::NoAnswer) => "no_answer",
            Self::Unavailable(Outage::TooSlow) => "too_slow",
            Self::Unavailable(Outage::Broken) => "broken",
            Self::Refused => "refused_by_person",
            Self::Invalid(reason) => reason.as_str(),
        }
    }
}

/// How the service is out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Nobody answers at its address, or the connection breaks off.
    NoAnswer,
    /// The answer did not come in time.
    TooSlow,
    /// It says itself that it cannot serve (5xx, `temporarily_unavailable`), or answers with no HTTP message.
    Broken,
}

/// What is wrong with an answer. For logs; it names no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidReason {
    /// The portal's own settings cannot be used: a URL that is none.
    Settings,
    /// What the service says about itself is unusable or names another issuer.
    Metadata,
    /// This browser began no sign-in, or its answer was taken already.
    NoAttempt,
    /// The sign-in began too long ago.
    AttemptExpired,
    /// The answer belongs to another browser or another attempt.
    State,
    /// The service reported an error that is neither refusal nor outage.
    ReportedError,
    /// The service did not exchange the code: used, expired, or not ours.
    Code,
    /// The answer to the exchange holds no ID token, or is not one.
    TokenResponse,
    /// Another issuer than the one that was asked.
    Issuer,
    /// The ID token is meant for another relying party.
    Audience,
    /// The ID token is not signed, or in a way that the portal does not take.
    Algorithm,
    /// The ID token is signed with a key that is none of the service's.
    Key,
    /// The ID token's signature does not hold.
    Signature,
    /// The ID token has expired.
    Expired,
    /// The ID token is wrong in another way.
    IdToken,
    /// The ID token belongs to another attempt.
    Nonce,
    /// The level of the identity is missing or unknown.
    AssuranceLevel,
    /// The person is said to have proved themselves in the future.
    AuthTime,
    /// A fresh proof was asked for and not given.
    Stale,
    /// A claim about the person is missing or contradicts another.
    PersonClaims,
}

impl InvalidReason {
    /// The word for logs and the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Metadata => "metadata",
            Self::NoAttempt => "no_attempt",
            Self::AttemptExpired => "attempt_expired",
            Self::State => "state",
            Self::ReportedError => "reported_error",
            Self::Code => "code",
            Self::TokenResponse => "token_response",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Expired => "expired",
            Self::IdToken => "id_token",
            Self::Nonce => "nonce",
            Self::AssuranceLevel => "assurance_level",
            Self::AuthTime => "auth_time",
            Self::Stale => "stale",
            Self::PersonClaims => "person_claims",
        }
    }
}
