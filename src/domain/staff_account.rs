//! How an account of staff begins and how its password is renewed: by a one-time link.
//!
//! ```text
//! open --accept--> accepted
//! open --revoke--> revoked
//! open --expire--> expired
//! open --replace-> replaced
//! ```
//!
//! An invitation and a password reset go the same way. A link is open until it is taken up, taken back, too old, or
//! followed by a newer one; then it opens nothing ever again. That a link is too old is known by its time alone,
//! whether or not the job that notes it has run.

use serde::{Deserialize, Serialize};

use super::{
    access::{
        RoleKind, StaffRole, Tenant,
        accounts::{managed_roles, may_manage},
    },
    candidate::{contact::EmailAddress, name::FullName},
    field_errors::{FieldErrorCode, FieldErrors, required_text},
    ids::{DepartmentCode, InstitutionCode, RegistrationUnitId},
    stored_words::stored_words,
    time::Instant,
};

/// How long a link is open, in hours.
pub const LINK_HOURS: i64 = 72;
/// The greatest number of characters of a reason.
const MAX_REASON: u16 = 300;
/// The greatest number of characters of a code.
const MAX_CODE: u16 = 20;

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Waits for the person.
    Open,
    /// The person took it up.
    Accepted,
    /// Whoever answers for the account took it back.
    Revoked,
    /// Nobody took it up in time.
    Expired,
    /// A newer link took its place.
    Replaced,
}

stored_words!(LinkState {
    Open => "open",
    Accepted => "accepted",
    Revoked => "revoked",
    Expired => "expired",
    Replaced => "replaced",
});

/// What ends a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkEvent {
    /// The person takes it up.
    Accept,
    /// It is taken back.
    Revoke,
    /// Its time is over.
    Expire,
    /// A newer one is made.
    Replace,
}

stored_words!(LinkEvent { Accept => "accept", Revoke => "revoke", Expire => "expire", Replace => "replace" });

/// Every transition there is.
pub const TRANSITIONS: [(LinkState, LinkEvent, LinkState); 4] = [
    (LinkState::Open, LinkEvent::Accept, LinkState::Accepted),
    (LinkState::Open, LinkEvent::Revoke, LinkState::Revoked),
    (LinkState::Open, LinkEvent::Expire, LinkState::Expired),
    (LinkState::Open, LinkEvent::Replace, LinkState::Replaced),
];

/// A link as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneTimeLink {
    /// As stored.
    pub state: LinkState,
    /// Until when it may be taken up, by the machine's clock.
    pub expires_at: Instant,
}

impl OneTimeLink {
    /// Where it stands at `now`.
    #[must_use]
    pub fn state_at(self, now: Instant) -> LinkState {
        if self.state == LinkState::Open && self.expires_at <= now { LinkState::Expired } else { self.state }
    }

    /// Where `event` leads at `now`.
    ///
    /// # Errors
    /// The state that it is in, where nothing leads on from there.
    pub fn after(self, event: LinkEvent, now: Instant) -> Result<LinkState, LinkState> {
        // That the time is over may be noted of a link that is stored as open.
        let state = if event == LinkEvent::Expire { self.state } else { self.state_at(now) };
        let next = TRANSITIONS.iter().find(|(from, by, _)| (*from, *by) == (state, event)).map(|(_, _, to)| *to);
        next.ok_or(state)
    }
}

/// Where an entry of the accounts' list stands: an account, or an invitation to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListedState {
    /// The account can be used.
    Active,
    /// The invitation is open.
    Invited,
    /// The invitation was not taken up in time.
    InvitationExpired,
    /// The account is closed.
    Closed,
}

stored_words!(ListedState {
    Active => "active",
    Invited => "invited",
    InvitationExpired => "invitation_expired",
    Closed => "closed",
});

/// The form of an invitation, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// The role's word.
    pub role: String,
    /// The department's code; for the ministry, which invites its leads.
    pub department: String,
    /// The unit's id; for a department, which invites its heads.
    pub unit: String,
    /// The institution's code; for the ministry, which invites its leads.
    pub institution: String,
    /// The name of the person.
    pub full_name: String,
    /// Where the link is sent, and the name under which the person signs in.
    pub email: String,
}

/// An invitation that can be made, once its office is found to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The role with its tenant.
    pub role: StaffRole,
    /// The name of the person.
    pub full_name: FullName,
    /// Lower case.
    pub email: EmailAddress,
}

