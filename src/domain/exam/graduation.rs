//! What somebody claims for the recognition of graduation: a class of priority (diện) and points of encouragement
//! (domain.md §3.6). Not the priority of admission. Which codes there are, and what they give, are rows of the season.

use serde::{Deserialize, Serialize};

use super::{applicant::optional, sections::KnownCodes};
use crate::domain::{field_errors::FieldErrors, score::Score};

/// The section as chosen. All of it may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GraduationForm {
    /// Code of a graduation category of the season; empty for class 1, which adds nothing.
    pub graduation_category: String,
    /// Code of an encouragement of the season; empty for none.
    pub encouragement: String,
}

/// What a code adds: half of the claim, and what stands in a season's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraduationBonus {
    /// The code in the season.
    pub code: String,
    /// The points it adds.
    pub points: Score,
}

/// What somebody claims. Only one category and one encouragement count, the highest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraduationClaim {
    /// The category; needs evidence.
    pub category: Option<GraduationBonus>,
    /// The encouragement; needs evidence.
    pub encouragement: Option<GraduationBonus>,
}

impl GraduationForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `NotOnOffer` for a code that the season does not have.
    pub fn parse(&self, known: &KnownCodes) -> Result<GraduationClaim, FieldErrors> {
        let mut errors = FieldErrors::new();
        let category = |code: &str| known.graduation_categories.get(code).map(|points| bonus(code, *points));
        let category = errors.collect("graduation_category", optional(&self.graduation_category, category));
        let encouragement = |code: &str| known.encouragements.get(code).map(|points| bonus(code, *points));
        let encouragement = errors.collect("encouragement", optional(&self.encouragement, encouragement));
        let claim = GraduationClaim { category: category.flatten(), encouragement: encouragement.flatten() };
        errors.into_result(claim)
    }
}

fn bonus(code: &str, points: Score) -> GraduationBonus {
    GraduationBonus { code: code.to_owned(), points }
}

impl From<&GraduationClaim> for GraduationForm {
    fn from(claim: &GraduationClaim) -> Self {
        let code = |bonus: &Option<GraduationBonus>| bonus.as_ref().map(|bonus| bonus.code.clone()).unwrap_or_default();
        Self { graduation_category: code(&claim.category), encouragement: code(&claim.encouragement) }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrors, GraduationClaim, GraduationForm, KnownCodes, Score};
    use crate::domain::field_errors::FieldErrorCode as Code;

    fn parsed(category: &str, encouragement: &str) -> Result<GraduationClaim, FieldErrors> {
        let mut known = KnownCodes::default();
        // domain.md §3.6: class 2 adds 0.25, class 3 adds 0.50; a first prize of the province 2 points.
        known.graduation_categories.insert("D2-TS2".to_owned(), Score::from_hundredths(25));
        known.graduation_categories.insert("D3-CLS".to_owned(), Score::from_hundredths(50));
        known.encouragements.insert("KK-NHAT".to_owned(), Score::from_hundredths(2_00));
        let form = GraduationForm { graduation_category: category.into(), encouragement: encouragement.into() };
        let claim = form.parse(&known);
        if let Ok(claim) = &claim {
            assert_eq!(GraduationForm::from(claim), form, "what was chosen is shown again");
        }
        claim
    }

    #[test]
    fn a_code_of_the_season_adds_its_points_and_none_adds_nothing() {
        assert_eq!(parsed("", ""), Ok(GraduationClaim::default()));
        let claim = parsed("D3-CLS", "KK-NHAT").unwrap();
        let points = [claim.category, claim.encouragement].map(|bonus| bonus.unwrap().points);
        assert_eq!(points, [50, 2_00].map(Score::from_hundredths));
        let errors = parsed("D2-XX", "nhat").unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        assert_eq!(found, [("graduation_category", Code::NotOnOffer), ("encouragement", Code::NotOnOffer)]);
    }
}
