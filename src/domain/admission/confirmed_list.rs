//! What an institution sees of its programmes, and the list of those who confirmed, which it downloads for a purpose.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::domain::{
    candidate::kind::Sex,
    field_errors::{FieldErrorCode, FieldErrors},
    ids::{CandidateId, CandidateNumber, ProgrammeId},
    score::Score,
    stored_words::stored_words,
    time::Instant,
};

/// One programme in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeFigures {
    /// The programme.
    pub id: ProgrammeId,
    /// Its code (mã xét tuyển) within the institution.
    pub admission_code: String,
    /// Its name.
    pub name: String,
    /// The seats on offer.
    pub quota: u32,
    /// Candidates whose standing list names it.
    pub applicants: u32,
    /// What the published run says; nothing before its moment.
    pub outcome: Option<ProgrammeOutcome>,
}

/// What the published run and the confirmations say of one programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammeOutcome {
    /// Seats given.
    pub admitted: u32,
    /// Seats confirmed by those who were given them.
    pub confirmed: u32,
    /// The score of the last one admitted; nothing where nobody was refused.
    pub cutoff: Option<Score>,
}

/// One who was given a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmittedCandidate {
    /// Who.
    pub candidate_id: CandidateId,
    /// Nothing for those who sat no exam this season.
    pub candidate_number: Option<CandidateNumber>,
    /// As in the citizen's papers.
    pub full_name: String,
    /// As in the citizen's papers.
    pub birth_date: Date,
    /// The score that gave the seat.
    pub score: Score,
    /// The combination of that score.
    pub combination_code: String,
    /// The rank of the preference, from 1.
    pub rank: u8,
    /// When the seat was confirmed.
    pub confirmed_at: Option<Instant>,
}

/// One row of the downloaded list. Not `Debug`: it holds an identity number, which no log may show.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmedCandidate {
    /// Who; not part of the file.
    pub candidate_id: CandidateId,
    /// Nothing for those who sat no exam this season.
    pub candidate_number: Option<CandidateNumber>,
    /// The personal number, or the passport's of a foreigner.
    pub identity_number: String,
    /// As in the citizen's papers.
    pub full_name: String,
    /// As in the citizen's papers.
    pub birth_date: Date,
    /// As in the citizen's papers, where they say it.
    pub sex: Option<Sex>,
    /// The programme's code.
    pub admission_code: String,
    /// The programme's name.
    pub programme_name: String,
    /// The score that gave the seat.
    pub score: Score,
    /// The combination of that score.
    pub combination_code: String,
    /// When the seat was confirmed.
    pub confirmed_at: Instant,
    /// The number on the candidate's receipt.
    pub receipt_number: String,
}

/// What the list is downloaded for. Each candidate on it can read the purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DownloadPurpose {
    /// Preparing the enrolment itself.
    Enrolment,
    /// Filling the institution's own student records.
    StudentRecords,
    /// Comparing figures with the ministry.
    Reconciliation,
    /// Answering an inspection.
    Inspection,
}

stored_words!(DownloadPurpose {
    Enrolment => "enrolment",
    StudentRecords => "student_records",
    Reconciliation => "reconciliation",
    Inspection => "inspection",
});

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DownloadFormat {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
}

stored_words!(DownloadFormat { Csv => "csv", Xlsx => "xlsx" });

/// The request for the list, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DownloadForm {
    /// A word of [`DownloadPurpose`].
    #[serde(default)]
    pub purpose: String,
}

impl DownloadForm {
    /// The purpose.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `purpose`.
    pub fn parse(&self) -> Result<DownloadPurpose, FieldErrors> {
        if self.purpose.is_empty() {
            return Err(FieldErrors::one("purpose", FieldErrorCode::Missing));
        }
        DownloadPurpose::parse(&self.purpose).ok_or_else(|| FieldErrors::one("purpose", FieldErrorCode::NotOnOffer))
    }
}

#[cfg(test)]
mod tests {
    use super::{DownloadForm, DownloadPurpose};
    use crate::domain::field_errors::FieldErrorCode;

    #[test]
    fn a_download_needs_one_of_the_purposes_on_offer() {
        let cases = [
            ("enrolment", Ok(DownloadPurpose::Enrolment)),
            ("inspection", Ok(DownloadPurpose::Inspection)),
            ("", Err(FieldErrorCode::Missing)),
            ("marketing", Err(FieldErrorCode::NotOnOffer)),
            ("Enrolment", Err(FieldErrorCode::NotOnOffer)),
        ];
        for (purpose, expected) in cases {
            let parsed = DownloadForm { purpose: purpose.to_owned() }.parse();
            assert_eq!(parsed.map_err(|errors| errors.of("purpose").cloned().unwrap()), expected, "{purpose}");
        }
    }
}
