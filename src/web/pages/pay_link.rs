//! `/pay`: paying for a candidate, by the link that the candidate passed on. No sign-in; initials and the amount, no more.
//!
//! The link itself leaves the address at once. Previews of links, and browsers that load ahead, change nothing: only the
//! button leads to the gateway.

use axum::{Extension, extract::Path, http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::payment::status::PaymentStatus,
    usecases::{
        candidate::start_payment::{StartPaymentError, StartPaymentRefusal},
        link_token::LinkToken,
        visitor::pay_by_link::{self, Link, Offer, PayByLinkError},
    },
    web::{
        components::{
            ButtonLook, SummaryRow, Tone, button_link, instant_view, money, notice, submit, summary_list, tag, text,
        },
        error::WebError,
        i18n::{Lang, payment::payment_status_name},
        middleware::observe::Visit,
        page::Page,
        pages::candidate::payment::{payer, refusal_status, refusal_words, tone_of, window_sentence},
    },
};

const PATH: &str = "/pay";
/// Where the session keeps the token between the link and the button.
const TOKEN: &str = "pay_token";

/// `GET /pay/{token}`
///
/// # Errors
/// `Unavailable` when the session cannot be kept.
pub async fn open(page: Page, Path(token): Path<LinkToken>) -> Result<Response, WebError> {
    page.session.insert(TOKEN, token.expose()).await?;
    Ok(page.see_other(PATH))
}

/// `GET /pay`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let link = pay_by_link::view(&page.ctx, &token(&page).await?).await?;
    Ok(match link {
        Link::Bill(offer) => page.ok(title(page.lang), || view(page.lang, &offer, None)),
        nothing => spent(&page, &nothing),
    })
}

/// `POST /pay`
///
/// # Errors
/// `Unavailable`.
pub async fn post(page: Page, visit: Option<Extension<Visit>>) -> Result<Response, WebError> {
    let token = token(&page).await?;
    let refusal = match pay_by_link::run(&page.ctx, &token, payer(&page, visit)).await {
        Ok(address) => return page.leave_for(&address),
        Err(PayByLinkError::NoLink(nothing)) => return Ok(spent(&page, &nothing)),
        Err(PayByLinkError::Payment(StartPaymentError::Storage(error))) => return Err(error.into()),
        Err(PayByLinkError::Payment(StartPaymentError::Refused(refusal))) => refusal,
    };
    Ok(match pay_by_link::view(&page.ctx, &token).await? {
        Link::Bill(offer) => {
            page.with_status(refusal_status(refusal), title(page.lang), || view(page.lang, &offer, Some(refusal)))
        }
        nothing => spent(&page, &nothing),
    })
}

async fn token(page: &Page) -> Result<String, WebError> {
    Ok(page.session.get::<String>(TOKEN).await?.unwrap_or_default())
}

/// Whether this browser came by a link.
pub(super) async fn is_kept(page: &Page) -> Result<bool, WebError> {
    Ok(!token(page).await?.is_empty())
}

/// The way back from the gateway to what the link shows.
pub(super) fn way_back(lang: Lang) -> AnyView {
    let label = lang.t("Về trang trả giúp", "Back to the page of the link");
    view! { <p>{button_link(ButtonLook::Primary, label, PATH)}</p> }.into_any()
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Trả lệ phí giúp thí sinh", "Pay the fee for a candidate")
}

