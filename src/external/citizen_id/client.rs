//! The OpenID Connect client: authorization code, PKCE S256, state, nonce, exact redirect.
//!
//! What the service says about itself, its keys included, is fetched at the first need and kept. It is fetched
//! again when a token is signed with an unknown key, because keys change while the portal runs, and when a sign-in
//! begins some seconds after the last answer, so that nobody is sent to a service that is down.
//! Token times are compared with the machine's clock, not with the season's, which a demonstration may move.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, Client, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdToken, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

use super::transport::{Transport, TransportError};
use super::{
    AssuranceLevel, CitizenIdConfig, CitizenIdError, CitizenIdentity, CitizenSignIn, InvalidReason, SignInAttempt,
};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        kind::Sex,
        name::FullName,
    },
    time::{Instant, parse_date},
};
use crate::external::http;

/// How long an answer of the service counts as a sign of life.
const SEEN_LATELY: Duration = Duration::from_secs(5);
/// How old a proof may be when a fresh one was asked for.
const FRESH_MAX_AGE_S: u64 = 60;

/// The claims beyond OpenID Connect's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(non_snake_case, reason = "the service's own words")]
struct PersonClaims {
    HoVaTen: Option<String>,
    SoDinhDanh: Option<String>,
    SoHoChieu: Option<String>,
    NgayThangNamSinh: Option<String>,
    GioiTinh: Option<String>,
}

impl AdditionalClaims for PersonClaims {}

type CitizenIdToken =
    IdToken<PersonClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type CitizenIdTokenClaims = IdTokenClaims<PersonClaims, CoreGenderClaim>;
type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        PersonClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type ProtocolClient = Client<
    PersonClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What discovery brought.
struct Provider {
    discovered_at: std::time::Instant,
    client: ProtocolClient,
    end_session_url: Option<url::Url>,
}

/// The portal as a relying party of the citizen-ID service. Cheap to clone.
#[derive(Clone)]
pub struct CitizenIdClient {
    inner: Arc<Inner>,
}

struct Inner {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_url: RedirectUrl,
    http: reqwest::Client,
    provider: Mutex<Option<Arc<Provider>>>,
}

impl CitizenIdClient {
    /// Asks nothing of the service yet.
    ///
    /// # Errors
    /// [`InvalidReason::Settings`] when an address is none.
    pub fn new(config: CitizenIdConfig) -> Result<Self, CitizenIdError> {
        let unusable = CitizenIdError::Invalid(InvalidReason::Settings);
        Ok(Self {
            inner: Arc::new(Inner {
                issuer: IssuerUrl::new(config.issuer_url).map_err(|_| unusable)?,
                client_id: ClientId::new(config.client_id),
                client_secret: ClientSecret::new(config.client_secret),
                redirect_url: RedirectUrl::new(config.redirect_url).map_err(|_| unusable)?,
                http: http::client(config.timeouts).map_err(|_| unusable)?,
                provider: Mutex::new(None),
            }),
        })
    }

    /// Begins a sign-in. `fresh`: the person has to prove themselves now, whatever the service remembers.
    ///
    /// # Errors
    /// `Unavailable`, or `Invalid(Metadata)`.
    pub async fn begin(&self, fresh: bool) -> Result<SignInAttempt, CitizenIdError> {
        let provider = self.provider_seen_within(SEEN_LATELY).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let level = |level: AssuranceLevel| AuthenticationContextClass::new(acr(level).to_owned());
        let mut request = provider
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_auth_context_value(level(AssuranceLevel::Level2))
            .add_auth_context_value(level(AssuranceLevel::Level1))
            .set_pkce_challenge(challenge);
        if fresh {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::from_secs(FRESH_MAX_AGE_S));
        }
        let (authorize_url, state, nonce) = request.url();
        Ok(SignInAttempt {
            authorize_url: authorize_url.into(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            pkce_verifier: verifier.into_secret(),
            fresh,
        })
    }

