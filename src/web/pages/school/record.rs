//! `/school/registrations/{id}`: one registration, and the decision on it.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{act, content, desk, identity, queue::decided, returning};
use crate::{
    domain::{
        access::Permission,
        exam::{
            return_form::ReturnForm,
            state::{ExamWindows, PlainAction, RegistrationStatus, TransitionRefusal},
        },
        field_errors::FieldErrors,
        ids::ExamRegistrationId,
        time::Instant,
    },
    usecases::school::{
        approve_registration, claim_registration,
        decide::{DecideError, Decided},
        view_registration::{self, RegistrationView},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::{candidate_kind_name, registration_status_name},
        },
        page::Page,
    },
};

/// The keys of every record, in both languages.
const WAY_KEYS: &[(&str, &str, &str)] = &[("J", "phiếu sau", "the next"), ("K", "phiếu trước", "the one before")];
/// Those besides of a record that can be decided.
const DECISION_KEYS: &[(&str, &str, &str)] =
    &[("A", "duyệt", "approve"), ("R", "chọn lý do trả lại", "choose why to send it back")];

/// What was just decided.
#[derive(Deserialize, Default)]
pub struct RecordQuery {
    #[serde(default)]
    done: String,
}

/// Which state of the form was shown.
#[derive(Deserialize)]
pub struct ApproveForm {
    version: String,
}

/// Why a decision was not taken.
#[derive(Clone)]
pub(super) enum Problem {
    /// The form changed since it was shown.
    Stale,
    /// A colleague works on it until then.
    Claimed(String, Instant),
    /// The time for decisions is not now.
    Closed(TransitionRefusal),
}

/// What the page shows besides the record.
#[derive(Default)]
pub(super) struct Around<'a> {
    pub(super) done: &'a str,
    pub(super) problem: Option<Problem>,
    pub(super) form: ReturnForm,
    pub(super) errors: FieldErrors,
}

/// `GET /school/registrations/{id}`
///
/// # Errors
/// `NotFound`, also for the registration of another unit; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>, Query(query): Query<RecordQuery>) -> Result<Response, WebError> {
    let view = load(&page, read_id(&id)?).await?;
    let around = Around { done: &query.done, ..Around::default() };
    Ok(page.ok_with_islands(&title(&view), || self::view(&page, &view, &around)))
}

/// `POST /school/registrations/{id}/claim`: takes the record for a while.
///
/// # Errors
/// `NotFound`, also for the registration of another unit; `Unavailable`.
pub async fn claim(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    claim_registration::run(&page.ctx, &page.actor, &page.season, id).await?.ok_or(WebError::NotFound)?;
    Ok(page.see_other(&format!("/school/registrations/{id}")))
}

/// `GET` of the forms' targets, e.g. after switching the language there: leads to the record.
///
/// # Errors
/// `NotFound` for what cannot be an id.
pub async fn to_record(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    Ok(page.see_other(&format!("/school/registrations/{}", read_id(&id)?)))
}

/// `POST /school/registrations/{id}/approve`
///
/// # Errors
/// `NotFound`, also for the registration of another unit; `BadRequest`; `Unavailable`.
pub async fn approve(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<ApproveForm>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let version = read_version(&form.version)?;
    match approve_registration::run(&page.ctx, &page.actor, &page.season, id, version).await {
        Ok(decided) => Ok(go_on(&page, decided, "approved")),
        Err(error) => not_decided(&page, id, error, ReturnForm::default()).await,
    }
}

/// Whatever cannot be an id is the id of nothing.
pub(super) fn read_id(text: &str) -> Result<ExamRegistrationId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

pub(super) fn read_version(text: &str) -> Result<i32, WebError> {
    text.parse().map_err(|_| WebError::BadRequest)
}

pub(super) async fn load(page: &Page, id: ExamRegistrationId) -> Result<RegistrationView, WebError> {
    view_registration::run(&page.ctx, &page.actor, &page.season, id).await?.ok_or(WebError::NotFound)
}

/// To the next registration that waits, or back to the queue.
pub(super) fn go_on(page: &Page, decided: Decided, done: &str) -> Response {
    let path = match decided.next {
        Some(next) => format!("/school/registrations/{next}?done={done}"),
        None => format!("/school?done={done}"),
    };
    page.see_other(&path)
}

