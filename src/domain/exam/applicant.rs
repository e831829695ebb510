//! As what a free candidate registers (domain.md §3.1; §3.2, items 10 and 11). Of a pupil of grade 12 the record says it.

use serde::{Deserialize, Serialize};

use super::programme::{EducationForm, ExamProgramme};
use crate::domain::{
    candidate::kind::CandidateKind,
    field_errors::{FieldErrorCode, FieldErrors},
};

/// The section as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicantForm {
    /// A word of [`CandidateKind`], of a free candidate.
    pub kind: String,
    /// A word of [`ExamProgramme`].
    pub programme: String,
    /// A word of [`EducationForm`].
    pub education_form: String,
}

/// As what somebody registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// On which ground.
    pub kind: CandidateKind,
    /// By which curriculum.
    pub programme: ExamProgramme,
    /// In which form it was studied.
    pub education_form: EducationForm,
}

impl ApplicantForm {
    /// Reads the section.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` for each field; nobody chooses to be in grade 12.
    pub fn parse(&self) -> Result<Applicant, FieldErrors> {
        let mut errors = FieldErrors::new();
        let is_free = |kind: &CandidateKind| kind.is_free_candidate();
        let kind = errors.collect("kind", chosen(&self.kind, |word| CandidateKind::parse(word).filter(is_free)));
        let programme = errors.collect("programme", chosen(&self.programme, ExamProgramme::parse));
        let form = errors.collect("education_form", chosen(&self.education_form, EducationForm::parse));
        match (kind, programme, form) {
            (Some(kind), Some(programme), Some(education_form)) => Ok(Applicant { kind, programme, education_form }),
            _ => Err(errors),
        }
    }
}

/// What `find` makes of an answer that has to be given.
pub(super) fn chosen<T>(text: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, FieldErrorCode> {
    match text.trim() {
        "" => Err(FieldErrorCode::Missing),
        text => find(text).ok_or(FieldErrorCode::NotOnOffer),
    }
}

/// `None` for an empty text, otherwise what `find` makes of it.
pub(super) fn optional<T>(text: &str, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, FieldErrorCode> {
    match text.trim() {
        "" => Ok(None),
        text => find(text).map(Some).ok_or(FieldErrorCode::NotOnOffer),
    }
}

/// Yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, FieldErrorCode> {
    chosen(text, |word| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    })
}

impl From<&Applicant> for ApplicantForm {
    fn from(applicant: &Applicant) -> Self {
        Self {
            kind: applicant.kind.as_str().to_owned(),
            programme: applicant.programme.as_str().to_owned(),
            education_form: applicant.education_form.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Applicant, ApplicantForm, FieldErrorCode as Code, FieldErrors};
    use crate::domain::candidate::kind::CandidateKind;

    fn parsed(kind: &str, programme: &str, education_form: &str) -> Result<Applicant, FieldErrors> {
        let form =
            ApplicantForm { kind: kind.into(), programme: programme.into(), education_form: education_form.into() };
        let parsed = form.parse();
        if let Ok(applicant) = &parsed {
            assert_eq!(ApplicantForm::from(applicant), form, "what was chosen is shown again");
        }
        parsed
    }

    #[test]
    fn every_kind_of_free_candidate_may_choose_either_programme() {
        for kind in CandidateKind::ALL.iter().filter(|kind| kind.is_free_candidate()) {
            for (programme, form) in [("2018", "thpt"), ("2006", "thpt"), ("2018", "gdtx"), ("2006", "gdtx")] {
                assert_eq!(parsed(kind.as_str(), programme, form).unwrap().kind, *kind);
            }
        }
    }

    #[test]
    fn nobody_becomes_a_pupil_of_grade_12_by_choosing() {
        let errors = parsed("current_grade12", "2018", "thpt").unwrap_err();
        assert_eq!(errors, FieldErrors::one("kind", Code::NotOnOffer));
        let errors = parsed("", "2019", "").unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field, error.code.clone())).collect();
        assert_eq!(
            found,
            [("kind", Code::Missing), ("programme", Code::NotOnOffer), ("education_form", Code::Missing)]
        );
    }
}
