//! The preference fee: the bill, how its payment stands, the way to the gateway.

use std::net::{IpAddr, Ipv4Addr};

use axum::{Extension, http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::{
        money::Dong,
        payment::{
            bill::{Bill, BillItem, IssuedBill, PaymentReceipt},
            order::{OrderState, PaymentOrder},
            status::PaymentStatus,
        },
        season::WindowState,
        time::Instant,
    },
    usecases::candidate::{
        start_payment::{self, Payer, StartPaymentError, StartPaymentRefusal},
        view_bill::{self, BillContent, BillView},
    },
    web::{
        components::{
            Column, Figure, SummaryRow, Table, Tone, back_link, figures, instant_view, money, notice, submit,
            summary_list, table, tag, text,
        },
        error::WebError,
        i18n::{
            Lang,
            payment::{gateway_reason, order_state_name, payment_status_name, payment_status_sentence},
        },
        middleware::observe::Visit,
        page::Page,
        pages::candidate::level_2::{Level2Act, level_2_notice, level_2_page},
    },
};

const START: &str = "/candidate/payment/start";

/// `GET /candidate/payment`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let bill = view_bill::run(&page.ctx, page.candidate()?).await?;
    Ok(page.ok(title(page.lang), || view(&page, &bill, None)))
}

/// `POST /candidate/payment/start`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn start(page: Page, visit: Option<Extension<Visit>>) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let address = visit.and_then(|Extension(visit)| visit.address);
    let ip = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let payer = Payer { ip, reads_english: page.lang == Lang::En };
    let refusal = match start_payment::run(&page.ctx, candidate, payer).await {
        Ok(address) => return page.leave_for(&address),
        Err(StartPaymentError::Storage(error)) => return Err(error.into()),
        Err(StartPaymentError::Refused(refusal)) => refusal,
    };
    let bill = view_bill::run(&page.ctx, candidate).await?;
    let status = match refusal {
        StartPaymentRefusal::NeedsLevel2 => return Ok(level_2_page(&page, Level2Act::Pay, deadline(bill.window))),
        StartPaymentRefusal::GatewaySilent | StartPaymentRefusal::GatewayDown => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    };
    Ok(page.with_status(status, title(page.lang), || view(&page, &bill, Some(refusal))))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Lệ phí xét tuyển", "Preference fee")
}

fn view(page: &Page, view: &BillView, refusal: Option<StartPaymentRefusal>) -> AnyView {
    let lang = page.lang;
    let content = match &view.content {
        BillContent::NoList | BillContent::EmptyList => nothing_to_pay(lang, view),
        BillContent::Preliminary { bill, items } => preliminary(page, view, *bill, items),
        BillContent::Issued { bill, items, status, orders } => issued(page, view, bill, items, *status, orders),
    };
    view! {
        {back_link(lang, "/candidate")}
        {refusal.map(|refusal| refused(lang, refusal))}
        <h1>{title(lang)}</h1>
        {content}
    }
    .into_any()
}

fn refused(lang: Lang, refusal: StartPaymentRefusal) -> AnyView {
    let reason = match refusal {
        StartPaymentRefusal::NeedsLevel2 => return level_2_notice(lang, Level2Act::Pay, None),
        StartPaymentRefusal::NothingToPay => {
            lang.t("Bạn chưa có khoản lệ phí nào phải trả.", "You have no fee to pay.").to_owned()
        }
        StartPaymentRefusal::NotOpen(window) => window_sentence(lang, window),
        StartPaymentRefusal::AlreadyPaid => {
            lang.t("Lệ phí đã được nhận; bạn không cần trả nữa.", "The fee is received; do not pay again.").to_owned()
        }
        StartPaymentRefusal::UnderReview => payment_status_sentence(lang, PaymentStatus::UnderReview).to_owned(),
        StartPaymentRefusal::GatewayDown => lang
            .t(
                "Cổng thanh toán không phản hồi. Chưa có tiền nào bị trừ và khoản lệ phí của bạn vẫn được giữ. Hãy thử lại sau vài phút; hạn nộp sẽ được gia hạn nếu sự cố kéo dài.",
                "The payment gateway is not answering. No money was taken and your bill is kept. Try again in a few minutes; the deadline is extended when the fault lasts.",
            )
            .to_owned(),
        StartPaymentRefusal::GatewaySilent => lang
            .t(
                "Cổng thanh toán chưa cho biết kết quả của lần trả trước, nên chưa thể mở lần trả mới mà không có nguy cơ trừ tiền hai lần. Hãy thử lại sau vài phút.",
                "The gateway does not tell how the last attempt ended, so another one might take money twice. Try again in a few minutes.",
            )
            .to_owned(),
    };
    let heading = lang.t("Chưa chuyển bạn đến trang thanh toán", "You were not sent to the payment page");
    notice(lang, Tone::Danger, heading, view! { <p>{reason}</p> }.into_any())
}

