//! `/department/unlocks`: what units ask to have unlocked, and the second person's decision.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    domain::{
        access::Permission,
        exam::state::TransitionRefusal,
        field_errors::{FieldErrors, required_text},
    },
    usecases::department::decide_unlock::{self, UnlockError, UnlockRequest},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The page.
pub const PATH: &str = "/department/unlocks";
/// The longest reason of a refusal, in characters.
const MAX_ANSWER: u16 = 500;

/// What was just decided.
#[derive(Deserialize, Default)]
pub struct UnlocksQuery {
    #[serde(default)]
    done: String,
}

/// The decision as posted.
#[derive(Deserialize)]
pub struct DecisionForm {
    /// `grant` or `refuse`.
    decision: String,
    #[serde(default)]
    answer: String,
}

/// What the page shows besides the requests.
#[derive(Default)]
struct Around<'a> {
    done: &'a str,
    problem: Option<&'static str>,
    /// The request whose answer was typed, what was typed, and what is wrong with it.
    typed: Option<(Uuid, &'a str, FieldErrors)>,
}

/// `GET /department/unlocks`; whoever has no department of their own is led to the list of them.
///
/// # Errors
/// `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Query(query): Query<UnlocksQuery>) -> Result<Response, WebError> {
    if page.actor.department_for(Permission::UnlockRegistration).is_none() {
        return Ok(page.see_other("/departments"));
    }
    let requests = decide_unlock::list(&page.ctx, &page.actor).await?;
    let around = Around { done: &query.done, ..Around::default() };
    Ok(page.ok(title(page.lang), || view(&page, &requests, &around)))
}

/// `POST /department/unlocks/{id}`
///
/// # Errors
/// `NotFound`, also for a request of another department; `BadRequest`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<DecisionForm>,
) -> Result<Response, WebError> {
    let lang = page.lang;
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let answer = required_text(&form.answer.replace("\r\n", "\n"), MAX_ANSWER);
    let refusal = match (form.decision.as_str(), &answer) {
        ("grant", _) => None,
        ("refuse", Ok(answer)) => Some(answer.as_str()),
        ("refuse", Err(code)) => {
            let requests = decide_unlock::list(&page.ctx, &page.actor).await?;
            let errors = FieldErrors::one("answer", code.clone());
            let around = Around { typed: Some((id, &form.answer, errors)), ..Around::default() };
            return Ok(page.invalid(title(lang), || view(&page, &requests, &around)));
        }
        _ => return Err(WebError::BadRequest),
    };
    let problem = match decide_unlock::run(&page.ctx, &page.actor, &page.season, id, refusal).await {
        Ok(()) => {
            let done = if refusal.is_some() { "refused" } else { "granted" };
            return Ok(page.see_other(&format!("{PATH}?done={done}")));
        }
        Err(UnlockError::NotFound) => return Err(WebError::NotFound),
        Err(UnlockError::Storage(error)) => return Err(error.into()),
        Err(UnlockError::Own) => {
            lang.t("Người gửi yêu cầu không tự duyệt yêu cầu của mình.", "Whoever made a request does not decide it.")
        }
        Err(UnlockError::Stale | UnlockError::Refused(TransitionRefusal::IllegalState { .. })) => lang.t(
            "Yêu cầu đã được xử lý hoặc phiếu đã thay đổi.",
            "The request was decided already, or the form has changed.",
        ),
        Err(UnlockError::Refused(_)) => lang.t(
            "Phiếu chỉ được mở lại từ khi đợt đăng ký đóng đến khi kỳ thi bắt đầu.",
            "Forms are unlocked between the closing of registration and the beginning of the exam alone.",
        ),
    };
    let requests = decide_unlock::list(&page.ctx, &page.actor).await?;
    let around = Around { problem: Some(problem), ..Around::default() };
    Ok(page.conflict(title(lang), || view(&page, &requests, &around)))
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Yêu cầu mở lại phiếu", "Requests to unlock a form")
}

const fn answer_label(lang: Lang) -> &'static str {
    lang.t("Lý do không mở lại", "Why not")
}

fn view(page: &Page, requests: &[UnlockRequest], around: &Around<'_>) -> AnyView {
    let lang = page.lang;
    let done = match around.done {
        "granted" => Some(lang.t("Đã mở lại phiếu", "The form is unlocked")),
        "refused" => Some(lang.t("Đã từ chối yêu cầu", "The request is refused")),
        _ => None,
    };
    let done = done.map(|title| notice(lang, Tone::Success, title, ().into_any()));
    let problem = around.problem.map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    let summary = around
        .typed
        .as_ref()
        .map(|(id, _, errors)| error_summary(lang, errors, |_| (format!("answer-{id}"), answer_label(lang))));
    let shown: Vec<_> = requests.iter().map(|request| one(page, request, around)).collect();
    let none = requests.is_empty().then(|| {
        let words = lang.t("Không có yêu cầu nào đang chờ.", "No request waits.");
        view! { <p class="quiet">{words}</p> }
    });
    view! {
        {summary}
        {problem}
        {done}
        {back_link(lang, "/department")}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Mở lại một phiếu đã chốt là việc hệ trọng: thí sinh thấy ai xin, ai duyệt, lúc nào và vì sao.",
                "To unlock a form that was signed off is grave: the candidate sees who asked, who decided, when and why.",
            )}
        </p>
        {none}
        {shown}
    }
    .into_any()
}

fn one(page: &Page, request: &UnlockRequest, around: &Around<'_>) -> AnyView {
    let lang = page.lang;
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Đơn vị", "Unit"), &request.unit_name),
        SummaryRow::answer(lang, lang.t("Số phiếu", "Form"), &request.form_number),
        SummaryRow::answer(lang, lang.t("Lý do", "Reason"), &request.reason),
        SummaryRow::answer(lang, lang.t("Người xin", "Asked for by"), &request.requester),
        SummaryRow::new(lang.t("Lúc", "At"), instant_view(request.requested_at)),
    ];
    let form = page.may(Permission::ApproveUnlock).then(|| decision(lang, request, around));
    view! {
        <h2>{request.full_name.clone()}</h2>
        {summary_list(lang, rows)}
        {form}
    }
    .into_any()
}

fn decision(lang: Lang, request: &UnlockRequest, around: &Around<'_>) -> AnyView {
    let typed = around.typed.as_ref().filter(|(id, ..)| *id == request.id);
    let action = format!("{PATH}/{}", request.id);
    let id = format!("answer-{}", request.id);
    let act = |look, value, label| button(Button { look, label, name: "decision", value, ..Button::default() });
    view! {
        <form method="post" action=action novalidate>
            {textarea(Textarea {
                lang,
                name: "answer",
                id: &id,
                label: answer_label(lang),
                hint: lang.t("Chỉ cần khi từ chối.", "Only where you refuse."),
                value: typed.map_or("", |(_, answer, _)| answer),
                error: typed.and_then(|(_, _, errors)| errors.of("answer")),
                rows: 2,
                ..Textarea::default()
            })}
            {buttons(
                vec![
                    act(ButtonLook::Primary, "grant", lang.t("Mở lại phiếu", "Unlock the form")),
                    act(ButtonLook::Secondary, "refuse", lang.t("Không mở lại", "Refuse")),
                ],
            )}
        </form>
    }
    .into_any()
}
