//! The matching: run it, look at a run, publish one.

mod run_view;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{
        field_errors::FieldErrors,
        ids::MatchingRunId,
        matching::readiness::{PublishForm, RunRefusal, may_run},
        season::{PhaseKind, WindowState},
        time::Instant,
    },
    usecases::ministry::{
        publish_matching_run::{self, PublishMatchingRunError},
        start_matching_run::{self, StartMatchingRunError},
        view_matching_runs::{self, MatchingRun, MatchingRunDetails, MatchingRuns, Publication, ViewMatchingRunsError},
    },
    web::{
        components::{Column, Table, Tone, back_link, instant_view, notice, submit, table, tag, text},
        error::WebError,
        form::PostForm,
        i18n::{Lang, phase_name},
        page::Page,
    },
};

/// Which page of a run's programmes.
#[derive(Deserialize)]
pub struct PageQuery {
    page: Option<String>,
}

/// `GET /ministry/matching`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_matching_runs::run(&page.ctx, &page.actor).await?;
    Ok(page.ok(title(page.lang), || list_view(&page, &shown)))
}

/// `POST /ministry/matching/run`
///
/// # Errors
/// `Forbidden`; `Unavailable`; `Internal` when the records contradict each other.
pub async fn post_run(page: Page) -> Result<Response, WebError> {
    match start_matching_run::run(&page.ctx, page.ministry_operator()?).await {
        Ok(run) => Ok(page.see_other(&format!("/ministry/matching/{run}"))),
        Err(StartMatchingRunError::NotNow(_)) => {
            let shown = view_matching_runs::run(&page.ctx, &page.actor).await?;
            Ok(page.conflict(title(page.lang), || list_view(&page, &shown)))
        }
        Err(StartMatchingRunError::Forbidden) => Err(WebError::Forbidden),
        Err(error @ (StartMatchingRunError::Contradiction(..) | StartMatchingRunError::BrokenOff)) => {
            tracing::error!(%error, "matching");
            Err(WebError::Internal)
        }
        Err(StartMatchingRunError::Storage(error)) => Err(error.into()),
    }
}

/// `GET /ministry/matching/{run}`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn get_one(
    page: Page,
    Path(run): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Response, WebError> {
    let number = query.page.and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let shown = details(&page, &run, number).await?;
    let form = PublishForm { visible_from: default_instant(&page, &shown) };
    Ok(page.ok(run_title(page.lang), || run_view::view(&page, &shown, number, &form, &FieldErrors::new(), None)))
}

/// `POST /ministry/matching/{run}/publish`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn post_publish(
    page: Page,
    Path(run): Path<String>,
    PostForm(form): PostForm<PublishForm>,
) -> Result<Response, WebError> {
    let id: MatchingRunId = run.parse().map_err(|_| WebError::NotFound)?;
    let staff = page.ministry_operator()?;
    let Err(error) = publish_matching_run::run(&page.ctx, staff, id, &form).await else {
        return Ok(page.see_other(&format!("/ministry/matching/{run}")));
    };
    let lang = page.lang;
    let refusal = match error {
        PublishMatchingRunError::Invalid(errors) => {
            let shown = details(&page, &run, 1).await?;
            return Ok(page.invalid(run_title(lang), || run_view::view(&page, &shown, 1, &form, &errors, None)));
        }
        PublishMatchingRunError::NotVerified => lang.t(
            "Bộ kiểm chứng không xác nhận lượt chạy này, nên không thể công bố.",
            "The verifier did not confirm this run, so it cannot be published.",
        ),
        PublishMatchingRunError::ConfirmedElsewhere { .. } => lang.t(
            "Có thí sinh đã xác nhận nhập học ở ngành mà lượt chạy này không còn xếp cho họ. Công bố sẽ lấy mất chỗ đã xác nhận.",
            "Candidates have confirmed seats that this run does not give them. Publishing it would take confirmed seats away.",
        ),
        PublishMatchingRunError::Forbidden => return Err(WebError::Forbidden),
        PublishMatchingRunError::NotFound => return Err(WebError::NotFound),
        PublishMatchingRunError::Storage(error) => return Err(error.into()),
    };
    let shown = details(&page, &run, 1).await?;
    let no_errors = FieldErrors::new();
    Ok(page.conflict(run_title(lang), || run_view::view(&page, &shown, 1, &form, &no_errors, Some(refusal))))
}

impl From<ViewMatchingRunsError> for WebError {
    fn from(error: ViewMatchingRunsError) -> Self {
        match error {
            ViewMatchingRunsError::Forbidden => Self::Forbidden,
            ViewMatchingRunsError::NotFound => Self::NotFound,
            ViewMatchingRunsError::Storage(error) => error.into(),
        }
    }
}

async fn details(page: &Page, run: &str, number: u32) -> Result<MatchingRunDetails, WebError> {
    let run = run.parse().map_err(|_| WebError::NotFound)?;
    Ok(view_matching_runs::one(&page.ctx, &page.actor, run, number).await?)
}

/// What the form begins with: the instant that is set for this run, else the opening of the results.
fn default_instant(page: &Page, shown: &MatchingRunDetails) -> String {
    let set = shown.publication.filter(|publication| publication.run == shown.run.id);
    let opening = || page.season.calendar.phase(PhaseKind::AdmissionResults).map(|phase| phase.opens_at);
    let instant = set.map(|publication| publication.visible_from).or_else(opening);
    instant.map(|instant| instant.iso().chars().take("2026-08-13T17:00".len()).collect()).unwrap_or_default()
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Xử lý nguyện vọng", "Admission matching")
}

