//! Who acts. Who may do what is asked of each door (`web/router.rs`) and again by each use case.

use serde::{Deserialize, Serialize};

use super::{
    ids::{CandidateId, InstitutionCode, PersonId, RegistrationUnitId, StaffId},
    time::Instant,
};

/// The one who acts, with what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Nobody has signed in.
    Visitor,
    /// A candidate of the current season, signed in by citizen ID.
    Candidate(CandidateActor),
    /// A member of staff, signed in with an account of the portal.
    Staff(StaffActor),
    /// The portal itself: jobs and the command line.
    System,
}

/// A signed-in candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateActor {
    /// The person behind the candidate.
    pub person_id: PersonId,
    /// The person's part in the current season.
    pub candidate_id: CandidateId,
    /// Electronic identity of level 2 (Nghị định 69/2024), which submitting, paying and confirming need.
    pub is_level_2: bool,
    /// When the citizen-ID service last saw the person.
    pub authenticated_at: Instant,
}

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffActor {
    /// The account.
    pub staff_id: StaffId,
    /// What the account may do, and for whom.
    pub role: StaffRole,
}

/// What a member of staff may do. A role that works for a tenant carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffRole {
    /// Verifies the candidates of one registration unit.
    SchoolStaff {
        /// The tenant.
        unit: RegistrationUnitId,
    },
    /// Sees the applicants of one institution.
    InstitutionStaff {
        /// The tenant.
        institution: InstitutionCode,
    },
    /// Runs the season.
    MinistryOperator,
}

impl StaffRole {
    /// The database's word.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::SchoolStaff { .. } => "school_staff",
            Self::InstitutionStaff { .. } => "institution_staff",
            Self::MinistryOperator => "ministry_operator",
        }
    }
}

impl Actor {
    /// The word under which the audit log keeps the kind of actor.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Candidate(_) => "candidate",
            Self::Staff(staff) => staff.role.as_str(),
            Self::System => "system",
        }
    }
}

/// Who may use a door. Every route is declared with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anyone.
    Public,
    /// A candidate.
    Candidate,
    /// Staff of a registration unit.
    SchoolStaff,
    /// Staff of an institution.
    InstitutionStaff,
    /// Operators of the ministry.
    MinistryOperator,
    /// Anyone who has signed in.
    SignedIn,
    /// Another machine, which proves itself within the request (e.g. by a signature).
    Machine,
}

impl Rule {
    /// Whether `actor` may pass.
    #[must_use]
    pub const fn admits(self, actor: &Actor) -> bool {
        match self {
            Self::Public | Self::Machine => true,
            Self::SignedIn => matches!(actor, Actor::Candidate(_) | Actor::Staff(_)),
            Self::Candidate => matches!(actor, Actor::Candidate(_)),
            Self::SchoolStaff => {
                matches!(actor, Actor::Staff(StaffActor { role: StaffRole::SchoolStaff { .. }, .. }))
            }
            Self::InstitutionStaff => {
                matches!(actor, Actor::Staff(StaffActor { role: StaffRole::InstitutionStaff { .. }, .. }))
            }
            Self::MinistryOperator => {
                matches!(actor, Actor::Staff(StaffActor { role: StaffRole::MinistryOperator, .. }))
            }
        }
    }

    /// The rule's name in `portal routes`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Candidate => "candidate",
            Self::SchoolStaff => "school_staff",
            Self::InstitutionStaff => "institution_staff",
            Self::MinistryOperator => "ministry_operator",
            Self::SignedIn => "signed_in",
            Self::Machine => "machine",
        }
    }
}
