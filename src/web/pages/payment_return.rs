//! Where the gateway sends the payer's browser. Shows, and decides nothing; while the outcome is not known it looks
//! again by itself, and says when the portal asks the gateway.

use axum::{extract::RawQuery, http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::{
        access::Actor,
        payment::{order::OrderState, schedule},
        time::Instant,
    },
    usecases::{
        context::paths,
        visitor::view_payment_return::{self, PaymentReturn},
    },
    web::{
        components::{
            ButtonLook, Refresh, SummaryRow, Telling, Tone, button_link, instant_view, live_answer, live_part, money,
            notice, summary_list, text,
        },
        error::WebError,
        i18n::{
            Lang,
            payment::{gateway_reason, order_state_name},
        },
        page::Page,
        pages::pay_link,
    },
};

/// Where the island looks; what follows the `?` is the return itself, so that nobody learns more than they were sent.
const STATUS: &str = "/payment/return/status";

/// `GET /payment/return`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = query.unwrap_or_default();
    let returned = view_payment_return::run(&page.ctx, &query).await?;
    let title = page.t("Kết quả thanh toán", "Payment result");
    let Some(returned) = returned else {
        return Ok(page.with_status(StatusCode::BAD_REQUEST, title, || unknown(page.lang)));
    };
    let (whole, parts) = (format!("{}?{query}", paths::PAYMENT_RETURN), format!("{STATUS}?{query}"));
    let after_s = look_again_s(&returned, page.now);
    let refresh = after_s.map(|after_s| Refresh { after_s, page: &whole, parts: &parts });
    // Whoever came by a link goes back to what it shows.
    let came_by_link = page.actor == Actor::Visitor && pay_link::is_kept(&page).await?;
    Ok(page.ok_that_waits(title, refresh, || view(&page, &returned, came_by_link)))
}

/// `GET /payment/return/status`: the outcome alone.
///
/// # Errors
/// `NotFound` for what is no return of the gateway's; `Unavailable`.
pub async fn get_status(page: Page, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let returned = view_payment_return::run(&page.ctx, &query.unwrap_or_default()).await?;
    let returned = returned.ok_or(WebError::NotFound)?;
    Ok(page.part(|| live_answer(look_again_s(&returned, page.now), outcome(page.lang, &returned, page.now))))
}

/// After how many seconds to look again; `None` once the outcome is known, or waiting is no use.
fn look_again_s(returned: &PaymentReturn, now: Instant) -> Option<u16> {
    let is_undecided = returned.state.is_open() || returned.state == OrderState::Expired;
    is_undecided.then(|| schedule::look_again_s(returned.changed_at, now)).flatten()
}

fn view(page: &Page, returned: &PaymentReturn, came_by_link: bool) -> AnyView {
    let lang = page.lang;
    let way = if came_by_link { pay_link::way_back(lang) } else { to_the_bill(lang) };
    view! {
        <h1>{lang.t("Kết quả thanh toán", "Payment result")}</h1>
        {outcome(lang, returned, page.now)}
        {way}
    }
    .into_any()
}

/// What changes while the page waits.
fn outcome(lang: Lang, returned: &PaymentReturn, now: Instant) -> AnyView {
    let reason = gateway_reason(lang, &returned.response_code);
    let (tone, heading, sentence) = words(lang, returned.state, &returned.response_code);
    let mut rows = vec![
        SummaryRow::new(lang.t("Số tiền", "Amount"), money(returned.amount)),
        SummaryRow::new(lang.t("Mã tham chiếu", "Reference"), text(&*returned.reference)),
        SummaryRow::new(lang.t("Trạng thái", "State"), text(order_state_name(lang, returned.state))),
    ];
    if let Some(at) = returned.next_look {
        let name = if returned.state.owes_refund() {
            lang.t("Việc hoàn tiền được xem lại lúc", "The refund is looked at again at")
        } else {
            lang.t("Cổng thanh toán được hỏi lại lúc", "The gateway is asked again at")
        };
        rows.push(SummaryRow::new(name, instant_view(at.max(now))));
    }
    let body = view! {
        <p>{sentence}</p>
        {reason.map(|reason| view! { <p>{lang.t("Cổng thanh toán báo: ", "The gateway says: ")} {reason} "."</p> })}
    };
    let outcome = notice(lang, tone, heading, body.into_any());
    let version = returned.state.as_str();
    let facts = summary_list(lang, rows);
    let next = returned.next_look.map(Instant::iso).unwrap_or_default();
    view! {
        {live_part("outcome", Telling::Politely, version, outcome)}
        {live_part("facts", Telling::Silently, &format!("{version} {next}"), facts)}
    }
    .into_any()
}

