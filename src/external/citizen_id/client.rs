//! The OpenID Connect client: authorization code, PKCE S256, state, nonce, exact redirect.
//!
//! What the service says about itself, its keys included, is fetched at the first need and kept. It is fetched
//! again when a token is signed with an unknown key, because keys change while the portal runs, and when a sign-in
//! begins some seconds after the last answer, so that nobody is sent to a service that is down.
//! Callers say what time it is by the machine's clock.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, Client, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenFields,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

use super::claims::{CitizenIdTokenClaims, PersonClaims, acr, identity, reason};
use super::health::Probe;
use super::transport::{Transport, TransportError};
use super::{
    AssuranceLevel, CitizenIdConfig, CitizenIdError, CitizenSignIn, InvalidReason, LogoutForm, Outage, SignInAttempt,
};
use crate::domain::time::Instant;
use crate::external::http;

/// How long an answer of the service counts as a sign of life.
const SEEN_LATELY: Duration = Duration::from_secs(5);
/// How old a proof may be when a fresh one is asked for, as the service is told.
const FRESH_MAX_AGE_S: u64 = 60;
/// How long a person may take at the service, in minutes: time to find the telephone, not to leave the desk.
const ATTEMPT_MINUTES: i64 = 15;

type CitizenIdToken =
    IdToken<PersonClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
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
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_url: RedirectUrl,
    pub(super) http: reqwest::Client,
    pub(super) probe: Probe,
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
                probe: Probe::default(),
                provider: Mutex::new(None),
            }),
        })
    }

    /// Begins a sign-in. `fresh`: the person has to prove themselves now, whatever the service remembers.
    ///
    /// # Errors
    /// `Unavailable`, or `Invalid(Metadata)`.
    pub async fn begin(&self, fresh: bool, now: Instant) -> Result<SignInAttempt, CitizenIdError> {
        let found = self.provider_seen_within(SEEN_LATELY).await;
        self.inner.probe.note(!matches!(found, Err(CitizenIdError::Unavailable(_))), now);
        let provider = found?;
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
            begun_at: now,
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
        now: Instant,
    ) -> Result<CitizenSignIn, CitizenIdError> {
        check_state(attempt, state)?;
        if now > attempt.begun_at.plus_minutes(ATTEMPT_MINUTES) {
            return Err(CitizenIdError::Invalid(InvalidReason::AttemptExpired));
        }
        let provider = self.provider().await?;
        let response = provider
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| CitizenIdError::Invalid(InvalidReason::Metadata))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.pkce_verifier.clone()))
            .request_async(&Transport(&self.inner.http))
            .await
            .map_err(|error| {
                let error = exchange_error(error);
                if matches!(error, CitizenIdError::Unavailable(_)) {
                    self.inner.probe.note(false, now);
                }
                error
            })?;
        let id_token = response.id_token().ok_or(CitizenIdError::Invalid(InvalidReason::TokenResponse))?;
        let claims = self.verified_claims(&provider, id_token, attempt, now).await?;
        Ok(CitizenSignIn { identity: identity(&claims, attempt, now)?, id_token: id_token.to_string() })
    }

    /// What an `error` that the browser brought back instead of a code means.
    #[must_use]
    pub fn fail(&self, attempt: &SignInAttempt, error: &str, state: &str) -> CitizenIdError {
        if let Err(foreign) = check_state(attempt, state) {
            return foreign;
        }
        match error {
            "access_denied" => CitizenIdError::Refused,
            "temporarily_unavailable" | "server_error" => CitizenIdError::Unavailable(Outage::Broken),
            _ => CitizenIdError::Invalid(InvalidReason::ReportedError),
        }
    }

    /// The form by which the browser signs the person out there too and comes back to `post_logout_redirect` (OpenID
    /// Connect RP-Initiated Logout 1.0 §2). A form and not a link, because the ID token says who the person is, and an
    /// address is kept in histories and logs. `None` when the service has no such page.
    ///
    /// # Errors
    /// `Unavailable` or `Invalid(Metadata)`; the person is signed out of the portal nevertheless.
    pub async fn logout_form(
        &self,
        id_token: &str,
        post_logout_redirect: &str,
    ) -> Result<Option<LogoutForm>, CitizenIdError> {
        let provider = self.provider().await?;
        Ok(provider.end_session_url.as_ref().map(|url| LogoutForm {
            url: url.to_string(),
            fields: [
                ("id_token_hint", id_token.to_owned()),
                ("client_id", self.inner.client_id.to_string()),
                ("post_logout_redirect_uri", post_logout_redirect.to_owned()),
            ],
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
        now: Instant,
    ) -> Result<CitizenIdTokenClaims, CitizenIdError> {
        match provider.verify(id_token, attempt, now) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                self.provider_after(provider).await?.verify(id_token, attempt, now)
            }
            other => other,
        }
        .map_err(|error| CitizenIdError::Invalid(reason(&error)))
    }
}

impl Inner {
    async fn discover(&self) -> Result<Provider, CitizenIdError> {
        let transport = Transport(&self.http);
        let metadata =
            ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &transport).await.map_err(|error| {
                match error {
                    DiscoveryError::Request(error) => CitizenIdError::Unavailable(error.outage()),
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
        now: Instant,
    ) -> Result<CitizenIdTokenClaims, ClaimsVerificationError> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.unix_us()).unwrap_or_default());
        let algorithms = [
            CoreJwsSigningAlgorithm::EdDsa,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        ];
        let verifier = self.client.id_token_verifier().set_allowed_algs(algorithms).set_time_fn(move || now.into());
        id_token.claims(&verifier, &Nonce::new(attempt.nonce.clone())).cloned()
    }
}

fn check_state(attempt: &SignInAttempt, state: &str) -> Result<(), CitizenIdError> {
    let same: bool = attempt.state.as_bytes().ct_eq(state.as_bytes()).into();
    if same { Ok(()) } else { Err(CitizenIdError::Invalid(InvalidReason::State)) }
}

fn exchange_error(
    error: RequestTokenError<TransportError, StandardErrorResponse<CoreErrorResponseType>>,
) -> CitizenIdError {
    match error {
        RequestTokenError::Request(error) => CitizenIdError::Unavailable(error.outage()),
        RequestTokenError::ServerResponse(_) => CitizenIdError::Invalid(InvalidReason::Code),
        _ => CitizenIdError::Invalid(InvalidReason::TokenResponse),
    }
}
