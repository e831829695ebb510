//! Saves one section of the exam registration as it was typed, right or wrong, so that nothing is lost.

use serde_json::json;

use super::{
    exam_registration::{ExamRegistration, ExamRegistrationError, audit, candidate_of, change_state, load},
    freeze::is_frozen,
};
use crate::{
    domain::{
        access::Actor,
        candidate::{alert::AlertKind, contact::EmailAddress},
        exam::{
            registration::SectionForm,
            sections::Section,
            state::{PlainAction, RegistrationStatus, TransitionRefusal},
        },
        field_errors::FieldErrors,
        ids::CandidateId,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        exam_registration::{SectionToSave, exam_registration_section_save},
        mail_outbox::candidate_email_fetch,
        person::{candidate_choose_kind, candidate_choose_unit},
    },
    usecases::{Ctx, alerts, audit::Act},
};

/// Why nothing was saved.
#[derive(Debug)]
pub enum NotSaved {
    /// The form was handed in, or the window is not open.
    Refused(TransitionRefusal),
    /// The section decides the papers, which stay as they are since then, whatever else can be mended.
    PapersFrozen(Instant),
    /// The section was saved elsewhere since it was shown.
    Stale,
    /// The contact data were complete, and to change them the person has to prove themselves anew.
    NeedsFreshSignIn,
    /// The declaration covers the other sections, and they are not done.
    OthersFirst,
    /// The section is not asked of this candidate.
    NotAsked,
    /// The contact data is frozen with the candidate's other risky acts.
    Frozen,
    /// A text holds characters that cannot be stored.
    Unreadable,
}

/// What came of it, with the registration as it stands.
#[derive(Debug)]
pub struct SaveOutcome {
    /// The registration before the save.
    pub registration: ExamRegistration,
    /// Saved: with what is still wrong, and the section's new version.
    pub saved: Result<(FieldErrors, i32), NotSaved>,
}

/// Saves `form` over the version that the page showed. A form that was sent back becomes a draft again.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    form: SectionForm,
    shown_version: i32,
) -> Result<SaveOutcome, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &form.named_codes()).await?;
    let section = form.section();
    if section == Section::Contact && is_frozen(&mut tx, registration.record.candidate_id).await? {
        return Ok(SaveOutcome { registration, saved: Err(NotSaved::Frozen) });
    }
    let json = serde_json::to_value(&form).unwrap_or_default();
    if let Err(refusal) = refuse(ctx, &registration, &form, &json) {
        tx.commit().await?;
        return Ok(SaveOutcome { registration, saved: Err(refusal) });
    }
    let errors = registration.check_section(&form).err().unwrap_or_default();
    let stored_version = registration.section_version(section);
    // The same form again, e.g. by a double click: it is saved already.
    if stored_version == shown_version + 1 && registration.draft.forms.form(section).as_ref() == Some(&form) {
        tx.commit().await?;
        return Ok(SaveOutcome { registration, saved: Ok((errors, stored_version)) });
    }
    if stored_version != shown_version {
        tx.commit().await?;
        return Ok(SaveOutcome { registration, saved: Err(NotSaved::Stale) });
    }
    if needs_fresh_sign_in(&registration, &form) && !ctx.is_fresh(candidate_of(actor)?) {
        tx.commit().await?;
        return Ok(SaveOutcome { registration, saved: Err(NotSaved::NeedsFreshSignIn) });
    }
    let contact = registration.draft.forms.form(Section::Contact);
    alert_to_new_contact(&mut tx, ctx, registration.record.candidate_id, contact.as_ref(), &form).await?;
    let to_save = SectionToSave { section, form: json, is_complete: errors.is_empty(), shown_version };
    match exam_registration_section_save(&mut tx, registration.record.id, to_save, ctx.now()).await {
        Err(StorageError::Stale) => return Ok(SaveOutcome { registration, saved: Err(NotSaved::Stale) }),
        saved => saved?,
    }
    if errors.is_empty() {
        keep_with_candidate(&mut tx, &registration, &form).await?;
    }
    let record = &registration.record;
    if record.state.status() == RegistrationStatus::Rejected
        && let Ok((next, event)) = record.state.clone().apply(PlainAction::Edit, ctx.now(), &registration.windows)
    {
        change_state(&mut tx, ctx, actor, record, (&next, &event), None).await?;
    }
    let details = json!({ "section": section.as_str(), "is_complete": errors.is_empty() });
    let before = registration.draft.forms.form(section);
    let act = Act::new("exam_registration.save_section").with(details);
    // A digest of a few boxes tells which are ticked: what a disabled candidate needs leaves none.
    let act = if section == Section::Arrangements { act } else { act.changed(&before, &form) };
    audit(&mut tx, ctx, actor, record, act).await?;
    tx.commit().await?;
    Ok(SaveOutcome { registration, saved: Ok((errors, shown_version + 1)) })
}

