//! `/candidate/appeals`: against which marks the candidate appeals, how far that is, and what came of it.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::level_2::{Level2Act, level_2_notice, level_2_page};
use crate::{
    domain::{
        exam::mark_appeal::{AppealForm, AppealStatus},
        field_errors::FieldErrors,
        ids::MarkAppealId,
        season::WindowState,
    },
    usecases::candidate::{
        appeal_marks,
        mark_appeals::{self, AppealError, AppealEvent, OwnAppeal, OwnAppeals},
        withdraw_mark_appeal,
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::subject_name,
            mark_appeal::{appeal_refusal_words, appeal_status_for_candidate},
        },
        page::Page,
    },
};

/// The page.
pub const PATH: &str = "/candidate/appeals";

/// What was just done.
#[derive(Deserialize, Default)]
pub struct AppealsQuery {
    /// `sent` or `withdrawn`.
    #[serde(default)]
    done: String,
}

/// What the page shows besides marks and appeals.
#[derive(Default)]
struct Around {
    done: String,
    chosen: Vec<String>,
    errors: FieldErrors,
    problem: Option<String>,
}

/// `GET /candidate/appeals`
///
/// # Errors
/// `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Query(query): Query<AppealsQuery>) -> Result<Response, WebError> {
    let own = load(&page).await?;
    let around = Around { done: query.done, ..Around::default() };
    Ok(page.ok(title(page.lang), || view(&page, &own, &around)))
}

/// `POST /candidate/appeals`
///
/// # Errors
/// `Forbidden`, `BadRequest`, `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<AppealForm>) -> Result<Response, WebError> {
    let made = appeal_marks::run(&page.ctx, page.candidate()?, &page.season, &form).await;
    answer(&page, made.map(|()| "sent"), form.subject).await
}

/// `POST /candidate/appeals/{id}/withdraw`
///
/// # Errors
/// `NotFound`, also for somebody else's appeal; `Forbidden`, `Unavailable`.
pub async fn withdraw(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: MarkAppealId = id.parse().map_err(|_| WebError::NotFound)?;
    let withdrawn = withdraw_mark_appeal::run(&page.ctx, page.candidate()?, &page.season, id).await;
    answer(&page, withdrawn.map(|()| "withdrawn"), Vec::new()).await
}

async fn answer(page: &Page, done: Result<&str, AppealError>, chosen: Vec<String>) -> Result<Response, WebError> {
    let lang = page.lang;
    let around = match done {
        Ok(done) => return Ok(page.see_other(&format!("{PATH}?done={done}"))),
        Err(AppealError::NotFound) => return Err(WebError::NotFound),
        Err(AppealError::Storage(error)) => return Err(error.into()),
        Err(AppealError::NotLevel2) => {
            let deadline = load(page).await?.windows.map(|windows| windows.closes_at);
            return Ok(level_2_page(page, Level2Act::AppealMarks, deadline));
        }
        Err(AppealError::Invalid(errors)) => {
            let own = load(page).await?;
            let around = Around { chosen, errors, ..Around::default() };
            return Ok(page.invalid(title(lang), || view(page, &own, &around)));
        }
        Err(AppealError::Refused(refusal)) => {
            Around { problem: Some(appeal_refusal_words(lang, refusal)), ..Around::default() }
        }
        Err(AppealError::Stale) => {
            let words = lang.t(
                "Đơn đã thay đổi ở nơi khác, hoặc bài này đã có đơn phúc khảo. Chưa có gì được nộp thêm.",
                "The appeal was changed elsewhere, or this paper is appealed already. Nothing more was sent.",
            );
            Around { problem: Some(words.to_owned()), ..Around::default() }
        }
        Err(AppealError::Nothing) => {
            let words = lang.t("Hiện không có điểm nào để phúc khảo.", "There is no mark to appeal against now.");
            Around { problem: Some(words.to_owned()), ..Around::default() }
        }
    };
    let own = load(page).await?;
    Ok(page.conflict(title(lang), || view(page, &own, &around)))
}

