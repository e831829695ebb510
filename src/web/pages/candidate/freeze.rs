//! `/candidate/freeze`: what "Không phải tôi" froze, what happened before and since, and the way out.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::candidate::alert::{Alert, AlertKind},
    usecases::candidate::{
        freeze::{self, Freeze, FreezeView, LiftError, LiftRefusal},
        view_preferences::{self, PreferencesView},
    },
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

const PATH: &str = "/candidate/freeze";

/// `GET /candidate/freeze`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    shown(&page, StatusCode::OK).await
}

/// `POST /candidate/freeze/lift`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn lift(page: Page) -> Result<Response, WebError> {
    match freeze::lift(&page.ctx, page.candidate()?).await {
        // Lifted a moment ago, e.g. by the first of two clicks: the page says so.
        Ok(()) | Err(LiftError::Refused(LiftRefusal::NotFrozen)) => Ok(page.see_other(PATH)),
        Err(LiftError::Refused(LiftRefusal::NeedsFreshSignIn)) => shown(&page, StatusCode::FORBIDDEN).await,
        Err(LiftError::Storage(error)) => Err(error.into()),
    }
}

async fn shown(page: &Page, status: StatusCode) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let state = freeze::view(&page.ctx, candidate).await?;
    let lists = view_preferences::run(&page.ctx, candidate, None).await?;
    let title = page.t("Tạm khóa danh sách nguyện vọng", "Freezing of the preference list");
    Ok(page.with_status(status, title, || view(page.lang, title, &state, &lists)))
}

fn view(lang: Lang, title: &'static str, state: &FreezeView, lists: &PreferencesView) -> AnyView {
    let content = match state.freeze {
        Freeze::Free => free(lang),
        Freeze::Frozen { since } => {
            let words = match lang {
                Lang::Vi => format!("Tạm khóa từ {} (giờ thực tế)", since.to_the_second()),
                Lang::En => format!("Frozen since {} (real time)", since.to_the_second()),
            };
            let body = lang.t(
                "Trong lúc này không ai sửa, nộp nguyện vọng, đổi thông tin liên hệ hay xác nhận nhập học được. Danh sách đang có hiệu lực giữ nguyên.",
                "Meanwhile nobody can edit or submit preferences, change contact data or confirm enrolment. The list that stands stays.",
            );
            let rest = if state.is_fresh { review(lang, state, lists) } else { needs_fresh(lang) };
            view! {
                {notice(lang, Tone::Warning, &words, view! { <p>{body}</p> }.into_any())}
                {rest}
            }
            .into_any()
        }
    };
    view! {
        {back_link(lang, "/account")}
        <h1>{title}</h1>
        {content}
    }
    .into_any()
}

/// The freeze as other pages of the candidate say it.
#[must_use]
pub fn frozen_notice(lang: Lang) -> AnyView {
    let title = lang.t("Danh sách nguyện vọng đang tạm khóa", "Your preference list is frozen");
    let words = lang.t("Xem vì sao và mở khóa", "See why, and lift the freeze");
    notice(lang, Tone::Warning, title, view! { <p><a href=PATH>{words}</a></p> }.into_any())
}

fn free(lang: Lang) -> AnyView {
    let title = lang.t("Danh sách nguyện vọng không bị khóa", "The preference list is not frozen");
    let body = lang.t(
        "Mỗi thư cảnh báo có liên kết “Không phải tôi”. Khi bạn dùng liên kết đó, cổng tạm khóa danh sách, đăng xuất mọi thiết bị, và chỉ mở lại sau khi bạn đăng nhập mới.",
        "Each alert has a link “Not me”. When you use it, the portal freezes the list, signs out all devices, and opens it again only after you have signed in anew.",
    );
    let list = lang.t("Xem danh sách nguyện vọng", "See the preference list");
    view! {
        {notice(lang, Tone::Info, title, view! { <p>{body}</p> }.into_any())}
        <p><a href="/candidate/preferences">{list}</a></p>
    }
    .into_any()
}

fn needs_fresh(lang: Lang) -> AnyView {
    view! {
        <h2>{lang.t("Để mở khóa, hãy đăng nhập mới", "To lift it, sign in anew")}</h2>
        <p>
            {lang.t(
                "Lần đăng nhập này có từ trước khi khóa, hoặc dịch vụ định danh chưa hỏi lại bạn. Hãy đăng nhập mới bằng định danh điện tử; sau đó bạn xem lại những gì đã thay đổi rồi mở khóa.",
                "This sign-in is from before the freeze, or the identity service has not asked you again. Sign in anew with your electronic identity; then you look at what has changed and lift the freeze.",
            )}
        </p>
        {buttons(
            vec![
                button_link(
                    ButtonLook::Primary,
                    lang.t("Đăng nhập mới", "Sign in anew"),
                    "/sign-in/again?return_to=%2Fcandidate%2Ffreeze",
                ),
            ],
        )}
    }
    .into_any()
}

