//! `/department/exam/amendments/{id}`: what the papers of a numbered registration say, what holds, and the slips.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{fact, load, read_id, slip, title, who};
use crate::{
    domain::{
        exam::amendment::{AMENDABLE, Fact, FactValue, check_window},
        ids::ExamRegistrationId,
    },
    usecases::{amendment::Amendments, department::amend_registration::NumberedView},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            amendment::{fact_name, value_words},
        },
        page::Page,
        pages::amendments,
    },
};

/// What was just done.
#[derive(Deserialize, Default)]
pub struct CandidateQuery {
    /// The number of the slip that was just appended.
    #[serde(default)]
    slip: String,
}

/// Where a registration is.
pub(super) fn path(id: ExamRegistrationId) -> String {
    format!("{}/{id}", super::PATH)
}

/// `GET /department/exam/amendments/{id}`
///
/// # Errors
/// `NotFound`, also for the form of another council and for one without number; `Unavailable`.
pub async fn get(
    page: Page,
    Path(id): Path<String>,
    Query(query): Query<CandidateQuery>,
) -> Result<Response, WebError> {
    let shown = load(&page, read_id(&id)?).await?;
    let appended = query.slip.parse().ok().filter(|number| shown.slips.get(*number).is_some());
    Ok(page.ok(&heading(&shown), || view(page.lang, &shown, appended)))
}

/// The candidate's name, as printed.
pub(super) fn heading(shown: &NumberedView) -> String {
    shown.candidate.full_name.as_str().to_owned()
}

fn view(lang: Lang, shown: &NumberedView, appended: Option<u16>) -> AnyView {
    let id = shown.candidate.registration_id;
    let done = appended.map(|number| {
        let title = format!("{} {number}", lang.t("Đã lập phiếu đính chính số", "Appended slip number"));
        let link = view! {
            <p>
                <a href=slip::path(id, number)>{lang.t("Xem và in phiếu", "See and print the slip")}</a>
            </p>
        };
        notice(lang, Tone::Success, &title, link.into_any())
    });
    let closed = check_window(shown.window).err().map(|refusal| super::refusal_words(lang, refusal));
    let closed = closed.map(|words| inset(text(words)));
    let slips = Amendments { slips: shown.slips.clone(), names: shown.names.clone() };
    view! {
        {breadcrumbs(lang, &[(super::PATH, title(lang))])}
        {done}
        <h1>{heading(shown)}</h1>
        {summary_list(lang, who(lang, shown))}
        {closed}
        {facts(lang, shown)}
        <h2>{lang.t("Các phiếu đính chính", "Slips")}</h2>
        {shown.slips.is_empty().then(|| view! { <p class="quiet">{lang.t("Chưa có phiếu nào.", "There is none yet.")}</p> })}
        {amendments::view(lang, &slips, |number| Some(slip::path(id, number)))}
    }
    .into_any()
}

/// Every fact that may be amended: as printed, what holds, and the way to amend it.
fn facts(lang: Lang, shown: &NumberedView) -> AnyView {
    let may = shown.amendable();
    let words = |value: Option<&FactValue>| value_words(lang, &shown.names, value);
    let row = |fact: Fact| {
        let (printed, holds) = (shown.printed.value(fact), shown.value(fact));
        let holds =
            if holds == printed { text("–") } else { view! { <strong>{words(holds.as_ref())}</strong> }.into_any() };
        let act = may.contains(&fact).then(|| {
            let about = format!(": {}", fact_name(lang, fact));
            view! {
                <a href=fact::path(shown.candidate.registration_id, fact)>
                    {lang.t("Đính chính", "Correct")} <span class="visually-hidden">{about}</span>
                </a>
            }
        });
        vec![text(fact_name(lang, fact)), text(words(printed.as_ref())), holds, act.into_any()]
    };
    let offered = AMENDABLE.iter().map(|amendable| amendable.fact).filter(|fact| shown.printed.may_amend(*fact));
    table(Table {
        caption: lang.t("Thông tin đính chính được", "What may be corrected"),
        columns: vec![
            Column::words(lang.t("Mục", "Item")),
            Column::words(lang.t("Đã in", "As printed")),
            Column::words(lang.t("Đã đính chính thành", "Corrected to")),
            Column::words(lang.t("Việc", "Act")),
        ],
        rows: offered.map(row).collect(),
        when_empty: "",
    })
}
