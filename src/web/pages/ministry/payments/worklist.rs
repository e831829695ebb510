//! `/ministry/payments/list`: attempts that wait for something, the oldest first.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::{back_to_overview, order};
use crate::{
    domain::time::Instant,
    usecases::ministry::view_payments::{self, Part, WorkItem, Worklist},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            payment::{gateway_reason, order_state_name},
            payment_operations::{worklist_name, worklist_sentence},
        },
        page::Page,
    },
};

/// Where the page is.
pub const PATH: &str = "/ministry/payments/list";

/// Which list, from where on.
#[derive(Deserialize, Default)]
pub struct ListQuery {
    #[serde(default)]
    show: String,
    /// The last attempt of the page before: microseconds and id, with a dot between.
    #[serde(default)]
    after: String,
}

/// The address of a list.
#[must_use]
pub fn address(list: Worklist) -> String {
    format!("{PATH}?show={}", list.as_str())
}

/// `GET /ministry/payments/list`
///
/// # Errors
/// `NotFound` for a list or place that does not exist; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let list = match query.show.as_str() {
        "" => Worklist::Open,
        word => Worklist::parse(word).ok_or(WebError::NotFound)?,
    };
    let after = match query.after.as_str() {
        "" => None,
        key => Some(read_key(key).ok_or(WebError::NotFound)?),
    };
    let shown = view_payments::worklist(&page.ctx, &page.actor, list, after).await?.ok_or(WebError::Forbidden)?;
    Ok(page.ok(worklist_name(page.lang, list), || view(&page, list, &shown, after.is_some())))
}

fn read_key(text: &str) -> Option<(Instant, Uuid)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_unix_us(at.parse().ok()?), Uuid::parse_str(id).ok()?))
}

fn view(page: &Page, list: Worklist, shown: &Part<WorkItem, (Instant, Uuid)>, is_later: bool) -> AnyView {
    let lang = page.lang;
    let filters: Vec<_> = Worklist::ALL
        .iter()
        .map(|each| {
            let current = (*each == list).then_some("true");
            view! {
                <li>
                    <a href=address(*each) aria-current=current>
                        {worklist_name(lang, *each)}
                    </a>
                </li>
            }
        })
        .collect();
    let next = shown.next.map(|(at, id)| {
        let href = format!("{}&after={}.{id}", address(list), at.unix_us());
        view! { <a rel="next" href=href>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let first = is_later.then(|| view! { <a href=address(list)>{lang.t("← Trang đầu", "← First page")}</a> });
    view! {
        {back_to_overview(lang)}
        <h1>{worklist_name(lang, list)}</h1>
        <nav class="filter" aria-label=lang.t("Danh sách nào", "Which list")>
            <ul>{filters}</ul>
        </nav>
        <p>{worklist_sentence(lang, list)}</p>
        {table(
            Table {
                caption: lang.t("Cũ nhất trước", "The oldest first"),
                columns: vec![
                    Column::words(lang.t("Mã tham chiếu", "Reference")),
                    Column::words(lang.t("Bắt đầu", "Started")),
                    Column::number(lang.t("Số tiền", "Amount")),
                    Column::words(lang.t("Tình trạng", "Standing")),
                    Column::words(lang.t("Hỏi cổng tiếp lúc", "Asked about next")),
                ],
                rows: shown.rows.iter().map(|item| cells(lang, item)).collect(),
                when_empty: lang.t("Không có lần trả nào ở đây.", "There is no attempt here."),
            },
        )}
        <p class="buttons">{first} {next}</p>
    }
    .into_any()
}

fn cells(lang: Lang, item: &WorkItem) -> Vec<AnyView> {
    let reason = item.response_code.as_deref().filter(|code| *code != "00").and_then(|code| gateway_reason(lang, code));
    let problem = item.refund_problem.as_ref().map(|code| match lang {
        Lang::Vi => format!("mã {code}"),
        Lang::En => format!("code {code}"),
    });
    let further = problem.or_else(|| reason.map(str::to_owned));
    let standing = order_state_name(lang, item.state);
    vec![
        view! { <a href=order::address(item.id)>{item.reference.clone()}</a> }.into_any(),
        instant_view(item.created_at),
        money(item.amount),
        text(further.map_or_else(|| standing.to_owned(), |further| format!("{standing}: {further}"))),
        item.next_at.map_or_else(|| text("–"), instant_view),
    ]
}
