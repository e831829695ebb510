//! `/school/search`: one pupil of the unit. What is typed is sent in the body of a form, for an address is kept in
//! histories and logs.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{roll, visible_record};
use crate::{
    domain::{
        access::Permission,
        field_errors::{FieldErrorCode, FieldErrors},
        roll::search::{MOST_FOUND, PupilSearch},
        time::short_date,
    },
    usecases::school::find_pupil::{self, FoundPupil, FoundPupils},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::registration_status_name},
        page::Page,
    },
};

/// Where the search is.
pub const PATH: &str = "/school/search";
/// The name of the field.
const FIELD: &str = "q";

/// The form as posted.
#[derive(Deserialize)]
pub struct SearchForm {
    q: String,
}

/// `GET /school/search`: the empty form; an auditor, who has no unit of their own, is led to the figures of all.
///
/// # Errors
/// None.
pub async fn get(page: Page) -> Result<Response, WebError> {
    if page.actor.unit_for(Permission::ViewRegistrations).is_none() {
        return Ok(page.see_other("/departments"));
    }
    Ok(page.ok(title(page.lang), || view(&page, "", None, None)))
}

/// `POST /school/search`
///
/// # Errors
/// `BadRequest`; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<SearchForm>) -> Result<Response, WebError> {
    let search = match PupilSearch::parse(&form.q) {
        Ok(search) => search,
        Err(code) => return Ok(page.invalid(title(page.lang), || view(&page, &form.q, Some(&code), None))),
    };
    let Some(found) = find_pupil::run(&page.ctx, &page.actor, page.season.year, &search).await? else {
        return Ok(page.see_other("/departments"));
    };
    Ok(page.ok(title(page.lang), || view(&page, &form.q, None, Some(&found))))
}

/// The name of the page.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Tìm học sinh", "Find a pupil")
}

const fn label(lang: Lang) -> &'static str {
    lang.t("Họ tên, lớp hoặc số phiếu", "Name, class or form number")
}

/// The form, also for the unit's first page.
pub(super) fn form(lang: Lang, typed: &str, error: Option<&FieldErrorCode>) -> AnyView {
    let words = TextInput {
        lang,
        name: FIELD,
        label: label(lang),
        hint: lang.t("Không cần gõ dấu, ví dụ: binh an 12a1", "Without diacritics, like: binh an 12a1"),
        value: typed,
        error,
        kind: InputKind::Search,
        autocomplete: "off",
        ..TextInput::default()
    };
    view! {
        <form method="post" action=PATH role="search" class="on-screen" novalidate>
            {text_input(words)} {buttons(vec![submit(lang.t("Tìm", "Search"))])}
        </form>
    }
    .into_any()
}

fn view(page: &Page, typed: &str, error: Option<&FieldErrorCode>, found: Option<&FoundPupils>) -> AnyView {
    let lang = page.lang;
    let errors = error.map_or_else(FieldErrors::new, |code| FieldErrors::one(FIELD, code.clone()));
    view! {
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang)))}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang)}</h1>
        {form(lang, typed, error)}
        {found.map(|found| results(page, found))}
    }
    .into_any()
}

fn results(page: &Page, found: &FoundPupils) -> AnyView {
    let lang = page.lang;
    let more = found.has_more.then(|| {
        let words = lang.t(
            "Chỉ hiện {} người đầu tiên. Hãy gõ thêm họ tên hoặc lớp.",
            "The first {} alone are shown. Type more of the name, or the class.",
        );
        inset(text(words.replace("{}", &MOST_FOUND.to_string())))
    });
    let may_take_off = page.may(Permission::ImportRoll);
    let mut columns = vec![
        Column::words(lang.t("Họ và tên", "Full name")),
        Column::words(lang.t("Ngày sinh", "Birth date")),
        Column::words(lang.t("Lớp", "Class")),
        Column::words(lang.t("Số phiếu", "Form number")),
        Column::words(lang.t("Trạng thái", "Status")),
    ];
    if may_take_off {
        columns.push(Column::words(lang.t("Danh sách", "Roll")));
    }
    let list = Table {
        caption: &format!("{} ({})", lang.t("Kết quả", "Found"), found.rows.len()),
        columns,
        rows: found.rows.iter().map(|row| cells(lang, row, may_take_off)).collect(),
        when_empty: lang.t("Không tìm thấy ai ở đơn vị này.", "Nobody of this unit was found."),
    };
    view! { {more} {table(list)} }.into_any()
}

fn cells(lang: Lang, row: &FoundPupil, may_take_off: bool) -> Vec<AnyView> {
    let or_dash = |value: &str| if value.is_empty() { text("–") } else { text(value) };
    let name = row.full_name.clone();
    let name = match visible_record(row.registration_id, row.status) {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => text(name),
    };
    let status = match (row.candidate_id, row.status) {
        (None, _) => tag(Tone::Neutral, lang.t("Chưa đăng nhập", "Never signed in")),
        (Some(_), None) => text(lang.t("Chưa bắt đầu", "Not begun")),
        (Some(_), Some(status)) => text(registration_status_name(lang, status)),
    };
    let mut cells =
        vec![name, text(short_date(row.birth_date)), or_dash(&row.class_name), or_dash(&row.form_number), status];
    if may_take_off {
        let entry = row.roll_id.filter(|_| row.candidate_id.is_none());
        cells.push(entry.map_or_else(|| text("–"), |id| roll::take_off_link(lang, id, &row.full_name)));
    }
    cells
}
