//! Identifiers. A newtype each, so that one can never stand for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A person, whatever the season: bound to one `sub` and one personal number.
    PersonId,
    /// A person's part in one season.
    CandidateId,
    /// An exam registration form.
    ExamRegistrationId,
    /// A member of staff with an account of the portal.
    StaffId,
    /// An invitation to an account of staff.
    StaffInvitationId,
    /// A new password of staff that a person above asked for.
    StaffPasswordResetId,
    /// A registration unit: the school or receiving point that verifies candidates.
    RegistrationUnitId,
    /// A programme of an institution in one season, i.e. what a preference names.
    ProgrammeId,
    /// One submitted version of a preference list.
    PreferenceListVersionId,
    /// The bill of one candidate for one season.
    BillId,
    /// One attempt to pay a bill.
    PaymentOrderId,
    /// A link by which somebody else pays a bill.
    PaymentLinkId,
    /// One run of the admission matching.
    MatchingRunId,
    /// A proposal to publish a run.
    PublicationProposalId,
    /// A session as its owner knows it; the cookie holds another number.
    SessionId,
    /// Something that a candidate was alerted to.
    AlertId,
    /// A case about who a candidate is.
    RegistryCaseId,
    /// Records that a school approved together.
    BatchApprovalId,
    /// An appeal against a mark.
    MarkAppealId,
    /// A class list that a school uploaded.
    RollImportId,
    /// A row of a school's roll.
    RollEntryId,
    /// A file that a candidate uploaded.
    StoredFileId,
}

/// The calendar year of the exam, which names a season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeasonYear(pub i16);

impl fmt::Display for SeasonYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The code of an institution, e.g. `BKA`; three letters by rule, up to eight in the published lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstitutionCode(pub String);

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The code of a provincial department of education and training, e.g. `46`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DepartmentCode(pub String);

impl fmt::Display for DepartmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A candidate number (số báo danh): council (2 digits) and running number (6 digits).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CandidateNumber(String);

impl CandidateNumber {
    /// Accepts exactly eight ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let eight_digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        eight_digits.then(|| Self(text.to_owned()))
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CandidateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
