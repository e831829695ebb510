//! How an uploaded file is kept: durable in the file store first, then its row. What fails in between leaves a file that
//! no row names, which `system/sweep_files.rs` takes away; never a row without its file.

use sha2::{Digest as _, Sha256};

use super::{Ctx, picture::FileFormat};
use crate::{
    domain::exam::attachments::FileUse,
    external::object_store::{FileName, FileStoreError},
    storage::stored_file::{MediaType, StoredFile},
};

/// So many files of one candidate are kept at a time; what nobody names is gone after a day.
pub(super) const MAX_FILES: usize = 100;

/// Puts a file into the store. The row that it gives is still to be written.
pub(super) async fn put(
    ctx: &Ctx,
    content: Vec<u8>,
    used_as: FileUse,
    format: FileFormat,
) -> Result<StoredFile, FileStoreError> {
    let name = FileName::of(ctx.rng.bytes());
    let file = StoredFile {
        id: crate::domain::ids::StoredFileId(ctx.fresh_uuid()),
        name: name.as_str().to_owned(),
        used_as,
        media_type: match format {
            FileFormat::Jpeg => MediaType::Jpeg,
            FileFormat::Png => MediaType::Png,
            FileFormat::Pdf => MediaType::Pdf,
        },
        size_bytes: u32::try_from(content.len()).unwrap_or(u32::MAX),
        sha256: Sha256::digest(&content).into(),
        uploaded_at: ctx.now(),
    };
    ctx.external.files.put(&name, content).await?;
    Ok(file)
}

/// What a file holds.
pub(super) async fn get(ctx: &Ctx, file: &StoredFile) -> Result<Vec<u8>, FileStoreError> {
    let name = FileName::parse(&file.name).ok_or(FileStoreError::NotFound)?;
    ctx.external.files.get(&name).await
}
