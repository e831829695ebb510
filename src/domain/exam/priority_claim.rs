//! What priority somebody claims in admission (domain.md §3.4, §3.5).

use serde::{Deserialize, Serialize};

use super::{applicant::optional, sections::KnownCodes, situation::Situation};
use crate::domain::{
    candidate::priority::{PriorityArea, PriorityGroup, ResidenceException, ResidenceGround},
    field_errors::{FieldErrorCode, FieldErrors},
};

/// The priority section as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityForm {
    /// A word of [`ResidenceGround`], or empty where the schools decide about the area.
    pub residence_ground: String,
    /// A priority area, or empty to accept the derived one.
    pub area: String,
    /// Code of a priority category of the season, or empty for none.
    pub category_code: String,
}

/// What priority a candidate claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityClaim {
    /// Why residence decides in place of the schools; needs evidence.
    #[serde(default)]
    pub residence_ground: Option<ResidenceGround>,
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
    /// Reads the section of somebody in this situation. All of it may be empty: then the area that the schools give
    /// counts and no category.
    ///
    /// # Errors
    /// `NotOnOffer` for a word or code that does not exist; at `residence_ground` also `NeedsResidence`,
    /// `NeedsLongResidence` and `NeedsDifficultCommune`, by the season's rule.
    pub fn parse(&self, situation: &Situation, known: &KnownCodes) -> Result<PriorityClaim, FieldErrors> {
        let mut errors = FieldErrors::new();
        let ground = errors.collect("residence_ground", self.ground(situation, known)).flatten();
        let area = errors.collect("area", optional(&self.area, PriorityArea::parse)).flatten();
        let category = |code: &str| {
            known.categories.get(code).map(|group| PriorityCategory { code: code.to_owned(), group: *group })
        };
        let category = errors.collect("category_code", optional(&self.category_code, category)).flatten();
        errors.into_result(PriorityClaim { residence_ground: ground, area, category, residence_commune: None })
    }

    fn ground(&self, situation: &Situation, known: &KnownCodes) -> Result<Option<ResidenceGround>, FieldErrorCode> {
        let is_free = situation.applicant.kind.is_free_candidate();
        let find = |word: &str| {
            let ground = ResidenceGround::parse(word)?;
            let rule = known.residence_rules.get(&ground)?;
            (is_free || !rule.is_for_free_candidates).then_some((ground, *rule))
        };
        let Some((ground, rule)) = optional(&self.residence_ground, find)? else { return Ok(None) };
        let residence = situation.residence.as_ref();
        let commune = residence.and_then(|residence| known.communes.get(residence.commune.as_ref()?));
        let Some(commune) = commune else { return Err(FieldErrorCode::NeedsResidence) };
        if rule.needs_over_18_months && !residence.is_some_and(|residence| residence.over_18_months) {
            Err(FieldErrorCode::NeedsLongResidence)
        } else if rule.needs_difficult_commune && !commune.is_difficult {
            Err(FieldErrorCode::NeedsDifficultCommune)
        } else {
            Ok(Some(ground))
        }
    }
}

impl PriorityClaim {
    /// The residence that decides, if the claim says that one does.
    #[must_use]
    pub fn residence_exception(&self, situation: &Situation, known: &KnownCodes) -> Option<ResidenceException> {
        let ground = self.residence_ground?;
        let commune = known.communes.get(situation.residence.as_ref()?.commune.as_ref()?)?;
        Some(ResidenceException { ground, area: commune.area })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        candidate::{
            kind::CandidateKind,
            priority::{CommuneArea, ResidenceRule},
        },
        exam::{registration::ExamRegistrationForms, residence::Residence, sections::RegistrationRules},
        field_errors::FieldErrorCode as Code,
    };

    fn known() -> KnownCodes {
        let mut known = KnownCodes::default();
        known.categories.extend([("01".to_owned(), PriorityGroup::Ut1), ("06".to_owned(), PriorityGroup::Ut2)]);
        known.communes.insert("20044".to_owned(), CommuneArea { area: PriorityArea::Kv1, is_difficult: true });
        known.communes.insert("19789".to_owned(), CommuneArea { area: PriorityArea::Kv3, is_difficult: false });
        let rule = |needs_over_18_months, needs_difficult_commune, is_for_free_candidates| ResidenceRule {
            needs_over_18_months,
            needs_difficult_commune,
            is_for_free_candidates,
        };
        known.residence_rules.extend([
            (ResidenceGround::BoardingSchool, rule(false, false, false)),
            (ResidenceGround::DifficultCommune, rule(true, true, false)),
            (ResidenceGround::ArmedForces, rule(false, false, true)),
        ]);
        known
    }

    fn situation(kind: CandidateKind, commune: &str, over_18_months: bool) -> Situation {
        let commune = (!commune.is_empty()).then(|| commune.to_owned());
        let residence = Some(Residence { commune, over_18_months });
        let rules = RegistrationRules::new(kind, 2026);
        Situation { residence, ..Situation::of(&ExamRegistrationForms::default(), &rules) }
    }

    fn pupil() -> Situation {
        situation(CandidateKind::CurrentGrade12, "20044", true)
    }

    #[test]
    fn an_empty_priority_section_claims_nothing() {
        assert_eq!(PriorityForm::default().parse(&pupil(), &known()), Ok(PriorityClaim::default()));
        let all = PriorityForm { area: "kv1".into(), category_code: "01".into(), ..PriorityForm::default() };
        let category = PriorityCategory { code: "01".into(), group: PriorityGroup::Ut1 };
        let claim =
            PriorityClaim { area: Some(PriorityArea::Kv1), category: Some(category), ..PriorityClaim::default() };
        assert_eq!(all.parse(&pupil(), &known()), Ok(claim));
    }

    #[test]
    fn codes_that_do_not_exist_claim_nothing() {
        let wrong = PriorityForm { residence_ground: "x".into(), area: "kv4".into(), category_code: "02".into() };
        let errors = wrong.parse(&pupil(), &known()).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        let fields = ["residence_ground", "area", "category_code"];
        assert_eq!(found, fields.map(|field| (field, Code::NotOnOffer)));
    }

    #[test]
    fn residence_decides_where_the_season_s_rule_is_kept() {
        use CandidateKind::{CurrentGrade12, GraduateForAdmission};
        let cases = [
            ("boarding_school", CurrentGrade12, "19789", false, Ok(PriorityArea::Kv3)),
            ("boarding_school", CurrentGrade12, "20044", false, Ok(PriorityArea::Kv1)),
            ("boarding_school", CurrentGrade12, "", false, Err(Code::NeedsResidence)),
            ("difficult_commune", CurrentGrade12, "20044", true, Ok(PriorityArea::Kv1)),
            ("difficult_commune", CurrentGrade12, "20044", false, Err(Code::NeedsLongResidence)),
            ("difficult_commune", CurrentGrade12, "19789", true, Err(Code::NeedsDifficultCommune)),
            ("armed_forces", GraduateForAdmission, "20044", false, Ok(PriorityArea::Kv1)),
            ("armed_forces", CurrentGrade12, "20044", false, Err(Code::NotOnOffer)),
        ];
        for (ground, kind, commune, long, expected) in cases {
            let situation = situation(kind, commune, long);
            let form = PriorityForm { residence_ground: ground.into(), ..PriorityForm::default() };
            let claim = form.parse(&situation, &known());
            let area =
                claim.map(|claim| claim.residence_exception(&situation, &known()).map(|exception| exception.area));
            let expected = expected.map(Some).map_err(|code| FieldErrors::one("residence_ground", code));
            assert_eq!(area, expected, "{ground} {commune} {long}");
        }
    }
}
