//! `/questions`: what candidates ask the office about accesses to their data, and the answer to one.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    domain::{access::Permission, access_question::MAX_ANSWER, field_errors::FieldErrors, time::Instant},
    usecases::lead::{
        answer_question::{self, AnswerError},
        view_questions::{self, OfficeQuestion, QuestionPage, QuestionedAct},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            audit::{action_words, national_office, purpose_name},
        },
        page::{Page, home_of, role_name},
        pages::candidate::access_question::paragraphs,
    },
};

/// Which part of the list.
#[derive(Deserialize, Default)]
pub struct ListQuery {
    /// `answered`, or the open ones when empty.
    #[serde(default)]
    show: String,
    /// The last question of the page before: microseconds and id, with a dot between.
    #[serde(default)]
    after: String,
    /// What was just done.
    #[serde(default)]
    done: String,
}

/// The answer as posted.
#[derive(Deserialize)]
pub struct AnswerForm {
    answer: String,
}

/// The link to these pages, for those who answer.
#[must_use]
pub fn link(page: &Page) -> Option<AnyView> {
    page.may(Permission::AnswerAccessQuestion).then(|| {
        view! {
            <p>
                <a href="/questions">{title(page.lang)}</a>
            </p>
        }
        .into_any()
    })
}

/// `GET /questions`
///
/// # Errors
/// `NotFound` for a place that does not exist; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let is_answered = match query.show.as_str() {
        "" => false,
        "answered" => true,
        _ => return Err(WebError::NotFound),
    };
    let after = match query.after.as_str() {
        "" => None,
        key => Some(read_key(key).ok_or(WebError::NotFound)?),
    };
    let shown = view_questions::run(&page.ctx, &page.actor, is_answered, after).await?.ok_or(WebError::Forbidden)?;
    Ok(page.ok(title(page.lang), || list_view(&page, &shown, &query, is_answered)))
}

/// `GET /questions/{id}`
///
/// # Errors
/// `NotFound`, also for a question to another office; `Forbidden`; `Unavailable`.
pub async fn get_one(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, &id).await?;
    Ok(page.ok(one_title(page.lang), || one_view(&page, &shown, "", &FieldErrors::new())))
}

/// `POST /questions/{id}`
///
/// # Errors
/// As [`get_one`].
pub async fn post(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<AnswerForm>,
) -> Result<Response, WebError> {
    let question = Uuid::parse_str(&id).map_err(|_| WebError::NotFound)?;
    match answer_question::run(&page.ctx, &page.actor, question, &form.answer).await {
        Ok(()) => Ok(page.see_other("/questions?done=answered")),
        Err(AnswerError::NotFound) => Err(WebError::NotFound),
        Err(AnswerError::Storage(error)) => Err(error.into()),
        Err(AnswerError::Invalid(errors)) => {
            let shown = load(&page, &id).await?;
            Ok(page.invalid(one_title(page.lang), || one_view(&page, &shown, &form.answer, &errors)))
        }
        Err(AnswerError::AlreadyAnswered) => {
            let shown = load(&page, &id).await?;
            Ok(page.conflict(one_title(page.lang), || one_view(&page, &shown, "", &FieldErrors::new())))
        }
    }
}

async fn load(page: &Page, id: &str) -> Result<OfficeQuestion, WebError> {
    let id = Uuid::parse_str(id).map_err(|_| WebError::NotFound)?;
    view_questions::one(&page.ctx, &page.actor, id).await?.ok_or(WebError::NotFound)
}

fn read_key(text: &str) -> Option<(Instant, Uuid)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_unix_us(at.parse().ok()?), Uuid::parse_str(id).ok()?))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Câu hỏi của thí sinh", "Questions from candidates")
}

const fn one_title(lang: Lang) -> &'static str {
    lang.t("Trả lời thí sinh", "Answer a candidate")
}

