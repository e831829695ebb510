//! Who may do what: the one matrix (domain.md §1). Doors and use cases ask it; `docs/access.md` is made from it.
//!
//! A right has a scope: whose data it covers. The scope is compared with the tenant of the record by the use case, and
//! once more by the policies of the database.

use super::RoleKind;
use crate::domain::stored_words::described_words;

described_words!(
    /// Something that a person may or may not do.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Permission {
        ViewOwnRecord => "view_own_record": "See one's own record, results, receipts and who looked at them.",
        EditOwnRegistration => "edit_own_registration": "Fill in, submit and withdraw one's own exam registration while it is open.",
        AnswerOwnCase => "answer_own_case": "Say which side is wrong where the registry contradicts one's own record.",
        EditOwnPreferences => "edit_own_preferences": "Edit and submit one's own preference list.",
        PayOwnFee => "pay_own_fee": "Pay one's own preference fee.",
        AppealOwnMarks => "appeal_own_marks": "Appeal against one's own marks, and take an appeal back.",
        ConfirmOwnEnrolment => "confirm_own_enrolment": "Confirm one's own enrolment.",
        KeyPaperForm => "key_paper_form": "Key in a paper form.",
        ViewRegistrations => "view_registrations": "See registrations with what the registry and the roll say.",
        DecideRegistration => "decide_registration": "Approve or return a registration.",
        ImportRoll => "import_roll": "Bring in the class list of one's own unit.",
        SettleCase => "settle_case": "Correct a record that the registry contradicts, accept it on papers, or decide between two people.",
        LockUnitList => "lock_unit_list": "Lock the unit's list.",
        RequestUnlock => "request_unlock": "Ask for one form to be unlocked after the lock.",
        UnlockRegistration => "unlock_registration": "Unlock one form after the lock, with a reason.",
        ApproveUnlock => "approve_unlock": "Approve that a form is unlocked.",
        RunExamCouncil => "run_exam_council": "Set up the venues of the exam and place units there.",
        ManageUnits => "manage_units": "Set up registration units of the department, and rename them.",
        GiveCandidateNumbers => "give_candidate_numbers": "Give out candidate numbers and rooms.",
        DecideMarkAppeal => "decide_mark_appeal": "Decide that a mark stands on appeal, or propose another one.",
        ConfirmMarkChange => "confirm_mark_change": "Confirm the mark that somebody else proposed on appeal.",
        AmendRegistration => "amend_registration": "Append slips to numbered registrations on the procedures day, and take them back by further ones.",
        SetPriority => "set_priority": "Set priority area or group after checking the evidence.",
        FlagPriority => "flag_priority": "Flag a doubtful priority.",
        ViewDepartment => "view_department": "See how far the units of a department are.",
        ViewApplicants => "view_applicants": "See programmes, applicants in figures and the admitted.",
        DownloadConfirmedList => "download_confirmed_list": "Download the list of those who confirmed.",
        CancelEnrolmentConfirmation => "cancel_enrolment_confirmation": "Cancel the confirmation of an enrolment.",
        SetCutoff => "set_cutoff": "Set cut-offs and upload eligible lists.",
        ViewSeasonFigures => "view_season_figures": "See the season in figures.",
        ViewMatching => "view_matching": "See runs of the matching and their publication, and try quotas on them, of which nothing is kept.",
        ViewPayments => "view_payments": "See payments in figures, attempts to pay, and how the books agree.",
        DecidePayment => "decide_payment": "Decide about an attempt to pay that is in doubt, or a refund that stopped.",
        ExtendPaymentWindow => "extend_payment_window": "Let the payment window of a group of provinces close later.",
        RunMatching => "run_matching": "Run the matching.",
        ProposePublication => "propose_publication": "Propose that a run becomes public.",
        ApprovePublication => "approve_publication": "Check a proposal, then publish or reject it: never one's own.",
        MoveDemoClock => "move_demo_clock": "Move the clock of a demonstration.",
        LookUpCandidate => "look_up_candidate": "Look up where a candidate stands, with a reason that the candidate can read.",
        KeepOwnAccount => "keep_own_account": "Keep one's own account of staff: its password, the device for its codes, its recovery codes.",
        ViewStaffAccounts => "view_staff_accounts": "See the accounts of staff.",
        ManageStaffAccounts => "manage_staff_accounts": "Invite staff, close accounts, reset second factors.",
        AnswerAccessQuestion => "answer_access_question": "Answer what candidates ask about accesses to their data.",
        ReadAuditLog => "read_audit_log": "Read the audit log and check its chain.",
    }
);

