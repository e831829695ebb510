//! Links and checkpoints of the audit chain: hashing, and the key that signs.
//!
//! The key comes from `PORTAL_SIGNING_KEY`: the Ed25519 secret key (RFC 8032, §5.1.5) is the SHA-256 of a tag and the
//! setting's text. A checkpoint keeps the public key that it was signed with, so a key can be changed from one day
//! to the next; which keys are trusted is said by whoever verifies.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::canonical_json;
use crate::{
    domain::audit::{Checkpoint, Entry, Hash},
    storage::audit_chain::{CheckpointRow, StoredEntry},
    usecases::Ctx,
};

/// An Ed25519 public key.
pub type PublicKey = [u8; 32];

/// A checkpoint with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// With which key.
    pub public_key: PublicKey,
    /// The signature (64 bytes).
    pub signature: Vec<u8>,
}

impl From<CheckpointRow> for SignedCheckpoint {
    fn from(row: CheckpointRow) -> Self {
        Self { checkpoint: row.checkpoint, public_key: row.public_key, signature: row.signature }
    }
}

/// A stored entry as it is chained.
#[must_use]
pub fn entry_of(stored: StoredEntry) -> Entry {
    Entry { details: canonical_json(&stored.details), ..stored.entry }
}

/// The hash of an entry that follows `previous`.
#[must_use]
pub fn link(previous: &Hash, entry: &Entry) -> Hash {
    Sha256::new().chain_update(previous).chain_update(entry.canonical_bytes()).finalize().into()
}

/// The hash of a checkpoint, which the next day follows.
#[must_use]
pub fn checkpoint_hash(checkpoint: &Checkpoint) -> Hash {
    Sha256::digest(checkpoint.canonical_bytes()).into()
}

fn signing_key(ctx: &Ctx) -> SigningKey {
    let secret = Sha256::new()
        .chain_update(b"portal audit signing key v1\0")
        .chain_update(ctx.config.signing_key.expose())
        .finalize();
    SigningKey::from_bytes(&secret.into())
}

/// The public key of the portal's own signatures.
#[must_use]
pub fn public_key(ctx: &Ctx) -> PublicKey {
    signing_key(ctx).verifying_key().to_bytes()
}

/// Signs a checkpoint with the portal's key.
#[must_use]
pub fn sign(ctx: &Ctx, checkpoint: Checkpoint) -> SignedCheckpoint {
    let key = signing_key(ctx);
    let signature = key.sign(&checkpoint.canonical_bytes()).to_bytes().to_vec();
    SignedCheckpoint { checkpoint, public_key: key.verifying_key().to_bytes(), signature }
}

impl SignedCheckpoint {
    /// Whether the signature is that of the key named, strictly (no key or signature of small order).
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let key = VerifyingKey::from_bytes(&self.public_key);
        let signature = Signature::from_slice(&self.signature);
        let bytes = self.checkpoint.canonical_bytes();
        key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify_strict(&bytes, &signature).is_ok()))
    }
}
