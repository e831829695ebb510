//! Edits the draft of a candidate's preference list. What was submitted stands until the draft is submitted, too.

use serde_json::json;

use super::freeze::is_frozen;
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::preference_list::{PreferenceDraft, PreferenceRefusal, PreferenceRules},
        ids::ProgrammeId,
        season::{PhaseKind, WindowState},
    },
    storage::{
        StorageError,
        catalogue::programme_fetch_summaries,
        preference_list::{preference_draft_fetch_for_update, preference_draft_save},
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// One edit. Whoever moves or removes says which version of the draft they saw; an addition at the end fits any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreferenceEdit {
    /// Adds at the end, or at `rank` when it comes back after a removal.
    Add {
        /// From 1; past the end counts as the end.
        rank: Option<u8>,
    },
    /// Takes out.
    Remove {
        /// The version seen.
        version: u32,
    },
    /// One rank better.
    MoveUp {
        /// The version seen.
        version: u32,
    },
    /// One rank worse.
    MoveDown {
        /// The version seen.
        version: u32,
    },
    /// To a rank.
    MoveTo {
        /// The version seen.
        version: u32,
        /// From 1.
        rank: u8,
    },
}

impl PreferenceEdit {
    const fn version(self) -> Option<u32> {
        match self {
            Self::Add { .. } => None,
            Self::Remove { version }
            | Self::MoveUp { version }
            | Self::MoveDown { version }
            | Self::MoveTo { version, .. } => Some(version),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Remove { .. } => "remove",
            Self::MoveUp { .. } => "move_up",
            Self::MoveDown { .. } => "move_down",
            Self::MoveTo { .. } => "move_to",
        }
    }

    fn apply(
        self,
        draft: &PreferenceDraft,
        programme: ProgrammeId,
        rules: &PreferenceRules,
    ) -> Result<PreferenceDraft, PreferenceRefusal> {
        match self {
            Self::Add { rank } => {
                let added = draft.add(programme, rules)?;
                // A place past the end, or none, leaves it at the end.
                let placed = rank.and_then(|rank| added.move_to(programme, rank).ok());
                Ok(placed.map_or(added, |placed| PreferenceDraft { version: draft.version + 1, ..placed }))
            }
            Self::Remove { .. } => draft.remove(programme),
            Self::MoveUp { .. } => draft.move_up(programme),
            Self::MoveDown { .. } => draft.move_down(programme),
            Self::MoveTo { rank, .. } => draft.move_to(programme, rank),
        }
    }
}

/// Why the list stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum EditPreferencesError {
    /// The candidate's acts are frozen.
    #[error("the preference list is frozen")]
    Frozen,
    /// Preferences cannot be edited now.
    #[error("the window of preferences is not open")]
    NotOpen(WindowState),
    /// The list was changed since it was shown.
    #[error("version {seen} was shown, {current} is current")]
    Stale {
        /// The version that was shown.
        seen: u32,
        /// The version that is current.
        current: u32,
    },
    /// The season has no such programme.
    #[error("no such programme")]
    NoSuchProgramme,
    /// The list does not allow it.
    #[error(transparent)]
    Refused(#[from] PreferenceRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Edits the draft of `candidate`; gives the new draft.
///
/// # Errors
/// See [`EditPreferencesError`]; nothing is changed then.
pub async fn run(
    ctx: &Ctx,
    candidate: &CandidateActor,
    programme: ProgrammeId,
    edit: PreferenceEdit,
) -> Result<PreferenceDraft, EditPreferencesError> {
    let actor = Actor::Candidate(candidate.clone());
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    if is_frozen(&mut tx, candidate.candidate_id).await? {
        return Err(EditPreferencesError::Frozen);
    }
    let season = season_require_current(&mut tx).await?;
    let window = season.calendar.state(PhaseKind::Preference, now);
    if !window.is_open() {
        return Err(EditPreferencesError::NotOpen(window));
    }
    let draft = preference_draft_fetch_for_update(&mut tx, candidate.candidate_id, now).await?;
    let is_listed = draft.programme_ids.contains(&programme);
    if matches!(edit, PreferenceEdit::Remove { .. }) && !is_listed {
        // The second click of two.
        return Ok(draft);
    }
    if let Some(seen) = edit.version().filter(|seen| *seen != draft.version) {
        return Err(EditPreferencesError::Stale { seen, current: draft.version });
    }
    if !is_listed && programme_fetch_summaries(&mut tx, season.year, &[programme]).await?.is_empty() {
        return Err(EditPreferencesError::NoSuchProgramme);
    }
    let next = edit.apply(&draft, programme, &season.rules.preference_rules())?;
    preference_draft_save(&mut tx, candidate.candidate_id, draft.version, &next, now).await?;
    let rank = next.programme_ids.iter().position(|id| *id == programme).map(|index| index + 1);
    audit::record(
        &mut tx,
        ctx,
        &actor,
        Act::new("preference_draft.edit")
            .about(candidate.candidate_id)
            .on_a("programme", programme.0)
            .changed(&draft.programme_ids, &next.programme_ids)
            .with(json!({ "edit": edit.word(), "version": next.version, "rank": rank })),
    )
    .await?;
    tx.commit().await?;
    Ok(next)
}
