//! What of the exam a season decides and no published text of the regulation settles (domain.md §3.3, §13).

use crate::domain::score::Score;

/// A season's settings of the exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamRules {
    /// How many electives of the 2018 programme somebody sits who is exempted from the foreign language.
    pub exempted_electives: u8,
    /// The fewest papers of whoever sits for admission alone.
    pub admission_least_papers: u8,
    /// Whether the two orientations of technology exclude each other.
    pub is_technology_exclusive: bool,
    /// How many subjects of choice a pupil of grade 12 studies at most.
    pub studied_most: u8,
    /// The least mark of the year before that can be kept.
    pub reserved_least_mark: Score,
}

impl ExamRules {
    /// What the season of 2026 begins with; a running portal reads the rows of `season_setting`.
    pub const USUAL: Self = Self {
        exempted_electives: 1,
        admission_least_papers: 1,
        is_technology_exclusive: true,
        studied_most: 4,
        reserved_least_mark: Score::from_hundredths(5_00),
    };
}
