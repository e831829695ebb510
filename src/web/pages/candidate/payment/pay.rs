//! The ways to pay: at the gateway, by a VietQR code, by somebody else.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::prelude::*;

use super::{bill, link, receipt, window_sentence};
use crate::{
    domain::{payment::status::PaymentStatus, season::WindowState, time::Instant},
    usecases::candidate::view_bill::{BillView, IssuedContent, Transfer},
    web::{
        components::{Button, ButtonLook, SummaryRow, button, details, money, submit, summary_list, text},
        i18n::Lang,
        page::Page,
        pages::candidate::level_2::{Level2Act, level_2_notice},
    },
};

const START: &str = "/candidate/payment/start";
const TRANSFER: &str = "/candidate/payment/transfer";

/// What is to be paid and how; the receipt once it is.
pub(super) fn section(page: &Page, view: &BillView, issued: &IssuedContent) -> AnyView {
    let lang = page.lang;
    let open_until = issued.orders.iter().find(|order| order.is_payable(page.now)).map(|order| order.expires_at);
    view! {
        {issued.bill.receipt.as_ref().map(|paid| receipt::section(lang, &issued.bill, paid))}
        {issued
            .bill
            .receipt
            .is_none()
            .then(|| bill::amount(lang, issued.bill.bill, lang.t("Phải trả", "To pay")))}
        {action(page, view, issued.status, open_until)}
        {transfer_section(page, view, issued)}
        {link::section(page, view, issued)}
    }
    .into_any()
}

/// When the window closes, while it is open.
pub(super) const fn deadline(window: WindowState) -> Option<Instant> {
    match window {
        WindowState::Open { closes_at } => Some(closes_at),
        _ => None,
    }
}

fn has_level_2(page: &Page) -> bool {
    page.candidate().is_ok_and(|candidate| candidate.is_level_2)
}

/// Whether the candidate may begin an attempt now, or go on with the open one.
pub(super) fn can_pay(page: &Page, view: &BillView, issued: &IssuedContent) -> bool {
    let has_open = issued.orders.iter().any(|order| order.is_payable(page.now));
    issued.status.may_pay() && has_level_2(page) && (view.window.is_open() || has_open)
}

/// The button is always there while something is unpaid; where it cannot be used, it says why.
pub(super) fn action(
    page: &Page,
    view: &BillView,
    status: PaymentStatus,
    open_until: Option<Instant>,
) -> Option<AnyView> {
    let lang = page.lang;
    if !status.may_pay() {
        return None;
    }
    let label = match status {
        PaymentStatus::Processing => lang.t("Quay lại lần trả đang mở", "Back to the open attempt"),
        PaymentStatus::Failed | PaymentStatus::Expired | PaymentStatus::Returning | PaymentStatus::Returned => {
            lang.t("Trả lại lệ phí", "Pay again")
        }
        _ => lang.t("Trả lệ phí", "Pay the fee"),
    };
    let has_level_2 = has_level_2(page);
    let can_pay = has_level_2 && (view.window.is_open() || open_until.is_some());
    let form = if can_pay {
        view! { <form method="post" action=START>{submit(label)}</form> }.into_any()
    } else {
        view! {
            <button class="button" type="button" disabled aria-describedby="when-to-pay">
                {label}
            </button>
        }
        .into_any()
    };
    let level_2 = (!has_level_2).then(|| level_2_notice(lang, Level2Act::Pay, deadline(view.window)));
    let open_until = open_until.map(|until| {
        let words = lang.t("Lần trả đang mở có hiệu lực đến", "The open attempt can be paid until");
        format!("{words} {}.", until.short())
    });
    let where_to = can_pay.then(|| {
        lang.t(
            "Bạn được chuyển sang trang của cổng thanh toán để chọn ngân hàng hoặc ví. Đừng đóng trình duyệt cho đến thông báo cuối cùng.",
            "You are taken to the payment gateway's page to choose a bank or wallet. Keep the browser open until its last message.",
        )
    });
    Some(
        view! {
            {level_2}
            {form}
            <div class="hint" id="when-to-pay">
                {open_until.map(|sentence| view! { <p>{sentence}</p> })}
                <p>{window_sentence(lang, view.window)} " " {where_to}</p>
            </div>
        }
        .into_any(),
    )
}

/// The code of the open attempt, or the button that opens one.
fn transfer_section(page: &Page, view: &BillView, issued: &IssuedContent) -> Option<AnyView> {
    let lang = page.lang;
    if !can_pay(page, view, issued) {
        return None;
    }
    let has_open = issued.orders.iter().any(|order| order.is_payable(page.now));
    let body = match &issued.transfer {
        Some(transfer) => code(lang, transfer),
        None if has_open => return None,
        None => view! {
            <p>
                {lang.t(
                    "Quét bằng ứng dụng ngân hàng, không cần qua trang của cổng thanh toán.",
                    "Scan it with a bank's app, without going to the gateway's page.",
                )}
            </p>
            <form method="post" action=TRANSFER>
                {button(Button {
                    look: ButtonLook::Secondary,
                    label: lang.t("Tạo mã VietQR", "Make a VietQR code"),
                    ..Button::default()
                })}
            </form>
        }
        .into_any(),
    };
    Some(
        view! {
            <section id="transfer" aria-labelledby="transfer-title">
                <h2 id="transfer-title">{lang.t("Chuyển khoản bằng mã VietQR", "Transfer by a VietQR code")}</h2>
                {body}
            </section>
        }
        .into_any(),
    )
}

fn code(lang: Lang, transfer: &Transfer) -> AnyView {
    let picture = format!("data:image/svg+xml;base64,{}", STANDARD.encode(&transfer.picture));
    let alt = lang.t(
        "Mã VietQR của lần trả đang mở; nội dung chuyển khoản được ghi bên cạnh",
        "VietQR code of the open attempt; what it says is written beside it",
    );
    let rows = vec![
        SummaryRow::new(lang.t("Ngân hàng (mã BIN)", "Bank (BIN)"), text(&*transfer.bank)),
        SummaryRow::new(lang.t("Số tài khoản", "Account"), text(&*transfer.account)),
        SummaryRow::new(lang.t("Số tiền chuyển", "Amount to transfer"), money(transfer.amount)),
        SummaryRow::new(lang.t("Nội dung chuyển khoản", "Purpose"), text(&*transfer.purpose)),
        SummaryRow::new(lang.t("Có hiệu lực đến", "Valid until"), text(transfer.until.short())),
    ];
    let words = view! { <p class="code-text" translate="no">{transfer.code.clone()}</p> };
    view! {
        <p>
            {lang.t(
                "Quét mã, hoặc chép đúng từng ký tự vào ứng dụng ngân hàng. Chuyển một lần; trang này tự cập nhật khi tiền đến.",
                "Scan the code, or copy it letter by letter into a bank's app. Transfer once; this page updates when the money comes.",
            )}
        </p>
        <div class="transfer">
            <p>
                <img class="qr-code" width="240" height="240" src=picture alt=alt />
            </p>
            <div>
                {summary_list(lang, rows)}
                {details(lang.t("Nội dung của mã", "What the code says"), words.into_any())}
            </div>
        </div>
    }
    .into_any()
}
