//! Where somebody is registered as a permanent resident (domain.md §3.2, item 5), and where a free candidate hands in
//! the form (item 13).

use serde::{Deserialize, Serialize};

use super::{
    applicant::{chosen, optional, yes_or_no},
    programme::ExamPlace,
    sections::KnownCodes,
};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

/// The residence as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResidenceForm {
    /// Code of the commune of permanent residence; a foreigner may have none.
    pub residence_commune: String,
    /// `yes` or `no`: whether for more than 18 months of upper-secondary school.
    pub over_18_months: String,
}

/// A permanent residence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residence {
    /// Code of the commune.
    pub commune: Option<String>,
    /// Whether for more than 18 months of upper-secondary school.
    pub over_18_months: bool,
}

/// The choice of a receiving point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    /// Department and unit, five digits.
    pub unit: String,
}

impl ResidenceForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` for each field.
    pub fn parse(&self, known: &KnownCodes, is_foreign: bool) -> Result<Residence, FieldErrors> {
        let mut errors = FieldErrors::new();
        let find = |code: &str| known.communes.contains_key(code).then(|| code.to_owned());
        let commune = optional(&self.residence_commune, find).and_then(|commune| {
            if commune.is_none() && !is_foreign { Err(FieldErrorCode::Missing) } else { Ok(commune) }
        });
        let commune = errors.collect("residence_commune", commune);
        // Whoever has no residence here has not had it for long either.
        let is_nowhere = commune == Some(None) && self.over_18_months.is_empty();
        let months = if is_nowhere { Ok(false) } else { yes_or_no(&self.over_18_months) };
        let months = errors.collect("over_18_months", months);
        match (commune, months) {
            (Some(commune), Some(over_18_months)) => Ok(Residence { commune, over_18_months }),
            _ => Err(errors),
        }
    }
}

impl UnitForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `unit`.
    pub fn parse(&self, known: &KnownCodes) -> Result<ExamPlace, FieldErrors> {
        let unit = chosen(&self.unit, |code| known.units.get(code).cloned());
        unit.map_err(|code| FieldErrors::one("unit", code))
    }
}

impl From<&Residence> for ResidenceForm {
    fn from(residence: &Residence) -> Self {
        Self {
            residence_commune: residence.commune.clone().unwrap_or_default(),
            over_18_months: if residence.over_18_months { "yes" } else { "no" }.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::candidate::priority::{CommuneArea, PriorityArea};

    use super::{ExamPlace, FieldErrorCode as Code, FieldErrors, KnownCodes, Residence, ResidenceForm, UnitForm};

    fn known() -> KnownCodes {
        let place = ExamPlace { department: "46".into(), unit: "901".into(), council: "46".into() };
        let mut known = KnownCodes::default();
        known.communes.insert("20044".to_owned(), CommuneArea { area: PriorityArea::Kv1, is_difficult: true });
        known.units.insert(place.code(), place);
        known
    }

    fn parsed(commune: &str, months: &str, is_foreign: bool) -> Result<Residence, FieldErrors> {
        let form = ResidenceForm { residence_commune: commune.into(), over_18_months: months.into() };
        form.parse(&known(), is_foreign)
    }

    #[test]
    fn a_citizen_names_a_commune_and_says_for_how_long() {
        let residence = Residence { commune: Some("20044".into()), over_18_months: true };
        assert_eq!(parsed(" 20044 ", "yes", false), Ok(residence.clone()));
        assert_eq!(ResidenceForm::from(&residence).parse(&known(), false), Ok(residence));
        assert_eq!(parsed("20045", "no", false), Err(FieldErrors::one("residence_commune", Code::NotOnOffer)));
        assert_eq!(parsed("20044", "", false), Err(FieldErrors::one("over_18_months", Code::Missing)));
        assert_eq!(parsed("", "no", false), Err(FieldErrors::one("residence_commune", Code::Missing)));
    }

    #[test]
    fn a_foreigner_may_have_no_residence_here() {
        assert_eq!(parsed("", "", true), Ok(Residence { commune: None, over_18_months: false }));
        assert_eq!(parsed("20044", "", true), Err(FieldErrors::one("over_18_months", Code::Missing)));
    }

    #[test]
    fn only_a_receiving_point_of_the_list_takes_the_form() {
        let unit = |code: &str| UnitForm { unit: code.into() }.parse(&known());
        assert_eq!(unit("46901").unwrap().council, "46");
        assert_eq!(unit("46001"), Err(FieldErrors::one("unit", Code::NotOnOffer)));
        assert_eq!(unit(""), Err(FieldErrors::one("unit", Code::Missing)));
    }
}
