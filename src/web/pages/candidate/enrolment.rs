//! Confirming the enrolment: what it means, the act, the receipt.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::result::{lapsed_words, not_yet};
use crate::{
    domain::{
        admission::enrolment::{ConfirmRefusal, EnrolmentState},
        ids::ProgrammeId,
        time::Instant,
    },
    usecases::candidate::{
        confirm_enrolment::{self, ConfirmEnrolmentError},
        view_result::{self, Enrolment, PreferenceResult, PublishedResult, ResultView},
    },
    web::{
        components::{
            ButtonLook, SummaryRow, Tone, back_link, button_link, buttons, exact_instant_view, notice, panel, submit,
            summary_list, text,
        },
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::{
            candidate::level_2::{Level2Act, level_2_notice, level_2_page},
            sign_in::again,
        },
    },
};

/// This page.
const HERE: &str = "/candidate/enrolment";

/// Which seat the candidate saw.
#[derive(Deserialize)]
pub struct ConfirmForm {
    programme: String,
}

/// `GET /candidate/enrolment`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_result::run(&page.ctx, page.candidate()?).await?;
    if matches!(&shown, ResultView::Published(result) if result.state == EnrolmentState::Confirmed) {
        return Ok(page.see_other("/candidate/enrolment/confirmed"));
    }
    Ok(page.ok(title(page.lang), || view(&page, &shown)))
}

/// `POST /candidate/enrolment/confirm`
///
/// # Errors
/// `Forbidden`; `BadRequest`; `Stale` when the seat is another one than the page showed; `Unavailable`.
pub async fn post_confirm(page: Page, PostForm(form): PostForm<ConfirmForm>) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let seen: ProgrammeId = form.programme.parse().map_err(|_| WebError::BadRequest)?;
    match confirm_enrolment::run(&page.ctx, candidate, seen).await {
        Ok(()) => Ok(page.see_other("/candidate/enrolment/confirmed")),
        Err(ConfirmEnrolmentError::OtherSeat) => Err(WebError::Stale),
        Err(ConfirmEnrolmentError::Frozen) => Err(WebError::Frozen),
        Err(ConfirmEnrolmentError::Storage(error)) => Err(error.into()),
        Err(ConfirmEnrolmentError::NeedsFreshSignIn) => Ok(page.see_other(&again::path(HERE))),
        Err(ConfirmEnrolmentError::NeedsLevel2) => {
            let deadline = match view_result::run(&page.ctx, candidate).await? {
                ResultView::Published(result) => Some(result.window.closes_at),
                ResultView::NotYet { .. } => None,
            };
            Ok(level_2_page(&page, Level2Act::ConfirmEnrolment, deadline))
        }
        Err(
            ConfirmEnrolmentError::NotPublished
            | ConfirmEnrolmentError::Refused(
                ConfirmRefusal::NotAdmitted
                | ConfirmRefusal::WindowNotOpen { .. }
                | ConfirmRefusal::WindowClosed { .. },
            ),
        ) => {
            let shown = view_result::run(&page.ctx, candidate).await?;
            Ok(page.conflict(title(page.lang), || view(&page, &shown)))
        }
    }
}

/// `GET /candidate/enrolment/confirmed`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get_confirmed(page: Page) -> Result<Response, WebError> {
    let shown = view_result::run(&page.ctx, page.candidate()?).await?;
    let enrolment = match &shown {
        ResultView::Published(result) => result.enrolment.as_ref(),
        ResultView::NotYet { .. } => None,
    };
    // Without a confirmation the way leads to where one can be given.
    Ok(enrolment.map_or_else(
        || page.see_other("/candidate/enrolment"),
        |enrolment| page.ok(confirmed_title(page.lang), || receipt(page.lang, enrolment)),
    ))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Xác nhận nhập học", "Confirm enrolment")
}

const fn confirmed_title(lang: Lang) -> &'static str {
    lang.t("Đã xác nhận nhập học", "Enrolment confirmed")
}

fn view(page: &Page, shown: &ResultView) -> AnyView {
    let lang = page.lang;
    let content = match shown {
        ResultView::NotYet { visible_from } => not_yet(lang, *visible_from),
        ResultView::Published(result) => match result.admitted() {
            None => not_admitted(lang),
            Some(seat) => seat_view(page, result, seat),
        },
    };
    view! {
        {back_link(lang, "/candidate/result")}
        <h1>{title(lang)}</h1>
        {content}
    }
    .into_any()
}

fn not_admitted(lang: Lang) -> AnyView {
    let title = lang.t("Bạn không có chỗ nào để xác nhận", "You have no seat to confirm");
    let body = lang.t(
        "Trang kết quả cho biết vì sao, từng nguyện vọng.",
        "The page of your result says why, preference by preference.",
    );
    notice(lang, Tone::Neutral, title, view! { <p>{body}</p> }.into_any())
}

