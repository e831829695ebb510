//! Makes the portrait out of a part of the picture that was uploaded, and names it in the form.

use super::{
    exam_registration::{ExamRegistration, ExamRegistrationError},
    save_exam_section::{self, NotSaved},
    upload_portrait::keep,
    view_exam_registration,
};
use crate::{
    domain::{
        access::Actor,
        candidate::portrait::{Crop, Placement},
        exam::{
            attachments::{FileUse, PortraitForm},
            registration::SectionForm,
            sections::Section,
        },
        ids::StoredFileId,
    },
    external::object_store::FileStoreError,
    storage::stored_file::StoredFile,
    usecases::{
        Ctx, files,
        picture::{self, FileFormat, Picture},
    },
};

/// The part of the picture `source` that `placement` says, as it would become the portrait; `None` when there is no such
/// picture of this candidate.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn preview(
    ctx: &Ctx,
    actor: &Actor,
    source: StoredFileId,
    placement: Placement,
) -> Result<Option<Vec<u8>>, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    match source_of(&registration, source) {
        Some(source) => Ok(Some(cut(ctx, source, placement).await?.jpeg)),
        None => Ok(None),
    }
}

/// Why it did not become the portrait.
#[derive(Debug)]
pub enum NotCropped {
    /// So many files are kept already that no more are taken today.
    TooOften,
    /// The section was not saved.
    NotSaved(NotSaved),
}

/// Makes it the portrait; `None` when there is no such picture of this candidate.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    source: StoredFileId,
    placement: Placement,
) -> Result<Option<Result<(), NotCropped>>, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    let Some(source) = source_of(&registration, source) else { return Ok(None) };
    if let Err(refusal) = registration.check_editable(ctx.now()) {
        return Ok(Some(Err(NotCropped::NotSaved(NotSaved::Refused(refusal)))));
    }
    if registration.files.len() >= files::MAX_FILES {
        return Ok(Some(Err(NotCropped::TooOften)));
    }
    let portrait = cut(ctx, source, placement).await?;
    let file = files::put(ctx, portrait.jpeg, FileUse::Portrait, FileFormat::Jpeg).await?;
    keep(ctx, actor, &file).await?;
    let form = SectionForm::Portrait(PortraitForm { file: file.id.to_string() });
    let outcome = save_exam_section::run(ctx, actor, form, registration.section_version(Section::Portrait)).await?;
    Ok(Some(outcome.saved.map(drop).map_err(NotCropped::NotSaved)))
}

fn source_of(registration: &ExamRegistration, id: StoredFileId) -> Option<&StoredFile> {
    registration.file(id).filter(|file| file.used_as == FileUse::PortraitSource)
}

async fn cut(ctx: &Ctx, source: &StoredFile, placement: Placement) -> Result<Picture, FileStoreError> {
    let content = files::get(ctx, source).await?;
    let portrait = picture::cut(content, move |width, height| Crop::placed(placement, width, height)).await;
    // What was written by the portal itself can always be read, unless the store gave something else.
    portrait.map_err(|_| FileStoreError::Unavailable("a picture of the portal's own cannot be read".into()))
}
