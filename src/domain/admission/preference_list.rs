//! The list of preferences: editing, warnings, differences and fee (domain.md §5.2, §5.3).

use serde::{Deserialize, Serialize};

use crate::domain::ids::ProgrammeId;
use crate::domain::money::Dong;

/// What a season asks of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceRules {
    /// The most preferences in a list.
    pub max_preferences: u8,
    /// The greatest rank at which teacher training is considered.
    pub teacher_training_max_rank: u8,
    /// The fee of one preference.
    pub fee: Dong,
}

impl PreferenceRules {
    /// The fee of `count` preferences.
    #[must_use]
    pub const fn fee_of(&self, count: u8) -> Dong {
        self.fee.times(count as u16)
    }
}

/// Why an edit of the list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PreferenceRefusal {
    /// The programme stands in the list already.
    #[error("programme already listed")]
    AlreadyListed,
    /// The list holds as many as the season allows.
    #[error("list full at {max}")]
    ListFull {
        /// The most preferences in a list.
        max: u8,
    },
    /// The programme does not stand in the list.
    #[error("programme not listed")]
    NotListed,
    /// There is no such position.
    #[error("position outside 1 to {len}")]
    PositionOutOfRange {
        /// The length of the list.
        len: u8,
    },
}

/// What a candidate should know before submitting; none of them forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreferenceWarning {
    /// The list is empty.
    NoPreferences,
    /// Teacher training at a rank at which it will not be considered.
    TeacherTrainingNotConsidered {
        /// Its rank, from 1.
        rank: u8,
        /// The programme.
        programme: ProgrammeId,
        /// The greatest rank at which it is considered.
        max_rank: u8,
    },
}

/// The list as it is edited. The version rises with each edit, so that of two windows the slower one
/// learns that it shows an old list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceDraft {
    /// The number of edits so far.
    pub version: u32,
    /// The programmes, the most wanted first, none twice.
    pub programme_ids: Vec<ProgrammeId>,
}

impl PreferenceDraft {
    fn index_of(&self, programme: ProgrammeId) -> Result<usize, PreferenceRefusal> {
        self.programme_ids.iter().position(|id| *id == programme).ok_or(PreferenceRefusal::NotListed)
    }

    fn out_of_range(&self) -> PreferenceRefusal {
        PreferenceRefusal::PositionOutOfRange { len: rank_at(self.programme_ids.len(), 0) }
    }

    fn next(&self, programme_ids: Vec<ProgrammeId>) -> Self {
        Self { version: self.version.saturating_add(1), programme_ids }
    }

    /// The list with `programme` at its end.
    ///
    /// # Errors
    /// `AlreadyListed` or `ListFull`.
    pub fn add(&self, programme: ProgrammeId, rules: &PreferenceRules) -> Result<Self, PreferenceRefusal> {
        if self.programme_ids.contains(&programme) {
            return Err(PreferenceRefusal::AlreadyListed);
        }
        if self.programme_ids.len() >= usize::from(rules.max_preferences) {
            return Err(PreferenceRefusal::ListFull { max: rules.max_preferences });
        }
        let mut programme_ids = self.programme_ids.clone();
        programme_ids.push(programme);
        Ok(self.next(programme_ids))
    }

    /// The list without `programme`.
    ///
    /// # Errors
    /// `NotListed`.
    pub fn remove(&self, programme: ProgrammeId) -> Result<Self, PreferenceRefusal> {
        let mut programme_ids = self.programme_ids.clone();
        programme_ids.remove(self.index_of(programme)?);
        Ok(self.next(programme_ids))
    }

    /// The list with `programme` one rank better.
    ///
    /// # Errors
    /// `NotListed`, or `PositionOutOfRange` when it is the first.
    pub fn move_up(&self, programme: ProgrammeId) -> Result<Self, PreferenceRefusal> {
        let index = self.index_of(programme)?;
        let target = index.checked_sub(1).ok_or_else(|| self.out_of_range())?;
        self.moved(index, target)
    }

