//! How staff sign in: e-mail address and password ([`password`]), then a code ([`code`]); whoever has no second factor
//! yet gets one first ([`enrolment`]), with recovery codes ([`recovery`]).
//!
//! Between the steps the session holds whose password was right, for five minutes, and nothing that gives a right.

pub mod code;
pub mod enrolment;
pub mod password;
pub mod recovery;

use std::time::Duration;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use leptos::prelude::*;

use crate::{
    domain::{access::Actor, field_errors::FieldErrors},
    usecases::{second_factor::CodeError, throttle::Throttled},
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::{Page, home_of, local_path},
    },
};

/// Where the first step is.
const SIGN_IN: &str = "/staff/sign-in";
/// How long a full queue takes to move on, told to whoever has to come back.
const BUSY_SECONDS: u64 = 5;

/// What is wrong with an attempt.
enum Problem {
    None,
    Fields(FieldErrors),
    /// Not the right one.
    Refused,
    /// Too many tries; the next is possible after this.
    Throttled(Duration),
    /// Too much to do just now.
    Busy,
}

impl Problem {
    fn errors(&self) -> FieldErrors {
        match self {
            Self::Fields(errors) => errors.clone(),
            _ => FieldErrors::new(),
        }
    }

    /// The page again, with the status of the problem and the time to wait.
    fn answer(&self, page: &Page, title: &str, view: impl FnOnce() -> AnyView) -> Response {
        let (status, wait) = match self {
            Self::None => return page.ok(title, view),
            Self::Fields(_) | Self::Refused => return page.invalid(title, view),
            Self::Throttled(wait) => (StatusCode::TOO_MANY_REQUESTS, whole_seconds(*wait)),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, BUSY_SECONDS),
        };
        let mut response = page.hindered(status, title, view);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        response
    }

    /// What it says above the form; nothing for errors of fields, which the summary names.
    fn view(&self, lang: Lang, refused: impl FnOnce() -> AnyView) -> Option<AnyView> {
        match self {
            Self::None | Self::Fields(_) => None,
            Self::Refused => Some(refused()),
            Self::Throttled(wait) => {
                let advice = lang
                    .t(
                        "Để bảo vệ tài khoản, cổng tạm dừng nhận. Hãy thử lại sau {}. Tài khoản không bị khóa.",
                        "To protect the account, the portal has paused. Try again in {}. The account is not locked.",
                    )
                    .replace("{}", &in_words(lang, *wait));
                let title = lang.t("Đã thử quá nhiều lần", "Too many tries");
                Some(notice(lang, Tone::Danger, title, view! { <p>{advice}</p> }.into_any()))
            }
            Self::Busy => {
                let advice = lang.t(
                    "Nhiều người đang đăng nhập cùng lúc. Hãy chờ vài giây rồi nhập lại và gửi lần nữa.",
                    "Many people are signing in at the same time. Wait a few seconds, then enter it again and send it once more.",
                );
                let title = lang.t("Hệ thống đang bận", "The portal is busy");
                Some(notice(lang, Tone::Danger, title, view! { <p>{advice}</p> }.into_any()))
            }
        }
    }
}

impl From<Throttled> for Problem {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

/// What a code came to that opened nothing: a problem to show, or `Ok(None)` when the sign-in begins anew.
fn problem_of(error: CodeError) -> Result<Option<Problem>, WebError> {
    match error {
        CodeError::Wrong => Ok(Some(Problem::Refused)),
        CodeError::Throttled(throttled) => Ok(Some(throttled.into())),
        CodeError::OtherStep => Ok(None),
        CodeError::Hashing(error) => hashing_problem(error).map(Some),
        CodeError::Storage(error) => Err(error.into()),
    }
}

fn hashing_problem(error: crate::usecases::password::PasswordError) -> Result<Problem, WebError> {
    use crate::usecases::password::PasswordError;
    match error {
        PasswordError::Busy => Ok(Problem::Busy),
        PasswordError::Broken => Err(WebError::Internal),
    }
}

/// Rounded up, at least one.
fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

fn in_words(lang: Lang, wait: Duration) -> String {
    match whole_seconds(wait) {
        seconds if seconds <= 90 => lang.t("{} giây", "{} seconds").replace("{}", &seconds.to_string()),
        seconds => lang.t("{} phút", "{} minutes").replace("{}", &seconds.div_ceil(60).to_string()),
    }
}

/// Where a sign-in leads: to what was asked for, or to the first page of the role.
fn target<'a>(actor: &Actor, return_to: &'a str) -> &'a str {
    match local_path(return_to) {
        "/" => home_of(actor),
        path => path,
    }
}

/// The field for the six digits.
fn code_input(lang: Lang, errors: &FieldErrors, label: &str, hint: &str) -> AnyView {
    text_input(TextInput {
        lang,
        name: "code",
        label,
        hint,
        error: errors.of("code"),
        kind: InputKind::Digits,
        autocomplete: "one-time-code",
        width: Width::Medium,
        ..TextInput::default()
    })
}
