//! Takes a submitted form back, after a page that says what this means.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{HOME, SUBMITTED, WITHDRAW, refusal_notice};
use crate::{
    domain::exam::state::{PhaseCondition, RegistrationStatus, TransitionRefusal},
    usecases::candidate::{
        exam_registration::ExamRegistration,
        view_exam_registration,
        withdraw_exam_registration::{self, NotWithdrawn},
    },
    web::{
        components::{Button, ButtonLook, Tone, back_link, button, instant_view, notice},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
    },
};

/// The form of this page.
#[derive(Debug, Deserialize)]
pub struct WithdrawPost {
    /// The version of the record that the page showed.
    version: String,
}

/// `GET /candidate/registration/withdraw`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    if registration.record.state.status() != RegistrationStatus::Submitted {
        return Ok(page.see_other(HOME));
    }
    if let Err(refusal) = registration.windows.check(PhaseCondition::Registration, page.now) {
        return Ok(refused(&page, refusal));
    }
    Ok(page.ok(title(page.lang), || view(page.lang, &registration)))
}

/// `POST /candidate/registration/withdraw`
///
/// # Errors
/// `BadRequest` for what is no form of this page; `Forbidden`, `Unavailable`.
pub async fn post(page: Page, PostForm(posted): PostForm<WithdrawPost>) -> Result<Response, WebError> {
    let lang = page.lang;
    let shown_version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let outcome = withdraw_exam_registration::run(&page.ctx, &page.actor, shown_version).await?;
    match outcome.withdrawn {
        // Taken back already, e.g. by the first of two clicks.
        Ok(()) | Err(NotWithdrawn::Refused(TransitionRefusal::IllegalState { status: RegistrationStatus::Draft })) => {
            Ok(page.see_other(HOME))
        }
        Err(NotWithdrawn::Refused(refusal)) => Ok(refused(&page, refusal)),
        Err(NotWithdrawn::Stale) => Ok(page.conflict(title(lang), || {
            let body = lang.t(
                "Phiếu đã được nộp lại sau khi bạn mở trang này, nên chưa rút. Nếu vẫn muốn rút bản mới nhất, hãy bấm nút dưới đây.",
                "The form was submitted again after you opened this page, so it was not taken back. To take back the latest, press the button below.",
            );
            let heading = lang.t("Phiếu đã thay đổi ở nơi khác", "The form was changed elsewhere");
            view! {
                {notice(lang, Tone::Warning, heading, view! { <p>{body}</p> }.into_any())}
                {view(lang, &outcome.registration)}
            }
            .into_any()
        })),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Rút phiếu về để sửa?", "Take the form back?")
}

fn refused(page: &Page, refusal: TransitionRefusal) -> Response {
    let lang = page.lang;
    page.conflict(title(lang), || {
        view! {
            {back_link(lang, HOME)}
            <h1>{title(lang)}</h1>
            {refusal_notice(lang, refusal)}
        }
        .into_any()
    })
}

fn view(lang: Lang, registration: &ExamRegistration) -> AnyView {
    view! {
        {back_link(lang, SUBMITTED)}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Sau khi rút, trường không còn thấy phiếu của bạn và phiếu coi như ",
                "Once taken back, the school no longer sees your form, and it counts as ",
            )}
            <strong>{lang.t("chưa nộp", "not submitted")}</strong>
            {lang.t(". Bạn phải nộp lại trước ", ". You have to submit it again before ")}
            <strong>{instant_view(registration.windows.closes_at)}</strong>
            {lang.t(", nếu không sẽ không được dự thi.", ", or you cannot sit the exam.")}
        </p>
        <p>
            {lang.t(
                "Mọi nội dung đã khai và số phiếu vẫn được giữ.",
                "All that you entered is kept, and so is the form number.",
            )}
        </p>
        <form method="post" action=WITHDRAW>
            <input type="hidden" name="version" value=registration.record.version.to_string() />
            {button(Button {
                look: ButtonLook::Warning,
                label: lang.t("Rút phiếu", "Take the form back"),
                ..Button::default()
            })}
        </form>
        <p>
            <a href=SUBMITTED>{lang.t("Không, giữ phiếu đã nộp", "No, keep it submitted")}</a>
        </p>
    }
    .into_any()
}
