//! `/catalogue`: programmes by words, codes and filters, all of which stand in the address.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{programme_codes, programme_href};
use crate::{
    domain::{
        admission::{
            catalogue_search::CatalogueForm,
            programme::{CatalogueFilters, ProgrammeSummary},
        },
        field_errors::FieldErrors,
    },
    usecases::visitor::search_catalogue::{self, CataloguePage},
    web::{components::*, error::WebError, i18n::Lang, islands::live_search::LiveSearch, page::Page},
};

/// Which part of the page alone is wanted; empty for all of it.
#[derive(Deserialize)]
pub struct Part {
    #[serde(default)]
    part: String,
}

/// `GET /catalogue`; with `part=results` the results alone, for the search as you type.
///
/// # Errors
/// `Unavailable`.
pub async fn get(
    page: Page,
    Query(form): Query<CatalogueForm>,
    Query(part): Query<Part>,
) -> Result<Response, WebError> {
    let title = page.t("Tra cứu ngành, chương trình", "Search programmes");
    match form.parse() {
        Ok(search) => {
            let found = search_catalogue::run(&page.ctx, &search).await?;
            if part.part == "results" {
                return Ok(page.part(|| results(page.lang, &form, &found)));
            }
            Ok(page.ok_with_islands(title, || view(&page, title, &form, &found, &FieldErrors::new())))
        }
        Err(errors) => {
            let all = search_catalogue::run(&page.ctx, &CatalogueForm::default().parse().unwrap_or_default()).await?;
            Ok(page.invalid(title, || view(&page, title, &form, &all, &errors)))
        }
    }
}

fn view(page: &Page, title: &str, form: &CatalogueForm, found: &CataloguePage, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let results = errors.is_empty().then(|| results(lang, form, found));
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), lang.t("Từ khóa", "Search words")))}
        <h1>{title.to_owned()}</h1>
        {search_form(lang, form, &found.filters, errors)}
        <LiveSearch />
        <div id="catalogue-results" aria-live="polite">{results}</div>
    }
    .into_any()
}

fn search_form(lang: Lang, form: &CatalogueForm, filters: &CatalogueFilters, errors: &FieldErrors) -> AnyView {
    let words = TextInput {
        lang,
        name: "q",
        label: lang.t("Tên ngành, mã, trường hoặc nơi học", "Programme, code, institution or place"),
        hint: lang.t(
            "Không cần dấu, thứ tự nào cũng được. Ví dụ: cntt da nang, BKA IT1, su pham toan",
            "Without diacritics, in any order. For example: cntt da nang, BKA IT1, su pham toan",
        ),
        value: &form.q,
        kind: InputKind::Search,
        error: errors.of("q"),
        ..TextInput::default()
    };
    let has_filter = form.has_filter();
    let clear = has_filter.then(|| {
        let unfiltered = CatalogueForm { q: form.q.clone(), ..CatalogueForm::default() };
        view! { <a href=href(&unfiltered, 1)>{lang.t("Bỏ mọi bộ lọc", "Clear the filters")}</a> }
    });
    view! {
        <form method="get" action="/catalogue" role="search" class="catalogue-form" data-live-search="catalogue-results">
            {text_input(words)}
            <details class="details" open=has_filter>
                <summary>{lang.t("Lọc theo trường, nơi học, tổ hợp", "Filter by institution, place, combination")}</summary>
                <div class="details-body catalogue-filters">{filter_fields(lang, form, filters)}</div>
            </details>
            <div class="buttons">{submit(lang.t("Tìm", "Search"))} {clear}</div>
        </form>
    }
    .into_any()
}

