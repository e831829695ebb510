//! Gives a candidate a file of their own back.

use super::exam_registration::{ExamRegistrationError, candidate_of};
use crate::{
    domain::{access::Actor, ids::StoredFileId},
    storage::stored_file::{StoredFile, stored_files_fetch},
    usecases::{Ctx, files},
};

/// A file with what it holds.
#[derive(Debug, Clone)]
pub struct FileContent {
    /// What is known of it.
    pub file: StoredFile,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// The candidate's file of this id; `None` if there is none.
///
/// # Errors
/// See [`ExamRegistrationError`].
pub async fn run(ctx: &Ctx, actor: &Actor, id: StoredFileId) -> Result<Option<FileContent>, ExamRegistrationError> {
    let candidate = candidate_of(actor)?.candidate_id;
    let mut tx = ctx.db.begin(actor).await?;
    let files = stored_files_fetch(&mut tx, candidate).await?;
    drop(tx);
    let Some(file) = files.into_iter().find(|file| file.id == id) else { return Ok(None) };
    let content = files::get(ctx, &file).await?;
    Ok(Some(FileContent { file, content }))
}
