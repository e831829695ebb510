//! Why a candidate may register, and the sex on record.

use crate::domain::stored_words::stored_words;

/// On which ground a candidate registers (Điều 19 khoản 1 TT 24/2024; domain.md §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CandidateKind {
    /// Completes the programme in the exam year.
    CurrentGrade12,
    /// Completed the programme in an earlier year and has not graduated yet.
    NotGraduated,
    /// Has the upper-secondary diploma and sits to get marks for admission.
    GraduateForAdmission,
    /// Has a trung cấp diploma and sits to get marks for admission.
    VocationalForAdmission,
    /// Has a diploma, sits no paper, and needs the portal for admission alone.
    AdmissionOnly,
}

stored_words!(CandidateKind {
    CurrentGrade12 => "current_grade12",
    NotGraduated => "not_graduated",
    GraduateForAdmission => "graduate_for_admission",
    VocationalForAdmission => "vocational_for_admission",
    AdmissionOnly => "admission_only",
});

impl CandidateKind {
    /// Whether a year of graduation exists and has to be given.
    #[must_use]
    pub const fn has_graduated(self) -> bool {
        matches!(self, Self::GraduateForAdmission | Self::VocationalForAdmission | Self::AdmissionOnly)
    }

    /// A free candidate (thí sinh tự do): everyone who is not in grade 12 now.
    #[must_use]
    pub const fn is_free_candidate(self) -> bool {
        !matches!(self, Self::CurrentGrade12)
    }

    /// Whether the exam decides about graduation.
    #[must_use]
    pub const fn wants_to_graduate(self) -> bool {
        matches!(self, Self::CurrentGrade12 | Self::NotGraduated)
    }

    /// Whether any paper is sat.
    #[must_use]
    pub const fn sits_papers(self) -> bool {
        !matches!(self, Self::AdmissionOnly)
    }

    /// Item 11 of the form: what a free candidate has behind them; `None` for grade 12.
    #[must_use]
    pub const fn free_candidate_status(self) -> Option<FreeCandidateStatus> {
        match self {
            Self::CurrentGrade12 => None,
            Self::NotGraduated => Some(FreeCandidateStatus::NotGraduated),
            Self::GraduateForAdmission | Self::VocationalForAdmission | Self::AdmissionOnly => {
                Some(FreeCandidateStatus::Graduated)
            }
        }
    }
}

/// Whether a free candidate has graduated (domain.md §3.2, item 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FreeCandidateStatus {
    /// Chưa tốt nghiệp.
    NotGraduated,
    /// Đã tốt nghiệp.
    Graduated,
}

/// Sex as citizen papers record it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

stored_words!(Sex { Female => "female", Male => "male" });
