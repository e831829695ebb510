//! One programme of an institution: figures, and who was admitted.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{count, not_public_yet};
use crate::{
    domain::{
        admission::confirmed_list::{AdmittedCandidate, ProgrammeFigures},
        ids::CandidateId,
    },
    usecases::institution::view_programme::{self, ProgrammeView},
    web::{
        components::{Column, Figure, Table, Tone, breadcrumbs, day_view, figures, instant_view, table, tag, text},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// Where in the list the page begins.
#[derive(Deserialize)]
pub struct Place {
    after: Option<String>,
}

/// `GET /institution/programmes/{admission_code}`
///
/// # Errors
/// `NotFound` for a code of another institution as for one of nobody; `Unavailable`.
pub async fn get(
    page: Page,
    Path(admission_code): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let after = match &place.after {
        Some(id) => Some(id.parse::<CandidateId>().map_err(|_| WebError::NotFound)?),
        None => None,
    };
    let shown = view_programme::run(&page.ctx, &page.actor, page.season.year, &admission_code, after).await?;
    let title = format!("{} – {}", shown.figures.admission_code, shown.figures.name);
    Ok(page.ok(&title, || view(page.lang, &shown, after.is_some())))
}

fn view(lang: Lang, shown: &ProgrammeView, is_later_page: bool) -> AnyView {
    let programme = &shown.figures;
    let admitted = match shown.public_since {
        Some(_) => view! {
            <h2>{lang.t("Thí sinh trúng tuyển", "Admitted candidates")}</h2>
            {admitted(lang, &shown.admitted)}
            {pages(lang, shown, is_later_page)}
        }
        .into_any(),
        None => not_public_yet(lang),
    };
    view! {
        {breadcrumbs(lang, &[("/institution", &shown.institution_name)])}
        <h1>{programme.name.clone()}</h1>
        <p class="lead">{lang.t("Mã xét tuyển ", "Code ")} {programme.admission_code.clone()}</p>
        {totals(lang, programme)}
        {admitted}
    }
    .into_any()
}

fn totals(lang: Lang, programme: &ProgrammeFigures) -> AnyView {
    let (quota, applicants) = (count(lang, programme.quota), count(lang, programme.applicants));
    let mut items = vec![
        Figure { label: lang.t("Chỉ tiêu", "Quota"), number: &quota, note: "" },
        Figure { label: lang.t("Thí sinh đăng ký", "Applicants"), number: &applicants, note: "" },
    ];
    let outcome = programme.outcome.map(|outcome| {
        let cutoff = outcome.cutoff.map(|score| lang.score(score));
        (count(lang, outcome.admitted), count(lang, outcome.confirmed), cutoff)
    });
    if let Some((admitted, confirmed, cutoff)) = &outcome {
        let without = lang.t("không ai bị loại vì điểm", "nobody was refused");
        items.push(Figure { label: lang.t("Trúng tuyển", "Admitted"), number: admitted, note: "" });
        items.push(Figure { label: lang.t("Đã xác nhận", "Confirmed"), number: confirmed, note: "" });
        items.push(Figure {
            label: lang.t("Điểm chuẩn", "Cut-off"),
            number: cutoff.as_deref().unwrap_or("–"),
            note: if cutoff.is_some() { "" } else { without },
        });
    }
    figures(&items)
}

fn admitted(lang: Lang, candidates: &[AdmittedCandidate]) -> AnyView {
    let row = |candidate: &AdmittedCandidate| {
        let number = candidate.candidate_number.as_ref().map(ToString::to_string);
        let confirmed = match candidate.confirmed_at {
            Some(at) => {
                view! { {tag(Tone::Success, lang.t("Đã xác nhận", "Confirmed"))} " " {instant_view(at)} }.into_any()
            }
            None => tag(Tone::Neutral, lang.t("Chưa xác nhận", "Not confirmed")),
        };
        vec![
            text(candidate.full_name.clone()),
            text(number.unwrap_or_else(|| "–".to_owned())),
            day_view(candidate.birth_date),
            text(lang.score(candidate.score)),
            text(candidate.combination_code.clone()),
            text(candidate.rank.to_string()),
            confirmed,
        ]
    };
    table(Table {
        caption: lang.t("Theo điểm xét tuyển, từ cao xuống thấp", "By admission score, highest first"),
        columns: vec![
            Column::words(lang.t("Họ và tên", "Name")),
            Column::words(lang.t("Số báo danh", "Candidate number")),
            Column::words(lang.t("Ngày sinh", "Date of birth")),
            Column::number(lang.t("Điểm", "Score")),
            Column::words(lang.t("Tổ hợp", "Combination")),
            Column::number(lang.t("Nguyện vọng", "Preference")),
            Column::words(lang.t("Nhập học", "Enrolment")),
        ],
        rows: candidates.iter().map(row).collect(),
        when_empty: lang.t("Không có thí sinh nào ở trang này.", "There is no candidate on this page."),
    })
}

/// On through the list, and back to its beginning: pages begin after a candidate, so they have no number.
fn pages(lang: Lang, shown: &ProgrammeView, is_later_page: bool) -> Option<AnyView> {
    let path = format!("/institution/programmes/{}", shown.figures.admission_code);
    let next = shown.next_after.map(|after| {
        view! { <a rel="next" href=format!("{path}?after={after}")>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let first = is_later_page.then(|| view! { <a href=path>{lang.t("← Về đầu danh sách", "← First page")}</a> });
    (next.is_some() || first.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=lang.t("Phân trang", "Pages")>
                <span class="pagination-before">{first}</span>
                <span class="pagination-after">{next}</span>
            </nav>
        }
        .into_any()
    })
}
