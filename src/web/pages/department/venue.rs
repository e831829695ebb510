//! `/department/exam/venues/{venue}`: who sits in which room, a list a room, to print; what is needed there in figures; and
//! the venue's name and address, to be put right.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{exam, needs};
use crate::{
    domain::{exam::arrangements::Arrangement, field_errors::FieldErrors, time::short_date},
    usecases::department::{
        exam_council::{CouncilError, VenueForm},
        exam_venue::{self, RoomRow, Venue, VenueRooms},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::arrangement_name},
        page::Page,
    },
};

/// What was just done.
#[derive(Deserialize, Default)]
pub struct VenueQuery {
    /// `edited`.
    #[serde(default)]
    done: String,
}

/// What the page shows besides the rooms.
#[derive(Default)]
struct Around<'a> {
    is_edited: bool,
    problem: Option<&'static str>,
    form: Option<&'a VenueForm>,
    errors: FieldErrors,
}

/// Where the page of a venue is, by its code.
pub(super) fn path(code: &str) -> String {
    format!("{}/venues/{code}", exam::PATH)
}

/// `GET /department/exam/venues/{venue}`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `Unavailable`.
pub async fn get(page: Page, Path(venue): Path<String>, Query(query): Query<VenueQuery>) -> Result<Response, WebError> {
    let shown = load(&page, &venue).await?;
    let around = Around { is_edited: query.done == "edited", ..Around::default() };
    Ok(page.ok(&title(&shown.venue), || view(page.lang, &shown, &around)))
}

