//! Takes a file out of the form again. The file itself goes once nothing names it any more (`system/sweep_files.rs`):
//! a version that was submitted with it keeps it.

use super::{
    exam_registration::ExamRegistrationError,
    save_exam_section::{self, NotSaved},
    view_exam_registration,
};
use crate::{
    domain::{
        access::Actor,
        exam::{attachments::PortraitForm, registration::SectionForm, sections::Section},
        ids::StoredFileId,
    },
    usecases::Ctx,
};

/// Takes the portrait out.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn portrait(ctx: &Ctx, actor: &Actor) -> Result<Result<(), NotSaved>, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    let form = SectionForm::Portrait(PortraitForm::default());
    let outcome = save_exam_section::run(ctx, actor, form, registration.section_version(Section::Portrait)).await?;
    Ok(outcome.saved.map(drop))
}

/// Takes a piece of evidence out; one that is not there any more is no refusal.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn evidence(
    ctx: &Ctx,
    actor: &Actor,
    file: StoredFileId,
) -> Result<Result<(), NotSaved>, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    let mut form = registration.draft.forms.evidence.clone().unwrap_or_default();
    form.files.retain(|named| named.file != file.to_string());
    let version = registration.section_version(Section::Evidence);
    let outcome = save_exam_section::run(ctx, actor, SectionForm::Evidence(form), version).await?;
    Ok(outcome.saved.map(drop))
}
