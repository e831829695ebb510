//! `/school/registrations/{id}/acts/{act}`: what a unit does to one form after its decision, a page each: what it means,
//! why, and one button.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::record::{closed_sentence, load, read_id, read_version, title as name_of};
use crate::{
    domain::{
        access::Permission,
        exam::state::{ExamWindows, TransitionRefusal},
        field_errors::{FieldErrors, required_text},
        ids::ExamRegistrationId,
    },
    usecases::school::{
        act_on_registration::{self, SchoolAct},
        decide::DecideError,
        view_registration::{LatestUnlock, RegistrationView, SchoolRecord, UnlockDecision},
    },
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The longest reason, in characters.
const MAX_REASON: u16 = 500;

/// The act as posted.
#[derive(Deserialize)]
pub struct ActForm {
    version: String,
    #[serde(default)]
    reason: String,
}

/// What the page shows besides the act.
#[derive(Default)]
struct Typed<'a> {
    reason: &'a str,
    errors: FieldErrors,
    problem: Option<String>,
}

/// `GET /school/registrations/{id}/acts/{act}`
///
/// # Errors
/// `NotFound`, also for the registration of another unit and for an act that is not the actor's; `Unavailable`.
pub async fn get(page: Page, Path((id, act)): Path<(String, String)>) -> Result<Response, WebError> {
    let (id, act) = read(&page, &id, &act)?;
    let shown = load(&page, id).await?;
    if !is_possible(&page, &shown.record, act) {
        return Ok(page.see_other(&format!("/school/registrations/{id}")));
    }
    Ok(page.ok(title(page.lang, act), || view(&page, &shown, act, &Typed::default())))
}

/// `POST /school/registrations/{id}/acts/{act}`
///
/// # Errors
/// As [`get`]; `BadRequest`.
pub async fn post(
    page: Page,
    Path((id, act)): Path<(String, String)>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response, WebError> {
    let (id, act) = read(&page, &id, &act)?;
    let version = read_version(&form.version)?;
    let reason = match required_text(&form.reason.replace("\r\n", "\n"), MAX_REASON) {
        Ok(reason) => reason,
        Err(_) if !act.needs_reason() => String::new(),
        Err(code) => {
            let shown = load(&page, id).await?;
            let typed = Typed { reason: &form.reason, errors: FieldErrors::one("reason", code), problem: None };
            return Ok(page.invalid(title(page.lang, act), || view(&page, &shown, act, &typed)));
        }
    };
    let problem = match act_on_registration::run(&page.ctx, &page.actor, &page.season, (id, version), act, &reason)
        .await
    {
        Ok(()) => {
            let done = if act == SchoolAct::RequestUnlock { "unlock-requested" } else { "done" };
            return Ok(page.see_other(&format!("/school/registrations/{id}?done={done}")));
        }
        Err(DecideError::NotFound) => return Err(WebError::NotFound),
        Err(DecideError::Storage(error)) => return Err(error.into()),
        Err(DecideError::NotPlanned | DecideError::Frozen | DecideError::Refused(TransitionRefusal::MissingReason)) => {
            return Err(WebError::Internal);
        }
        Err(DecideError::Stale | DecideError::Refused(TransitionRefusal::IllegalState { .. })) => page
            .t(
                "Phiếu đã thay đổi hoặc đã có yêu cầu như vậy; chưa ghi gì.",
                "The form changed, or the same was asked for already; nothing was recorded.",
            )
            .to_owned(),
        Err(DecideError::OpenCorrection) => page
            .t(
                "Thí sinh đang chờ trả lời yêu cầu sửa. Hãy xem đề nghị và trả lời trước; chưa ghi gì.",
                "The candidate waits for the answer to a request for a correction. Answer it first; nothing was recorded.",
            )
            .to_owned(),
        Err(DecideError::Claimed { name, until }) => match page.lang {
            Lang::Vi => format!("{name} đang giữ phiếu này đến {}.", until.short()),
            Lang::En => format!("{name} has this form until {}.", until.short()),
        },
        Err(DecideError::Refused(refusal)) => closed_sentence(page.lang, refusal),
    };
    let shown = load(&page, id).await?;
    let typed = Typed { reason: &form.reason, problem: Some(problem), errors: FieldErrors::new() };
    Ok(page.conflict(title(page.lang, act), || view(&page, &shown, act, &typed)))
}

fn read(page: &Page, id: &str, act: &str) -> Result<(ExamRegistrationId, SchoolAct), WebError> {
    let act = SchoolAct::parse(act).filter(|act| page.may(act.permission())).ok_or(WebError::NotFound)?;
    Ok((read_id(id)?, act))
}

fn path(record: &SchoolRecord, act: SchoolAct) -> String {
    format!("/school/registrations/{}/acts/{}", record.id, act.as_str())
}

fn is_possible(page: &Page, record: &SchoolRecord, act: SchoolAct) -> bool {
    let windows = ExamWindows::of(&page.season);
    page.may(act.permission()) && windows.is_some_and(|windows| act.check(&record.state, page.now, &windows).is_ok())
}

/// Links to what the actor can do to the form now, after what was asked of the department.
pub(super) fn links(page: &Page, shown: &RegistrationView) -> AnyView {
    let lang = page.lang;
    let record = &shown.record;
    let waits = shown.unlock.as_ref().is_some_and(|unlock| unlock.decision.is_none());
    let links: Vec<_> = SchoolAct::ALL
        .iter()
        .filter(|act| is_possible(page, record, **act) && !(waits && **act == SchoolAct::RequestUnlock))
        .map(|act| view! { <li><a href=path(record, *act)>{title(lang, *act)}</a></li> })
        .collect();
    let heading = lang.t("Việc khác với phiếu này", "What else can be done");
    let links = (!links.is_empty()).then(|| view! { <h2>{heading}</h2> <ul>{links}</ul> });
    let asked = shown.unlock.as_ref().filter(|_| page.may(Permission::RequestUnlock));
    view! { {asked.and_then(|unlock| asked_of_department(lang, unlock))} {links} }.into_any()
}

/// That a request waits, or why the department refused the last one; of an unlocked form the history tells.
fn asked_of_department(lang: Lang, unlock: &LatestUnlock) -> Option<AnyView> {
    let Some(UnlockDecision { at, refusal }) = &unlock.decision else {
        let title = lang.t("Đang chờ sở quyết định việc mở lại phiếu", "The department is asked to unlock the form");
        let by = if unlock.requester.is_empty() {
            String::new()
        } else {
            format!("{}{}", lang.t(", người gửi: ", ", by "), unlock.requester)
        };
        let words = format!("{}{}{by}.", lang.t("Yêu cầu gửi lúc ", "Asked at "), unlock.requested_at.short());
        return Some(notice(lang, Tone::Info, title, view! { <p>{words}</p> }.into_any()));
    };
    let refusal = refusal.as_ref()?;
    let lines: Vec<_> = refusal.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
    let title = lang.t("Sở không mở lại phiếu", "The department did not unlock the form");
    let when = format!("{}{}.", lang.t("Trả lời lúc ", "Answered at "), at.short());
    Some(notice(lang, Tone::Warning, title, view! { {lines} <p class="quiet">{when}</p> }.into_any()))
}

const fn title(lang: Lang, act: SchoolAct) -> &'static str {
    match act {
        SchoolAct::Reopen => lang.t("Rút lại quyết định duyệt", "Take the approval back"),
        SchoolAct::DeclareIneligible => lang.t("Kết luận không đủ điều kiện dự thi", "Find the candidate ineligible"),
        SchoolAct::Reinstate => lang.t("Công nhận đủ điều kiện trở lại", "Find the candidate eligible after all"),
        SchoolAct::Strike => lang.t("Huỷ phiếu", "Strike the form"),
        SchoolAct::Relock => lang.t("Đưa phiếu trở lại danh sách đã chốt", "Put the form back into the list"),
        SchoolAct::RequestUnlock => lang.t("Xin sở mở lại phiếu", "Ask the department to unlock the form"),
    }
}

