//! What a department sees of its units, and the ministry of all departments: figures, and nobody's record, so that looking
//! is not recorded; taking a file away is. And what a department does about the exam, unlockings and appeals, where each
//! look at a candidate is.

pub mod amend_registration;
pub mod decide_mark_appeal;
pub mod decide_unlock;
pub mod download_units;
pub mod exam_council;
pub mod exam_venue;
pub mod give_numbers;
pub mod manage_units;
pub mod mark_appeals;
pub mod view_departments;
pub mod view_identity;
pub mod view_unit;
pub mod view_units;

use crate::{
    domain::{
        access::{Actor, Permission, Scope},
        ids::DepartmentCode,
    },
    storage::StorageError,
};

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub enum DepartmentError {
    /// The actor sees no department.
    #[error("the actor sees no department")]
    Forbidden,
    /// There is no such department or unit, or it is not the actor's.
    #[error("no such department or unit")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The department that is looked at: the actor's own, or for whoever sees all of them the one `asked` for.
fn department_for(actor: &Actor, asked: Option<DepartmentCode>) -> Result<DepartmentCode, DepartmentError> {
    match actor.scope(Permission::ViewDepartment) {
        None => Err(DepartmentError::Forbidden),
        Some(Scope::All) => asked.ok_or(DepartmentError::NotFound),
        Some(_) => {
            let own = actor.department_for(Permission::ViewDepartment).ok_or(DepartmentError::Forbidden)?;
            if asked.is_none_or(|asked| asked == own) { Ok(own) } else { Err(DepartmentError::NotFound) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DepartmentError, department_for};
    use crate::domain::{
        access::{Actor, StaffActor, StaffRole},
        ids::{DepartmentCode, StaffId},
    };

    #[test]
    fn a_department_is_another_ones_only_for_those_who_see_all() {
        let code = |code: &str| DepartmentCode(code.to_owned());
        let staff = |role| Actor::Staff(StaffActor { staff_id: StaffId(uuid::Uuid::nil()), role });
        let own = staff(StaffRole::DepartmentLead { department: code("46") });
        assert_eq!(department_for(&own, None).unwrap(), code("46"));
        assert_eq!(department_for(&own, Some(code("46"))).unwrap(), code("46"));
        assert!(matches!(department_for(&own, Some(code("12"))), Err(DepartmentError::NotFound)));
        let auditor = staff(StaffRole::Auditor);
        assert_eq!(department_for(&auditor, Some(code("12"))).unwrap(), code("12"));
        assert!(matches!(department_for(&auditor, None), Err(DepartmentError::NotFound)));
        for nobody in [Actor::Visitor, staff(StaffRole::Support), staff(StaffRole::MinistryReleaser)] {
            assert!(matches!(department_for(&nobody, Some(code("46"))), Err(DepartmentError::Forbidden)));
        }
    }
}
