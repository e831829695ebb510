//! `/school/registrations/{id}/correction`: what the candidate asks to have corrected, beside the form as it stands, and the
//! unit's answer.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    content,
    record::{closed_sentence, read_id, read_version, title as name_of},
};
use crate::{
    domain::{access::Permission, exam::state::TransitionRefusal, field_errors::FieldErrors, ids::ExamRegistrationId},
    usecases::school::{
        decide::DecideError,
        resolve_correction::{self, AnswerForm, CorrectionView},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::section_name},
        page::Page,
    },
};

/// The answer as posted.
#[derive(Deserialize)]
pub struct PostedAnswer {
    version: String,
    #[serde(flatten)]
    form: AnswerForm,
}

/// What the page shows besides the request.
#[derive(Default)]
struct Typed {
    form: AnswerForm,
    errors: FieldErrors,
    problem: Option<String>,
}

/// `GET /school/registrations/{id}/correction`; to the record where nothing is asked for.
///
/// # Errors
/// `NotFound`, also for the registration of another unit; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    show(&page, read_id(&id)?, Typed::default()).await
}

/// `POST /school/registrations/{id}/correction`
///
/// # Errors
/// As [`get`]; `BadRequest`.
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(posted): PostForm<PostedAnswer>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let version = read_version(&posted.version)?;
    let answer = match posted.form.parse() {
        Ok(answer) => answer,
        Err(errors) => return show(&page, id, Typed { form: posted.form, errors, problem: None }).await,
    };
    let problem = match resolve_correction::run(&page.ctx, &page.actor, &page.season, (id, version), &answer).await {
        Ok(()) => return Ok(page.see_other(&format!("/school/registrations/{id}?done=done"))),
        Err(DecideError::NotFound) => return Err(WebError::NotFound),
        Err(DecideError::Storage(error)) => return Err(error.into()),
        Err(
            DecideError::NotPlanned
            | DecideError::OpenCorrection
            | DecideError::Refused(TransitionRefusal::MissingReason),
        ) => {
            return Err(WebError::Internal);
        }
        Err(DecideError::Stale | DecideError::Refused(TransitionRefusal::IllegalState { .. })) => {
            page.t("Yêu cầu hoặc phiếu vừa thay đổi.", "The request or the form has just changed.").to_owned()
        }
        Err(DecideError::Frozen) => page
            .t(
                "Thí sinh vừa báo có người khác dùng tài khoản của mình, nên thông tin liên hệ đang tạm khóa. Hãy gặp trực tiếp thí sinh; chưa ghi gì.",
                "The candidate has just said that somebody else uses their account, so the contact data is frozen. See the candidate in person; nothing was recorded.",
            )
            .to_owned(),
        Err(DecideError::Claimed { name, until }) => match page.lang {
            Lang::Vi => format!("{name} đang giữ phiếu này đến {}.", until.short()),
            Lang::En => format!("{name} has this form until {}.", until.short()),
        },
        Err(DecideError::Refused(refusal)) => closed_sentence(page.lang, refusal),
    };
    show(&page, id, Typed { form: posted.form, problem: Some(problem), errors: FieldErrors::new() }).await
}

async fn show(page: &Page, id: ExamRegistrationId, typed: Typed) -> Result<Response, WebError> {
    let Some(shown) = resolve_correction::view(&page.ctx, &page.actor, &page.season, id).await? else {
        return Ok(page.see_other(&format!("/school/registrations/{id}")));
    };
    let title = page.t("Thí sinh xin sửa sai sót", "A correction is asked for");
    let body = || view(page, &shown, &typed);
    Ok(if typed.problem.is_some() {
        page.conflict(title, body)
    } else if typed.errors.is_empty() {
        page.ok(title, body)
    } else {
        page.invalid(title, body)
    })
}

const fn label(lang: Lang, field: &str) -> &'static str {
    match field.as_bytes() {
        b"decision" => lang.t("Quyết định", "Decision"),
        _ => lang.t("Trả lời thí sinh", "Answer to the candidate"),
    }
}

fn view(page: &Page, shown: &CorrectionView, typed: &Typed) -> AnyView {
    let lang = page.lang;
    let request = &shown.request;
    let own = format!("/school/registrations/{}", shown.current.record.id);
    let problem = typed.problem.as_ref().map(|problem| {
        let title = lang.t("Chưa ghi quyết định", "Nothing was recorded");
        notice(lang, Tone::Danger, title, view! { <p>{problem.clone()}</p> }.into_any())
    });
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Mục xin sửa", "Section"), section_name(lang, request.section)),
        SummaryRow::answer(lang, lang.t("Lý do", "Reason"), &request.reason),
        SummaryRow::new(lang.t("Gửi lúc", "Asked at"), instant_view(request.requested_at)),
    ];
    view! {
        {error_summary(lang, &typed.errors, |field| (field.to_owned(), label(lang, field)))}
        {problem}
        {breadcrumbs(
            lang,
            &[("/school", lang.t("Duyệt phiếu", "Verify registrations")), (&own, &name_of(&shown.current))],
        )}
        <h1>{lang.t("Thí sinh xin sửa sai sót", "A correction is asked for")}</h1>
        {summary_list(lang, rows)}
        <h2>{lang.t("Thí sinh đề nghị", "What the candidate proposes")}</h2>
        {changes(lang, shown)}
        {page.may(Permission::DecideRegistration).then(|| answer_form(lang, shown, typed))}
    }
    .into_any()
}

/// What the form says now beside what it would say, where the two differ.
fn changes(lang: Lang, shown: &CorrectionView) -> AnyView {
    let rows = |view| content::rows(lang, view, shown.request.section);
    table(Table {
        caption: lang.t("Chỗ sẽ thay đổi", "What would change"),
        columns: vec![
            Column::words(lang.t("Thông tin", "Field")),
            Column::words(lang.t("Phiếu hiện nay", "The form as it stands")),
            Column::words(lang.t("Đề nghị", "Proposed")),
        ],
        rows: differing(lang, rows(&shown.current), rows(&shown.proposed)),
        when_empty: lang.t(
            "Mục này trên phiếu đã đúng như thí sinh đề nghị.",
            "The form says already what the candidate proposes.",
        ),
    })
}

fn answer_form(lang: Lang, shown: &CorrectionView, typed: &Typed) -> AnyView {
    let record = &shown.current.record;
    let action = format!("/school/registrations/{}/correction", record.id);
    let chosen = [typed.form.decision.as_str()];
    let option = |value, label| Choice { value, label, hint: "" };
    view! {
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=record.version.to_string() />
            {radios(Choices {
                lang,
                name: "decision",
                label: label(lang, "decision"),
                chosen: &chosen,
                error: typed.errors.of("decision"),
                options: vec![
                    option("grant", lang.t("Sửa phiếu theo đề nghị", "Correct the form as proposed")),
                    option("refuse", lang.t("Giữ nguyên phiếu", "Leave the form as it is")),
                ],
                ..Choices::default()
            })}
            {textarea(Textarea {
                lang,
                name: "answer",
                label: label(lang, "answer"),
                hint: lang.t("Bắt buộc khi giữ nguyên; tối đa 500 ký tự.", "Needed where you leave it; at most 500 characters."),
                value: &typed.form.answer,
                error: typed.errors.of("answer"),
                rows: 3,
                is_optional: false,
                ..Textarea::default()
            })}
            {submit(lang.t("Gửi trả lời", "Send the answer"))}
        </form>
    }
    .into_any()
}
