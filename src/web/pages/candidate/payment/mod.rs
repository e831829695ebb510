//! The preference fee: the bill, how its payment stands, and the ways to pay it.

mod bill;
mod history;
mod link;
mod pay;
mod receipt;
mod refusal;
mod status;

use std::net::{IpAddr, Ipv4Addr};

use axum::{Extension, response::Response};
use leptos::prelude::*;

pub(in crate::web::pages) use self::{
    history::{attempt_rows, event_timeline, link_words},
    refusal::{refusal_status, refusal_words, window_sentence},
    status::tone_of,
};
pub use self::{
    link::{post as share_link, revoke as revoke_link},
    receipt::get as get_receipt,
};
use crate::{
    domain::time::Instant,
    usecases::candidate::{
        start_payment::{self, Payer, StartPaymentError, StartPaymentRefusal},
        view_bill::{self, BillContent, BillView, IssuedContent},
    },
    web::{
        components::{Refresh, Telling, Tone, back_link, instant_view, live_answer, live_part, money, notice},
        error::WebError,
        i18n::Lang,
        middleware::observe::Visit,
        page::Page,
        pages::candidate::level_2::{Level2Act, level_2_notice, level_2_page},
        session_frame::{LIVE_PAYMENT, REFRESHED},
    },
};

pub(super) const PATH: &str = "/candidate/payment";

/// `GET /candidate/payment`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let bill = view_bill::run(&page.ctx, page.candidate()?).await?;
    let whole = format!("{PATH}?{REFRESHED}");
    let refresh = status::look_again_s(&bill, page.now);
    let refresh = refresh.map(|after_s| Refresh { after_s, page: &whole, parts: LIVE_PAYMENT });
    Ok(page.ok_that_waits(title(page.lang), refresh, || view(&page, &bill, None)))
}

/// `GET /candidate/payment/status`: the parts of the page that change while somebody waits.
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get_status(page: Page) -> Result<Response, WebError> {
    let bill = view_bill::run(&page.ctx, page.candidate()?).await?;
    let after_s = status::look_again_s(&bill, page.now);
    Ok(page.part(|| {
        let parts = match &bill.content {
            BillContent::Issued(issued) => {
                let Parts { standing, next, pay, history } = parts(&page, &bill, issued);
                view! { {standing} {next} {pay} {history} }.into_any()
            }
            _ => ().into_any(),
        };
        live_answer(after_s, parts)
    }))
}

/// `POST /candidate/payment/start`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn start(page: Page, visit: Option<Extension<Visit>>) -> Result<Response, WebError> {
    match start_payment::run(&page.ctx, page.candidate()?, payer(&page, visit)).await {
        Ok(address) => page.leave_for(&address),
        Err(error) => refused(&page, error).await,
    }
}

/// `POST /candidate/payment/transfer`: opens an attempt to be paid by its VietQR code.
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn transfer(page: Page) -> Result<Response, WebError> {
    match start_payment::open_for_transfer(&page.ctx, page.candidate()?).await {
        Ok(()) => Ok(page.see_other(&format!("{PATH}#transfer"))),
        Err(error) => refused(&page, error).await,
    }
}

/// Whose browser goes to the gateway.
pub(in crate::web::pages) fn payer(page: &Page, visit: Option<Extension<Visit>>) -> Payer {
    let address = visit.and_then(|Extension(visit)| visit.address);
    Payer { ip: address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), reads_english: page.lang == Lang::En }
}

/// The page again, with why nothing was begun.
async fn refused(page: &Page, error: StartPaymentError) -> Result<Response, WebError> {
    let refusal = match error {
        StartPaymentError::Storage(error) => return Err(error.into()),
        StartPaymentError::Refused(refusal) => refusal,
    };
    let bill = view_bill::run(&page.ctx, page.candidate()?).await?;
    if refusal == StartPaymentRefusal::NeedsLevel2 {
        return Ok(level_2_page(page, Level2Act::Pay, pay::deadline(bill.window)));
    }
    Ok(page.with_status(refusal_status(refusal), title(page.lang), || view(page, &bill, Some(refusal))))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Lệ phí xét tuyển", "Preference fee")
}

