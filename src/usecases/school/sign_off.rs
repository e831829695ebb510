//! The head of a registration unit signs its list off; staff record who has signed the paper form (domain.md §3.9).

use serde_json::json;

use super::unit_of;
use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::{
            progress::Progress,
            state::{ExamRegistrationState, ExamWindows, PlainAction, RegistrationStatus, TransitionRefusal},
        },
        ids::{CandidateId, ExamRegistrationId, SeasonYear},
        season::Season,
    },
    storage::{
        StorageError,
        unit_list::{
            exam_registrations_transition, unit_forms_waiting, unit_list_fetch, unit_sign_off_append, unit_sign_offs,
        },
        unit_progress::class_progress_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

pub use crate::storage::unit_list::{ListedForm, SignOff};

/// A unit's list and how far it is.
#[derive(Debug, Clone)]
pub struct UnitList {
    /// The accepted forms, by class and given name.
    pub forms: Vec<ListedForm>,
    /// How many forms still wait for the unit's decision.
    pub waiting: i64,
    /// When the list was signed off, the latest first.
    pub sign_offs: Vec<SignOff>,
    /// How far the whole unit is: whom a sign-off would leave out.
    pub progress: Progress,
    /// The forms of whoever may not sit the exam, in the same order.
    pub ineligible: Vec<ListedForm>,
}

impl UnitList {
    /// How many forms are in `status`.
    #[must_use]
    pub fn count(&self, status: RegistrationStatus) -> usize {
        self.forms.iter().filter(|form| form.status == status).count()
    }
}

/// Why nothing was signed off or recorded.
#[derive(Debug, thiserror::Error)]
pub enum SignOffError {
    /// The actor has no unit, or not the right.
    #[error("no unit of the actor's")]
    NotFound,
    /// Forms still wait for a decision.
    #[error("{0} forms wait for a decision")]
    Undecided(i64),
    /// The list is another one than was shown.
    #[error("the list changed since it was shown")]
    Stale,
    /// The rules do not allow it now.
    #[error("the transition is refused: {0:?}")]
    Refused(TransitionRefusal),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for SignOffError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// The list of the actor's unit; `None` for anyone who has no unit. Each candidate on it can read that it was looked at.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<UnitList>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let all = unit_list_fetch(&mut tx, unit, season).await?;
    let waiting = unit_forms_waiting(&mut tx, unit, season).await?;
    let sign_offs = unit_sign_offs(&mut tx, unit, season).await?;
    let progress = Progress::of_all(&class_progress_fetch(&mut tx, unit, season).await?);
    let seen: Vec<CandidateId> = all.iter().map(|form| form.candidate_id).collect();
    let look = Act::new("unit_list.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    let (forms, ineligible) = all.into_iter().partition(|form| form.status.is_accepted());
    Ok(Some(UnitList { forms, waiting, sign_offs, progress, ineligible }))
}

/// Puts every approved form into the signed-off list, provided that there are as many as the head was `shown`, and tells
/// each candidate. Gives how many.
///
/// # Errors
/// See [`SignOffError`].
pub async fn lock(ctx: &Ctx, actor: &Actor, season: &Season, shown: usize) -> Result<usize, SignOffError> {
    let unit = actor.unit_for(Permission::LockUnitList).ok_or(SignOffError::NotFound)?;
    let Actor::Staff(head) = actor else { return Err(SignOffError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(SignOffError::NotFound)?;
    let (_, event) =
        ExamRegistrationState::Approved.apply(PlainAction::Lock, ctx.now(), &windows).map_err(SignOffError::Refused)?;
    let mut tx = ctx.db.begin(actor).await?;
    let waiting = unit_forms_waiting(&mut tx, unit, season.year).await?;
    if waiting > 0 {
        return Err(SignOffError::Undecided(waiting));
    }
    let list = unit_list_fetch(&mut tx, unit, season.year).await?;
    let approved: Vec<&ListedForm> = list.iter().filter(|form| form.status == RegistrationStatus::Approved).collect();
    if approved.len() != shown || approved.is_empty() {
        return Err(SignOffError::Stale);
    }
    let fresh: Vec<_> = approved.iter().map(|_| ctx.fresh_uuid()).collect();
    exam_registrations_transition(&mut tx, &versions(&approved), &event, actor, &fresh).await?;
    let (id, count) = (ctx.fresh_uuid(), approved.len());
    unit_sign_off_append(&mut tx, id, (unit, season.year), ctx.now(), head.staff_id, count).await?;
    let candidates: Vec<CandidateId> = approved.iter().map(|form| form.candidate_id).collect();
    let act = Act::new("exam_registration.lock").on_a("unit_sign_off", id).with(json!({ "forms": count }));
    audit::record_for_each(&mut tx, ctx, actor, act, &candidates).await?;
    for candidate in candidates {
        enqueue_to_candidate(&mut tx, ctx, candidate, MailTemplate::RegistrationLocked).await?;
    }
    tx.commit().await?;
    Ok(count)
}

fn versions(forms: &[&ListedForm]) -> Vec<(ExamRegistrationId, i32)> {
    forms.iter().map(|form| (form.id, form.version)).collect()
}

/// Records that the candidates of these forms have signed on paper. Gives how many; one that has been recorded already is
/// left as it is.
///
/// # Errors
/// See [`SignOffError`]; `Stale` where a form is not in the signed-off list.
pub async fn sign(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    forms: &[ExamRegistrationId],
) -> Result<usize, SignOffError> {
    let unit = actor.unit_for(Permission::DecideRegistration).ok_or(SignOffError::NotFound)?;
    let windows = ExamWindows::of(season).ok_or(SignOffError::NotFound)?;
    let (_, event) =
        ExamRegistrationState::Locked.apply(PlainAction::Sign, ctx.now(), &windows).map_err(SignOffError::Refused)?;
    let mut tx = ctx.db.begin(actor).await?;
    let list = unit_list_fetch(&mut tx, unit, season.year).await?;
    let chosen: Vec<&ListedForm> = list.iter().filter(|form| forms.contains(&form.id)).collect();
    let is_known = |form: &&ListedForm| {
        matches!(form.status, RegistrationStatus::Locked | RegistrationStatus::Signed | RegistrationStatus::Numbered)
    };
    if chosen.len() != forms.len() || !chosen.iter().all(is_known) {
        return Err(SignOffError::Stale);
    }
    let locked: Vec<&ListedForm> =
        chosen.into_iter().filter(|form| form.status == RegistrationStatus::Locked).collect();
    let fresh: Vec<_> = locked.iter().map(|_| ctx.fresh_uuid()).collect();
    exam_registrations_transition(&mut tx, &versions(&locked), &event, actor, &fresh).await?;
    let candidates: Vec<CandidateId> = locked.iter().map(|form| form.candidate_id).collect();
    audit::record_for_each(&mut tx, ctx, actor, Act::new("exam_registration.sign"), &candidates).await?;
    tx.commit().await?;
    Ok(locked.len())
}
