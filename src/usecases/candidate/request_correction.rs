//! Asks the unit to correct one section of an accepted form (domain.md §3.9): the candidate enters how it should read, and
//! why; until the unit has answered, the accepted form stands.

use serde_json::json;

use super::{
    exam_registration::{ExamRegistration, ExamRegistrationError, audit, candidate_of, change_state, load},
    freeze::is_frozen,
    save_exam_section::alert_to_new_contact,
};
use crate::{
    domain::{
        access::Actor,
        exam::{
            attachments::FileRules,
            registration::{ExamRegistrationForms, SectionForm},
            sections::{RegistrationRules, Section},
            situation::Situation,
            state::{Action, ReasonedAction, RegistrationStatus, TransitionRefusal},
        },
        field_errors::{FieldErrors, required_text},
        time::Instant,
    },
    storage::{
        StorageError,
        correction_request::{NewCorrection, correction_request_insert, correction_request_latest},
    },
    usecases::{Ctx, audit::Act},
};

pub use crate::storage::correction_request::CorrectionRequest;

/// The longest reason, in characters.
const MAX_REASON: u16 = 500;

/// Why nothing was asked for.
#[derive(Debug)]
pub enum NotRequested {
    /// The form is in another state, or the time for it is over.
    Refused(TransitionRefusal),
    /// The form changed since it was shown, or something is asked for already.
    Stale,
    /// What is wrong with the section or the reason.
    Invalid(FieldErrors),
    /// The form would say what it says already.
    NothingNew,
    /// To change the contact data the person has to prove themselves anew.
    NeedsFreshSignIn,
    /// The contact data is frozen with the candidate's other risky acts.
    Frozen,
}

/// What came of it, with the registration before.
#[derive(Debug)]
pub struct RequestOutcome {
    /// The registration before.
    pub registration: ExamRegistration,
    /// Whether it was asked for.
    pub requested: Result<(), NotRequested>,
}

impl ExamRegistration {
    /// The sections that the candidate may ask to have corrected at `now`: none unless the form is accepted, or unlocked to
    /// be corrected. Who one is comes from elsewhere, a declaration is given anew, and what decides the papers stays as it was
    /// once the registration window has closed (domain.md §3.3); arrangements for the exam are kept apart from the form, and
    /// so are files. As what and where one registers decides in whose list one stands: another unit would have to take the
    /// form over, so that is the unit's and the department's to put right.
    #[must_use]
    pub fn correctable(&self, now: Instant) -> Vec<Section> {
        if self.check_correctable(now).is_err() {
            return Vec::new();
        }
        let asked = self.tasks().into_iter().map(|(section, _)| section);
        asked
            .filter(|section| match section {
                Section::Identity
                | Section::Applicant
                | Section::Unit
                | Section::Arrangements
                | Section::Evidence
                | Section::Portrait
                | Section::Declaration => false,
                section => !self.is_frozen(*section, now),
            })
            .collect()
    }

    fn check_correctable(&self, now: Instant) -> Result<(), TransitionRefusal> {
        if self.record.state.status() == RegistrationStatus::Unlocked {
            return Ok(());
        }
        let request = Action::WithReason(ReasonedAction::RequestCorrection, "–".to_owned());
        self.record.state.clone().apply(request, now, &self.windows).map(drop)
    }
}

/// The candidate's form with the latest request about it. `also` are codes of communes or schools that a page names besides
/// those of the form.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn view(
    ctx: &Ctx,
    actor: &Actor,
    also: &[String],
) -> Result<(ExamRegistration, Option<CorrectionRequest>), ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, also).await?;
    let request = correction_request_latest(&mut tx, registration.record.id).await?;
    // Not committed: looking begins no form.
    Ok((registration, request))
}

/// Asks that a section read like `form`, for `reason`; `shown_version` is the version of the record that the page showed.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    form: SectionForm,
    reason: &str,
    shown_version: i32,
) -> Result<RequestOutcome, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &form.named_codes()).await?;
    let refused = |registration, why| Ok(RequestOutcome { registration, requested: Err(why) });
    let (now, section) = (ctx.now(), form.section());
    if let Err(refusal) = registration.check_correctable(now) {
        return refused(registration, NotRequested::Refused(refusal));
    }
    if !registration.correctable(now).contains(&section) {
        let closed_at = registration.papers_frozen_at;
        return refused(registration, NotRequested::Refused(TransitionRefusal::PhaseClosed { closed_at }));
    }
    let waits = correction_request_latest(&mut tx, registration.record.id).await?;
    let is_open = waits.is_some_and(|request| request.decided_at.is_none());
    let latest = match &registration.latest {
        Some(latest) if registration.record.version == shown_version && !is_open => latest.clone(),
        _ => return refused(registration, NotRequested::Stale),
    };
    // Mails and calls go to the contact data, so a correction of it is guarded as saving it is.
    if section == Section::Contact && is_frozen(&mut tx, registration.record.candidate_id).await? {
        return refused(registration, NotRequested::Frozen);
    }
    let stands = ExamRegistrationForms::from(&latest.content);
    let is_nothing_new = stands.form(section).as_ref() == Some(&form);
    let forms = stands.with(form.clone());
    // The paper of a new claim is shown at the school: it cannot be added to what was submitted.
    let files = FileRules { asks_evidence: false, ..registration.rules.files.clone() };
    let rules = RegistrationRules { files, ..registration.rules.clone() };
    let situation = Situation::of(&forms, &rules);
    let mut errors = form.check(&situation, &rules).err().unwrap_or_default();
    let reason = errors.collect("reason", required_text(&reason.replace("\r\n", "\n"), MAX_REASON));
    let (reason, mut proposed) = match (reason, errors.is_empty(), forms.submit(&rules)) {
        (Some(reason), true, Ok(proposed)) => (reason, proposed),
        (_, true, Err(failed)) => {
            // The section alone is right, and contradicts another one.
            let other = failed.into_iter().next().map(|(_, errors)| errors).unwrap_or_default();
            return refused(registration, NotRequested::Invalid(other));
        }
        _ => return refused(registration, NotRequested::Invalid(errors)),
    };
    proposed.keep_files_of(&latest.content);
    if is_nothing_new {
        return refused(registration, NotRequested::NothingNew);
    }
    if section == Section::Contact && !ctx.is_fresh(candidate_of(actor)?) {
        return refused(registration, NotRequested::NeedsFreshSignIn);
    }
    let contact = stands.form(Section::Contact);
    alert_to_new_contact(&mut tx, ctx, registration.record.candidate_id, contact.as_ref(), &form).await?;
    let record = &registration.record;
    let id = ctx.fresh_uuid();
    let new = NewCorrection { id, section, base_number: latest.number, proposed: &proposed, reason: &reason };
    match correction_request_insert(&mut tx, record.id, &new, now).await {
        Err(StorageError::Conflict { .. }) => return refused(registration, NotRequested::Stale),
        inserted => inserted?,
    }
    let request = Action::WithReason(ReasonedAction::RequestCorrection, reason);
    if let Ok((next, event)) = record.state.clone().apply(request, now, &registration.windows) {
        change_state(&mut tx, ctx, actor, record, (&next, &event), None).await?;
    }
    let details = json!({ "section": section.as_str(), "version": latest.number });
    let act = Act::new("exam_registration.request_correction").changed(&latest.content, &proposed).with(details);
    audit(&mut tx, ctx, actor, record, act).await?;
    tx.commit().await?;
    Ok(RequestOutcome { registration, requested: Ok(()) })
}
