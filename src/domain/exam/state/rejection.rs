//! A form that is sent back, and why.

use serde::{Deserialize, Serialize};

use crate::domain::{
    exam::sections::Section,
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    stored_words::stored_words,
};

/// The greatest number of characters of the text of a rejection.
const MAX_REJECTION_TEXT: u16 = 500;

/// Why a form was sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The kind of reason.
    pub category: RejectionCategory,
    /// What the candidate has to do, in the verifier's words. Never blank.
    pub text: String,
}

/// The kind of reason for which a form is sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectionCategory {
    /// Papers are wrong, e.g. not studied in grade 12.
    WrongPapers,
    /// The identity data contradict the papers or the registry.
    IdentityMismatch,
    /// Priority claimed without evidence.
    MissingEvidence,
    /// The priority area is wrong.
    WrongArea,
    /// The class or a school is wrong.
    WrongClassOrSchool,
    /// The portrait does not show the candidate as the exam needs it.
    WrongPortrait,
    /// Something else.
    Other,
}

stored_words!(RejectionCategory {
    WrongPapers => "wrong_papers",
    IdentityMismatch => "identity_mismatch",
    MissingEvidence => "missing_evidence",
    WrongArea => "wrong_area",
    WrongClassOrSchool => "wrong_class_or_school",
    WrongPortrait => "wrong_portrait",
    Other => "other",
});

impl RejectionCategory {
    /// The section that the candidate mends; none where the words alone say what to do.
    #[must_use]
    pub const fn section(self) -> Option<Section> {
        match self {
            Self::WrongPapers => Some(Section::Papers),
            Self::IdentityMismatch => Some(Section::Identity),
            Self::MissingEvidence => Some(Section::Evidence),
            Self::WrongArea => Some(Section::Priority),
            Self::WrongClassOrSchool => Some(Section::Schools),
            Self::WrongPortrait => Some(Section::Portrait),
            Self::Other => None,
        }
    }

    /// Whether a form can be sent back for this: nobody is asked to mend what is frozen (domain.md §3.3).
    #[must_use]
    pub const fn is_on_offer(self, are_papers_frozen: bool) -> bool {
        match self.section() {
            Some(section) => !(are_papers_frozen && section.decides_papers()),
            None => true,
        }
    }
}

/// A rejection as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RejectionForm {
    /// A category's word.
    pub category: String,
    /// What the candidate has to do.
    pub text: String,
}

impl RejectionForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `category`; `Missing`, `TooLong` (500) or `BadCharacters` at `text`.
    pub fn parse(&self) -> Result<Rejection, FieldErrors> {
        let mut errors = FieldErrors::new();
        let category = match self.category.as_str() {
            "" => Err(FieldErrorCode::Missing),
            word => RejectionCategory::parse(word).ok_or(FieldErrorCode::NotOnOffer),
        };
        let category = errors.collect("category", category);
        // Browsers post line ends as CR LF.
        let text = self.text.replace("\r\n", "\n");
        let text = errors.collect("text", required_text(&text, MAX_REJECTION_TEXT));
        match (category, text) {
            (Some(category), Some(text)) => Ok(Rejection { category, text }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RejectionCategory, Section};

    #[test]
    fn once_papers_are_frozen_nobody_is_asked_to_choose_others() {
        for category in RejectionCategory::ALL {
            assert!(category.is_on_offer(false), "{category:?}");
            assert_eq!(category.is_on_offer(true), *category != RejectionCategory::WrongPapers, "{category:?}");
        }
        assert_eq!(RejectionCategory::WrongPortrait.section(), Some(Section::Portrait));
    }
}
