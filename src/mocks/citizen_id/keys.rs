//! The key that signs ID tokens: Ed25519 (RFC 8037), made at start.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(super) struct IdTokenKey {
    key: SigningKey,
    /// RFC 7638 thumbprint, so a new key has a new name and relying parties fetch the set again.
    key_id: String,
}

pub(super) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a signature covers.
fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

/// A forgery: claims that nobody signed.
pub(super) fn unsigned(claims: &Value) -> String {
    format!("{}.", message(&json!({ "alg": "none", "typ": "JWT" }), claims))
}

/// A forgery: claims signed with what the relying party knows too.
pub(super) fn sign_with_secret(claims: &Value, secret: &[u8]) -> String {
    let message = message(&json!({ "alg": "HS256", "typ": "JWT" }), claims);
    let signature = Hmac::<Sha256>::new_from_slice(secret).map(|mut mac| {
        mac.update(message.as_bytes());
        mac.finalize().into_bytes()
    });
    format!("{message}.{}", base64url(&signature.unwrap_or_default()))
}

/// A forgery: a token whose signature has one other byte.
pub(super) fn with_broken_signature(token: &str) -> String {
    let Some((message, signature)) = token.rsplit_once('.') else { return token.to_owned() };
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
    format!("{message}.{}", base64url(&bytes))
}

impl IdTokenKey {
    pub(super) fn from_seed(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        let x = base64url(key.verifying_key().as_bytes());
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        Self { key, key_id: base64url(&thumbprint) }
    }

    pub(super) fn public_jwk(&self) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.key_id, "x": base64url(self.key.verifying_key().as_bytes()),
        })
    }

    /// The claims as a JWS in compact form.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let message = message(&json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id }), claims);
        let signature = self.key.sign(message.as_bytes());
        format!("{message}.{}", base64url(&signature.to_bytes()))
    }

    /// The claims of a token that this key signed, expired or not.
    pub(super) fn claims_of_own(&self, token: &str) -> Option<Value> {
        let (message, signature) = token.rsplit_once('.')?;
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        self.key.verifying_key().verify_strict(message.as_bytes(), &signature).ok()?;
        let (_, payload) = message.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }
}
