//! Exam notices (giấy báo dự thi) as paper, one a page.

use serde::Serialize;

use super::{Filled, pdf};
use crate::{
    domain::time::short_date,
    usecases::exam_notice::{ExamNotice, ExamSession},
    web::{
        error::WebError,
        i18n::{
            Lang,
            amendment::{amendments_in_words, amendments_title},
            exam::subject_name,
        },
    },
};

/// All that stands on the notices besides their QR codes.
#[derive(Serialize)]
struct NoticesData {
    title: &'static str,
    portal: &'static str,
    language: &'static str,
    region: &'static str,
    number_label: &'static str,
    sessions_title: &'static str,
    columns: [&'static str; 3],
    amendments_title: &'static str,
    amendment_columns: [&'static str; 3],
    hint: &'static str,
    advice: &'static str,
    check_title: &'static str,
    check_words: &'static str,
    code_label: &'static str,
    qr_alt: &'static str,
    notices: Vec<NoticeData>,
}

#[derive(Serialize)]
struct NoticeData {
    number: String,
    rows: Vec<(&'static str, String)>,
    sessions: Vec<[String; 3]>,
    /// Item, as printed, corrected.
    amendments: Vec<[String; 3]>,
    address: String,
    code: String,
    /// The name of the QR code's picture.
    qr: String,
}

/// Who sits where, item by item in words: also what the page shows.
#[must_use]
pub fn place_rows(lang: Lang, notice: &ExamNotice) -> Vec<(&'static str, String)> {
    let place = &notice.place;
    vec![
        (lang.t("Thí sinh", "Candidate"), place.full_name.upper()),
        (lang.t("Ngày sinh", "Birth date"), short_date(place.birth_date)),
        (lang.t("Điểm thi", "Venue"), format!("{} – {}", place.venue_code, place.venue_name)),
        (lang.t("Địa chỉ", "Address"), place.address.clone()),
        (lang.t("Phòng thi", "Room"), place.room.to_string()),
        (lang.t("Chỗ ngồi", "Seat"), place.seat.to_string()),
    ]
}

/// When a paper begins and how long it takes, in words: also what the page shows where the session is not known.
#[must_use]
pub fn session_words(lang: Lang, session: Option<&ExamSession>) -> [String; 2] {
    match session {
        Some(session) => [session.starts_at.short(), length(lang, session)],
        None => [lang.t("giờ thi sẽ được thông báo", "time to be announced").to_owned(), String::new()],
    }
}

/// The length of a session in words.
fn length(lang: Lang, session: &ExamSession) -> String {
    match lang {
        Lang::Vi => format!("{} phút", session.minutes),
        Lang::En => format!("{} minutes", session.minutes),
    }
}

/// What is said of hours that no published source confirms; empty where one does.
#[must_use]
pub fn hours_hint(lang: Lang, notice: &ExamNotice) -> &'static str {
    if notice.sessions.iter().filter_map(|(_, session)| session.as_ref()).all(|session| session.is_verified) {
        ""
    } else {
        lang.t(
            "Giờ thi theo lịch của năm trước; lịch chính thức của năm nay sẽ thay thế.",
            "The hours are last year’s; this year’s official ones will replace them.",
        )
    }
}

/// What to bring, and when to say that something is wrong.
#[must_use]
pub const fn advice(lang: Lang) -> &'static str {
    lang.t(
        "Mang theo giấy tờ định danh. Nếu thông tin có sai sót, báo ngay trong buổi làm thủ tục dự thi.",
        "Bring your identity paper. If something here is wrong, say so at the procedures before the exam.",
    )
}

/// The notices as one PDF document.
///
/// # Errors
/// `Internal`, of which the log tells more.
pub async fn notices_pdf(lang: Lang, notices: &[ExamNotice]) -> Result<Vec<u8>, WebError> {
    let picture = |index: usize| format!("qr-{index}.svg");
    let of = |(index, notice): (usize, &ExamNotice)| NoticeData {
        number: notice.place.number.clone(),
        rows: place_rows(lang, notice),
        sessions: notice
            .sessions
            .iter()
            .map(|(subject, session)| {
                let [starts_at, length] = session_words(lang, session.as_ref());
                [subject_name(lang, *subject).to_owned(), starts_at, length]
            })
            .collect(),
        amendments: amendments_in_words(lang, &notice.amendments),
        address: notice.address.clone(),
        code: notice.place.document_code.to_string(),
        qr: picture(index),
    };
    let data = NoticesData {
        title: lang.t("Giấy báo dự thi", "Exam notice"),
        portal: lang.t("Cổng Thí sinh", "Candidate Portal"),
        language: lang.t("vi", "en"),
        region: lang.t("vn", "gb"),
        number_label: lang.t("Số báo danh", "Candidate number"),
        sessions_title: lang.t("Lịch thi", "Sessions"),
        columns: [
            lang.t("Môn", "Paper"),
            lang.t("Bắt đầu làm bài", "Starts at"),
            lang.t("Thời gian", "Length"),
        ],
        amendments_title: amendments_title(lang),
        amendment_columns: [
            lang.t("Mục", "Item"),
            lang.t("Trước đính chính", "Before"),
            lang.t("Đính chính thành", "Corrected to"),
        ],
        hint: notices.iter().map(|notice| hours_hint(lang, notice)).find(|hint| !hint.is_empty()).unwrap_or_default(),
        advice: advice(lang),
        check_title: lang.t("Kiểm tra giấy này", "Check this paper"),
        check_words: lang.t(
            "Quét mã hoặc mở địa chỉ dưới đây. Trang kiểm tra chỉ cho biết giấy có thật hay không, cấp lúc nào, chữ cái đầu của họ tên và ba số cuối của số định danh.",
            "Scan the code or open the address below. The page says whether the paper is genuine, of when, the initials of the name and the last three digits of the personal number, and no more.",
        ),
        code_label: lang.t("Mã giấy", "Number of this paper"),
        qr_alt: lang.t("Mã QR dẫn đến", "QR code that leads to"),
        notices: notices.iter().enumerate().map(of).collect(),
    };
    let pictures = notices.iter().enumerate();
    let pictures = pictures.map(|(index, notice)| (picture(index), notice.qr_svg.clone().into_bytes())).collect();
    pdf(Filled { template: include_str!("notice.typ"), data: &data, pictures }).await
}
