//! Gives a file that a candidate submitted to whoever verifies or audits the registration, and records that they had it.

use super::units_of;
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        exam::attachments::FileUse,
        ids::{ExamRegistrationId, StoredFileId},
    },
    external::object_store::FileStoreError,
    storage::{StorageError, school_record::Units, stored_file::submitted_file_fetch},
    usecases::{
        Ctx,
        audit::{self, Act},
        candidate::view_file::FileContent,
        files,
    },
};

/// Why the file is not to be had now.
#[derive(Debug, thiserror::Error)]
pub enum ViewFileError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The file store.
    #[error(transparent)]
    Files(#[from] FileStoreError),
}

/// The file, if a submission of a registration of the actor's unit names it; for an auditor, of any unit. The portrait
/// stands on the page of the registration, so a look at it is recorded as that page is; each download of evidence is
/// recorded by itself.
///
/// # Errors
/// See [`ViewFileError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    registration: ExamRegistrationId,
    file: StoredFileId,
) -> Result<Option<FileContent>, ViewFileError> {
    let Some(units) = units_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let Some((candidate, file)) = submitted_file_fetch(&mut tx, units, registration, file).await? else {
        return Ok(None);
    };
    let purpose = if units == Units::All { AccessPurpose::Audit } else { AccessPurpose::Verification };
    match file.used_as {
        FileUse::Evidence(_) => {
            let download = Act::new("stored_file.download").on(file.id.0).purpose(purpose);
            audit::record(&mut tx, ctx, actor, download.about(candidate)).await?;
        }
        FileUse::Portrait | FileUse::PortraitSource => {
            let look = Act::new("stored_file.view").on(file.id.0).purpose(purpose);
            audit::record_views(&mut tx, ctx, actor, look, &[candidate]).await?;
        }
    }
    tx.commit().await?;
    let content = files::get(ctx, &file).await?;
    Ok(Some(FileContent { file, content }))
}
