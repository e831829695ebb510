//! Where the chain breaks, and what is wrong there.

use std::fmt;

use time::Date;
use uuid::Uuid;

use crate::domain::audit::{CHAINED_WITHIN_MINUTES, iso_day};

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The entry is not the one that was chained.
    EntryChanged,
    /// The log has no such entry any more.
    EntryMissing,
    /// A number of the chain is not there.
    LinkMissing,
    /// The stated hash is not the one that the next link follows.
    LinkChanged,
    /// Another entry belongs here.
    Order {
        /// Which.
        belongs: Uuid,
    },
    /// A day that is over has no checkpoint.
    CheckpointMissing,
    /// The day, or the one before, is not the one of the checkpoint.
    CheckpointDiffers,
    /// The checkpoint is not the one that was fetched earlier.
    KeptCheckpointDiffers,
    /// The checkpoint is not signed, or with a key that is not trusted.
    Signature,
    /// The entry is in no chain.
    NotChained,
}

/// The first link that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenLink {
    /// The day of the chain; of an entry in no chain, the day on which it was recorded.
    pub day: Date,
    /// The number in the day, where one is concerned.
    pub number: Option<i64>,
    /// The entry, where one is known.
    pub entry: Option<Uuid>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "day {}", iso_day(self.day))?;
        if let Some(number) = self.number {
            write!(f, ", number {number}")?;
        }
        if let Some(entry) = self.entry {
            write!(f, ", entry {entry}")?;
        }
        f.write_str(": ")?;
        match self.fault {
            Fault::EntryChanged => f.write_str("entry changed"),
            Fault::EntryMissing => f.write_str("entry missing"),
            Fault::LinkMissing => f.write_str("chain row missing"),
            Fault::LinkChanged => f.write_str("chain row changed"),
            Fault::Order { belongs } => write!(f, "order: entry {belongs} belongs here"),
            Fault::CheckpointMissing => f.write_str("checkpoint missing"),
            Fault::CheckpointDiffers => f.write_str("checkpoint differs"),
            Fault::KeptCheckpointDiffers => f.write_str("checkpoint differs from the one fetched earlier"),
            Fault::Signature => f.write_str("signature: the checkpoint is not signed with a trusted key"),
            Fault::NotChained => {
                write!(f, "entry older than {CHAINED_WITHIN_MINUTES} minutes that no chain row names")
            }
        }
    }
}
