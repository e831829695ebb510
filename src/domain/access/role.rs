//! The roles of staff, and for whom each works.

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{DepartmentCode, InstitutionCode, RegistrationUnitId},
    stored_words::described_words,
};

described_words!(
    /// Who can sign in, without the tenant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum RoleKind {
        Candidate => "candidate": "Thí sinh.",
        SchoolStaff => "school_staff": "Cán bộ đơn vị đăng ký dự thi: verifies candidates.",
        SchoolHead => "school_head": "Thủ trưởng đơn vị đăng ký dự thi: answers for the unit and its accounts.",
        DepartmentStaff => "department_staff": "Cán bộ Sở GDĐT.",
        DepartmentLead => "department_lead": "Lãnh đạo Sở GDĐT: answers for the department, its units' heads and its accounts.",
        InstitutionStaff => "institution_staff": "Cán bộ tuyển sinh của cơ sở đào tạo.",
        InstitutionLead => "institution_lead": "Lãnh đạo tuyển sinh của cơ sở đào tạo: answers for the institution's accounts.",
        MinistryOperator => "ministry_operator": "Cán bộ điều hành của Bộ: runs the season.",
        MinistryReleaser => "ministry_releaser": "Lãnh đạo của Bộ: releases what an operator proposes.",
        Support => "support": "Cán bộ tổng đài: looks up where a candidate stands, by a number that the candidate tells.",
        Auditor => "auditor": "Kiểm toán: reads all, changes nothing.",
    }
);

/// Whose data a member of staff works with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenant {
    /// One registration unit.
    Unit(RegistrationUnitId),
    /// One provincial department, with its units.
    Department(DepartmentCode),
    /// One institution.
    Institution(InstitutionCode),
    /// The whole country.
    National,
}

/// What a member of staff may do, and for whom. A role that works for a tenant carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffRole {
    /// Verifies the candidates of one registration unit.
    SchoolStaff {
        /// The tenant.
        unit: RegistrationUnitId,
    },
    /// Heads one registration unit.
    SchoolHead {
        /// The tenant.
        unit: RegistrationUnitId,
    },
    /// Works for a provincial department.
    DepartmentStaff {
        /// The tenant.
        department: DepartmentCode,
    },
    /// Leads a provincial department.
    DepartmentLead {
        /// The tenant.
        department: DepartmentCode,
    },
    /// Sees the applicants of one institution.
    InstitutionStaff {
        /// The tenant.
        institution: InstitutionCode,
    },
    /// Leads the admission of one institution.
    InstitutionLead {
        /// The tenant.
        institution: InstitutionCode,
    },
    /// Runs the season.
    MinistryOperator,
    /// Releases what an operator proposes.
    MinistryReleaser,
    /// Helps candidates.
    Support,
    /// Reads all, changes nothing.
    Auditor,
}

impl StaffRole {
    /// The role of `kind` for `tenant`; `None` where the two do not belong together, and for candidates.
    #[must_use]
    pub fn new(kind: RoleKind, tenant: Tenant) -> Option<Self> {
        Some(match (kind, tenant) {
            (RoleKind::SchoolStaff, Tenant::Unit(unit)) => Self::SchoolStaff { unit },
            (RoleKind::SchoolHead, Tenant::Unit(unit)) => Self::SchoolHead { unit },
            (RoleKind::DepartmentStaff, Tenant::Department(department)) => Self::DepartmentStaff { department },
            (RoleKind::DepartmentLead, Tenant::Department(department)) => Self::DepartmentLead { department },
            (RoleKind::InstitutionStaff, Tenant::Institution(institution)) => Self::InstitutionStaff { institution },
            (RoleKind::InstitutionLead, Tenant::Institution(institution)) => Self::InstitutionLead { institution },
            (RoleKind::MinistryOperator, Tenant::National) => Self::MinistryOperator,
            (RoleKind::MinistryReleaser, Tenant::National) => Self::MinistryReleaser,
            (RoleKind::Support, Tenant::National) => Self::Support,
            (RoleKind::Auditor, Tenant::National) => Self::Auditor,
            _ => return None,
        })
    }

    /// The role without its tenant.
    #[must_use]
    pub const fn kind(&self) -> RoleKind {
        match self {
            Self::SchoolStaff { .. } => RoleKind::SchoolStaff,
            Self::SchoolHead { .. } => RoleKind::SchoolHead,
            Self::DepartmentStaff { .. } => RoleKind::DepartmentStaff,
            Self::DepartmentLead { .. } => RoleKind::DepartmentLead,
            Self::InstitutionStaff { .. } => RoleKind::InstitutionStaff,
            Self::InstitutionLead { .. } => RoleKind::InstitutionLead,
            Self::MinistryOperator => RoleKind::MinistryOperator,
            Self::MinistryReleaser => RoleKind::MinistryReleaser,
            Self::Support => RoleKind::Support,
            Self::Auditor => RoleKind::Auditor,
        }
    }

    /// For whom the role works.
    #[must_use]
    pub fn tenant(&self) -> Tenant {
        match self {
            Self::SchoolStaff { unit } | Self::SchoolHead { unit } => Tenant::Unit(*unit),
            Self::DepartmentStaff { department } | Self::DepartmentLead { department } => {
                Tenant::Department(department.clone())
            }
            Self::InstitutionStaff { institution } | Self::InstitutionLead { institution } => {
                Tenant::Institution(institution.clone())
            }
            Self::MinistryOperator | Self::MinistryReleaser | Self::Support | Self::Auditor => Tenant::National,
        }
    }
}

impl Tenant {
    /// The kind of tenant, as the database's settings carry it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unit(_) => "unit",
            Self::Department(_) => "department",
            Self::Institution(_) => "institution",
            Self::National => "national",
        }
    }

    /// The tenant's id as text; empty for the whole country.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Unit(unit) => unit.to_string(),
            Self::Department(department) => department.to_string(),
            Self::Institution(institution) => institution.to_string(),
            Self::National => String::new(),
        }
    }
}
