//! The matching: run it, look at a run, have it published by two.

mod approval;
mod difference;
mod proposal_view;
pub mod publication;
pub mod quota_trial;
mod run_view;

use std::{collections::HashMap, time::Duration};

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use self::run_view::Around;
use crate::{
    domain::{
        access::Permission,
        ids::{MatchingRunId, StaffId},
        matching::{
            publication::ProposalStatus,
            readiness::{RunRefusal, may_run},
        },
        season::WindowState,
        time::Instant,
    },
    usecases::ministry::{
        start_matching_run::{self, StartMatchingRunError},
        view_matching_runs::{
            self, Against, Asked, MatchingRun, MatchingRunDetails, MatchingRuns, Publication, ViewMatchingRunsError,
        },
    },
    web::{
        components::{Column, Table, Tone, back_link, exact_instant_view, notice, submit, table, tag, text},
        error::WebError,
        i18n::{Lang, phase_name},
        page::Page,
    },
};

/// How long whoever starts a run waits for it: a demo season takes a moment, a national one a minute.
const RUN_PATIENCE: Duration = Duration::from_secs(10);

/// What of a run is looked at.
#[derive(Deserialize)]
pub struct RunQuery {
    /// The page of its programmes.
    page: Option<String>,
    /// `published` or `previous`: against which run it is held.
    against: Option<String>,
    /// The page of the programmes that change.
    changes: Option<String>,
}

impl RunQuery {
    fn read(&self) -> Asked {
        let number = |page: &Option<String>| page.as_ref().and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
        let against = self.against.as_deref().and_then(|word| match word {
            "published" => Some(Against::Published),
            "previous" => Some(Against::Previous),
            _ => None,
        });
        Asked { programmes_page: number(&self.page), against, changes_page: number(&self.changes) }
    }
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
    let (ctx, actor) = (page.ctx.clone(), page.actor.clone());
    // By itself: a run of a whole season outlasts the request, and whoever asked goes on to the list.
    let run = tokio::spawn(async move {
        let ended = start_matching_run::run(&ctx, &actor, None, &|_| ()).await;
        ended.inspect_err(|error| tracing::error!(%error, "matching"))
    });
    let Ok(ended) = tokio::time::timeout(RUN_PATIENCE, run).await else {
        return Ok(page.see_other("/ministry/matching"));
    };
    match ended.unwrap_or(Err(StartMatchingRunError::BrokenOff)) {
        Ok(run) => Ok(page.see_other(&format!("/ministry/matching/{}", run.id))),
        Err(StartMatchingRunError::NotNow(_)) => {
            let shown = view_matching_runs::run(&page.ctx, &page.actor).await?;
            Ok(page.conflict(title(page.lang), || list_view(&page, &shown)))
        }
        Err(StartMatchingRunError::Forbidden) => Err(WebError::Forbidden),
        Err(
            StartMatchingRunError::Contradiction(..)
            | StartMatchingRunError::UnknownSeason(_)
            | StartMatchingRunError::BrokenOff,
        ) => Err(WebError::Internal),
        Err(StartMatchingRunError::Storage(error)) => Err(error.into()),
    }
}

/// `GET /ministry/matching/{run}`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn get_one(page: Page, Path(run): Path<String>, Query(query): Query<RunQuery>) -> Result<Response, WebError> {
    let asked = query.read();
    let shown = details(&page, &run, asked).await?;
    let around = Around::fresh(&page, &shown);
    Ok(page.ok(run_title(page.lang), || run_view::view(&page, &shown, asked, &around)))
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

async fn details(page: &Page, run: &str, asked: Asked) -> Result<MatchingRunDetails, WebError> {
    let run: MatchingRunId = run.parse().map_err(|_| WebError::NotFound)?;
    Ok(view_matching_runs::one(&page.ctx, &page.actor, run, asked).await?)
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

/// Who started it: a person, or the command line.
fn starter(lang: Lang, run: &MatchingRun, operators: &HashMap<StaffId, String>) -> String {
    let name = run.started_by.and_then(|staff| operators.get(&staff).cloned());
    name.unwrap_or_else(|| lang.t("dòng lệnh", "command line").to_owned())
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
    let rows = shown.runs.iter().map(|run| run_row(page, run, shown)).collect();
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
        {waiting(lang, shown)}
        {page.may(Permission::RunMatching).then(|| start(page))}
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

/// Where a proposal waits.
fn waiting(lang: Lang, shown: &MatchingRuns) -> Option<AnyView> {
    let open = shown.proposals.iter().find(|each| each.proposal.status() == ProposalStatus::Proposed)?;
    let run = shown.runs.iter().find(|run| run.id == open.proposal.run)?;
    let body = view! {
        <p>
            <a href=format!("/ministry/matching/{}", run.id)>
                {lang.t("Lượt chạy lúc ", "The run of ")} {exact_instant_view(run.started_at)}
            </a>
            {lang.t(", do ", ", by ")}
            {open.proposer.clone()}
            {lang.t(" đề nghị. Cần một cán bộ khác của Bộ kiểm tra.", ". Another operator of the ministry has to check it.")}
        </p>
    };
    let title = lang.t("Một đề nghị công bố đang chờ", "A proposal to publish is waiting");
    Some(notice(lang, Tone::Warning, title, body.into_any()))
}

fn run_row(page: &Page, run: &MatchingRun, shown: &MatchingRuns) -> Vec<AnyView> {
    let lang = page.lang;
    // In one box, for a card lays out what stands beside each other.
    let started = view! {
        <div>
            <a href=format!("/ministry/matching/{}", run.id)>{exact_instant_view(run.started_at)}</a>
            <br />
            <span class="quiet">{starter(lang, run, &shown.operators)}</span>
        </div>
    };
    vec![
        started.into_any(),
        text(lang.count(run.candidates)),
        text(lang.count(run.considered)),
        text(lang.count(run.admitted)),
        verdict(lang, run),
        publication_state(page, run, shown),
    ]
}

/// Published, once published, or proposed.
fn publication_state(page: &Page, run: &MatchingRun, shown: &MatchingRuns) -> AnyView {
    let lang = page.lang;
    let status_is =
        |status| shown.proposals.iter().any(|each| each.proposal.run == run.id && each.proposal.status() == status);
    let published = shown.publication.as_ref().filter(|publication| publication.run == run.id);
    let current = published.map(|publication| {
        view! {
            {tag(Tone::Success, lang.t("Đang công bố", "Published"))}
            " "
            {publication_words(lang, publication, page.now)}
            " "
        }
    });
    let before = (published.is_none() && status_is(ProposalStatus::Approved))
        .then(|| view! { {tag(Tone::Neutral, lang.t("Từng công bố", "Published before"))} " " });
    let proposed = status_is(ProposalStatus::Proposed).then(|| tag(Tone::Warning, lang.t("Chờ duyệt", "Proposed")));
    let nothing = (current.is_none() && before.is_none() && proposed.is_none()).then_some("–");
    view! { {current} {before} {proposed} {nothing} }.into_any()
}
