//! A section that saves itself while it is filled in, where scripts run (`web/islands/draft`), and what the page holds for
//! that. Pressing the button saves just the same.
//!
//! Contact data is never saved half typed: mails go there, and a change is told to the old address. The declaration is an
//! act of its own. A form that was sent back becomes a draft again by a save, which nobody should do by touching a field.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use leptos::prelude::*;

use super::{super::section_path, SectionPost, form_of};
use crate::{
    domain::exam::{sections::Section, state::RegistrationStatus},
    usecases::candidate::{
        exam_registration::ExamRegistration,
        save_exam_section::{self, NotSaved},
    },
    web::{
        components::{Button, ButtonLook, Tone, button, buttons, notice},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        islands::draft::Draft,
        page::Page,
    },
};

/// Whether the section may save itself.
pub(super) fn saves(registration: &ExamRegistration, section: Section) -> bool {
    let is_draft = registration.record.state.status() == RegistrationStatus::Draft;
    is_draft && !matches!(section, Section::Contact | Section::Declaration)
}

/// `POST /candidate/registration/{section}/autosave`: saves what was typed so far and answers `3 Đã lưu 14:03:22`, the
/// section's version and what to say. 409 when it was saved elsewhere meanwhile, 410 when it cannot be saved any more.
///
/// # Errors
/// `NotFound` for another word than a section's, or a section that does not save itself; `BadRequest`, `Forbidden`,
/// `Unavailable`.
pub async fn post(
    page: Page,
    Path(section): Path<String>,
    PostForm(posted): PostForm<SectionPost>,
) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let shown_version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let form = form_of(section, posted.fields)?;
    if matches!(section, Section::Contact | Section::Declaration) {
        return Err(WebError::NotFound);
    }
    let outcome = save_exam_section::run(&page.ctx, &page.actor, form, shown_version).await?;
    match outcome.saved {
        Ok((_, version)) => {
            let saved_at = page.ctx.now().to_the_second();
            let time = saved_at.split(' ').next().unwrap_or_default();
            let body = format!("{version} {} {time}", page.lang.t("Đã lưu", "Saved"));
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response())
        }
        Err(NotSaved::Unreadable) => Err(WebError::BadRequest),
        Err(NotSaved::Stale) => Ok(StatusCode::CONFLICT.into_response()),
        Err(_) => Ok(StatusCode::GONE.into_response()),
    }
}

/// By what the browser tells whose draft of which section it keeps.
pub(super) fn key(registration: &ExamRegistration, section: Section) -> String {
    format!("draft/{}/{}", registration.registrant.candidate_id, section.as_str())
}

/// Where the island says what became of what was typed.
pub(super) fn line(lang: Lang, section: Section, saves_itself: bool) -> AnyView {
    let address = saves_itself.then(|| section_path(section) + "/autosave");
    view! {
        <p
            id="draft-line"
            class="draft-line"
            role="status"
            data-address=address
            data-elsewhere=lang.t(
                "Chưa lưu: mục này vừa được lưu ở nơi khác. Bấm nút lưu để xem cả hai bản.",
                "Not saved: this section was just saved elsewhere. Press the button to see both versions.",
            )
            data-closed=lang.t(
                "Chưa lưu: mục này không sửa được nữa. Bấm nút lưu để xem vì sao.",
                "Not saved: this section can no longer be changed. Press the button to see why.",
            )
            data-ended=lang.t(
                "Chưa lưu: phiên làm việc đã kết thúc. Nội dung vẫn còn; bấm nút lưu để đăng nhập lại.",
                "Not saved: the session has ended. What you typed is kept; press the button to sign in again.",
            )
            data-offline=lang.t(
                "Chưa lưu được, cổng sẽ thử lại. Nội dung vẫn còn trên thiết bị này.",
                "Not saved yet; the portal will try again. What you typed is kept on this device.",
            )
        ></p>
        <Draft />
    }
    .into_any()
}

/// What the island shows when this browser holds something that was typed and never reached the portal.
pub(super) fn kept_here(lang: Lang) -> AnyView {
    let small = |label, id| button(Button { look: ButtonLook::Secondary, label, id, ..Button::default() });
    let body = view! {
        <p>
            {lang.t(
                "Lần trước bạn đã nhập tiếp mà chưa lưu được. Nội dung đó còn trên thiết bị này.",
                "Last time you went on typing, and it could not be saved. That is still on this device.",
            )}
        </p>
        {buttons(vec![
            small(lang.t("Điền lại nội dung đó", "Fill it in again"), "draft-fill"),
            small(lang.t("Bỏ nội dung đó", "Discard it"), "draft-drop"),
        ])}
    };
    view! {
        <div id="draft-kept" hidden>
            {notice(lang, Tone::Warning, lang.t("Có nội dung chưa lưu", "Something is not saved"), body.into_any())}
        </div>
    }
    .into_any()
}
