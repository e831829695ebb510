//! `/staff/sign-in`: e-mail address and password.

use axum::{Extension, extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{Problem, SIGN_IN, hashing_problem, to_second_step};
use crate::{
    domain::{access::Actor, staff_sign_in::StaffSignInForm},
    usecases::visitor::sign_in_staff::{self, SignInStaffError},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        middleware::waiting_room::NoPlace,
        page::{Page, home_of, other_sign_in},
        pages::session::ended_notice,
    },
};

/// Where to go after signing in.
#[derive(Deserialize, Default)]
pub struct ReturnTo {
    #[serde(default)]
    return_to: String,
    /// Set when the second step came too late.
    #[serde(default)]
    expired: String,
    /// Why the session before is over.
    #[serde(default)]
    ended: String,
}

/// `GET /staff/sign-in`
pub async fn get(page: Page, Query(query): Query<ReturnTo>) -> Response {
    if matches!(page.actor, Actor::Staff(_)) {
        return page.see_other(home_of(&page.actor));
    }
    let form = StaffSignInForm { return_to: query.return_to, ..StaffSignInForm::default() };
    let is_late = !query.expired.is_empty();
    page.ok(title(page.lang), || {
        view! { {ended_notice(page.lang, &query.ended)} {view(page.lang, &form, &Problem::None, is_late)} }.into_any()
    })
}

/// `POST /staff/sign-in`
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn post(
    page: Page,
    no_place: Option<Extension<NoPlace>>,
    PostForm(form): PostForm<StaffSignInForm>,
) -> Result<Response, WebError> {
    let again = |problem: &Problem| problem.answer(&page, title(page.lang), || view(page.lang, &form, problem, false));
    if no_place.is_some() {
        return Ok(again(&Problem::Busy));
    }
    let credentials = match form.parse() {
        Ok(credentials) => credentials,
        Err(errors) => return Ok(again(&Problem::Fields(errors))),
    };
    match sign_in_staff::run(&page.ctx, credentials).await {
        Ok(accepted) => {
            let path = to_second_step(&page, accepted, &form.return_to).await?;
            Ok(page.see_other(path))
        }
        Err(SignInStaffError::Refused) => Ok(again(&Problem::Refused)),
        Err(SignInStaffError::Throttled(throttled)) => Ok(again(&throttled.into())),
        Err(SignInStaffError::Hashing(error)) => Ok(again(&hashing_problem(error)?)),
        Err(SignInStaffError::Storage(error)) => Err(error.into()),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Cán bộ đăng nhập", "Staff sign-in")
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "email" => lang.t("Thư điện tử", "E-mail address"),
        "password" => lang.t("Mật khẩu", "Password"),
        _ => "",
    }
}

fn refused(lang: Lang) -> AnyView {
    let advice = lang.t(
        "Hãy kiểm tra cả hai ô rồi nhập lại mật khẩu. Nếu vẫn không được, hãy liên hệ đơn vị đã cấp tài khoản cho bạn.",
        "Check both fields and enter the password again. If it still fails, contact whoever issued your account.",
    );
    let title = lang.t("Thư điện tử hoặc mật khẩu không đúng", "The e-mail address or the password is wrong");
    notice(lang, Tone::Danger, title, view! { <p>{advice}</p> }.into_any())
}

fn late(lang: Lang) -> AnyView {
    let advice = lang.t(
        "Bước thứ hai (mã xác thực) chỉ chờ ít phút. Hãy nhập lại thư điện tử và mật khẩu.",
        "The second step (the code) waits for some minutes only. Enter your e-mail address and password again.",
    );
    let title = lang.t("Hãy đăng nhập lại từ đầu", "Start the sign-in again");
    notice(lang, Tone::Warning, title, view! { <p>{advice}</p> }.into_any())
}

fn view(lang: Lang, form: &StaffSignInForm, problem: &Problem, is_late: bool) -> AnyView {
    let errors = problem.errors();
    let email = TextInput {
        lang,
        name: "email",
        label: label(lang, "email"),
        value: &form.email,
        error: errors.of("email"),
        kind: InputKind::Email,
        autocomplete: "username",
        ..TextInput::default()
    };
    let password = TextInput {
        lang,
        name: "password",
        label: label(lang, "password"),
        error: errors.of("password"),
        kind: InputKind::Password,
        autocomplete: "current-password",
        ..TextInput::default()
    };
    view! {
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang, field)))}
        {problem.view(lang, || refused(lang))}
        {is_late.then(|| late(lang))}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Dành cho đơn vị đăng ký dự thi, sở giáo dục và đào tạo, cơ sở đào tạo và Bộ Giáo dục và Đào tạo. Bước tiếp theo cần mã trong ứng dụng xác thực.",
                "For registration units, departments, institutions and the Ministry of Education and Training. The next step needs a code of your authenticator.",
            )}
        </p>
        <form method="post" action=SIGN_IN novalidate>
            <input type="hidden" name="return_to" value=form.return_to.clone() />
            {text_input(email)} {text_input(password)}
            {buttons(vec![submit(lang.t("Tiếp tục", "Continue"))])}
        </form>
        <p>
            {lang.t("Bạn là thí sinh? ", "Are you a candidate? ")}
            <a href=other_sign_in("/sign-in", &form.return_to)>{lang.t("Đăng nhập bằng định danh", "Sign in with citizen ID")}</a>
        </p>
    }
    .into_any()
}
