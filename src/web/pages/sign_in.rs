//! Signing in by citizen ID: the start page, the way there and the way back.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::access::Actor,
    usecases::{
        CitizenIdError,
        visitor::sign_in_citizen::{self, SignInOutcome},
    },
    web::{
        components::{Tone, notice, submit},
        error::WebError,
        form::PostForm,
        page::{Page, home_of, local_path},
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
    page.ok(page.t("Đăng nhập", "Sign in"), || {
        view! { {ended_notice(page.lang, &query.ended)} {view(&page, &query.return_to)} }.into_any()
    })
}

/// `POST /sign-in`: to the citizen-ID service.
///
/// # Errors
/// `Unavailable` when the session cannot be kept.
pub async fn post(page: Page, PostForm(form): PostForm<ReturnTo>) -> Result<Response, WebError> {
    match page.ctx.external.citizen_id.begin(false).await {
        Ok(attempt) => {
            let authorize_url = attempt.authorize_url.clone();
            let return_to = local_path(&form.return_to).to_owned();
            keep_attempt(&page.session, PendingSignIn { attempt, return_to }).await?;
            Ok(Redirect::to(&authorize_url).into_response())
        }
        Err(error) => Ok(failed(&page, error)),
    }
}

/// `GET /sign-in/callback`: back from the citizen-ID service.
///
/// # Errors
/// `Unavailable` when database or sessions do not answer.
pub async fn callback(page: Page, Query(answer): Query<Callback>) -> Result<Response, WebError> {
    let Some(pending) = take_attempt(&page.session).await? else {
        return Ok(page.see_other("/sign-in"));
    };
    let service = &page.ctx.external.citizen_id;
    if !answer.error.is_empty() {
        return Ok(failed(&page, service.fail(&pending.attempt, &answer.error, &answer.state)));
    }
    let sign_in = match service.finish(&pending.attempt, &answer.code, &answer.state).await {
        Ok(sign_in) => sign_in,
        Err(error) => return Ok(failed(&page, error)),
    };
    match sign_in_citizen::run(&page.ctx, &sign_in.identity).await? {
        SignInOutcome::Candidate(candidate) => {
            let signed_in = NewSignIn {
                actor: Actor::Candidate(candidate),
                name: sign_in.identity.full_name.as_str().to_owned(),
                id_token: Some(sign_in.id_token),
            };
            begin(&page.ctx, &page.session, signed_in).await?;
            let target = if pending.return_to == "/" { "/candidate" } else { &pending.return_to };
            Ok(page.see_other(target))
        }
        SignInOutcome::NotOnRoll => Ok(not_on_roll(&page)),
        SignInOutcome::Contradiction => Ok(contradiction(&page)),
    }
}

/// `GET /signed-out`
pub async fn signed_out(page: Page) -> Response {
    let title = page.t("Bạn đã đăng xuất", "You have signed out");
    page.ok(title, || {
        let lang = page.lang;
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Phiên làm việc đã kết thúc trên máy chủ. Nếu dùng máy chung, hãy đóng trình duyệt.",
                    "Your session has ended on the server. On a shared computer, close the browser too.",
                )}
            </p>
            <p><a href="/">{lang.t("Về trang chủ", "To the home page")}</a></p>
        }
        .into_any()
    })
}

fn view(page: &Page, return_to: &str) -> AnyView {
    let lang = page.lang;
    view! {
        <h1>{lang.t("Thí sinh đăng nhập", "Candidates: sign in")}</h1>
        <p class="lead">
            {lang.t(
                "Cổng dùng tài khoản định danh điện tử của bạn. Cổng không có mật khẩu riêng cho thí sinh và không bao giờ hỏi mật khẩu qua thư hay điện thoại.",
                "The portal uses your electronic identity. It has no passwords of its own for candidates and never asks for one by mail or phone.",
            )}
        </p>
        <h2>{lang.t("Bạn cần", "What you need")}</h2>
        <ul>
            <li>{lang.t("Tài khoản định danh mức 2 (người nước ngoài: số hộ chiếu).", "An electronic identity of level 2 (foreign nationals: the passport).")}</li>
            <li>{lang.t("Điện thoại đã cài ứng dụng định danh.", "A phone with the identity app.")}</li>
        </ul>
        <form method="post" action="/sign-in">
            <input type="hidden" name="return_to" value=return_to.to_owned() />
            {submit(lang.t("Đăng nhập bằng định danh điện tử", "Sign in with electronic identity"))}
        </form>
        <p>
            <a href="/staff/sign-in">{lang.t("Tôi là cán bộ của trường, Sở, cơ sở đào tạo hoặc Bộ", "I work for a school, a department, an institution or the ministry")}</a>
        </p>
    }
    .into_any()
}