/// The page again with what stood in the way; what was typed is kept.
pub(super) async fn not_decided(
    page: &Page,
    id: ExamRegistrationId,
    error: DecideError,
    form: ReturnForm,
) -> Result<Response, WebError> {
    let problem = problem_of(error)?;
    let view = load(page, id).await?;
    let around = Around { problem: Some(problem), form, ..Around::default() };
    Ok(page.conflict(&title(&view), || self::view(page, &view, &around)))
}

/// What stands in the way of a decision, where that is nobody's fault.
pub(super) fn problem_of(error: DecideError) -> Result<Problem, WebError> {
    Ok(match error {
        DecideError::NotFound => return Err(WebError::NotFound),
        DecideError::Storage(error) => return Err(error.into()),
        DecideError::NotPlanned
        | DecideError::Frozen
        | DecideError::OpenCorrection
        | DecideError::Refused(TransitionRefusal::MissingReason) => {
            return Err(WebError::Internal);
        }
        DecideError::Stale | DecideError::Refused(TransitionRefusal::IllegalState { .. }) => Problem::Stale,
        DecideError::Claimed { name, until } => Problem::Claimed(name, until),
        DecideError::Refused(refusal) => Problem::Closed(refusal),
    })
}

pub(super) fn title(view: &RegistrationView) -> String {
    view.record.person.full_name.as_str().to_owned()
}

pub(super) fn view(page: &Page, view: &RegistrationView, around: &Around<'_>) -> AnyView {
    let lang = page.lang;
    let record = &view.record;
    let status = record.state.status();
    let number = record.form_number.clone().unwrap_or_default();
    let (decision, can_decide) = decision(page, view, around);
    let of_decision = if can_decide { DECISION_KEYS } else { &[] };
    let keys: Vec<_> = WAY_KEYS.iter().chain(of_decision).map(|(key, vi, en)| (*key, lang.t(vi, en))).collect();
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), returning::label(lang, field)))}
        {around.problem.as_ref().map(|problem| problem_notice(lang, problem))}
        {decided(lang, around.done)}
        {page.may(Permission::DecideRegistration)
            .then(|| breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))]))}
        <h1>{record.person.full_name.as_str().to_owned()}</h1>
        <p>
            {tag(tone(status), registration_status_name(lang, status))} " "
            {candidate_kind_name(lang, record.kind)} ". " {lang.t("Số phiếu ", "Form ")} {number}
        </p>
        {view.desk.as_ref().map(|desk| desk::ways(lang, desk))}
        {view.desk.is_some().then(|| desk::keys(lang, &keys))}
        {with_candidate(lang, status)}
        {correction_asked(page, view)}
        {identity::comparison(lang, view)}
        {content::latest(lang, view)}
        {decision}
        {act::links(page, view)}
        {content::history(lang, view)}
    }
    .into_any()
}

const fn tone(status: RegistrationStatus) -> Tone {
    match status {
        RegistrationStatus::Draft | RegistrationStatus::Cancelled => Tone::Neutral,
        RegistrationStatus::Submitted => Tone::Info,
        RegistrationStatus::Rejected
        | RegistrationStatus::CorrectionRequested
        | RegistrationStatus::Unlocked
        | RegistrationStatus::Ineligible => Tone::Warning,
        RegistrationStatus::Approved
        | RegistrationStatus::Locked
        | RegistrationStatus::Signed
        | RegistrationStatus::Numbered => Tone::Success,
    }
}

fn with_candidate(lang: Lang, status: RegistrationStatus) -> Option<AnyView> {
    (status == RegistrationStatus::Draft).then(|| {
        inset(text(lang.t(
            "Phiếu đang ở phía thí sinh. Nội dung hiện ra khi thí sinh nộp.",
            "The candidate has the form. Its content appears when it is submitted.",
        )))
    })
}

/// The way to what the candidate asks to have corrected.
fn correction_asked(page: &Page, view: &RegistrationView) -> Option<AnyView> {
    let lang = page.lang;
    let can_be = [RegistrationStatus::CorrectionRequested, RegistrationStatus::Unlocked];
    if !view.has_open_correction || !can_be.contains(&view.record.state.status()) {
        return None;
    }
    let href = format!("/school/registrations/{}/correction", view.record.id);
    let title = lang.t("Thí sinh xin sửa sai sót", "A correction is asked for");
    let words = lang.t("Xem đề nghị và trả lời", "See what is proposed, and answer");
    Some(notice(lang, Tone::Warning, title, view! { <p><a href=href>{words}</a></p> }.into_any()))
}

