//! The portal's client against a service that lies: every ID token here reaches the client over HTTP from
//! the right address, and only what it says or who signed it is wrong (OpenID Connect Core §3.1.3.7).

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, Mac as _};
use portal::domain::candidate::kind::Sex;
use portal::external::citizen_id::{CitizenIdClient, CitizenIdConfig, CitizenIdError, InvalidReason, SignInAttempt};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

use super::citizen_id_service::{CLIENT_ID, CLIENT_SECRET, REDIRECT, TIMEOUTS, now};

const KEY_SEED: [u8; 32] = [7; 32];

struct Rogue {
    issuer: String,
    id_token: Arc<Mutex<String>>,
}

fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
    let signature = sign(message.as_bytes());
    format!("{message}.{}", base64url(signature))
}

fn ed25519(seed: [u8; 32], claims: &Value) -> String {
    let key = SigningKey::from_bytes(&seed);
    compact(&json!({ "alg": "EdDSA", "kid": "k" }), claims, |message| key.sign(message).to_bytes().to_vec())
}

impl Rogue {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let id_token = Arc::new(Mutex::new(String::new()));
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        });
        let x = base64url(SigningKey::from_bytes(&KEY_SEED).verifying_key().as_bytes());
        let jwks = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "k", "x": x }] });
        let token = |State(id_token): State<Arc<Mutex<String>>>| async move {
            let id_token = id_token.lock().unwrap().clone();
            Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token }))
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(|| async { Json(metadata) }))
            .route("/jwks", get(|| async { Json(jwks) }))
            .route("/token", post(token))
            .with_state(Arc::clone(&id_token));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, id_token }
    }

    fn client(&self) -> CitizenIdClient {
        CitizenIdClient::new(CitizenIdConfig {
            issuer_url: self.issuer.clone(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            redirect_url: REDIRECT.into(),
            timeouts: TIMEOUTS,
        })
        .unwrap()
    }

    fn claims(&self, attempt: &SignInAttempt) -> Value {
        let now = now().unix_us() / 1_000_000;
        json!({
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "s", "nonce": attempt.nonce, "acr": "LoA2",
            "iat": now, "auth_time": now, "exp": now + 300,
            "HoVaTen": "Nguyễn Thị Bình An", "SoDinhDanh": "046308001374", "NgayThangNamSinh": "20080305",
        })
    }

    /// What the client says to this token; `None` when it believes it.
    async fn says(&self, client: &CitizenIdClient, attempt: &SignInAttempt, token: String) -> Option<CitizenIdError> {
        *self.id_token.lock().unwrap() = token;
        client.finish(attempt, "code", &attempt.state, now()).await.err()
    }
}

#[tokio::test]
async fn a_token_that_says_something_wrong_is_not_believed() {
    let rogue = Rogue::start().await;
    let client = rogue.client();
    let attempt = client.begin(true, now()).await.unwrap();
    let right = rogue.claims(&attempt);
    assert_eq!(rogue.says(&client, &attempt, ed25519(KEY_SEED, &right)).await, None);

    let issued = right["iat"].as_i64().unwrap();
    let cases = [
        ("iss", json!("http://elsewhere.test"), InvalidReason::Issuer),
        ("aud", json!("another"), InvalidReason::Audience),
        ("aud", json!([CLIENT_ID, "another"]), InvalidReason::Audience),
        ("exp", json!(issued - 1), InvalidReason::Expired),
        ("nonce", json!("another"), InvalidReason::Nonce),
        ("nonce", Value::Null, InvalidReason::Nonce),
        ("acr", json!("LoA3"), InvalidReason::AssuranceLevel),
        ("acr", Value::Null, InvalidReason::AssuranceLevel),
        ("auth_time", json!(issued - 62), InvalidReason::Stale),
        ("auth_time", json!(issued + 120), InvalidReason::AuthTime),
        ("auth_time", Value::Null, InvalidReason::Stale),
        ("HoVaTen", Value::Null, InvalidReason::PersonClaims),
        ("HoVaTen", json!("<b>"), InvalidReason::PersonClaims),
        ("SoDinhDanh", Value::Null, InvalidReason::PersonClaims),
        ("SoDinhDanh", json!("46308001374"), InvalidReason::PersonClaims),
        ("NgayThangNamSinh", json!("20070305"), InvalidReason::PersonClaims),
        ("NgayThangNamSinh", json!("20080230"), InvalidReason::PersonClaims),
        ("GioiTinh", json!("Nam"), InvalidReason::PersonClaims),
        ("GioiTinh", json!("?"), InvalidReason::PersonClaims),
    ];
    for (name, value, reason) in cases {
        let mut wrong = right.clone();
        wrong[name] = value.clone();
        let said = rogue.says(&client, &attempt, ed25519(KEY_SEED, &wrong)).await;
        assert_eq!(said, Some(CitizenIdError::Invalid(reason)), "{name}: {value}");
    }
}

#[tokio::test]
async fn a_token_that_the_service_did_not_sign_is_not_believed() {
    let rogue = Rogue::start().await;
    let client = rogue.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let claims = rogue.claims(&attempt);
    let by_secret = |message: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(CLIENT_SECRET.as_bytes()).unwrap();
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    };
    let forged = [
        ("another key", ed25519([8; 32], &claims), InvalidReason::Signature),
        ("no signature", compact(&json!({ "alg": "none" }), &claims, |_| Vec::new()), InvalidReason::Algorithm),
        ("the client secret", compact(&json!({ "alg": "HS256" }), &claims, by_secret), InvalidReason::Algorithm),
    ];
    for (what, token, reason) in forged {
        let said = rogue.says(&client, &attempt, token).await;
        assert_eq!(said, Some(CitizenIdError::Invalid(reason)), "{what}");
    }
    let no_token = rogue.says(&client, &attempt, "not a token".into()).await;
    assert_eq!(no_token, Some(CitizenIdError::Invalid(InvalidReason::TokenResponse)));
}

#[tokio::test]
async fn a_passport_holder_without_a_sex_is_not_believed_and_with_one_is() {
    let rogue = Rogue::start().await;
    let client = rogue.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let mut claims = rogue.claims(&attempt);
    claims["SoDinhDanh"] = Value::Null;
    claims["SoHoChieu"] = json!("C1234567");
    let said = rogue.says(&client, &attempt, ed25519(KEY_SEED, &claims)).await;
    assert_eq!(said, Some(CitizenIdError::Invalid(InvalidReason::PersonClaims)));
    claims["GioiTinh"] = json!("Nữ");
    *rogue.id_token.lock().unwrap() = ed25519(KEY_SEED, &claims);
    let identity = client.finish(&attempt, "code", &attempt.state, now()).await.unwrap().identity;
    assert_eq!((identity.identity_number.as_str(), identity.sex), ("C1234567", Sex::Female));
}

#[tokio::test]
async fn a_service_that_does_not_tell_when_vouches_for_nothing_risky() {
    let rogue = Rogue::start().await;
    let client = rogue.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let mut claims = rogue.claims(&attempt);
    let told_s = claims["auth_time"].as_i64().unwrap() - 7_200;
    for (auth_time, expected_s) in [(json!(told_s), told_s), (Value::Null, 0)] {
        claims["auth_time"] = auth_time;
        *rogue.id_token.lock().unwrap() = ed25519(KEY_SEED, &claims);
        let identity = client.finish(&attempt, "code", &attempt.state, now()).await.unwrap().identity;
        assert_eq!(identity.authenticated_at.unix_us(), expected_s * 1_000_000, "never younger than told");
    }
}
