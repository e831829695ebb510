//! `/staff/sign-in`: schools, institutions and the ministry sign in with e-mail address and password.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{access::Actor, field_errors::FieldErrors, staff_sign_in::StaffSignInForm},
    usecases::visitor::sign_in_staff::{self, SignInStaffError},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, home_of, local_path},
        pages::session::ended_notice,
        session::{NewSignIn, begin},
    },
};

/// Where to go after signing in.
#[derive(Deserialize, Default)]
pub struct ReturnTo {
    #[serde(default)]
    return_to: String,
    /// Why the session before is over.
    #[serde(default)]
    ended: String,
}

/// What is wrong with an attempt.
enum Problem {
    None,
    Fields(FieldErrors),
    Refused,
}

/// `GET /staff/sign-in`
pub async fn get(page: Page, Query(ReturnTo { return_to, ended }): Query<ReturnTo>) -> Response {
    if matches!(page.actor, Actor::Staff(_)) {
        return page.see_other(home_of(&page.actor));
    }
    let form = StaffSignInForm { return_to, ..StaffSignInForm::default() };
    page.ok(title(page.lang), || {
        view! { {ended_notice(page.lang, &ended)} {view(page.lang, &form, &Problem::None)} }.into_any()
    })
}

/// `POST /staff/sign-in`
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn post(page: Page, PostForm(form): PostForm<StaffSignInForm>) -> Result<Response, WebError> {
    let invalid = |problem: &Problem| page.invalid(title(page.lang), || view(page.lang, &form, problem));
    let credentials = match form.parse() {
        Ok(credentials) => credentials,
        Err(errors) => return Ok(invalid(&Problem::Fields(errors))),
    };
    match sign_in_staff::run(&page.ctx, credentials).await {
        Ok(signed_in) => {
            let actor = Actor::Staff(signed_in.actor);
            let target = match local_path(&form.return_to) {
                "/" => home_of(&actor),
                path => path,
            };
            let response = page.see_other(target);
            begin(&page.ctx, &page.session, NewSignIn { actor, name: signed_in.full_name, id_token: None }).await?;
            Ok(response)
        }
        Err(SignInStaffError::Refused) => Ok(invalid(&Problem::Refused)),
        Err(SignInStaffError::NotCompared) => Err(WebError::Internal),
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

fn view(lang: Lang, form: &StaffSignInForm, problem: &Problem) -> AnyView {
    let no_errors = FieldErrors::new();
    let errors = match problem {
        Problem::Fields(errors) => errors,
        Problem::None | Problem::Refused => &no_errors,
    };
    let refused = matches!(problem, Problem::Refused).then(|| {
        let advice = lang.t(
            "Hãy kiểm tra cả hai ô rồi nhập lại mật khẩu. Nếu vẫn không được, hãy liên hệ đơn vị đã cấp tài khoản cho bạn.",
            "Check both fields and enter the password again. If it still fails, contact whoever issued your account.",
        );
        let body = view! { <p>{advice}</p> }.into_any();
        let title = lang.t("Thư điện tử hoặc mật khẩu không đúng", "The e-mail address or the password is wrong");
        notice(lang, Tone::Danger, title, body)
    });
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
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        {refused}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Dành cho trường THPT, điểm tiếp nhận hồ sơ, cơ sở đào tạo và Bộ Giáo dục và Đào tạo.",
                "For schools, receiving points, institutions and the Ministry of Education and Training.",
            )}
        </p>
        <form method="post" action="/staff/sign-in" novalidate>
            <input type="hidden" name="return_to" value=form.return_to.clone() />
            {text_input(email)} {text_input(password)}
            {buttons(vec![submit(lang.t("Đăng nhập", "Sign in"))])}
        </form>
        <p>
            {lang.t("Bạn là thí sinh? ", "Are you a candidate? ")}
            <a href="/sign-in">{lang.t("Đăng nhập bằng định danh", "Sign in with citizen ID")}</a>
        </p>
    }
    .into_any()
}
