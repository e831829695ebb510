//! `GET /school/registrations/{id}/files/{file}`: a file that a candidate submitted.

use axum::{extract::Path, response::Response};

use super::record::read_id;
use crate::{
    usecases::school::view_file::{self, ViewFileError},
    web::{downloads::stored_file, error::WebError, page::Page},
};

/// `GET /school/registrations/{id}/files/{file}`
///
/// # Errors
/// `NotFound`, also for the file of another unit's candidate and for one that was not submitted; `Unavailable`.
pub async fn get(page: Page, Path((id, file)): Path<(String, String)>) -> Result<Response, WebError> {
    let file = file.parse().map_err(|_| WebError::NotFound)?;
    let found = view_file::run(&page.ctx, &page.actor, read_id(&id)?, file).await?;
    Ok(stored_file::answer(found.ok_or(WebError::NotFound)?))
}

impl From<ViewFileError> for WebError {
    fn from(error: ViewFileError) -> Self {
        match error {
            ViewFileError::Storage(error) => error.into(),
            ViewFileError::Files(error) => {
                tracing::error!(%error, "file store");
                Self::Unavailable
            }
        }
    }
}