/// What happened before and since, then the button.
fn review(lang: Lang, state: &FreezeView, lists: &PreferencesView) -> AnyView {
    let email = state.email.as_ref().map_or("", |email| email.as_str());
    let contact = SummaryRow::answer(lang, lang.t("Thư cảnh báo gửi đến", "Alerts go to"), email);
    view! {
        {state.alert.as_ref().map(|alert| cause(lang, alert))}
        <h2>{lang.t("Xem lại trước khi mở khóa", "Look at this before you lift it")}</h2>
        {summary_list(lang, vec![contact])}
        <p>
            {lang.t(
                "Nếu đó không phải địa chỉ của bạn, mở khóa xong hãy sửa ngay ở mục ",
                "If that is not your address, correct it as soon as the freeze is lifted, under ",
            )}
            <a href="/candidate/registration/contact">{lang.t("Thông tin liên hệ", "Contact")}</a> "."
        </p>
        {versions(lang, state.alert.as_ref(), lists)}
        {(!lists.is_submitted())
            .then(|| {
                let words = lang.t(
                    "Bản đang soạn khác bản đã nộp. Mở khóa xong, hãy kiểm tra kỹ trước khi nộp.",
                    "The draft differs from what was submitted. Once the freeze is lifted, check it well before you submit.",
                );
                inset(view! { <p>{words}</p> }.into_any())
            })}
        <p>
            <a href="/account/sessions">{lang.t("Thiết bị đang đăng nhập", "Devices that are signed in")}</a> " · "
            <a href="/candidate/access-log">{lang.t("Ai đã xem dữ liệu của tôi", "Who has seen my data")}</a>
        </p>
        <form method="post" action="/candidate/freeze/lift">
            {buttons(vec![submit(lang.t("Tôi đã xem lại, mở khóa", "I have looked at it: lift the freeze"))])}
        </form>
    }
    .into_any()
}

fn cause(lang: Lang, alert: &Alert) -> AnyView {
    let words = match (alert.kind, lang) {
        (AlertKind::NewDevice, Lang::Vi) => "đăng nhập trên thiết bị mới",
        (AlertKind::NewDevice, Lang::En) => "a sign-in on a new device",
        (AlertKind::PreferencesSubmitted, Lang::Vi) => "nộp danh sách nguyện vọng",
        (AlertKind::PreferencesSubmitted, Lang::En) => "a submission of preferences",
        (AlertKind::ContactChanged, Lang::Vi) => "đổi thông tin liên hệ",
        (AlertKind::ContactChanged, Lang::En) => "a change of contact data",
    };
    let device = alert.device.in_words(lang == Lang::Vi);
    view! {
        <p>
            {lang.t("Bị báo “Không phải tôi”: ", "“Not me” was said to: ")} <strong>{words}</strong> {format!(", {device}, ")}
            {instant_view(alert.raised_at)} "."
        </p>
    }
    .into_any()
}

fn versions(lang: Lang, alert: Option<&Alert>, lists: &PreferencesView) -> AnyView {
    let rows = lists
        .submitted
        .iter()
        .enumerate()
        .map(|(index, list)| {
            let href = format!("/candidate/preferences/submitted?version={}", list.number);
            let label = format!("{} {}", lang.t("Phiên bản", "Version"), list.number);
            let state = match (alert.is_some_and(|alert| list.submitted_at >= alert.occurred_at), index) {
                (true, _) => tag(Tone::Warning, lang.t("Từ lúc có cảnh báo", "Since the alert")),
                (false, 0) => tag(Tone::Success, lang.t("Đang có hiệu lực", "Stands")),
                (false, _) => text(lang.t("Đã được thay", "Replaced")),
            };
            vec![
                view! { <a href=href>{label}</a> }.into_any(),
                exact_instant_view(list.submitted_at),
                text(list.programme_ids.len().to_string()),
                state,
            ]
        })
        .collect();
    table(Table {
        caption: lang.t("Các lần nộp nguyện vọng, mới nhất ở trên", "Submissions of preferences, the latest first"),
        columns: vec![
            Column::words(lang.t("Phiên bản", "Version")),
            Column::words(lang.t("Nộp lúc", "Submitted at")),
            Column::number(lang.t("Số nguyện vọng", "Preferences")),
            Column::words(lang.t("Tình trạng", "State")),
        ],
        rows,
        when_empty: lang.t("Bạn chưa nộp nguyện vọng lần nào.", "You have not submitted preferences yet."),
    })
}