    /// Finishes a sign-in with the `code` and `state` that the browser brought back. An attempt is good for
    /// one call: the caller drops it whatever comes of it.
    ///
    /// # Errors
    /// `Unavailable`, or `Invalid` with what does not hold.
    pub async fn finish(
        &self,
        attempt: &SignInAttempt,
        code: &str,
        state: &str,
    ) -> Result<CitizenSignIn, CitizenIdError> {
        check_state(attempt, state)?;
        let provider = self.provider().await?;
        let response = provider
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| CitizenIdError::Invalid(InvalidReason::Metadata))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.pkce_verifier.clone()))
            .request_async(&Transport(&self.inner.http))
            .await
            .map_err(exchange_error)?;
        let id_token = response.id_token().ok_or(CitizenIdError::Invalid(InvalidReason::TokenResponse))?;
        let claims = self.verified_claims(&provider, id_token, attempt).await?;
        if attempt.fresh {
            check_fresh(&claims)?;
        }
        Ok(CitizenSignIn { identity: identity(&claims)?, id_token: id_token.to_string() })
    }

    /// What an `error` that the browser brought back instead of a code means.
    #[must_use]
    pub fn fail(&self, attempt: &SignInAttempt, error: &str, state: &str) -> CitizenIdError {
        if let Err(foreign) = check_state(attempt, state) {
            return foreign;
        }
        match error {
            "access_denied" => CitizenIdError::Refused,
            "temporarily_unavailable" | "server_error" => CitizenIdError::Unavailable,
            _ => CitizenIdError::Invalid(InvalidReason::ReportedError),
        }
    }

    /// Where to send the browser so that the person is signed out there too and comes back to
    /// `post_logout_redirect`. `None` when the service has no such page.
    ///
    /// # Errors
    /// `Unavailable` or `Invalid(Metadata)`; the person is signed out of the portal nevertheless.
    pub async fn logout_url(
        &self,
        id_token: &str,
        post_logout_redirect: &str,
    ) -> Result<Option<String>, CitizenIdError> {
        let provider = self.provider().await?;
        Ok(provider.end_session_url.clone().map(|mut url| {
            url.query_pairs_mut()
                .append_pair("id_token_hint", id_token)
                .append_pair("client_id", &self.inner.client_id)
                .append_pair("post_logout_redirect_uri", post_logout_redirect);
            url.into()
        }))
    }

    /// The service as last discovered, else discovered now. Callers wait for one discovery together.
    async fn provider(&self) -> Result<Arc<Provider>, CitizenIdError> {
        let mut known = self.inner.provider.lock().await;
        if let Some(provider) = &*known {
            return Ok(Arc::clone(provider));
        }
        let provider = Arc::new(self.inner.discover().await?);
        *known = Some(Arc::clone(&provider));
        Ok(provider)
    }

    /// The service, discovered anew unless it answered within `age`: nobody is sent to a service that is down.
    async fn provider_seen_within(&self, age: Duration) -> Result<Arc<Provider>, CitizenIdError> {
        let provider = self.provider().await?;
        if provider.discovered_at.elapsed() <= age {
            return Ok(provider);
        }
        self.provider_after(&provider).await
    }

    /// The service discovered anew, unless someone else did so since `outdated`.
    async fn provider_after(&self, outdated: &Arc<Provider>) -> Result<Arc<Provider>, CitizenIdError> {
        let mut known = self.inner.provider.lock().await;
        if let Some(provider) = known.as_ref().filter(|provider| !Arc::ptr_eq(provider, outdated)) {
            return Ok(Arc::clone(provider));
        }
        let provider = Arc::new(self.inner.discover().await?);
        *known = Some(Arc::clone(&provider));
        Ok(provider)
    }

    async fn verified_claims(
        &self,
        provider: &Arc<Provider>,
        id_token: &CitizenIdToken,
        attempt: &SignInAttempt,
    ) -> Result<CitizenIdTokenClaims, CitizenIdError> {
        match provider.verify(id_token, attempt) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                self.provider_after(provider).await?.verify(id_token, attempt)
            }
            other => other,
        }
        .map_err(|error| {
            CitizenIdError::Invalid(match error {
                ClaimsVerificationError::InvalidNonce(_) => InvalidReason::Nonce,
                _ => InvalidReason::IdToken,
            })
        })
    }
}

impl Inner {
    async fn discover(&self) -> Result<Provider, CitizenIdError> {
        let transport = Transport(&self.http);
        let metadata =
            ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &transport).await.map_err(|error| {
                match error {
                    DiscoveryError::Request(_) => CitizenIdError::Unavailable,
                    _ => CitizenIdError::Invalid(InvalidReason::Metadata),
                }
            })?;
        let end_session_url =
            metadata.additional_metadata().end_session_endpoint.as_ref().map(|endpoint| endpoint.url().clone());
        let client =
            ProtocolClient::from_provider_metadata(metadata, self.client_id.clone(), Some(self.client_secret.clone()))
                .set_redirect_uri(self.redirect_url.clone());
        Ok(Provider { discovered_at: std::time::Instant::now(), client, end_session_url })
    }
}

