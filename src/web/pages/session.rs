//! How long the session lasts, for the island that warns of its end; and why one is over, for the sign-in pages.

use axum::response::{IntoResponse as _, Response};
use leptos::prelude::*;

use crate::{
    domain::access::SessionEnd,
    web::{
        components::{Tone, notice},
        i18n::{Lang, duration_words},
        page::Page,
        session_frame::{LEFT, seconds_left},
    },
};

/// `GET /session/left`: seconds, as [`seconds_left`] writes them. No use of the session: looking does not extend it.
pub async fn left(page: Page) -> Response {
    let headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")];
    (headers, seconds_left(page.living.as_ref())).into_response()
}

/// `POST /session/extend`: a use of the session like any other page.
pub async fn extend(page: Page) -> Response {
    page.see_other(LEFT)
}

/// Why the last session is over, before a sign-in. `word` is that of the address; anything else says nothing.
#[must_use]
pub fn ended_notice(lang: Lang, word: &str) -> Option<AnyView> {
    let words = match (SessionEnd::parse(word)?, lang) {
        (SessionEnd::Idle { after_s }, Lang::Vi) => {
            format!("Phiên tự kết thúc sau {} không dùng, để người khác không dùng được máy của bạn mà vào.", duration_words(lang, after_s))
        }
        (SessionEnd::Idle { after_s }, Lang::En) => {
            format!("The session ended after {} without use, so that nobody else can go on at your device.", duration_words(lang, after_s))
        }
        (SessionEnd::Absolute { after_s }, Lang::Vi) => {
            format!("Mỗi lần đăng nhập có hiệu lực tối đa {}, và thời gian đó đã hết.", duration_words(lang, after_s))
        }
        (SessionEnd::Absolute { after_s }, Lang::En) => {
            format!("A sign-in lasts {} at most, and that time is over.", duration_words(lang, after_s))
        }
        (SessionEnd::Elsewhere, _) => lang
            .t(
                "Phiên trên thiết bị này đã được kết thúc từ một thiết bị khác của bạn.",
                "The session on this device was ended from another device of yours.",
            )
            .to_owned(),
        (SessionEnd::AccountChanged, _) => lang
            .t(
                "Tài khoản vừa được thay đổi (quyền, mật khẩu, mã xác thực) hoặc đã đóng, nên mọi phiên của tài khoản đã kết thúc.",
                "The account was changed (its rights, password or second factor) or closed, so all its sessions have ended.",
            )
            .to_owned(),
        (SessionEnd::NotMe, _) => lang
            .t(
                "Có người mở liên kết “Không phải tôi” trong thư cảnh báo gửi cho bạn, nên mọi phiên đã kết thúc và danh sách nguyện vọng đã tạm khóa.",
                "Somebody opened “Not me” in an alert sent to you, so all sessions have ended and the preference list is frozen.",
            )
            .to_owned(),
    };
    let saved = lang.t(
        "Nội dung đã lưu vẫn còn. Đăng nhập xong, bạn trở lại đúng trang đang mở.",
        "What was saved is still there. Once signed in, you come back to where you were.",
    );
    let title = lang.t("Phiên làm việc đã kết thúc", "Your session has ended");
    Some(notice(lang, Tone::Info, title, view! { <p>{words}</p> <p>{saved}</p> }.into_any()))
}
