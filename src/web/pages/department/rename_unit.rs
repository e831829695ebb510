//! `/department/units/{unit}/edit`: the lead of a department renames a registration unit. Its code stays.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::{new_unit::label, unit_address};
use crate::{
    domain::field_errors::FieldErrors,
    usecases::department::manage_units::{self, OwnUnit, UnitError},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The form as posted.
#[derive(Deserialize)]
pub struct NameForm {
    #[serde(default)]
    name: String,
}

/// Where it stands, by the unit's code.
pub(super) fn path(unit: &str) -> String {
    let code: String = form_urlencoded::byte_serialize(unit.as_bytes()).collect();
    format!("/department/units/{code}/edit")
}

/// `GET /department/units/{unit}/edit`
///
/// # Errors
/// `NotFound`, also for a unit of another department; `Unavailable`.
pub async fn get(page: Page, Path(unit): Path<String>) -> Result<Response, WebError> {
    let unit = manage_units::view(&page.ctx, &page.actor, &unit).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, &unit, &unit.name, &FieldErrors::new())))
}

/// `POST /department/units/{unit}/edit`
///
/// # Errors
/// `NotFound`, also for a unit of another department; `BadRequest`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(unit): Path<String>,
    PostForm(form): PostForm<NameForm>,
) -> Result<Response, WebError> {
    match manage_units::rename(&page.ctx, &page.actor, &unit, &form.name).await {
        Ok(unit) => Ok(page.see_other(&format!("{}?done=renamed", unit_address(&unit.department, &unit.code)))),
        Err(UnitError::Invalid(errors)) => {
            let unit = manage_units::view(&page.ctx, &page.actor, &unit).await?;
            Ok(page.invalid(title(page.lang), || view(page.lang, &unit, &form.name, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Đổi tên đơn vị", "Rename the unit")
}

fn view(lang: Lang, unit: &OwnUnit, typed: &str, errors: &FieldErrors) -> AnyView {
    let name = TextInput {
        lang,
        name: "name",
        label: label(lang, "name"),
        hint: lang.t(
            "Tên mới hiện ở mọi nơi, cả trên giấy tờ in từ nay",
            "The new name shows everywhere, also on papers printed from now on",
        ),
        value: typed,
        error: errors.of("name"),
        width: Width::Full,
        ..TextInput::default()
    };
    let facts = vec![
        SummaryRow::answer(lang, label(lang, "code"), &unit.code),
        SummaryRow::answer(lang, lang.t("Tên hiện nay", "The name now"), &unit.name),
    ];
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        {breadcrumbs(
            lang,
            &[("/department", lang.t("Các đơn vị", "Units")), (&unit_address(&unit.department, &unit.code), &unit.name)],
        )}
        <h1>{title(lang)}</h1>
        {summary_list(lang, facts)}
        <form method="post" action=path(&unit.code) novalidate>
            {text_input(name)}
            {submit(lang.t("Lưu tên mới", "Save the new name"))}
        </form>
    }
    .into_any()
}