impl Provider {
    /// Signature, issuer, audience, expiry, nonce. Only algorithms with a public key: the client secret
    /// signs nothing.
    fn verify(
        &self,
        id_token: &CitizenIdToken,
        attempt: &SignInAttempt,
    ) -> Result<CitizenIdTokenClaims, ClaimsVerificationError> {
        let verifier = self.client.id_token_verifier().set_allowed_algs([
            CoreJwsSigningAlgorithm::EdDsa,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        ]);
        id_token.claims(&verifier, &Nonce::new(attempt.nonce.clone())).cloned()
    }
}

fn check_state(attempt: &SignInAttempt, state: &str) -> Result<(), CitizenIdError> {
    let same: bool = attempt.state.as_bytes().ct_eq(state.as_bytes()).into();
    if same { Ok(()) } else { Err(CitizenIdError::Invalid(InvalidReason::State)) }
}

/// Both times come from the service, so no clock of ours is asked.
fn check_fresh(claims: &CitizenIdTokenClaims) -> Result<(), CitizenIdError> {
    let max_age_s = i64::try_from(FRESH_MAX_AGE_S).unwrap_or(i64::MAX);
    let is_fresh = claims.auth_time().is_some_and(|at| claims.issue_time().timestamp() - at.timestamp() <= max_age_s);
    if is_fresh { Ok(()) } else { Err(CitizenIdError::Invalid(InvalidReason::Stale)) }
}

fn exchange_error(
    error: RequestTokenError<TransportError, StandardErrorResponse<CoreErrorResponseType>>,
) -> CitizenIdError {
    match error {
        RequestTokenError::Request(_) => CitizenIdError::Unavailable,
        RequestTokenError::ServerResponse(_) => CitizenIdError::Invalid(InvalidReason::Code),
        _ => CitizenIdError::Invalid(InvalidReason::TokenResponse),
    }
}

const fn acr(level: AssuranceLevel) -> &'static str {
    match level {
        AssuranceLevel::Level1 => "LoA1",
        AssuranceLevel::Level2 => "LoA2",
    }
}

fn identity(claims: &CitizenIdTokenClaims) -> Result<CitizenIdentity, CitizenIdError> {
    let stated = claims.auth_context_ref().map(|acr| acr.as_str());
    let assurance_level = [AssuranceLevel::Level1, AssuranceLevel::Level2]
        .into_iter()
        .find(|level| stated == Some(acr(*level)))
        .ok_or(CitizenIdError::Invalid(InvalidReason::AssuranceLevel))?;
    let authenticated = claims.auth_time().unwrap_or_else(|| claims.issue_time());
    let person = person(claims.additional_claims()).ok_or(CitizenIdError::Invalid(InvalidReason::PersonClaims))?;
    Ok(CitizenIdentity {
        subject: claims.subject().to_string(),
        identity_number: person.identity_number,
        full_name: person.full_name,
        birth_date: person.birth_date,
        sex: person.sex,
        assurance_level,
        authenticated_at: Instant::from_unix_us(authenticated.timestamp_micros()),
    })
}

struct Person {
    identity_number: IdentityNumber,
    full_name: FullName,
    birth_date: time::Date,
    sex: Sex,
}

/// `None` when a claim is missing, is not what it should be, or contradicts the personal ID number.
fn person(claims: &PersonClaims) -> Option<Person> {
    let full_name = FullName::parse(claims.HoVaTen.as_deref()?).ok()?;
    let birth_date = parse_date(claims.NgayThangNamSinh.as_deref()?)?;
    let stated_sex = match claims.GioiTinh.as_deref() {
        None => None,
        Some("Nam") => Some(Sex::Male),
        Some("Nữ") => Some(Sex::Female),
        Some(_) => return None,
    };
    let (kind, number) = match (&claims.SoDinhDanh, &claims.SoHoChieu) {
        (Some(number), _) => (IdentityKind::PersonalId, number),
        (None, Some(number)) => (IdentityKind::Passport, number),
        (None, None) => return None,
    };
    let identity_number = IdentityNumber::parse(kind, number).ok()?;
    let sex = match &identity_number {
        IdentityNumber::PersonalId(number) => {
            let sex = stated_sex.unwrap_or_else(|| number.sex());
            if !number.disagreements(birth_date, sex).is_empty() {
                return None;
            }
            sex
        }
        IdentityNumber::Passport(_) => stated_sex?,
    };
    Some(Person { identity_number, full_name, birth_date, sex })
}
