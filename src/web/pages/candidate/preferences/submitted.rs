//! `/candidate/preferences/submitted`: the receipt of a submission, at any time again.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{fee, submitted_programmes};
use crate::{
    domain::{admission::submitted_list::SubmittedList, season::WindowState},
    usecases::candidate::view_preferences::{self, PreferencesView},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// Which submission; the last one when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReceiptQuery {
    version: String,
}

/// `GET /candidate/preferences/submitted`
///
/// # Errors
/// `NotFound` for a version that there is not; `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ReceiptQuery>) -> Result<Response, WebError> {
    let data = view_preferences::run(&page.ctx, page.candidate()?, None).await?;
    let Some(standing) = data.standing() else { return Ok(page.see_other("/candidate/preferences")) };
    let list = if query.version.is_empty() {
        standing
    } else {
        let number = query.version.parse::<u32>().map_err(|_| WebError::NotFound)?;
        data.submitted.iter().find(|list| list.number == number).ok_or(WebError::NotFound)?
    };
    Ok(page.ok(title(page.lang), || view(page.lang, &data, list)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đã nộp nguyện vọng", "Preferences submitted")
}

fn view(lang: Lang, data: &PreferencesView, list: &SubmittedList) -> AnyView {
    let count = list.programme_ids.len();
    let stands = data.standing().is_some_and(|standing| standing.number == list.number);
    let state = if stands {
        tag(Tone::Success, lang.t("Đang có hiệu lực", "Stands"))
    } else {
        tag(Tone::Neutral, lang.t("Đã được thay bằng bản nộp sau", "Replaced by a later submission"))
    };
    let submitted_at = view! {
        <time datetime=list.submitted_at.iso()>{list.submitted_at.to_the_second()}</time>
    };
    let rows = vec![
        SummaryRow::new(lang.t("Phiên bản", "Version"), text(list.number.to_string())),
        SummaryRow::new(lang.t("Nộp lúc", "Submitted at"), submitted_at.into_any()),
        SummaryRow::new(lang.t("Tình trạng", "State"), state),
        SummaryRow::new(lang.t("Số nguyện vọng", "Preferences"), text(count.to_string())),
        SummaryRow::new(lang.t("Lệ phí", "Fee"), money(fee(data, count))),
    ];
    view! {
        {panel(title(lang), Some((lang.t("Số biên nhận", "Receipt number"), &list.receipt_number)))}
        {summary_list(lang, rows)}
        <h2>{lang.t("Danh sách đã nộp", "The list submitted")}</h2>
        {submitted_programmes(lang, data, list)}
        {next(lang, data)}
        <p>
            <a href="/candidate/preferences">{lang.t("Về danh sách nguyện vọng", "Back to my preferences")}</a> " · "
            <a href="/candidate/preferences/versions">{lang.t("Các lần nộp", "All submissions")}</a> " · "
            <a href="/candidate/payment">{lang.t("Lệ phí xét tuyển", "The fee")}</a>
        </p>
    }
    .into_any()
}

fn next(lang: Lang, data: &PreferencesView) -> AnyView {
    let edit = match data.window {
        WindowState::Open { closes_at } => Some(format!(
            "{} {}. {}",
            lang.t("Bạn sửa và nộp lại được đến", "You can edit and submit again until"),
            closes_at.short(),
            lang.t("Bản nộp sau cùng có hiệu lực.", "The last submission stands.")
        )),
        _ => None,
    };
    let pay = match data.payment {
        WindowState::NotYetOpen { opens_at } => Some(format!(
            "{} {}. {}",
            lang.t("Tỉnh của bạn nộp lệ phí từ", "Your province pays the fee from"),
            opens_at.short(),
            lang.t("Nguyện vọng chưa nộp lệ phí sẽ không được xét.", "Preferences without a fee are not considered.")
        )),
        WindowState::Open { closes_at } => Some(format!(
            "{} {}. {}",
            lang.t("Nộp lệ phí trước", "Pay the fee before"),
            closes_at.short(),
            lang.t("Nguyện vọng chưa nộp lệ phí sẽ không được xét.", "Preferences without a fee are not considered.")
        )),
        WindowState::NotPlanned | WindowState::Closed { .. } => None,
    };
    let steps: Vec<_> = [edit, pay].into_iter().flatten().map(|words| view! { <li>{words}</li> }).collect();
    if steps.is_empty() {
        return ().into_any();
    }
    view! {
        <h2>{lang.t("Việc tiếp theo", "What happens next")}</h2>
        <ul>{steps}</ul>
    }
    .into_any()
}
