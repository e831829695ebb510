//! A slip as typed.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::{Fact, FactValue};
use crate::domain::{
    candidate::{
        kind::Sex,
        name::FullName,
        priority::{PriorityArea, PriorityGroup},
    },
    exam::{
        applicant::chosen,
        origin::{ABROAD, BirthPlace, FOREIGNER},
    },
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    time::parse_date,
};

/// The word by which no priority category at all is chosen.
pub const NO_CATEGORY: &str = "none";
/// The longest name of a country.
const MAX_COUNTRY: u16 = 60;
/// The longest reason, in characters.
const MAX_REASON: u16 = 500;
/// The longest note of the paper that was seen, in characters.
const MAX_EVIDENCE: u16 = 300;

/// The codes that exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AmendmentCodes {
    /// Provinces.
    pub provinces: BTreeSet<String>,
    /// Ethnic groups.
    pub ethnic_groups: BTreeSet<String>,
    /// The season's priority categories and their groups.
    pub categories: BTreeMap<String, PriorityGroup>,
}

/// The form of one fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AmendmentForm {
    /// What is right: a name, a day, a word or a code; [`ABROAD`] with a country, [`NO_CATEGORY`].
    pub value: String,
    /// The country of birth in Vietnamese, for whoever was born abroad.
    pub country: String,
    /// Why it is amended.
    pub reason: String,
    /// The paper that was seen.
    pub evidence: String,
}

/// What a slip is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is right.
    pub value: Option<FactValue>,
    /// Why.
    pub reason: String,
    /// The paper that was seen.
    pub evidence: String,
}

impl AmendmentForm {
    /// Reads the form about `fact`; nobody is born after `today`.
    ///
    /// # Errors
    /// At `value` `Missing`, `NotADate`, `NotOnOffer`, or those of a name; at `country`, `reason` and `evidence` those of
    /// texts (60, 500 and 300 characters).
    pub fn parse(&self, fact: Fact, codes: &AmendmentCodes, today: Date) -> Result<Correction, FieldErrors> {
        let mut errors = FieldErrors::new();
        let value = match self.value(fact, codes, today) {
            Ok(value) => Some(value),
            Err((field, code)) => {
                errors.push(field, code);
                None
            }
        };
        let reason = errors.collect("reason", required_text(&self.reason.replace("\r\n", "\n"), MAX_REASON));
        let evidence = errors.collect("evidence", required_text(&self.evidence.replace("\r\n", "\n"), MAX_EVIDENCE));
        match (value, reason, evidence) {
            (Some(value), Some(reason), Some(evidence)) => Ok(Correction { value, reason, evidence }),
            _ => Err(errors),
        }
    }

    /// The value, or what is wrong at which field.
    fn value(
        &self,
        fact: Fact,
        codes: &AmendmentCodes,
        today: Date,
    ) -> Result<Option<FactValue>, (&'static str, FieldErrorCode)> {
        let word = self.value.trim();
        let value = match fact {
            Fact::FullName => FullName::parse(word).map(FactValue::FullName),
            Fact::BirthDate if word.is_empty() => Err(FieldErrorCode::Missing),
            Fact::BirthDate => {
                let day = parse_date(word).filter(|day| *day <= today);
                day.map(FactValue::BirthDate).ok_or(FieldErrorCode::NotADate)
            }
            Fact::Sex => chosen(word, Sex::parse).map(FactValue::Sex),
            Fact::BirthPlace if word == ABROAD => {
                let country = country(&self.country).map_err(|code| ("country", code))?;
                Ok(FactValue::BirthPlace(BirthPlace::Country(country)))
            }
            Fact::BirthPlace => chosen(word, |code| codes.provinces.get(code).cloned())
                .map(|code| FactValue::BirthPlace(BirthPlace::Province(code))),
            Fact::EthnicGroup => {
                let known = |code: &str| codes.ethnic_groups.get(code).filter(|code| *code != FOREIGNER).cloned();
                chosen(word, known).map(FactValue::EthnicGroup)
            }
            Fact::PriorityArea => chosen(word, PriorityArea::parse).map(FactValue::PriorityArea),
            Fact::PriorityCategory if word == NO_CATEGORY => return Ok(None),
            Fact::PriorityCategory => {
                let known = |code: &str| codes.categories.contains_key(code).then(|| code.to_owned());
                chosen(word, known).map(FactValue::PriorityCategory)
            }
        };
        value.map(Some).map_err(|code| ("value", code))
    }
}

/// The name of a country, which is never all digits: those would be a province.
fn country(text: &str) -> Result<String, FieldErrorCode> {
    let country = required_text(text, MAX_COUNTRY)?;
    if country.chars().any(|character| character.is_numeric()) {
        return Err(FieldErrorCode::BadCharacters);
    }
    Ok(country)
}

/// Reads why a slip is taken back.
///
/// # Errors
/// At `reason` `Missing`, `TooLong` (500) or `BadCharacters`.
pub fn withdrawal_reason(text: &str) -> Result<String, FieldErrors> {
    required_text(&text.replace("\r\n", "\n"), MAX_REASON).map_err(|code| FieldErrors::one("reason", code))
}
