//! `/staff/sign-in/code`: the code of the authenticator, or a recovery code.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{Arrival, Problem, code_input, problem_of, recovery, target};
use crate::{
    domain::{access::Actor, field_errors::FieldErrors, second_factor::SecondFactorCode},
    usecases::visitor::sign_in_staff,
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        session::{NewSignIn, PendingStaff, begin, drop_pending_staff, pending_staff},
    },
};

/// Where the page is.
pub const PATH: &str = "/staff/sign-in/code";
/// Where the first step says that the second came too late.
pub(super) const LATE: &str = "/staff/sign-in?expired=1";

/// The form of this page.
#[derive(Deserialize)]
pub struct CodeForm {
    pub(in crate::web::pages) code: String,
}

/// `GET /staff/sign-in/code`
///
/// # Errors
/// `Unavailable` when the session's store does not answer.
pub async fn get(page: Page, Query(arrival): Query<Arrival>) -> Result<Response, WebError> {
    if pending_staff(&page.ctx, &page.session).await?.is_none() {
        return Ok(page.see_other(LATE));
    }
    let lang = page.lang;
    let left = lang.t(
        "Chỉ còn nhập mã như mọi lần, rồi bạn vào trang làm việc.",
        "All that is left is a code, as ever; then you are in.",
    );
    Ok(page.ok(title(lang), || view! { {arrival.view(lang, left)} {view(lang, &Problem::None, true)} }.into_any()))
}

/// `POST /staff/sign-in/code`
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn post(page: Page, PostForm(form): PostForm<CodeForm>) -> Result<Response, WebError> {
    let Some(pending) = pending_staff(&page.ctx, &page.session).await? else { return Ok(page.see_other(LATE)) };
    let code = match SecondFactorCode::parse(&form.code) {
        Ok(code) => code,
        Err(code) => return Ok(again(&page, &Problem::Fields(FieldErrors::one("code", code)))),
    };
    match sign_in_staff::run_code(&page.ctx, pending.staff_id, &code).await {
        Ok(signed_in) => {
            let left = signed_in.recovery_codes_left;
            let actor = Actor::Staff(signed_in.actor);
            let place = if left.is_some() { recovery::USED } else { target(&actor, &pending.return_to) }.to_owned();
            finish(&page, actor, signed_in.full_name).await?;
            Ok(page.see_other(&place))
        }
        Err(error) => match problem_of(error)? {
            Some(problem) => {
                // Too many wrong codes: whoever goes on has to know the password again.
                if matches!(problem, Problem::Throttled(_)) {
                    drop_pending_staff(&page.session).await?;
                }
                Ok(again(&page, &problem))
            }
            None => restart(&page).await,
        },
    }
}

/// Ends the pending sign-in and begins the session.
pub(super) async fn finish(page: &Page, actor: Actor, name: String) -> Result<(), WebError> {
    drop_pending_staff(&page.session).await?;
    Ok(begin(&page.ctx, &page.session, NewSignIn { actor, name, id_token: None }).await?)
}

/// The account was closed or reset meanwhile: from the start.
pub(super) async fn restart(page: &Page) -> Result<Response, WebError> {
    let _: Option<PendingStaff> = drop_pending_staff(&page.session).await?;
    Ok(page.see_other(LATE))
}

fn again(page: &Page, problem: &Problem) -> Response {
    let can_try = !matches!(problem, Problem::Throttled(_));
    problem.answer(page, title(page.lang), || view(page.lang, problem, can_try))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Nhập mã xác thực", "Enter the code")
}

/// What to say of a code that is wrong.
pub(in crate::web::pages) fn refused(lang: Lang) -> AnyView {
    let advice = lang.t(
        "Mỗi mã chỉ dùng được một lần và đổi sau 30 giây. Hãy nhập mã mới đang hiện trong ứng dụng. Nếu vẫn không được, hãy kiểm tra giờ trên điện thoại.",
        "Each code works once and changes every 30 seconds. Enter the code that your app shows now. If it still fails, check the time on your phone.",
    );
    let title = lang.t("Mã không đúng hoặc đã được dùng", "The code is wrong or was used already");
    notice(lang, Tone::Danger, title, view! { <p>{advice}</p> }.into_any())
}

fn view(lang: Lang, problem: &Problem, can_try: bool) -> AnyView {
    let errors = problem.errors();
    let label = lang.t("Mã xác thực", "Code");
    let hint = lang.t("6 chữ số trong ứng dụng xác thực", "The 6 digits in your authenticator");
    let form = can_try.then(|| {
        view! {
            <form method="post" action=PATH novalidate>
                {code_input(lang, &errors, label, hint)}
                {buttons(vec![submit(lang.t("Đăng nhập", "Sign in"))])}
            </form>
        }
    });
    // A form of its own: a phone shows only digits for the other field.
    let recovery_field = TextInput {
        lang,
        name: "code",
        id: "recovery-code",
        label: lang.t("Mã khôi phục", "Recovery code"),
        autocomplete: "off",
        width: Width::Medium,
        ..TextInput::default()
    };
    let recovery_form = can_try.then(|| {
        view! {
            <form method="post" action=PATH novalidate>
                {text_input(recovery_field)}
                {buttons(vec![submit(lang.t("Đăng nhập bằng mã khôi phục", "Sign in with a recovery code"))])}
            </form>
        }
    });
    let lost = view! {
        <p>
            {lang.t(
                "Hãy nhập một trong mười mã khôi phục mà bạn đã cất giữ khi thiết lập, dạng ABCD-EFGH-JKLM. Mỗi mã dùng được một lần.",
                "Enter one of the ten recovery codes that you kept at enrolment, like ABCD-EFGH-JKLM. Each works once.",
            )}
        </p>
        {recovery_form}
        <p>
            {lang.t(
                "Không còn mã khôi phục? Người quản lý tài khoản của bạn (đơn vị cấp trên) có thể đặt lại bước xác thực sau khi gặp bạn.",
                "No recovery code left? Whoever manages your account (the office above yours) can reset this step after seeing you.",
            )}
        </p>
    };
    view! {
        {error_summary(lang, &errors, |field| (field.to_owned(), label))}
        {problem.view(lang, || refused(lang))}
        <h1>{title(lang)}</h1>
        {form}
        {details(lang.t("Không mở được ứng dụng xác thực?", "No access to your authenticator?"), lost.into_any())}
        <p><a href="/staff/sign-in">{lang.t("Đăng nhập lại từ đầu", "Start again")}</a></p>
    }
    .into_any()
}
