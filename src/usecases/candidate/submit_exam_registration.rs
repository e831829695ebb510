//! Hands the exam registration in: a version that is kept for good, and the unit's turn to verify it.

use serde_json::json;

use super::exam_registration::{ExamRegistration, ExamRegistrationError, audit, candidate_of, change_state, load};
use crate::{
    domain::{
        access::Actor,
        exam::{
            numbering::form_number,
            sections::Section,
            state::{PlainAction, RegistrationStatus, TransitionRefusal},
        },
        field_errors::FieldErrors,
    },
    storage::{
        StorageError, Tx,
        exam_registration::{exam_arrangement_append, exam_registration_version_append, form_number_next},
        stored_file::submitted_files_append,
    },
    usecases::{Ctx, audit::Act},
};

/// Why it was not handed in.
#[derive(Debug)]
pub enum NotSubmitted {
    /// The electronic identity is not of level 2.
    NotLevel2,
    /// It was handed in already, or the window is not open.
    Refused(TransitionRefusal),
    /// A section was saved since the candidate checked the form.
    Stale,
    /// Sections that break a rule, in form order.
    Incomplete(Vec<(Section, FieldErrors)>),
}

/// What came of it, with the registration before.
#[derive(Debug)]
pub struct SubmitOutcome {
    /// The registration before.
    pub registration: ExamRegistration,
    /// Whether it was handed in.
    pub submitted: Result<(), NotSubmitted>,
}

/// Hands in what stands in the draft, provided that it is what the candidate checked: `shown_version` is
/// [`ExamRegistration::draft_version`] of the page.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(ctx: &Ctx, actor: &Actor, shown_version: i64) -> Result<SubmitOutcome, ExamRegistrationError> {
    let is_level_2 = candidate_of(actor)?.is_level_2;
    let mut tx = ctx.db.begin(actor).await?;
    let mut registration = load(&mut tx, ctx, actor, &[]).await?;
    let refused = |registration, why| Ok(SubmitOutcome { registration, submitted: Err(why) });
    if !is_level_2 {
        return refused(registration, NotSubmitted::NotLevel2);
    }
    if let Err(refusal) = edit_if_rejected(&mut tx, ctx, actor, &mut registration).await? {
        return refused(registration, NotSubmitted::Refused(refusal));
    }
    let now = ctx.now();
    let (next, event) = match registration.record.state.clone().apply(PlainAction::Submit, now, &registration.windows) {
        Ok(change) => change,
        Err(refusal) => return refused(registration, NotSubmitted::Refused(refusal)),
    };
    if registration.draft_version() != shown_version {
        return refused(registration, NotSubmitted::Stale);
    }
    let content = match registration.draft.forms.submit(&registration.rules) {
        Ok(content) => content,
        Err(failed) => return refused(registration, NotSubmitted::Incomplete(failed)),
    };
    let record = &registration.record;
    let fresh_number = match record.form_number {
        Some(_) => None,
        None => Some(form_number(&registration.registrant.unit.code, form_number_next(&mut tx).await?)),
    };
    change_state(&mut tx, ctx, actor, record, (&next, &event), fresh_number.as_deref()).await?;
    let number = exam_registration_version_append(&mut tx, record.id, &content, now).await?;
    submitted_files_append(&mut tx, record.id, number, &content.files()).await?;
    if !content.arrangements.is_empty() {
        exam_arrangement_append(&mut tx, record.id, number, &content.arrangements).await?;
    }
    let before = registration.latest.as_ref().map(|version| &version.content);
    let act = Act::new("exam_registration.submit").changed(&before, &content).with(json!({ "version": number }));
    audit(&mut tx, ctx, actor, record, act).await?;
    tx.commit().await?;
    Ok(SubmitOutcome { registration, submitted: Ok(()) })
}

/// A form that was sent back and needs no change, e.g. because only evidence was missing, is edited and submitted
/// in one go.
async fn edit_if_rejected(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    registration: &mut ExamRegistration,
) -> Result<Result<(), TransitionRefusal>, StorageError> {
    let record = &mut registration.record;
    if record.state.status() != RegistrationStatus::Rejected {
        return Ok(Ok(()));
    }
    match record.state.clone().apply(PlainAction::Edit, ctx.now(), &registration.windows) {
        Err(refusal) => Ok(Err(refusal)),
        Ok((next, event)) => {
            change_state(tx, ctx, actor, record, (&next, &event), None).await?;
            record.state = next;
            record.version += 1;
            Ok(Ok(()))
        }
    }
}
