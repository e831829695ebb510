//! The ministry's start page: how far the season is, and what can be done.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{access::Permission, season::PhaseKind},
    usecases::ministry::view_figures::{self, SeasonFigures},
    web::{
        components::{Figure, figures},
        error::WebError,
        i18n::{Lang, phase_name},
        page::Page,
        pages::{lead::questions, ministry::payments, staff},
    },
};

/// `GET /ministry`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_figures::run(&page.ctx, &page.actor, page.season.year).await?.ok_or(WebError::Forbidden)?;
    Ok(page.ok(title(&page), || view(&page, &shown)))
}

/// Whoever runs the matching runs the season; the others follow it.
fn title(page: &Page) -> &'static str {
    if page.may(Permission::RunMatching) {
        page.t("Điều hành mùa tuyển sinh", "Running the season")
    } else {
        page.t("Theo dõi mùa tuyển sinh", "Following the season")
    }
}

fn view(page: &Page, shown: &SeasonFigures) -> AnyView {
    let lang = page.lang;
    let number = |count: i64| lang.count(u64::try_from(count).unwrap_or_default());
    let counts = [
        (lang.t("Thí sinh", "Candidates"), number(shown.candidates)),
        (lang.t("Đã nộp phiếu đăng ký dự thi", "Exam registrations submitted"), number(shown.registered)),
        (lang.t("Phiếu đã duyệt", "Registrations approved"), number(shown.approved)),
        (lang.t("Số báo danh có điểm", "Candidate numbers with marks"), number(shown.marked)),
        (lang.t("Đã nộp nguyện vọng", "Preference lists submitted"), number(shown.lists)),
        (lang.t("Đã nộp lệ phí", "Fees paid"), number(shown.paid)),
        (lang.t("Đã xác nhận nhập học", "Enrolments confirmed"), number(shown.confirmed)),
    ];
    let counts: Vec<_> = counts.iter().map(|(label, number)| Figure { label, number, note: "" }).collect();
    let name = if lang == Lang::Vi { &page.season.name_vi } else { &page.season.name_en };
    let clock = (page.ctx.config.is_demo && page.may(Permission::MoveDemoClock)).then(|| {
        view! {
            <li>
                <a href="/ministry/clock">{lang.t("Đồng hồ của mùa", "Season clock")}</a>
            </li>
        }
    });
    let departments = page.may(Permission::ViewDepartment).then(|| {
        view! {
            <li>
                <a href="/departments">
                    {lang.t("Tiến độ đăng ký dự thi các tỉnh, thành phố", "Exam registration by province")}
                </a>
            </li>
        }
    });
    let next = page.season.calendar.next_after(page.now).map(|phase| {
        let words = lang.t("Tiếp theo: ", "Next: ");
        view! {
            <p>
                {words} {phase_name(lang, phase.kind)} ", "
                <time datetime=phase.opens_at.iso()>{phase.opens_at.short()}</time> "."
            </p>
        }
    });
    view! {
        <h1>{title(page)}</h1>
        <p class="lead">{name.clone()}</p>
        {next}
        {figures(&counts)}
        <h2>
            {if page.may(Permission::RunMatching) {
                lang.t("Công việc", "What to do")
            } else {
                lang.t("Xem thêm", "More to see")
            }}
        </h2>
        <ul>
            <li>
                <a href="/ministry/matching">{phase_name(lang, PhaseKind::Matching)}</a>
            </li>
            {payments::link(page).map(|link| view! { <li>{link}</li> })}
            {staff::accounts_link(page).map(|link| view! { <li>{link}</li> })}
            {departments}
            {clock}
        </ul>
        {questions::link(page)}
    }
    .into_any()
}