async fn load(page: &Page) -> Result<OwnAppeals, WebError> {
    Ok(mark_appeals::view(&page.ctx, page.candidate()?, &page.season).await?)
}

/// The page's title, also of the links to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Phúc khảo bài thi", "Appeals against marks")
}

const fn question(lang: Lang) -> &'static str {
    lang.t("Bạn muốn phúc khảo bài thi nào?", "Which papers should be marked again?")
}

fn view(page: &Page, own: &OwnAppeals, around: &Around) -> AnyView {
    let lang = page.lang;
    let receiving = own.windows.map_or(WindowState::NotPlanned, |windows| windows.receiving(page.now));
    let problem = around.problem.clone().map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    let done = match around.done.as_str() {
        "sent" => Some(lang.t("Đã nộp đơn phúc khảo", "Your appeal is sent")),
        "withdrawn" => Some(lang.t("Đã rút đơn phúc khảo", "Your appeal is taken back")),
        _ => None,
    };
    let done = done.map(|title| {
        let words = lang.t("Từng đơn và tình trạng ở cuối trang này.", "Each appeal and its status stand below.");
        notice(lang, Tone::Success, title, view! { <p>{words}</p> }.into_any())
    });
    let appeals: Vec<_> = own.appeals.iter().map(|appeal| one(page, own, appeal, receiving.is_open())).collect();
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), question(lang)))}
        {problem}
        {done}
        {back_link(lang, "/candidate/marks")}
        <h1>{title(lang)}</h1>
        {when(lang, own, receiving)}
        {receiving.is_open().then(|| choose(page, own, around))}
        {appeals}
    }
    .into_any()
}

/// When appeals are received, and when their results come.
fn when(lang: Lang, own: &OwnAppeals, receiving: WindowState) -> AnyView {
    let due = own.windows.map(|windows| {
        view! {
            <p>
                {lang.t("Kết quả phúc khảo có chậm nhất lúc ", "Results come by ")}
                <strong>{instant_view(windows.due_at)}</strong> ". "
                {lang.t(
                    "Điểm đã công bố được giữ lại bên cạnh điểm sau phúc khảo.",
                    "The published mark is kept beside the one after the appeal.",
                )}
            </p>
        }
    });
    let window = match receiving {
        WindowState::NotPlanned => text(lang.t("Chưa có lịch nhận đơn phúc khảo.", "No time for appeals is set yet.")),
        WindowState::NotYetOpen { opens_at } => {
            view! { {lang.t("Nhận đơn từ ", "Appeals are received from ")} <strong>{instant_view(opens_at)}</strong> "." }
                .into_any()
        }
        WindowState::Open { closes_at } => {
            view! { {lang.t("Nhận đơn đến ", "Appeals are received until ")} <strong>{instant_view(closes_at)}</strong> "." }
                .into_any()
        }
        WindowState::Closed { closed_at } => {
            view! { {lang.t("Đã hết thời gian nhận đơn lúc ", "Appeals were received until ")} {instant_view(closed_at)} "." }
                .into_any()
        }
    };
    view! { <p>{window}</p> {due} }.into_any()
}

fn choose(page: &Page, own: &OwnAppeals, around: &Around) -> AnyView {
    let lang = page.lang;
    if own.open.is_empty() {
        let words = if own.appeals.is_empty() {
            lang.t("Bạn không có điểm nào để phúc khảo.", "You have no mark to appeal against.")
        } else {
            lang.t("Mọi bài thi của bạn đều đã có đơn phúc khảo.", "There is an appeal about every paper of yours.")
        };
        return view! { <p>{words}</p> }.into_any();
    }
    let is_level_2 = page.candidate().is_ok_and(|candidate| candidate.is_level_2);
    if !is_level_2 {
        return level_2_notice(lang, Level2Act::AppealMarks, own.windows.map(|windows| windows.closes_at));
    }
    let marks: Vec<String> = own
        .open
        .iter()
        .map(|(_, mark)| format!("{} {}", lang.t("Điểm đã công bố:", "Published mark:"), lang.score(*mark)))
        .collect();
    let options = own.open.iter().zip(&marks);
    let options = options.map(|((subject, _), hint)| Choice {
        value: subject.as_str(),
        label: subject_name(lang, *subject),
        hint,
    });
    let chosen: Vec<&str> = around.chosen.iter().map(String::as_str).collect();
    view! {
        <form method="post" action=PATH novalidate>
            {checkboxes(Choices {
                lang,
                name: "subject",
                label: question(lang),
                hint: lang.t(
                    "Mỗi bài thi một đơn. Điểm sau phúc khảo có thể cao hơn, thấp hơn hoặc giữ nguyên.",
                    "Each paper is an appeal of its own. The mark may then be higher, lower or the same.",
                ),
                chosen: &chosen,
                error: around.errors.of("subject"),
                options: options.collect(),
                ..Choices::default()
            })}
            {submit(lang.t("Nộp đơn phúc khảo", "Send the appeal"))}
        </form>
    }
    .into_any()
}

