//! What the acts on one's own appeals have in common: where the marks stand, and which papers are open to an appeal.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        exam::{
            mark_appeal::{AppealRefusal, AppealWindows},
            subject::Subject,
        },
        field_errors::FieldErrors,
        ids::CandidateNumber,
        score::Score,
        season::{PhaseKind, Season},
    },
    storage::{
        StorageError, Tx,
        mark::marks_fetch_of_candidate,
        mark_appeal::{ONE_STANDING, mark_appeal_events_fetch, own_appeals_fetch},
        publication::publication_fetch,
    },
    usecases::Ctx,
};

pub use crate::storage::mark_appeal::{AppealEvent, OwnAppeal};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum AppealError {
    /// An appeal needs an electronic identity of level 2.
    #[error("identity of level 2 needed")]
    NotLevel2,
    /// The candidate has no such appeal.
    #[error("no such appeal of the candidate")]
    NotFound,
    /// The season plans no appeals, or the candidate has no mark that is public.
    #[error("there is nothing to appeal against")]
    Nothing,
    /// What is wrong with what was chosen.
    #[error("the choice is refused")]
    Invalid(FieldErrors),
    /// The appeal changed since it was shown, or the paper is appealed already.
    #[error("changed since it was shown")]
    Stale,
    /// The rules do not allow it now.
    #[error("refused: {0:?}")]
    Refused(AppealRefusal),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for AppealError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            StorageError::Conflict { constraint } if constraint == ONE_STANDING => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// A candidate's marks and appeals.
#[derive(Debug)]
pub struct OwnAppeals {
    /// When appeals are received and due; `None` where the season plans none.
    pub windows: Option<AppealWindows>,
    /// The candidate number, if there is one and marks are public.
    pub number: Option<CandidateNumber>,
    /// The papers that may be appealed, with their marks: sat, and without an appeal that stands.
    pub open: Vec<(Subject, Score)>,
    /// The appeals, the latest first.
    pub appeals: Vec<OwnAppeal>,
    /// What happened to them.
    pub events: Vec<AppealEvent>,
    /// Whether candidates see admission results, which a changed mark does not change.
    pub are_results_public: bool,
}

/// The marks and appeals of the candidate who acts.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, candidate: &CandidateActor, season: &Season) -> Result<OwnAppeals, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let own = load(&mut tx, ctx, candidate, season).await?;
    tx.commit().await?;
    Ok(own)
}

pub(super) async fn load(
    tx: &mut Tx,
    ctx: &Ctx,
    candidate: &CandidateActor,
    season: &Season,
) -> Result<OwnAppeals, StorageError> {
    let now = ctx.now();
    let appeals = own_appeals_fetch(tx, candidate.candidate_id).await?;
    let are_public = season.calendar.phase(PhaseKind::ResultsPublication).is_some_and(|phase| phase.opens_at <= now);
    let marks = if are_public { marks_fetch_of_candidate(tx, candidate.candidate_id).await? } else { None };
    let (number, marks) = marks.map_or((None, Vec::new()), |(number, marks)| (Some(number), marks.iter().collect()));
    let is_appealed =
        |subject| appeals.iter().any(|appeal: &OwnAppeal| appeal.subject == subject && appeal.status.stands());
    let open = marks.into_iter().filter(|(subject, _)| !is_appealed(*subject)).collect();
    let ids: Vec<_> = appeals.iter().map(|appeal| appeal.id).collect();
    let publication = publication_fetch(tx, season.year).await?;
    Ok(OwnAppeals {
        windows: AppealWindows::of(season),
        number,
        open,
        events: mark_appeal_events_fetch(tx, &ids).await?,
        appeals,
        are_results_public: publication.is_some_and(|publication| publication.visible_from <= now),
    })
}
