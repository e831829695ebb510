//! `/candidate/registration/versions/{number}`: a form as it was submitted, the latest or one before.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{HOME, answers};
use crate::{
    domain::time::Instant,
    usecases::candidate::{exam_registration::ExamRegistration, view_exam_registration},
    web::{
        components::{Column, SummaryRow, Table, back_link, inset, summary_list, table, text},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// `GET /candidate/registration/versions/{number}`
///
/// # Errors
/// `NotFound` for a number without a submission; `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Path(number): Path<String>) -> Result<Response, WebError> {
    let number = number.parse().map_err(|_| WebError::NotFound)?;
    let shown = view_exam_registration::of_version(&page.ctx, &page.actor, number).await?;
    let shown = shown.ok_or(WebError::NotFound)?;
    let title = title(page.lang, number);
    Ok(page.ok(&title, || view(page.lang, &title, number, &shown)))
}

fn title(lang: Lang, number: i32) -> String {
    match lang {
        Lang::Vi => format!("Bản nộp thứ {number}"),
        Lang::En => format!("Submission {number}"),
    }
}

fn view(lang: Lang, title: &str, number: i32, shown: &ExamRegistration) -> AnyView {
    let submitted_at = shown.latest.as_ref().map(|version| version.submitted_at.to_the_second()).unwrap_or_default();
    let newer = shown.versions.iter().map(|(number, _)| *number).max().filter(|latest| *latest > number);
    let newer = newer.map(|latest| {
        inset(
            view! {
                {lang.t("Đây là bản cũ. Bản có hiệu lực là ", "This is an earlier one. What counts is ")}
                <a href=path(latest)>{self::title(lang, latest)}</a>
                "."
            }
            .into_any(),
        )
    });
    view! {
        {back_link(lang, HOME)}
        <h1>{title.to_owned()}</h1>
        {newer}
        {summary_list(lang, vec![SummaryRow::answer(lang, lang.t("Nộp lúc", "Submitted at"), &submitted_at)])}
        {answers::of_latest(lang, shown)}
    }
    .into_any()
}

fn path(number: i32) -> String {
    format!("{HOME}/versions/{number}")
}

/// Every submission, the latest first, each leading to its page; nothing before the first.
#[must_use]
pub fn list(lang: Lang, versions: &[(i32, Instant)]) -> Option<AnyView> {
    let rows: Vec<_> = versions
        .iter()
        .map(|(number, at)| {
            let link = view! { <a href=path(*number)>{title(lang, *number)}</a> };
            vec![link.into_any(), text(at.to_the_second())]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        table(Table {
            caption: lang.t("Các bản đã nộp", "What was submitted"),
            columns: vec![Column::words(lang.t("Bản", "Submission")), Column::words(lang.t("Nộp lúc", "Submitted at"))],
            rows,
            when_empty: "",
        })
    })
}
