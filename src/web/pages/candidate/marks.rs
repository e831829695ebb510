//! The candidate's marks.

use axum::response::Response;
use leptos::prelude::*;

use super::appeals;
use crate::{
    domain::{exam::mark_appeal::AppealWindows, season::WindowState},
    usecases::candidate::view_marks::{self, CombinationSum, MarksView, SubjectMark},
    web::{
        components::{Column, SummaryRow, Table, Tone, back_link, notice, summary_list, table, text},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// `GET /candidate/marks`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_marks::run(&page.ctx, page.candidate()?).await?;
    Ok(page.ok(page.t("Điểm thi", "Exam marks"), || view(&page, &shown)))
}

fn view(page: &Page, shown: &MarksView) -> AnyView {
    let lang = page.lang;
    let content = match shown {
        MarksView::NotYet { opens_at } => {
            let when = opens_at.map(|at| match lang {
                Lang::Vi => format!("Điểm thi được công bố lúc {}.", at.short()),
                Lang::En => format!("Marks are published at {}.", at.short()),
            });
            let when = when.unwrap_or_else(|| lang.t("Chưa có lịch công bố.", "The date is not set yet.").to_owned());
            let title = lang.t("Chưa công bố điểm thi", "Marks are not published yet");
            notice(lang, Tone::Info, title, view! { <p>{when}</p> }.into_any())
        }
        MarksView::NoNumber => {
            let body = lang.t(
                "Nếu bạn đã dự thi, hãy hỏi nơi bạn đăng ký dự thi.",
                "If you sat the exam, ask where you registered for it.",
            );
            let title = lang.t("Bạn chưa có số báo danh", "You have no candidate number");
            notice(lang, Tone::Warning, title, view! { <p>{body}</p> }.into_any())
        }
        MarksView::Marks { number, marks, sums, appeals } => {
            let number = vec![SummaryRow::new(lang.t("Số báo danh", "Candidate number"), text(number.to_string()))];
            view! {
                {summary_list(lang, number)}
                {marks_table(lang, marks)}
                {appeals.map(|windows| appeals_line(page, windows))}
                {sums_table(lang, sums)}
                <p>
                    <a href="/catalogue">{lang.t("Tìm ngành phù hợp với điểm của bạn", "Find programmes for your marks")}</a>
                </p>
            }
            .into_any()
        }
    };
    view! {
        {back_link(lang, "/candidate")}
        <h1>{lang.t("Điểm thi", "Exam marks")}</h1>
        {content}
    }
    .into_any()
}

/// Where to appeal, and until when.
fn appeals_line(page: &Page, windows: AppealWindows) -> AnyView {
    let lang = page.lang;
    let until = match windows.receiving(page.now) {
        WindowState::Open { closes_at } => Some(match lang {
            Lang::Vi => format!(": nhận đơn đến {}", closes_at.short()),
            Lang::En => format!(": received until {}", closes_at.short()),
        }),
        _ => None,
    };
    view! {
        <p>
            <a href=appeals::PATH>{appeals::title(lang)}</a>
            {until}
        </p>
    }
    .into_any()
}

fn marks_table(lang: Lang, marks: &[SubjectMark]) -> AnyView {
    let row = |mark: &SubjectMark| {
        let name = if lang == Lang::Vi { &mark.name_vi } else { &mark.name_en };
        let published = mark.published.map(|before| match lang {
            Lang::Vi => format!("Sau phúc khảo. Điểm đã công bố: {}", lang.score(before)),
            Lang::En => format!("After an appeal. Published: {}", lang.score(before)),
        });
        let published = published.map(|words| view! { <p class="quiet">{words}</p> });
        vec![view! { {name.clone()} {published} }.into_any(), text(lang.score(mark.mark))]
    };
    table(Table {
        caption: lang.t("Điểm từng môn", "Marks by subject"),
        columns: vec![Column::words(lang.t("Môn", "Subject")), Column::number(lang.t("Điểm", "Mark"))],
        rows: marks.iter().map(row).collect(),
        when_empty: lang.t("Không có điểm nào mang số báo danh này.", "There is no mark under this number."),
    })
}

fn sums_table(lang: Lang, sums: &[CombinationSum]) -> AnyView {
    let row = |sum: &CombinationSum| {
        let subjects = if lang == Lang::Vi { &sum.subjects_vi } else { &sum.subjects_en };
        vec![text(sum.codes.join(", ")), text(subjects.join(", ")), text(lang.score(sum.sum))]
    };
    table(Table {
        caption: lang
            .t("Tổng điểm cao nhất theo tổ hợp, chưa cộng ưu tiên", "Highest sums by combination, before priority"),
        columns: vec![
            Column::words(lang.t("Tổ hợp", "Combination")),
            Column::words(lang.t("Ba môn", "Subjects")),
            Column::number(lang.t("Tổng", "Sum")),
        ],
        rows: sums.iter().map(row).collect(),
        when_empty: lang.t("Các môn đã thi không đủ một tổ hợp nào.", "The papers sat fill no combination."),
    })
}
