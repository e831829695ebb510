//! Signing in by citizen ID: the start page, the way there and the way back; again, for acts that need a fresh proof.

pub mod again;
mod not_known;
mod refused;
pub mod signed_out;

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::access::Actor,
    usecases::{
        CitizenIdError, InvalidReason, ServiceHealth,
        visitor::{
            refuse_citizen_sign_in,
            sign_in_citizen::{self, SignInOutcome},
        },
    },
    web::{
        components::{Tone, exact_instant_view, notice, submit},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, home_of, local_path, other_sign_in},
        pages::session::ended_notice,
        session::{NewSignIn, PendingSignIn, begin, keep_attempt, take_attempt},
    },
};

/// Where the person wanted to go.
#[derive(Deserialize, Default)]
pub struct ReturnTo {
    #[serde(default)]
    return_to: String,
    /// Why the session before is over.
    #[serde(default)]
    ended: String,
}

/// What the citizen-ID service sends back (OIDC Core §3.1.2.5, §3.1.2.6).
#[derive(Deserialize)]
pub struct Callback {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

/// `GET /sign-in`
pub async fn get(page: Page, Query(query): Query<ReturnTo>) -> Response {
    if matches!(page.actor, Actor::Candidate(_)) {
        return page.see_other(home_of(&page.actor));
    }
    let health = page.ctx.external.citizen_id.health(page.now).await;
    page.ok(page.t("Đăng nhập", "Sign in"), || {
        view! { {ended_notice(page.lang, &query.ended)} {view(page.lang, health, &query.return_to)} }.into_any()
    })
}

/// `POST /sign-in`: to the citizen-ID service.
///
/// # Errors
/// `Unavailable` when the session cannot be kept.
pub async fn post(page: Page, PostForm(form): PostForm<ReturnTo>) -> Result<Response, WebError> {
    to_the_service(&page, &form.return_to, false).await
}

/// Sends the person to the citizen-ID service; `is_again`: to prove themselves anew, within the session there is.
async fn to_the_service(page: &Page, return_to: &str, is_again: bool) -> Result<Response, WebError> {
    let return_to = local_path(return_to).to_owned();
    match page.ctx.external.citizen_id.begin(is_again, page.ctx.clock.machine_now()).await {
        Ok(attempt) => {
            let authorize_url = attempt.authorize_url.clone();
            keep_attempt(&page.session, PendingSignIn { attempt, return_to, is_again }).await?;
            page.leave_for(&authorize_url)
        }
        Err(error) => refuse(page, error, &Way { return_to, is_again }).await,
    }
}

/// `GET /sign-in/callback`: back from the citizen-ID service.
///
/// # Errors
/// `Unavailable` when database or sessions do not answer.
pub async fn callback(page: Page, Query(answer): Query<Callback>) -> Result<Response, WebError> {
    let Some(pending) = take_attempt(&page.session).await? else {
        // Whoever is signed in has loaded the answer twice, e.g. by the browser's back button.
        if matches!(page.actor, Actor::Candidate(_)) {
            return Ok(page.see_other(home_of(&page.actor)));
        }
        return refuse(&page, CitizenIdError::Invalid(InvalidReason::NoAttempt), &Way::default()).await;
    };
    let way = Way { return_to: pending.return_to, is_again: pending.is_again };
    let service = &page.ctx.external.citizen_id;
    if !answer.error.is_empty() {
        return refuse(&page, service.fail(&pending.attempt, &answer.error, &answer.state), &way).await;
    }
    let now = page.ctx.clock.machine_now();
    let sign_in = match service.finish(&pending.attempt, &answer.code, &answer.state, now).await {
        Ok(sign_in) => sign_in,
        Err(error) => return refuse(&page, error, &way).await,
    };
    if way.is_again {
        return again::finish(&page, sign_in, &way.return_to).await;
    }
    match sign_in_citizen::run(&page.ctx, &sign_in.identity).await? {
        SignInOutcome::Candidate(candidate) => {
            let signed_in = NewSignIn {
                actor: Actor::Candidate(candidate),
                name: sign_in.identity.full_name.as_str().to_owned(),
                id_token: Some(sign_in.id_token),
            };
            begin(&page.ctx, &page.session, signed_in).await?;
            let target = if way.return_to == "/" { "/candidate" } else { &way.return_to };
            Ok(page.see_other(target))
        }
        SignInOutcome::NotOnRoll => {
            refuse_citizen_sign_in::run(&page.ctx, &page.actor, "not_on_roll").await?;
            Ok(not_known::not_on_roll(&page))
        }
        SignInOutcome::Contradiction(contradiction) => Ok(not_known::contradiction(&page, contradiction)),
    }
}

/// Where a sign-in that fails can be tried again, and where it would have led.
#[derive(Default)]
struct Way {
    return_to: String,
    is_again: bool,
}

/// Leaves a trace of the refusal and shows why.
async fn refuse(page: &Page, error: CitizenIdError, way: &Way) -> Result<Response, WebError> {
    tracing::warn!(reason = error.code(), request_id = ?page.ctx.trace.request_id, "citizen-ID sign-in refused");
    refuse_citizen_sign_in::run(&page.ctx, &page.actor, error.code()).await?;
    Ok(refused::page(page, error, way))
}

fn view(lang: Lang, health: ServiceHealth, return_to: &str) -> AnyView {
    view! {
        {(!health.is_up).then(|| service_is_down(lang, health))}
        <h1>{lang.t("Thí sinh đăng nhập", "Candidates: sign in")}</h1>
        <p class="lead">
            {lang.t(
                "Cổng dùng tài khoản định danh điện tử của bạn. Cổng không có mật khẩu riêng cho thí sinh và không bao giờ hỏi mật khẩu qua thư hay điện thoại.",
                "The portal uses your electronic identity. It has no passwords of its own for candidates and never asks for one by mail or phone.",
            )}
        </p>
        <h2>{lang.t("Bạn cần", "What you need")}</h2>
        <ul>
            <li>{lang.t("Tài khoản định danh mức độ 2 (người nước ngoài: số hộ chiếu).", "An electronic identity of level 2 (foreign nationals: the passport).")}</li>
            <li>{lang.t("Điện thoại đã cài ứng dụng định danh.", "A phone with the identity app.")}</li>
        </ul>
        <form method="post" action="/sign-in">
            <input type="hidden" name="return_to" value=return_to.to_owned() />
            {submit(lang.t("Đăng nhập bằng định danh điện tử", "Sign in with electronic identity"))}
        </form>
        <p>
            <a href=other_sign_in("/staff/sign-in", return_to)>{lang.t("Tôi là cán bộ của trường, Sở, cơ sở đào tạo hoặc Bộ", "I work for a school, a department, an institution or the ministry")}</a>
        </p>
    }
    .into_any()
}

/// Said before anybody presses a button that would only fail.
fn service_is_down(lang: Lang, health: ServiceHealth) -> AnyView {
    let title = lang.t("Dịch vụ định danh đang không phản hồi", "The identity service is not answering");
    let body = view! {
        <p>
            {lang.t("Cổng đã kiểm tra lúc ", "The portal checked at ")} {exact_instant_view(health.checked_at)}
            {lang.t(
                ". Đây không phải lỗi của bạn. Hãy thử lại sau vài phút; trang này tự kiểm tra lại mỗi lần mở.",
                ". This is not your fault. Try again in a few minutes; this page checks anew each time it is opened.",
            )}
        </p>
        <p>
            {lang.t(
                "Ai đang đăng nhập vẫn làm việc bình thường. Hạn nộp được gia hạn nếu sự cố kéo dài.",
                "Whoever is signed in goes on as usual. Deadlines are extended when the fault lasts.",
            )}
        </p>
    };
    notice(lang, Tone::Warning, title, body.into_any())
}
