//! `/department/cases` and `/departments/{department}/cases`: how far units are with the identities of their candidates,
//! those with the most overdue cases first. Figures, and nobody's name.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{MOST_DRAWN, address, chart_caption};
use crate::{
    domain::{access::Permission, ids::DepartmentCode},
    usecases::department::view_identity::{self, DepartmentIdentity, IdentityFigures},
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::Page,
        pages::school::cases::{summary, title},
    },
};

/// `GET /department/cases`: one's own; whoever sees all of them is led to the list.
///
/// # Errors
/// `Unavailable`.
pub async fn get_own(page: Page) -> Result<Response, WebError> {
    if page.actor.department_for(Permission::ViewDepartment).is_none() {
        return Ok(page.see_other("/departments"));
    }
    show(&page, None).await
}

/// `GET /departments/{department}/cases`
///
/// # Errors
/// `NotFound`, also for another one's department; `Unavailable`.
pub async fn get(page: Page, Path(department): Path<String>) -> Result<Response, WebError> {
    show(&page, Some(DepartmentCode(department))).await
}

/// The address of the page of a department.
pub(super) fn path(department: &DepartmentCode) -> String {
    format!("{}/cases", address(department))
}

async fn show(page: &Page, department: Option<DepartmentCode>) -> Result<Response, WebError> {
    let shown = view_identity::run(&page.ctx, &page.actor, page.season.year, department).await?;
    Ok(page.ok(title(page.lang), || view(page, &shown)))
}

fn view(page: &Page, shown: &DepartmentIdentity) -> AnyView {
    let lang = page.lang;
    let is_own = page.actor.department_for(Permission::ViewDepartment).is_some();
    let above = if is_own { "/department".to_owned() } else { address(&shown.department) };
    let row = |unit: &IdentityFigures| {
        let share = if unit.candidates == 0 {
            "–".to_owned()
        } else {
            format!("{} ({} %)", unit.verified, unit.verified * 100 / unit.candidates)
        };
        let [candidate, school, police] = unit.open.map(|count| text(count.to_string()));
        let overdue = if unit.overdue > 0 { tag(Tone::Danger, &unit.overdue.to_string()) } else { text("0") };
        vec![
            text(format!("{} {}", unit.unit_code, unit.unit_name)),
            text(unit.candidates.to_string()),
            text(share),
            school,
            candidate,
            police,
            overdue,
        ]
    };
    let list = Table {
        caption: lang.t("Theo đơn vị, nhiều việc quá hạn nhất trước", "By unit, the most overdue first"),
        columns: vec![
            Column::words(lang.t("Đơn vị", "Unit")),
            Column::number(lang.t("Thí sinh", "Candidates")),
            Column::number(lang.t("Đã xác minh", "Verified")),
            Column::number(lang.t("Chờ trường", "With the school")),
            Column::number(lang.t("Chờ thí sinh", "With the candidate")),
            Column::number(lang.t("Chờ công an", "With the police")),
            Column::number(lang.t("Quá hạn", "Overdue")),
        ],
        rows: shown.units.iter().map(row).collect(),
        when_empty: lang.t("Sở chưa có đơn vị đăng ký dự thi nào.", "The department has no registration unit yet."),
    };
    view! {
        {breadcrumbs(lang, &[(&above, &shown.name)])}
        <h1>{title(lang)}</h1>
        <p class="lead">{shown.name.clone()}</p>
        {summary(lang, &shown.total)}
        {chart(lang, shown)}
        {table(list)}
        <p class="quiet">
            {lang.t(
                "Thí sinh đã đăng nhập và có số định danh cá nhân. Trang này chỉ có số liệu.",
                "Candidates who have signed in and have a personal number. This page holds figures alone.",
            )}
        </p>
    }
    .into_any()
}

/// How many of each unit are matched with the registry, all of them together first.
fn chart(lang: Lang, shown: &DepartmentIdentity) -> Option<AnyView> {
    let drawn =
        shown.units.iter().take(MOST_DRAWN).map(|unit| (format!("{} {}", unit.unit_code, unit.unit_name), unit));
    let named: Vec<(String, &IdentityFigures)> =
        std::iter::once((lang.t("Cả sở", "All units").to_owned(), &shown.total))
            .chain(drawn)
            .filter(|(_, figures)| figures.candidates > 0)
            .collect();
    let notes: Vec<String> = named
        .iter()
        .map(|(_, figures)| {
            format!("{}/{} {}", figures.verified, figures.candidates, lang.t("đã xác minh", "verified"))
        })
        .collect();
    let count = |count: i64| u32::try_from(count).unwrap_or_default();
    let bars_of = named.iter().zip(&notes).map(|((label, figures), note)| Bar {
        label,
        parts: vec![count(figures.verified), count(figures.candidates - figures.verified)],
        note,
    });
    let legend = [lang.t("Đã xác minh", "Verified"), lang.t("Chưa xác minh", "Not verified")];
    bars(&Bars { caption: chart_caption(lang), legend: &legend, bars: bars_of.collect() })
}
