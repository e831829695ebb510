//! `/staff/recovery-codes`: how many are left, and new ones for a code of the authenticator. The codes themselves are
//! shown once, in the answer that makes them.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    Problem,
    code::{CodeForm, refused},
    code_input, problem_of,
};
use crate::{
    domain::{field_errors::FieldErrors, second_factor::SecondFactorCode},
    usecases::second_factor::{RECOVERY_CODES, RecoveryCodes, renew_recovery_codes, view_recovery_codes},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, home_of},
        pages::account::second_factor,
    },
};

/// Where the page is.
const PATH: &str = "/staff/recovery-codes";
/// The same, right after a sign-in with a recovery code.
pub(super) const USED: &str = "/staff/recovery-codes?used=1";
/// From here on it is time for new ones.
const FEW: i64 = 3;

/// Whether a recovery code was just used.
#[derive(Deserialize, Default)]
pub struct Used {
    #[serde(default)]
    used: String,
}

/// `GET /staff/recovery-codes`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable` when the database does not answer.
pub async fn get(page: Page, Query(Used { used }): Query<Used>) -> Result<Response, WebError> {
    let left = view_recovery_codes(&page.ctx, page.staff()?).await?;
    Ok(page.ok(title(page.lang), || view(&page, left, !used.is_empty(), &Problem::None)))
}

/// `POST /staff/recovery-codes`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable` when the database does not answer.
pub async fn post(page: Page, PostForm(form): PostForm<CodeForm>) -> Result<Response, WebError> {
    let staff = page.staff()?;
    let problem = match SecondFactorCode::parse(&form.code) {
        Err(code) => Problem::Fields(FieldErrors::one("code", code)),
        Ok(code) => match renew_recovery_codes(&page.ctx, staff, &code).await {
            Ok(codes) => {
                return Ok(codes_page(&page, &codes, "/account", None));
            }
            Err(error) => problem_of(error)?.ok_or(WebError::Stale)?,
        },
    };
    let left = view_recovery_codes(&page.ctx, staff).await?;
    Ok(problem.answer(&page, title(page.lang), || view(&page, left, false, &problem)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Mã khôi phục của bạn", "Your recovery codes")
}

fn view(page: &Page, left: i64, was_used: bool, problem: &Problem) -> AnyView {
    let lang = page.lang;
    let errors = problem.errors();
    let label = lang.t("Mã gồm 6 chữ số", "The 6 digits");
    let hint = lang.t("Mã đang hiện trong ứng dụng xác thực", "As your authenticator shows them");
    let total = RECOVERY_CODES.to_string();
    let count = lang
        .t("Bạn còn {} trong {total} mã chưa dùng.", "You have {} of {total} codes left.")
        .replace("{}", &left.to_string())
        .replace("{total}", &total);
    let used = was_used.then(|| {
        let advice = lang.t(
            "Mã vừa dùng không còn giá trị. Nếu bạn đã mất ứng dụng xác thực, hãy cài thiết bị khác ngay bằng một mã khôi phục còn lại.",
            "It works no more. If you have lost your authenticator, set up another one now, with one of the codes that are left.",
        );
        let title = lang.t("Bạn đã đăng nhập bằng một mã khôi phục", "You signed in with a recovery code");
        let way = lang.t("Đổi thiết bị tạo mã", "Change the device for your codes");
        let body = view! {
            <p>{advice}</p>
            <p>
                <a href=second_factor::PATH>{way}</a>
            </p>
        };
        notice(lang, Tone::Info, title, body.into_any())
    });
    let few = (left <= FEW).then(|| {
        let title = lang.t("Sắp hết mã khôi phục", "Few recovery codes are left");
        let advice = lang.t("Hãy tạo bộ mã mới ở dưới.", "Make new ones below.");
        notice(lang, Tone::Warning, title, view! { <p>{advice}</p> }.into_any())
    });
    view! {
        {error_summary(lang, &errors, |field| (field.to_owned(), label))}
        {problem.view(lang, || refused(lang))}
        {used}
        {few}
        {back_link(lang, "/account")}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Mã khôi phục thay cho ứng dụng xác thực khi bạn không mở được nó. Mỗi mã dùng được một lần.",
                "A recovery code stands in for your authenticator when you cannot open it. Each works once.",
            )}
        </p>
        <p><strong>{count}</strong></p>
        <h2>{lang.t("Tạo bộ mã mới", "Make new ones")}</h2>
        <p>{lang.t("Bộ mã cũ sẽ hết giá trị.", "The old ones will work no more.")}</p>
        <form method="post" action=PATH novalidate>
            {code_input(lang, &errors, label, hint)}
            {buttons(vec![submit(lang.t("Tạo mười mã mới", "Make ten new codes"))])}
        </form>
        <p><a href=home_of(&page.actor)>{lang.t("Về trang làm việc", "To my start page")}</a></p>
    }
    .into_any()
}

/// Fresh codes, and the way on to `place`; `before` says what else was done.
pub(in crate::web::pages) fn codes_page(
    page: &Page,
    codes: &RecoveryCodes,
    place: &str,
    before: Option<AnyView>,
) -> Response {
    page.ok(codes_title(page.lang), || view! { {before} {codes_view(page.lang, codes, place)} }.into_any())
}

const fn codes_title(lang: Lang) -> &'static str {
    lang.t("Hãy cất giữ mười mã khôi phục", "Keep these ten recovery codes")
}

fn codes_view(lang: Lang, codes: &RecoveryCodes, place: &str) -> AnyView {
    let codes: Vec<_> = codes.0.iter().map(|code| view! { <li class="code-text">{code.clone()}</li> }).collect();
    let advice = view! {
        <p>
            {lang.t(
                "In ra hoặc chép vào nơi an toàn, không để chung với điện thoại. Mỗi mã thay cho ứng dụng xác thực một lần.",
                "Print them or write them down, and keep them apart from your phone. Each stands in for your authenticator once.",
            )}
        </p>
    };
    let warning = lang.t("Mã chỉ hiện một lần này", "They are shown this once");
    view! {
        <h1>{codes_title(lang)}</h1>
        {notice(lang, Tone::Warning, warning, advice.into_any())}
        <ul class="code-list" translate="no">{codes}</ul>
        {buttons(vec![button_link(ButtonLook::Primary, lang.t("Tôi đã cất giữ, tiếp tục", "I have kept them, continue"), place)])}
    }
    .into_any()
}
