//! What a disabled candidate needs to sit the exam: a page of its own, so that nobody sees it by the way.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::record::read_id;
use crate::{
    domain::ids::ExamRegistrationId,
    usecases::school::view_arrangements::{self, ArrangementsView},
    web::{
        components::{SummaryRow, back_link, inset, summary_list},
        error::WebError,
        i18n::{Lang, exam::arrangement_name},
        page::Page,
    },
};

/// Where it stands.
pub(super) fn path(id: ExamRegistrationId) -> String {
    format!("/school/registrations/{id}/arrangements")
}

/// `GET /school/registrations/{id}/arrangements`
///
/// # Errors
/// `NotFound` for a registration of another unit, or one that asks for nothing; `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let view = view_arrangements::run(&page.ctx, &page.actor, id).await?.ok_or(WebError::NotFound)?;
    let title = page.t("Điều kiện dự thi đặc biệt", "Arrangements for the exam");
    Ok(page.ok(title, || shown(page.lang, title, id, &view)))
}

fn shown(lang: Lang, title: &'static str, id: ExamRegistrationId, view: &ArrangementsView) -> AnyView {
    let kinds: Vec<_> =
        view.arrangements.kinds.iter().map(|kind| view! { <li>{arrangement_name(lang, *kind)}</li> }).collect();
    let mut rows = vec![
        SummaryRow::answer(lang, lang.t("Thí sinh", "Candidate"), view.full_name.as_str()),
        SummaryRow::new(lang.t("Cần", "Needs"), view! { <ul>{kinds}</ul> }.into_any()),
    ];
    if !view.arrangements.note.is_empty() {
        rows.push(SummaryRow::answer(lang, lang.t("Ghi chú", "Note"), &view.arrangements.note));
    }
    view! {
        {back_link(lang, &format!("/school/registrations/{id}"))}
        <h1>{title}</h1>
        {inset(
            lang.t(
                "Dữ liệu nhạy cảm. Lượt xem này đã được ghi lại và thí sinh xem được. Chỉ dùng để chuẩn bị kỳ thi, không ghi vào danh sách nào khác.",
                "Sensitive data. This look was recorded, and the candidate sees it. Use it to prepare the exam alone; put it on no other list.",
            )
            .into_any(),
        )}
        {summary_list(lang, rows)}
    }
    .into_any()
}
