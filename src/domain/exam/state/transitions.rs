//! The one table of transitions.
//!
//! ```text
//! draft                --submit-------------> submitted             by candidate         in registration
//! draft                --cancel-------------> cancelled             by candidate         in registration
//! submitted            --withdraw-----------> draft                 by candidate         in registration
//! submitted            --cancel-------------> cancelled             by candidate         in registration
//! rejected             --edit---------------> draft                 by candidate         in registration
//! rejected             --cancel-------------> cancelled             by candidate         in registration
//! cancelled            --begin_again--------> draft                 by candidate         in registration
//! submitted            --approve------------> approved              by school_staff      in before_exam
//! submitted            --reject-------------> rejected              by school_staff      in before_exam
//! approved             --reopen-------------> submitted             by school_staff      in before_exam
//! approved             --request_correction-> correction_requested  by candidate         in review
//! correction_requested --resolve_correction-> approved              by school_staff      in before_exam
//! submitted            --declare_ineligible-> ineligible            by school_head       in eligibility
//! approved             --declare_ineligible-> ineligible            by school_head       in eligibility
//! ineligible           --reinstate----------> approved              by school_head       in eligibility
//! approved             --lock---------------> locked                by school_head       in sign_off
//! locked               --unlock-------------> unlocked              by department_staff  in sign_off
//! signed               --unlock-------------> unlocked              by department_staff  in sign_off
//! unlocked             --relock-------------> locked                by school_head       in sign_off
//! locked               --sign---------------> signed                by school_staff      in sign_off
//! locked               --confirm------------> signed                by candidate         in sign_off
//! signed               --number-------------> numbered              by council           in sign_off
//! approved             --strike-------------> cancelled             by school_head       in before_exam
//! locked               --strike-------------> cancelled             by school_head       in before_exam
//! unlocked             --strike-------------> cancelled             by school_head       in before_exam
//! signed               --strike-------------> cancelled             by school_head       in before_exam
//! ```

use super::{ActionName, PhaseCondition, PlainAction, ReasonedAction, RegistrationStatus};
use crate::domain::stored_words::stored_words;

/// Who takes a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The candidate whose form it is.
    Candidate,
    /// Staff of the registration unit.
    SchoolStaff,
    /// The head of the registration unit.
    SchoolHead,
    /// Two people of the department.
    DepartmentStaff,
    /// The exam council, which gives out numbers.
    Council,
}

stored_words!(Who {
    Candidate => "candidate",
    SchoolStaff => "school_staff",
    SchoolHead => "school_head",
    DepartmentStaff => "department_staff",
    Council => "council",
});

/// One row of the transition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: RegistrationStatus,
    /// What is done.
    pub action: ActionName,
    /// The state after.
    pub to: RegistrationStatus,
    /// Who may do it.
    pub by: Who,
    /// When.
    pub phase: PhaseCondition,
}

const fn row(
    from: RegistrationStatus,
    action: ActionName,
    to: RegistrationStatus,
    by: Who,
    phase: PhaseCondition,
) -> Transition {
    Transition { from, action, to, by, phase }
}

/// Every transition there is.
pub const TRANSITIONS: &[Transition] = {
    use PhaseCondition::{BeforeExam, Eligibility, Registration, Review, SignOff};
    use PlainAction::{
        Approve, BeginAgain, Cancel, Confirm, Edit, Lock, Number, Relock, Reopen, ResolveCorrection, Sign, Submit,
        Withdraw,
    };
    use ReasonedAction::{DeclareIneligible, Reinstate, RequestCorrection, Strike, Unlock};
    use RegistrationStatus::{
        Approved, Cancelled, CorrectionRequested, Draft, Ineligible, Locked, Numbered, Rejected, Signed, Submitted,
        Unlocked,
    };
    use Who::{Candidate, Council, DepartmentStaff, SchoolHead, SchoolStaff};
    const fn plain(action: PlainAction) -> ActionName {
        ActionName::Plain(action)
    }
    const fn why(action: ReasonedAction) -> ActionName {
        ActionName::WithReason(action)
    }
    &[
        row(Draft, plain(Submit), Submitted, Candidate, Registration),
        row(Draft, plain(Cancel), Cancelled, Candidate, Registration),
        row(Submitted, plain(Withdraw), Draft, Candidate, Registration),
        row(Submitted, plain(Cancel), Cancelled, Candidate, Registration),
        row(Rejected, plain(Edit), Draft, Candidate, Registration),
        row(Rejected, plain(Cancel), Cancelled, Candidate, Registration),
        row(Cancelled, plain(BeginAgain), Draft, Candidate, Registration),
        row(Submitted, plain(Approve), Approved, SchoolStaff, BeforeExam),
        row(Submitted, ActionName::Reject, Rejected, SchoolStaff, BeforeExam),
        row(Approved, plain(Reopen), Submitted, SchoolStaff, BeforeExam),
        row(Approved, why(RequestCorrection), CorrectionRequested, Candidate, Review),
        row(CorrectionRequested, plain(ResolveCorrection), Approved, SchoolStaff, BeforeExam),
        row(Submitted, why(DeclareIneligible), Ineligible, SchoolHead, Eligibility),
        row(Approved, why(DeclareIneligible), Ineligible, SchoolHead, Eligibility),
        row(Ineligible, why(Reinstate), Approved, SchoolHead, Eligibility),
        row(Approved, plain(Lock), Locked, SchoolHead, SignOff),
        row(Locked, why(Unlock), Unlocked, DepartmentStaff, SignOff),
        row(Signed, why(Unlock), Unlocked, DepartmentStaff, SignOff),
        row(Unlocked, plain(Relock), Locked, SchoolHead, SignOff),
        row(Locked, plain(Sign), Signed, SchoolStaff, SignOff),
        row(Locked, plain(Confirm), Signed, Candidate, SignOff),
        row(Signed, plain(Number), Numbered, Council, SignOff),
        row(Approved, why(Strike), Cancelled, SchoolHead, BeforeExam),
        row(Locked, why(Strike), Cancelled, SchoolHead, BeforeExam),
        row(Unlocked, why(Strike), Cancelled, SchoolHead, BeforeExam),
        row(Signed, why(Strike), Cancelled, SchoolHead, BeforeExam),
    ]
};
