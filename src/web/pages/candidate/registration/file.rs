//! `GET /candidate/files/{id}`: a file of one's own.

use axum::{extract::Path, response::Response};

use crate::{
    usecases::candidate::view_file,
    web::{downloads::stored_file, error::WebError, page::Page},
};

/// `GET /candidate/files/{id}`
///
/// # Errors
/// `NotFound`, also for the file of somebody else; `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = id.parse().map_err(|_| WebError::NotFound)?;
    let found = view_file::run(&page.ctx, &page.actor, id).await?.ok_or(WebError::NotFound)?;
    Ok(stored_file::answer(found))
}
