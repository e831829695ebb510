//! `/account/sessions`: the devices that are signed in, this one marked; each can be signed out from here.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::network_words;
use crate::{
    domain::{access::SessionOwner, ids::SessionId},
    usecases::visitor::own_sessions::{self, OwnSession},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

const PATH: &str = "/account/sessions";

/// What was just done: how many sessions were ended; empty before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    ended: String,
}

/// The session to end.
#[derive(Debug, Deserialize)]
pub struct EndForm {
    session: String,
}

/// `GET /account/sessions`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page, Query(done): Query<Done>) -> Result<Response, WebError> {
    let (owner, this) = own(&page)?;
    let sessions = own_sessions::view(&page.ctx, owner).await?;
    let title = page.t("Thiết bị đang đăng nhập", "Devices that are signed in");
    Ok(page.ok(title, || view(page.lang, title, &sessions, this, done.ended.parse().ok())))
}

/// `POST /account/sessions/end`
///
/// # Errors
/// `BadRequest` for what names no session; `Unavailable`.
pub async fn end(page: Page, PostForm(form): PostForm<EndForm>) -> Result<Response, WebError> {
    let (owner, _) = own(&page)?;
    let id: SessionId = form.session.parse().map_err(|_| WebError::BadRequest)?;
    let is_ended = own_sessions::end(&page.ctx, &page.actor, owner, id).await?;
    Ok(page.see_other(&format!("{PATH}?ended={}", u8::from(is_ended))))
}

/// `POST /account/sessions/end-others`
///
/// # Errors
/// `Unavailable`.
pub async fn end_others(page: Page) -> Result<Response, WebError> {
    let (owner, this) = own(&page)?;
    let ended = own_sessions::end_others(&page.ctx, &page.actor, owner, this).await?;
    Ok(page.see_other(&format!("{PATH}?ended={ended}")))
}

/// Whose page this is, by the session that asks.
fn own(page: &Page) -> Result<(SessionOwner, SessionId), WebError> {
    page.actor.session_owner().zip(page.living.map(|session| session.id)).ok_or(WebError::Forbidden)
}

fn view(lang: Lang, title: &'static str, sessions: &[OwnSession], this: SessionId, ended: Option<u64>) -> AnyView {
    let done = ended.map(|ended| {
        let words = match (ended, lang) {
            (0, Lang::Vi) => "Phiên đó đã kết thúc từ trước.".to_owned(),
            (0, Lang::En) => "That session had ended before.".to_owned(),
            (_, Lang::Vi) => format!("Đã kết thúc {ended} phiên trên thiết bị khác."),
            (1, Lang::En) => "1 session on another device was ended.".to_owned(),
            (_, Lang::En) => format!("{ended} sessions on other devices were ended."),
        };
        notice(lang, Tone::Success, &words, ().into_any())
    });
    let rows = sessions.iter().map(|session| row(lang, session, session.id == this)).collect();
    let others = (sessions.len() > 1).then(|| {
        view! {
            <form method="post" action="/account/sessions/end-others">
                {button(Button {
                    look: ButtonLook::Warning,
                    label: lang.t("Đăng xuất mọi thiết bị khác", "Sign out all other devices"),
                    ..Button::default()
                })}
            </form>
        }
    });
    view! {
        {back_link(lang, "/account")}
        {done}
        <h1>{title}</h1>
        <p>
            {lang.t(
                "Nếu có thiết bị bạn không nhận ra, hãy đăng xuất thiết bị đó ngay. Tên thiết bị do trình duyệt tự khai.",
                "If there is a device that you do not know, sign it out at once. What a device is called is what its browser says.",
            )}
        </p>
        {table(Table {
            caption: lang.t("Dùng gần đây nhất ở trên, theo giờ thực tế", "The last used first, by real time"),
            columns: vec![
                Column::words(lang.t("Thiết bị", "Device")),
                Column::words(lang.t("Từ mạng", "From the network")),
                Column::words(lang.t("Đăng nhập lúc", "Signed in at")),
                Column::words(lang.t("Dùng lần cuối", "Last used")),
                Column::words(lang.t("Việc cần làm", "To do")),
            ],
            rows,
            when_empty: "",
        })}
        {others}
    }
    .into_any()
}

fn row(lang: Lang, session: &OwnSession, is_this: bool) -> Vec<AnyView> {
    let device = session.device.in_words(lang == Lang::Vi);
    let act = if is_this {
        tag(Tone::Info, lang.t("Thiết bị này", "This device"))
    } else {
        let about = format!("{device}, {}", session.begun_at.short());
        view! {
            <form method="post" action="/account/sessions/end">
                <input type="hidden" name="session" value=session.id.to_string() />
                {button(Button {
                    look: ButtonLook::Link,
                    label: lang.t("Đăng xuất", "Sign out"),
                    hidden: &about,
                    ..Button::default()
                })}
            </form>
        }
        .into_any()
    };
    vec![
        text(device),
        text(network_words(lang, session.network.as_deref())),
        instant_view(session.begun_at),
        instant_view(session.last_seen_at),
        act,
    ]
}
