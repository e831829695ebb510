//! The key that signs ID tokens: Ed25519 (RFC 8037), made at start.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
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
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id });
        let message =
            format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
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