fn view(lang: Lang, offer: &Offer, refusal: Option<StartPaymentRefusal>) -> AnyView {
    let refusal = refusal.map(|refusal| {
        let heading = lang.t("Chưa chuyển bạn đến trang thanh toán", "You were not sent to the payment page");
        notice(lang, Tone::Danger, heading, view! { <p>{refusal_words(lang, refusal)}</p> }.into_any())
    });
    let mut rows = vec![
        SummaryRow::new(lang.t("Chữ cái đầu của họ tên", "Initials of the candidate"), text(&*offer.initials)),
        SummaryRow::new(lang.t("Lệ phí xét tuyển", "Preference fee"), money(offer.amount)),
        SummaryRow::new(
            lang.t("Trạng thái", "State"),
            tag(tone_of(offer.status), payment_status_name(lang, offer.status)),
        ),
    ];
    if let Some(at) = offer.next_look.filter(|_| offer.status.is_undecided()) {
        rows.push(SummaryRow::new(lang.t("Hệ thống xem lại lúc", "The portal looks again at"), instant_view(at)));
    }
    view! {
        {refusal}
        <h1>{title(lang)}</h1>
        {summary_list(lang, rows)}
        <p class="lead">{advice(lang, offer)}</p>
        {offer.may_pay().then(|| go_on(lang, offer))}
        {offer.status.may_pay().then(|| view! { <p class="hint">{window_sentence(lang, offer.window)}</p> })}
    }
    .into_any()
}

fn go_on(lang: Lang, offer: &Offer) -> AnyView {
    let label = match offer.open_until {
        Some(_) => lang.t("Đi tiếp lần trả đang mở", "Go on with the open attempt"),
        None => lang.t("Đến trang thanh toán", "To the payment page"),
    };
    let until = offer.open_until.map(|until| {
        view! {
            <p class="hint">
                {lang.t("Lần trả đang mở có hiệu lực đến ", "The open attempt can be paid until ")}
                {instant_view(until)} "."
            </p>
        }
    });
    view! {
        <form method="post" action=PATH>{submit(label)}</form>
        {until}
        <p class="hint">
            {lang.t(
                "Bạn được chuyển sang trang của cổng thanh toán. Cổng Thí sinh không hỏi bạn là ai, nhưng báo cho thí sinh khi liên kết được mở và được dùng.",
                "You are taken to the payment gateway's page. The portal does not ask who you are, but tells the candidate when the link is opened and used.",
            )}
        </p>
    }
    .into_any()
}

const fn advice(lang: Lang, offer: &Offer) -> &'static str {
    match offer.status {
        PaymentStatus::Received => {
            lang.t("Lệ phí đã nhận đủ. Không ai cần trả nữa.", "The fee is received in full. Nobody need pay again.")
        }
        PaymentStatus::UnderReview => lang.t(
            "Một giao dịch đang được đối soát với ngân hàng. Đừng trả lại.",
            "A transaction is being checked with the bank. Do not pay again.",
        ),
        PaymentStatus::Processing => lang.t(
            "Một lần trả chưa có kết quả. Nếu tài khoản đã bị trừ tiền, đừng trả lại.",
            "An attempt has no outcome yet. If money has left an account, do not pay again.",
        ),
        _ if !offer.may_pay() => lang.t("Hiện không trả được bằng liên kết này.", "This link cannot be paid now."),
        _ => lang.t(
            "Chỉ trả khi chính thí sinh nhờ bạn và chữ cái đầu khớp với họ tên người đó.",
            "Pay only when the candidate asked you to, and the initials are theirs.",
        ),
    }
}

/// A link that shows nothing.
fn spent(page: &Page, link: &Link) -> Response {
    let lang = page.lang;
    let (status, title, words) = match link {
        Link::Revoked => (
            StatusCode::GONE,
            lang.t("Liên kết đã bị thu hồi", "The link was taken back"),
            lang.t(
                "Thí sinh đã thu hồi liên kết này. Nếu bạn vẫn được nhờ trả, hãy xin liên kết mới.",
                "The candidate has taken this link back. If you are still asked to pay, ask for a new one.",
            ),
        ),
        Link::Bill(_) | Link::Unknown => (
            StatusCode::NOT_FOUND,
            lang.t("Liên kết không đúng", "The link is not right"),
            lang.t(
                "Hãy mở lại liên kết mà thí sinh gửi, hoặc sao chép cả dòng vào thanh địa chỉ: có thể liên kết bị cắt mất một phần.",
                "Open the link that the candidate sent again, or copy the whole line into the address bar: a part of it may have been cut off.",
            ),
        ),
    };
    page.with_status(status, title, || {
        view! {
            <h1>{title}</h1>
            <p>{words}</p>
        }
        .into_any()
    })
}
