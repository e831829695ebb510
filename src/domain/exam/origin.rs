//! Where somebody comes from (domain.md §3.2, item 3): place of birth, ethnic group, nationality.

use serde::{Deserialize, Serialize};

use super::{
    applicant::chosen,
    sections::{KnownCodes, RegistrationRules},
};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors, required_text};

/// The code of the ethnic groups' list for whoever has another nationality (domain.md §3.8).
pub const FOREIGNER: &str = "55";
/// The word that stands for any country but Vietnam in the list of provinces.
pub const ABROAD: &str = "abroad";
/// The longest name of a country.
const MAX_COUNTRY: u16 = 60;

/// The section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OriginForm {
    /// Code of the province of birth, or [`ABROAD`].
    pub birth_province: String,
    /// The country of birth in Vietnamese, for whoever was born abroad.
    pub birth_country: String,
    /// `vietnamese` or `foreign`.
    pub citizenship: String,
    /// The nationality, of whoever has another than the Vietnamese.
    pub nationality: String,
    /// Code of the ethnic group; foreigners may leave it open.
    pub ethnic_group: String,
}

/// Where somebody was born.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BirthPlace {
    /// In the province of this code.
    Province(String),
    /// In this country.
    Country(String),
}

/// Where somebody comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Where they were born.
    pub birth_place: BirthPlace,
    /// Code of the ethnic group; [`FOREIGNER`] exactly when there is a nationality.
    pub ethnic_group: String,
    /// The nationality, where it is not the Vietnamese.
    pub nationality: Option<String>,
}

impl OriginForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing`, `NotOnOffer`, `TooLong` or `BadCharacters` for each field; `PassportIsForeign` where the identity
    /// paper is a passport; `NotForVietnamese` for the group of foreigners.
    pub fn parse(&self, rules: &RegistrationRules) -> Result<Origin, FieldErrors> {
        let mut errors = FieldErrors::new();
        let known = |word: &str| (word == ABROAD || rules.known.provinces.contains(word)).then(|| word.to_owned());
        let birth_place = match errors.collect("birth_province", chosen(&self.birth_province, known)) {
            Some(abroad) if abroad == ABROAD => {
                let country = errors.collect("birth_country", required_text(&self.birth_country, MAX_COUNTRY));
                country.map(BirthPlace::Country)
            }
            province => province.map(BirthPlace::Province),
        };
        let is_foreign = errors.collect("citizenship", self.is_foreign(rules));
        let nationality = match is_foreign {
            Some(true) => errors.collect("nationality", required_text(&self.nationality, MAX_COUNTRY)),
            _ => None,
        };
        let ethnic_group =
            is_foreign.and_then(|foreign| errors.collect("ethnic_group", self.ethnic_group(foreign, &rules.known)));
        match (birth_place, ethnic_group) {
            (Some(birth_place), Some(ethnic_group)) => {
                errors.into_result(Origin { birth_place, ethnic_group, nationality })
            }
            _ => Err(errors),
        }
    }

    fn is_foreign(&self, rules: &RegistrationRules) -> Result<bool, FieldErrorCode> {
        let is_foreign = chosen(&self.citizenship, |word| match word {
            "vietnamese" => Some(false),
            "foreign" => Some(true),
            _ => None,
        })?;
        if !is_foreign && rules.has_passport { Err(FieldErrorCode::PassportIsForeign) } else { Ok(is_foreign) }
    }

    fn ethnic_group(&self, is_foreign: bool, known: &KnownCodes) -> Result<String, FieldErrorCode> {
        if is_foreign {
            return Ok(FOREIGNER.to_owned());
        }
        let code = chosen(&self.ethnic_group, |code| known.ethnic_groups.get(code).cloned())?;
        if code == FOREIGNER { Err(FieldErrorCode::NotForVietnamese) } else { Ok(code) }
    }
}

impl Origin {
    /// The codes that have a name: of the province of birth and of the ethnic group.
    #[must_use]
    pub fn codes(&self) -> (Option<&str>, Option<&str>) {
        let province = match &self.birth_place {
            BirthPlace::Province(code) => Some(code.as_str()),
            BirthPlace::Country(_) => None,
        };
        (province, Some(&self.ethnic_group))
    }
}

impl From<&Origin> for OriginForm {
    fn from(origin: &Origin) -> Self {
        let (birth_province, birth_country) = match &origin.birth_place {
            BirthPlace::Province(code) => (code.clone(), String::new()),
            BirthPlace::Country(name) => (ABROAD.to_owned(), name.clone()),
        };
        Self {
            birth_province,
            birth_country,
            citizenship: if origin.nationality.is_some() { "foreign" } else { "vietnamese" }.to_owned(),
            nationality: origin.nationality.clone().unwrap_or_default(),
            ethnic_group: origin.ethnic_group.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BirthPlace, FieldErrorCode as Code, FieldErrors, Origin, OriginForm, RegistrationRules};
    use crate::domain::candidate::kind::CandidateKind;

    fn rules(has_passport: bool) -> RegistrationRules {
        let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, 2026);
        rules.known.provinces.insert("46".to_owned());
        rules.known.ethnic_groups.extend(["01", "31", "55"].map(str::to_owned));
        RegistrationRules { has_passport, ..rules }
    }

    fn form(fields: [&str; 5]) -> OriginForm {
        let [birth_province, birth_country, citizenship, nationality, ethnic_group] = fields.map(str::to_owned);
        OriginForm { birth_province, birth_country, citizenship, nationality, ethnic_group }
    }

    #[test]
    fn the_place_of_birth_is_a_province_or_a_named_country() {
        let parsed = form(["46", "", "vietnamese", "", "31"]).parse(&rules(false)).unwrap();
        assert_eq!(parsed.birth_place, BirthPlace::Province("46".into()));
        let parsed = form(["abroad", " Lào ", "vietnamese", "", "01"]).parse(&rules(false)).unwrap();
        assert_eq!(parsed.birth_place, BirthPlace::Country("Lào".into()));
        assert_eq!(OriginForm::from(&parsed).parse(&rules(false)), Ok(parsed));
    }

    #[test]
    fn a_foreigner_names_the_nationality_and_belongs_to_the_group_of_foreigners() {
        let parsed = form(["abroad", "Lào", "foreign", "Lào", ""]).parse(&rules(true)).unwrap();
        let expected = Origin {
            birth_place: BirthPlace::Country("Lào".into()),
            ethnic_group: "55".into(),
            nationality: Some("Lào".into()),
        };
        assert_eq!(parsed, expected);
    }

    #[test]
    fn what_does_not_go_together_is_refused_at_its_field() {
        let cases = [
            (["", "", "", "", ""], false, vec![("birth_province", Code::Missing), ("citizenship", Code::Missing)]),
            (["47", "", "vietnamese", "", "01"], false, vec![("birth_province", Code::NotOnOffer)]),
            (["abroad", "", "vietnamese", "", "01"], false, vec![("birth_country", Code::Missing)]),
            (["46", "", "foreign", " ", ""], false, vec![("nationality", Code::Missing)]),
            (["46", "", "vietnamese", "", ""], false, vec![("ethnic_group", Code::Missing)]),
            (["46", "", "vietnamese", "", "55"], false, vec![("ethnic_group", Code::NotForVietnamese)]),
            (["46", "", "vietnamese", "", "01"], true, vec![("citizenship", Code::PassportIsForeign)]),
        ];
        for (fields, has_passport, expected) in cases {
            let errors: FieldErrors = form(fields).parse(&rules(has_passport)).unwrap_err();
            let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
            assert_eq!(found, expected, "{fields:?}");
        }
    }
}