/// The field of the form that names the office for which someone in the role `manager` invites `role`; `None` where
/// the manager's own office is meant, or the whole country.
#[must_use]
pub const fn office_field(manager: RoleKind, role: RoleKind) -> Option<&'static str> {
    match (manager, role) {
        (RoleKind::MinistryOperator, RoleKind::DepartmentLead) => Some("department"),
        (RoleKind::MinistryOperator, RoleKind::InstitutionLead) => Some("institution"),
        (RoleKind::DepartmentLead, RoleKind::SchoolHead) => Some("unit"),
        _ => None,
    }
}

impl InvitationForm {
    /// Reads the form as someone in the role `manager` fills it in. Whether department, unit or institution exist,
    /// and the unit belongs to the department, is asked of the database.
    ///
    /// # Errors
    /// The errors of `role`, the office's field, `full_name` and `email`.
    pub fn parse(&self, manager: &StaffRole) -> Result<Invitation, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = errors.collect("role", self.kind(manager.kind()));
        let role = kind.and_then(|kind| self.office(manager, kind, &mut errors));
        let full_name = errors.collect("full_name", FullName::parse(&self.full_name));
        let email = errors.collect("email", EmailAddress::parse(&self.email.to_lowercase()));
        match (role, full_name, email) {
            (Some(role), Some(full_name), Some(email)) => Ok(Invitation { role, full_name, email }),
            _ => Err(errors),
        }
    }

    /// The role, if someone in the role `manager` makes such accounts.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer`.
    pub fn kind(&self, manager: RoleKind) -> Result<RoleKind, FieldErrorCode> {
        if self.role.is_empty() {
            return Err(FieldErrorCode::Missing);
        }
        let kind = RoleKind::parse(&self.role).filter(|kind| managed_roles(manager).contains(kind));
        kind.ok_or(FieldErrorCode::NotOnOffer)
    }

    fn office(&self, manager: &StaffRole, kind: RoleKind, errors: &mut FieldErrors) -> Option<StaffRole> {
        let tenant = match office_field(manager.kind(), kind) {
            Some(field @ "department") => {
                let code = errors.collect(field, required_text(&self.department, MAX_CODE))?;
                Tenant::Department(DepartmentCode(code))
            }
            Some(field @ "institution") => {
                let code = errors.collect(field, required_text(&self.institution, MAX_CODE))?;
                Tenant::Institution(InstitutionCode(code.to_uppercase()))
            }
            Some(field) => {
                let unit = errors.collect(field, required_text(&self.unit, 36))?;
                let unit = unit.parse::<RegistrationUnitId>().map_err(|_| FieldErrorCode::NotOnOffer);
                Tenant::Unit(errors.collect(field, unit)?)
            }
            None => manager.tenant(),
        };
        let department = match manager.tenant() {
            Tenant::Department(department) => Some(department),
            _ => None,
        };
        let role = StaffRole::new(kind, tenant).filter(|role| may_manage(manager, role, department.as_ref()));
        if role.is_none() {
            errors.push("role", FieldErrorCode::NotOnOffer);
        }
        role
    }
}

/// The reason of closing, opening or resetting an account, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    /// In the words of whoever acts.
    pub reason: String,
}

impl ReasonForm {
    /// The reason, never blank.
    ///
    /// # Errors
    /// What is wrong with `reason`.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        required_text(&self.reason, MAX_REASON).map_err(|code| FieldErrors::one("reason", code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = "018f4d3e-0000-7000-8000-000000000001";

    fn at(minute: i64) -> Instant {
        Instant::from_unix_us(minute * 60_000_000)
    }

