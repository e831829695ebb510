//! `/departments`: how far every department is, for the ministry and the auditors.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;

use super::{address, cells, chart, chosen, columns, search, summary};
use crate::{
    domain::{
        access::Permission,
        exam::progress::{NamedProgress, ProgressForm},
        ids::DepartmentCode,
    },
    usecases::department::view_departments::{self, Departments},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// `GET /departments`; whoever works for a department is led to their own.
///
/// # Errors
/// `NotFound` for an order that does not exist; `Unavailable`.
pub async fn get(page: Page, Query(form): Query<ProgressForm>) -> Result<Response, WebError> {
    if page.actor.department_for(Permission::ViewDepartment).is_some() {
        return Ok(page.see_other("/department"));
    }
    let shown = view_departments::run(&page.ctx, &page.actor, page.season.year).await?;
    let departments = chosen(&form, &shown.departments)?;
    let title = title(page.lang);
    Ok(page.ok(title, || view(&page, &shown, &departments, &form)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Tiến độ đăng ký dự thi các tỉnh, thành phố", "Exam registration by province")
}

fn view(page: &Page, shown: &Departments, departments: &[NamedProgress], form: &ProgressForm) -> AnyView {
    let lang = page.lang;
    let row = |department: &NamedProgress| {
        let href = address(&DepartmentCode(department.code.clone()));
        let name = format!("{} {}", department.code, department.name);
        cells(lang, view! { <a href=href>{name}</a> }.into_any(), &department.progress)
    };
    let list = Table {
        caption: lang.t("Các Sở Giáo dục và Đào tạo", "Departments of education"),
        columns: columns(lang, lang.t("Sở", "Department")),
        rows: departments.iter().map(row).collect(),
        when_empty: lang.t("Không có Sở nào khớp với từ đã nhập.", "No department matches these words."),
    };
    let above = page.may(Permission::ViewSeasonFigures).then(|| back_link(lang, "/ministry"));
    view! {
        {above}
        <h1>{title(lang)}</h1>
        {summary(lang, &shown.total)}
        {chart(lang, (lang.t("Cả nước", "The whole country"), &shown.total), departments)}
        {search(lang, "/departments", lang.t("Tên hoặc mã Sở", "Name or code of a department"), form)}
        {table(list)}
    }
    .into_any()
}
