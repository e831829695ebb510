//! Trying the form before it can be submitted: what the pages say of it, and emptying what was tried.

use axum::response::Response;
use leptos::prelude::*;

use super::{HOME, refusal_notice};
use crate::{
    usecases::candidate::{discard_practice, exam_registration::ExamRegistration},
    web::{
        components::{Button, ButtonLook, Tone, back_link, button, instant_view, notice},
        error::WebError,
        page::Page,
    },
};

/// The target of the button that empties it.
pub const DISCARD: &str = "/candidate/registration/practice/discard";

/// `GET /candidate/registration/practice/discard`: to the task list, where the button is.
pub async fn to_tasks(page: Page) -> Response {
    page.see_other(HOME)
}

/// `POST /candidate/registration/practice/discard`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn post_discard(page: Page) -> Result<Response, WebError> {
    let lang = page.lang;
    Ok(match discard_practice::run(&page.ctx, &page.actor).await? {
        Ok(_) => page.see_other(HOME),
        Err(refusal) => page.conflict(lang.t("Đăng ký dự thi", "Exam registration"), || {
            view! { {back_link(lang, HOME)} <h1>{lang.t("Đăng ký dự thi", "Exam registration")}</h1> {refusal_notice(lang, refusal)} }
                .into_any()
        }),
    })
}

/// What is to be known while the form is tried, and afterwards of what was carried over; nothing otherwise.
pub(super) fn told(page: &Page, registration: &ExamRegistration) -> Option<AnyView> {
    let lang = page.lang;
    let discard = || {
        let label = lang.t("Xóa nội dung tập điền, điền lại từ đầu", "Empty what was tried, and begin anew");
        view! {
            <form method="post" action=DISCARD>
                {button(Button { look: ButtonLook::Secondary, label, ..Button::default() })}
            </form>
        }
    };
    if registration.is_practice(page.now) {
        let body = view! {
            <p>
                {lang.t(
                    "Bạn điền thử được mọi mục; nội dung được lưu và còn nguyên khi đợt đăng ký mở. Chưa nộp được gì, và không ai khác xem được. Nộp được từ ",
                    "You can fill in every section; it is saved, and still there when registration opens. Nothing can be submitted yet, and nobody else sees it. It can be submitted from ",
                )}
                {instant_view(registration.windows.opens_at)} "."
            </p>
            {(!registration.draft.saves.is_empty()).then(discard)}
        };
        return Some(notice(lang, Tone::Info, lang.t("Đang tập điền", "This is practice"), body.into_any()));
    }
    let is_new = registration.latest.is_none();
    (is_new && registration.is_carried_over() && registration.check_editable(page.now).is_ok()).then(|| {
        let body = view! {
            <p>
                {lang.t(
                    "Những gì bạn tập điền trước khi đợt đăng ký mở được giữ làm bản nháp này. Hãy xem lại từng mục trước khi nộp, hoặc điền lại từ đầu.",
                    "What you tried before registration opened is kept as this draft. Look at each section again before you submit, or begin anew.",
                )}
            </p>
            {discard()}
        };
        let title = lang.t("Bản nháp từ lúc tập điền", "A draft from the practice");
        notice(lang, Tone::Info, title, body.into_any())
    })
}
