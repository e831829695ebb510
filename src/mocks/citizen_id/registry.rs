//! The population registry's comparison: the asker sends what it has, the registry answers what it holds
//! for that number. The asker draws the conclusion; the real registry is as quiet about reasons.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::SharedService;
use super::personas::{self, Persona, RegistryEntry, Sex};
use super::token::bearer;

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
    sex: Option<&'static str>,
    /// `active` or `invalid`.
    status: Option<&'static str>,
}

pub(super) async fn compare(
    State(service): State<SharedService>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Response {
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
    Json(answer(question.request_id, personas::by_personal_id(&question.identity_number))).into_response()
}

fn answer(request_id: String, persona: Option<&Persona>) -> Answer {
    let not_found =
        |request_id| Answer { request_id, found: false, full_name: None, birth_date: None, sex: None, status: None };
    let found = |request_id, full_name: &str, birth_date: String, sex: Sex, status| Answer {
        request_id,
        found: true,
        full_name: Some(full_name.to_owned()),
        birth_date: Some(birth_date),
        sex: Some(sex.registry_word()),
        status: Some(status),
    };
    let Some(persona) = persona else { return not_found(request_id) };
    match persona.registry {
        RegistryEntry::Absent => not_found(request_id),
        RegistryEntry::AsClaimed => {
            found(request_id, persona.full_name, persona.birth_date_iso(), persona.sex, "active")
        }
        RegistryEntry::Invalid => {
            found(request_id, persona.full_name, persona.birth_date_iso(), persona.sex, "invalid")
        }
        RegistryEntry::Differing { full_name, birth_date, sex } => {
            found(request_id, full_name, birth_date.to_owned(), sex, "active")
        }
    }
}
