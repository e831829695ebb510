//! A section that was posted when the session had ended: what was typed waits for the same person's next sign-in.

use axum::{
    RequestExt as _,
    extract::{Path, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures::future::{BoxFuture, FutureExt as _};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{super::section_path, SectionPost, form_of};
use crate::{
    domain::{access::SessionOwner, exam::sections::Section},
    usecases::candidate::unsaved_section::{self, UnsavedSection},
    web::{
        components::{ButtonLook, button_link, buttons},
        error::WebError,
        form::PostForm,
        form_token,
        page::{Page, sign_in_address},
        router::SIGN_IN,
    },
};

/// Keeps the section for `owner`, and says so.
#[must_use]
pub fn after_end(page: Page, owner: SessionOwner, request: Request) -> BoxFuture<'static, Response> {
    keep_posted::<SectionPost>(page, owner, request, (typed_of, section_path))
}

/// Keeps what was posted about a section, as `typed_of` reads it, and says so; `path` is where it opens again.
pub fn keep_posted<P: DeserializeOwned + Send + 'static>(
    page: Page,
    owner: SessionOwner,
    request: Request,
    ways: (TypedOf<P>, fn(Section) -> String),
) -> BoxFuture<'static, Response> {
    async move { keep(&page, owner, request, ways).await.unwrap_or_else(IntoResponse::into_response) }.boxed()
}

/// Reads what was posted about a section, as it is kept.
type TypedOf<P> = fn(Section, P) -> Result<UnsavedSection, WebError>;

async fn keep<P: DeserializeOwned + Send + 'static>(
    page: &Page,
    owner: SessionOwner,
    mut request: Request,
    (typed_of, path): (TypedOf<P>, fn(Section) -> String),
) -> Result<Response, WebError> {
    let SessionOwner::Person(person) = owner else { return Ok(WebError::SessionEnded.into_response()) };
    let Path(section): Path<String> = request.extract_parts().await.map_err(|_| WebError::NotFound)?;
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let PostForm(posted) = request.extract::<PostForm<P>, _>().await?;
    unsaved_section::keep(&page.ctx, person, &typed_of(section, posted)?).await?;
    Ok(told(page, &path(section)))
}

/// Says that what was typed is kept, and leads to `back` by way of the sign-in.
fn told(page: &Page, back: &str) -> Response {
    let lang = page.lang;
    let title = WebError::SessionEnded.title(lang);
    page.with_status(StatusCode::UNAUTHORIZED, title, || {
        let sign_in = sign_in_address(SIGN_IN, back, page.ended);
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Nội dung bạn vừa nhập chưa được lưu vào phiếu, nhưng vẫn còn: cổng giữ cho bạn trong 24 giờ. Hãy đăng nhập lại, trang sẽ mở đúng mục này với nội dung vừa nhập để bạn kiểm tra rồi lưu.",
                    "What you just entered is not saved in the form yet, but nothing is lost: the portal keeps it for you for 24 hours. Sign in again, and this section opens with what you entered, for you to check and save.",
                )}
            </p>
            {buttons(vec![button_link(ButtonLook::Primary, lang.t("Đăng nhập lại", "Sign in again"), &sign_in)])}
        }
        .into_any()
    })
}

/// What was posted, as it is kept.
///
/// # Errors
/// `BadRequest` for what is no form of the section.
pub(super) fn typed_of(section: Section, posted: SectionPost) -> Result<UnsavedSection, WebError> {
    let shown_version = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let mut fields = posted.fields;
    fields.remove(form_token::FIELD);
    form_of(section, fields.clone())?;
    Ok(UnsavedSection { section, shown_version, fields })
}
