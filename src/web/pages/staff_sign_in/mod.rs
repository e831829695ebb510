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
use serde::Deserialize;

use crate::{
    domain::{access::Actor, field_errors::FieldErrors},
    usecases::{
        password::PasswordError, second_factor::CodeError, throttle::Throttled,
        visitor::sign_in_staff::PasswordAccepted,
    },
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::{Page, home_of, local_path},
        session::{PendingStaff, keep_pending_staff, pending_staff},
    },
};

/// Where the first step is.
const SIGN_IN: &str = "/staff/sign-in";
/// How long a full queue takes to move on, told to whoever has to come back.
const BUSY_SECONDS: u64 = 5;

/// Whether the password was set on the page before, by a one-time link.
#[derive(Deserialize, Default)]
pub struct Arrival {
    #[serde(default)]
    password: String,
}

impl Arrival {
    /// What was done, and what is left.
    fn view(&self, lang: Lang, left: &'static str) -> Option<AnyView> {
        let title = lang.t("Đã đặt mật khẩu", "Your password is set");
        (self.password == "set").then(|| notice(lang, Tone::Success, title, view! { <p>{left}</p> }.into_any()))
    }
}

/// Keeps whose password was right, and leads to the second step.
async fn to_second_step(page: &Page, accepted: PasswordAccepted, return_to: &str) -> Result<&'static str, WebError> {
    let pending = PendingStaff {
        staff_id: accepted.staff_id,
        begun_at: page.ctx.clock.machine_now(),
        return_to: return_to.to_owned(),
        is_enrolling: !accepted.is_enrolled,
    };
    let path = path_of(&pending);
    keep_pending_staff(&page.session, pending).await?;
    Ok(path)
}

const fn path_of(pending: &PendingStaff) -> &'static str {
    if pending.is_enrolling { enrolment::PATH } else { code::PATH }
}

/// Leads whoever set the password by a link on to the second step, as if they had typed it at the first.
pub(in crate::web::pages) async fn after_new_password(
    page: &Page,
    accepted: PasswordAccepted,
) -> Result<Response, WebError> {
    let path = to_second_step(page, accepted, "").await?;
    Ok(page.see_other(&format!("{path}?password=set")))
}

/// The way on to a second step that waits in this browser; `None` where none does.
pub(in crate::web::pages) async fn waiting_step(page: &Page) -> Result<Option<Response>, WebError> {
    let pending = pending_staff(&page.ctx, &page.session).await?;
    Ok(pending.map(|pending| page.see_other(path_of(&pending))))
}

/// What is wrong with an attempt.
pub(in crate::web::pages) enum Problem {
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
    pub(in crate::web::pages) fn errors(&self) -> FieldErrors {
        match self {
            Self::Fields(errors) => errors.clone(),
            _ => FieldErrors::new(),
        }
    }

    /// The page again, with the status of the problem and the time to wait.
    pub(in crate::web::pages) fn answer(&self, page: &Page, title: &str, view: impl FnOnce() -> AnyView) -> Response {
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
    pub(in crate::web::pages) fn view(&self, lang: Lang, refused: impl FnOnce() -> AnyView) -> Option<AnyView> {
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
pub(in crate::web::pages) fn problem_of(error: CodeError) -> Result<Option<Problem>, WebError> {
    match error {
        CodeError::Wrong => Ok(Some(Problem::Refused)),
        CodeError::Throttled(throttled) => Ok(Some(throttled.into())),
        CodeError::OtherStep => Ok(None),
        CodeError::Hashing(error) => hashing_problem(error).map(Some),
        CodeError::Storage(error) => Err(error.into()),
    }
}

pub(in crate::web::pages) fn hashing_problem(error: PasswordError) -> Result<Problem, WebError> {
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
pub(in crate::web::pages) fn code_input(lang: Lang, errors: &FieldErrors, label: &str, hint: &str) -> AnyView {
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
