//! `/ministry/payments`: where the fees stand, what waits, whether the books agree, how the gateway is.

pub mod order;
pub mod statements;
pub mod windows;
pub mod worklist;

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{access::Permission, money::Dong, payment::ledger::LedgerParity},
    usecases::ministry::view_payments::{self, Counted, PaymentFigures, PaymentOverview, Worklist},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            payment_operations::{account_name, worklist_name},
        },
        page::{Page, home_of},
    },
};

/// Where the page is.
pub const PATH: &str = "/ministry/payments";

/// `GET /ministry/payments`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_payments::overview(&page.ctx, &page.actor).await?.ok_or(WebError::Forbidden)?;
    Ok(page.ok(title(page.lang), || view(&page, &shown)))
}

/// The link to these pages, for those who may see them.
#[must_use]
pub fn link(page: &Page) -> Option<AnyView> {
    page.may(Permission::ViewPayments).then(|| view! { <a href=PATH>{title(page.lang)}</a> }.into_any())
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Thu lệ phí", "Fee payments")
}

/// The way from a page below back to this one.
fn back_to_overview(lang: Lang) -> AnyView {
    breadcrumbs(lang, &[(PATH, title(lang))]).into_any()
}

fn number(lang: Lang, count: i64) -> String {
    lang.count(u64::try_from(count).unwrap_or_default())
}

fn view(page: &Page, shown: &PaymentOverview) -> AnyView {
    let lang = page.lang;
    view! {
        {breadcrumbs(lang, &[(home_of(&page.actor), lang.t("Trang chính", "Start page"))])}
        <h1>{title(lang)}</h1>
        {totals(lang, &shown.figures)}
        {gateway(lang, shown)}
        <h2>{lang.t("Đang chờ", "What waits")}</h2>
        {waiting(lang, &shown.figures)}
        <h2>{lang.t("Sao kê của cổng thanh toán", "The gateway’s statements")}</h2>
        {statements(page, shown)}
        <h2>{lang.t("Sổ cái và hồ sơ", "Ledger and records")}</h2>
        {parity(lang, &shown.parity)}
        <h2>{lang.t("Hạn nộp", "Deadlines")}</h2>
        <p>
            <a href=windows::PATH>{windows::title(page)}</a>
        </p>
    }
    .into_any()
}

fn totals(lang: Lang, totals: &PaymentFigures) -> AnyView {
    let unpaid = Counted {
        count: totals.bills.count - totals.paid.count,
        sum: Dong::new(totals.bills.sum.amount() - totals.paid.sum.amount()),
    };
    let shown = [
        (lang.t("Lệ phí đã chốt", "Fees fixed"), totals.bills),
        (lang.t("Đã nộp", "Paid"), totals.paid),
        (lang.t("Chưa nộp", "Not paid"), unpaid),
    ]
    .map(|(label, counted)| (label, counted.sum.to_string(), candidates(lang, counted.count)));
    let shown: Vec<_> = shown.iter().map(|(label, number, note)| Figure { label, number, note }).collect();
    figures(&shown)
}

fn candidates(lang: Lang, count: i64) -> String {
    let shown = number(lang, count);
    match lang {
        Lang::Vi => format!("{shown} thí sinh"),
        Lang::En if count == 1 => "1 candidate".to_owned(),
        Lang::En => format!("{shown} candidates"),
    }
}

/// How the gateway answers, as this server has heard it.
fn gateway(lang: Lang, shown: &PaymentOverview) -> AnyView {
    let health = &shown.health;
    if health.is_resting() {
        let body = view! {
            <p>
                {lang.t(
                    "Cổng không trả lời nhiều lần liền, nên hệ thống tạm ngừng hỏi và báo ngay cho người trả; lệ phí của họ vẫn được giữ. Cứ 30 giây hệ thống hỏi thử một lần.",
                    "It was silent several times in a row, so the portal asks no more for a while and tells payers at once; their bills are kept. It tries again every 30 seconds.",
                )}
            </p>
            {health
                .last_silence
                .map(|at| view! { <p>{lang.t("Lần im lặng gần nhất: ", "Last silence: ")} {exact_instant_view(at)}</p> })}
        };
        let heading = lang.t("Cổng thanh toán không trả lời", "The payment gateway does not answer");
        return notice(lang, Tone::Warning, heading, body.into_any());
    }
    let dash = || text("–");
    let mut rows = vec![SummaryRow::new(
        lang.t("Cổng trả lời lần gần nhất", "The gateway last answered"),
        health.last_answer.map_or_else(dash, exact_instant_view),
    )];
    if let Some(at) = shown.figures.last_notice_at {
        rows.push(SummaryRow::new(lang.t("Thông báo gần nhất của cổng", "It last notified"), exact_instant_view(at)));
    }
    summary_list(lang, rows)
}