/// When the window closes, while it is open.
const fn deadline(window: WindowState) -> Option<Instant> {
    match window {
        WindowState::Open { closes_at } => Some(closes_at),
        _ => None,
    }
}

fn window_sentence(lang: Lang, window: WindowState) -> String {
    match window {
        WindowState::NotPlanned => {
            lang.t("Chưa có lịch nộp lệ phí.", "The payment window is not planned yet.").to_owned()
        }
        WindowState::NotYetOpen { opens_at } => {
            format!("{} {}.", lang.t("Tỉnh của bạn nộp lệ phí từ", "Your province pays from"), opens_at.short())
        }
        WindowState::Open { closes_at } => {
            format!("{} {}.", lang.t("Hạn cuối nộp lệ phí:", "The payment window closes at"), closes_at.short())
        }
        WindowState::Closed { closed_at } => {
            format!("{} {}.", lang.t("Đợt nộp lệ phí đã đóng lúc", "The payment window closed at"), closed_at.short())
        }
    }
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

fn preliminary(page: &Page, view: &BillView, bill: Bill, items: &[BillItem]) -> AnyView {
    let lang = page.lang;
    view! {
        {amount(lang, bill, lang.t("Tạm tính", "So far"))}
        <p>
            {lang.t(
                "Số tiền được chốt theo danh sách đã nộp khi đợt nộp lệ phí của tỉnh bạn mở.",
                "The amount is fixed by the list that stands when your province's payment window opens.",
            )}
        </p>
        {action(page, view, PaymentStatus::Unpaid, None)}
        {item_table(lang, bill, items)}
    }
    .into_any()
}

fn issued(
    page: &Page,
    view: &BillView,
    bill: &IssuedBill,
    items: &[BillItem],
    status: PaymentStatus,
    orders: &[PaymentOrder],
) -> AnyView {
    let lang = page.lang;
    let (tone, name) = (tone_of(status), payment_status_name(lang, status));
    let was_paid_twice = bill.receipt.is_some() && orders.iter().any(|order| order.state.owes_refund());
    let duplicate = was_paid_twice.then(|| {
        let heading = lang.t("Bạn đã trả hai lần", "You paid twice");
        let sentence = lang.t(
            "Lần trả thừa được ghi nhận; hệ thống tự hoàn tiền về tài khoản đã trả. Bạn không cần làm gì.",
            "The extra payment is recorded; it goes back by itself to the account it came from. There is nothing to do.",
        );
        notice(lang, Tone::Warning, heading, view! { <p>{sentence}</p> }.into_any())
    });
    view! {
        <p>{tag(tone, name)}</p>
        <p class="lead">{payment_status_sentence(lang, status)}</p>
        {duplicate}
        {bill.receipt.as_ref().map(|paid| receipt(lang, bill, paid))}
        {bill.receipt.is_none().then(|| amount(lang, bill.bill, lang.t("Phải trả", "To pay")))}
        {action(page, view, status, orders.iter().find(|order| order.is_payable(page.now)))}
        {item_table(lang, bill.bill, items)}
        {order_table(lang, orders)}
        <p class="hint">
            {lang.t("Số tiền được chốt lúc ", "The amount was fixed at ")} {instant_view(bill.frozen_at)} "."
        </p>
    }
    .into_any()
}

const fn tone_of(status: PaymentStatus) -> Tone {
    match status {
        PaymentStatus::Unpaid
        | PaymentStatus::Expired
        | PaymentStatus::UnderReview
        | PaymentStatus::Returning
        | PaymentStatus::Returned => Tone::Warning,
        PaymentStatus::Processing => Tone::Info,
        PaymentStatus::Received => Tone::Success,
        PaymentStatus::Failed => Tone::Danger,
    }
}

fn amount(lang: Lang, bill: Bill, label: &str) -> AnyView {
    let count = bill.preference_count();
    let unit = match lang {
        Lang::En if count == 1 => "preference",
        _ => lang.t("nguyện vọng", "preferences"),
    };
    let sum = format!("{count} {unit} × {}", bill.unit_fee());
    figures(&[Figure { label, number: &bill.amount().to_string(), note: &sum }])
}

fn receipt(lang: Lang, bill: &IssuedBill, receipt: &PaymentReceipt) -> AnyView {
    let paid_at = receipt.paid_at;
    let at = view! { <time datetime=paid_at.iso()>{paid_at.to_the_second()}</time> }.into_any();
    let rows = vec![
        SummaryRow::new(lang.t("Số biên nhận", "Receipt number"), text(&*receipt.number)),
        SummaryRow::new(lang.t("Ghi nhận lúc", "Received at"), at),
        SummaryRow::new(lang.t("Số tiền", "Amount"), money(bill.bill.amount())),
        SummaryRow::new(lang.t("Cho", "For"), text(preferences(lang, bill.bill.preference_count()))),
    ];
    view! {
        <section>
            <h2>{lang.t("Biên nhận", "Receipt")}</h2>
            {summary_list(lang, rows)}
            <p class="hint">
                {lang.t(
                    "Biên nhận luôn xem lại được ở trang này. In trang (Ctrl+P hoặc menu trình duyệt) để có bản giấy hoặc PDF.",
                    "The receipt stays on this page. Print the page (Ctrl+P or the browser's menu) for paper or PDF.",
                )}
            </p>
        </section>
    }
    .into_any()
}

fn preferences(lang: Lang, count: u8) -> String {
    match lang {
        Lang::Vi => format!("{count} nguyện vọng"),
        Lang::En if count == 1 => "1 preference".to_owned(),
        Lang::En => format!("{count} preferences"),
    }
}

/// The button is always there while something is unpaid; where it cannot be used, it says why.
fn action(page: &Page, view: &BillView, status: PaymentStatus, open: Option<&PaymentOrder>) -> Option<AnyView> {
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
    let has_level_2 = page.candidate().is_ok_and(|candidate| candidate.is_level_2);
    let can_pay = has_level_2 && (view.window.is_open() || open.is_some());
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
    let open_until = open.map(|order| {
        let until = lang.t("Lần trả đang mở có hiệu lực đến", "The open attempt can be paid until");
        format!("{until} {}.", order.expires_at.short())
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

fn item_table(lang: Lang, bill: Bill, items: &[BillItem]) -> AnyView {
    let fee: Dong = bill.unit_fee();
    let rows = items
        .iter()
        .map(|item| {
            vec![
                text(item.rank.to_string()),
                text(format!("{} ({})", item.programme_name, item.admission_code)),
                text(&*item.institution_name),
                money(fee),
            ]
        })
        .collect();
    let columns = vec![
        Column::number(lang.t("Thứ tự", "Rank")),
        Column::words(lang.t("Chương trình", "Programme")),
        Column::words(lang.t("Cơ sở đào tạo", "Institution")),
        Column::number(lang.t("Lệ phí", "Fee")),
    ];
    let caption = lang.t("Các nguyện vọng được tính lệ phí", "The preferences that are charged");
    table(Table { caption, columns, rows, when_empty: "" })
}

fn order_table(lang: Lang, orders: &[PaymentOrder]) -> AnyView {
    let rows = orders
        .iter()
        .map(|order| {
            let shown = order_state_name(lang, order.state);
            let reason = order.response_code.as_deref().and_then(|code| gateway_reason(lang, code));
            let state = match reason {
                Some(reason) if order.state != OrderState::Paid => format!("{shown}: {}", lower_first(reason)),
                _ => shown.to_owned(),
            };
            vec![instant_view(order.created_at), text(&*order.reference), money(order.amount), text(state)]
        })
        .collect();
    let columns = vec![
        Column::words(lang.t("Bắt đầu", "Started")),
        Column::words(lang.t("Mã tham chiếu", "Reference")),
        Column::number(lang.t("Số tiền", "Amount")),
        Column::words(lang.t("Kết quả", "Outcome")),
    ];
    let when_empty = lang.t("Chưa có lần trả nào.", "Nobody has tried to pay yet.");
    table(Table { caption: lang.t("Các lần trả", "Attempts to pay"), columns, rows, when_empty })
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
