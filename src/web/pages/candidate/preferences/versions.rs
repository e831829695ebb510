//! `/candidate/preferences/versions`: every submission, the one that stands first.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    usecases::candidate::view_preferences::{self, PreferencesView},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// `GET /candidate/preferences/versions`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let data = view_preferences::run(&page.ctx, page.candidate()?, None).await?;
    let title = page.t("Các lần nộp nguyện vọng", "Submissions of preferences");
    Ok(page.ok(title, || view(page.lang, title, &data)))
}

fn view(lang: Lang, title: &str, data: &PreferencesView) -> AnyView {
    let rows = data
        .submitted
        .iter()
        .enumerate()
        .map(|(index, list)| {
            let number = list.number;
            let href = format!("/candidate/preferences/submitted?version={number}");
            let label = format!("{} {number}", lang.t("Phiên bản", "Version"));
            let state = if index == 0 {
                tag(Tone::Success, lang.t("Đang có hiệu lực", "Stands"))
            } else {
                text(lang.t("Đã được thay", "Replaced"))
            };
            vec![
                view! { <a href=href>{label}</a> }.into_any(),
                view! { <time datetime=list.submitted_at.iso()>{list.submitted_at.to_the_second()}</time> }.into_any(),
                text(list.programme_ids.len().to_string()),
                text(list.receipt_number.clone()),
                state,
            ]
        })
        .collect();
    let list = table(Table {
        caption: lang.t("Lần nộp mới nhất ở trên", "The latest first"),
        columns: vec![
            Column::words(lang.t("Phiên bản", "Version")),
            Column::words(lang.t("Nộp lúc", "Submitted at")),
            Column::number(lang.t("Số nguyện vọng", "Preferences")),
            Column::words(lang.t("Số biên nhận", "Receipt number")),
            Column::words(lang.t("Tình trạng", "State")),
        ],
        rows,
        when_empty: lang.t("Bạn chưa nộp lần nào.", "You have not submitted yet."),
    });
    view! {
        {back_link(lang, "/candidate/preferences")}
        <h1>{title.to_owned()}</h1>
        {list}
    }
    .into_any()
}