pub(super) fn problem_notice(lang: Lang, problem: &Problem) -> AnyView {
    let (title, body) = match problem {
        Problem::Stale => (
            lang.t("Phiếu đã thay đổi trong lúc bạn xem", "The registration changed while you looked at it"),
            lang.t(
                "Thí sinh đã rút hoặc nộp lại, hoặc đồng nghiệp đã xử lý. Quyết định của bạn chưa được ghi. Dưới đây là bản mới nhất.",
                "The candidate withdrew or submitted it again, or a colleague decided. Your decision was not recorded. Below is the latest version.",
            )
            .to_owned(),
        ),
        Problem::Claimed(name, until) => (
            lang.t("Đồng nghiệp đang xử lý phiếu này", "A colleague works on this record"),
            lang.t(
                "{a} giữ phiếu đến {b}. Quyết định của bạn chưa được ghi.",
                "{a} has it until {b}. Your decision was not recorded.",
            )
            .replace("{a}", name)
            .replace("{b}", &until.hour_and_minute()),
        ),
        Problem::Closed(refusal) => (
            lang.t("Hiện không trong thời gian duyệt phiếu", "Registrations cannot be decided now"),
            closed_sentence(lang, *refusal),
        ),
    };
    notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
}

pub(super) fn closed_sentence(lang: Lang, refusal: TransitionRefusal) -> String {
    let (vi, en, at) = match refusal {
        TransitionRefusal::NotYetOpen { opens_at } => ("Mở từ ", "It opens at ", Some(opens_at)),
        TransitionRefusal::PhaseClosed { closed_at } => ("Đã đóng lúc ", "It closed at ", Some(closed_at)),
        TransitionRefusal::IllegalState { .. } | TransitionRefusal::MissingReason => ("", "", None),
    };
    at.map(|at| format!("{}{}.", lang.t(vi, en), at.short())).unwrap_or_default()
}

/// The two buttons, or why there are none; nothing for whoever only reads. And whether it can be decided.
fn decision(page: &Page, view: &RegistrationView, around: &Around<'_>) -> (Option<AnyView>, bool) {
    let lang = page.lang;
    let record = &view.record;
    let heading = lang.t("Quyết định", "Decision");
    let may_decide = page.may(Permission::DecideRegistration);
    let (Some(desk), Ok(staff), Some(windows)) = (&view.desk, page.staff(), ExamWindows::of(&page.season)) else {
        return (None, false);
    };
    if record.state.status() != RegistrationStatus::Submitted || !may_decide {
        return (None, false);
    }
    if let Err(refusal) = record.state.clone().apply(PlainAction::Approve, page.now, &windows) {
        let sentence = format!(
            "{} {}",
            lang.t("Hiện không trong thời gian duyệt phiếu.", "Registrations cannot be decided now."),
            closed_sentence(lang, refusal)
        );
        return (Some(view! { <h2>{heading}</h2> {inset(text(sentence))} }.into_any()), false);
    }
    let claim = desk::claim(lang, record, desk, staff.staff_id);
    if desk.claim.as_ref().is_some_and(|claim| claim.staff_id != staff.staff_id) {
        return (Some(view! { <h2>{heading}</h2> {claim} }.into_any()), false);
    }
    let approve =
        Button { label: lang.t("Duyệt phiếu này", "Approve this registration"), key: "A", ..Button::default() };
    let approve_path = format!("/school/registrations/{}/approve", record.id);
    let shown = view! {
        <h2>{heading}</h2>
        {claim}
        <form method="post" action=approve_path>
            <input type="hidden" name="version" value=record.version.to_string() />
            {buttons(vec![button(approve)])}
        </form>
        <h3>{lang.t("Hoặc trả lại để thí sinh sửa", "Or send it back to be corrected")}</h3>
        {returning::form(page, record, &desk.reasons, &around.form, &around.errors)}
    };
    (Some(shown.into_any()), true)
}
