//! `/department/exam/venues/{venue}/arrangements`: what is needed at which place of a venue, for those who prepare the rooms:
//! a page of its own, so that nobody sees it by the way. No name, nothing of why.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{exam, venue};
use crate::{
    domain::exam::arrangements::Arrangement,
    usecases::department::exam_venue::{self, NeedPlace, VenueNeeds},
    web::{
        components::*,
        error::WebError,
        i18n::{Lang, exam::arrangement_name},
        page::Page,
    },
};

/// Where it stands, by the venue's code.
pub(super) fn path(code: &str) -> String {
    format!("{}/arrangements", venue::path(code))
}

/// `GET /department/exam/venues/{venue}/arrangements`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `Unavailable`.
pub async fn get(page: Page, Path(venue): Path<String>) -> Result<Response, WebError> {
    let shown = exam_venue::needs(&page.ctx, &page.actor, page.season.year, &venue).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, &shown)))
}

/// The page's title.
pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Điều kiện dự thi đặc biệt", "Arrangements for the exam")
}

fn view(lang: Lang, shown: &VenueNeeds) -> AnyView {
    let name = venue::title(&shown.venue);
    let row = |(place, kinds): &(NeedPlace, Vec<Arrangement>)| {
        let kinds: Vec<_> = kinds.iter().map(|kind| view! { <li>{arrangement_name(lang, *kind)}</li> }).collect();
        vec![
            text(place.number.clone()),
            text(place.room.to_string()),
            text(place.seat.to_string()),
            view! { <ul>{kinds}</ul> }.into_any(),
        ]
    };
    let list = Table {
        caption: &name,
        columns: vec![
            Column::words(lang.t("Số báo danh", "Number")),
            Column::number(lang.t("Phòng", "Room")),
            Column::number(lang.t("Chỗ", "Seat")),
            Column::words(lang.t("Cần", "Needs")),
        ],
        rows: shown.needs.iter().map(row).collect(),
        when_empty: lang.t(
            "Không thí sinh nào đã có số báo danh ở điểm thi này cần điều kiện đặc biệt.",
            "Nobody with a number at this venue needs anything.",
        ),
    };
    view! {
        {breadcrumbs(lang, &[(exam::PATH, exam::title(lang)), (&venue::path(&shown.venue.code), &name)])}
        <h1>{title(lang)}</h1>
        {inset(
            text(
                lang.t(
                    "Dữ liệu nhạy cảm. Lượt xem này đã được ghi lại và thí sinh xem được. Chỉ dùng để chuẩn bị phòng thi, không ghi vào danh sách nào khác.",
                    "Sensitive data. This look was recorded, and the candidates see it. Use it to prepare the rooms alone; put it on no other list.",
                ),
            ),
        )}
        {table(list)}
    }
    .into_any()
}
