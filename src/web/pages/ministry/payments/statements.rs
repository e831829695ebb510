//! `/ministry/payments/statements`: in what the gateway's statements and the ledger differ, and the statements by day.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use time::Date;
use uuid::Uuid;

use super::{back_to_overview, number, order};
use crate::{
    domain::time::parse_date,
    usecases::ministry::view_payments::{self, DifferenceItem, StatementItem, Statements},
    web::{
        components::*,
        error::WebError,
        i18n::{Lang, payment_operations::difference_name},
        page::Page,
    },
};

/// Where the page is.
pub const PATH: &str = "/ministry/payments/statements";

/// From where on.
#[derive(Deserialize, Default)]
pub struct ListQuery {
    /// The last difference of the page before: day and id, with a dot between.
    #[serde(default)]
    after: String,
    /// The last day of the page before.
    #[serde(default)]
    before: String,
}

/// `GET /ministry/payments/statements`
///
/// # Errors
/// `NotFound` for a place that does not exist; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let after = match query.after.as_str() {
        "" => None,
        key => Some(read_key(key).ok_or(WebError::NotFound)?),
    };
    let before = match query.before.as_str() {
        "" => None,
        day => Some(parse_date(day).ok_or(WebError::NotFound)?),
    };
    let shown = view_payments::statements(&page.ctx, &page.actor, after, before).await?.ok_or(WebError::Forbidden)?;
    Ok(page.ok(title(page.lang), || view(page.lang, &shown, after.is_some() || before.is_some())))
}

fn read_key(text: &str) -> Option<(Date, Uuid)> {
    let (day, id) = text.split_once('.')?;
    Some((parse_date(day)?, Uuid::parse_str(id).ok()?))
}

pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Đối chiếu với sao kê", "Comparison with the statements")
}

fn view(lang: Lang, shown: &Statements, is_later: bool) -> AnyView {
    let more = shown.differences.next.map(|(day, id)| {
        view! { <a rel="next" href=format!("{PATH}?after={day}.{id}")>{lang.t("Chênh lệch tiếp theo →", "Further differences →")}</a> }
    });
    let earlier = shown.days.next.map(|day| {
        view! { <a rel="next" href=format!("{PATH}?before={day}")>{lang.t("Các ngày trước →", "Earlier days →")}</a> }
    });
    let first = is_later.then(|| {
        view! {
            <p>
                <a href=PATH>{lang.t("← Trang đầu", "← First page")}</a>
            </p>
        }
    });
    view! {
        {back_to_overview(lang)}
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t(
                "Mỗi ngày, hệ thống tự so từng dòng sao kê của cổng với sổ cái. Tiền mà cổng đã thu còn sổ cái chưa có thì hệ thống tự hỏi cổng và ghi nhận; dưới đây là những gì còn lại.",
                "Every day the portal compares each line of the gateway’s statement with its ledger. About money that the gateway took and the ledger has not, it asks and settles by itself; below is what is left.",
            )}
        </p>
        {first}
        {table(
            Table {
                caption: lang.t("Chênh lệch còn lại", "Differences left"),
                columns: vec![
                    Column::words(lang.t("Mã tham chiếu", "Reference")),
                    Column::words(lang.t("Ngày", "Day")),
                    Column::words(lang.t("Chênh lệch", "Difference")),
                    Column::number(lang.t("Theo sao kê", "By the statements")),
                    Column::number(lang.t("Theo sổ cái", "By the ledger")),
                ],
                rows: shown.differences.rows.iter().map(|item| difference(lang, item)).collect(),
                when_empty: lang.t("Sao kê và sổ cái khớp nhau.", "Statements and ledger agree."),
            },
        )}
        <p class="buttons">{more}</p>
        {table(
            Table {
                caption: lang.t("Sao kê theo ngày", "Statements by day"),
                columns: vec![
                    Column::words(lang.t("Ngày", "Day")),
                    Column::number(lang.t("Số dòng", "Lines")),
                    Column::number(lang.t("Thu trừ hoàn", "In less out")),
                    Column::words(lang.t("Đối chiếu lúc", "Compared at")),
                    Column::number(lang.t("Chênh lệch còn lại", "Differences left")),
                ],
                rows: shown.days.rows.iter().map(|item| day(lang, item)).collect(),
                when_empty: lang.t("Chưa có sao kê nào.", "There is no statement yet."),
            },
        )}
        <p class="buttons">{earlier}</p>
    }
    .into_any()
}

fn difference(lang: Lang, item: &DifferenceItem) -> Vec<AnyView> {
    let reference = item.reference.clone();
    let named = match item.order {
        Some(id) => view! { <a href=order::address(id)>{reference}</a> }.into_any(),
        None => text(reference),
    };
    vec![named, day_view(item.day), text(difference_name(lang, item.kind)), money(item.stated), money(item.booked)]
}

fn day(lang: Lang, item: &StatementItem) -> Vec<AnyView> {
    vec![
        day_view(item.day),
        text(number(lang, i64::from(item.lines))),
        money(item.sum),
        item.compared_at.map_or_else(|| text(lang.t("chưa", "not yet")), instant_view),
        text(number(lang, item.differences)),
    ]
}
