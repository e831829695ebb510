//! The exam council appends slips to numbered registrations on the procedures day (đính chính, domain.md §3.9).

use std::sync::Arc;

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::amendment::{
            AmendmentForm, AmendmentRefusal, Fact, FactValue, PrintedFacts, Slip, Slips, check_window,
            withdrawal_reason,
        },
        field_errors::{FieldErrorCode, FieldErrors},
        ids::{CandidateNumber, DepartmentCode, ExamRegistrationId},
        season::{PhaseKind, Season, WindowState},
    },
    storage::{
        StorageError, Tx,
        amendment::{
            NumberedCandidate, amendment_append, amendments_fetch_of, numbered_candidate_fetch,
            numbered_registration_find,
        },
    },
    usecases::{
        Ctx,
        amendment::{self, AmendmentNames},
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Why no slip was appended.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// There is no numbered registration like that in the actor's council.
    #[error("no such numbered registration in the council")]
    NotFound,
    /// What is wrong with what was typed.
    #[error("what was typed is refused")]
    Invalid(FieldErrors),
    /// The rules do not allow it now.
    #[error("the slip is refused: {0:?}")]
    Refused(AmendmentRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A numbered registration as the council sees it.
#[derive(Debug, Clone)]
pub struct NumberedView {
    /// Who.
    pub candidate: NumberedCandidate,
    /// What the papers say.
    pub printed: PrintedFacts,
    /// What was appended.
    pub slips: Slips,
    /// What codes mean.
    pub names: Arc<AmendmentNames>,
    /// How the window of the procedures stands.
    pub window: WindowState,
}

impl NumberedView {
    /// What may be amended now: nothing outside the window.
    #[must_use]
    pub fn amendable(&self) -> Vec<Fact> {
        let is_open = self.window.is_open();
        Fact::ALL.iter().copied().filter(|fact| is_open && self.printed.may_amend(*fact)).collect()
    }

    /// What holds of `fact`.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Option<FactValue> {
        self.slips.value(fact, &self.printed)
    }
}

/// Finds a numbered registration of the actor's council by its candidate number.
///
/// # Errors
/// `Invalid` at `number` for what is no candidate number, and for one that is nobody's there; `NotFound` for whoever has
/// no council; what the database says.
pub async fn find(ctx: &Ctx, actor: &Actor, season: &Season, number: &str) -> Result<ExamRegistrationId, AmendError> {
    let department = council_of(actor)?;
    let refused = |code| AmendError::Invalid(FieldErrors::one("number", code));
    let number = match number.trim() {
        "" => return Err(refused(FieldErrorCode::Missing)),
        text => CandidateNumber::parse(text).ok_or_else(|| refused(FieldErrorCode::NotKnown))?,
    };
    let mut tx = ctx.db.begin(actor).await?;
    let found = numbered_registration_find(&mut tx, (&department, season.year), &number).await?;
    tx.commit().await?;
    found.ok_or_else(|| refused(FieldErrorCode::NotKnown))
}

/// A numbered registration of the actor's council. The candidate can read that it was looked at.
///
/// # Errors
/// `NotFound`, also for the form of another council and for one without number; what the database says.
pub async fn view(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
) -> Result<NumberedView, AmendError> {
    let mut tx = ctx.db.begin(actor).await?;
    let shown = load(&mut tx, ctx, actor, season, id).await?;
    let look = Act::new("amendment.view").on_a("exam_registration", id.0).purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &[shown.candidate.candidate_id]).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Appends a slip about `fact`; `seen` is the number of the last slip that was shown, 0 for none.
///
/// # Errors
/// See [`AmendError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, seen): (ExamRegistrationId, u16),
    fact: Fact,
    form: &AmendmentForm,
) -> Result<u16, AmendError> {
    let mut tx = ctx.db.begin(actor).await?;
    let shown = load(&mut tx, ctx, actor, season, id).await?;
    check_window(shown.window).map_err(AmendError::Refused)?;
    let now = ctx.now();
    let correction = form.parse(fact, &shown.names.codes(), now.day_in_vietnam()).map_err(AmendError::Invalid)?;
    let slip = shown.slips.amend((fact, correction), &shown.printed, seen, now).map_err(refusal_of)?;
    append(tx, ctx, actor, &shown, &slip, "amendment.append").await
}