fn one(page: &Page, own: &OwnAppeals, appeal: &OwnAppeal, is_receiving: bool) -> AnyView {
    let lang = page.lang;
    let subject = subject_name(lang, appeal.subject);
    let status = appeal_status_for_candidate(lang, appeal.status);
    let tone = match appeal.status {
        AppealStatus::Submitted | AppealStatus::Proposed => Tone::Warning,
        AppealStatus::Changed => Tone::Success,
        AppealStatus::Withdrawn | AppealStatus::Kept => Tone::Info,
    };
    let mut rows = vec![
        SummaryRow::new(lang.t("Tình trạng", "Status"), tag(tone, status)),
        SummaryRow::new(lang.t("Điểm đã công bố", "Published mark"), text(lang.score(appeal.published))),
    ];
    if let Some(decision) = &appeal.decision {
        let label = lang.t("Điểm sau phúc khảo", "Mark after the appeal");
        rows.push(SummaryRow::new(label, view! { <strong>{lang.score(decision.mark)}</strong> }.into_any()));
        rows.push(SummaryRow::answer(lang, lang.t("Hội đồng thi trả lời", "The council’s answer"), &decision.reason));
    }
    let may_withdraw = is_receiving && appeal.status == AppealStatus::Submitted;
    let withdraw = may_withdraw.then(|| {
        let look = Button {
            look: ButtonLook::Secondary,
            label: lang.t("Rút đơn", "Take it back"),
            hidden: subject,
            ..Button::default()
        };
        view! { <form method="post" action=format!("{PATH}/{}/withdraw", appeal.id)>{button(look)}</form> }
    });
    let results = (appeal.status == AppealStatus::Changed && own.are_results_public).then(|| {
        let words = lang.t(
            "Kết quả xét tuyển đã công bố không tự thay đổi theo điểm mới. Nếu điểm mới đổi kết quả của bạn, hãy hỏi Sở Giáo dục và Đào tạo nơi bạn dự thi.",
            "Admission results that are public do not change by themselves. If the new mark changes yours, ask the department of education where you sat the exam.",
        );
        view! { <p>{words}</p> }
    });
    let history = own.events.iter().filter(|event| event.appeal == appeal.id);
    view! {
        <h2>{subject}</h2>
        {summary_list(lang, rows)}
        {results}
        {withdraw}
        {details(lang.t("Quá trình", "History"), timeline(history.map(|event| happened(lang, event)).collect()))}
    }
    .into_any()
}

fn happened(lang: Lang, event: &AppealEvent) -> (crate::domain::time::Instant, AnyView) {
    let words = match event.to {
        AppealStatus::Submitted | AppealStatus::Proposed => lang.t("Bạn nộp đơn phúc khảo", "You appealed"),
        AppealStatus::Withdrawn => lang.t("Bạn rút đơn", "You took it back"),
        AppealStatus::Kept => lang.t("Hội đồng thi giữ nguyên điểm", "The council let the mark stand"),
        AppealStatus::Changed => lang.t("Hội đồng thi đổi điểm", "The council changed the mark"),
    };
    (event.at, text(words))
}
