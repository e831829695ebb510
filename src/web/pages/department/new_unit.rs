//! `/department/units/new`: the lead of a department sets up a registration unit.

use axum::response::Response;
use leptos::prelude::*;

use super::unit_address;
use crate::{
    domain::{exam::registration_unit::UnitForm, field_errors::FieldErrors},
    usecases::department::manage_units::{self, UnitError},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The page.
pub const PATH: &str = "/department/units/new";

/// `GET /department/units/new`
///
/// # Errors
/// None.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let lang = page.lang;
    Ok(page.ok(title(lang), || view(lang, &UnitForm::default(), &FieldErrors::new())))
}

/// `POST /department/units/new`
///
/// # Errors
/// `NotFound` for whoever leads no department; `BadRequest`, `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<UnitForm>) -> Result<Response, WebError> {
    match manage_units::add(&page.ctx, &page.actor, &form).await {
        Ok(unit) => Ok(page.see_other(&format!("{}?done=added", unit_address(&unit.department, &unit.code)))),
        Err(UnitError::Invalid(errors)) => Ok(page.invalid(title(page.lang), || view(page.lang, &form, &errors))),
        Err(error) => Err(error.into()),
    }
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Lập đơn vị đăng ký dự thi", "Set up a registration unit")
}

/// The label of a field of a unit's form.
pub(super) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "code" => lang.t("Mã đơn vị", "Code of the unit"),
        "name" => lang.t("Tên đơn vị", "Name of the unit"),
        "school" => lang.t("Mã trường THPT", "Code of the high school"),
        _ => "",
    }
}

fn view(lang: Lang, form: &UnitForm, errors: &FieldErrors) -> AnyView {
    let field = |name: &'static str, value: &str, hint: &'static str, width: Width| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint,
            value,
            error: errors.of(name),
            width,
            ..TextInput::default()
        })
    };
    let code_hint = lang.t(
        "Ba chữ số: 001–900 là trường, 901–999 là điểm tiếp nhận thí sinh tự do. Mã không đổi được về sau.",
        "Three digits: 001–900 for schools, 901–999 for receiving points of free candidates. It never changes.",
    );
    let school_hint = lang.t(
        "Chỉ với mã 001–900: mã của trường trong danh mục, cùng tỉnh với sở, ví dụ 46001",
        "For 001–900 alone: the school’s code in the register, of the department’s province, e.g. 46001",
    );
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        {back_link(lang, "/department")}
        <h1>{title(lang)}</h1>
        <form method="post" action=PATH novalidate>
            {field("code", &form.code, code_hint, Width::Short)}
            {field("name", &form.name, "", Width::Full)}
            {field("school", &form.school, school_hint, Width::Medium)}
            {submit(lang.t("Lập đơn vị", "Set the unit up"))}
        </form>
    }
    .into_any()
}
