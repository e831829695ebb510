//! What the audit log says of an act, and the exact bytes that its hash chain is made of.
//!
//! The chain is built beside the log: `hash(n) = SHA-256(hash(n-1) ‖ entry bytes)`, day by day. The first link of a
//! day follows the checkpoint of the last closed day, so one chain runs through all days. A checkpoint is signed and
//! published; whoever keeps it can show later that the days before it were not rewritten.
//!
//! The bytes of an entry are its fields in the order of [`Entry`], each as one byte (0 absent, 1 present) and, when
//! present, its length as four bytes (big-endian) and its content. Ids are their 16 bytes, moments the microseconds
//! since 1970 as eight bytes (big-endian, two's complement), texts UTF-8, details JSON without blanks and with sorted
//! keys. In front stands [`ENTRY_TAG`]. So no two entries have the same bytes.

use time::Date;
use uuid::Uuid;

use super::{stored_words::stored_words, time::Instant};

/// SHA-256 of something.
pub type Hash = [u8; 32];

/// What the first link of the first day follows.
pub const BEGINNING: Hash = [0; 32];

/// In front of the bytes of an entry.
pub const ENTRY_TAG: &[u8] = b"portal audit entry v1\0";

/// In front of the bytes of a checkpoint.
pub const CHECKPOINT_TAG: &[u8] = b"portal audit checkpoint v1\0";

/// An entry that stood in no chain for so long was not written by the portal, or its chain row is gone.
pub const CHAINED_WITHIN_MINUTES: i64 = 5;

/// What personal data was accessed for. A closed list: the candidate reads it in plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessPurpose {
    /// Verifying exam registrations.
    Verification,
    /// Seeing who was admitted.
    AdmissionList,
    /// Enrolling those who confirmed.
    Enrolment,
    /// Filling the institution's student records.
    StudentRecords,
    /// Comparing figures with the ministry.
    Reconciliation,
    /// Answering an inspection.
    Inspection,
    /// Helping at the candidate's own request.
    Support,
    /// A department's oversight of its units.
    Oversight,
    /// Explaining a result of the matching.
    Explanation,
    /// Answering the candidate's question about an access.
    AccessQuestion,
    /// Seeing to the payment of the fee.
    Payment,
    /// Auditing.
    Audit,
}

stored_words!(AccessPurpose {
    Verification => "verification",
    AdmissionList => "admission_list",
    Enrolment => "enrolment",
    StudentRecords => "student_records",
    Reconciliation => "reconciliation",
    Inspection => "inspection",
    Support => "support",
    Oversight => "oversight",
    Explanation => "explanation",
    AccessQuestion => "access_question",
    Payment => "payment",
    Audit => "audit",
});

/// An entry of the log, as it is chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When, by the season's clock.
    pub at: Instant,
    /// When, by the machine's.
    pub recorded_at: Instant,
    /// Who: a role, `candidate`, `visitor` or `system`.
    pub actor_kind: String,
    /// The candidate or the account.
    pub actor_id: Option<Uuid>,
    /// On whose behalf: the kind of office.
    pub tenant_kind: Option<String>,
    /// The office; empty for the whole country.
    pub tenant: Option<String>,
    /// What, as `noun.verb`.
    pub action: String,
    /// The candidate concerned.
    pub candidate_id: Option<Uuid>,
    /// The kind of record concerned.
    pub object_kind: Option<String>,
    /// The record concerned.
    pub object_id: Option<Uuid>,
    /// What personal data was accessed for.
    pub purpose: Option<String>,
    /// Why, in the words of whoever acted.
    pub reason: Option<String>,
    /// The request.
    pub request_id: Option<Uuid>,
    /// The network of the address.
    pub network: Option<String>,
    /// Of what was changed, before.
    pub before_digest: Option<Vec<u8>>,
    /// Of what was changed, after.
    pub after_digest: Option<Vec<u8>>,
    /// Figures and codes, as JSON without blanks and with sorted keys.
    pub details: String,
}

