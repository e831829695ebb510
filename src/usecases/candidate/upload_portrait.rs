//! Takes a picture of which a part is to become the portrait. The form changes once that part is confirmed
//! ([`super::crop_portrait`]).

use serde_json::json;

use super::{
    exam_registration::{ExamRegistration, ExamRegistrationError, load},
    view_exam_registration,
};
use crate::{
    domain::{
        access::Actor,
        exam::{attachments::FileUse, state::TransitionRefusal},
        field_errors::FieldErrorCode,
        ids::StoredFileId,
    },
    storage::stored_file::{StoredFile, stored_file_append},
    usecases::{
        Ctx,
        audit::{self, Act},
        files::{self, MAX_FILES},
        picture::{self, FileFormat},
    },
};

/// Why a file was not taken.
#[derive(Debug)]
pub enum NotUploaded {
    /// The form was handed in, or the window is not open.
    Refused(TransitionRefusal),
    /// The file cannot be used.
    Fault(FieldErrorCode),
    /// So many files were uploaded that nobody needs them all; room is made within a day.
    TooOften,
}

/// What came of it, with the registration before.
#[derive(Debug)]
pub struct UploadOutcome {
    /// The registration before.
    pub registration: ExamRegistration,
    /// The picture as it is kept.
    pub uploaded: Result<StoredFileId, NotUploaded>,
}

/// Takes `content`, if there is any.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(ctx: &Ctx, actor: &Actor, content: Option<Vec<u8>>) -> Result<UploadOutcome, ExamRegistrationError> {
    let registration = view_exam_registration::run(ctx, actor, &[]).await?;
    let refused = |registration, why| Ok(UploadOutcome { registration, uploaded: Err(why) });
    let max_bytes = registration.file_limits.portrait_max_bytes;
    let content = match check_upload(ctx, &registration, content, max_bytes) {
        Ok(content) => content,
        Err(why) => return refused(registration, why),
    };
    let picture = match picture::read(content).await {
        Ok(picture) => picture,
        Err(fault) => return refused(registration, NotUploaded::Fault(fault)),
    };
    let file = files::put(ctx, picture.jpeg, FileUse::PortraitSource, FileFormat::Jpeg).await?;
    keep(ctx, actor, &file).await?;
    Ok(UploadOutcome { registration, uploaded: Ok(file.id) })
}

/// What has to hold before a file is looked at.
pub(super) fn check_upload(
    ctx: &Ctx,
    registration: &ExamRegistration,
    content: Option<Vec<u8>>,
    max_bytes: u32,
) -> Result<Vec<u8>, NotUploaded> {
    registration.check_editable(ctx.now()).map_err(NotUploaded::Refused)?;
    let content = content.ok_or(NotUploaded::Fault(FieldErrorCode::NoFile))?;
    if content.len() > usize::try_from(max_bytes).unwrap_or(usize::MAX) {
        return Err(NotUploaded::Fault(FieldErrorCode::FileTooLarge { max_bytes }));
    }
    if registration.files.len() >= MAX_FILES {
        return Err(NotUploaded::TooOften);
    }
    if content.is_empty() { Err(NotUploaded::Fault(FieldErrorCode::FileBroken)) } else { Ok(content) }
}

/// Writes the row of a file that lies in the store, with its trace.
pub(super) async fn keep(ctx: &Ctx, actor: &Actor, file: &StoredFile) -> Result<(), ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    stored_file_append(&mut tx, registration.record.candidate_id, file).await?;
    let details = json!({ "media_type": file.media_type.as_str(), "size_bytes": file.size_bytes });
    let act = Act::new("stored_file.upload").changed(&None::<String>, &file.sha256).with(details);
    audit::record(&mut tx, ctx, actor, act.about(registration.record.candidate_id).on(file.id.0)).await?;
    Ok(tx.commit().await?)
}
