//! Why a sign-in by citizen ID came to nothing: a page of its own for each reason.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use leptos::prelude::*;

use super::Way;
use crate::{
    domain::access::Actor,
    usecases::{CitizenIdError, InvalidReason},
    web::{
        components::{ButtonLook, button_link, buttons, inset},
        i18n::citizen_id::refusal_words,
        page::{Page, home_of},
    },
};

/// How long a program that asks should wait, in seconds.
const RETRY_AFTER_S: &str = "60";

/// What happened, whose fault it is not, what to do, and a number for the helpline.
pub(super) fn page(page: &Page, error: CitizenIdError, way: &Way) -> Response {
    let lang = page.lang;
    let words = refusal_words(lang, error);
    let status = status(error);
    let mut response = page.with_status(status, words.title, || {
        let fault =
            status.is_server_error().then(|| lang.t("Đây không phải lỗi của bạn. ", "This is not your fault. "));
        let still = if page.actor == Actor::Visitor {
            lang.t("Bạn chưa được đăng nhập và không có gì thay đổi.", "You are not signed in and nothing was changed.")
        } else {
            lang.t(
                "Bạn vẫn đang đăng nhập như trước; mọi nội dung đã lưu vẫn còn và chưa có gì được nộp hay thay đổi.",
                "You are still signed in as before; all that was saved is there, and nothing was submitted or changed.",
            )
        };
        view! {
            <h1>{words.title}</h1>
            <p class="lead">{words.happened}</p>
            <p>{fault} {still}</p>
            <h2>{lang.t("Bạn có thể làm gì", "What you can do")}</h2>
            <p>{words.what_to_do}</p>
            {ways_on(page, way)}
            {reference(page)}
        }
        .into_any()
    });
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    response
}

/// Who went wrong: the browser's side (4xx), the portal (500), the service (502), or nobody for long (503).
const fn status(error: CitizenIdError) -> StatusCode {
    match error {
        CitizenIdError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        CitizenIdError::Refused | CitizenIdError::Invalid(InvalidReason::Stale) => StatusCode::FORBIDDEN,
        CitizenIdError::Invalid(
            InvalidReason::NoAttempt
            | InvalidReason::AttemptExpired
            | InvalidReason::State
            | InvalidReason::Nonce
            | InvalidReason::Code,
        ) => StatusCode::BAD_REQUEST,
        CitizenIdError::Invalid(InvalidReason::Settings) => StatusCode::INTERNAL_SERVER_ERROR,
        CitizenIdError::Invalid(_) => StatusCode::BAD_GATEWAY,
    }
}

fn ways_on(page: &Page, way: &Way) -> AnyView {
    let lang = page.lang;
    let start = if way.is_again { "/sign-in/again" } else { "/sign-in" };
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &way.return_to).finish();
    let target = if way.return_to.is_empty() { start.to_owned() } else { format!("{start}?{query}") };
    let again = button_link(ButtonLook::Primary, lang.t("Thử lại", "Try again"), &target);
    let (label, home) = match page.actor {
        Actor::Visitor => (lang.t("Về trang chủ", "To the home page"), "/"),
        _ => (lang.t("Về trang của tôi", "To my page"), home_of(&page.actor)),
    };
    buttons(vec![again, button_link(ButtonLook::Secondary, label, home)])
}

/// The number under which the audit log and the log know this request.
pub(super) fn reference(page: &Page) -> AnyView {
    let lang = page.lang;
    let number = page.ctx.trace.request_id.map(|id| id.to_string()).unwrap_or_default();
    inset(
        view! {
            <p>
                {lang.t(
                    "Cần giúp đỡ, hãy gọi 1800 8000, nhánh 2, và đọc mã sự việc này: ",
                    "For help, call 1800 8000, extension 2, and tell them this reference: ",
                )}
                <code class="reference">{number}</code>
            </p>
        }
        .into_any(),
    )
}
