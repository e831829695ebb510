//! By which curriculum a candidate is examined, and in which form they studied it.

use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::domain::stored_words::stored_words;

/// A curriculum (chương trình giáo dục phổ thông).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ExamProgramme {
    /// The programme of 2018, of everyone in grade 12 now.
    #[default]
    Gdpt2018,
    /// The programme of 2006, of free candidates alone.
    Gdpt2006,
}

stored_words!(ExamProgramme { Gdpt2018 => "2018", Gdpt2006 => "2006" });

/// How upper-secondary school was attended (domain.md §3.2, item 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum EducationForm {
    /// Giáo dục THPT.
    #[default]
    HighSchool,
    /// Giáo dục thường xuyên.
    Continuing,
}

stored_words!(EducationForm { HighSchool => "thpt", Continuing => "gdtx" });

/// A combined paper (bài thi tổ hợp) of the 2006 programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CombinedPaper {
    /// Khoa học tự nhiên.
    NaturalSciences,
    /// Khoa học xã hội.
    SocialSciences,
}

stored_words!(CombinedPaper { NaturalSciences => "khtn", SocialSciences => "khxh" });

impl CombinedPaper {
    /// Its components (domain.md §3.3): continuing education has no civic education.
    #[must_use]
    pub const fn components(self, form: EducationForm) -> &'static [Subject] {
        match (self, form) {
            (Self::NaturalSciences, _) => &[Subject::Physics, Subject::Chemistry, Subject::Biology],
            (Self::SocialSciences, EducationForm::HighSchool) => {
                &[Subject::History, Subject::Geography, Subject::CivicEducation]
            }
            (Self::SocialSciences, EducationForm::Continuing) => &[Subject::History, Subject::Geography],
        }
    }

    /// The combined paper that has this component, for whoever studied in this form.
    #[must_use]
    pub fn of_component(subject: Subject, form: EducationForm) -> Option<Self> {
        Self::ALL.iter().copied().find(|paper| paper.components(form).contains(&subject))
    }
}

/// Where a candidate registers and sits the exam (domain.md §3.2, head and items 12 and 13).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamPlace {
    /// Code of the department (Sở), two digits.
    pub department: String,
    /// Code of the registration unit within it, three digits.
    pub unit: String,
    /// Code of the exam council, two digits; the department's.
    pub council: String,
}

impl ExamPlace {
    /// Department and unit as one code of five digits.
    #[must_use]
    pub fn code(&self) -> String {
        format!("{}{}", self.department, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::{CombinedPaper, EducationForm, Subject};

    #[test]
    fn continuing_education_has_no_civic_education() {
        let social = CombinedPaper::SocialSciences;
        assert_eq!(social.components(EducationForm::HighSchool).len(), 3);
        assert_eq!(social.components(EducationForm::Continuing), [Subject::History, Subject::Geography]);
        let of = |subject| CombinedPaper::of_component(subject, EducationForm::Continuing);
        assert_eq!(of(Subject::CivicEducation), None);
        assert_eq!(of(Subject::Biology), Some(CombinedPaper::NaturalSciences));
        assert_eq!(of(Subject::Informatics), None);
    }
}
