//! The receipt: on the fee page in short, and on a page of its own to be printed. It names the candidate and what was
//! paid for, but no identity number.

use axum::response::Response;
use leptos::prelude::*;

use super::{PATH, bill};
use crate::{
    domain::payment::{
        amount_in_words::amount_in_words,
        bill::{IssuedBill, PaymentReceipt},
    },
    usecases::candidate::view_bill::{self, BillContent, IssuedContent},
    web::{
        components::{SummaryRow, back_link, exact_instant_view, money, summary_list, text},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

const RECEIPT: &str = "/candidate/payment/receipt";

/// `GET /candidate/payment/receipt`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_bill::run(&page.ctx, page.candidate()?).await?;
    let BillContent::Issued(issued) = &shown.content else { return Ok(page.see_other(PATH)) };
    // Before there is one, the fee page says what is to be done.
    let Some(receipt) = &issued.bill.receipt else { return Ok(page.see_other(PATH)) };
    Ok(page.ok(title(page.lang), || view(&page, issued, receipt)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Biên nhận lệ phí xét tuyển", "Receipt of the preference fee")
}

fn view(page: &Page, issued: &IssuedContent, receipt: &PaymentReceipt) -> AnyView {
    let lang = page.lang;
    let amount = issued.bill.bill.amount();
    let in_words = view! { <span lang="vi">{amount_in_words(amount)}</span> }.into_any();
    let mut rows = vec![
        SummaryRow::new(lang.t("Số biên nhận", "Receipt number"), text(&*receipt.number)),
        SummaryRow::new(lang.t("Thí sinh", "Candidate"), text(page.name())),
        SummaryRow::new(lang.t("Mùa tuyển sinh", "Season"), text(page.season.year.to_string())),
        SummaryRow::new(lang.t("Số tiền", "Amount"), money(amount)),
        SummaryRow::new(lang.t("Bằng chữ", "In words"), in_words),
        SummaryRow::new(lang.t("Ghi nhận lúc", "Received at"), exact_instant_view(receipt.paid_at)),
    ];
    if let Some(order) = issued.paid_by() {
        rows.push(SummaryRow::new(lang.t("Mã tham chiếu", "Reference"), text(&*order.reference)));
        rows.extend(
            order
                .gateway_transaction
                .as_deref()
                .map(|number| SummaryRow::new(lang.t("Mã giao dịch ngân hàng", "Bank reference"), text(number))),
        );
    }
    view! {
        {back_link(lang, PATH)}
        <h1>{title(lang)}</h1>
        <p class="hint on-screen">
            {lang.t(
                "Để có bản giấy hoặc PDF, hãy in trang này (Ctrl+P hoặc menu trình duyệt).",
                "Print this page (Ctrl+P or the browser's menu) for paper or PDF.",
            )}
        </p>
        {summary_list(lang, rows)}
        {bill::item_table(lang, issued.bill.bill, &issued.items)}
        <p class="hint">
            {lang.t(
                "Tổng đài tra được biên nhận này theo số biên nhận, mã tham chiếu hoặc mã giao dịch ngân hàng.",
                "The helpline finds this receipt by its number, the reference or the bank's reference.",
            )}
        </p>
    }
    .into_any()
}

/// The receipt in short, on the fee page.
pub(super) fn section(lang: Lang, bill: &IssuedBill, receipt: &PaymentReceipt) -> AnyView {
    let rows = vec![
        SummaryRow::new(lang.t("Số biên nhận", "Receipt number"), text(&*receipt.number)),
        SummaryRow::new(lang.t("Ghi nhận lúc", "Received at"), exact_instant_view(receipt.paid_at)),
        SummaryRow::new(lang.t("Số tiền", "Amount"), money(bill.bill.amount())),
        SummaryRow::new(lang.t("Cho", "For"), text(bill::preferences(lang, bill.bill.preference_count()))),
    ];
    view! {
        <section>
            <h2>{lang.t("Biên nhận", "Receipt")}</h2>
            {summary_list(lang, rows)}
            <p>
                <a href=RECEIPT>{lang.t("Xem và in biên nhận đầy đủ", "See and print the full receipt")}</a>
            </p>
        </section>
    }
    .into_any()
}