/// Takes the slip of this number back by a further one.
///
/// # Errors
/// See [`AmendError`].
pub async fn withdraw(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, seen): (ExamRegistrationId, u16),
    number: u16,
    reason: &str,
) -> Result<u16, AmendError> {
    let mut tx = ctx.db.begin(actor).await?;
    let shown = load(&mut tx, ctx, actor, season, id).await?;
    shown.slips.get(number).ok_or(AmendError::NotFound)?;
    check_window(shown.window).map_err(AmendError::Refused)?;
    let reason = withdrawal_reason(reason).map_err(AmendError::Invalid)?;
    let slip = shown.slips.withdraw(number, reason, seen, ctx.now()).map_err(refusal_of)?;
    append(tx, ctx, actor, &shown, &slip, "amendment.withdraw").await
}

fn council_of(actor: &Actor) -> Result<DepartmentCode, AmendError> {
    actor.department_for(Permission::AmendRegistration).ok_or(AmendError::NotFound)
}

/// What stands already is told at the field where it was typed.
fn refusal_of(refusal: AmendmentRefusal) -> AmendError {
    match refusal {
        AmendmentRefusal::NothingNew => AmendError::Invalid(FieldErrors::one("value", FieldErrorCode::Unchanged)),
        other => AmendError::Refused(other),
    }
}

async fn load(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
) -> Result<NumberedView, AmendError> {
    let department = council_of(actor)?;
    let found = numbered_candidate_fetch(tx, (&department, season.year), id).await?;
    let candidate = found.ok_or(AmendError::NotFound)?;
    let slips = amendments_fetch_of(tx, candidate.candidate_id).await?;
    let names = amendment::names(tx, season.year).await?;
    let NumberedCandidate { full_name, birth_date, sex, content, .. } = &candidate;
    let printed = PrintedFacts::of(full_name.clone(), *birth_date, *sex, content);
    let window = season.calendar.state(PhaseKind::ExamProcedures, ctx.now());
    Ok(NumberedView { candidate, printed, slips, names, window })
}

/// Keeps the slip with its trace, and tells the candidate. The values stay out of the log: they are personal.
async fn append(
    mut tx: Tx,
    ctx: &Ctx,
    actor: &Actor,
    shown: &NumberedView,
    slip: &Slip,
    action: &'static str,
) -> Result<u16, AmendError> {
    let Actor::Staff(staff) = actor else { return Err(AmendError::NotFound) };
    let candidate = &shown.candidate;
    match amendment_append(&mut tx, candidate.candidate_id, slip, staff.staff_id).await {
        // Whoever appended at the same moment was first.
        Err(StorageError::Conflict { .. }) => return Err(AmendError::Refused(AmendmentRefusal::Stale)),
        kept => kept?,
    }
    let word = |value: &Option<FactValue>| value.as_ref().map(FactValue::to_word);
    let act = Act::new(action)
        .about(candidate.candidate_id)
        .on_a("exam_registration", candidate.registration_id.0)
        .changed(&word(&slip.printed), &word(&slip.corrected))
        .because(slip.reason.as_str())
        .with(json!({ "fact": slip.fact.as_str(), "slip": slip.number, "withdraws": slip.withdraws }));
    audit::record(&mut tx, ctx, actor, act).await?;
    enqueue_to_candidate(&mut tx, ctx, candidate.candidate_id, MailTemplate::RegistrationAmended).await?;
    tx.commit().await?;
    Ok(slip.number)
}