/// Whose data a right covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One's own.
    Own,
    /// That of one's registration unit.
    Unit,
    /// That of one's department, with its units.
    Department,
    /// That of one's institution.
    Institution,
    /// Everyone's.
    All,
}

impl Permission {
    /// The matrix: who has the right, and over whose data.
    #[must_use]
    pub const fn granted(self) -> &'static [(RoleKind, Scope)] {
        use RoleKind as R;
        use Scope as S;
        match self {
            Self::ViewOwnRecord
            | Self::EditOwnRegistration
            | Self::AnswerOwnCase
            | Self::EditOwnPreferences
            | Self::PayOwnFee
            | Self::AppealOwnMarks
            | Self::ConfirmOwnEnrolment => &[(R::Candidate, S::Own)],
            Self::KeyPaperForm => &[(R::SchoolStaff, S::Unit)],
            Self::ViewRegistrations => &[(R::SchoolStaff, S::Unit), (R::SchoolHead, S::Unit), (R::Auditor, S::All)],
            Self::DecideRegistration | Self::ImportRoll | Self::SettleCase | Self::RequestUnlock => {
                &[(R::SchoolStaff, S::Unit), (R::SchoolHead, S::Unit)]
            }
            Self::LockUnitList => &[(R::SchoolHead, S::Unit)],
            Self::UnlockRegistration => &[
                (R::DepartmentStaff, S::Department),
                (R::DepartmentLead, S::Department),
                (R::MinistryOperator, S::All),
            ],
            Self::ApproveUnlock => &[(R::DepartmentLead, S::Department), (R::MinistryOperator, S::All)],
            Self::RunExamCouncil | Self::DecideMarkAppeal | Self::AmendRegistration => {
                &[(R::DepartmentStaff, S::Department), (R::DepartmentLead, S::Department)]
            }
            Self::ManageUnits | Self::GiveCandidateNumbers | Self::ConfirmMarkChange => {
                &[(R::DepartmentLead, S::Department)]
            }
            Self::SetPriority => &[
                (R::SchoolStaff, S::Unit),
                (R::SchoolHead, S::Unit),
                (R::DepartmentStaff, S::Department),
                (R::DepartmentLead, S::Department),
                (R::MinistryOperator, S::All),
            ],
            Self::FlagPriority
            | Self::CancelEnrolmentConfirmation
            | Self::SetCutoff
            | Self::ViewApplicants
            | Self::DownloadConfirmedList => {
                &[(R::InstitutionStaff, S::Institution), (R::InstitutionLead, S::Institution)]
            }
            Self::ViewDepartment => &[
                (R::DepartmentStaff, S::Department),
                (R::DepartmentLead, S::Department),
                (R::MinistryOperator, S::All),
                (R::Auditor, S::All),
            ],
            Self::ViewSeasonFigures | Self::ViewMatching => {
                &[(R::MinistryOperator, S::All), (R::MinistryReleaser, S::All), (R::Auditor, S::All)]
            }
            Self::ViewPayments => &[(R::MinistryOperator, S::All), (R::Support, S::All), (R::Auditor, S::All)],
            Self::RunMatching
            | Self::ProposePublication
            | Self::MoveDemoClock
            | Self::DecidePayment
            | Self::ExtendPaymentWindow => &[(R::MinistryOperator, S::All)],
            Self::ApprovePublication => &[(R::MinistryReleaser, S::All)],
            Self::LookUpCandidate => &[(R::Support, S::All)],
            Self::KeepOwnAccount => &[
                (R::SchoolStaff, S::Own),
                (R::SchoolHead, S::Own),
                (R::DepartmentStaff, S::Own),
                (R::DepartmentLead, S::Own),
                (R::InstitutionStaff, S::Own),
                (R::InstitutionLead, S::Own),
                (R::MinistryOperator, S::Own),
                (R::MinistryReleaser, S::Own),
                (R::Support, S::Own),
                (R::Auditor, S::Own),
            ],
            Self::ViewStaffAccounts => &[
                (R::SchoolHead, S::Unit),
                (R::DepartmentLead, S::Department),
                (R::InstitutionLead, S::Institution),
                (R::MinistryOperator, S::All),
                (R::Auditor, S::All),
            ],
            Self::ManageStaffAccounts | Self::AnswerAccessQuestion => &[
                (R::SchoolHead, S::Unit),
                (R::DepartmentLead, S::Department),
                (R::InstitutionLead, S::Institution),
                (R::MinistryOperator, S::All),
            ],
            Self::ReadAuditLog => &[(R::Auditor, S::All)],
        }
    }

    /// Over whose data `role` has the right; `None` where it has not.
    #[must_use]
    pub fn scope_of(self, role: RoleKind) -> Option<Scope> {
        self.granted().iter().find(|(granted, _)| *granted == role).map(|(_, scope)| *scope)
    }

    /// Whether the right changes anything of others. An auditor has none that does.
    #[must_use]
    pub const fn changes(self) -> bool {
        !matches!(
            self,
            Self::ViewOwnRecord
                | Self::ViewRegistrations
                | Self::ViewDepartment
                | Self::ViewApplicants
                | Self::DownloadConfirmedList
                | Self::ViewSeasonFigures
                | Self::ViewMatching
                | Self::ViewPayments
                | Self::LookUpCandidate
                | Self::KeepOwnAccount
                | Self::ViewStaffAccounts
                | Self::ReadAuditLog
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, RoleKind, Scope};

    /// The rows of domain.md §1 that it states, role by role.
    #[test]
    fn the_matrix_says_what_the_regulation_says() {
        use RoleKind as R;
        let columns = [
            R::Candidate,
            R::SchoolStaff,
            R::SchoolHead,
            R::DepartmentStaff,
            R::DepartmentLead,
            R::MinistryOperator,
            R::InstitutionStaff,
        ];
        let (own, unit, province, institution) =
            (Some(Scope::Own), Some(Scope::Unit), Some(Scope::Department), Some(Scope::Institution));
        let (no, all) = (None, Some(Scope::All));
        let table = [
            (Permission::EditOwnRegistration, [own, no, no, no, no, no, no]),
            (Permission::KeyPaperForm, [no, unit, no, no, no, no, no]),
            (Permission::DecideRegistration, [no, unit, unit, no, no, no, no]),
            (Permission::LockUnitList, [no, no, unit, no, no, no, no]),
            (Permission::RequestUnlock, [no, unit, unit, no, no, no, no]),
            (Permission::UnlockRegistration, [no, no, no, province, province, all, no]),
            (Permission::ApproveUnlock, [no, no, no, no, province, all, no]),
            (Permission::ManageUnits, [no, no, no, no, province, no, no]),
            (Permission::AppealOwnMarks, [own, no, no, no, no, no, no]),
            (Permission::DecideMarkAppeal, [no, no, no, province, province, no, no]),
            (Permission::ConfirmMarkChange, [no, no, no, no, province, no, no]),
            (Permission::SetPriority, [no, unit, unit, province, province, all, no]),
            (Permission::FlagPriority, [no, no, no, no, no, no, institution]),
            (Permission::EditOwnPreferences, [own, no, no, no, no, no, no]),
            (Permission::ConfirmOwnEnrolment, [own, no, no, no, no, no, no]),
            (Permission::CancelEnrolmentConfirmation, [no, no, no, no, no, no, institution]),
            (Permission::SetCutoff, [no, no, no, no, no, no, institution]),
            (Permission::RunMatching, [no, no, no, no, no, all, no]),
            (Permission::ViewPayments, [no, no, no, no, no, all, no]),
            (Permission::DecidePayment, [no, no, no, no, no, all, no]),
            (Permission::ExtendPaymentWindow, [no, no, no, no, no, all, no]),
        ];
        for (permission, expected) in table {
            for (role, scope) in columns.into_iter().zip(expected) {
                assert_eq!(permission.scope_of(role), scope, "{permission:?} of {role:?}");
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing_and_nobody_approves_what_they_may_propose() {
        for permission in Permission::ALL {
            assert!(permission.scope_of(RoleKind::Auditor).is_none() || !permission.changes(), "{permission:?}");
        }
        for role in RoleKind::ALL {
            let [proposes, approves] =
                [Permission::ProposePublication, Permission::ApprovePublication].map(|right| right.scope_of(*role));
            assert!(proposes.is_none() || approves.is_none(), "{role:?}");
        }
    }

    #[test]
    fn a_scope_fits_its_role() {
        use RoleKind as R;
        for permission in Permission::ALL {
            for (role, scope) in permission.granted() {
                let expected = match role {
                    _ if *permission == Permission::KeepOwnAccount => Scope::Own,
                    R::Candidate => Scope::Own,
                    R::SchoolStaff | R::SchoolHead => Scope::Unit,
                    R::DepartmentStaff | R::DepartmentLead => Scope::Department,
                    R::InstitutionStaff | R::InstitutionLead => Scope::Institution,
                    R::MinistryOperator | R::MinistryReleaser | R::Support | R::Auditor => Scope::All,
                };
                assert_eq!(*scope, expected, "{permission:?} of {role:?}");
            }
        }
    }
}
