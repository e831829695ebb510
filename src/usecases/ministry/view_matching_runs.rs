//! Looks at the runs of the matching, and at one of them closely.

use crate::{
    domain::{
        access::{Actor, Rule},
        admission::score::NotConsidered,
        ids::MatchingRunId,
        season::Season,
    },
    storage::{
        StorageError, Tx,
        matching_run::{
            publication_fetch, run_compare, run_fetch_admitted_by_rank, run_fetch_programmes, run_fetch_reasons,
            runs_fetch,
        },
        season::season_fetch_current,
    },
    usecases::Ctx,
};

pub use crate::storage::matching_run::{MatchingRun, ProgrammeResult, Publication, SeatChanges};

/// Programmes on one page.
pub const PROGRAMMES_A_PAGE: u32 = 50;

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub enum ViewMatchingRunsError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// The season has no such run.
    #[error("no such run")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The runs of the season.
#[derive(Debug)]
pub struct MatchingRuns {
    /// The latest first.
    pub runs: Vec<MatchingRun>,
    /// The one published.
    pub publication: Option<Publication>,
}

/// One run closely.
#[derive(Debug)]
pub struct MatchingRunDetails {
    /// The run.
    pub run: MatchingRun,
    /// What is published, this or another.
    pub publication: Option<Publication>,
    /// Candidates admitted, by rank.
    pub admitted_by_rank: Vec<(u8, u32)>,
    /// Preferences not considered, by reason.
    pub reasons: Vec<(NotConsidered, u32)>,
    /// What publishing it would change; `None` when nothing or this run is published.
    pub changes: Option<SeatChanges>,
    /// One page of the programmes that somebody applied for, the most wanted first.
    pub programmes: Vec<ProgrammeResult>,
    /// How many such programmes there are.
    pub programme_count: u32,
}

/// The runs of the current season.
///
/// # Errors
/// `Forbidden`, `Storage`.
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<MatchingRuns, ViewMatchingRunsError> {
    let (mut tx, season) = begin(ctx, actor).await?;
    let runs = runs_fetch(&mut tx, season.year).await?;
    let publication = publication_fetch(&mut tx, season.year).await?;
    tx.commit().await?;
    Ok(MatchingRuns { runs, publication })
}

/// One run, with the given page (from 1) of its programmes.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Storage`.
pub async fn one(
    ctx: &Ctx,
    actor: &Actor,
    id: MatchingRunId,
    page: u32,
) -> Result<MatchingRunDetails, ViewMatchingRunsError> {
    let (mut tx, season) = begin(ctx, actor).await?;
    let runs = runs_fetch(&mut tx, season.year).await?;
    let run = runs.into_iter().find(|run| run.id == id).ok_or(ViewMatchingRunsError::NotFound)?;
    let publication = publication_fetch(&mut tx, season.year).await?;
    let changes = match publication {
        Some(published) if published.run != id => Some(run_compare(&mut tx, id, published.run).await?),
        _ => None,
    };
    let offset = page.saturating_sub(1).saturating_mul(PROGRAMMES_A_PAGE);
    let (programmes, programme_count) = run_fetch_programmes(&mut tx, id, offset, PROGRAMMES_A_PAGE).await?;
    let details = MatchingRunDetails {
        admitted_by_rank: run_fetch_admitted_by_rank(&mut tx, id).await?,
        reasons: run_fetch_reasons(&mut tx, id).await?,
        run,
        publication,
        changes,
        programmes,
        programme_count,
    };
    tx.commit().await?;
    Ok(details)
}

async fn begin(ctx: &Ctx, actor: &Actor) -> Result<(Tx, Season), ViewMatchingRunsError> {
    if !Rule::MinistryOperator.admits(actor) {
        return Err(ViewMatchingRunsError::Forbidden);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let season = season_fetch_current(&mut tx).await?.ok_or(ViewMatchingRunsError::NotFound)?;
    Ok((tx, season))
}
