//! The body of a posted form.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use super::error::WebError;

/// A form of strings as posted. Anything but UTF-8, a NUL, or a field missing, is [`WebError::BadRequest`];
/// whether the strings make sense is the domain's question.
#[derive(Debug)]
pub struct PostForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for PostForm<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let body = Bytes::from_request(request, state).await.map_err(|_| WebError::TooLarge)?;
        // PostgreSQL keeps no NUL in a text.
        let unreadable = ['\0', char::REPLACEMENT_CHARACTER];
        let is_readable = url::form_urlencoded::parse(&body)
            .all(|(name, value)| !name.contains(unreadable) && !value.contains(unreadable));
        if !is_readable {
            return Err(WebError::BadRequest);
        }
        serde_html_form::from_bytes(&body).map(Self).map_err(|_| WebError::BadRequest)
    }
}