    #[test]
    fn the_drawing_above_is_the_table() {
        let drawn: Vec<String> = include_str!("staff_account.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! ").filter(|line| line.contains("--") && line.contains('>')))
            .map(|line| line.replace("-->", " ").replace("->", " ").replace("--", " "))
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let table: Vec<String> = TRANSITIONS
            .iter()
            .map(|(from, event, to)| format!("{} {} {}", from.as_str(), event.as_str(), to.as_str()))
            .collect();
        assert_eq!(drawn, table);
    }

    #[test]
    fn a_link_ends_once_and_nothing_opens_it_again() {
        for state in LinkState::ALL {
            for event in LinkEvent::ALL {
                let link = OneTimeLink { state: *state, expires_at: at(10) };
                let next = link.after(*event, at(9));
                assert_eq!(next.is_ok(), *state == LinkState::Open, "{state:?} {event:?}");
                assert!(!matches!(next, Ok(LinkState::Open)), "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_link_too_old_can_only_be_noted_as_such() {
        let link = OneTimeLink { state: LinkState::Open, expires_at: at(10) };
        assert_eq!(link.state_at(at(9)), LinkState::Open);
        assert_eq!(link.state_at(at(10)), LinkState::Expired);
        assert_eq!(link.after(LinkEvent::Accept, at(10)), Err(LinkState::Expired));
        assert_eq!(link.after(LinkEvent::Revoke, at(10)), Err(LinkState::Expired));
        assert_eq!(link.after(LinkEvent::Expire, at(10)), Ok(LinkState::Expired));
    }

    fn form(role: &str) -> InvitationForm {
        InvitationForm {
            role: role.to_owned(),
            full_name: " Đặng  Thị Ngọc ".to_owned(),
            email: " Ngoc.Dang@Example.VN ".to_owned(),
            ..InvitationForm::default()
        }
    }

    fn lead() -> StaffRole {
        StaffRole::DepartmentLead { department: DepartmentCode("46".to_owned()) }
    }

    #[test]
    fn names_are_tidied_and_addresses_are_lower_case() {
        let invitation = form("department_staff").parse(&lead()).unwrap();
        assert_eq!(invitation.full_name.as_str(), "Đặng Thị Ngọc");
        assert_eq!(invitation.email.as_str(), "ngoc.dang@example.vn");
        assert_eq!(invitation.role, StaffRole::DepartmentStaff { department: DepartmentCode("46".to_owned()) });
    }

    #[test]
    fn the_office_is_the_managers_own_unless_the_table_lets_them_choose() {
        let unit = InvitationForm { unit: UNIT.to_owned(), department: "12".to_owned(), ..form("school_head") };
        let head = unit.parse(&lead()).unwrap().role;
        assert_eq!(head, StaffRole::SchoolHead { unit: UNIT.parse().unwrap() });
        // A department that someone slips in is not looked at.
        let slipped = InvitationForm { department: "12".to_owned(), ..form("department_staff") };
        assert_eq!(slipped.parse(&lead()).unwrap().role.tenant(), lead().tenant());
        let ministry = InvitationForm { institution: " bka ".to_owned(), ..form("institution_lead") };
        let expected = StaffRole::InstitutionLead { institution: InstitutionCode("BKA".to_owned()) };
        assert_eq!(ministry.parse(&StaffRole::MinistryOperator).unwrap().role, expected);
        assert_eq!(
            form("institution_lead").parse(&StaffRole::MinistryOperator),
            Err(FieldErrors::one("institution", FieldErrorCode::Missing))
        );
        let no_id = InvitationForm { unit: "46-001".to_owned(), ..form("school_head") };
        assert_eq!(no_id.parse(&lead()), Err(FieldErrors::one("unit", FieldErrorCode::NotOnOffer)));
    }

    #[test]
    fn a_role_that_one_may_not_make_is_not_on_offer() {
        for role in ["school_staff", "department_lead", "ministry_operator", "candidate", "nonsense"] {
            let read = form(role).parse(&lead());
            assert_eq!(read, Err(FieldErrors::one("role", FieldErrorCode::NotOnOffer)), "{role}");
        }
        assert_eq!(form("").parse(&lead()), Err(FieldErrors::one("role", FieldErrorCode::Missing)));
    }

    #[test]
    fn hostile_names_and_addresses_are_refused() {
        for name in ["\"><script>alert(1)</script>", "An\u{202e}gnud", "An\u{200b}", "An\u{200f}", "1234"] {
            let hostile = InvitationForm { full_name: name.to_owned(), ..form("department_staff") };
            assert_eq!(
                hostile.parse(&lead()),
                Err(FieldErrors::one("full_name", FieldErrorCode::BadCharacters)),
                "{name:?}"
            );
        }
        for email in ["a@b.vn\r\nBcc: c@d.vn", "a@b.vn,c@d.vn", "\"<x>\"@b.vn", "đ@b.vn"] {
            let hostile = InvitationForm { email: email.to_owned(), ..form("department_staff") };
            assert_eq!(
                hostile.parse(&lead()),
                Err(FieldErrors::one("email", FieldErrorCode::NotAnEmailAddress)),
                "{email:?}"
            );
        }
    }

    #[test]
    fn a_reason_is_never_blank() {
        assert_eq!(
            ReasonForm { reason: " \n ".to_owned() }.parse(),
            Err(FieldErrors::one("reason", FieldErrorCode::Missing))
        );
        assert_eq!(ReasonForm { reason: " Nghỉ việc ".to_owned() }.parse(), Ok("Nghỉ việc".to_owned()));
    }
}
