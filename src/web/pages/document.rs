//! `/documents/{code}`: whether a paper is genuine, for whoever holds it.

use axum::{extract::Path, http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::{exam::document::DocumentKind, time::Instant},
    usecases::visitor::check_document::{self, GenuineDocument},
    web::{
        components::{SummaryRow, Tone, notice, summary_list},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// `GET /documents/{code}`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page, Path(code): Path<String>) -> Result<Response, WebError> {
    let lang = page.lang;
    let title = lang.t("Kiểm tra giấy tờ", "Check a paper");
    Ok(match check_document::run(&page.ctx, &code).await? {
        Some(document) => page.ok(title, || genuine(lang, title, &document)),
        None => page.with_status(StatusCode::NOT_FOUND, title, || unknown(lang, title)),
    })
}

fn genuine(lang: Lang, title: &'static str, document: &GenuineDocument) -> AnyView {
    let (kind, version) = match document.kind {
        DocumentKind::ExamRegistration { version } => {
            (lang.t("Phiếu đăng ký dự thi", "Exam registration form"), Some(version))
        }
        DocumentKind::ExamNotice => (lang.t("Giấy báo dự thi", "Exam notice"), None),
    };
    let compare = view! {
        <p>
            {lang.t(
                "Cổng Thí sinh đã cấp giấy này. Hãy so từng dòng dưới đây với giấy bạn đang cầm; khác một dòng là giấy bị sửa.",
                "The portal gave out this paper. Compare each line below with the paper in your hand; if one differs, it was altered.",
            )}
        </p>
    };
    let moment = document.issued_at.to_the_second();
    let mut rows = vec![SummaryRow::answer(lang, lang.t("Loại giấy", "Paper"), kind)];
    rows.extend(match version {
        Some(version) => vec![
            SummaryRow::answer(lang, lang.t("Bản nộp thứ", "Version"), &version.to_string()),
            SummaryRow::answer(lang, lang.t("Nộp lúc", "Submitted at"), &moment),
        ],
        None => vec![SummaryRow::answer(lang, lang.t("Cấp số báo danh lúc", "Number given out at"), &moment)],
    });
    rows.extend([
        SummaryRow::answer(lang, lang.t("Chữ cái đầu của họ tên", "Initials"), &document.initials),
        SummaryRow::answer(
            lang,
            lang.t("Ba số cuối của số định danh", "Last three digits of the personal number"),
            &document.last_digits,
        ),
    ]);
    let genuine = match document.amended {
        None => notice(lang, Tone::Success, lang.t("Giấy thật", "Genuine"), compare.into_any()),
        Some((first, last)) => {
            let says = view! {
                {compare}
                <p>{amended_words(lang, first, last)}</p>
            };
            let title = lang.t("Giấy thật, nhưng đã có đính chính", "Genuine, but put right since");
            notice(lang, Tone::Warning, title, says.into_any())
        }
    };
    let superseded = document.is_superseded.then(|| {
        let says = view! {
            <p>
                {lang.t(
                    "Sau giấy này thí sinh đã nộp bản khác, hoặc phiếu đã được rút, trả lại hay huỷ. Hãy hỏi thí sinh bản mới nhất.",
                    "After this paper another version was submitted, or the form was taken back, returned or cancelled. Ask the candidate for the latest.",
                )}
            </p>
        };
        notice(lang, Tone::Warning, lang.t("Không còn hiệu lực", "Out of date"), says.into_any())
    });
    view! {
        <h1>{title}</h1>
        {genuine}
        {superseded}
        {summary_list(lang, rows)}
    }
    .into_any()
}

/// From when on a copy shows the slips, and that an earlier one is not right any more. What they say stays between the
/// candidate and the council.
fn amended_words(lang: Lang, first: Instant, last: Instant) -> String {
    let (first, last) = (first.short(), last.short());
    let is_one = first == last;
    match lang {
        Lang::Vi => {
            let when = if is_one { format!("Lúc {last}") } else { format!("Từ {first}, gần nhất lúc {last},") };
            format!(
                "{when} hội đồng thi đã lập phiếu đính chính thông tin in trên giấy này. Bản in trước lúc đó không còn đúng: hãy hỏi thí sinh bản in mới, trên đó có các phiếu đính chính."
            )
        }
        Lang::En => {
            let when = if is_one { format!("At {last}") } else { format!("Since {first}, the last time at {last},") };
            format!(
                "{when} the exam council put right what is printed on this paper. A copy printed before is not right any more: ask the candidate for a new one, which shows the correction slips."
            )
        }
    }
}

fn unknown(lang: Lang, title: &'static str) -> AnyView {
    let says = view! {
        <p>
            {lang.t(
                "Cổng Thí sinh không cấp giấy nào có mã này. Hãy kiểm tra lại mã; nếu mã trên giấy đúng như vậy, giấy đó không phải do cổng cấp.",
                "The portal gave out no paper with this number. Check what you typed; if the paper says just this, it is not the portal's.",
            )}
        </p>
    };
    view! {
        <h1>{title}</h1>
        {notice(lang, Tone::Danger, lang.t("Không có giấy này", "No such paper"), says.into_any())}
    }
    .into_any()
}