const fn run_title(lang: Lang) -> &'static str {
    lang.t("Một lượt xử lý nguyện vọng", "A run of the matching")
}

/// Whether the verifier found it right.
fn verdict(lang: Lang, run: &MatchingRun) -> AnyView {
    if run.verified_at.is_some() {
        tag(Tone::Success, lang.t("Đã kiểm chứng", "Verified"))
    } else {
        tag(Tone::Danger, lang.t("Không đạt kiểm chứng", "Not verified"))
    }
}

/// `Đã công bố` or from when, for the published run.
fn publication_words(lang: Lang, publication: &Publication, now: Instant) -> String {
    let from = publication.visible_from.short();
    let is_visible = publication.visible_from <= now;
    match (lang, is_visible) {
        (Lang::Vi, true) => format!("Thí sinh xem được từ {from}"),
        (Lang::Vi, false) => format!("Thí sinh sẽ xem được từ {from}"),
        (Lang::En, true) => format!("Candidates have seen it since {from}"),
        (Lang::En, false) => format!("Candidates will see it from {from}"),
    }
}

fn list_view(page: &Page, shown: &MatchingRuns) -> AnyView {
    let lang = page.lang;
    let rows = shown.runs.iter().map(|run| run_row(page, run, shown.publication.as_ref())).collect();
    let runs = Table {
        caption: lang.t("Các lượt đã chạy, mới nhất trước", "The runs, the latest first"),
        columns: vec![
            Column::words(lang.t("Bắt đầu", "Started")),
            Column::number(lang.t("Thí sinh", "Candidates")),
            Column::number(lang.t("Nguyện vọng được xét", "Preferences considered")),
            Column::number(lang.t("Trúng tuyển", "Admitted")),
            Column::words(lang.t("Kiểm chứng", "Verdict")),
            Column::words(lang.t("Công bố", "Publication")),
        ],
        rows,
        when_empty: lang.t("Chưa có lượt nào.", "There is no run yet."),
    };
    view! {
        {back_link(lang, "/ministry")}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Mỗi lượt lấy danh sách nguyện vọng cuối cùng đã nộp, điểm thi, phiếu đã duyệt và lệ phí của mọi thí sinh, xếp từng thí sinh vào nguyện vọng tốt nhất có thể, rồi được một bộ kiểm chứng độc lập soát lại. Thí sinh chỉ thấy lượt được công bố.",
                "A run takes every candidate's last submitted list, marks, approved registration and fee, gives each the best seat possible, and is then checked by an independent verifier. Candidates see the published run alone.",
            )}
        </p>
        {start(page)}
        {table(runs)}
    }
    .into_any()
}

/// The button to start, or why not now.
fn start(page: &Page) -> AnyView {
    let lang = page.lang;
    let Err(refusal) = may_run(&page.season.calendar, page.now) else {
        return view! {
            <form method="post" action="/ministry/matching/run">
                {submit(lang.t("Chạy xử lý nguyện vọng", "Run the matching"))}
            </form>
        }
        .into_any();
    };
    let text = match refusal {
        RunRefusal::NotClosedYet { kind, closes_at } => {
            let (name, at) = (phase_name(lang, kind), closes_at.short());
            match lang {
                Lang::Vi => format!("“{name}” còn đến {at}. Chỉ chạy sau khi mọi danh sách và lệ phí đã chốt."),
                Lang::En => format!("“{name}” goes on until {at}. The matching runs once lists and fees are final."),
            }
        }
        RunRefusal::MatchingWindow(state) => window_words(lang, state),
    };
    let title = lang.t("Chưa thể chạy lúc này", "The matching cannot run now");
    notice(lang, Tone::Warning, title, view! { <p>{text}</p> }.into_any())
}

fn window_words(lang: Lang, state: WindowState) -> String {
    match (state, lang) {
        (WindowState::NotYetOpen { opens_at }, Lang::Vi) => format!("Đợt xử lý mở lúc {}.", opens_at.short()),
        (WindowState::NotYetOpen { opens_at }, Lang::En) => format!("Its window opens at {}.", opens_at.short()),
        (WindowState::Closed { closed_at }, Lang::Vi) => format!("Đợt xử lý đã đóng lúc {}.", closed_at.short()),
        (WindowState::Closed { closed_at }, Lang::En) => format!("Its window closed at {}.", closed_at.short()),
        (WindowState::NotPlanned | WindowState::Open { .. }, _) => {
            lang.t("Mùa này chưa có lịch xử lý nguyện vọng.", "The season has no window for the matching.").to_owned()
        }
    }
}

fn run_row(page: &Page, run: &MatchingRun, publication: Option<&Publication>) -> Vec<AnyView> {
    let lang = page.lang;
    let published = publication.filter(|publication| publication.run == run.id);
    let publication = published.map(|publication| publication_words(lang, publication, page.now)).unwrap_or_default();
    let link = view! { <a href=format!("/ministry/matching/{}", run.id)>{instant_view(run.started_at)}</a> };
    vec![
        link.into_any(),
        text(lang.count(run.candidates)),
        text(lang.count(run.considered)),
        text(lang.count(run.admitted)),
        verdict(lang, run),
        text(publication),
    ]
}