const fn words(lang: Lang, state: OrderState, told: &str) -> (Tone, &'static str, &'static str) {
    match state {
        OrderState::Paid => (
            Tone::Success,
            lang.t("Lệ phí đã nhận", "The fee is received"),
            lang.t("Biên nhận nằm ở trang lệ phí của thí sinh.", "The receipt is on the candidate's fee page."),
        ),
        OrderState::Failed => (
            Tone::Danger,
            lang.t("Thanh toán không thành công", "The payment failed"),
            lang.t(
                "Lệ phí chưa được nhận. Thí sinh có thể trả lại ở trang lệ phí.",
                "The fee is not received. The candidate can pay again on the fee page.",
            ),
        ),
        OrderState::UnderReview => (
            Tone::Warning,
            lang.t("Giao dịch đang được xác minh, đừng trả lại", "Under review: do not pay again"),
            lang.t(
                "Tiền có thể đã bị trừ. Cán bộ đối soát với ngân hàng; kết quả hiện ở trang lệ phí.",
                "Money may have been taken. Staff check it with the bank; the outcome is shown on the fee page.",
            ),
        ),
        OrderState::Duplicate => (
            Tone::Warning,
            lang.t("Lệ phí đã được trả trước đó", "The fee was paid before"),
            lang.t(
                "Khoản trả thừa này sẽ được hoàn về tài khoản đã trả.",
                "This extra payment goes back to the account it came from.",
            ),
        ),
        OrderState::RefundRequested => (
            Tone::Warning,
            lang.t("Khoản tiền này đang được hoàn lại", "This money is on its way back"),
            lang.t(
                "Nó không được tính vào lệ phí và được hoàn về tài khoản đã trả. Trang lệ phí cho biết lệ phí đã được nhận hay chưa.",
                "It does not count for the fee and goes back to the account it came from. The fee page says whether the fee is received.",
            ),
        ),
        OrderState::Refunded => (
            Tone::Info,
            lang.t("Khoản tiền này đã được hoàn lại", "This money is back"),
            lang.t(
                "Nó đã về tài khoản đã trả. Trang lệ phí cho biết lệ phí đã được nhận hay chưa.",
                "It is back in the account it came from. The fee page says whether the fee is received.",
            ),
        ),
        OrderState::Created | OrderState::Pending | OrderState::Expired if is_success(told) => (
            Tone::Info,
            lang.t("Đang xử lý, đừng trả lại", "Being processed: do not pay again"),
            lang.t(
                "Cổng đang chờ xác nhận chính thức, thường đến trong vài giây, và tự hỏi lại nếu chưa nghe thấy gì. Trang lệ phí luôn hiện trạng thái mới nhất.",
                "The portal waits for the official confirmation, which mostly comes within seconds, and asks again when it hears nothing. The fee page always shows the latest state.",
            ),
        ),
        OrderState::Created | OrderState::Pending | OrderState::Expired => (
            Tone::Info,
            lang.t("Đang xử lý", "Being processed"),
            lang.t(
                "Cổng đang chờ xác nhận chính thức của lần trả này. Hãy xem trang lệ phí trước khi trả lại.",
                "The portal waits for the official word on this attempt. Look at the fee page before paying again.",
            ),
        ),
    }
}

const fn is_success(response_code: &str) -> bool {
    matches!(response_code.as_bytes(), b"00")
}

/// Says neither yes nor no: what cannot be believed says nothing about any payment.
fn unknown(lang: Lang) -> AnyView {
    view! {
        <h1>{lang.t("Kết quả thanh toán", "Payment result")}</h1>
        <p>
            {lang.t(
                "Địa chỉ này không mang kết quả hợp lệ của cổng thanh toán, nên trang này không nói gì được về khoản tiền nào. Trạng thái thật nằm ở trang lệ phí của thí sinh.",
                "This address carries no valid result of the payment gateway, so this page cannot say anything about any money. The true state is on the candidate's fee page.",
            )}
        </p>
        {to_the_bill(lang)}
    }
    .into_any()
}

fn to_the_bill(lang: Lang) -> AnyView {
    let label = lang.t("Đến trang lệ phí", "To the fee page");
    view! { <p>{button_link(ButtonLook::Primary, label, "/candidate/payment")}</p> }.into_any()
}
