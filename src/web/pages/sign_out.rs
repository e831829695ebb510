//! Signing out, on the server and at the citizen-ID service.

use axum::response::Response;

use crate::web::{error::WebError, page::Page, session};

/// `POST /sign-out`
///
/// # Errors
/// `Unavailable` when the session cannot be ended.
pub async fn post(page: Page) -> Result<Response, WebError> {
    session::end(&page.session).await?;
    Ok(page.see_other("/"))
}