/// `POST /department/exam/venues/{venue}`: name and address.
///
/// # Errors
/// `NotFound`, also for a venue of another council; `BadRequest`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(venue): Path<String>,
    PostForm(form): PostForm<VenueForm>,
) -> Result<Response, WebError> {
    match exam_venue::edit(&page.ctx, &page.actor, page.season.year, &venue, &form).await {
        Ok(()) => Ok(page.see_other(&format!("{}?done=edited", path(&venue)))),
        Err(CouncilError::Invalid(errors)) => {
            let shown = load(&page, &venue).await?;
            let around = Around { form: Some(&form), errors, ..Around::default() };
            Ok(page.invalid(&title(&shown.venue), || view(page.lang, &shown, &around)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /department/exam/venues/{venue}/remove`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `Unavailable`.
pub async fn remove(page: Page, Path(venue): Path<String>) -> Result<Response, WebError> {
    match exam_venue::remove(&page.ctx, &page.actor, page.season.year, &venue).await {
        Ok(()) => Ok(page.see_other(&format!("{}?done=removed", exam::PATH))),
        Err(CouncilError::InUse) => {
            let shown = load(&page, &venue).await?;
            let problem = page.t(
                "Có đơn vị thi ở điểm thi này nên không bỏ được. Hãy xếp các đơn vị sang điểm thi khác trước.",
                "Units sit the exam at this venue, so it stays. Place them at another one first.",
            );
            let around = Around { problem: Some(problem), ..Around::default() };
            Ok(page.conflict(&title(&shown.venue), || view(page.lang, &shown, &around)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn load(page: &Page, venue: &str) -> Result<VenueRooms, WebError> {
    Ok(exam_venue::rooms(&page.ctx, &page.actor, page.season.year, venue).await?)
}

/// The page's title, also of links back to it.
pub(super) fn title(venue: &Venue) -> String {
    format!("{} – {}", venue.code, venue.name)
}

fn view(lang: Lang, shown: &VenueRooms, around: &Around<'_>) -> AnyView {
    let rooms: Vec<_> =
        shown.rows.chunk_by(|one, next| one.room == next.room).map(|room| one_room(lang, room)).collect();
    let none = shown.rows.is_empty().then(|| {
        let words = lang.t("Chưa cấp số báo danh nào ở điểm thi này.", "No number has been given out at this venue.");
        view! { <p class="quiet">{words}</p> }
    });
    let problem = around.problem.map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    let edited = around
        .is_edited
        .then(|| notice(lang, Tone::Success, lang.t("Đã lưu điểm thi", "The venue is saved"), ().into_any()));
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), exam::label(lang, field)))}
        {problem}
        {edited}
        {breadcrumbs(lang, &[(exam::PATH, exam::title(lang))])}
        <h1>{title(&shown.venue)}</h1>
        <p>{shown.venue.address.clone()}</p>
        {none}
        {needed(lang, shown)}
        {rooms}
        {edit(lang, &shown.venue, around)}
    }
    .into_any()
}

/// How many of the venue need what. Figures: who needs it and where stands on a page of its own.
fn needed(lang: Lang, shown: &VenueRooms) -> Option<AnyView> {
    if shown.needs.is_empty() {
        return None;
    }
    let row = |(kind, count): (&Arrangement, &u64)| {
        SummaryRow::answer(lang, arrangement_name(lang, *kind), &lang.count(*count))
    };
    let way = shown.has_needs_with_place.then(|| {
        view! {
            <p>
                <a href=needs::path(&shown.venue.code)>
                    {lang.t("Xem theo phòng và chỗ ngồi", "See by room and seat")}
                </a>
            </p>
        }
    });
    let view = view! {
        <section class="on-screen">
            <h2>{needs::title(lang)}</h2>
            <p class="hint">
                {lang.t(
                    "Số thí sinh cần, trong những phiếu đã ký của điểm thi này.",
                    "How many need it, of the signed forms of this venue.",
                )}
            </p>
            {summary_list(lang, shown.needs.iter().map(row).collect())}
            {way}
        </section>
    };
    Some(view.into_any())
}

fn one_room(lang: Lang, room: &[RoomRow]) -> AnyView {
    let number = room.first().map_or(0, |row| row.room);
    let caption = match lang {
        Lang::Vi => format!("Phòng thi {number}: {} thí sinh", room.len()),
        Lang::En => format!("Room {number}: {} candidates", room.len()),
    };
    let row = |row: &RoomRow| {
        vec![
            text(row.number.clone()),
            text(row.full_name.to_uppercase()),
            text(short_date(row.birth_date)),
            text(row.seat.to_string()),
        ]
    };
    table(Table {
        caption: &caption,
        columns: vec![
            Column::words(lang.t("Số báo danh", "Number")),
            Column::words(lang.t("Họ và tên", "Full name")),
            Column::words(lang.t("Ngày sinh", "Birth date")),
            Column::number(lang.t("Chỗ", "Seat")),
        ],
        rows: room.iter().map(row).collect(),
        when_empty: "",
    })
}

/// Name and address, and the way to take the venue away while nobody is there.
fn edit(lang: Lang, venue: &Venue, around: &Around<'_>) -> AnyView {
    let own = VenueForm { code: venue.code.clone(), name: venue.name.clone(), address: venue.address.clone() };
    let form = around.form.unwrap_or(&own);
    let field = |name: &'static str, value: &str| {
        text_input(TextInput {
            lang,
            name,
            label: exam::label(lang, name),
            value,
            error: around.errors.of(name),
            width: Width::Full,
            ..TextInput::default()
        })
    };
    let printed = (venue.numbered > 0).then(|| {
        let words = lang.t(
            "Giấy báo dự thi đã in vẫn ghi tên và địa chỉ cũ: hãy báo các đơn vị in lại.",
            "Notices that were printed keep the old name and address: tell the units to print them again.",
        );
        inset(text(words))
    });
    let remove = (!venue.is_used()).then(|| {
        let look = ButtonLook::Warning;
        let label = lang.t("Bỏ điểm thi này", "Take this venue away");
        view! {
            <form method="post" action=format!("{}/remove", path(&venue.code))>
                {buttons(vec![button(Button { look, label, ..Button::default() })])}
            </form>
        }
    });
    view! {
        <section class="on-screen">
            <h2>{lang.t("Sửa tên, địa chỉ điểm thi", "Put name or address right")}</h2>
            {printed}
            <form method="post" action=path(&venue.code) novalidate>
                {field("name", &form.name)} {field("address", &form.address)}
                {submit(lang.t("Lưu điểm thi", "Save the venue"))}
            </form>
            {remove}
        </section>
    }
    .into_any()
}
