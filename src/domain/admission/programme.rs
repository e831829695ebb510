//! Programmes as the catalogue shows them.

use super::combination::SubjectCombination;
use crate::domain::{
    exam::subject::Subject,
    ids::{InstitutionCode, ProgrammeId},
    score::Score,
};

/// A programme in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeSummary {
    /// The programme.
    pub id: ProgrammeId,
    /// The institution's code (mã trường).
    pub institution_code: InstitutionCode,
    /// The institution's name.
    pub institution_name: String,
    /// Where the institution is; several places are separated by commas.
    pub location: Option<String>,
    /// The code under which it is applied for (mã xét tuyển).
    pub admission_code: String,
    /// Its name.
    pub name: String,
    /// The number of places.
    pub quota: u32,
    /// Whether it trains teachers.
    pub is_teacher_training: bool,
    /// The codes of the combinations that it takes, in order.
    pub combination_codes: Vec<String>,
}

/// A programme on a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeDetails {
    /// What a list shows of it.
    pub summary: ProgrammeSummary,
    /// The least sum of the three marks; zero = none of its own.
    pub entry_threshold: Score,
    /// The subject that counts twice.
    pub weighted_subject: Option<Subject>,
    /// The combinations that it takes, by code.
    pub combinations: Vec<SubjectCombination>,
    /// The cut-offs of past seasons for the exam method: the latest year first, then by combination.
    pub past_cutoffs: Vec<PastCutoff>,
}

/// The cut-off of a past season (điểm chuẩn).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCutoff {
    /// The season.
    pub year: i16,
    /// The combination.
    pub combination_code: String,
    /// The score of the last one admitted.
    pub cutoff: Score,
}

/// What the catalogue can be filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueFilters {
    /// Code and name of each institution with a programme, by name.
    pub institutions: Vec<(InstitutionCode, String)>,
    /// The places.
    pub places: Vec<String>,
    /// The codes of the combinations taken by a programme.
    pub combinations: Vec<String>,
}
