//! `/audit/questions`: how the offices answer what candidates ask, in figures.

use axum::response::Response;
use leptos::prelude::*;

use super::parts;
use crate::{
    usecases::auditor::view_overdue::{self, OfficeFigures},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// `GET /audit/questions`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let offices = view_overdue::run(&page.ctx, &page.actor).await?.ok_or(WebError::Forbidden)?;
    let lang = page.lang;
    Ok(page.ok(title(lang), || view(lang, &offices)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm toán: câu hỏi của thí sinh", "Audit: questions from candidates")
}

fn view(lang: Lang, offices: &[OfficeFigures]) -> AnyView {
    let number = |count: i64| text(lang.count(count.unsigned_abs()));
    let rows = offices
        .iter()
        .map(|office| {
            let overdue = if office.overdue > 0 {
                tag(Tone::Danger, &lang.count(office.overdue.unsigned_abs()))
            } else {
                number(0)
            };
            vec![text(name(lang, office)), overdue, number(office.open), number(office.answered)]
        })
        .collect();
    let shown = table(Table {
        caption: lang.t("Theo cơ quan, nhiều câu quá hạn nhất trước", "By office, the most overdue first"),
        columns: vec![
            Column::words(lang.t("Cơ quan", "Office")),
            Column::number(lang.t("Quá hạn", "Overdue")),
            Column::number(lang.t("Chờ trả lời", "Waiting")),
            Column::number(lang.t("Đã trả lời", "Answered")),
        ],
        rows,
        when_empty: lang.t("Chưa có thí sinh nào hỏi.", "No candidate has asked yet."),
    });
    view! {
        <h1>{title(lang)}</h1>
        {parts(lang, "/audit/questions")}
        <p>
            {lang.t(
                "Câu hỏi về việc xem dữ liệu phải được trả lời trong 2 ngày làm việc.",
                "A question about an access has to be answered within 2 working days.",
            )}
        </p>
        {shown}
    }
    .into_any()
}

fn name(lang: Lang, office: &OfficeFigures) -> String {
    let national = lang.t("Bộ GDĐT, tổng đài và kiểm toán", "Ministry, helpline and audit");
    office.office.clone().unwrap_or_else(|| national.to_owned())
}
