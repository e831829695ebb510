//! Submits the draft as the next numbered version, which stands from then on.
//!
//! Submitting what stands already changes nothing and gives the receipt there is: whoever lost the answer of a
//! submission may send it again, even after the window has closed.

use serde_json::json;

use super::freeze::is_frozen;
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::submitted_list::SubmittedList,
        candidate::alert::AlertKind,
        ids::PreferenceListVersionId,
        season::{PhaseKind, WindowState},
    },
    storage::{
        StorageError,
        mail_outbox::candidate_email_fetch,
        preference_list::{preference_draft_fetch_for_update, preference_list_fetch_standing, preference_list_insert},
        season::season_require_current,
    },
    usecases::{
        Ctx, alerts,
        audit::{self, Act},
    },
};

/// Why nothing was submitted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitPreferencesError {
    /// The candidate's acts are frozen.
    #[error("the preference list is frozen")]
    Frozen,
    /// Preferences cannot be submitted now.
    #[error("the window of preferences is not open")]
    NotOpen(WindowState),
    /// The electronic identity is not of level 2.
    #[error("submitting needs an identity of level 2")]
    NeedsLevel2,
    /// The person has to prove themselves anew; the draft is kept.
    #[error("submitting needs a fresh sign-in")]
    NeedsFreshSignIn,
    /// The list was changed since it was checked.
    #[error("version {seen} was checked, {current} is current")]
    Stale {
        /// The version that was checked.
        seen: u32,
        /// The version that is current.
        current: u32,
    },
    /// The list is empty.
    #[error("the list is empty")]
    Empty,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Submits the draft whose version `candidate` has checked; gives the version that stands.
///
/// # Errors
/// See [`SubmitPreferencesError`]; what stood before stands on then.
pub async fn run(
    ctx: &Ctx,
    candidate: &CandidateActor,
    checked_version: u32,
) -> Result<SubmittedList, SubmitPreferencesError> {
    let actor = Actor::Candidate(candidate.clone());
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    if is_frozen(&mut tx, candidate.candidate_id).await? {
        return Err(SubmitPreferencesError::Frozen);
    }
    let season = season_require_current(&mut tx).await?;
    let draft = preference_draft_fetch_for_update(&mut tx, candidate.candidate_id, now).await?;
    let standing = preference_list_fetch_standing(&mut tx, candidate.candidate_id).await?;
    let number = standing.as_ref().map_or(1, |list| list.number + 1);
    let before = standing.as_ref().map(|list| list.programme_ids.clone());
    if let Some(list) = standing
        && draft.version == checked_version
        && list.programme_ids == draft.programme_ids
    {
        return Ok(list);
    }
    let window = season.calendar.state(PhaseKind::Preference, now);
    if !window.is_open() {
        return Err(SubmitPreferencesError::NotOpen(window));
    }
    if !candidate.is_level_2 {
        return Err(SubmitPreferencesError::NeedsLevel2);
    }
    if draft.version != checked_version {
        return Err(SubmitPreferencesError::Stale { seen: checked_version, current: draft.version });
    }
    if draft.programme_ids.is_empty() {
        return Err(SubmitPreferencesError::Empty);
    }
    // Last of all, so that nobody proves themselves for what could not be done anyway.
    if !ctx.is_fresh(candidate) {
        return Err(SubmitPreferencesError::NeedsFreshSignIn);
    }
    let list = SubmittedList {
        id: PreferenceListVersionId(ctx.fresh_uuid()),
        number,
        submitted_at: now,
        receipt_number: ctx.rng.public_number("NV"),
        programme_ids: draft.programme_ids,
    };
    preference_list_insert(&mut tx, candidate.candidate_id, &list).await?;
    audit::record(
        &mut tx,
        ctx,
        &actor,
        Act::new("preference_list.submit")
            .about(candidate.candidate_id)
            .on(list.id.0)
            .changed(&before, &list.programme_ids)
            .with(json!({
                "number": list.number,
                "preferences": list.programme_ids.len(),
                "receipt_number": list.receipt_number,
            })),
    )
    .await?;
    let recipient = candidate_email_fetch(&mut tx, candidate.candidate_id).await?;
    let recipients = recipient.into_iter().collect();
    alerts::raise(&mut tx, ctx, candidate.candidate_id, AlertKind::PreferencesSubmitted, recipients).await?;
    tx.commit().await?;
    Ok(list)
}