fn seat_view(page: &Page, result: &PublishedResult, seat: &PreferenceResult) -> AnyView {
    let lang = page.lang;
    let rows = vec![
        SummaryRow::new(lang.t("Ngành", "Programme"), text(seat.programme_name.clone())),
        SummaryRow::new(lang.t("Mã xét tuyển", "Admission code"), text(seat.admission_code.clone())),
        SummaryRow::new(lang.t("Cơ sở đào tạo", "Institution"), text(seat.institution_name.clone())),
        SummaryRow::new(lang.t("Hạn xác nhận", "Confirm before"), text(result.window.closes_at.short())),
    ];
    let is_level_2 = page.candidate().is_ok_and(|candidate| candidate.is_level_2);
    let rest = if result.state == EnrolmentState::Lapsed {
        let title = lang.t("Đã hết hạn xác nhận", "The time to confirm has ended");
        notice(lang, Tone::Warning, title, lapsed_words(lang, result.window.closes_at))
    } else if page.now < result.window.opens_at {
        opens_later(lang, result.window.opens_at)
    } else if !is_level_2 {
        level_2_notice(lang, Level2Act::ConfirmEnrolment, Some(result.window.closes_at))
    } else {
        interruption(page, seat)
    };
    view! { {summary_list(lang, rows)} {rest} }.into_any()
}

fn opens_later(lang: Lang, opens_at: Instant) -> AnyView {
    let body = match lang {
        Lang::Vi => format!("Việc xác nhận mở lúc {}.", opens_at.short()),
        Lang::En => format!("Confirmation opens at {}.", opens_at.short()),
    };
    notice(lang, Tone::Info, lang.t("Chưa đến lúc xác nhận", "Not yet"), view! { <p>{body}</p> }.into_any())
}

/// What confirming means, before it is done.
fn interruption(page: &Page, seat: &PreferenceResult) -> AnyView {
    let lang = page.lang;
    let meaning = view! {
        <ul>
            <li>
                {lang.t(
                    "Bạn giữ chỗ này và nhập học tại đây theo thông báo của trường.",
                    "You take this seat and enrol here as the institution tells you.",
                )}
            </li>
            <li>
                {lang.t(
                    "Bạn không được xét tuyển ở nơi khác hay ở các đợt bổ sung, trừ khi trường này cho phép.",
                    "You cannot be considered elsewhere or in supplementary rounds, unless this institution releases you.",
                )}
            </li>
            <li>
                {lang.t(
                    "Bạn không tự hủy được. Chỉ trường mới hủy được, khi bạn đề nghị.",
                    "You cannot undo it yourself. Only the institution can, when you ask.",
                )}
            </li>
        </ul>
    };
    let label = match lang {
        Lang::Vi => "Tôi hiểu và xác nhận nhập học",
        Lang::En => "I understand and confirm my enrolment",
    };
    view! {
        {notice(lang, Tone::Warning, lang.t("Xác nhận nghĩa là", "Confirming means"), meaning.into_any())}
        {again::beforehand(page)}
        <form method="post" action="/candidate/enrolment/confirm">
            <input type="hidden" name="programme" value=seat.programme_id.to_string() />
            {buttons(
                vec![
                    submit(label),
                    button_link(ButtonLook::Secondary, lang.t("Để sau", "Not now"), "/candidate/result"),
                ],
            )}
        </form>
    }
    .into_any()
}

fn receipt(lang: Lang, enrolment: &Enrolment) -> AnyView {
    let time = exact_instant_view(enrolment.confirmation.confirmed_at);
    let rows = vec![
        SummaryRow::new(lang.t("Ngành", "Programme"), text(enrolment.programme_name.clone())),
        SummaryRow::new(lang.t("Mã xét tuyển", "Admission code"), text(enrolment.admission_code.clone())),
        SummaryRow::new(lang.t("Cơ sở đào tạo", "Institution"), text(enrolment.institution_name.clone())),
        SummaryRow::new(lang.t("Thời điểm xác nhận", "Confirmed at"), time),
    ];
    let number = (lang.t("Số biên nhận", "Receipt number"), enrolment.receipt_number.as_str());
    view! {
        {panel(confirmed_title(lang), Some(number))}
        {summary_list(lang, rows)}
        <h2>{lang.t("Tiếp theo", "What happens next")}</h2>
        <p>
            {lang.t(
                "Trường nhận danh sách xác nhận từ cổng và sẽ báo lịch nhập học cho bạn. Bạn mở lại trang này lúc nào cũng được.",
                "The institution gets the confirmed list from the portal and will tell you when to enrol. You can come back to this page at any time.",
            )}
        </p>
        <p>
            <a href="/candidate">{lang.t("Về trang của tôi", "To my page")}</a>
        </p>
    }
    .into_any()
}
