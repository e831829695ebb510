//! The clock of a demo: operators move it, and every page then says so.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        season::PhaseKind,
        time::Instant,
    },
    usecases::ministry::set_demo_clock::{self, SetDemoClockError},
    web::{
        error::WebError,
        form::PostForm,
        i18n::{field_errors::sentence, phase_name},
        page::Page,
    },
};

/// What the clock is to show.
#[derive(Deserialize, Default)]
pub struct ClockForm {
    shows: String,
}

/// `GET /ministry/clock`
pub async fn get(page: Page) -> Response {
    page.ok(page.t("Đồng hồ của mùa", "Season clock"), || view(&page, "", &FieldErrors::new()))
}

/// `POST /ministry/clock`
///
/// # Errors
/// `NotFound` where the portal is no demo; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<ClockForm>) -> Result<Response, WebError> {
    let Some(shows) = Instant::parse(&form.shows) else {
        let errors = FieldErrors::one("shows", FieldErrorCode::NotAnInstant);
        return Ok(page.invalid(page.t("Đồng hồ của mùa", "Season clock"), || view(&page, &form.shows, &errors)));
    };
    match set_demo_clock::run(&page.ctx, &page.actor, shows).await {
        Ok(()) => Ok(page.see_other("/ministry/clock")),
        Err(SetDemoClockError::NotADemo) => Err(WebError::NotFound),
        Err(SetDemoClockError::Storage(error)) => Err(error.into()),
    }
}

fn view(page: &Page, typed: &str, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let error = errors.of("shows").map(|code| sentence(lang, code));
    let jumps: Vec<_> = PhaseKind::ALL
        .into_iter()
        .filter_map(|kind| page.season.calendar.phases().iter().find(|phase| phase.kind == kind))
        .map(|phase| {
            view! {
                <li>
                    <form method="post" action="/ministry/clock">
                        <input type="hidden" name="shows" value=phase.opens_at.plus_minutes(1).iso() />
                        <button class="button button-secondary" type="submit">
                            {phase_name(lang, phase.kind)} " – " {phase.opens_at.short()}
                        </button>
                    </form>
                </li>
            }
        })
        .collect();
    view! {
        <h1>{lang.t("Đồng hồ của mùa", "Season clock")}</h1>
        <p>
            {lang.t("Đồng hồ đang chỉ ", "The clock shows ")}
            <strong><time datetime=page.now.iso()>{page.now.to_the_second()}</time></strong> "."
        </p>
        <h2>{lang.t("Chuyển đến lúc mở của một đợt", "Go to the opening of a window")}</h2>
        <ul class="plain-list">{jumps}</ul>
        <h2>{lang.t("Đặt thời điểm khác", "Set another moment")}</h2>
        <form method="post" action="/ministry/clock">
            <div class="field">
                <label for="shows">{lang.t("Ngày và giờ (giờ Việt Nam)", "Date and time (Vietnam)")}</label>
                {error.map(|text| view! { <p class="field-error" id="shows-error">{text}</p> })}
                <input class="input" id="shows" name="shows" type="datetime-local" value=typed.to_owned() />
            </div>
            <button class="button" type="submit">{lang.t("Đặt đồng hồ", "Set the clock")}</button>
        </form>
    }
    .into_any()
}
