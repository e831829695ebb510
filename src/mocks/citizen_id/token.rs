//! The token endpoint (OpenID Connect Core §3.1.3) and what an access token opens.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::faults::Fault;
use super::grants::{ACCESS_TOKEN_LIFETIME_S, Grant};
use super::keys::{self, base64url};
use super::parameters::Parameters;
use super::personas::{Assurance, Document, Persona};
use super::{RegisteredClient, Service, SharedService, locked, random_token};

/// How long an ID token is good for.
const ID_TOKEN_LIFETIME_S: u64 = 300;
/// How far off a false `auth_time` is.
const FAULTY_BY_S: u64 = 3_600;

/// `error` of RFC 6749 §5.2.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenError {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
}

pub(super) async fn exchange(State(service): State<SharedService>, headers: HeaderMap, body: Bytes) -> Response {
    match try_exchange(&service, &headers, &body) {
        Ok((tokens, fault)) => match fault.of_transport().await {
            Some(failure) => failure,
            None => ([(CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        },
        Err(error) => refuse(error),
    }
}

fn refuse(error: TokenError) -> Response {
    let (status, code) = match error {
        TokenError::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
        TokenError::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
        TokenError::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
        TokenError::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    };
    let mut response = (status, [(CACHE_CONTROL, "no-store")], Json(json!({ "error": code }))).into_response();
    if error == TokenError::InvalidClient {
        let challenge = axum::http::HeaderValue::from_static("Basic realm=\"citizen-id\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The tokens, and what is wrong with this sign-in alone.
fn try_exchange(service: &Service, headers: &HeaderMap, body: &[u8]) -> Result<(Value, Fault), TokenError> {
    let parameters = Parameters::parse(body).map_err(|_| TokenError::InvalidRequest)?;
    let client = authenticated_client(service, headers, &parameters)?;
    match parameters.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return Err(TokenError::UnsupportedGrantType),
        None => return Err(TokenError::InvalidRequest),
    }
    let code = parameters.get("code").ok_or(TokenError::InvalidRequest)?;
    let now_s = service.now_s();
    let mut grants = locked(&service.grants);
    let grant = grants.redeem(code, now_s).ok_or(TokenError::InvalidGrant)?;
    let verifier = parameters.get("code_verifier").ok_or(TokenError::InvalidGrant)?;
    let proves_possession = base64url(&Sha256::digest(verifier)) == grant.code_challenge;
    let same_redirect = parameters.get("redirect_uri") == Some(grant.redirect_uri.as_str());
    if grant.client_id != client.client_id || !same_redirect || !proves_possession {
        return Err(TokenError::InvalidGrant);
    }
    let access_token = random_token();
    grants.add_access_token(access_token.clone(), code, &grant, now_s);
    let tokens = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME_S,
        "scope": "openid",
        "id_token": id_token(service, client, &grant, now_s),
    });
    Ok((tokens, grant.fault))
}

/// `client_secret_basic` or `client_secret_post`, never both (RFC 6749 §2.3).
fn authenticated_client<'a>(
    service: &'a Service,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<&'a RegisteredClient, TokenError> {
    let by_header = headers.contains_key(AUTHORIZATION);
    let (client_id, secret) = match (by_header, parameters.get("client_secret")) {
        (true, Some(_)) => return Err(TokenError::InvalidRequest),
        (true, None) => basic_credentials(headers).ok_or(TokenError::InvalidClient)?,
        (false, Some(secret)) => {
            let client_id = parameters.get("client_id").ok_or(TokenError::InvalidClient)?;
            (client_id.to_owned(), secret.to_owned())
        }
        (false, None) => return Err(TokenError::InvalidClient),
    };
    if parameters.get("client_id").is_some_and(|named| named != client_id) {
        return Err(TokenError::InvalidRequest);
    }
    let client = service.client(&client_id).ok_or(TokenError::InvalidClient)?;
    let right: bool = client.client_secret.as_bytes().ct_eq(secret.as_bytes()).into();
    right.then_some(client).ok_or(TokenError::InvalidClient)
}

/// Both parts are form-encoded before base64 (RFC 6749 §2.3.1).
fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    let form_decoded = |text: &str| {
        let pair = format!("v={}", text.replace('&', "%26"));
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((form_decoded(client_id)?, form_decoded(secret)?))
}

fn id_token(service: &Service, client: &RegisteredClient, grant: &Grant, now_s: u64) -> String {
    let mut claims = person_claims(grant.persona);
    let protocol = [
        ("iss", json!(service.config.issuer)),
        ("aud", json!(grant.client_id)),
        ("iat", json!(now_s)),
        ("exp", json!(now_s + ID_TOKEN_LIFETIME_S)),
        ("auth_time", json!(grant.auth_time_s)),
        ("nonce", json!(grant.nonce)),
        ("acr", json!(grant.persona.assurance.acr())),
    ];
    claims.extend(protocol.map(|(name, value)| (name.to_owned(), value)));
    if let Some((name, value)) = false_claim(grant, now_s) {
        claims.insert(name.to_owned(), value);
    }
    let claims = Value::Object(claims);
    match grant.fault {
        Fault::AlgorithmNone => keys::unsigned(&claims),
        Fault::AlgorithmHs256 => keys::sign_with_secret(&claims, client.client_secret.as_bytes()),
        Fault::WrongKey => keys::IdTokenKey::from_seed(super::random_bytes()).sign(&claims),
        Fault::BrokenSignature => keys::with_broken_signature(&service.key.sign(&claims)),
        _ => service.key.sign(&claims),
    }
}

/// The claim that the fault makes a false one.
fn false_claim(grant: &Grant, now_s: u64) -> Option<(&'static str, Value)> {
    Some(match grant.fault {
        Fault::WrongIssuer => ("iss", json!("https://elsewhere.example")),
        Fault::WrongAudience => ("aud", json!("another-relying-party")),
        Fault::WrongNonce => ("nonce", json!(random_token())),
        Fault::ExpiredToken => ("exp", json!(now_s - 1)),
        Fault::StaleAuthTime => ("auth_time", json!(grant.auth_time_s - FAULTY_BY_S)),
        Fault::FutureAuthTime => ("auth_time", json!(grant.auth_time_s + FAULTY_BY_S)),
        Fault::MissingAcr => ("acr", Value::Null),
        Fault::Level1 => ("acr", json!(Assurance::Level1.acr())),
        _ => return None,
    })
}

/// The claims of domain.md §11.3.
fn person_claims(persona: &Persona) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut claim = |name: &str, value: &str| claims.insert(name.to_owned(), json!(value));
    claim("sub", &persona.subject());
    claim("TechID", &persona.tech_id());
    claim("HoVaTen", persona.full_name);
    claim("NgayThangNamSinh", persona.birth_date);
    claim("loginIdp", "BCA");
    match persona.document {
        Document::PersonalId(number) => {
            claim("LoaiTaiKhoan", "1");
            claim("SoDinhDanh", number);
        }
        Document::Passport(number) => {
            claim("LoaiTaiKhoan", "2");
            claim("SoHoChieu", number);
            claim("GioiTinh", persona.sex.claim_word());
        }
    }
    claims
}

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub(super) async fn userinfo(State(service): State<SharedService>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    };
    match locked(&service.grants).persona_of(token, service.now_s()) {
        Some(persona) => ([(CACHE_CONTROL, "no-store")], Json(person_claims(persona))).into_response(),
        None => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")]).into_response(),
    }
}
