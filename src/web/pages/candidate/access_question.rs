//! `/candidate/access-log/{entry}/ask`: asks the office about one access, and shows the answer.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::access_log::{self, office, purpose};
use crate::{
    domain::{access_question::MAX_QUESTION, field_errors::FieldErrors},
    usecases::candidate::ask_about_access::{self, AskError, AskedAccess, OwnQuestion},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, audit::action_words},
        page::Page,
    },
};

/// The form as posted.
#[derive(Deserialize)]
pub struct AskForm {
    question: String,
}

impl From<AskError> for WebError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::NotFound => Self::NotFound,
            AskError::Invalid(_) => Self::BadRequest,
            AskError::AlreadyAsked => Self::Stale,
            AskError::Storage(error) => error.into(),
        }
    }
}

/// `GET /candidate/access-log/{entry}/ask`
///
/// # Errors
/// `NotFound`, also for an entry about somebody else; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Path(entry): Path<String>) -> Result<Response, WebError> {
    let shown = ask_about_access::view(&page.ctx, page.candidate()?, read_id(&entry)?).await?;
    Ok(page.ok(title(page.lang, &shown), || view(&page, &shown, "", &FieldErrors::new())))
}

/// `POST /candidate/access-log/{entry}/ask`
///
/// # Errors
/// As [`get`].
pub async fn post(
    page: Page,
    Path(entry): Path<String>,
    PostForm(form): PostForm<AskForm>,
) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let id = read_id(&entry)?;
    match ask_about_access::run(&page.ctx, candidate, id, &form.question).await {
        Ok(()) => Ok(page.see_other(&format!("/candidate/access-log/{id}/ask"))),
        Err(AskError::Invalid(errors)) => {
            let shown = ask_about_access::view(&page.ctx, candidate, id).await?;
            Ok(page.invalid(title(page.lang, &shown), || view(&page, &shown, &form.question, &errors)))
        }
        Err(AskError::AlreadyAsked) => {
            // The second click of two: the question that was asked stands.
            let shown = ask_about_access::view(&page.ctx, candidate, id).await?;
            Ok(page.conflict(title(page.lang, &shown), || view(&page, &shown, "", &FieldErrors::new())))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whatever cannot be an id is the id of nothing.
fn read_id(text: &str) -> Result<Uuid, WebError> {
    Uuid::parse_str(text).map_err(|_| WebError::NotFound)
}

const fn title(lang: Lang, shown: &AskedAccess) -> &'static str {
    match &shown.question {
        None => lang.t("Hỏi về lần truy cập này", "Ask about this access"),
        Some(_) => lang.t("Câu hỏi về lần truy cập", "Your question about an access"),
    }
}

const fn label(lang: Lang) -> &'static str {
    lang.t("Bạn muốn hỏi gì", "What you want to ask")
}

fn view(page: &Page, shown: &AskedAccess, typed: &str, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let access = &shown.access;
    let facts = vec![
        SummaryRow::new(lang.t("Thời điểm", "When"), exact_instant_view(access.at)),
        SummaryRow::new(lang.t("Cơ quan", "Office"), office(lang, access)),
        SummaryRow::new(lang.t("Việc đã làm", "What was done"), text(action_words(lang, &access.action))),
        SummaryRow::new(lang.t("Mục đích", "Purpose"), purpose(lang, access)),
    ];
    let rest = match &shown.question {
        None => form(page, access.key.id, typed, errors),
        Some(question) => asked(page, question),
    };
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang)))}
        {breadcrumbs(
            lang,
            &[
                ("/candidate", lang.t("Trang của tôi", "My page")),
                ("/candidate/access-log", access_log::title(lang)),
            ],
        )}
        <h1>{title(lang, shown)}</h1>
        {summary_list(lang, facts)}
        {rest}
    }
    .into_any()
}

fn form(page: &Page, entry: Uuid, typed: &str, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let hint = match lang {
        Lang::Vi => format!(
            "Câu hỏi được chuyển đến người phụ trách cơ quan này. Đừng ghi số định danh hay mật khẩu. Tối đa {MAX_QUESTION} ký tự."
        ),
        Lang::En => format!(
            "The question goes to whoever leads this office. Leave out identity numbers and passwords. At most {MAX_QUESTION} characters."
        ),
    };
    let question = Textarea {
        lang,
        name: "question",
        label: label(lang),
        hint: &hint,
        value: typed,
        error: errors.of("question"),
        ..Textarea::default()
    };
    view! {
        <form method="post" action=format!("/candidate/access-log/{entry}/ask")>
            {textarea(question)}
            <p>
                {lang.t(
                    "Cơ quan phải trả lời trong 2 ngày làm việc. Bạn nhận thư điện tử khi có trả lời. Mỗi lần truy cập hỏi được một lần.",
                    "The office has to answer within 2 working days. You get an e-mail when there is an answer. Each access can be asked about once.",
                )}
            </p>
            {buttons(vec![submit(lang.t("Gửi câu hỏi", "Send the question"))])}
        </form>
    }
    .into_any()
}

fn asked(page: &Page, question: &OwnQuestion) -> AnyView {
    let lang = page.lang;
    let state = match &question.answer {
        Some((answer, at)) => view! {
            <h2>{lang.t("Trả lời", "Answer")}</h2>
            <p class="quiet">{lang.t("Lúc ", "At ")} {instant_view(*at)}</p>
            {inset(paragraphs(answer))}
        }
        .into_any(),
        None if question.due_at <= page.now => view! {
            <p>
                {tag(Tone::Danger, lang.t("Quá hạn trả lời", "Overdue"))} " "
                {lang.t(
                    "Cơ quan chưa trả lời đúng hạn. Kiểm toán thấy các câu hỏi quá hạn của từng cơ quan.",
                    "The office has not answered in time. Auditors see the overdue questions of each office.",
                )}
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                {tag(Tone::Info, lang.t("Chờ trả lời", "Waiting"))} " "
                {lang.t("Cơ quan phải trả lời trước ", "The office has to answer before ")}
                {instant_view(question.due_at)} "."
            </p>
        }
        .into_any(),
    };
    view! {
        <h2>{lang.t("Câu hỏi của bạn", "Your question")}</h2>
        <p class="quiet">{lang.t("Đã gửi lúc ", "Sent at ")} {instant_view(question.asked_at)}</p>
        {inset(paragraphs(&question.question))}
        {state}
    }
    .into_any()
}

/// Words with their line ends.
pub(in crate::web::pages) fn paragraphs(words: &str) -> AnyView {
    let lines: Vec<AnyView> = words
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p>{line.to_owned()}</p> }.into_any())
        .collect();
    lines.into_any()
}
