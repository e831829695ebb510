//! `/account/password`: a member of staff changes their own password. No answer holds a password, not even a refused one.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{DONE_PASSWORD, PATH as ACCOUNT, this_session};
use crate::{
    domain::field_errors::{FieldErrorCode, FieldErrors},
    usecases::staff::{
        Account,
        change_password::{self, CURRENT, ChangePasswordError},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::{
            staff::new_password::{NewPasswordForm, fields, label as label_of_new},
            staff_sign_in::{Problem, hashing_problem},
        },
        session::renew,
    },
};

/// Where the page is.
pub const PATH: &str = "/account/password";

/// The form as posted. Not `Debug`: passwords stay out of logs.
#[derive(Deserialize)]
pub struct ChangeForm {
    current_password: String,
    #[serde(flatten)]
    new: NewPasswordForm,
}

impl ChangeForm {
    /// The password as it is and the one to come, if that was typed twice alike.
    fn passwords(&self) -> Result<(&str, &str), FieldErrors> {
        match self.new.password() {
            Ok(new) => Ok((&self.current_password, new)),
            Err(unlike) if self.current_password.is_empty() => {
                let mut errors = FieldErrors::one(CURRENT, FieldErrorCode::Missing);
                unlike.iter().for_each(|error| errors.push(error.field, error.code.clone()));
                Err(errors)
            }
            Err(unlike) => Err(unlike),
        }
    }
}

/// `GET /account/password`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    again(&page, &Problem::None).await
}

/// `POST /account/password`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<ChangeForm>) -> Result<Response, WebError> {
    let (staff, this) = (page.staff()?, this_session(&page)?);
    let passwords = match form.passwords() {
        Ok(passwords) => passwords,
        Err(errors) => return again(&page, &Problem::Fields(errors)).await,
    };
    let problem = match change_password::run(&page.ctx, staff, this, passwords).await {
        Ok(ended) => {
            renew(&page.session, page.actor.clone(), None).await?;
            return Ok(page.see_other(&format!("{ACCOUNT}?done={DONE_PASSWORD}&ended={ended}")));
        }
        Err(ChangePasswordError::Invalid(errors)) => Problem::Fields(errors),
        Err(ChangePasswordError::Throttled(throttled)) => throttled.into(),
        Err(ChangePasswordError::Hashing(error)) => hashing_problem(error)?,
        Err(ChangePasswordError::Storage(error)) => return Err(error.into()),
    };
    again(&page, &problem).await
}

async fn again(page: &Page, problem: &Problem) -> Result<Response, WebError> {
    let account = change_password::view(&page.ctx, page.staff()?).await?;
    Ok(problem.answer(page, title(page.lang), || view(page.lang, &account, problem)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đổi mật khẩu", "Change your password")
}

/// What the field of the password as it is is called.
pub(super) const fn current_label(lang: Lang) -> &'static str {
    lang.t("Mật khẩu hiện tại", "Current password")
}

/// The field of the password as it is.
pub(super) fn current_password(lang: Lang, errors: &FieldErrors) -> AnyView {
    text_input(TextInput {
        lang,
        name: CURRENT,
        label: current_label(lang),
        error: errors.of(CURRENT),
        kind: InputKind::Password,
        autocomplete: "current-password",
        ..TextInput::default()
    })
}

fn label(lang: Lang, field: &str) -> &'static str {
    if field == CURRENT { current_label(lang) } else { label_of_new(lang, field) }
}

fn view(lang: Lang, account: &Account, problem: &Problem) -> AnyView {
    let errors = problem.errors();
    view! {
        {back_link(lang, ACCOUNT)}
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang, field)))}
        {problem.view(lang, || ().into_any())}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Sau khi đổi, bạn vẫn làm việc tiếp trên thiết bị này; mọi thiết bị khác bị đăng xuất. Mã xác thực giữ nguyên.",
                "You stay signed in on this device; all others are signed out. Your codes stay as they are.",
            )}
        </p>
        <form method="post" action=PATH novalidate>
            {current_password(lang, &errors)}
            <h2>{lang.t("Chọn mật khẩu mới", "Choose a new one")}</h2>
            {fields(lang, &account.email, &errors)}
            {buttons(vec![submit(title(lang))])}
        </form>
    }
    .into_any()
}
