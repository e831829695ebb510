//! What priority somebody claims in admission (domain.md §3.4, §3.5).

use serde::{Deserialize, Serialize};

use super::{applicant::optional, sections::KnownCodes};
use crate::domain::{
    candidate::priority::{PriorityArea, PriorityGroup},
    field_errors::FieldErrors,
};

/// The priority section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityForm {
    /// A priority area, or empty to accept the derived one.
    pub area: String,
    /// Code of a priority category of the season, or empty for none.
    pub category_code: String,
}

/// What priority a candidate claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityClaim {
    /// The area claimed against the derived one; needs evidence.
    pub area: Option<PriorityArea>,
    /// The category claimed; needs evidence.
    pub category: Option<PriorityCategory>,
    /// Commune of permanent residence, of a form submitted before the residence had a section of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence_commune: Option<String>,
}

/// A priority category of a season. Never compare codes across seasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityCategory {
    /// Its code in the season.
    pub code: String,
    /// The group it belongs to.
    pub group: PriorityGroup,
}

impl PriorityForm {
    /// Reads the section. All of it may be empty: then the derived area counts and no category.
    ///
    /// # Errors
    /// `NotOnOffer` for a word or code that does not exist.
    pub fn parse(&self, known: &KnownCodes) -> Result<PriorityClaim, FieldErrors> {
        let mut errors = FieldErrors::new();
        let area = errors.collect("area", optional(&self.area, PriorityArea::parse));
        let category = |code: &str| {
            known.categories.get(code).map(|group| PriorityCategory { code: code.to_owned(), group: *group })
        };
        let category = errors.collect("category_code", optional(&self.category_code, category));
        let (area, category) = (area.flatten(), category.flatten());
        errors.into_result(PriorityClaim { area, category, residence_commune: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field_errors::FieldErrorCode as Code;

    fn known() -> KnownCodes {
        let mut known = KnownCodes::default();
        known.categories.extend([("01".to_owned(), PriorityGroup::Ut1), ("06".to_owned(), PriorityGroup::Ut2)]);
        known
    }

    #[test]
    fn an_empty_priority_section_claims_nothing() {
        assert_eq!(PriorityForm::default().parse(&known()), Ok(PriorityClaim::default()));
        let all = PriorityForm { area: "kv1".into(), category_code: "01".into() };
        let category = PriorityCategory { code: "01".into(), group: PriorityGroup::Ut1 };
        let claim = PriorityClaim { area: Some(PriorityArea::Kv1), category: Some(category), residence_commune: None };
        assert_eq!(all.parse(&known()), Ok(claim));
    }

    #[test]
    fn codes_that_do_not_exist_claim_nothing() {
        let errors = PriorityForm { area: "kv4".into(), category_code: "02".into() }.parse(&known()).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        assert_eq!(found, [("area", Code::NotOnOffer), ("category_code", Code::NotOnOffer)]);
    }
}