const fn meaning(lang: Lang, act: SchoolAct) -> &'static str {
    match act {
        SchoolAct::Reopen => lang.t(
            "Phiếu trở lại hàng chờ duyệt, ví dụ để trả lại vì ảnh hoặc minh chứng chưa đạt. Thí sinh được báo qua thư điện tử và thấy việc này trong lịch sử phiếu.",
            "The form waits for a decision again, e.g. to be sent back for its portrait or evidence. The candidate is told by mail and sees it in the form’s history.",
        ),
        SchoolAct::DeclareIneligible => lang.t(
            "Thí sinh sẽ không được dự thi. Danh sách không đủ điều kiện phải công bố chậm nhất 15 ngày trước kỳ thi; trước lúc đó kết luận còn thay đổi được.",
            "The candidate will not sit the exam. Who is ineligible has to be public 15 days before it; until then this can be changed.",
        ),
        SchoolAct::Reinstate => lang.t(
            "Phiếu trở lại trạng thái đã duyệt.",
            "The form counts as approved again.",
        ),
        SchoolAct::Strike => lang.t(
            "Phiếu không còn hiệu lực và thí sinh không được dự thi, ví dụ vì đã đăng ký ở nơi khác.",
            "The form no longer counts and the candidate cannot sit the exam, e.g. because they registered elsewhere.",
        ),
        SchoolAct::Relock => lang.t(
            "Hãy kiểm tra nội dung đã sửa. Thí sinh phải xác nhận lại.",
            "Check what was corrected. The candidate has to confirm it again.",
        ),
        SchoolAct::RequestUnlock => lang.t(
            "Lãnh đạo sở đọc lý do và quyết định. Thí sinh thấy việc này trong lịch sử phiếu.",
            "A lead of the department reads the reason and decides. The candidate sees it in the form’s history.",
        ),
    }
}

fn view(page: &Page, shown: &RegistrationView, act: SchoolAct, typed: &Typed<'_>) -> AnyView {
    let lang = page.lang;
    let record = &shown.record;
    let own = format!("/school/registrations/{}", record.id);
    let label = lang.t("Lý do", "Reason");
    let reason = act.needs_reason().then(|| {
        textarea(Textarea {
            lang,
            name: "reason",
            label,
            hint: lang.t(
                "Thí sinh đọc đúng những lời này; tối đa 500 ký tự.",
                "The candidate reads these very words; at most 500 characters.",
            ),
            value: typed.reason,
            error: typed.errors.of("reason"),
            ..Textarea::default()
        })
    });
    let problem = typed.problem.as_ref().map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem.clone()}</p> }.into_any())
    });
    let look = if matches!(act, SchoolAct::DeclareIneligible | SchoolAct::Strike) {
        ButtonLook::Warning
    } else {
        ButtonLook::Primary
    };
    view! {
        {error_summary(lang, &typed.errors, |field| (field.to_owned(), label))}
        {problem}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations")), (&own, &name_of(shown))])}
        <h1>{title(lang, act)}</h1>
        <p>{name_of(shown)}</p>
        <p>{meaning(lang, act)}</p>
        <form method="post" action=path(record, act) novalidate>
            <input type="hidden" name="version" value=record.version.to_string() />
            {reason}
            {button(Button { look, label: title(lang, act), ..Button::default() })}
        </form>
        <p>
            <a href=own.clone()>{lang.t("Không, quay lại phiếu", "No, back to the form")}</a>
        </p>
    }
    .into_any()
}
