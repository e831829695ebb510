//! Walks the audit log and its chain from the beginning, recomputes every hash, checks every checkpoint, and names the
//! first link that is broken. It reads a page at a time in one snapshot: memory is bounded, and what is chained
//! meanwhile is left for the next time.
//!
//! What it can tell: that an entry was changed, is gone, stands elsewhere or was slipped in; that a link or a
//! checkpoint was changed or is gone; and, given checkpoints that were fetched earlier, that history was rewritten
//! as a whole by someone who holds the key. What it cannot: whether an entry told the truth when it was written.

use std::collections::{BTreeMap, HashMap};

use time::Date;
use uuid::Uuid;

use crate::{
    domain::{
        access::Actor,
        audit::{BEGINNING, CHAINED_WITHIN_MINUTES, Entry, Hash},
    },
    storage::{
        StorageError, Tx,
        audit_chain::{
            Link, audit_chain_fetch_after, audit_checkpoints_before, audit_entries_fetch, audit_log_first_unlinked,
        },
    },
    usecases::{
        Ctx,
        audit::chain::{PublicKey, SignedCheckpoint, checkpoint_hash, entry_of, link, public_key},
    },
};

pub use super::broken_link::{BrokenLink, Fault};

/// How many links are read at once.
const PAGE_LINKS: usize = 1_000;
/// How many checkpoints are read at once.
const PAGE_CHECKPOINTS: i64 = 1_000;

/// What a verification is measured by, besides the chain itself.
#[derive(Debug, Default)]
pub struct Yardstick {
    /// Keys that are trusted besides the portal's own, e.g. former ones.
    pub keys: Vec<PublicKey>,
    /// Checkpoints that were fetched earlier.
    pub checkpoints: Vec<SignedCheckpoint>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many days were walked.
    pub days: u64,
    /// How many entries were found sound.
    pub entries: u64,
    /// The last hash that was recomputed; none of an empty chain.
    pub head: Option<Hash>,
    /// The first broken link; none when all is sound.
    pub broken: Option<BrokenLink>,
}

/// Verifies the whole chain; `told` hears now and then how many entries are behind.
///
/// # Errors
/// What the database says; a broken link is a finding, not an error.
pub async fn run(
    ctx: &Ctx,
    yardstick: Yardstick,
    mut told: impl FnMut(u64) + Send,
) -> Result<Verification, StorageError> {
    let mut tx = ctx.db.begin_snapshot(&Actor::System).await?;
    let mut walk = Walk::begin(ctx, &mut tx, yardstick).await?;
    let mut broken = None;
    let mut after = None;
    while broken.is_none() {
        // One more than is walked, so that each link is seen with the next.
        let links = audit_chain_fetch_after(&mut tx, after, PAGE_LINKS as i64 + 1).await?;
        let Some(last) = links.get(..PAGE_LINKS).unwrap_or(&links).last() else { break };
        after = Some((last.day, last.number));
        let entries = entries_of(&mut tx, &links).await?;
        broken = walk.page(&links, &entries).err();
        told(walk.entries);
        if links.len() <= PAGE_LINKS {
            break;
        }
    }
    if broken.is_none() {
        broken = walk.end().err();
    }
    if broken.is_none() {
        let before = ctx.clock.machine_now().plus_minutes(-CHAINED_WITHIN_MINUTES);
        let unlinked = audit_log_first_unlinked(&mut tx, before).await?;
        broken = unlinked.map(|(id, recorded_at)| BrokenLink {
            day: recorded_at.day_in_vietnam(),
            number: None,
            entry: Some(id),
            fault: Fault::NotChained,
        });
    }
    tx.commit().await?;
    let head = (walk.entries > 0).then_some(walk.previous);
    Ok(Verification { days: walk.days, entries: walk.entries, head, broken })
}

async fn entries_of(tx: &mut Tx, links: &[Link]) -> Result<HashMap<Uuid, Entry>, StorageError> {
    let ids: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
    let entries = audit_entries_fetch(tx, &ids).await?.into_iter().map(entry_of);
    Ok(entries.map(|entry| (entry.id, entry)).collect())
}

/// Where the walk is.
struct Walk {
    keys: Vec<PublicKey>,
    /// The checkpoints of the database, by day.
    stored: BTreeMap<Date, SignedCheckpoint>,
    /// Those that were fetched earlier, by day.
    kept: BTreeMap<Date, SignedCheckpoint>,
    /// The last link walked.
    last: Option<(Date, i64, Uuid)>,
    /// Its hash, or what the first follows.
    previous: Hash,
    /// The hash of the checkpoint of the last closed day.
    checkpoint: Hash,
    days: u64,
    entries: u64,
}

impl Walk {
    async fn begin(ctx: &Ctx, tx: &mut Tx, yardstick: Yardstick) -> Result<Self, StorageError> {
        let mut stored = BTreeMap::new();
        let mut before = None;
        loop {
            let page = audit_checkpoints_before(tx, before, PAGE_CHECKPOINTS).await?;
            let Some(earliest) = page.last().map(|row| row.checkpoint.day) else { break };
            before = Some(earliest);
            stored.extend(page.into_iter().map(|row| (row.checkpoint.day, SignedCheckpoint::from(row))));
        }
        let kept = yardstick.checkpoints.into_iter().map(|signed| (signed.checkpoint.day, signed));
        Ok(Self {
            keys: std::iter::once(public_key(ctx)).chain(yardstick.keys).collect(),
            stored,
            kept: kept.collect(),
            last: None,
            previous: BEGINNING,
            checkpoint: BEGINNING,
            days: 0,
            entries: 0,
        })
    }

