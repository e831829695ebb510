//! Finds the commune or the school of a field by words: a page of its own, a plain form and links back to the section, so
//! that it works without scripts. While somebody types, the island asks for the results alone.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{correction, section_fields, section_path};
use crate::{
    domain::exam::sections::Section,
    usecases::candidate::find_place::{self, FoundPlaces, Place},
    web::{
        components::{InputKind, TextInput, back_link, submit, text_input},
        error::WebError,
        i18n::Lang,
        islands::live_search::LiveSearch,
        page::Page,
    },
};

/// What is looked for, and for which field.
#[derive(Debug, Default, Deserialize)]
pub struct FindQuery {
    field: String,
    #[serde(default)]
    q: String,
    /// `check` when the section leads back to the check page, [`CORRECTION`] when it is asked to be corrected.
    #[serde(default)]
    from: String,
    /// `results` for the results alone.
    #[serde(default)]
    part: String,
}

/// Where a search comes from that is for a correction.
pub(super) const CORRECTION: &str = "correction";

/// What a field of a section names, if it can be looked for.
pub(super) fn place_of(section: Section, field: &str) -> Option<Place> {
    match (section, field) {
        (Section::Residence, "residence_commune") => Some(Place::Commune),
        (Section::Schools, "school_10" | "school_11" | "school_12") => Some(Place::HighSchool),
        _ => None,
    }
}

/// Where the value of a field is looked for.
pub(super) fn path(section: Section, field: &str, from: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("field", field);
    if ["check", CORRECTION].contains(&from) {
        query.append_pair("from", from);
    }
    format!("{}/find?{}", section_path(section), query.finish())
}

/// `GET /candidate/registration/{section}/find`; with `part=results` the results alone, for the search as you type.
///
/// # Errors
/// `NotFound` for a section or field that names no place; `Forbidden`, `Unavailable`.
pub async fn get(
    page: Page,
    Path(section): Path<String>,
    Query(query): Query<FindQuery>,
) -> Result<Response, WebError> {
    let section = Section::parse(&section).ok_or(WebError::NotFound)?;
    let place = place_of(section, &query.field).ok_or(WebError::NotFound)?;
    let found = find_place::run(&page.ctx, &page.actor, place, &query.q).await?;
    if query.part == "results" {
        return Ok(page.part(|| results(page.lang, section, &query, &found)));
    }
    Ok(page.ok_with_islands(title(page.lang, place), || view(&page, section, place, &query, &found)))
}

const fn title(lang: Lang, place: Place) -> &'static str {
    match place {
        Place::Commune => lang.t("Tìm xã, phường", "Find a commune"),
        Place::HighSchool => lang.t("Tìm trường THPT", "Find a high school"),
    }
}

fn view(page: &Page, section: Section, place: Place, query: &FindQuery, found: &FoundPlaces) -> AnyView {
    let lang = page.lang;
    let hint = match place {
        Place::Commune => lang.t(
            "Không cần dấu, thứ tự nào cũng được. Ví dụ: thuan hoa, a luoi hue",
            "Without diacritics, in any order. For example: thuan hoa, a luoi hue",
        ),
        Place::HighSchool => lang.t(
            "Không cần dấu, thứ tự nào cũng được. Ví dụ: song huong, cao bang",
            "Without diacritics, in any order. For example: song huong, cao bang",
        ),
    };
    view! {
        {back_link(lang, &back(section, &query.from))}
        <h1>{title(lang, place)}</h1>
        <p>
            {lang.t("Chọn cho ô: ", "For the field: ")} <strong>{section_fields::label(lang, &query.field)}</strong>
        </p>
        <form method="get" action=format!("{}/find", section_path(section)) role="search" data-live-search="find-results">
            <input type="hidden" name="field" value=query.field.clone() />
            <input type="hidden" name="from" value=query.from.clone() />
            {text_input(TextInput {
                lang,
                name: "q",
                label: lang.t("Tên hoặc mã", "Name or code"),
                hint,
                value: &query.q,
                kind: InputKind::Search,
                ..TextInput::default()
            })}
            {submit(lang.t("Tìm", "Search"))}
        </form>
        <LiveSearch />
        <div id="find-results" aria-live="polite">{results(lang, section, query, found)}</div>
    }
    .into_any()
}

fn back(section: Section, from: &str) -> String {
    match from {
        "check" => format!("{}?from=check", section_path(section)),
        CORRECTION => correction::section_path(section),
        _ => section_path(section),
    }
}

fn results(lang: Lang, section: Section, query: &FindQuery, found: &FoundPlaces) -> AnyView {
    if query.q.trim().is_empty() {
        return ().into_any();
    }
    if found.places.is_empty() {
        return view! {
            <h2>{lang.t("Không tìm thấy nơi nào", "Nothing was found")}</h2>
            <ul>
                <li>{lang.t("Bớt từ: mỗi từ đều phải có trong tên, mã hoặc tỉnh.", "Use fewer words: each has to be in the name, the code or the province.")}</li>
                <li>{lang.t("Dùng tên xã, phường và tỉnh từ ngày 1/7/2025.", "Use the names of communes and provinces since 1 July 2025.")}</li>
            </ul>
        }
        .into_any();
    }
    let items: Vec<_> = found
        .places
        .iter()
        .map(|place| {
            view! {
                <li>
                    <a href=choice(section, query, &place.code)>{place.name.clone()}</a> " "
                    <span class="quiet">{place.code.clone()}</span>
                </li>
            }
        })
        .collect();
    let more = found.are_more.then(|| {
        view! {
            <p class="quiet">
                {lang.t("Còn nhiều kết quả khác: gõ thêm từ, ví dụ tên tỉnh.", "There are more: type another word, like the province.")}
            </p>
        }
    });
    view! { <h2>{lang.t("Chọn một kết quả", "Choose one")}</h2> <ul class="plain-list">{items}</ul> {more} }.into_any()
}

/// Back to the section with the choice filled in.
fn choice(section: Section, query: &FindQuery, code: &str) -> String {
    let mut parameters = url::form_urlencoded::Serializer::new(String::new());
    parameters.append_pair(&query.field, code);
    if query.from == "check" {
        parameters.append_pair("from", "check");
    }
    let path = if query.from == CORRECTION { correction::section_path(section) } else { section_path(section) };
    format!("{path}?{}", parameters.finish())
}
