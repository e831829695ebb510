//! The home page: what is open now, what comes next, until when.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{access::Actor, season::Phase},
    web::{
        components::{ButtonLook, Column, Table, button_link, end_view, instant_view, table, text},
        i18n::{Lang, phase_name},
        page::{Page, home_of},
    },
};

/// `GET /`
pub async fn get(page: Page) -> Response {
    page.ok(page.t("Cổng Thí sinh", "Candidate portal"), || view(&page))
}

fn view(page: &Page) -> AnyView {
    let lang = page.lang;
    let calendar = &page.season.calendar;
    let open: Vec<_> = calendar.open_at(page.now).into_iter().map(|phase| phase_row(lang, phase)).collect();
    let nothing_open = open.is_empty();
    let next = calendar.next_after(page.now).map(|phase| {
        view! {
            <p>
                {lang.t("Tiếp theo: ", "Next: ")} <strong>{phase_label(lang, phase)}</strong>
                {lang.t(", mở lúc ", ", opens at ")} {instant_view(phase.opens_at)} "."
            </p>
        }
    });
    let season_name = match lang {
        Lang::Vi => page.season.name_vi.clone(),
        Lang::En => page.season.name_en.clone(),
    };
    view! {
        <h1>{lang.t("Cổng Thí sinh", "Candidate portal")}</h1>
        <p class="lead">{season_name}</p>
        {start(page)}
        <h2>{lang.t("Đang mở", "Open now")}</h2>
        {nothing_open.then(|| view! { <p>{lang.t("Hiện không có đợt nào đang mở.", "Nothing is open just now.")}</p> })}
        <ul>{open}</ul>
        {next}
        <h2>{lang.t("Lịch của mùa", "Calendar of the season")}</h2>
        {calendar_table(page)}
        <p class="hint">
            {lang.t(
                "Mọi mốc tính theo giờ máy chủ, giờ Việt Nam. Dấu * là mốc chưa có văn bản công bố.",
                "All times are the server's, in Vietnam time. An asterisk marks dates that no published text confirms yet.",
            )}
        </p>
    }
    .into_any()
}

fn start(page: &Page) -> AnyView {
    let lang = page.lang;
    if page.actor == Actor::Visitor {
        view! {
            <p>
                {button_link(ButtonLook::Primary, lang.t("Thí sinh đăng nhập", "Candidates: sign in"), "/sign-in")}
            </p>
            <ul>
                <li><a href="/catalogue">{lang.t("Tra cứu ngành, chương trình", "Search programmes")}</a></li>
                <li><a href="/staff/sign-in">{lang.t("Cán bộ đăng nhập", "Staff: sign in")}</a></li>
            </ul>
        }
        .into_any()
    } else {
        view! {
            <p>
                {button_link(ButtonLook::Primary, lang.t("Vào trang của tôi", "Go to my page"), home_of(&page.actor))}
            </p>
        }
        .into_any()
    }
}

fn phase_label(lang: Lang, phase: &Phase) -> String {
    let name = phase_name(lang, phase.kind);
    match phase.province_group {
        0 => name.to_owned(),
        group => format!("{name} ({} {group})", lang.t("nhóm tỉnh", "province group")),
    }
}

fn phase_row(lang: Lang, phase: &Phase) -> AnyView {
    let deadline =
        (!phase.kind.is_publication()).then(|| view! { {lang.t(" – đến ", " – until ")} {end_view(phase.closes_at)} });
    view! {
        <li>
            <strong>{phase_label(lang, phase)}</strong>
            {deadline}
        </li>
    }
    .into_any()
}

fn calendar_table(page: &Page) -> AnyView {
    let lang = page.lang;
    // The provinces' payment windows differ by hours: one row for all, each candidate's page has its own.
    let phases = page.season.calendar.phases().iter().filter(|phase| phase.province_group <= 1);
    let row = |phase: &Phase| {
        let mark = if phase.is_verified { "" } else { " *" };
        let by_group =
            if phase.province_group == 0 { "" } else { lang.t(", theo nhóm tỉnh", ", by province group") };
        let name = format!("{}{by_group}{mark}", phase_name(lang, phase.kind));
        let closes_at = if phase.kind.is_publication() { text("–") } else { end_view(phase.closes_at) };
        vec![text(name), instant_view(phase.opens_at), closes_at]
    };
    table(Table {
        caption: lang.t("Các đợt, theo thứ tự mở", "Windows, by opening"),
        columns: vec![
            Column::words(lang.t("Đợt", "Window")),
            Column::words(lang.t("Mở", "Opens")),
            Column::words(lang.t("Đóng", "Closes")),
        ],
        rows: phases.map(row).collect(),
        when_empty: lang.t("Chưa có lịch.", "No calendar yet."),
    })
}
