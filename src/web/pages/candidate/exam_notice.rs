//! `/candidate/exam-notice`: the exam notice, to read and to print.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::time::short_date,
    usecases::candidate::view_exam_notice::{self, ExamNotice},
    web::{
        components::{Column, SummaryRow, Table, back_link, instant_view, panel, summary_list, table, text},
        error::WebError,
        i18n::{Lang, exam::subject_name},
        page::Page,
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
    let place = &notice.place;
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Thí sinh", "Candidate"), &notice.full_name.upper()),
        SummaryRow::answer(lang, lang.t("Ngày sinh", "Birth date"), &short_date(notice.birth_date)),
        SummaryRow::answer(lang, lang.t("Điểm thi", "Venue"), &format!("{} – {}", place.venue_code, place.venue_name)),
        SummaryRow::answer(lang, lang.t("Địa chỉ", "Address"), &place.address),
        SummaryRow::answer(lang, lang.t("Phòng thi", "Room"), &place.room.to_string()),
        SummaryRow::answer(lang, lang.t("Chỗ ngồi", "Seat"), &place.seat.to_string()),
    ];
    let sessions = notice
        .sessions
        .iter()
        .map(|(subject, session)| {
            let minutes = match lang {
                Lang::Vi => format!("{} phút", session.minutes),
                Lang::En => format!("{} minutes", session.minutes),
            };
            vec![text(subject_name(lang, *subject)), instant_view(session.starts_at), text(minutes)]
        })
        .collect();
    let is_verified = notice.sessions.iter().all(|(_, session)| session.is_verified);
    let unverified = (!is_verified).then(|| {
        let words = lang.t(
            "Giờ thi theo lịch của năm trước; lịch chính thức của năm nay sẽ thay thế.",
            "The hours are last year’s; this year’s official ones will replace them.",
        );
        view! { <p class="hint">{words}</p> }
    });
    view! {
        {back_link(lang, "/candidate")}
        {panel(title(lang), Some((lang.t("Số báo danh", "Candidate number"), &place.number)))}
        {summary_list(lang, rows)}
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
        {unverified}
        <p>
            {lang.t(
                "Mang theo giấy tờ định danh. Nếu thông tin có sai sót, báo ngay trong buổi làm thủ tục dự thi.",
                "Bring your identity paper. If something here is wrong, say so at the procedures before the exam.",
            )}
        </p>
        <p class="hint">
            {lang.t(
                "Dùng chức năng in của trình duyệt để in hoặc lưu thành PDF.",
                "Print it, or save it as a PDF, with your browser.",
            )}
        </p>
    }
    .into_any()
}