fn filter_fields(lang: Lang, form: &CatalogueForm, filters: &CatalogueFilters) -> AnyView {
    let institutions: Vec<(String, String)> =
        filters.institutions.iter().map(|(code, name)| (code.to_string(), format!("{name} ({code})"))).collect();
    let institution = Select {
        lang,
        name: "institution",
        label: lang.t("Trường", "Institution"),
        value: &form.institution,
        options: institutions.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        ..Select::default()
    };
    let plain = |values: &'_ [String]| -> Vec<(String, String)> {
        values.iter().map(|value| (value.clone(), value.clone())).collect()
    };
    let (places, combinations) = (plain(&filters.places), plain(&filters.combinations));
    let place = Select {
        lang,
        name: "place",
        label: lang.t("Nơi học", "Place"),
        value: &form.place,
        options: places.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        width: Width::Medium,
        ..Select::default()
    };
    let combination = Select {
        lang,
        name: "combination",
        label: lang.t("Tổ hợp môn", "Subject combination"),
        value: &form.combination,
        options: combinations.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        width: Width::Short,
        ..Select::default()
    };
    view! { {select(institution)} {select(place)} {select(combination)} }.into_any()
}

fn results(lang: Lang, form: &CatalogueForm, found: &CataloguePage) -> AnyView {
    if found.count == 0 {
        return nothing_found(lang, form);
    }
    let heading = match lang {
        Lang::Vi => format!("{} ngành, chương trình", found.count),
        Lang::En if found.count == 1 => "1 programme".to_owned(),
        Lang::En => format!("{} programmes", found.count),
    };
    let rows: Vec<AnyView> = found.programmes.iter().map(|programme| result(lang, programme)).collect();
    let place = Pagination { lang, current: found.page, last: found.last_page };
    view! {
        <h2 id="results">{heading}</h2>
        <ul class="plain-list programme-list">{rows}</ul>
        {pagination(place, |number| format!("{}#results", href(form, number)))}
    }
    .into_any()
}

fn result(lang: Lang, programme: &ProgrammeSummary) -> AnyView {
    let place = programme.location.clone().map(|place| view! { {place} " · " });
    let combinations = programme.combination_codes.join(", ");
    view! {
        <li class="programme-item">
            <p class="programme-name">
                <a href=programme_href(programme)>{programme.name.clone()}</a>
            </p>
            <p class="quiet">{programme_codes(lang, programme)}</p>
            <p class="quiet">
                {place} {lang.t("chỉ tiêu ", "places ")} {programme.quota.to_string()} " · "
                {lang.t("tổ hợp ", "combinations ")} {combinations}
            </p>
        </li>
    }
    .into_any()
}

fn nothing_found(lang: Lang, form: &CatalogueForm) -> AnyView {
    let without_filters = form.has_filter().then(|| {
        let unfiltered = CatalogueForm { q: form.q.clone(), ..CatalogueForm::default() };
        view! {
            <li>
                <a href=href(&unfiltered, 1)>{lang.t("Tìm lại mà không lọc", "Search again without filters")}</a>
            </li>
        }
    });
    view! {
        <h2 id="results">{lang.t("Không tìm thấy ngành nào", "No programme was found")}</h2>
        <ul>
            {without_filters}
            <li>{lang.t("Bớt từ: mỗi từ đều phải có trong tên, mã, trường hoặc nơi học.", "Use fewer words: each has to be in the name, the code, the institution or the place.")}</li>
            <li>{lang.t("Thử tên đầy đủ thay cho chữ viết tắt.", "Try the full name instead of an abbreviation.")}</li>
            <li>{lang.t("Thử mã trường (ví dụ BKA) hoặc mã xét tuyển (ví dụ IT1).", "Try the institution's code (like BKA) or the admission code (like IT1).")}</li>
        </ul>
        <p><a href="/catalogue">{lang.t("Xem tất cả", "See all")}</a></p>
    }
    .into_any()
}

/// The address of a page of this search; what is empty stays out.
fn href(form: &CatalogueForm, page: u32) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let fields = [
        ("q", &form.q),
        ("institution", &form.institution),
        ("place", &form.place),
        ("combination", &form.combination),
    ];
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
        query.append_pair(name, value.trim());
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/catalogue".to_owned() } else { format!("/catalogue?{query}") }
}
