//! An institution's first page: its programmes in figures.

use axum::response::Response;
use leptos::prelude::*;

use super::{count, not_public_yet};
use crate::{
    domain::admission::confirmed_list::{ProgrammeFigures, ProgrammeOutcome},
    usecases::institution::view_programmes::{self, InstitutionFigures},
    web::{
        components::{ButtonLook, Column, Figure, Table, button_link, figures, instant_view, table, text},
        error::WebError,
        i18n::Lang,
        page::Page,
        pages::{lead::questions, staff},
    },
};

/// `GET /institution`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_programmes::run(&page.ctx, &page.actor, page.season.year).await?;
    Ok(page.ok(page.t("Ngành tuyển sinh", "Programmes"), || view(&page, &shown)))
}

fn view(page: &Page, shown: &InstitutionFigures) -> AnyView {
    let lang = page.lang;
    let state = match shown.public_since {
        Some(since) => view! {
            <p>{lang.t("Kết quả công bố từ ", "Results public since ")} {instant_view(since)} "."</p>
            {button_link(
                ButtonLook::Primary,
                lang.t("Tải danh sách xác nhận", "Download the confirmed list"),
                "/institution/downloads",
            )}
        }
        .into_any(),
        None => not_public_yet(lang),
    };
    view! {
        <h1>{shown.name.clone()}</h1>
        {totals(lang, shown)}
        {state}
        {questions::link(page)}
        <h2>{lang.t("Các ngành, chương trình", "Programmes")}</h2>
        {programmes(lang, &shown.programmes, shown.public_since.is_some())}
        {staff::accounts_link(page).map(|link| view! { <p>{link}</p> })}
    }
    .into_any()
}

fn totals(lang: Lang, shown: &InstitutionFigures) -> AnyView {
    let sum = |of: fn(ProgrammeOutcome) -> u32| {
        count(lang, shown.programmes.iter().filter_map(|each| each.outcome).map(of).sum::<u32>())
    };
    let quota = count(lang, shown.programmes.iter().map(|each| each.quota).sum::<u32>());
    let applicants = count(lang, shown.applicants);
    let (admitted, confirmed) = (sum(|outcome| outcome.admitted), sum(|outcome| outcome.confirmed));
    let mut items = vec![
        Figure { label: lang.t("Chỉ tiêu", "Quota"), number: &quota, note: "" },
        Figure {
            label: lang.t("Thí sinh đăng ký", "Applicants"),
            number: &applicants,
            note: lang.t("mỗi thí sinh tính một lần", "each counted once"),
        },
    ];
    if shown.public_since.is_some() {
        items.push(Figure { label: lang.t("Trúng tuyển", "Admitted"), number: &admitted, note: "" });
        items.push(Figure { label: lang.t("Đã xác nhận", "Confirmed"), number: &confirmed, note: "" });
    }
    figures(&items)
}

fn programmes(lang: Lang, programmes: &[ProgrammeFigures], is_public: bool) -> AnyView {
    let mut columns = vec![
        Column::words(lang.t("Ngành", "Programme")),
        Column::words(lang.t("Mã xét tuyển", "Code")),
        Column::number(lang.t("Chỉ tiêu", "Quota")),
        Column::number(lang.t("Đăng ký", "Applicants")),
    ];
    if is_public {
        columns.push(Column::number(lang.t("Trúng tuyển", "Admitted")));
        columns.push(Column::number(lang.t("Xác nhận", "Confirmed")));
    }
    let row = |programme: &ProgrammeFigures| {
        let href = format!("/institution/programmes/{}", programme.admission_code);
        let name = programme.name.clone();
        let mut cells = vec![
            view! { <a href=href>{name}</a> }.into_any(),
            text(programme.admission_code.clone()),
            text(count(lang, programme.quota)),
            text(count(lang, programme.applicants)),
        ];
        if let Some(outcome) = programme.outcome {
            cells.push(text(count(lang, outcome.admitted)));
            cells.push(text(count(lang, outcome.confirmed)));
        }
        cells
    };
    table(Table {
        caption: lang.t("Số liệu từng ngành, theo mã xét tuyển", "Each programme in figures, by code"),
        columns,
        rows: programmes.iter().map(row).collect(),
        when_empty: lang.t("Mùa này chưa có ngành nào.", "There is no programme this season."),
    })
}