    fn page(&mut self, links: &[Link], entries: &HashMap<Uuid, Entry>) -> Result<(), BrokenLink> {
        for (index, current) in links.iter().take(PAGE_LINKS).enumerate() {
            let next = links.get(index + 1).filter(|next| next.day == current.day);
            let next = next.and_then(|next| entries.get(&next.entry_id).map(|entry| (next, entry)));
            self.step(current, entries.get(&current.entry_id), next)?;
        }
        Ok(())
    }

    fn step(&mut self, current: &Link, entry: Option<&Entry>, next: Option<(&Link, &Entry)>) -> Result<(), BrokenLink> {
        let number = match self.last {
            Some((day, number, _)) if day == current.day => number + 1,
            _ => {
                self.enter(current.day)?;
                1
            }
        };
        let broken = |number, entry, fault| Err(BrokenLink { day: current.day, number: Some(number), entry, fault });
        if current.number != number {
            return broken(number, None, Fault::LinkMissing);
        }
        let Some(entry) = entry else { return broken(number, Some(current.entry_id), Fault::EntryMissing) };
        let hash = link(&self.previous, entry);
        if hash != current.hash {
            return broken(number, Some(current.entry_id), self.diagnose(current, hash, next));
        }
        self.previous = hash;
        self.last = Some((current.day, number, current.entry_id));
        self.entries += 1;
        Ok(())
    }

    /// What is wrong with a link whose entry has another hash than it states: what follows tells which of the two
    /// was touched.
    fn diagnose(&self, current: &Link, recomputed: Hash, next: Option<(&Link, &Entry)>) -> Fault {
        let (follows_stated, follows_recomputed) = match next {
            Some((next, next_entry)) => {
                let next_here = link(&self.previous, next_entry);
                if next_here == current.hash || next_here == next.hash {
                    return Fault::Order { belongs: next.entry_id };
                }
                (link(&current.hash, next_entry) == next.hash, link(&recomputed, next_entry) == next.hash)
            }
            None => {
                let closed = self.stored.get(&current.day).map(|signed| signed.checkpoint.last_hash);
                (closed == Some(current.hash), closed == Some(recomputed))
            }
        };
        if follows_recomputed && !follows_stated { Fault::LinkChanged } else { Fault::EntryChanged }
    }

    /// Leaves the day before and begins this one: nothing between them may have been closed.
    fn enter(&mut self, day: Date) -> Result<(), BrokenLink> {
        self.leave(true)?;
        let walked = self.last.map(|(day, _, _)| day);
        self.nothing_closed(|closed| walked.is_none_or(|walked| closed > walked) && closed < day)?;
        self.previous = self.checkpoint;
        self.days += 1;
        let Some(signed) = self.stored.get(&day) else { return Ok(()) };
        let broken = |fault| Err(BrokenLink { day, number: None, entry: None, fault });
        if !self.keys.contains(&signed.public_key) || !signed.is_signed() {
            return broken(Fault::Signature);
        }
        if signed.checkpoint.previous_hash != self.checkpoint {
            return broken(Fault::CheckpointDiffers);
        }
        Ok(())
    }

    /// Compares the day that was walked with its checkpoint, which it must have unless it is the last.
    fn leave(&mut self, must_be_closed: bool) -> Result<(), BrokenLink> {
        let Some((day, number, entry)) = self.last else { return Ok(()) };
        let broken = |number, entry, fault| Err(BrokenLink { day, number, entry, fault });
        let Some(signed) = self.stored.get(&day) else {
            let is_missing = must_be_closed || self.kept.contains_key(&day);
            return if is_missing { broken(None, None, Fault::CheckpointMissing) } else { Ok(()) };
        };
        let entries = i64::try_from(signed.checkpoint.entries).unwrap_or(i64::MAX);
        if entries > number {
            return broken(Some(number + 1), None, Fault::LinkMissing);
        }
        if entries < number || signed.checkpoint.last_hash != self.previous {
            return broken(Some(number), Some(entry), Fault::CheckpointDiffers);
        }
        if self.kept.get(&day).is_some_and(|kept| kept.checkpoint != signed.checkpoint) {
            return broken(Some(number), Some(entry), Fault::KeptCheckpointDiffers);
        }
        self.checkpoint = checkpoint_hash(&signed.checkpoint);
        Ok(())
    }

    /// That no day without links was closed, by the database or by what was fetched earlier.
    fn nothing_closed(&self, is_between: impl Fn(Date) -> bool) -> Result<(), BrokenLink> {
        let closed = self.stored.keys().chain(self.kept.keys()).filter(|day| is_between(**day)).min();
        match closed {
            Some(day) => Err(BrokenLink { day: *day, number: Some(1), entry: None, fault: Fault::LinkMissing }),
            None => Ok(()),
        }
    }

    fn end(&mut self) -> Result<(), BrokenLink> {
        self.leave(false)?;
        let walked = self.last.map(|(day, _, _)| day);
        self.nothing_closed(|closed| walked.is_none_or(|walked| closed > walked))
    }
}
