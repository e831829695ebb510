//! The appeals against marks of a council's candidates: the list, one of them, and the list as a file. Each candidate can
//! read that they were looked at.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        exam::{
            mark_appeal::{AppealStatus, AppealWindows},
            subject::Subject,
        },
        ids::{CandidateId, DepartmentCode, MarkAppealId, SeasonYear},
        season::Season,
    },
    storage::{
        StorageError, Tx,
        mark_appeal::{AppealsAsked, council_appeals_count, council_appeals_fetch, mark_appeal_events_fetch},
        publication::publication_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::mark_appeal::{AppealEvent, CouncilAppeal};

/// Appeals on one page.
pub const PAGE_ROWS: usize = 50;
/// The most rows of a file.
const FILE_ROWS: i64 = 50_000;

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub enum CouncilAppealsError {
    /// The actor is of no council.
    #[error("the actor is of no exam council")]
    Forbidden,
    /// There is no such appeal, or it is another council's.
    #[error("no such appeal of the council")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Which appeals are asked for; all where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// In this state.
    pub status: Option<AppealStatus>,
    /// In this subject.
    pub subject: Option<Subject>,
    /// After this one.
    pub after: Option<MarkAppealId>,
}

/// A page of a council's appeals.
#[derive(Debug)]
pub struct CouncilAppeals {
    /// How many stand where.
    pub counts: Vec<(AppealStatus, u64)>,
    /// Those of the page, in the order in which they came.
    pub appeals: Vec<CouncilAppeal>,
    /// After which one the next page begins, if there is one.
    pub next_after: Option<MarkAppealId>,
    /// When appeals are received and due.
    pub windows: Option<AppealWindows>,
}

fn council_of(actor: &Actor) -> Result<DepartmentCode, CouncilAppealsError> {
    actor.department_for(Permission::DecideMarkAppeal).ok_or(CouncilAppealsError::Forbidden)
}

async fn looked_at(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    action: &'static str,
    appeals: &[CouncilAppeal],
) -> Result<(), StorageError> {
    let mut seen: Vec<CandidateId> = appeals.iter().map(|appeal| appeal.candidate_id).collect();
    seen.sort_unstable();
    seen.dedup();
    let look = Act::new(action).purpose(AccessPurpose::Verification);
    audit::record_views(tx, ctx, actor, look, &seen).await
}

/// How many marks are proposed in the actor's council and wait for the second person.
///
/// # Errors
/// See [`CouncilAppealsError`].
pub async fn proposals_waiting(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<u64, CouncilAppealsError> {
    let department = council_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    let counts = council_appeals_count(&mut tx, &department, season).await?;
    Ok(counts.iter().find(|(status, _)| *status == AppealStatus::Proposed).map_or(0, |(_, count)| *count))
}

/// A page of the appeals of the actor's council.
///
/// # Errors
/// See [`CouncilAppealsError`].
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    asked: Asked,
) -> Result<CouncilAppeals, CouncilAppealsError> {
    let department = council_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    let counts = council_appeals_count(&mut tx, &department, season.year).await?;
    let one_more = i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let Asked { status, subject, after } = asked;
    let asked = AppealsAsked { status, subject, after, ..AppealsAsked::all(&department, season.year, one_more) };
    let mut appeals = council_appeals_fetch(&mut tx, &asked).await?;
    let has_more = appeals.len() > PAGE_ROWS;
    appeals.truncate(PAGE_ROWS);
    let next_after = appeals.last().filter(|_| has_more).map(|last| last.id);
    looked_at(&mut tx, ctx, actor, "mark_appeals.view", &appeals).await?;
    tx.commit().await?;
    Ok(CouncilAppeals { counts, appeals, next_after, windows: AppealWindows::of(season) })
}

/// The appeals of the actor's council that still wait, of one subject or of all, for a file; who took it is written.
///
/// # Errors
/// See [`CouncilAppealsError`].
pub async fn download(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    subject: Option<Subject>,
) -> Result<CouncilAppeals, CouncilAppealsError> {
    let department = council_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    let asked = AppealsAsked { subject, ..AppealsAsked::all(&department, season.year, FILE_ROWS) };
    let mut appeals = council_appeals_fetch(&mut tx, &asked).await?;
    appeals.retain(|appeal| appeal.state.status().is_open());
    appeals.sort_by(|one, other| (one.subject, &one.number).cmp(&(other.subject, &other.number)));
    let mut seen: Vec<CandidateId> = appeals.iter().map(|appeal| appeal.candidate_id).collect();
    seen.sort_unstable();
    seen.dedup();
    let details = json!({ "subject": subject.map(Subject::as_str), "rows": appeals.len() });
    let act = Act::new("mark_appeals.download").purpose(AccessPurpose::Verification).with(details);
    audit::record_for_each(&mut tx, ctx, actor, act, &seen).await?;
    tx.commit().await?;
    Ok(CouncilAppeals { counts: Vec::new(), appeals, next_after: None, windows: AppealWindows::of(season) })
}

/// An appeal closely.
#[derive(Debug)]
pub struct AppealDetails {
    /// The appeal.
    pub appeal: CouncilAppeal,
    /// What happened to it, in order.
    pub events: Vec<AppealEvent>,
    /// When appeals are received and due.
    pub windows: Option<AppealWindows>,
    /// Whether admission results are published, which a changed mark does not change.
    pub are_results_published: bool,
}

/// An appeal of the actor's council.
///
/// # Errors
/// See [`CouncilAppealsError`].
pub async fn one(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: MarkAppealId,
) -> Result<AppealDetails, CouncilAppealsError> {
    let department = council_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    let appeal = find(&mut tx, &department, season, id).await?.ok_or(CouncilAppealsError::NotFound)?;
    let events = mark_appeal_events_fetch(&mut tx, &[id]).await?;
    let are_results_published = publication_fetch(&mut tx, season.year).await?.is_some();
    looked_at(&mut tx, ctx, actor, "mark_appeal.view", std::slice::from_ref(&appeal)).await?;
    tx.commit().await?;
    Ok(AppealDetails { appeal, events, windows: AppealWindows::of(season), are_results_published })
}

pub(super) async fn find(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: &Season,
    id: MarkAppealId,
) -> Result<Option<CouncilAppeal>, StorageError> {
    let asked = AppealsAsked { only: Some(id), ..AppealsAsked::all(department, season.year, 1) };
    Ok(council_appeals_fetch(tx, &asked).await?.pop())
}
