//! `/school/cases`: what has to be cleared up about the unit's candidates, the first due first.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{ids::RegistryCaseId, time::Instant},
    usecases::school::view_cases::{self, CasePage, IdentityFigures, ListedCase},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            registry_case::{case_kind_name, case_state_name, due_day},
        },
        page::Page,
        pages::candidate::cases::tone,
    },
};

/// Where the list is.
pub const PATH: &str = "/school/cases";

/// Which part of the list.
#[derive(Deserialize, Default)]
pub struct ListQuery {
    /// The last case of the page before: microseconds and id, with a dot between.
    #[serde(default)]
    after: String,
    /// What was just done.
    #[serde(default)]
    done: String,
}

/// `GET /school/cases`; an auditor, who has no unit of their own, is led to the figures of all.
///
/// # Errors
/// `NotFound` for a place that does not exist; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let after = match query.after.as_str() {
        "" => None,
        key => Some(read_key(key).ok_or(WebError::NotFound)?),
    };
    let Some(shown) = view_cases::list(&page.ctx, &page.actor, page.season.year, after).await? else {
        return Ok(page.see_other("/departments"));
    };
    Ok(page.ok(title(page.lang), || view(&page, &shown, &query)))
}

fn read_key(text: &str) -> Option<(Instant, RegistryCaseId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_unix_us(at.parse().ok()?), id.parse().ok()?))
}

/// The name of these pages.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Làm rõ thông tin cá nhân", "Identity data to be cleared up")
}

/// The link to these pages, with how many cases wait; none where there are none and never were.
///
/// # Errors
/// `Unavailable`.
pub async fn link(page: &Page) -> Result<Option<AnyView>, WebError> {
    let figures = view_cases::figures(&page.ctx, &page.actor, page.season.year).await?;
    Ok(figures.map(|figures| {
        let lang = page.lang;
        let open = figures.all_open();
        let words = match lang {
            Lang::Vi => format!("{} ({open} việc đang mở)", title(lang)),
            Lang::En => format!("{} ({open} open)", title(lang)),
        };
        let overdue = (figures.overdue > 0).then(|| {
            let words = format!("{}: {}", lang.t("Quá hạn", "Overdue"), figures.overdue);
            view! { " " {tag(Tone::Danger, &words)} }
        });
        view! { <p><a href=PATH>{words}</a> {overdue}</p> }.into_any()
    }))
}

/// How far the identities are, large, and the share that is verified, as a bar.
#[must_use]
pub fn summary(lang: Lang, total: &IdentityFigures) -> AnyView {
    let [candidate, school, police] = total.open.map(|count| count.to_string());
    let overdue = total.overdue.to_string();
    let percent = total.verified * 100 / total.candidates.max(1);
    let share = match lang {
        Lang::Vi => format!("Đã xác minh {}/{} thí sinh ({percent} %)", total.verified, total.candidates),
        Lang::En => format!("{} of {} candidates verified ({percent} %)", total.verified, total.candidates),
    };
    view! {
        {figures(
            &[
                Figure { label: lang.t("Chờ trường", "With the school"), number: &school, note: "" },
                Figure { label: lang.t("Chờ thí sinh", "With the candidate"), number: &candidate, note: "" },
                Figure { label: lang.t("Chờ công an", "With the police"), number: &police, note: "" },
                Figure { label: lang.t("Quá hạn", "Overdue"), number: &overdue, note: "" },
            ],
        )}
        <div class="progress">
            <label for="identities">{share}</label>
            <progress
                id="identities"
                max=total.candidates.max(1).to_string()
                value=total.verified.to_string()
            ></progress>
        </div>
    }
    .into_any()
}

fn view(page: &Page, shown: &CasePage, query: &ListQuery) -> AnyView {
    let lang = page.lang;
    let done = (query.done == "settled").then(|| {
        let body = view! { <p>{lang.t("Thí sinh được báo qua thư điện tử.", "The candidate is told by e-mail.")}</p> };
        notice(lang, Tone::Success, lang.t("Đã ghi kết luận", "Recorded"), body.into_any())
    });
    let rows = shown.rows.iter().map(|row| cells(page, row)).collect();
    let list = Table {
        caption: lang.t("Việc đang mở, gần hạn nhất trước", "Open cases, the first due first"),
        columns: vec![
            Column::words(lang.t("Thí sinh", "Candidate")),
            Column::words(lang.t("Lớp", "Class")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Đang ở đâu", "Where it stands")),
            Column::words(lang.t("Hết ngày", "Due by the end of")),
        ],
        rows,
        when_empty: lang.t("Không có việc nào đang mở.", "There is no open case."),
    };
    let next = shown.next.map(|(at, id)| {
        let href = format!("{PATH}?after={}.{id}", at.unix_us());
        view! { <a rel="next" href=href>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let first = (!query.after.is_empty()).then(|| view! { <a href=PATH>{lang.t("← Trang đầu", "← First page")}</a> });
    view! {
        {done}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang)}</h1>
        <p class="lead">{shown.figures.unit_name.clone()}</p>
        {summary(lang, &shown.figures)}
        {table(list)}
        <p class="buttons">{first} {next}</p>
    }
    .into_any()
}

fn cells(page: &Page, row: &ListedCase) -> Vec<AnyView> {
    let lang = page.lang;
    let case = &row.case;
    let href = format!("{PATH}/{}", case.id);
    let class = if row.class_name.is_empty() { "–" } else { &row.class_name };
    let overdue = (case.due_at <= page.now).then(|| view! { " " {tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))} });
    vec![
        view! { <a href=href>{row.full_name.clone()}</a> }.into_any(),
        text(class),
        text(case_kind_name(lang, case.kind)),
        tag(tone(case.state), case_state_name(lang, case.state)),
        view! { <span>{due_day(case.due_at)} {overdue}</span> }.into_any(),
    ]
}