    /// The list with `programme` one rank worse.
    ///
    /// # Errors
    /// `NotListed`, or `PositionOutOfRange` when it is the last.
    pub fn move_down(&self, programme: ProgrammeId) -> Result<Self, PreferenceRefusal> {
        let index = self.index_of(programme)?;
        self.moved(index, index + 1)
    }

    /// The list with `programme` at `rank` (from 1), the others keeping their order.
    ///
    /// # Errors
    /// `NotListed`, or `PositionOutOfRange`.
    pub fn move_to(&self, programme: ProgrammeId, rank: u8) -> Result<Self, PreferenceRefusal> {
        let index = self.index_of(programme)?;
        let target = usize::from(rank).checked_sub(1).ok_or_else(|| self.out_of_range())?;
        self.moved(index, target)
    }

    fn moved(&self, from: usize, to: usize) -> Result<Self, PreferenceRefusal> {
        if to >= self.programme_ids.len() {
            return Err(self.out_of_range());
        }
        let mut programme_ids = self.programme_ids.clone();
        let programme = programme_ids.remove(from);
        programme_ids.insert(to, programme);
        Ok(self.next(programme_ids))
    }
}

/// The rank of the `index`-th of a list, counted from `first`.
fn rank_at(index: usize, first: u8) -> u8 {
    // A list is never longer than `max_preferences`, which is a u8.
    u8::try_from(index).unwrap_or(u8::MAX).saturating_add(first)
}

/// What to warn about, in the order of the ranks.
pub fn check(
    draft: &PreferenceDraft,
    is_teacher_training: impl Fn(ProgrammeId) -> bool,
    rules: &PreferenceRules,
) -> Vec<PreferenceWarning> {
    if draft.programme_ids.is_empty() {
        return vec![PreferenceWarning::NoPreferences];
    }
    let max_rank = rules.teacher_training_max_rank;
    let ranked = draft.programme_ids.iter().enumerate().map(|(index, id)| (rank_at(index, 1), *id));
    ranked
        .filter(|(rank, programme)| *rank > max_rank && is_teacher_training(*programme))
        .map(|(rank, programme)| PreferenceWarning::TeacherTrainingNotConsidered { rank, programme, max_rank })
        .collect()
}

/// What became of one programme between two lists. Ranks from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreferenceChange {
    /// New in the list.
    Added {
        /// Its rank in the new list.
        rank: u8,
        /// The programme.
        programme: ProgrammeId,
    },
    /// No longer in the list.
    Removed {
        /// Its rank in the old list.
        rank: u8,
        /// The programme.
        programme: ProgrammeId,
    },
    /// At another rank.
    Moved {
        /// Its rank in the old list.
        from: u8,
        /// Its rank in the new list.
        to: u8,
        /// The programme.
        programme: ProgrammeId,
    },
    /// At the same rank.
    Kept {
        /// Its rank in both.
        rank: u8,
        /// The programme.
        programme: ProgrammeId,
    },
}

/// What became of each programme: those of the new list in its order, then the removed in their old order.
#[must_use]
pub fn diff(old: &[ProgrammeId], new: &[ProgrammeId]) -> Vec<PreferenceChange> {
    let rank_in = |list: &[ProgrammeId], wanted: ProgrammeId| {
        list.iter().position(|id| *id == wanted).map(|index| rank_at(index, 1))
    };
    let standing = new.iter().enumerate().map(|(index, id)| {
        let (to, programme) = (rank_at(index, 1), *id);
        match rank_in(old, programme) {
            None => PreferenceChange::Added { rank: to, programme },
            Some(from) if from == to => PreferenceChange::Kept { rank: to, programme },
            Some(from) => PreferenceChange::Moved { from, to, programme },
        }
    });
    let gone = old.iter().enumerate().filter(|(_, id)| rank_in(new, **id).is_none());
    let gone = gone.map(|(index, id)| PreferenceChange::Removed { rank: rank_at(index, 1), programme: *id });
    standing.chain(gone).collect()
}

#[cfg(test)]
mod tests;
