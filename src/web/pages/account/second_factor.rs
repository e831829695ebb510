//! `/account/second-factor`: a member of staff proves both factors that they have, to set up another authenticator
//! ([`super::new_device`]).

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    PATH as ACCOUNT, new_device,
    password::{current_label, current_password},
};
use crate::{
    domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        second_factor::SecondFactorCode,
        staff_sign_in::typed_password,
    },
    usecases::{
        password::OwnPasswordError,
        second_factor::{BeginChangeError, begin_change},
        staff::change_password::CURRENT,
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::staff_sign_in::{Problem, code::refused, hashing_problem, problem_of},
        session::keep_new_device,
    },
};

/// Where the page is.
pub const PATH: &str = "/account/second-factor";
/// The same for whoever took too long to set the new one up.
pub(super) const LATE: &str = "/account/second-factor?expired=1";

/// The form as posted. Not `Debug`: it holds what opens an account.
#[derive(Deserialize)]
pub struct ProofForm {
    current_password: String,
    code: String,
}

impl ProofForm {
    fn parse(&self) -> Result<(String, SecondFactorCode), FieldErrors> {
        let mut errors = FieldErrors::new();
        let password = errors.collect(CURRENT, typed_password(&self.current_password));
        let code = errors.collect("code", SecondFactorCode::parse(&self.code));
        password.zip(code).ok_or(errors)
    }
}

/// Whether a change took too long.
#[derive(Deserialize, Default)]
pub struct Late {
    #[serde(default)]
    expired: String,
}

/// `GET /account/second-factor`
///
/// # Errors
/// `Forbidden` for anyone but staff.
pub async fn get(page: Page, Query(late): Query<Late>) -> Result<Response, WebError> {
    page.staff()?;
    Ok(page.ok(title(page.lang), || view(page.lang, &Problem::None, !late.expired.is_empty())))
}

/// `POST /account/second-factor`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Stale` for an account without a second factor; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<ProofForm>) -> Result<Response, WebError> {
    let staff = page.staff()?;
    let problem = match form.parse() {
        Err(errors) => Problem::Fields(errors),
        Ok((password, code)) => match begin_change(&page.ctx, staff, &password, &code).await {
            Ok(device) => {
                keep_new_device(&page.session, device).await?;
                return Ok(page.see_other(new_device::PATH));
            }
            Err(BeginChangeError::Code(error)) => problem_of(error)?.ok_or(WebError::Stale)?,
            Err(BeginChangeError::Password(error)) => match error {
                OwnPasswordError::Wrong => Problem::Fields(FieldErrors::one(CURRENT, FieldErrorCode::WrongPassword)),
                OwnPasswordError::Throttled(throttled) => throttled.into(),
                OwnPasswordError::Hashing(error) => hashing_problem(error)?,
                OwnPasswordError::Storage(error) => return Err(error.into()),
            },
        },
    };
    Ok(problem.answer(&page, title(page.lang), || view(page.lang, &problem, false)))
}

/// The heading of these pages.
pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Đổi thiết bị tạo mã xác thực", "Change the device for your codes")
}

const fn code_label(lang: Lang) -> &'static str {
    lang.t("Mã xác thực hoặc mã khôi phục", "Code or recovery code")
}

fn label(lang: Lang, field: &str) -> &'static str {
    if field == CURRENT { current_label(lang) } else { code_label(lang) }
}

fn view(lang: Lang, problem: &Problem, is_late: bool) -> AnyView {
    let errors = problem.errors();
    let code = TextInput {
        lang,
        name: "code",
        label: code_label(lang),
        hint: lang.t(
            "6 chữ số trên thiết bị hiện tại. Không còn thiết bị đó thì nhập một mã khôi phục, dạng ABCD-EFGH-JKLM.",
            "The 6 digits on the device that you have. If it is gone, a recovery code like ABCD-EFGH-JKLM.",
        ),
        error: errors.of("code"),
        autocomplete: "one-time-code",
        width: Width::Medium,
        ..TextInput::default()
    };
    let late = is_late.then(|| {
        let title = lang.t("Hãy bắt đầu lại", "Start again");
        let advice = lang.t(
            "Thiết bị mới chưa được cài xong trong 15 phút, nên chưa có gì thay đổi: thiết bị cũ vẫn dùng được.",
            "The new device was not set up within 15 minutes. Nothing has changed: the old one still works.",
        );
        notice(lang, Tone::Warning, title, view! { <p>{advice}</p> }.into_any())
    });
    view! {
        {back_link(lang, ACCOUNT)}
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang, field)))}
        {problem.view(lang, || refused(lang))}
        {late}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Dùng khi bạn thay điện thoại hoặc muốn chuyển sang ứng dụng khác. Thiết bị cũ vẫn dùng được cho đến khi bạn nhập mã của thiết bị mới.",
                "For a new phone or another app. The old device works until you have entered a code of the new one.",
            )}
        </p>
        <h2>{lang.t("Bước 1: xác nhận là bạn", "Step 1: show that it is you")}</h2>
        <form method="post" action=PATH novalidate>
            {current_password(lang, &errors)} {text_input(code)}
            {buttons(vec![submit(lang.t("Tiếp tục", "Continue"))])}
        </form>
    }
    .into_any()
}