/// Why there is no sign-in, and what to do.
fn failed(page: &Page, error: CitizenIdError) -> Response {
    let lang = page.lang;
    let (status, title, text) = match error {
        CitizenIdError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            lang.t("Dịch vụ định danh không phản hồi", "The identity service is not answering"),
            lang.t(
                "Đây không phải lỗi của bạn. Hãy thử lại sau vài phút. Ai đang đăng nhập vẫn làm việc bình thường, và hạn nộp sẽ được gia hạn nếu sự cố kéo dài.",
                "This is not your fault. Try again in a few minutes. Whoever is signed in goes on as usual, and deadlines are extended when the fault lasts.",
            ),
        ),
        CitizenIdError::Refused => (
            StatusCode::OK,
            lang.t("Bạn đã từ chối đăng nhập", "You refused the sign-in"),
            lang.t("Không có gì thay đổi. Bạn có thể thử lại bất cứ lúc nào.", "Nothing was changed. You can try again at any time."),
        ),
        CitizenIdError::Invalid(reason) => {
            tracing::warn!(?reason, "citizen-ID sign-in refused");
            (
                StatusCode::BAD_REQUEST,
                lang.t("Không xác nhận được lượt đăng nhập", "The sign-in could not be confirmed"),
                lang.t(
                    "Câu trả lời của dịch vụ định danh không hợp lệ hoặc đã quá hạn, nên cổng không nhận. Hãy bắt đầu lại từ trang này.",
                    "The identity service's answer was not valid or too old, so the portal did not take it. Start again from this page.",
                ),
            )
        }
    };
    page.with_status(status, title, || {
        view! { {notice(lang, Tone::Warning, title, view! { <p>{text}</p> }.into_any())} {view(page, "")} }.into_any()
    })
}

fn not_on_roll(page: &Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Chưa có hồ sơ của bạn", "There is no record of you yet");
    page.with_status(StatusCode::NOT_FOUND, title, || {
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Dịch vụ định danh đã xác nhận bạn, nhưng chưa trường hay điểm tiếp nhận nào đưa bạn vào danh sách của mùa này.",
                    "The identity service confirmed who you are, but no school or receiving point has put you on its roll for this season.",
                )}
            </p>
            <ul>
                <li>{lang.t("Học sinh lớp 12: hỏi nhà trường, mang theo căn cước.", "Pupils of grade 12: ask your school, with your identity card.")}</li>
                <li>{lang.t("Thí sinh tự do: đến điểm tiếp nhận của Sở GDĐT nơi cư trú.", "Others: go to the receiving point of the department where you live.")}</li>
            </ul>
            <p><a href="/help">{lang.t("Trợ giúp", "Help")}</a></p>
        }
        .into_any()
    })
}

fn contradiction(page: &Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Thông tin định danh không khớp", "Your identity does not match our records");
    page.with_status(StatusCode::CONFLICT, title, || {
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Số định danh vừa đăng nhập đã gắn với một tài khoản định danh khác, hoặc ngược lại. Để không ai dùng nhầm hồ sơ của bạn, cổng dừng lại ở đây; sự việc đã được ghi lại.",
                    "This number already belongs to another electronic identity here, or the other way round. So that nobody uses your record by mistake, the portal stops; the event was recorded.",
                )}
            </p>
            <p>{lang.t("Hãy gọi 1800 8000, nhánh 2.", "Call 1800 8000, extension 2.")}</p>
        }
        .into_any()
    })
}
