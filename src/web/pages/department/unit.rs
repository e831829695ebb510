//! `/departments/{department}/units/{unit}`: how far one unit is, class by class.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{address, cells, columns, rename_unit, summary};
use crate::{
    domain::{access::Permission, exam::progress::NamedProgress, ids::DepartmentCode},
    usecases::department::view_unit::{self, UnitClasses},
    web::{components::*, error::WebError, i18n::Lang, page::Page, pages::staff::invite},
};

/// What was just done.
#[derive(Deserialize, Default)]
pub struct UnitQuery {
    /// `added` or `renamed`.
    #[serde(default)]
    done: String,
}

/// `GET /departments/{department}/units/{unit}`
///
/// # Errors
/// `NotFound`, also for a unit of another one's department; `Unavailable`.
pub async fn get(
    page: Page,
    Path((department, unit)): Path<(String, String)>,
    Query(query): Query<UnitQuery>,
) -> Result<Response, WebError> {
    let department = DepartmentCode(department);
    let shown = view_unit::run(&page.ctx, &page.actor, page.season.year, department, &unit).await?;
    Ok(page.ok(&shown.name, || view(&page, &shown, (&unit, &query.done))))
}

/// What was just done to the unit; a new one needs somebody who works there.
fn done_notice(lang: Lang, done: &str) -> Option<AnyView> {
    match done {
        "added" => {
            let next = view! {
                <p>
                    <a href=invite::PATH>{lang.t("Mời thủ trưởng của đơn vị", "Invite the head of the unit")}</a>
                </p>
            };
            let title = lang.t("Đã lập đơn vị", "The unit is set up");
            Some(notice(lang, Tone::Success, title, next.into_any()))
        }
        "renamed" => {
            Some(notice(lang, Tone::Success, lang.t("Đã đổi tên đơn vị", "The unit is renamed"), ().into_any()))
        }
        _ => None,
    }
}

fn view(page: &Page, shown: &UnitClasses, (code, done): (&str, &str)) -> AnyView {
    let lang = page.lang;
    let is_own = page.actor.department_for(Permission::ViewDepartment).is_some();
    let above = if is_own { "/department".to_owned() } else { address(&shown.department) };
    let row = |class: &NamedProgress| {
        let name = if class.name.is_empty() { lang.t("Không thuộc lớp nào", "In no class") } else { &class.name };
        cells(lang, text(name), &class.progress)
    };
    let classes = Table {
        caption: lang.t("Theo lớp", "By class"),
        columns: columns(lang, lang.t("Lớp", "Class")),
        rows: shown.classes.iter().map(row).collect(),
        when_empty: lang.t("Đơn vị chưa có thí sinh nào.", "The unit has no candidate yet."),
    };
    let may_manage = page.may(Permission::ManageUnits);
    let rename = may_manage.then(|| {
        view! {
            <p>
                <a href=rename_unit::path(code)>{rename_unit::title(lang)}</a>
            </p>
        }
    });
    view! {
        {breadcrumbs(lang, &[(&above, &shown.department_name)])}
        {done_notice(lang, done).filter(|_| may_manage)}
        <h1>{shown.name.clone()}</h1>
        {summary(lang, &shown.total)}
        {table(classes)}
        {rename}
    }
    .into_any()
}
