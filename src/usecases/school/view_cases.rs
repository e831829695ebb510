//! The open cases of a unit, and one of them with both sides, its history and the evidence of the checks.

use super::{unit_of, units_of};
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        ids::{CandidateId, RegistryCaseId, SeasonYear},
        time::Instant,
    },
    storage::{
        StorageError,
        registry_case::{
            CasesOf, case_person_fetch, identity_figures_fetch, registry_case_events, registry_case_fetch,
            registry_cases_open_of_unit, registry_checks_latest,
        },
        school_record::Units,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::registry_case::{
    CaseEvent, CasePerson, CheckEvidence, IdentityFigures, ListedCase, RegistryCase,
};

/// How many cases a page holds.
pub const PAGE_ROWS: usize = 50;
/// So many checks are shown.
const SHOWN_CHECKS: i64 = 5;

/// A page of a unit's open cases.
#[derive(Debug, Clone)]
pub struct CasePage {
    /// How far the unit is.
    pub figures: IdentityFigures,
    /// The cases, the first due first.
    pub rows: Vec<ListedCase>,
    /// Where the next page begins; none on the last.
    pub next: Option<(Instant, RegistryCaseId)>,
}

/// A page of the open cases of the actor's unit; `None` for anyone who has no unit. Each candidate on it can read that it
/// was looked at.
///
/// # Errors
/// What the database says.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    after: Option<(Instant, RegistryCaseId)>,
) -> Result<Option<CasePage>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let figures = identity_figures_fetch(&mut tx, None, Some(unit), season, ctx.now()).await?;
    let figures = figures.into_iter().next().unwrap_or_default();
    let mut rows = registry_cases_open_of_unit(&mut tx, unit, season, after, PAGE_ROWS as i64 + 1).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let shown: Vec<CandidateId> = rows.iter().map(|row| row.case.candidate_id).collect();
    let look = Act::new("registry_cases.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    let next = rows.last().filter(|_| has_more).map(|row| (row.case.due_at, row.case.id));
    Ok(Some(CasePage { figures, rows, next }))
}

/// How many cases of the actor's unit are open and overdue; `None` for anyone who has no unit.
///
/// # Errors
/// What the database says.
pub async fn figures(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<IdentityFigures>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let figures = identity_figures_fetch(&mut tx, None, Some(unit), season, ctx.now()).await?;
    tx.commit().await?;
    Ok(figures.into_iter().next())
}

/// A case with all that the school needs to settle it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case.
    pub case: RegistryCase,
    /// Who it is about.
    pub person: CasePerson,
    /// The other one, of twins.
    pub other: Option<CasePerson>,
    /// Its steps, the latest first.
    pub events: Vec<CaseEvent>,
    /// The latest checks.
    pub checks: Vec<CheckEvidence>,
}

/// The case of this id in the actor's unit, for an auditor in any; `None` if there is none, whoever else's it may be.
/// That it was looked at is recorded for the candidates on it.
///
/// # Errors
/// What the database says.
pub async fn one(ctx: &Ctx, actor: &Actor, id: RegistryCaseId) -> Result<Option<CaseView>, StorageError> {
    let Some(units) = units_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let Some(case) = registry_case_fetch(&mut tx, CasesOf::Units(units), id).await? else { return Ok(None) };
    let Some(person) = case_person_fetch(&mut tx, case.candidate_id).await? else { return Ok(None) };
    let other = match case.other_candidate_id {
        Some(other) => case_person_fetch(&mut tx, other).await?,
        None => None,
    };
    let events = registry_case_events(&mut tx, id).await?;
    let checks = registry_checks_latest(&mut tx, case.candidate_id, SHOWN_CHECKS).await?;
    let purpose = if units == Units::All { AccessPurpose::Audit } else { AccessPurpose::Verification };
    let look = Act::new("registry_case.view").on(id.0).purpose(purpose);
    let seen: Vec<CandidateId> = std::iter::once(case.candidate_id).chain(case.other_candidate_id).collect();
    audit::record_views(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    Ok(Some(CaseView { case, person, other, events, checks }))
}
