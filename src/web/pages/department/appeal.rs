//! `/department/appeals/{id}`: an appeal against a mark, what happened to it, and the council's decision.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::appeals::{self, due_line};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::mark_appeal::{AppealState, AppealStatus, DecisionForm, MAX_REASON, Proposal},
        field_errors::FieldErrors,
        ids::MarkAppealId,
        time::Instant,
    },
    usecases::department::{
        decide_mark_appeal::{self, DecideAppealError},
        mark_appeals::{self, AppealDetails, AppealEvent},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::subject_name,
            mark_appeal::{appeal_refusal_words, appeal_status_name},
        },
        page::{Page, role_name},
    },
};

/// A decision as posted, with the version of the appeal that the page showed.
#[derive(Deserialize)]
pub struct DecisionPost {
    version: String,
    #[serde(flatten)]
    form: DecisionForm,
}

/// What the page shows besides the appeal.
#[derive(Default)]
struct Around {
    form: DecisionForm,
    errors: FieldErrors,
    problem: Option<String>,
}

/// `GET /department/appeals/{id}`
///
/// # Errors
/// `NotFound`, also for another council's; `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: MarkAppealId = id.parse().map_err(|_| WebError::NotFound)?;
    let shown = load(&page, id).await?;
    Ok(page.ok(&heading(page.lang, &shown), || view(&page, &shown, &Around::default())))
}

/// `POST /department/appeals/{id}`
///
/// # Errors
/// `NotFound`, also for another council's; `BadRequest`, `Forbidden`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(posted): PostForm<DecisionPost>,
) -> Result<Response, WebError> {
    let lang = page.lang;
    let id: MarkAppealId = id.parse().map_err(|_| WebError::NotFound)?;
    let version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let form = posted.form;
    let problem = match decide_mark_appeal::run(&page.ctx, &page.actor, &page.season, (id, version), &form).await {
        Ok(status) => return Ok(page.see_other(&format!("{}?done={}", appeals::PATH, status.as_str()))),
        Err(DecideAppealError::NotFound) => return Err(WebError::NotFound),
        Err(DecideAppealError::MayNotConfirm) => return Err(WebError::Forbidden),
        Err(DecideAppealError::Storage(error)) => return Err(error.into()),
        Err(DecideAppealError::Invalid(errors)) => {
            let shown = load(&page, id).await?;
            let around = Around { form, errors, problem: None };
            return Ok(page.invalid(&heading(lang, &shown), || view(&page, &shown, &around)));
        }
        Err(DecideAppealError::Stale) => lang
            .t(
                "Người khác vừa xử lý đơn này. Dưới đây là tình trạng hiện tại; việc của bạn chưa được ghi.",
                "Somebody else has just acted on this appeal. Below is how it stands; what you did was not kept.",
            )
            .to_owned(),
        Err(DecideAppealError::Refused(refusal)) => appeal_refusal_words(lang, refusal),
    };
    let shown = load(&page, id).await?;
    let around = Around { form, problem: Some(problem), errors: FieldErrors::new() };
    Ok(page.conflict(&heading(lang, &shown), || view(&page, &shown, &around)))
}

async fn load(page: &Page, id: MarkAppealId) -> Result<AppealDetails, WebError> {
    Ok(mark_appeals::one(&page.ctx, &page.actor, &page.season, id).await?)
}

fn heading(lang: Lang, shown: &AppealDetails) -> String {
    format!("{} – {}", shown.appeal.number, subject_name(lang, shown.appeal.subject))
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "mark" => lang.t("Điểm sau khi chấm lại", "Mark after marking again"),
        "reason" => lang.t("Lý do", "Reason"),
        _ => lang.t("Quyết định", "Decision"),
    }
}

fn view(page: &Page, shown: &AppealDetails, around: &Around) -> AnyView {
    let lang = page.lang;
    let appeal = &shown.appeal;
    let problem = around.problem.clone().map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    let mut rows = vec![
        SummaryRow::answer(lang, lang.t("Thí sinh", "Candidate"), &appeal.full_name),
        SummaryRow::answer(lang, lang.t("Đơn vị", "Unit"), &appeal.unit_name),
        SummaryRow::new(lang.t("Điểm đã công bố", "Published mark"), text(lang.score(appeal.published))),
        SummaryRow::new(lang.t("Tình trạng", "Status"), text(appeal_status_name(lang, appeal.state.status()))),
        SummaryRow::new(lang.t("Nộp lúc", "Sent at"), instant_view(appeal.submitted_at)),
    ];
    match &appeal.state {
        AppealState::Proposed(proposal) => {
            let mark = view! { <strong>{lang.score(proposal.mark)}</strong> }.into_any();
            rows.push(SummaryRow::new(lang.t("Điểm đề xuất", "Proposed mark"), mark));
            rows.push(SummaryRow::answer(lang, lang.t("Lý do đề xuất", "Why"), &proposal.reason));
        }
        AppealState::Kept(decision) | AppealState::Changed(decision) => {
            let mark = view! { <strong>{lang.score(decision.mark)}</strong> }.into_any();
            rows.push(SummaryRow::new(lang.t("Điểm sau phúc khảo", "Mark after the appeal"), mark));
            rows.push(SummaryRow::answer(
                lang,
                lang.t("Trả lời thí sinh", "Answer to the candidate"),
                &decision.reason,
            ));
        }
        AppealState::Submitted | AppealState::Withdrawn => {}
    }
    let published = (shown.are_results_published && appeal.state.status().is_open()).then(|| published_notice(lang));
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), label(lang, field)))}
        {problem}
        {back_link(lang, appeals::PATH)}
        <h1>{heading(lang, shown)}</h1>
        {summary_list(lang, rows)}
        {published}
        {decision(page, shown, around)}
        <h2>{lang.t("Quá trình", "History")}</h2>
        {timeline(shown.events.iter().map(|event| happened(lang, event)).collect())}
    }
    .into_any()
}