fn list_view(page: &Page, shown: &QuestionPage, query: &ListQuery, is_answered: bool) -> AnyView {
    let lang = page.lang;
    let done = (query.done == "answered").then(|| {
        let body = view! { <p>{lang.t("Thí sinh được báo qua thư điện tử.", "The candidate is told by e-mail.")}</p> };
        notice(lang, Tone::Success, lang.t("Đã gửi trả lời", "The answer was sent"), body.into_any())
    });
    let [open, overdue] = [shown.open, shown.overdue].map(|number| number.to_string());
    let start = if is_answered { "/questions?show=answered" } else { "/questions?show=" };
    let next = shown.next.map(|(at, id)| {
        let href = format!("{start}&after={}.{id}", at.unix_us());
        view! { <a rel="next" href=href>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let first = (!query.after.is_empty()).then(|| view! { <a href=start>{lang.t("← Trang đầu", "← First page")}</a> });
    view! {
        {done}
        {breadcrumbs(lang, &[(home_of(&page.actor), lang.t("Trang chính", "Start page"))])}
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t(
                "Thí sinh hỏi vì sao dữ liệu của mình được xem hoặc sử dụng. Hãy trả lời trong 2 ngày làm việc.",
                "Candidates ask why their data was looked at or used. Answer within 2 working days.",
            )}
        </p>
        {figures(
            &[
                Figure { label: lang.t("Chờ trả lời", "Waiting"), number: &open, note: "" },
                Figure { label: lang.t("Quá hạn", "Overdue"), number: &overdue, note: "" },
            ],
        )}
        {filters(lang, is_answered)}
        {list(page, shown, is_answered)}
        <p class="buttons">{first} {next}</p>
    }
    .into_any()
}

fn filters(lang: Lang, is_answered: bool) -> AnyView {
    view! {
        <nav class="filter" aria-label=lang.t("Câu hỏi nào", "Which questions")>
            <ul>
                <li>
                    <a href="/questions" aria-current=(!is_answered).then_some("true")>
                        {lang.t("Chờ trả lời", "Waiting")}
                    </a>
                </li>
                <li>
                    <a href="/questions?show=answered" aria-current=is_answered.then_some("true")>
                        {lang.t("Đã trả lời", "Answered")}
                    </a>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}

fn list(page: &Page, shown: &QuestionPage, is_answered: bool) -> AnyView {
    let lang = page.lang;
    let columns = vec![
        Column::words(lang.t("Câu hỏi", "Question")),
        Column::words(lang.t("Về việc", "About")),
        Column::words(lang.t("Cơ quan", "Office")),
        Column::words(lang.t("Hạn trả lời", "Due before")),
    ];
    let rows = shown.rows.iter().map(|question| cells(page, question)).collect();
    table(Table {
        caption: if is_answered {
            lang.t("Đã trả lời", "Answered")
        } else {
            lang.t("Chờ trả lời, gần hạn nhất trước", "Waiting, the first due first")
        },
        columns,
        rows,
        when_empty: lang.t("Không có câu hỏi nào ở đây.", "There is no question here."),
    })
}

fn cells(page: &Page, question: &OfficeQuestion) -> Vec<AnyView> {
    let lang = page.lang;
    let href = format!("/questions/{}", question.id);
    let about = question.act.as_ref().map(|act| action_words(lang, &act.action));
    let role = question.act.as_ref().and_then(|act| act.role);
    let is_overdue = question.answer.is_none() && question.due_at <= page.now;
    let overdue = is_overdue.then(|| view! { " " {tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))} });
    vec![
        view! { <a href=href>{beginning(&question.question)}</a> }.into_any(),
        text(about.unwrap_or_else(|| "–".to_owned())),
        text(question.office.clone().unwrap_or_else(|| national_office(lang, role).to_owned())),
        view! { <span>{instant_view(question.due_at)} {overdue}</span> }.into_any(),
    ]
}

/// The first words of a question.
fn beginning(question: &str) -> String {
    const MAX: usize = 80;
    let line = question.lines().next().unwrap_or_default();
    if line.chars().count() <= MAX && line == question {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MAX).collect();
    format!("{cut}…")
}

const fn label(lang: Lang) -> &'static str {
    lang.t("Trả lời", "Answer")
}

