//! The candidate's start page: the season's steps in order, each with where it stands.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::season::{PhaseKind, WindowState},
    web::{
        components::{Tone, notice},
        error::WebError,
        i18n::{Lang, phase_name},
        page::Page,
    },
};

/// The season's steps and where each is done.
const STEPS: [(PhaseKind, &str); 6] = [
    (PhaseKind::ExamRegistration, "/candidate/registration"),
    (PhaseKind::ResultsPublication, "/candidate/marks"),
    (PhaseKind::Preference, "/candidate/preferences"),
    (PhaseKind::Payment, "/candidate/payment"),
    (PhaseKind::AdmissionResults, "/candidate/result"),
    (PhaseKind::EnrolmentConfirmation, "/candidate/enrolment"),
];

/// `GET /candidate`
///
/// # Errors
/// `Forbidden` for anyone but a candidate.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let is_level_2 = page.candidate()?.is_level_2;
    Ok(page.ok(page.t("Trang của tôi", "My page"), || view(&page, is_level_2)))
}

fn view(page: &Page, is_level_2: bool) -> AnyView {
    let lang = page.lang;
    let level_1 = (!is_level_2).then(|| {
        let title = lang.t("Tài khoản định danh của bạn ở mức 1", "Your electronic identity is of level 1");
        let text = lang.t(
            "Bạn xem và soạn được mọi nội dung, nhưng để nộp, trả lệ phí và xác nhận nhập học cần định danh mức 2. Hãy nâng mức tại công an xã, phường.",
            "You can see and draft everything, but to submit, pay and confirm you need level 2. Raise it at the commune police.",
        );
        notice(lang, Tone::Warning, title, view! { <p>{text}</p> }.into_any())
    });
    let steps: Vec<_> = STEPS
        .into_iter()
        .map(|(kind, href)| {
            view! {
                <li class="step-link">
                    <a href=href>{phase_name(lang, kind)}</a>
                    <p class="hint">{window(page, kind)}</p>
                </li>
            }
        })
        .collect();
    view! {
        <h1>{lang.t("Trang của tôi", "My page")}</h1>
        {level_1}
        <ol class="plain-list">{steps}</ol>
        <p><a href="/catalogue">{lang.t("Tra cứu ngành, chương trình", "Search programmes")}</a></p>
    }
    .into_any()
}

fn window(page: &Page, kind: PhaseKind) -> String {
    let lang: Lang = page.lang;
    let group =
        page.season.calendar.phases().iter().find(|phase| phase.kind == kind).map_or(0, |phase| phase.province_group);
    let is_publication = matches!(kind, PhaseKind::ResultsPublication | PhaseKind::AdmissionResults);
    match page.season.calendar.state_for(kind, group, page.now) {
        WindowState::NotPlanned => lang.t("Chưa có lịch", "Not planned yet").to_owned(),
        WindowState::NotYetOpen { opens_at } => format!("{} {}", lang.t("Mở lúc", "Opens at"), opens_at.short()),
        WindowState::Open { .. } if is_publication => lang.t("Đã công bố", "Published").to_owned(),
        WindowState::Open { closes_at } => format!("{} {}", lang.t("Đang mở, đến", "Open, until"), closes_at.short()),
        WindowState::Closed { closed_at } => format!("{} {}", lang.t("Đã đóng lúc", "Closed at"), closed_at.short()),
    }
}
