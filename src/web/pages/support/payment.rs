//! `/support/payments`: a payment by its reference, the bank's number or the receipt, with all that happened to it.

use axum::response::Response;
use leptos::prelude::*;

use super::LookUpPage;
use crate::{
    domain::{payment::order::PaymentOrder, support::LookUpForm},
    usecases::support::look_up_payment::{self, FoundPayment},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            payment::{payment_status_name, payment_status_sentence},
            payment_event::ledger_kind_name,
        },
        page::Page,
        pages::candidate::payment::{attempt_rows, event_timeline, link_words, tone_of},
    },
};

const PAGE: LookUpPage<FoundPayment> = LookUpPage {
    path: "/support/payments",
    title: |lang| lang.t("Tra một khoản lệ phí", "Look up a payment"),
    number_label: |lang| {
        lang.t("Mã tham chiếu, mã giao dịch hoặc số biên nhận", "Reference, bank reference or receipt number")
    },
    number_hint: |lang| {
        lang.t(
            "Mã tham chiếu (LP…) ở trang lệ phí, mã giao dịch trên sao kê ngân hàng (chỉ có chữ số), hoặc số biên nhận (BL…).",
            "The reference (LP…) of the fee page, the number on the bank statement (digits alone), or a receipt (BL…).",
        )
    },
    purpose: "payment",
    another: |lang| lang.t("Tra khoản khác", "Look up another payment"),
    answer,
    unknown: |lang| {
        lang.t(
            "Không khoản lệ phí nào của mùa này có số đó. Mã giao dịch ngân hàng chỉ được biết sau khi cổng thanh toán báo; nếu tiền vừa bị trừ, hãy tra bằng mã tham chiếu.",
            "No fee of this season has that number. The bank's number is known only once the gateway has told it; when money has just left, look by the reference.",
        )
    },
    above: |lang| back_link(lang, "/support"),
    below,
};

/// `GET /support/payments`
pub async fn get(page: Page) -> Response {
    PAGE.opened(&page)
}

/// `POST /support/payments`
///
/// # Errors
/// `Forbidden`; `Unavailable`; `Internal`.
pub async fn post(page: Page, PostForm(form): PostForm<LookUpForm>) -> Result<Response, WebError> {
    let found = look_up_payment::run(&page.ctx, page.staff()?, &page.season, &form).await;
    PAGE.answered(&page, &form, found)
}

fn below(lang: Lang) -> AnyView {
    view! {
        <p class="hint">
            {lang.t(
                "Mỗi lần tra, kể cả không thấy, đều được ghi lại và thí sinh đọc được ai tra, lúc nào, vì sao.",
                "Every look-up is recorded, also one that finds nothing; the candidate can read who looked, when and why.",
            )}
        </p>
    }
    .into_any()
}

fn answer(lang: Lang, _number: &str, found: &FoundPayment) -> AnyView {
    let mut rows = vec![
        SummaryRow::new(lang.t("Chữ cái đầu của họ tên", "Initials"), text(&*found.initials)),
        SummaryRow::new(lang.t("Phải trả", "To pay"), money(found.bill.bill.amount())),
        SummaryRow::new(lang.t("Chốt lúc", "Fixed at"), instant_view(found.bill.frozen_at)),
    ];
    if let Some(receipt) = &found.bill.receipt {
        rows.push(SummaryRow::new(lang.t("Số biên nhận", "Receipt number"), text(&*receipt.number)));
        rows.push(SummaryRow::new(lang.t("Ghi nhận lúc", "Received at"), exact_instant_view(receipt.paid_at)));
    }
    let attempts: Vec<AnyView> = found.orders.iter().map(|order| attempt(lang, found, order)).collect();
    let links: Vec<AnyView> = found.links.iter().map(|link| link_words(lang, link)).collect();
    let links = (!links.is_empty()).then(|| {
        view! {
            <h2>{lang.t("Liên kết nhờ trả", "Links to pay")}</h2>
            <ul>{links}</ul>
        }
    });
    view! {
        <h2>{lang.t("Khoản lệ phí", "The fee")}</h2>
        <p>{tag(tone_of(found.status), payment_status_name(lang, found.status))}</p>
        <p>{payment_status_sentence(lang, found.status)}</p>
        {summary_list(lang, rows)}
        <h2>{lang.t("Các lần trả", "Attempts to pay")}</h2>
        {attempts}
        {notices(lang, found)}
        {ledger(lang, found)}
        {links}
    }
    .into_any()
}

