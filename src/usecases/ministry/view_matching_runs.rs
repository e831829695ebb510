//! Looks at the runs of the matching, and at one of them closely: what it says, what it would change, and how far its
//! publication is.

use std::collections::HashMap;

use crate::{
    domain::{
        access::{Actor, Permission},
        admission::score::NotConsidered,
        ids::{MatchingRunId, StaffId},
        matching::publication::ProposalStatus,
        season::Season,
    },
    storage::{
        StorageError, Tx,
        mark_appeal::mark_changes_count_since,
        matching_run::{
            run_count_confirmed_elsewhere, run_fetch_admitted_by_rank, run_fetch_programmes, run_fetch_reasons,
            runs_fetch,
        },
        publication::{proposals_fetch, publication_fetch},
        run_difference::{programme_changes_fetch, seat_changes_count},
        season::season_fetch_current,
        staff::ministry_names_fetch,
    },
    usecases::Ctx,
};

pub use crate::storage::{
    matching_run::{MatchingRun, ProgrammeResult},
    publication::{NamedProposal, Publication},
    run_difference::{ProgrammeChange, ProgrammeFigures, SeatChanges},
};

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
    /// All that were ever proposed, the latest first.
    pub proposals: Vec<NamedProposal>,
    /// The names of those who may have started one.
    pub operators: HashMap<StaffId, String>,
}

/// Against which run another is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The one that is published.
    Published,
    /// The one started before it.
    Previous,
}

/// What of a run is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The page of its programmes, from 1.
    pub programmes_page: u32,
    /// Against which run programmes are held; `None` for the published one if there is another, else the one before.
    pub against: Option<Against>,
    /// The page of the programmes that change, from 1.
    pub changes_page: u32,
}

impl Default for Asked {
    fn default() -> Self {
        Self { programmes_page: 1, against: None, changes_page: 1 }
    }
}

/// What a run says otherwise than another.
#[derive(Debug)]
pub struct Difference {
    /// The other one.
    pub base: MatchingRun,
    /// Whether that is the published run.
    pub is_published: bool,
    /// Whether that is the run started before.
    pub is_previous: bool,
    /// Whether both were made from the same records.
    pub same_input: bool,
    /// Whether both come to the same, to the byte.
    pub same_output: bool,
    /// How candidates fare.
    pub seats: SeatChanges,
}

/// One page of the programmes that change.
#[derive(Debug)]
pub struct ProgrammeChanges {
    /// Against which of [`MatchingRunDetails::differences`].
    pub difference: usize,
    /// The page, from 1.
    pub page: u32,
    /// Those of the page.
    pub changes: Vec<ProgrammeChange>,
    /// How many there are in all.
    pub total: u32,
}

/// One run closely.
#[derive(Debug)]
pub struct MatchingRunDetails {
    /// The run.
    pub run: MatchingRun,
    /// The names of those who may have started it.
    pub operators: HashMap<StaffId, String>,
    /// What is published, this or another.
    pub publication: Option<Publication>,
    /// The proposal of the season that waits, of this run or another.
    pub open: Option<NamedProposal>,
    /// The proposals of this run that have ended, the latest first.
    pub ended: Vec<NamedProposal>,
    /// Whether a run was started after this one.
    pub is_latest: bool,
    /// Candidates with a confirmed seat that this run does not give them: it cannot be published.
    pub confirmed_elsewhere: u32,
    /// Marks changed on appeal that the run does not count with: it cannot be published any more.
    pub marks_changed: u32,
    /// Against the published run and against the one before, each once; without those that do not exist.
    pub differences: Vec<Difference>,
    /// Which programmes change against one of them.
    pub changes: Option<ProgrammeChanges>,
    /// Candidates admitted, by rank.
    pub admitted_by_rank: Vec<(u8, u32)>,
    /// Preferences not considered, by reason.
    pub reasons: Vec<(NotConsidered, u32)>,
    /// One page of the programmes that somebody applied for, the most wanted first.
    pub programmes: Vec<ProgrammeResult>,
    /// How many such programmes there are.
    pub programme_count: u32,
}

impl MatchingRunDetails {
    /// The waiting proposal, if it is of this run.
    #[must_use]
    pub fn open_of_this_run(&self) -> Option<&NamedProposal> {
        self.open.as_ref().filter(|open| open.proposal.run == self.run.id)
    }

    /// The publication, if it is of this run.
    #[must_use]
    pub fn published(&self) -> Option<Publication> {
        self.publication.filter(|publication| publication.run == self.run.id)
    }
}

/// The runs of the current season.
///
/// # Errors
/// `Forbidden`, `Storage`.
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<MatchingRuns, ViewMatchingRunsError> {
    let (mut tx, season) = begin(ctx, actor).await?;
    let runs = runs_fetch(&mut tx, season.year).await?;
    let publication = publication_fetch(&mut tx, season.year).await?;
    let proposals = proposals_fetch(&mut tx, season.year).await?;
    let operators = ministry_names_fetch(&mut tx).await?;
    tx.commit().await?;
    Ok(MatchingRuns { runs, publication, proposals, operators })
}

