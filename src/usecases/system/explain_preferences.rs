//! Tells why a run gave a candidate what it did, preference by preference: for whoever answers candidates' questions.

use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        ids::{CandidateId, CandidateNumber, MatchingRunId},
        season::SeasonRules,
    },
    storage::{
        StorageError,
        matching_run::{run_fetch_of_candidate, runs_fetch},
        person::candidate_find_by_number,
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::{domain::admission::explanation::PreferenceResult, storage::matching_run::MatchingRun};

/// Who is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateKey {
    /// By the portal's id.
    Id(CandidateId),
    /// By the candidate number (số báo danh) of the current season.
    Number(CandidateNumber),
}

impl CandidateKey {
    /// Reads either; eight digits are a candidate number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = CandidateNumber::parse(text).map(Self::Number);
        number.or_else(|| uuid::Uuid::parse_str(text).ok().map(|id| Self::Id(CandidateId(id))))
    }
}

/// Why there is nothing to tell.
#[derive(Debug, thiserror::Error)]
pub enum ExplainPreferencesError {
    /// The current season has no such run.
    #[error("the current season has no such run")]
    NoRun,
    /// Nobody has that number.
    #[error("the current season has no candidate of that number")]
    NoCandidate,
    /// The candidate had no preference list, or is none.
    #[error("the run has no preference of that candidate")]
    NoPreferences,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a run says of a candidate.
#[derive(Debug)]
pub struct Explanation {
    /// The run.
    pub run: MatchingRun,
    /// Who.
    pub candidate: CandidateId,
    /// By rank.
    pub preferences: Vec<PreferenceResult>,
    /// The rules of its season.
    pub rules: SeasonRules,
}

/// Explains the preferences of one candidate in a run of the current season, published or not.
///
/// # Errors
/// [`ExplainPreferencesError`].
pub async fn run(
    ctx: &Ctx,
    id: MatchingRunId,
    candidate: &CandidateKey,
) -> Result<Explanation, ExplainPreferencesError> {
    use ExplainPreferencesError::{NoCandidate, NoPreferences, NoRun};
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let season = season_require_current(&mut tx).await?;
    let runs = runs_fetch(&mut tx, season.year).await?;
    let run = runs.into_iter().find(|run| run.id == id).ok_or(NoRun)?;
    let candidate = match candidate {
        CandidateKey::Id(id) => *id,
        CandidateKey::Number(number) => {
            candidate_find_by_number(&mut tx, season.year, number).await?.ok_or(NoCandidate)?
        }
    };
    let preferences = run_fetch_of_candidate(&mut tx, id, candidate).await?;
    if preferences.is_empty() {
        return Err(NoPreferences);
    }
    let told = Act::new("preference_result.explain")
        .about(candidate)
        .on_a("matching_run", id.0)
        .purpose(AccessPurpose::Explanation);
    audit::record(&mut tx, ctx, &Actor::System, told).await?;
    tx.commit().await?;
    Ok(Explanation { run, candidate, preferences, rules: season.rules })
}