fn one_view(page: &Page, question: &OfficeQuestion, typed: &str, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let rest = match &question.answer {
        Some((answer, at)) => view! {
            <h2>{label(lang)}</h2>
            <p class="quiet">{lang.t("Lúc ", "At ")} {instant_view(*at)}</p>
            {inset(paragraphs(answer))}
        }
        .into_any(),
        None => form(page, question, typed, errors),
    };
    let number = question.candidate_number.clone();
    let mut facts = act_facts(lang, question);
    facts.push(SummaryRow::new(
        lang.t("Số báo danh hoặc số phiếu", "Candidate or form number"),
        text(number.unwrap_or_else(|| "–".to_owned())),
    ));
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang)))}
        {breadcrumbs(lang, &[("/questions", title(lang))])}
        <h1>{one_title(lang)}</h1>
        <h2>{lang.t("Thí sinh hỏi", "The candidate asks")}</h2>
        <p class="quiet">{lang.t("Lúc ", "At ")} {instant_view(question.asked_at)}</p>
        {inset(paragraphs(&question.question))}
        <h2>{lang.t("Về lần truy cập này", "About this access")}</h2>
        {summary_list(lang, facts)}
        {rest}
    }
    .into_any()
}

fn act_facts(lang: Lang, question: &OfficeQuestion) -> Vec<SummaryRow> {
    let Some(act) = &question.act else { return Vec::new() };
    let QuestionedAct { at, role, name, action, purpose, reason, .. } = act;
    let office = question.office.clone().unwrap_or_else(|| national_office(lang, *role).to_owned());
    let role = role.map_or("–", |role| role_name(lang, role));
    let purpose = purpose.map_or("–", |purpose| purpose_name(lang, purpose));
    let mut rows = vec![
        SummaryRow::new(lang.t("Thời điểm", "When"), exact_instant_view(*at)),
        SummaryRow::new(lang.t("Cơ quan", "Office"), text(office)),
        SummaryRow::new(
            lang.t("Ai (thí sinh không thấy tên)", "Who (the candidate does not see the name)"),
            text(name.as_ref().map_or_else(|| role.to_owned(), |name| format!("{name}, {role}"))),
        ),
        SummaryRow::new(lang.t("Việc đã làm", "What was done"), text(action_words(lang, action))),
        SummaryRow::new(lang.t("Mục đích", "Purpose"), text(purpose)),
    ];
    if let Some(reason) = reason {
        rows.push(SummaryRow::new(lang.t("Lý do đã ghi", "Reason stated"), text(reason.clone())));
    }
    rows
}

fn form(page: &Page, question: &OfficeQuestion, typed: &str, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let hint = match lang {
        Lang::Vi => {
            format!("Thí sinh đọc đúng những lời này. Trả lời rồi thì không sửa được. Tối đa {MAX_ANSWER} ký tự.")
        }
        Lang::En => format!(
            "The candidate reads these very words. An answer cannot be changed. At most {MAX_ANSWER} characters."
        ),
    };
    let answer = Textarea {
        lang,
        name: "answer",
        label: label(lang),
        hint: &hint,
        value: typed,
        error: errors.of("answer"),
        ..Textarea::default()
    };
    let due = if question.due_at <= page.now {
        view! { <p>{tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))}</p> }.into_any()
    } else {
        view! { <p>{lang.t("Trả lời trước ", "Answer before ")} {instant_view(question.due_at)} "."</p> }.into_any()
    };
    view! {
        {due}
        <form method="post" action=format!("/questions/{}", question.id)>
            {textarea(answer)} {buttons(vec![submit(lang.t("Gửi trả lời", "Send the answer"))])}
        </form>
    }
    .into_any()
}
