//! Who acts, and who may do what. The matrix is [`Permission::granted`]; each door (`web/router.rs`) asks it, and each
//! use case again.

pub mod accounts;
mod permission;
mod role;
mod session_limits;

use serde::{Deserialize, Serialize};

pub use self::{
    permission::{Permission, Scope},
    role::{RoleKind, StaffRole, Tenant},
    session_limits::{SessionEnd, SessionLimits, SessionSpan},
};
use super::{
    ids::{CandidateId, DepartmentCode, InstitutionCode, PersonId, RegistrationUnitId, StaffId},
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
    /// When the person last proved who they are, as the citizen-ID service tells; by the machine's clock.
    pub authenticated_at: Instant,
}

/// How far two of the portal's machines may differ in time, in microseconds.
const MAX_SKEW_US: i64 = 60_000_000;

impl CandidateActor {
    /// Whether the person proved who they are less than `minutes` before `now`, by the machine's clock. Acts that a
    /// stranger at a forgotten screen must not do ask for it. A proof from the future is none.
    #[must_use]
    pub const fn proved_within(&self, minutes: u16, now: Instant) -> bool {
        let age_us = now.unix_us() - self.authenticated_at.unix_us();
        -MAX_SKEW_US <= age_us && age_us < minutes as i64 * 60_000_000
    }
}

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffActor {
    /// The account.
    pub staff_id: StaffId,
    /// What the account may do, and for whom.
    pub role: StaffRole,
}

/// To whom a session belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionOwner {
    /// A person who signs in by citizen ID.
    Person(PersonId),
    /// An account of staff.
    Staff(StaffId),
}

impl SessionOwner {
    /// The word under which the kind is stored.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Staff(_) => "staff",
        }
    }

    /// Whose it is by what is stored; `None` for another kind.
    #[must_use]
    pub fn of(kind: &str, id: uuid::Uuid) -> Option<Self> {
        [Self::Person(PersonId(id)), Self::Staff(StaffId(id))].into_iter().find(|owner| owner.kind() == kind)
    }

    /// The id of the person or the account.
    #[must_use]
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Person(person) => person.0,
            Self::Staff(staff) => staff.0,
        }
    }
}

impl Actor {
    /// The word under which the audit log keeps the kind of actor.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Candidate(_) => RoleKind::Candidate.as_str(),
            Self::Staff(staff) => staff.role.kind().as_str(),
            Self::System => "system",
        }
    }

    /// The role; none for visitors and the portal itself.
    #[must_use]
    pub const fn role(&self) -> Option<RoleKind> {
        match self {
            Self::Visitor | Self::System => None,
            Self::Candidate(_) => Some(RoleKind::Candidate),
            Self::Staff(staff) => Some(staff.role.kind()),
        }
    }

    /// To whom a session of the actor belongs; `None` for visitors and the portal itself. A candidate's belong to the
    /// person, whatever the season.
    #[must_use]
    pub const fn session_owner(&self) -> Option<SessionOwner> {
        match self {
            Self::Visitor | Self::System => None,
            Self::Candidate(candidate) => Some(SessionOwner::Person(candidate.person_id)),
            Self::Staff(staff) => Some(SessionOwner::Staff(staff.staff_id)),
        }
    }

    /// Over whose data the actor has `permission`; `None` without it. The portal itself is asked for no permission:
    /// its use cases are its own.
    #[must_use]
    pub fn scope(&self, permission: Permission) -> Option<Scope> {
        self.role().and_then(|role| permission.scope_of(role))
    }

    /// Whether the actor has `permission`, over whoever's data.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.scope(permission).is_some()
    }

    /// The registration unit for which the actor works, with `permission`.
    #[must_use]
    pub fn unit_for(&self, permission: Permission) -> Option<RegistrationUnitId> {
        match self.tenant_for(permission)? {
            Tenant::Unit(unit) => Some(unit),
            _ => None,
        }
    }

    /// The department for which the actor works, with `permission`.
    #[must_use]
    pub fn department_for(&self, permission: Permission) -> Option<DepartmentCode> {
        match self.tenant_for(permission)? {
            Tenant::Department(department) => Some(department),
            _ => None,
        }
    }

    /// The institution for which the actor works, with `permission`.
    #[must_use]
    pub fn institution_for(&self, permission: Permission) -> Option<InstitutionCode> {
        match self.tenant_for(permission)? {
            Tenant::Institution(institution) => Some(institution),
            _ => None,
        }
    }

    fn tenant_for(&self, permission: Permission) -> Option<Tenant> {
        match self {
            Self::Staff(staff) if self.may(permission) => Some(staff.role.tenant()),
            _ => None,
        }
    }
}

/// Who may use a door. Every route is declared with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anyone.
    Public,
    /// Whoever has the right.
    May(Permission),
    /// Anyone who has signed in.
    SignedIn,
    /// Another machine, which proves itself within the request (e.g. by a signature).
    Machine,
}

impl Rule {
    /// Whether `actor` may pass.
    #[must_use]
    pub fn admits(self, actor: &Actor) -> bool {
        match self {
            Self::Public | Self::Machine => true,
            Self::SignedIn => actor.role().is_some(),
            Self::May(permission) => actor.may(permission),
        }
    }

    /// The roles that pass.
    #[must_use]
    pub fn roles(self) -> Vec<RoleKind> {
        match self {
            Self::Public | Self::Machine | Self::SignedIn => RoleKind::ALL.to_vec(),
            Self::May(permission) => permission.granted().iter().map(|(role, _)| *role).collect(),
        }
    }

    /// Whether candidates pass: then visitors are led to the citizen-ID sign-in.
    #[must_use]
    pub fn is_for_candidates(self) -> bool {
        !matches!(self, Self::Public | Self::Machine) && self.roles().contains(&RoleKind::Candidate)
    }

    /// The rule's name in `portal routes`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::May(permission) => permission.as_str(),
            Self::SignedIn => "signed_in",
            Self::Machine => "machine",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::CandidateActor;
    use crate::domain::{
        ids::{CandidateId, PersonId},
        time::Instant,
    };

    #[test]
    fn a_proof_is_fresh_for_its_minutes_and_not_from_the_future() {
        let at = |seconds: i64| Instant::from_unix_us(1_000_000_000_000_000 + seconds * 1_000_000);
        let candidate = CandidateActor {
            person_id: PersonId(Uuid::nil()),
            candidate_id: CandidateId(Uuid::nil()),
            is_level_2: true,
            authenticated_at: at(0),
        };
        for (seconds, fresh) in [(0, true), (599, true), (600, false), (-60, true), (-61, false)] {
            assert_eq!(candidate.proved_within(10, at(seconds)), fresh, "{seconds}");
        }
    }
}
