//! `/school/classes`: one class of the unit as a list to be printed; and the figures of all classes, for the unit's home.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::{roll, visible_record};
use crate::{
    domain::{access::Permission, exam::progress::NamedProgress, time::short_date},
    usecases::school::view_classes::{self, ClassList, ClassListRow},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            exam::{registration_status_name, sex_name},
        },
        page::Page,
        pages::department::{cells, columns},
    },
};

/// Where the list is.
pub const PATH: &str = "/school/classes";

/// Which class.
#[derive(Deserialize, Default)]
pub struct ClassQuery {
    #[serde(default)]
    class: String,
}

/// `GET /school/classes?class=…`
///
/// # Errors
/// `NotFound` for a class without anybody; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ClassQuery>) -> Result<Response, WebError> {
    let list = view_classes::list(&page.ctx, &page.actor, page.season.year, &query.class).await?;
    let list = list.ok_or(WebError::NotFound)?;
    Ok(page.ok(&title(page.lang, &list.class_name), || view(&page, &list)))
}

fn title(lang: Lang, class_name: &str) -> String {
    match (lang, class_name) {
        (_, "") => lang.t("Không thuộc lớp nào", "In no class").to_owned(),
        (Lang::Vi, name) => format!("Lớp {name}"),
        (Lang::En, name) => format!("Class {name}"),
    }
}

fn view(page: &Page, list: &ClassList) -> AnyView {
    let lang = page.lang;
    let may_take_off = page.may(Permission::ImportRoll);
    let count = list.rows.len();
    let printed = lang.t("{a} học sinh. In lúc {b}.", "{a} pupils. Printed at {b}.");
    let printed = printed.replace("{a}", &count.to_string()).replace("{b}", &page.now.short());
    let table_of = Table {
        caption: lang.t("Danh sách đăng ký dự thi", "Registrations"),
        columns: vec![
            Column::number(lang.t("STT", "No.")),
            Column::words(lang.t("Họ và tên", "Full name")),
            Column::words(lang.t("Ngày sinh", "Born")),
            Column::words(lang.t("Giới tính", "Sex")),
            Column::words(lang.t("Số phiếu", "Form number")),
            Column::words(lang.t("Trạng thái", "Status")),
            Column::words(lang.t("Ký tên", "Signature")),
        ],
        rows: list.rows.iter().enumerate().map(|(index, row)| row_cells(lang, index + 1, row, may_take_off)).collect(),
        when_empty: "",
    };
    view! {
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang, &list.class_name)}</h1>
        <p class="lead">{list.unit_name.clone()}</p>
        <p>{printed}</p>
        <p class="on-screen quiet">
            {lang.t("Dùng lệnh in của trình duyệt; bản in chỉ có danh sách.", "Use the browser’s print command; on paper there is the list alone.")}
        </p>
        {table(table_of)}
    }
    .into_any()
}

fn row_cells(lang: Lang, number: usize, row: &ClassListRow, may_take_off: bool) -> Vec<AnyView> {
    let status = match (row.candidate_id, row.status) {
        (None, _) => lang.t("Chưa đăng nhập", "Never signed in"),
        (Some(_), None) => lang.t("Chưa bắt đầu", "Not begun"),
        (Some(_), Some(status)) => registration_status_name(lang, status),
    };
    let name = row.full_name.upper();
    let name = match visible_record(row.registration_id, row.status) {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => text(name),
    };
    let status = if may_take_off && row.candidate_id.is_none() {
        view! { {status} " " {roll::take_off_link(lang, row.roll_id, row.full_name.as_str())} }.into_any()
    } else {
        text(status)
    };
    vec![
        text(number.to_string()),
        name,
        text(short_date(row.birth_date)),
        text(sex_name(lang, row.sex)),
        text(row.form_number.clone().unwrap_or_else(|| "–".to_owned())),
        status,
        text(""),
    ]
}

/// The figures of all classes, each leading to its list; nothing where nobody is on a roll.
///
/// # Errors
/// `Unavailable`.
pub async fn figures(page: &Page) -> Result<Option<AnyView>, WebError> {
    let classes = view_classes::progress(&page.ctx, &page.actor, page.season.year).await?.unwrap_or_default();
    if classes.is_empty() {
        return Ok(None);
    }
    let lang = page.lang;
    let row = |class: &NamedProgress| {
        let name = title(lang, &class.name);
        let name = if class.progress.on_roll == 0 {
            text(name)
        } else {
            let query: String = form_urlencoded::byte_serialize(class.name.as_bytes()).collect();
            view! { <a href=format!("{PATH}?class={query}")>{name}</a> }.into_any()
        };
        cells(lang, name, &class.progress)
    };
    let by_class = Table {
        caption: lang.t("Tiến độ theo lớp", "Progress by class"),
        columns: columns(lang, lang.t("Lớp (mở để in)", "Class (open to print)")),
        rows: classes.iter().map(row).collect(),
        when_empty: "",
    };
    Ok(Some(table(by_class)))
}