/// That there is more time than announced, for whoever still has to pay.
fn extension(lang: Lang, view: &BillView) -> Option<AnyView> {
    let is_paid = matches!(&view.content, BillContent::Issued(issued) if issued.bill.receipt.is_some());
    let (closes_at, before) = pay::deadline(view.window).zip(view.extended_from).filter(|_| !is_paid)?;
    let heading =
        format!("{} {}", lang.t("Hạn nộp được gia hạn đến", "The payment window is extended until"), closes_at.short());
    let earlier = view! { <p>{lang.t("Hạn công bố trước đó: ", "Announced before: ")} {instant_view(before)} "."</p> };
    Some(notice(lang, Tone::Info, &heading, earlier.into_any()))
}

fn view(page: &Page, view: &BillView, refusal: Option<StartPaymentRefusal>) -> AnyView {
    let lang = page.lang;
    let content = match &view.content {
        BillContent::NoList | BillContent::EmptyList => nothing_to_pay(lang, view),
        BillContent::Preliminary { bill, items } => bill::preliminary(page, view, *bill, items),
        BillContent::Issued(issued) => whole(page, view, issued),
    };
    view! {
        {back_link(lang, "/candidate")}
        {refusal.map(|refusal| refusal_notice(lang, refusal))}
        <h1>{title(lang)}</h1>
        {extension(lang, view)}
        {content}
    }
    .into_any()
}

fn refusal_notice(lang: Lang, refusal: StartPaymentRefusal) -> AnyView {
    if refusal == StartPaymentRefusal::NeedsLevel2 {
        return level_2_notice(lang, Level2Act::Pay, None);
    }
    let heading = lang.t("Chưa chuyển bạn đến trang thanh toán", "You were not sent to the payment page");
    notice(lang, Tone::Danger, heading, view! { <p>{refusal_words(lang, refusal)}</p> }.into_any())
}

fn nothing_to_pay(lang: Lang, view: &BillView) -> AnyView {
    let reason = match view.content {
        BillContent::EmptyList => lang.t(
            "Danh sách nguyện vọng bạn nộp không có nguyện vọng nào, nên không có lệ phí.",
            "The list that you submitted holds no preference, so there is no fee.",
        ),
        _ => lang.t(
            "Bạn chưa nộp danh sách nguyện vọng, nên chưa có lệ phí.",
            "You have not submitted a preference list, so there is no fee.",
        ),
    };
    view! {
        <p class="lead">{reason}</p>
        <p>
            {lang.t("Mỗi nguyện vọng đã nộp: ", "Each submitted preference: ")} {money(view.unit_fee)} ". "
            {window_sentence(lang, view.window)}
        </p>
        <p>
            <a href="/candidate/preferences">{lang.t("Đến danh sách nguyện vọng", "To the preference list")}</a>
        </p>
    }
    .into_any()
}

/// What changes while somebody waits.
struct Parts {
    standing: AnyView,
    next: AnyView,
    pay: AnyView,
    history: AnyView,
}

fn parts(page: &Page, view: &BillView, issued: &IssuedContent) -> Parts {
    // What the later parts show changes with an event, with a link, and when time takes the open attempt or the window.
    let moments = issued.links.iter().flat_map(|link| [link.revoked_at, link.opened_at, link.left_at, link.paid_at]);
    let link_moment = moments.flatten().max().map(Instant::iso).unwrap_or_default();
    let (events, links, is_open) = (issued.events.len(), issued.links.len(), view.window.is_open());
    let version = format!("{events} {} {is_open} {links} {link_moment}", issued.transfer.is_some());
    let standing = status::standing(page.lang, issued);
    let next = status::next(page, view, issued);
    Parts {
        standing: live_part("standing", Telling::Politely, &status::version(issued), standing),
        // Tells of this very moment.
        next: live_part("next", Telling::Silently, &page.now.iso(), next),
        pay: live_part("pay", Telling::Silently, &version, pay::section(page, view, issued)),
        history: live_part("history", Telling::Silently, &version, history::section(page.lang, issued)),
    }
}

fn whole(page: &Page, view: &BillView, issued: &IssuedContent) -> AnyView {
    let Parts { standing, next, pay, history } = parts(page, view, issued);
    view! { {standing} {next} {pay} {bill::item_table(page.lang, issued.bill.bill, &issued.items)} {history} {bill::frozen_at(page.lang, &issued.bill)} }
        .into_any()
}