/// One run, as far as it is asked for.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Storage`.
pub async fn one(
    ctx: &Ctx,
    actor: &Actor,
    id: MatchingRunId,
    asked: Asked,
) -> Result<MatchingRunDetails, ViewMatchingRunsError> {
    let (mut tx, season) = begin(ctx, actor).await?;
    let runs = runs_fetch(&mut tx, season.year).await?;
    let publication = publication_fetch(&mut tx, season.year).await?;
    let place = runs.iter().position(|run| run.id == id).ok_or(ViewMatchingRunsError::NotFound)?;
    let run = runs.get(place).cloned().ok_or(ViewMatchingRunsError::NotFound)?;
    let (open, ended) = proposals_of(&mut tx, &season, id).await?;
    let differences = differences(&mut tx, &runs, place, publication).await?;
    let changes = changes(&mut tx, id, &differences, asked).await?;
    let offset = asked.programmes_page.saturating_sub(1).saturating_mul(PROGRAMMES_A_PAGE);
    let (programmes, programme_count) = run_fetch_programmes(&mut tx, id, offset, PROGRAMMES_A_PAGE).await?;
    let details = MatchingRunDetails {
        confirmed_elsewhere: run_count_confirmed_elsewhere(&mut tx, id).await?,
        marks_changed: mark_changes_count_since(&mut tx, season.year, run.started_at).await?,
        admitted_by_rank: run_fetch_admitted_by_rank(&mut tx, id).await?,
        reasons: run_fetch_reasons(&mut tx, id).await?,
        run,
        operators: ministry_names_fetch(&mut tx).await?,
        publication,
        open,
        ended,
        is_latest: place == 0,
        differences,
        changes,
        programmes,
        programme_count,
    };
    tx.commit().await?;
    Ok(details)
}

/// The season's waiting proposal, and those of the run that have ended.
async fn proposals_of(
    tx: &mut Tx,
    season: &Season,
    run: MatchingRunId,
) -> Result<(Option<NamedProposal>, Vec<NamedProposal>), StorageError> {
    let all = proposals_fetch(tx, season.year).await?;
    let (open, ended): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|each| each.proposal.status() == ProposalStatus::Proposed);
    let ended = ended.into_iter().filter(|each| each.proposal.run == run);
    Ok((open.into_iter().next(), ended.collect()))
}

/// Holds the run at `place` against the published one and the one before it.
async fn differences(
    tx: &mut Tx,
    runs: &[MatchingRun],
    place: usize,
    publication: Option<Publication>,
) -> Result<Vec<Difference>, StorageError> {
    let Some(run) = runs.get(place) else { return Ok(Vec::new()) };
    let previous = runs.get(place + 1);
    let published = publication.and_then(|publication| runs.iter().find(|each| each.id == publication.run));
    let published = published.filter(|published| published.id != run.id);
    let previous_too = previous.filter(|previous| published.is_none_or(|published| published.id != previous.id));
    let mut differences = Vec::new();
    for base in published.into_iter().chain(previous_too) {
        let same_output = base.output_sha256 == run.output_sha256;
        let seats = if same_output { SeatChanges::default() } else { seat_changes_count(tx, run.id, base.id).await? };
        differences.push(Difference {
            is_published: published.is_some_and(|published| published.id == base.id),
            is_previous: previous.is_some_and(|previous| previous.id == base.id),
            same_input: base.input_sha256 == run.input_sha256,
            same_output,
            seats,
            base: base.clone(),
        });
    }
    Ok(differences)
}

async fn changes(
    tx: &mut Tx,
    run: MatchingRunId,
    differences: &[Difference],
    asked: Asked,
) -> Result<Option<ProgrammeChanges>, StorageError> {
    let is_asked = |difference: &Difference| match asked.against {
        None => true,
        Some(Against::Published) => difference.is_published,
        Some(Against::Previous) => difference.is_previous,
    };
    let Some(place) = differences.iter().position(is_asked) else { return Ok(None) };
    let Some(difference) = differences.get(place).filter(|difference| !difference.same_output) else { return Ok(None) };
    let mut page = asked.changes_page.max(1);
    loop {
        let offset = (page - 1).saturating_mul(PROGRAMMES_A_PAGE);
        let (changes, total) = programme_changes_fetch(tx, run, difference.base.id, offset, PROGRAMMES_A_PAGE).await?;
        // A page beyond the last has no rows to count.
        if changes.is_empty() && page > 1 {
            page = 1;
            continue;
        }
        return Ok(Some(ProgrammeChanges { difference: place, page, changes, total }));
    }
}

async fn begin(ctx: &Ctx, actor: &Actor) -> Result<(Tx, Season), ViewMatchingRunsError> {
    if !actor.may(Permission::ViewMatching) {
        return Err(ViewMatchingRunsError::Forbidden);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let season = season_fetch_current(&mut tx).await?.ok_or(ViewMatchingRunsError::NotFound)?;
    Ok((tx, season))
}
