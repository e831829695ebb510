//! A candidate's own preference list: the draft, the version that stands, and what to know about both.

use std::collections::BTreeMap;

use super::freeze::is_frozen;
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::{
            preference_list::{PreferenceChange, PreferenceDraft, PreferenceRules, PreferenceWarning, check, diff},
            programme::ProgrammeSummary,
            submitted_list::SubmittedList,
        },
        ids::ProgrammeId,
        season::{PhaseKind, WindowState},
    },
    storage::{
        StorageError,
        bill::bill_province_group,
        catalogue::programme_fetch_summaries,
        preference_list::{preference_draft_fetch, preference_list_fetch_all},
        season::season_require_current,
    },
    usecases::Ctx,
};

/// All that the pages about the list show.
#[derive(Debug, Clone)]
pub struct PreferencesView {
    /// The list being edited.
    pub draft: PreferenceDraft,
    /// The submitted versions, the standing one first.
    pub submitted: Vec<SubmittedList>,
    /// The programmes of the draft and of every version.
    pub programmes: BTreeMap<ProgrammeId, ProgrammeSummary>,
    /// What to know before submitting the draft.
    pub warnings: Vec<PreferenceWarning>,
    /// What the draft changes in the standing version.
    pub changes: Vec<PreferenceChange>,
    /// What the season asks of a list.
    pub rules: PreferenceRules,
    /// Whether risky acts are frozen (`domain/candidate/freeze`).
    pub is_frozen: bool,
    /// Whether the list can be edited and submitted now.
    pub window: WindowState,
    /// When the fee can be paid, in the candidate's group of provinces.
    pub payment: WindowState,
}

impl PreferencesView {
    /// The version that stands.
    #[must_use]
    pub fn standing(&self) -> Option<&SubmittedList> {
        self.submitted.first()
    }

    /// Whether the draft is what was submitted last; a draft never touched is, too.
    #[must_use]
    pub fn is_submitted(&self) -> bool {
        let standing = self.standing().map_or(&[][..], |list| &list.programme_ids);
        standing == self.draft.programme_ids
    }
}

/// The list of `candidate`. `also` names a programme that is shown though it may stand in no list, e.g. one that was
/// just removed.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    candidate: &CandidateActor,
    also: Option<ProgrammeId>,
) -> Result<PreferencesView, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let season = season_require_current(&mut tx).await?;
    let draft = preference_draft_fetch(&mut tx, candidate.candidate_id).await?;
    let submitted = preference_list_fetch_all(&mut tx, candidate.candidate_id).await?;
    let listed = submitted.iter().flat_map(|list| &list.programme_ids).chain(&draft.programme_ids).copied();
    let mut ids: Vec<ProgrammeId> = listed.chain(also).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = programme_fetch_summaries(&mut tx, season.year, &ids).await?;
    let province_group = bill_province_group(&mut tx, candidate.candidate_id).await?;
    let is_frozen = is_frozen(&mut tx, candidate.candidate_id).await?;
    tx.commit().await?;
    let programmes: BTreeMap<_, _> = found.into_iter().map(|programme| (programme.id, programme)).collect();
    let rules = season.rules.preference_rules();
    let is_teacher_training = |id| programmes.get(&id).is_some_and(|programme| programme.is_teacher_training);
    let warnings = check(&draft, is_teacher_training, &rules);
    let standing = submitted.first().map_or(&[][..], |list| &list.programme_ids);
    let changes = diff(standing, &draft.programme_ids);
    let now = ctx.now();
    Ok(PreferencesView {
        warnings,
        changes,
        rules,
        is_frozen,
        window: season.calendar.state(PhaseKind::Preference, now),
        payment: season.calendar.state_for(PhaseKind::Payment, province_group, now),
        draft,
        submitted,
        programmes,
    })
}
