//! People beside the invented ones, for who needs a school of them: `POST /control/people` with
//! `{"identity_number": …, "full_name": …, "birth_date": "YYYY-MM-DD", "sex": "female" | "male"}`.
//!
//! They sign in with level 02 by their number in place of a persona's name, and the population registry holds the same.
//! The authorise page does not list them.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

use super::{
    SharedService, locked,
    personas::{self, Assurance, Document, Persona, RegistryEntry, Sex},
};

/// So many are taken in.
const MAX_PEOPLE: usize = 10_000;

/// Who was told, by number.
#[derive(Default)]
pub(super) struct People(BTreeMap<String, &'static Persona>);

/// Somebody who does not exist.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldPerson {
    identity_number: String,
    full_name: String,
    birth_date: String,
    sex: String,
}

impl People {
    /// The persona of this name, or who was told under this number.
    pub(super) fn named(&self, name: &str) -> Option<&'static Persona> {
        personas::by_slug(name).or_else(|| self.0.get(name).copied())
    }

    /// Whoever has this personal ID number.
    pub(super) fn numbered(&self, number: &str) -> Option<&'static Persona> {
        personas::by_personal_id(number).or_else(|| self.0.get(number).copied())
    }
}

impl ToldPerson {
    /// `None` when a part has not its form.
    fn persona(self) -> Option<Persona> {
        let birth_date = self.birth_date.replace('-', "");
        let is_of_digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_well_formed = is_of_digits(&self.identity_number, 12)
            && is_of_digits(&birth_date, 8)
            && self.birth_date.len() == 10
            && !self.full_name.trim().is_empty();
        let sex = [Sex::Female, Sex::Male].into_iter().find(|sex| sex.registry_word() == self.sex)?;
        if !is_well_formed {
            return None;
        }
        // People live as long as the process, and are bounded.
        let number: &'static str = self.identity_number.leak();
        Some(Persona {
            slug: number,
            full_name: self.full_name.leak(),
            document: Document::PersonalId(number),
            birth_date: birth_date.leak(),
            sex,
            assurance: Assurance::Level2,
            registry: RegistryEntry::AsClaimed,
            description: "",
        })
    }
}

/// Takes somebody in; a number that is known already keeps who has it.
pub(super) async fn tell(State(service): State<SharedService>, Json(told): Json<ToldPerson>) -> StatusCode {
    let mut people = locked(&service.people);
    if people.numbered(&told.identity_number).is_some() {
        return StatusCode::CONFLICT;
    }
    if people.0.len() >= MAX_PEOPLE {
        return StatusCode::INSUFFICIENT_STORAGE;
    }
    let Some(persona) = told.persona() else { return StatusCode::UNPROCESSABLE_ENTITY };
    people.0.insert(persona.slug.to_owned(), Box::leak(Box::new(persona)));
    StatusCode::NO_CONTENT
}
