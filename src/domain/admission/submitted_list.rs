//! A preference list as it was submitted. The one with the greatest number stands; none is ever changed.

use crate::domain::{
    ids::{PreferenceListVersionId, ProgrammeId},
    time::Instant,
};

/// One submitted version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedList {
    /// Its id.
    pub id: PreferenceListVersionId,
    /// 1 for the candidate's first.
    pub number: u32,
    /// When it was submitted.
    pub submitted_at: Instant,
    /// The number on the receipt, e.g. `NV-7K3M-Q2XA`.
    pub receipt_number: String,
    /// The programmes, the most wanted first.
    pub programme_ids: Vec<ProgrammeId>,
}
