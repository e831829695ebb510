//! `/department/exam/amendments`: the exam council puts right what is wrong in numbered registrations: finds one by its
//! candidate number, appends a slip, prints it, takes one back.

pub mod candidate;
pub mod fact;
pub mod slip;

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::exam;
use crate::{
    domain::{
        exam::amendment::AmendmentRefusal, field_errors::FieldErrors, ids::ExamRegistrationId, season::PhaseKind,
    },
    usecases::department::amend_registration::{self, AmendError, NumberedView},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The page.
pub const PATH: &str = "/department/exam/amendments";

/// The number as typed.
#[derive(Debug, Default, Deserialize)]
pub struct FindForm {
    #[serde(default)]
    number: String,
}

impl From<AmendError> for WebError {
    fn from(error: AmendError) -> Self {
        match error {
            AmendError::NotFound => Self::NotFound,
            AmendError::Storage(error) => error.into(),
            AmendError::Invalid(_) | AmendError::Refused(_) => Self::Internal,
        }
    }
}

/// `GET /department/exam/amendments`
///
/// # Errors
/// `Forbidden`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    Ok(page.ok(title(page.lang), || view(&page, &FindForm::default(), &FieldErrors::new())))
}

/// `POST /department/exam/amendments`: to the registration of the number.
///
/// # Errors
/// `NotFound` for whoever has no council, `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<FindForm>) -> Result<Response, WebError> {
    match amend_registration::find(&page.ctx, &page.actor, &page.season, &form.number).await {
        Ok(id) => Ok(page.see_other(&candidate::path(id))),
        Err(AmendError::Invalid(errors)) => Ok(page.invalid(title(page.lang), || view(&page, &form, &errors))),
        Err(error) => Err(error.into()),
    }
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Đính chính thông tin thí sinh đã có số báo danh", "Corrections after candidate numbers")
}

const fn number_label(lang: Lang) -> &'static str {
    lang.t("Số báo danh", "Candidate number")
}

fn view(page: &Page, form: &FindForm, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let window = page.season.calendar.phase(PhaseKind::ExamProcedures).map(|phase| {
        inset(
            view! {
                {lang.t("Phiếu đính chính được lập từ ", "Slips are appended from ")}
                {instant_view(phase.opens_at)}
                {lang.t(" đến ", " to ")}
                <strong>{end_view(phase.closes_at)}</strong>
                "."
            }
            .into_any(),
        )
    });
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), number_label(lang)))}
        {breadcrumbs(lang, &[(exam::PATH, exam::title(lang))])}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Phiếu đăng ký đã ký không bị sửa. Mỗi sai sót được ghi thành một phiếu đính chính; thí sinh và trường thấy cả nội dung đã in và nội dung đúng. Môn thi, phòng thi và chỗ ngồi không đính chính được.",
                "The signed form is never changed. Each mistake becomes a correction slip; candidate and school see both what was printed and what is right. Papers, rooms and seats cannot be corrected.",
            )}
        </p>
        {window}
        <form method="post" action=PATH novalidate>
            {text_input(TextInput {
                lang,
                name: "number",
                label: number_label(lang),
                hint: lang.t("Tám chữ số, như trên giấy báo dự thi", "Eight digits, as on the exam notice"),
                value: &form.number,
                error: errors.of("number"),
                kind: InputKind::Digits,
                width: Width::Short,
                ..TextInput::default()
            })}
            {submit(lang.t("Mở phiếu của thí sinh", "Open the registration"))}
        </form>
    }
    .into_any()
}

/// Whatever cannot be an id is the id of nothing.
fn read_id(text: &str) -> Result<ExamRegistrationId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// The number of the last slip that a form was made from.
fn read_seen(text: &str) -> Result<u16, WebError> {
    text.parse().map_err(|_| WebError::BadRequest)
}

async fn load(page: &Page, id: ExamRegistrationId) -> Result<NumberedView, WebError> {
    Ok(amend_registration::view(&page.ctx, &page.actor, &page.season, id).await?)
}

/// What stands in the way of a slip, in a sentence.
fn refusal_words(lang: Lang, refusal: AmendmentRefusal) -> String {
    match refusal {
        AmendmentRefusal::NotPlanned => {
            lang.t("Mùa thi này không có ngày làm thủ tục dự thi.", "The season has no procedures day.").to_owned()
        }
        AmendmentRefusal::NotYetOpen { opens_at } => format!(
            "{}{}.",
            lang.t("Chỉ đính chính trong ngày làm thủ tục dự thi: từ ", "Corrections are made on the procedures day alone: from "),
            opens_at.short()
        ),
        AmendmentRefusal::Closed { closed_at } => format!(
            "{}{}.",
            lang.t("Thời gian đính chính đã hết lúc ", "The time for corrections ended at "),
            closed_at.short()
        ),
        AmendmentRefusal::Stale => lang
            .t(
                "Vừa có phiếu đính chính khác của thí sinh này. Hãy xem các phiếu rồi gửi lại nếu vẫn cần.",
                "Another slip of this candidate was appended meanwhile. Look at the slips, then send it again if it is still needed.",
            )
            .to_owned(),
        AmendmentRefusal::NotAmendable | AmendmentRefusal::NothingNew => {
            lang.t("Mục này của thí sinh không đính chính được.", "This item of the candidate cannot be corrected.").to_owned()
        }
        AmendmentRefusal::NotStanding => lang
            .t(
                "Phiếu này đã được rút hoặc đã có phiếu sau về cùng một mục.",
                "This slip was taken back already, or a later one is about the same item.",
            )
            .to_owned(),
    }
}

/// The same after somebody tried to append one.
fn refusal_notice(lang: Lang, refusal: AmendmentRefusal) -> AnyView {
    let words = refusal_words(lang, refusal);
    notice(lang, Tone::Danger, lang.t("Chưa lập phiếu", "No slip was appended"), view! { <p>{words}</p> }.into_any())
}

/// Who it is about.
fn who(lang: Lang, shown: &NumberedView) -> Vec<SummaryRow> {
    let candidate = &shown.candidate;
    vec![
        SummaryRow::answer(lang, number_label(lang), candidate.number.as_str()),
        SummaryRow::answer(lang, lang.t("Thí sinh (đã in)", "Candidate (as printed)"), &candidate.full_name.upper()),
        SummaryRow::answer(lang, lang.t("Nơi đăng ký dự thi", "Registration unit"), &candidate.unit_name),
    ]
}
