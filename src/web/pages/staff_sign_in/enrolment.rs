//! `/staff/sign-in/second-factor`: whoever has no second factor yet takes one over, and gets recovery codes.

use axum::{extract::Query, response::Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::prelude::*;

use super::{
    Arrival, Problem,
    code::{CodeForm, LATE, finish, refused, restart},
    code_input, problem_of, recovery, target,
};
use crate::{
    domain::{access::Actor, field_errors::FieldErrors, second_factor::SecondFactorCode},
    usecases::second_factor::{Enrolment, confirm_enrolment, view_enrolment},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page, session::pending_staff},
};

/// Where the page is.
pub const PATH: &str = "/staff/sign-in/second-factor";

/// `GET /staff/sign-in/second-factor`
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn get(page: Page, Query(arrival): Query<Arrival>) -> Result<Response, WebError> {
    show(&page, &Problem::None, &arrival).await
}

/// `POST /staff/sign-in/second-factor`
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn post(page: Page, PostForm(form): PostForm<CodeForm>) -> Result<Response, WebError> {
    let Some(pending) = pending_staff(&page.ctx, &page.session).await? else { return Ok(page.see_other(LATE)) };
    let code = match SecondFactorCode::parse(&form.code) {
        Ok(code) => code,
        Err(code) => return again(&page, &Problem::Fields(FieldErrors::one("code", code))).await,
    };
    match confirm_enrolment(&page.ctx, pending.staff_id, &code).await {
        Ok((account, codes)) => {
            let actor = Actor::Staff(account.actor);
            let place = target(&actor, &pending.return_to).to_owned();
            finish(&page, actor, account.full_name).await?;
            let page = page.under_new_id().await?;
            Ok(recovery::codes_page(&page, &codes, &place, None))
        }
        Err(error) => match problem_of(error)? {
            Some(problem) => again(&page, &problem).await,
            None => restart(&page).await,
        },
    }
}

/// The page with the secret of the enrolment that has begun.
async fn again(page: &Page, problem: &Problem) -> Result<Response, WebError> {
    show(page, problem, &Arrival::default()).await
}

async fn show(page: &Page, problem: &Problem, arrival: &Arrival) -> Result<Response, WebError> {
    let Some(pending) = pending_staff(&page.ctx, &page.session).await? else { return Ok(page.see_other(LATE)) };
    let Some(enrolment) = view_enrolment(&page.ctx, pending.staff_id).await? else { return restart(page).await };
    let lang = page.lang;
    let left = lang.t(
        "Còn một bước: thiết lập mã xác thực. Xong bước này tài khoản mới dùng được.",
        "One step is left: setting up your codes. Only then can the account be used.",
    );
    let shown = || view! { {arrival.view(lang, left)} {view(lang, &enrolment, problem)} }.into_any();
    Ok(problem.answer(page, title(lang), shown))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Thiết lập ứng dụng xác thực", "Set up your authenticator")
}

fn view(lang: Lang, enrolment: &Enrolment, problem: &Problem) -> AnyView {
    view! {
        {error_summary(lang, &problem.errors(), |field| (field.to_owned(), label(lang)))}
        {problem.view(lang, || refused(lang))}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Tài khoản cán bộ cần thêm một bước xác thực: dù có người biết mật khẩu, họ vẫn không đăng nhập được. Bạn chỉ thiết lập một lần.",
                "Accounts of staff need a second step: who knows the password alone cannot sign in. You set it up once.",
            )}
        </p>
        {device_steps(lang, enrolment)}
        <form method="post" action=PATH novalidate>
            {device_code(lang, &problem.errors())}
            {buttons(vec![submit(lang.t("Hoàn tất thiết lập", "Finish"))])}
        </form>
    }
    .into_any()
}

/// What the field of the first code is called.
pub(in crate::web::pages) const fn label(lang: Lang) -> &'static str {
    lang.t("Mã gồm 6 chữ số", "The 6 digits")
}

/// The field for the first code of an authenticator.
pub(in crate::web::pages) fn device_code(lang: Lang, errors: &FieldErrors) -> AnyView {
    let hint = lang.t("Mã đang hiện trong ứng dụng cho Cổng Thí sinh", "As your app shows them for Cổng Thí sinh");
    code_input(lang, errors, label(lang), hint)
}

/// How an authenticator takes the secret over, up to the heading of the field for its first code.
pub(in crate::web::pages) fn device_steps(lang: Lang, enrolment: &Enrolment) -> AnyView {
    let picture = format!("data:image/svg+xml;base64,{}", STANDARD.encode(&enrolment.qr_svg));
    let by_hand = view! {
        <p>
            {lang.t(
                "Trong ứng dụng, chọn nhập khóa bằng tay, loại “theo thời gian”, rồi nhập khóa này:",
                "In the app choose to enter a key by hand, of the kind “time based”, and enter this key:",
            )}
        </p>
        <p class="code-text" translate="no">{enrolment.secret_text.clone()}</p>
        <p>
            <a href=enrolment.uri.clone()>
                {lang.t("Mở trong ứng dụng xác thực trên máy này", "Open in an authenticator on this device")}
            </a>
        </p>
    };
    view! {
        <h2>{lang.t("1. Mở một ứng dụng xác thực", "1. Open an authenticator")}</h2>
        <p>
            {lang.t(
                "Ứng dụng nào tạo mã 6 chữ số theo thời gian cũng được, ví dụ FreeOTP, Google Authenticator, Microsoft Authenticator.",
                "Any app that makes codes of 6 digits by time will do, for example FreeOTP, Google Authenticator, Microsoft Authenticator.",
            )}
        </p>
        <h2>{lang.t("2. Quét mã này", "2. Scan this picture")}</h2>
        <p>
            <img
                class="qr-code"
                width="240"
                height="240"
                src=picture
                alt=lang.t(
                    "Mã QR để ứng dụng xác thực quét; bên dưới là khóa để nhập bằng tay",
                    "QR code for your authenticator; below is the key to enter by hand",
                )
            />
        </p>
        {details(lang.t("Không quét được?", "You cannot scan it?"), by_hand.into_any())}
        <h2>{lang.t("3. Nhập mã mà ứng dụng hiện", "3. Enter what the app shows")}</h2>
    }
    .into_any()
}
