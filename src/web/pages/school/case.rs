//! `/school/cases/{id}`: one case with both sides, and what the school makes of it.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    case_forms::{self, Typed},
    cases,
};
use crate::{
    domain::{
        access::{Permission, RoleKind},
        candidate::citizen_id::PersonalId,
        candidate::kind::Sex,
        field_errors::FieldErrors,
        ids::RegistryCaseId,
        registry::case_form::SettleForm,
        time::short_date,
    },
    usecases::{
        registry_case::CaseError,
        school::{
            settle_case,
            view_cases::{self, CasePerson, CaseView},
        },
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::sex_name,
            registry_case::{
                case_kind_name, case_kind_sentence, case_owner_name, case_state_name, case_trigger_name,
                check_status_name, due_day,
            },
        },
        page::{Page, role_name},
        pages::candidate::cases::{both_sides, tone},
    },
};

/// Why nothing was recorded.
#[derive(Clone, Copy)]
enum Problem {
    /// It was moved meanwhile.
    Changed,
    /// The record stays as it is.
    Numbered,
}

/// The settlement as posted.
#[derive(Deserialize)]
pub struct PostedSettlement {
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    form: SettleForm,
}

/// `GET /school/cases/{id}`
///
/// # Errors
/// `NotFound`, also for a case of another unit; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, &id).await?;
    Ok(page.ok(&title(&page, &shown), || view(&page, &shown, None, None)))
}

/// `POST /school/cases/{id}`
///
/// # Errors
/// As [`get`]; `BadRequest`.
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(posted): PostForm<PostedSettlement>,
) -> Result<Response, WebError> {
    let shown = load(&page, &id).await?;
    let version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let (settlement, reason) = match posted.form.parse() {
        Ok(read) => read,
        Err(errors) => {
            let typed = Typed { form: posted.form, errors };
            return Ok(page.invalid(&title(&page, &shown), || view(&page, &shown, Some(&typed), None)));
        }
    };
    let which = (shown.case.id, version);
    match settle_case::run(&page.ctx, &page.actor, &page.season, which, &settlement, &reason).await {
        Ok(()) => Ok(page.see_other("/school/cases?done=settled")),
        Err(CaseError::NotFound) => Err(WebError::NotFound),
        Err(CaseError::Storage(error)) => Err(error.into()),
        Err(error @ (CaseError::Stale | CaseError::Refused(_) | CaseError::Numbered)) => {
            let problem = if matches!(error, CaseError::Numbered) { Problem::Numbered } else { Problem::Changed };
            let shown = load(&page, &id).await?;
            let typed = Typed { form: posted.form, errors: FieldErrors::new() };
            Ok(page.conflict(&title(&page, &shown), || view(&page, &shown, Some(&typed), Some(problem))))
        }
    }
}

async fn load(page: &Page, id: &str) -> Result<CaseView, WebError> {
    let id: RegistryCaseId = id.parse().map_err(|_| WebError::NotFound)?;
    view_cases::one(&page.ctx, &page.actor, id).await?.ok_or(WebError::NotFound)
}

fn title(page: &Page, shown: &CaseView) -> String {
    format!("{}: {}", shown.person.full_name, case_kind_name(page.lang, shown.case.kind))
}

fn view(page: &Page, shown: &CaseView, typed: Option<&Typed>, problem: Option<Problem>) -> AnyView {
    let lang = page.lang;
    let case = &shown.case;
    let may_settle = page.may(Permission::SettleCase);
    let no_errors = FieldErrors::new();
    let errors = typed.map_or(&no_errors, |typed| &typed.errors);
    let problem = problem.map(|problem| problem_notice(lang, problem));
    let other = shown.other.as_ref().map(|other| {
        view! {
            <h2>{lang.t("Thí sinh kia", "The other candidate")}</h2>
            {summary_list(lang, person_rows(lang, other))}
        }
    });
    view! {
        {error_summary(lang, errors, |field| case_forms::target(lang, typed, field))}
        {problem}
        {may_settle.then(|| breadcrumbs(lang, &[(cases::PATH, cases::title(lang))]))}
        <h1>{shown.person.full_name.clone()}</h1>
        <p class="lead">{case_kind_name(lang, case.kind)}</p>
        <p>
            {tag(tone(case.state), case_state_name(lang, case.state))} " " {lang.t("Mã việc ", "Case ")}
            <strong>{case.number.clone()}</strong>
        </p>
        <p>{case_kind_sentence(lang, case.kind)}</p>
        {both_sides(lang, case.kind, case.values.as_ref())}
        {due(page, shown)}
        <h2>{lang.t("Hồ sơ", "The record")}</h2>
        {summary_list(lang, person_rows(lang, &shown.person))}
        {other}
        {may_settle.then(|| case_forms::forms(lang, shown, typed))}
        {history(lang, shown)}
        {checks(lang, shown)}
    }
    .into_any()
}

