//! `/department/exam/amendments/{id}/slips/{number}`: one slip, to read, to print and to take back by a further one.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{candidate, load, read_id, read_seen, refusal_notice};
use crate::{
    domain::{
        exam::amendment::{AmendmentRefusal, Slip},
        field_errors::FieldErrors,
        ids::ExamRegistrationId,
    },
    usecases::department::amend_registration::{self, AmendError, NumberedView},
    web::{
        components::*,
        downloads::{
            attachment,
            paper::slip::{SlipData, slip_pdf},
        },
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
    },
};

/// Why it is taken back, as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    /// The number of the last slip that was shown.
    seen: String,
    reason: String,
}

/// What the page shows besides the slip.
#[derive(Default)]
struct Typed {
    reason: String,
    errors: FieldErrors,
    refusal: Option<AmendmentRefusal>,
}

/// Where a slip is.
pub(super) fn path(id: ExamRegistrationId, number: u16) -> String {
    format!("{}/slips/{number}", candidate::path(id))
}

/// `GET /department/exam/amendments/{id}/slips/{number}`
///
/// # Errors
/// `NotFound`, also for a slip of another council; `Unavailable`.
pub async fn get(page: Page, Path((id, number)): Path<(String, String)>) -> Result<Response, WebError> {
    let (shown, slip) = one(&page, &id, &number).await?;
    let data = SlipData::of(page.lang, &shown, &slip);
    Ok(page.ok(&data.title, || view(page.lang, &shown, &slip, &data, &Typed::default())))
}

/// `GET /department/exam/amendments/{id}/slips/{number}/slip.pdf`
///
/// # Errors
/// As [`get`]; `Internal` where the paper cannot be set.
pub async fn get_pdf(page: Page, Path((id, number)): Path<(String, String)>) -> Result<Response, WebError> {
    let (shown, slip) = one(&page, &id, &number).await?;
    let pdf = slip_pdf(&SlipData::of(page.lang, &shown, &slip)).await?;
    let name = format!("phieu-dinh-chinh-{}-{}.pdf", shown.candidate.number, slip.number);
    Ok(attachment("application/pdf", &name, pdf.into()))
}

/// `POST /department/exam/amendments/{id}/slips/{number}`: takes the slip back.
///
/// # Errors
/// As [`get`]; `BadRequest`.
pub async fn post(
    page: Page,
    Path((id, number)): Path<(String, String)>,
    PostForm(form): PostForm<WithdrawalForm>,
) -> Result<Response, WebError> {
    let (shown, slip) = one(&page, &id, &number).await?;
    let seen = read_seen(&form.seen)?;
    let id = shown.candidate.registration_id;
    let data = SlipData::of(page.lang, &shown, &slip);
    let withdrawn =
        amend_registration::withdraw(&page.ctx, &page.actor, &page.season, (id, seen), slip.number, &form.reason).await;
    match withdrawn {
        Ok(number) => Ok(page.see_other(&format!("{}?slip={number}", candidate::path(id)))),
        Err(AmendError::Invalid(errors)) => {
            let typed = Typed { reason: form.reason, errors, refusal: None };
            Ok(page.invalid(&data.title, || view(page.lang, &shown, &slip, &data, &typed)))
        }
        Err(AmendError::Refused(refusal)) => {
            let typed = Typed { reason: form.reason, refusal: Some(refusal), errors: FieldErrors::new() };
            Ok(page.conflict(&data.title, || view(page.lang, &shown, &slip, &data, &typed)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The registration and the slip that an address names.
async fn one(page: &Page, id: &str, number: &str) -> Result<(NumberedView, Slip), WebError> {
    let shown = load(page, read_id(id)?).await?;
    let number: u16 = number.parse().map_err(|_| WebError::NotFound)?;
    let slip = shown.slips.get(number).cloned().ok_or(WebError::NotFound)?;
    Ok((shown, slip))
}

const fn reason_label(lang: Lang) -> &'static str {
    lang.t("Lý do rút phiếu", "Why it is taken back")
}

fn view(lang: Lang, shown: &NumberedView, slip: &Slip, data: &SlipData, typed: &Typed) -> AnyView {
    let id = shown.candidate.registration_id;
    let withdrawal = shown.slips.withdrawal_of(slip.number).map(|later| {
        let title = lang.t("Phiếu này đã được rút", "This slip was taken back");
        let words = format!("{} {}", lang.t("Xem phiếu số", "See slip"), later.number);
        notice(lang, Tone::Warning, title, view! { <p><a href=path(id, later.number)>{words}</a></p> }.into_any())
    });
    let rows = data.rows.iter().map(|(name, value)| SummaryRow::answer(lang, *name, value)).collect();
    let can_withdraw = shown.window.is_open() && shown.slips.can_be_withdrawn(slip.number);
    let pdf = format!("{}/slip.pdf", path(id, slip.number));
    view! {
        {error_summary(lang, &typed.errors, |field| (field.to_owned(), reason_label(lang)))}
        {typed.refusal.map(|refusal| refusal_notice(lang, refusal))}
        {breadcrumbs(
            lang,
            &[(super::PATH, super::title(lang)), (&candidate::path(id), &candidate::heading(shown))],
        )}
        <h1>{data.title.clone()}</h1>
        {withdrawal}
        {buttons(vec![button_link(ButtonLook::Secondary, lang.t("Tải bản PDF", "Download as PDF"), &pdf)])}
        {summary_list(lang, rows)}
        <p>{data.note}</p>
        {can_withdraw.then(|| withdrawal_form(lang, shown, slip, typed))}
    }
    .into_any()
}

fn withdrawal_form(lang: Lang, shown: &NumberedView, slip: &Slip, typed: &Typed) -> AnyView {
    view! {
        <div class="on-screen">
            <h2>{lang.t("Rút phiếu này", "Take this slip back")}</h2>
            <p>
                {lang.t(
                    "Phiếu không bị xóa: một phiếu mới ghi lại nội dung trước đó.",
                    "The slip stays: a further one sets what stood before again.",
                )}
            </p>
            <form method="post" action=path(shown.candidate.registration_id, slip.number) novalidate>
                <input type="hidden" name="seen" value=shown.slips.last_number().to_string() />
                {textarea(Textarea {
                    lang,
                    name: "reason",
                    label: reason_label(lang),
                    value: &typed.reason,
                    error: typed.errors.of("reason"),
                    rows: 3,
                    ..Textarea::default()
                })}
                {button(Button {
                    look: ButtonLook::Secondary,
                    label: lang.t("Lập phiếu rút", "Append the slip that takes it back"),
                    ..Button::default()
                })}
            </form>
        </div>
    }
    .into_any()
}