fn published_notice(lang: Lang) -> AnyView {
    let title = lang.t("Kết quả xét tuyển đã được công bố", "Admission results are published");
    let words = lang.t(
        "Điểm đổi từ lúc này có hiệu lực cho điểm thi, nhưng không tự thay đổi kết quả xét tuyển đã công bố. Bộ thấy số điểm đã đổi và quyết định có xử lý lại hay không.",
        "A mark that changes now counts as a mark, but does not change the results that were published. The ministry sees that marks have changed and decides whether to run the matching again.",
    );
    notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any())
}

/// What can be done with the appeal just now, if anything.
fn decision(page: &Page, shown: &AppealDetails, around: &Around) -> AnyView {
    let lang = page.lang;
    let Some(windows) = shown.windows.filter(|_| shown.appeal.state.status().is_open()) else { return ().into_any() };
    if page.now < windows.closes_at {
        return due_line(lang, windows.closes_at, windows.due_at);
    }
    let fields = match &shown.appeal.state {
        AppealState::Proposed(proposal) => second(page, proposal, around),
        _ => first(lang, around),
    };
    view! {
        <form method="post" action=format!("{}/{}", appeals::PATH, shown.appeal.id) novalidate>
            <input type="hidden" name="version" value=shown.appeal.version.to_string() />
            {fields}
        </form>
    }
    .into_any()
}

fn reason(lang: Lang, around: &Around, hint: &str) -> AnyView {
    textarea(Textarea {
        lang,
        name: "reason",
        label: label(lang, "reason"),
        hint,
        value: &around.form.reason,
        error: around.errors.of("reason"),
        rows: 3,
        ..Textarea::default()
    })
}

fn act(look: ButtonLook, value: &str, label: &str) -> AnyView {
    button(Button { look, label, name: "decision", value, ..Button::default() })
}

/// What the first person says.
fn first(lang: Lang, around: &Around) -> AnyView {
    let hint = match lang {
        Lang::Vi => format!("Thí sinh đọc lý do này. Tối đa {MAX_REASON} ký tự."),
        Lang::En => format!("The candidate reads it. At most {MAX_REASON} characters."),
    };
    let option = |value, label| Choice { value, label, hint: "" };
    view! {
        {radios(Choices {
            lang,
            name: "decision",
            label: label(lang, "decision"),
            chosen: &[around.form.decision.as_str()],
            error: around.errors.of("decision"),
            options: vec![
                option("keep", lang.t("Giữ nguyên điểm", "Let the mark stand")),
                option("propose", lang.t("Đề xuất điểm mới", "Propose another mark")),
            ],
            ..Choices::default()
        })}
        {text_input(TextInput {
            lang,
            name: "mark",
            label: label(lang, "mark"),
            hint: lang.t("Chỉ cần khi điểm đổi.", "Only where the mark changes."),
            value: &around.form.mark,
            error: around.errors.of("mark"),
            kind: InputKind::Decimal,
            width: Width::Tiny,
            autocomplete: "off",
            ..TextInput::default()
        })}
        {reason(lang, around, &hint)}
        {submit(lang.t("Ghi quyết định", "Record the decision"))}
        <p class="quiet">
            {lang.t(
                "Điểm mới chỉ có hiệu lực khi một lãnh đạo khác của hội đồng duyệt.",
                "A new mark counts once somebody else who leads the council confirms it.",
            )}
        </p>
    }
    .into_any()
}

/// What the second person says; whoever proposed can only take the proposal back.
fn second(page: &Page, proposal: &Proposal, around: &Around) -> AnyView {
    let lang = page.lang;
    let is_own = matches!(&page.actor, Actor::Staff(staff) if staff.staff_id == proposal.by);
    let confirm = (page.may(Permission::ConfirmMarkChange) && !is_own)
        .then(|| act(ButtonLook::Primary, "confirm", lang.t("Duyệt điểm mới", "Confirm the new mark")));
    let waits = is_own.then(|| {
        let words = lang.t(
            "Bạn đã đề xuất điểm này. Một lãnh đạo khác của hội đồng duyệt.",
            "You proposed this mark. Somebody else who leads the council confirms it.",
        );
        view! { <p>{words}</p> }
    });
    let send_back = act(ButtonLook::Secondary, "send_back", lang.t("Trả lại đề xuất", "Send the proposal back"));
    view! {
        {waits}
        {reason(lang, around, lang.t("Chỉ cần khi trả lại đề xuất.", "Only where you send it back."))}
        {buttons(confirm.into_iter().chain([send_back]).collect())}
    }
    .into_any()
}

fn happened(lang: Lang, event: &AppealEvent) -> (Instant, AnyView) {
    let words = match (event.from, event.to) {
        (None, _) => lang.t("Thí sinh nộp đơn", "The candidate appealed"),
        (Some(AppealStatus::Proposed), AppealStatus::Submitted) => {
            lang.t("Trả lại đề xuất điểm mới", "The proposed mark was sent back")
        }
        (_, AppealStatus::Proposed) => lang.t("Đề xuất điểm mới", "Another mark was proposed"),
        (_, status) => appeal_status_name(lang, status),
    };
    let mark = event.mark.map(|mark| format!(": {}", lang.score(mark)));
    let role = event.role.map(|role| role_name(lang, role).to_owned());
    let by = event.staff_name.clone().or(role);
    let reason = event.reason.clone().map(|reason| view! { <p>{reason}</p> });
    (event.at, view! { <p>{words} {mark}</p> {by.map(|by| view! { <p class="quiet">{by}</p> })} {reason} }.into_any())
}
