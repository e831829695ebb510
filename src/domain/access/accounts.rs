//! Who makes and manages whose account: the one table, beside the matrix of permissions.
//!
//! Accounts are made top-down: the ministry makes those of the departments, the institutions and its own; a department
//! those of its staff and of the heads of its units; a head those of the unit's staff; an institution's lead those of
//! the institution. Whoever may make an account may also close and reset it: the one above knows the person, so that a
//! lost second factor is never given back on the word of an e-mail alone.
//!
//! Three choices. A head makes no successor: the department appoints heads, and only it knows who follows. An
//! institution's lead makes further leads, for institutions govern themselves and one lead alone would have nobody to
//! turn to. Operators make releasers, because somebody has to; that this gives them no second pair of hands is seen to
//! by telling every other releaser. Nobody manages the own account.

use super::{RoleKind, StaffActor, StaffRole, Tenant};
use crate::domain::ids::{DepartmentCode, StaffId};

/// The roles whose accounts `manager` makes, closes and resets, within the manager's own office.
#[must_use]
pub const fn managed_roles(manager: RoleKind) -> &'static [RoleKind] {
    use RoleKind as R;
    match manager {
        R::MinistryOperator => {
            &[R::DepartmentLead, R::InstitutionLead, R::MinistryOperator, R::MinistryReleaser, R::Support, R::Auditor]
        }
        R::DepartmentLead => &[R::DepartmentStaff, R::SchoolHead],
        R::SchoolHead => &[R::SchoolStaff],
        R::InstitutionLead => &[R::InstitutionStaff, R::InstitutionLead],
        R::Candidate
        | R::SchoolStaff
        | R::DepartmentStaff
        | R::InstitutionStaff
        | R::MinistryReleaser
        | R::Support
        | R::Auditor => &[],
    }
}

/// Whether `office` is `other` or has it below itself. `department` is the department of `other` where that is a unit:
/// the unit's id alone does not tell.
#[must_use]
pub fn covers(office: &Tenant, other: &Tenant, department: Option<&DepartmentCode>) -> bool {
    match (office, other) {
        (Tenant::National, _) => true,
        (Tenant::Department(own), Tenant::Unit(_)) => department == Some(own),
        _ => office == other,
    }
}

/// Whether someone in the role `manager` makes accounts of the role `target`, tenant and all.
#[must_use]
pub fn may_manage(manager: &StaffRole, target: &StaffRole, department: Option<&DepartmentCode>) -> bool {
    managed_roles(manager.kind()).contains(&target.kind()) && covers(&manager.tenant(), &target.tenant(), department)
}

/// Whether `actor` closes or resets the account `id` in the role `target`.
#[must_use]
pub fn may_manage_account(
    actor: &StaffActor,
    id: StaffId,
    target: &StaffRole,
    department: Option<&DepartmentCode>,
) -> bool {
    actor.staff_id != id && may_manage(&actor.role, target, department)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        access::{Permission, Scope},
        ids::{InstitutionCode, RegistrationUnitId},
    };

    /// Units 0 and 1 belong to department 0, units 2 and 3 to department 1.
    fn department_of(unit: u128) -> DepartmentCode {
        DepartmentCode(format!("{}", unit / 2))
    }

    /// Any role with any of a few tenants, and the department of its unit.
    fn role() -> impl Strategy<Value = (StaffRole, Option<DepartmentCode>)> {
        (prop::sample::select(RoleKind::ALL.to_vec()), 0..4_u128).prop_filter_map("staff", |(kind, number)| {
            let tenants = [
                Tenant::Unit(RegistrationUnitId(Uuid::from_u128(number))),
                Tenant::Department(department_of(number)),
                Tenant::Institution(InstitutionCode(number.to_string())),
                Tenant::National,
            ];
            let role = tenants.into_iter().find_map(|tenant| StaffRole::new(kind, tenant))?;
            let department = matches!(role.tenant(), Tenant::Unit(_)).then(|| department_of(number));
            Some((role, department))
        })
    }

    /// How far up a role stands in its line; releasers, support and auditors stand beside the operators.
    const fn height(kind: RoleKind) -> u8 {
        match kind {
            RoleKind::Candidate => 0,
            RoleKind::SchoolStaff => 1,
            RoleKind::SchoolHead | RoleKind::DepartmentStaff | RoleKind::InstitutionStaff => 2,
            RoleKind::DepartmentLead | RoleKind::InstitutionLead => 3,
            RoleKind::MinistryOperator | RoleKind::MinistryReleaser | RoleKind::Support | RoleKind::Auditor => 4,
        }
    }

    proptest! {
        #[test]
        fn nobody_manages_a_role_above_or_another_office(
            (manager, _) in role(),
            (target, department) in role(),
        ) {
            if may_manage(&manager, &target, department.as_ref()) {
                prop_assert!(height(manager.kind()) >= height(target.kind()));
                let same_line = match manager.tenant() {
                    Tenant::National => true,
                    Tenant::Department(own) => department.as_ref() == Some(&own) || target.tenant() == Tenant::Department(own),
                    own => own == target.tenant(),
                };
                prop_assert!(same_line, "{manager:?} {target:?}");
            }
        }

        #[test]
        fn nobody_manages_the_own_account((role, department) in role(), id in any::<u128>()) {
            let actor = StaffActor { staff_id: StaffId(Uuid::from_u128(id)), role };
            prop_assert!(!may_manage_account(&actor, actor.staff_id, &actor.role, department.as_ref()));
        }

        #[test]
        fn whoever_is_managed_has_a_department_that_is_theirs((manager, _) in role(), (target, department) in role()) {
            // Without the department's word a unit belongs to nobody but the country.
            let blind = may_manage(&manager, &target, None);
            prop_assert!(!blind || may_manage(&manager, &target, department.as_ref()));
            if matches!((manager.tenant(), target.tenant()), (Tenant::Department(_), Tenant::Unit(_))) {
                prop_assert!(!blind);
            }
        }
    }

    #[test]
    fn those_who_manage_accounts_are_those_with_the_permission() {
        for kind in RoleKind::ALL {
            let manages = Permission::ManageStaffAccounts.scope_of(*kind).is_some();
            assert_eq!(!managed_roles(*kind).is_empty(), manages, "{kind:?}");
            assert!(
                !manages || Permission::ViewStaffAccounts.scope_of(*kind).is_some(),
                "{kind:?} sees what it manages"
            );
        }
        assert_eq!(Permission::ManageStaffAccounts.scope_of(RoleKind::SchoolHead), Some(Scope::Unit));
    }

    #[test]
    fn every_role_of_staff_has_someone_who_makes_it() {
        for kind in RoleKind::ALL.iter().filter(|kind| **kind != RoleKind::Candidate) {
            let makers = RoleKind::ALL.iter().filter(|manager| managed_roles(**manager).contains(kind)).count();
            assert!(makers >= 1, "{kind:?}");
        }
    }
}