/// An attempt with what is known of it only here: the questions to the gateway, the refund.
fn attempt(lang: Lang, found: &FoundPayment, order: &PaymentOrder) -> AnyView {
    let mut rows = attempt_rows(lang, order);
    rows.push(SummaryRow::new(lang.t("Trả được đến", "Could be paid until"), instant_view(order.expires_at)));
    let times = |tries: u16| match lang {
        Lang::Vi => format!("{tries} lần"),
        Lang::En if tries == 1 => "once".to_owned(),
        Lang::En => format!("{tries} times"),
    };
    rows.push(SummaryRow::new(lang.t("Đã hỏi cổng thanh toán", "The gateway was asked"), text(times(order.queries))));
    rows.extend(
        order.next_query_at.map(|at| SummaryRow::new(lang.t("Hỏi lại lúc", "Asked again at"), instant_view(at))),
    );
    if order.state.owes_refund() || order.refund.request_id.is_some() {
        rows.push(SummaryRow::new(
            lang.t("Đã xử lý hoàn tiền", "The refund was dealt with"),
            text(times(order.refund.tries)),
        ));
        rows.extend(order.refund.problem.as_deref().map(|code| {
            SummaryRow::new(lang.t("Cổng thanh toán báo về hoàn tiền", "The gateway says of the refund"), text(code))
        }));
        rows.extend(order.refund.next_at.map(|at| {
            SummaryRow::new(lang.t("Xem lại việc hoàn tiền lúc", "The refund is looked at again at"), instant_view(at))
        }));
    }
    view! {
        <section>
            <h3>{lang.t("Lần trả lúc ", "Attempt at ")} {instant_view(order.created_at)}</h3>
            {summary_list(lang, rows)}
            {event_timeline(lang, order, &found.events)}
        </section>
    }
    .into_any()
}

fn notices(lang: Lang, found: &FoundPayment) -> AnyView {
    let rows = found
        .notices
        .iter()
        .map(|line| {
            vec![
                exact_instant_view(line.received_at),
                text(&*line.reference),
                text(&*line.gateway_transaction),
                text(&*line.transaction_status),
                text(&*line.reply_code),
            ]
        })
        .collect();
    let columns = vec![
        Column::words(lang.t("Đến lúc", "Came at")),
        Column::words(lang.t("Mã tham chiếu", "Reference")),
        Column::words(lang.t("Mã giao dịch ngân hàng", "Bank reference")),
        Column::words(lang.t("Mã trạng thái", "Status code")),
        Column::words(lang.t("Cổng trả lời", "Answered")),
    ];
    let when_empty = lang.t("Cổng thanh toán chưa gửi thông báo nào.", "The gateway has not told anything by itself.");
    table(Table {
        caption: lang.t("Thông báo của cổng thanh toán", "What the gateway told"),
        columns,
        rows,
        when_empty,
    })
}

fn ledger(lang: Lang, found: &FoundPayment) -> AnyView {
    let rows = found
        .ledger
        .iter()
        .map(|line| {
            vec![
                exact_instant_view(line.at),
                text(ledger_kind_name(lang, line.kind)),
                text(line.reference.as_deref().unwrap_or("–")),
                money(line.amount),
            ]
        })
        .collect();
    let columns = vec![
        Column::words(lang.t("Lúc", "At")),
        Column::words(lang.t("Bút toán", "Entry")),
        Column::words(lang.t("Mã tham chiếu", "Reference")),
        Column::number(lang.t("Số tiền", "Amount")),
    ];
    table(Table { caption: lang.t("Sổ cái", "Ledger"), columns, rows, when_empty: "" })
}
