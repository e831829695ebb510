//! `/candidate/exam-notice`: the exam notice, to read and to print.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    usecases::{candidate::view_exam_notice, exam_notice::ExamNotice},
    web::{
        components::*,
        downloads::{
            attachment,
            paper::notice::{advice, hours_hint, notices_pdf, place_rows, session_words},
        },
        error::WebError,
        i18n::{Lang, exam::subject_name},
        page::Page,
        pages::amendments,
    },
};

/// The page.
pub const PATH: &str = "/candidate/exam-notice";

/// `GET /candidate/exam-notice`
///
/// # Errors
/// `Forbidden`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    page.candidate()?;
    let notice = view_exam_notice::run(&page.ctx, &page.actor, page.season.year).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, notice.as_ref())))
}

/// `GET /candidate/exam-notice.pdf`. Before there is a notice: the page, which says so.
///
/// # Errors
/// As [`get`]; `Internal` where the paper cannot be set.
pub async fn get_pdf(page: Page) -> Result<Response, WebError> {
    page.candidate()?;
    let notice = view_exam_notice::run(&page.ctx, &page.actor, page.season.year).await?;
    let Some(notice) = notice else { return Ok(page.see_other(PATH)) };
    let name = format!("giay-bao-du-thi-{}.pdf", notice.place.number);
    let pdf = notices_pdf(page.lang, &[notice]).await?;
    Ok(attachment("application/pdf", &name, pdf.into()))
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Giấy báo dự thi", "Exam notice")
}

fn view(lang: Lang, notice: Option<&ExamNotice>) -> AnyView {
    let Some(notice) = notice else {
        return view! {
            {back_link(lang, "/candidate")}
            <h1>{title(lang)}</h1>
            <p>
                {lang.t(
                    "Chưa có giấy báo. Hội đồng thi cấp số báo danh và phòng thi sau khi phiếu của bạn được ký xác nhận; bạn sẽ nhận thư báo.",
                    "There is no notice yet. The council gives out numbers and rooms once your form is confirmed by signature; you are told by mail.",
                )}
            </p>
        }
        .into_any();
    };
    let rows = place_rows(lang, notice);
    let rows = rows.into_iter().map(|(name, value)| SummaryRow::answer(lang, name, &value)).collect();
    let sessions = notice
        .sessions
        .iter()
        .map(|(subject, session)| {
            let [starts_at, length] = session_words(lang, session.as_ref());
            let starts_at = session.as_ref().map_or_else(|| text(starts_at), |session| instant_view(session.starts_at));
            vec![text(subject_name(lang, *subject)), starts_at, text(length)]
        })
        .collect();
    let hint = Some(hours_hint(lang, notice)).filter(|hint| !hint.is_empty());
    let hint = hint.map(|hint| view! { <p class="hint">{hint}</p> });
    view! {
        {back_link(lang, "/candidate")}
        {panel(title(lang), Some((lang.t("Số báo danh", "Candidate number"), &notice.place.number)))}
        {summary_list(lang, rows)}
        {amendments::view(lang, &notice.amendments, |_| None)}
        {table(Table {
            caption: lang.t("Lịch thi của bạn", "Your sessions"),
            columns: vec![
                Column::words(lang.t("Môn", "Paper")),
                Column::words(lang.t("Bắt đầu làm bài", "Starts at")),
                Column::words(lang.t("Thời gian", "Length")),
            ],
            rows: sessions,
            when_empty: lang.t("Chưa có lịch thi.", "There is no timetable yet."),
        })}
        {hint}
        <p>{advice(lang)}</p>
        {buttons(vec![button_link(ButtonLook::Primary, lang.t("Tải bản PDF", "Download as PDF"), "/candidate/exam-notice.pdf")])}
    }
    .into_any()
}
