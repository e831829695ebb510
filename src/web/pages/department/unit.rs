//! `/departments/{department}/units/{unit}`: how far one unit is, class by class.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{address, cells, columns, summary};
use crate::{
    domain::{access::Permission, exam::progress::NamedProgress, ids::DepartmentCode},
    usecases::department::view_unit::{self, UnitClasses},
    web::{components::*, error::WebError, page::Page},
};

/// `GET /departments/{department}/units/{unit}`
///
/// # Errors
/// `NotFound`, also for a unit of another one's department; `Unavailable`.
pub async fn get(page: Page, Path((department, unit)): Path<(String, String)>) -> Result<Response, WebError> {
    let department = DepartmentCode(department);
    let shown = view_unit::run(&page.ctx, &page.actor, page.season.year, department, &unit).await?;
    Ok(page.ok(&shown.name, || view(&page, &shown)))
}

fn view(page: &Page, shown: &UnitClasses) -> AnyView {
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
    view! {
        {breadcrumbs(lang, &[(&above, &shown.department_name)])}
        <h1>{shown.name.clone()}</h1>
        {summary(lang, &shown.total)}
        {table(classes)}
    }
    .into_any()
}
