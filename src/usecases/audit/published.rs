//! The checkpoints as they are published at `/transparency/audit.json`, and read back by `portal verify audit`.
//! Hashes, keys and signatures are hexadecimal digits; days `YYYY-MM-DD`; moments ISO 8601 and, exactly, microseconds.

use serde::{Deserialize, Serialize};

use super::chain::{PublicKey, SignedCheckpoint, checkpoint_hash};
use crate::domain::{
    audit::{Checkpoint, iso_day},
    text::{hex, unhex},
    time::{Instant, parse_date},
};

/// The `format` of the file.
pub const FORMAT: &str = "portal-audit-checkpoints-1";

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAudit {
    /// [`FORMAT`].
    pub format: String,
    /// The key that signs today.
    pub public_key: String,
    /// The checkpoints of closed days, the latest first.
    pub checkpoints: Vec<PublishedCheckpoint>,
    /// How far the chain of the day that is still open is; none while it holds nothing.
    pub today: Option<PublishedHead>,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCheckpoint {
    /// The day in Vietnam.
    pub day: String,
    /// How many entries.
    pub entries: u64,
    /// The hash of the last of them.
    pub last_hash: String,
    /// The hash of the checkpoint before.
    pub previous_hash: String,
    /// When the day was closed.
    pub closed_at: String,
    /// The same in microseconds since 1970, as it is signed.
    pub closed_at_us: i64,
    /// The hash of this checkpoint.
    pub hash: String,
    /// With which key it is signed.
    pub public_key: String,
    /// The signature.
    pub signature: String,
}

/// How far the open day is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedHead {
    /// The day in Vietnam.
    pub day: String,
    /// How many entries so far.
    pub entries: i64,
    /// The hash of the last of them.
    pub head: String,
}

impl From<&SignedCheckpoint> for PublishedCheckpoint {
    fn from(signed: &SignedCheckpoint) -> Self {
        let checkpoint = &signed.checkpoint;
        Self {
            day: iso_day(checkpoint.day),
            entries: checkpoint.entries,
            last_hash: hex(&checkpoint.last_hash),
            previous_hash: hex(&checkpoint.previous_hash),
            closed_at: checkpoint.closed_at.iso(),
            closed_at_us: checkpoint.closed_at.unix_us(),
            hash: hex(&checkpoint_hash(checkpoint)),
            public_key: hex(&signed.public_key),
            signature: hex(&signed.signature),
        }
    }
}

impl PublishedCheckpoint {
    /// The checkpoint itself; `None` for what cannot be one.
    #[must_use]
    pub fn read(&self) -> Option<SignedCheckpoint> {
        let hash = |digits: &str| unhex(digits)?.try_into().ok();
        Some(SignedCheckpoint {
            checkpoint: Checkpoint {
                day: parse_date(&self.day)?,
                entries: self.entries,
                last_hash: hash(&self.last_hash)?,
                previous_hash: hash(&self.previous_hash)?,
                closed_at: Instant::from_unix_us(self.closed_at_us),
            },
            public_key: hash(&self.public_key)?,
            signature: unhex(&self.signature)?,
        })
    }
}

/// Why a file of checkpoints cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum ReadPublishedError {
    /// Not the JSON of such a file.
    #[error("not a file of checkpoints: {0}")]
    Json(#[from] serde_json::Error),
    /// Another format.
    #[error("format {0:?}, where this program reads {FORMAT:?}")]
    Format(String),
    /// A checkpoint that is none.
    #[error("the checkpoint of {0:?} cannot be read")]
    Checkpoint(String),
}

/// Reads a file that was fetched from `/transparency/audit.json`.
///
/// # Errors
/// [`ReadPublishedError`].
pub fn read_published(json: &[u8]) -> Result<Vec<SignedCheckpoint>, ReadPublishedError> {
    let published: PublishedAudit = serde_json::from_slice(json)?;
    if published.format != FORMAT {
        return Err(ReadPublishedError::Format(published.format));
    }
    let read = |checkpoint: &PublishedCheckpoint| {
        checkpoint.read().ok_or_else(|| ReadPublishedError::Checkpoint(checkpoint.day.clone()))
    };
    published.checkpoints.iter().map(read).collect()
}

/// Reads a public key of 64 hexadecimal digits.
#[must_use]
pub fn read_public_key(digits: &str) -> Option<PublicKey> {
    unhex(digits)?.try_into().ok()
}
