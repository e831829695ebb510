//! The link by which somebody else pays: made, shown, taken back.

use axum::response::Response;
use leptos::prelude::*;

use super::{PATH, history::link_words, pay, refused};
use crate::{
    usecases::candidate::{
        revoke_payment_link, share_payment_link,
        view_bill::{BillView, IssuedContent},
    },
    web::{
        components::{Button, ButtonLook, button},
        error::WebError,
        page::Page,
    },
};

const SHARE: &str = "/candidate/payment/link";
const REVOKE: &str = "/candidate/payment/link/revoke";

/// `POST /candidate/payment/link`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn post(page: Page) -> Result<Response, WebError> {
    match share_payment_link::run(&page.ctx, page.candidate()?).await {
        Ok(()) => Ok(page.see_other(&format!("{PATH}#link"))),
        Err(error) => refused(&page, error).await,
    }
}

/// `POST /candidate/payment/link/revoke`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn revoke(page: Page) -> Result<Response, WebError> {
    revoke_payment_link::run(&page.ctx, page.candidate()?).await?;
    Ok(page.see_other(&format!("{PATH}#link")))
}

pub(super) fn section(page: &Page, view: &BillView, issued: &IssuedContent) -> Option<AnyView> {
    let lang = page.lang;
    let can_share = pay::can_pay(page, view, issued) && view.window.is_open();
    if !can_share && issued.links.is_empty() {
        return None;
    }
    let working = issued.link_address.as_ref().filter(|_| issued.status.may_pay());
    let body = match working {
        Some(address) => standing(page, view, address),
        None if can_share => offer(page),
        None => ().into_any(),
    };
    let told: Vec<AnyView> = issued.links.iter().map(|link| link_words(lang, link)).collect();
    let told = (!told.is_empty()).then(|| view! { <ul>{told}</ul> });
    Some(
        view! {
            <section id="link" aria-labelledby="link-title">
                <h2 id="link-title">{lang.t("Nhờ người khác trả", "Have somebody else pay")}</h2>
                {body}
                {told}
            </section>
        }
        .into_any(),
    )
}

fn offer(page: &Page) -> AnyView {
    let lang = page.lang;
    view! {
        <p>
            {lang.t(
                "Tạo một liên kết để gửi cho người trả. Người đó không cần đăng nhập và chỉ thấy chữ cái đầu của họ tên bạn và số tiền.",
                "Make a link and send it to whoever pays. They need not sign in, and see nothing but your initials and the amount.",
            )}
        </p>
        <form method="post" action=SHARE>
            {button(Button {
                look: ButtonLook::Secondary,
                label: lang.t("Tạo liên kết nhờ trả", "Make a link to pay"),
                ..Button::default()
            })}
        </form>
    }
    .into_any()
}

fn standing(page: &Page, view: &BillView, address: &str) -> AnyView {
    let lang = page.lang;
    let until = pay::deadline(view.window).map(|closes_at| {
        format!(
            "{} {}.",
            lang.t("Liên kết hết hạn khi đợt nộp đóng, lúc", "The link ends with the window, at"),
            closes_at.short()
        )
    });
    view! {
        <p>
            {lang.t(
                "Gửi liên kết này cho người trả. Người đó không cần đăng nhập và chỉ thấy chữ cái đầu của họ tên bạn và số tiền.",
                "Send this link to whoever pays. They need not sign in, and see nothing but your initials and the amount.",
            )}
            " "
            {until}
        </p>
        <p>
            <code class="copy-text" translate="no">{address.to_owned()}</code>
        </p>
        <form method="post" action=REVOKE>
            {button(Button {
                look: ButtonLook::Secondary,
                label: lang.t("Thu hồi liên kết", "Take the link back"),
                ..Button::default()
            })}
        </form>
    }
    .into_any()
}
