//! The population registry's comparison: the asker sends what it has, the registry answers what it holds
//! for that number. The asker draws the conclusion; the real registry is as quiet about reasons.
//!
//! What it holds: what it was told ([`super::registry_control`]); else what a persona shows, or somebody taken in
//! ([`super::people`]); else, for a number whose seventh to ninth digits are `700`, what the tenth digit says of whoever
//! asks, so that any number of people can be compared; else nothing.
//!
//! | tenth digit | the registry holds |
//! |---|---|
//! | 0 | what the asker has |
//! | 1 | another name |
//! | 2 | the name without diacritics |
//! | 3 | a birth date one year earlier |
//! | 4 | the other sex |
//! | 5 | a number that was withdrawn |
//! | 6 | nothing |
//! | 7 | the year of birth alone |
//! | 8 | somebody who died |

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::personas::{Persona, RegistryEntry, Sex};
use super::registry_control::{self, ToldRecord};
use super::token::bearer;
use super::{SharedService, locked};

/// A question about one person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    request_id: String,
    identity_number: String,
    full_name: String,
    birth_date: String,
    sex: String,
}

#[derive(Serialize)]
struct Answer {
    request_id: String,
    found: bool,
    full_name: Option<String>,
    /// `YYYY-MM-DD`, or `YYYY` where only the year is known.
    birth_date: Option<String>,
    sex: Option<String>,
    /// `active`, `deceased` or `invalid`.
    status: Option<String>,
}

/// What the registry holds for a number.
struct Held {
    full_name: String,
    birth_date: String,
    sex: String,
    status: &'static str,
}

pub(super) async fn compare(
    State(service): State<SharedService>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Response {
    if let Some(failure) = registry_control::failure(&service).await {
        return failure;
    }
    let allowed =
        bearer(&headers).is_some_and(|token| token.as_bytes().ct_eq(service.config.registry_token.as_bytes()).into());
    if !allowed {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let complete =
        [&question.request_id, &question.full_name, &question.birth_date].iter().all(|field| !field.trim().is_empty());
    let well_formed = question.identity_number.len() == 12
        && question.identity_number.bytes().all(|byte| byte.is_ascii_digit())
        && ["female", "male"].contains(&question.sex.as_str());
    if !complete || !well_formed {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let held = match locked(&service.registry).record(&question.identity_number) {
        Some(told) => of_told(&question, told),
        None => match locked(&service.people).numbered(&question.identity_number) {
            Some(persona) => of_persona(persona),
            None => of_digit(&question),
        },
    };
    Json(answer(question.request_id, held)).into_response()
}

fn answer(request_id: String, held: Option<Held>) -> Answer {
    match held {
        None => Answer { request_id, found: false, full_name: None, birth_date: None, sex: None, status: None },
        Some(held) => Answer {
            request_id,
            found: true,
            full_name: Some(held.full_name),
            birth_date: Some(held.birth_date),
            sex: Some(held.sex),
            status: Some(held.status.to_owned()),
        },
    }
}

/// What was told, and what the asker has where nothing was.
fn of_told(question: &Question, told: ToldRecord) -> Option<Held> {
    let status = match told.status.as_deref() {
        Some("absent") => return None,
        Some("invalid") => "invalid",
        Some("deceased") => "deceased",
        _ => "active",
    };
    Some(Held {
        full_name: told.full_name.unwrap_or_else(|| question.full_name.clone()),
        birth_date: told.birth_date.unwrap_or_else(|| question.birth_date.clone()),
        sex: told.sex.unwrap_or_else(|| question.sex.clone()),
        status,
    })
}

fn of_persona(persona: &Persona) -> Option<Held> {
    let held = |full_name: &str, birth_date: String, sex: Sex, status| {
        Some(Held { full_name: full_name.to_owned(), birth_date, sex: sex.registry_word().to_owned(), status })
    };
    match persona.registry {
        RegistryEntry::Absent => None,
        RegistryEntry::AsClaimed => held(persona.full_name, persona.birth_date_iso(), persona.sex, "active"),
        RegistryEntry::Invalid => held(persona.full_name, persona.birth_date_iso(), persona.sex, "invalid"),
        RegistryEntry::Differing { full_name, birth_date, sex } => {
            held(full_name, birth_date.to_owned(), sex, "active")
        }
    }
}

/// The digits that say that the tenth tells what is held.
const BY_DIGIT: &str = "700";

fn of_digit(question: &Question) -> Option<Held> {
    let number = &question.identity_number;
    if &number[6..9] != BY_DIGIT {
        return None;
    }
    let mut held = Held {
        full_name: question.full_name.clone(),
        birth_date: question.birth_date.clone(),
        sex: question.sex.clone(),
        status: "active",
    };
    match &number[9..10] {
        "0" => {}
        "1" => held.full_name.push_str(" Hai"),
        "2" => held.full_name = without_diacritics(&held.full_name),
        "3" => held.birth_date = a_year_earlier(&held.birth_date),
        "4" => held.sex = if held.sex == "female" { "male" } else { "female" }.to_owned(),
        "5" => held.status = "invalid",
        "7" => held.birth_date.truncate(4),
        "8" => held.status = "deceased",
        _ => return None,
    }
    Some(held)
}

fn without_diacritics(name: &str) -> String {
    let letters = name.nfd().filter(|letter| !is_combining_mark(*letter));
    letters
        .map(|letter| {
            if letter == 'đ' {
                'd'
            } else if letter == 'Đ' {
                'D'
            } else {
                letter
            }
        })
        .collect()
}

fn a_year_earlier(date: &str) -> String {
    let (year, rest) = date.split_at(4.min(date.len()));
    year.parse::<i32>().map_or_else(|_| date.to_owned(), |year| format!("{:04}{rest}", year - 1))
}
