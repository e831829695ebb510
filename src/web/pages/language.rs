//! The change of language.

use axum::{
    http::{HeaderValue, header::SET_COOKIE},
    response::Response,
};
use serde::Deserialize;

use crate::web::{error::WebError, form::PostForm, i18n::Lang, page::Page};

/// The language wanted, and where to go on.
#[derive(Deserialize)]
pub struct LanguageForm {
    language: String,
    #[serde(default)]
    return_to: String,
}

/// `POST /language`
///
/// # Errors
/// `BadRequest` for a language that the portal does not speak.
pub async fn post(page: Page, PostForm(form): PostForm<LanguageForm>) -> Result<Response, WebError> {
    let lang = Lang::parse(&form.language).ok_or(WebError::BadRequest)?;
    let mut response = page.see_other(&form.return_to);
    let secure = if page.ctx.config.web.is_https() { "; Secure" } else { "" };
    let cookie = format!("language={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", lang.code());
    response.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&cookie).map_err(|_| WebError::Internal)?);
    Ok(response)
}