/// Ground and unit live with the candidate, because schools, queues and rights go by them.
async fn keep_with_candidate(
    tx: &mut Tx,
    registration: &ExamRegistration,
    form: &SectionForm,
) -> Result<(), StorageError> {
    let candidate = registration.record.candidate_id;
    match form {
        SectionForm::Applicant(form) => match form.parse() {
            Ok(applicant) => candidate_choose_kind(tx, candidate, applicant.kind).await,
            Err(_) => Ok(()),
        },
        SectionForm::Unit(form) => match form.parse(&registration.rules.known) {
            Ok(place) => candidate_choose_unit(tx, candidate, &place).await,
            Err(_) => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Tells the old address and the new one that the contact data is another, or is asked to be. What is entered for the first
/// time changes nothing that was there.
pub(super) async fn alert_to_new_contact(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: CandidateId,
    contact: Option<&SectionForm>,
    form: &SectionForm,
) -> Result<(), StorageError> {
    let (Some(SectionForm::Contact(old)), SectionForm::Contact(new)) = (contact, form) else { return Ok(()) };
    if old == new {
        return Ok(());
    }
    // Not saved yet: where the candidate has been reached until now.
    let old = candidate_email_fetch(tx, candidate).await?;
    let recipients = old.into_iter().chain(EmailAddress::parse(&new.email).ok()).collect();
    alerts::raise(tx, ctx, candidate, AlertKind::ContactChanged, recipients).await
}

/// Mails and calls go to the contact data: whoever changes them takes the candidate's voice away. The first time they
/// are only filled in.
#[must_use]
pub fn needs_fresh_sign_in(registration: &ExamRegistration, form: &SectionForm) -> bool {
    let SectionForm::Contact(form) = form else { return false };
    let saved = registration.draft.forms.contact.as_ref();
    let was_complete = registration.latest.is_some() || saved.is_some_and(|saved| saved.parse().is_ok());
    was_complete && saved != Some(form)
}

fn refuse(
    ctx: &Ctx,
    registration: &ExamRegistration,
    form: &SectionForm,
    json: &serde_json::Value,
) -> Result<(), NotSaved> {
    registration.check_editable(ctx.now()).map_err(NotSaved::Refused)?;
    let section = form.section();
    if !registration.situation().asks(section, &registration.rules) {
        return Err(NotSaved::NotAsked);
    }
    if registration.is_frozen(section, ctx.now()) && registration.draft.forms.form(section).as_ref() != Some(form) {
        return Err(NotSaved::PapersFrozen(registration.papers_frozen_at));
    }
    if section == Section::Declaration && !registration.can_be_declared(ctx.now()) {
        return Err(NotSaved::OthersFirst);
    }
    // PostgreSQL keeps no NUL in a text.
    if json.to_string().contains("\\u0000") { Err(NotSaved::Unreadable) } else { Ok(()) }
}
