//! The subjects of choice that a pupil studies in grade 12 (domain.md §3.3). Toán, Ngữ văn, Lịch sử and a foreign
//! language are everybody's and not asked for.

use serde::{Deserialize, Serialize};

use super::{sections::RegistrationRules, subject::Subject};
use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

/// The section as ticked: `yes` for each subject studied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudiedForm {
    /// Vật lí.
    pub studied_vat_li: String,
    /// Hóa học.
    pub studied_hoa_hoc: String,
    /// Sinh học.
    pub studied_sinh_hoc: String,
    /// Địa lí.
    pub studied_dia_li: String,
    /// Giáo dục kinh tế và pháp luật.
    pub studied_gdktpl: String,
    /// Tin học.
    pub studied_tin_hoc: String,
    /// Công nghệ, orientation industry.
    pub studied_cn_cong_nghiep: String,
    /// Công nghệ, orientation agriculture.
    pub studied_cn_nong_nghiep: String,
}

impl StudiedForm {
    /// Each subject of choice that is examined, with the name of its field.
    pub const FIELDS: [(Subject, &'static str); 8] = [
        (Subject::Physics, "studied_vat_li"),
        (Subject::Chemistry, "studied_hoa_hoc"),
        (Subject::Biology, "studied_sinh_hoc"),
        (Subject::Geography, "studied_dia_li"),
        (Subject::EconomicsAndLaw, "studied_gdktpl"),
        (Subject::Informatics, "studied_tin_hoc"),
        (Subject::IndustrialTechnology, "studied_cn_cong_nghiep"),
        (Subject::AgriculturalTechnology, "studied_cn_nong_nghiep"),
    ];

    /// Reads the section. Whoever chose subjects that are not examined ticks fewer, even none.
    ///
    /// # Errors
    /// `TooMany` or `BothTechnologyPapers` at the first field.
    pub fn parse(&self, rules: &RegistrationRules) -> Result<Vec<Subject>, FieldErrors> {
        let studied: Vec<Subject> =
            Self::FIELDS.into_iter().map(|(subject, _)| subject).filter(|subject| self.has(*subject)).collect();
        let most = usize::from(rules.exam.studied_most);
        let technologies = studied.iter().filter(|subject| subject.is_technology()).count();
        if studied.len() > most {
            Err(FieldErrors::one("studied_vat_li", FieldErrorCode::TooMany { most }))
        } else if technologies > 1 && rules.exam.is_technology_exclusive {
            Err(FieldErrors::one("studied_cn_cong_nghiep", FieldErrorCode::BothTechnologyPapers))
        } else {
            Ok(studied)
        }
    }

    /// Whether a subject is ticked.
    #[must_use]
    pub fn has(&self, subject: Subject) -> bool {
        self.ticks().into_iter().any(|(ticked, tick)| ticked == subject && tick == "yes")
    }

    fn ticks(&self) -> [(Subject, &str); 8] {
        [
            (Subject::Physics, &self.studied_vat_li),
            (Subject::Chemistry, &self.studied_hoa_hoc),
            (Subject::Biology, &self.studied_sinh_hoc),
            (Subject::Geography, &self.studied_dia_li),
            (Subject::EconomicsAndLaw, &self.studied_gdktpl),
            (Subject::Informatics, &self.studied_tin_hoc),
            (Subject::IndustrialTechnology, &self.studied_cn_cong_nghiep),
            (Subject::AgriculturalTechnology, &self.studied_cn_nong_nghiep),
        ]
    }
}

impl From<&[Subject]> for StudiedForm {
    fn from(studied: &[Subject]) -> Self {
        let tick = |subject| if studied.contains(&subject) { "yes".to_owned() } else { String::new() };
        Self {
            studied_vat_li: tick(Subject::Physics),
            studied_hoa_hoc: tick(Subject::Chemistry),
            studied_sinh_hoc: tick(Subject::Biology),
            studied_dia_li: tick(Subject::Geography),
            studied_gdktpl: tick(Subject::EconomicsAndLaw),
            studied_tin_hoc: tick(Subject::Informatics),
            studied_cn_cong_nghiep: tick(Subject::IndustrialTechnology),
            studied_cn_nong_nghiep: tick(Subject::AgriculturalTechnology),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldErrorCode as Code, FieldErrors, RegistrationRules, StudiedForm, Subject};
    use crate::domain::candidate::kind::CandidateKind;

    #[test]
    fn four_subjects_of_choice_are_studied_and_one_technology() {
        let rules = RegistrationRules::new(CandidateKind::CurrentGrade12, 2026);
        let parsed = |studied: &[Subject]| StudiedForm::from(studied).parse(&rules);
        let four = [Subject::Physics, Subject::Chemistry, Subject::Informatics, Subject::AgriculturalTechnology];
        assert_eq!(parsed(&four), Ok(four.to_vec()));
        assert_eq!(parsed(&[]), Ok(Vec::new()));
        let five = [&four[..], &[Subject::Biology]].concat();
        assert_eq!(parsed(&five), Err(FieldErrors::one("studied_vat_li", Code::TooMany { most: 4 })));
        let both = [Subject::IndustrialTechnology, Subject::AgriculturalTechnology];
        let refused = Err(FieldErrors::one("studied_cn_cong_nghiep", Code::BothTechnologyPapers));
        assert_eq!(parsed(&both), refused);
    }

    #[test]
    fn each_field_bears_the_word_of_its_subject() {
        for (subject, field) in StudiedForm::FIELDS {
            assert_eq!(field, format!("studied_{}", subject.as_str()));
        }
    }
}
