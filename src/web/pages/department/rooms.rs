//! `/department/exam/venues/{venue}`: who sits in which room, a list a room, to print.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::exam;
use crate::{
    domain::time::short_date,
    usecases::department::exam_council::{self, RoomRow, VenueRooms},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// `GET /department/exam/venues/{venue}`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `Unavailable`.
pub async fn get(page: Page, Path(venue): Path<String>) -> Result<Response, WebError> {
    let shown = exam_council::rooms(&page.ctx, &page.actor, page.season.year, &venue).await?;
    let title = format!("{} – {}", shown.venue.code, shown.venue.name);
    Ok(page.ok(&title, || view(page.lang, &title, &shown)))
}

fn view(lang: Lang, title: &str, shown: &VenueRooms) -> AnyView {
    let rooms: Vec<_> =
        shown.rows.chunk_by(|one, next| one.room == next.room).map(|room| one_room(lang, room)).collect();
    let none = shown.rows.is_empty().then(|| {
        let words = lang.t("Chưa cấp số báo danh nào ở điểm thi này.", "No number has been given out at this venue.");
        view! { <p class="quiet">{words}</p> }
    });
    view! {
        {breadcrumbs(lang, &[(exam::PATH, exam::title(lang))])}
        <h1>{title.to_owned()}</h1>
        <p>{shown.venue.address.clone()}</p>
        {none}
        {rooms}
    }
    .into_any()
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