fn waiting(lang: Lang, shown: &PaymentFigures) -> AnyView {
    let rows = Worklist::ALL.iter().zip(shown.waiting).map(|(list, counted)| {
        let href = worklist::address(*list);
        let needs_people = matches!(list, Worklist::InDoubt | Worklist::Stuck) && counted.count > 0;
        let flag = needs_people.then(|| view! { " " {tag(Tone::Warning, lang.t("Cần người xử lý", "Needs you"))} });
        vec![
            view! { <span><a href=href>{worklist_name(lang, *list)}</a> {flag}</span> }.into_any(),
            text(number(lang, counted.count)),
            money(counted.sum),
        ]
    });
    table(Table {
        caption: lang.t("Các lần trả chưa xong", "Attempts that are not finished"),
        columns: vec![
            Column::words(lang.t("Chờ gì", "For what")),
            Column::number(lang.t("Số lần trả", "Attempts")),
            Column::number(lang.t("Số tiền", "Amount")),
        ],
        rows: rows.collect(),
        when_empty: "",
    })
}

fn statements(page: &Page, shown: &PaymentOverview) -> AnyView {
    let lang = page.lang;
    let until = shown.figures.compared_until.map(day_view);
    let missing = shown.days_due.first().map(|first| {
        let count = number(lang, i64::try_from(shown.days_due.len()).unwrap_or(i64::MAX));
        let heading = lang.t("Còn thiếu sao kê", "Statements are missing");
        let body = view! {
            <p>
                {lang.t("Chưa đối chiếu ", "Not compared: ")} {count} {lang.t(" ngày, từ ngày ", " days, from ")} {day_view(*first)} ". "
                {lang.t("Hệ thống tự thử lại mỗi phút.", "The portal tries again every minute.")}
            </p>
        };
        notice(lang, Tone::Warning, heading, body.into_any())
    });
    let differences = match shown.figures.differences {
        0 => tag(Tone::Success, lang.t("Không có", "None")).into_any(),
        count => tag(Tone::Warning, &number(lang, count)).into_any(),
    };
    let rows = vec![
        SummaryRow::new(
            lang.t("Đã đối chiếu đến hết ngày", "Compared until the end of"),
            until.unwrap_or_else(|| text("–")),
        ),
        SummaryRow::new(lang.t("Chênh lệch còn lại", "Differences left"), differences),
    ];
    let invented = page.ctx.config.is_demo.then(|| {
        view! {
            <p class="hint">
                {lang.t(
                    "Bản trình diễn: các lần trả của dữ liệu mẫu (mã LP-BL-…) không qua cổng nên không được đối chiếu.",
                    "Demonstration: the payments of its sample data (LP-BL-…) never passed the gateway and are not compared.",
                )}
            </p>
        }
    });
    view! {
        {missing}
        {summary_list(lang, rows)}
        <p>
            <a href=statements::PATH>{statements::title(lang)}</a>
        </p>
        {invented}
    }
    .into_any()
}

fn parity(lang: Lang, parity: &LedgerParity) -> AnyView {
    let verdict = if parity.holds() {
        view! { <p>{tag(Tone::Success, lang.t("Khớp từng đồng", "They agree to the đồng"))}</p> }.into_any()
    } else {
        let heading = lang.t("Sổ cái và hồ sơ không khớp", "Ledger and records do not agree");
        let advice = lang.t("Hãy báo ngay bộ phận kỹ thuật.", "Tell the technical team at once.");
        notice(lang, Tone::Danger, heading, view! { <p>{advice}</p> }.into_any())
    };
    let rows = parity
        .lines()
        .map(|(account, ledger, records)| vec![text(account_name(lang, account)), money(ledger), money(records)]);
    let table = table(Table {
        caption: lang
            .t("Bốn tài khoản, từ hai nguồn; số âm là bên có", "Four accounts from two sources; credits are negative"),
        columns: vec![
            Column::words(lang.t("Tài khoản", "Account")),
            Column::number(lang.t("Sổ cái", "Ledger")),
            Column::number(lang.t("Hồ sơ lệ phí", "Bills and attempts")),
        ],
        rows: rows.into(),
        when_empty: "",
    });
    view! { {verdict} {table} }.into_any()
}