impl Entry {
    /// The bytes that are hashed.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = ENTRY_TAG.to_vec();
        field(&mut bytes, Some(self.id.as_bytes()));
        field(&mut bytes, Some(&self.at.unix_us().to_be_bytes()));
        field(&mut bytes, Some(&self.recorded_at.unix_us().to_be_bytes()));
        field(&mut bytes, Some(self.actor_kind.as_bytes()));
        id(&mut bytes, self.actor_id);
        text(&mut bytes, self.tenant_kind.as_ref());
        text(&mut bytes, self.tenant.as_ref());
        field(&mut bytes, Some(self.action.as_bytes()));
        id(&mut bytes, self.candidate_id);
        text(&mut bytes, self.object_kind.as_ref());
        id(&mut bytes, self.object_id);
        text(&mut bytes, self.purpose.as_ref());
        text(&mut bytes, self.reason.as_ref());
        id(&mut bytes, self.request_id);
        text(&mut bytes, self.network.as_ref());
        field(&mut bytes, self.before_digest.as_deref());
        field(&mut bytes, self.after_digest.as_deref());
        field(&mut bytes, Some(self.details.as_bytes()));
        bytes
    }
}

fn id(bytes: &mut Vec<u8>, id: Option<Uuid>) {
    field(bytes, id.as_ref().map(|id| id.as_bytes().as_slice()));
}

fn text(bytes: &mut Vec<u8>, text: Option<&String>) {
    field(bytes, text.map(String::as_bytes));
}

/// Longer than four bytes can say is nothing that the database keeps: a text there holds less than 2^30 bytes.
fn field(bytes: &mut Vec<u8>, content: Option<&[u8]>) {
    match content {
        None => bytes.push(0),
        Some(content) => {
            bytes.push(1);
            bytes.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend(content);
        }
    }
}

/// What is signed of a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The day in Vietnam.
    pub day: Date,
    /// How many entries were chained on it.
    pub entries: u64,
    /// The hash of the last of them.
    pub last_hash: Hash,
    /// The hash of the checkpoint before; [`BEGINNING`] for the first.
    pub previous_hash: Hash,
    /// When the day was closed, by the machine's clock.
    pub closed_at: Instant,
}

impl Checkpoint {
    /// The bytes that are signed, and whose SHA-256 is the checkpoint's hash: [`CHECKPOINT_TAG`]; the day as
    /// `YYYY-MM-DD`; entries (eight bytes, big-endian); last hash; previous hash; the microseconds of closing since
    /// 1970 (eight bytes, big-endian). All but the day have a fixed length, and so has the day.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = CHECKPOINT_TAG.to_vec();
        bytes.extend(iso_day(self.day).as_bytes());
        bytes.extend(self.entries.to_be_bytes());
        bytes.extend(self.last_hash);
        bytes.extend(self.previous_hash);
        bytes.extend(self.closed_at.unix_us().to_be_bytes());
        bytes
    }
}

/// `2026-07-14`.
#[must_use]
pub fn iso_day(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// Whose acts a candidate wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum AccessFilter {
    /// Accesses by others.
    #[default]
    Others,
    /// The candidate's own acts.
    Mine,
    /// Everything that concerns the candidate.
    All,
}

stored_words!(AccessFilter { Others => "others", Mine => "mine", All => "all" });

/// A place in a list of entries, the latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryKey {
    /// When, by the machine's clock.
    pub recorded_at: Instant,
    /// The entry.
    pub id: Uuid,
}

impl EntryKey {
    /// As an address carries it: microseconds and id.
    #[must_use]
    pub fn write(self) -> String {
        format!("{}.{}", self.recorded_at.unix_us(), self.id)
    }

    /// The opposite of [`EntryKey::write`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { recorded_at: Instant::from_unix_us(at.parse().ok()?), id: Uuid::parse_str(id).ok()? })
    }
}

#[cfg(test)]
mod tests;
