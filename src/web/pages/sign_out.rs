//! Signing out, on the server and at the citizen-ID service.

use axum::response::{IntoResponse as _, Redirect, Response};

use crate::{
    usecases::context::paths,
    web::{error::WebError, page::Page, session},
};

/// `POST /sign-out`
///
/// # Errors
/// `Unavailable` when the session cannot be ended.
pub async fn post(page: Page) -> Result<Response, WebError> {
    let signed_in = session::signed_in(&page.session).await?;
    session::end(&page.session).await?;
    let Some(id_token) = signed_in.and_then(|signed_in| signed_in.id_token) else {
        return Ok(page.see_other(paths::SIGNED_OUT));
    };
    let back = format!("{}{}", page.ctx.config.web.base_url, paths::SIGNED_OUT);
    // Signed out here in any case; whether the service answers is its own affair.
    match page.ctx.external.citizen_id.logout_url(&id_token, &back).await {
        Ok(Some(url)) => Ok(Redirect::to(&url).into_response()),
        Ok(None) | Err(_) => Ok(page.see_other(paths::SIGNED_OUT)),
    }
}