fn problem_notice(lang: Lang, problem: Problem) -> AnyView {
    let (title, body) = match problem {
        Problem::Changed => (
            lang.t("Việc này vừa thay đổi", "The case has just changed"),
            lang.t(
                "Kết luận của bạn chưa được ghi. Dưới đây là tình trạng mới nhất.",
                "What you decided was not recorded. Below is how it stands now.",
            ),
        ),
        Problem::Numbered => (
            lang.t("Thí sinh đã có số báo danh", "The candidate has a number"),
            lang.t(
                "Hồ sơ không sửa trực tiếp được nữa; chưa ghi gì. Sai sót được ghi bằng phiếu đính chính trong ngày làm thủ tục dự thi.",
                "The record can no longer be changed itself; nothing was recorded. What is wrong becomes a slip on the day of the procedures.",
            ),
        ),
    };
    notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
}

fn due(page: &Page, shown: &CaseView) -> Option<AnyView> {
    let lang = page.lang;
    let owner = shown.case.state.owner()?;
    let is_overdue = shown.case.due_at <= page.now;
    let overdue = is_overdue.then(|| view! { " " {tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))} });
    let rows = vec![
        SummaryRow::new(lang.t("Ai cần làm", "Who has to act"), text(case_owner_name(lang, owner))),
        SummaryRow::new(
            lang.t("Hết ngày", "By the end of"),
            view! { <span>{due_day(shown.case.due_at)} {overdue}</span> }.into_any(),
        ),
    ];
    Some(summary_list(lang, rows))
}

fn person_rows(lang: Lang, person: &CasePerson) -> Vec<SummaryRow> {
    let number = PersonalId::parse(&person.identity_number).map(|number| number.masked());
    let sex = person.sex.as_deref().and_then(Sex::parse).map_or("–", |sex| sex_name(lang, sex));
    let class = if person.class_name.is_empty() { "–" } else { &person.class_name };
    vec![
        SummaryRow::new(lang.t("Họ và tên", "Full name"), text(person.full_name.clone())),
        SummaryRow::new(lang.t("Ngày sinh", "Birth date"), text(short_date(person.birth_date))),
        SummaryRow::new(lang.t("Giới tính", "Sex"), text(sex)),
        SummaryRow::new(lang.t("Lớp", "Class"), text(class)),
        SummaryRow::new(
            lang.t("Số định danh (ba số cuối)", "Personal number (last three digits)"),
            text(number.unwrap_or_else(|_| "–".to_owned())),
        ),
    ]
}

fn history(lang: Lang, shown: &CaseView) -> AnyView {
    let rows = shown
        .events
        .iter()
        .map(|event| {
            let who = match event.role {
                None => lang.t("Cổng Thí sinh", "The portal"),
                Some(role @ RoleKind::Candidate) => role_name(lang, role),
                Some(_) => lang.t("Nhà trường", "The school"),
            };
            let words = event.reason.clone().unwrap_or_else(|| "–".to_owned());
            vec![instant_view(event.at), text(case_trigger_name(lang, event.trigger)), text(who), text(words)]
        })
        .collect();
    table(Table {
        caption: lang.t("Đã diễn ra", "What happened so far"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Ai", "Who")),
            Column::words(lang.t("Lời nhắn", "Words")),
        ],
        rows,
        when_empty: "",
    })
}

/// The evidence of the checks: when, how, under which number, and the first digits of the answer's hash.
fn checks(lang: Lang, shown: &CaseView) -> Option<AnyView> {
    let rows: Vec<_> = shown
        .checks
        .iter()
        .map(|check| {
            let id = check.request_id.to_string();
            vec![
                instant_view(check.checked_at),
                text(check_status_name(lang, &check.status)),
                view! { <code class="reference">{id}</code> }.into_any(),
            ]
        })
        .collect();
    let words = lang.t("Các lần đối chiếu gần đây", "The latest comparisons");
    (!rows.is_empty()).then(|| {
        let columns = vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Kết quả", "Outcome")),
            Column::words(lang.t("Mã lần hỏi", "Number of the question")),
        ];
        details(words, table(Table { caption: words, columns, rows, when_empty: "" }))
    })
}
