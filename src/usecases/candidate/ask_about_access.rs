//! Asks an office about one access to the candidate's data: once for each access. The office's lead is told by a mail
//! without personal data, which a job writes, for the candidate may not see who leads an office.

use serde_json::json;
use uuid::Uuid;

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        access_question::{due_at, parse_question},
        audit::AccessFilter,
        field_errors::FieldErrors,
    },
    storage::{
        StorageError,
        access_log::{AccessPart, access_log_fetch},
        access_question::{NewQuestion, access_question_insert, access_question_of_entry},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::{access_log::AccessRow, access_question::OwnQuestion};

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The candidate has no such access, or nobody to ask about it.
    #[error("no such access")]
    NotFound,
    /// The question cannot be read.
    #[error("invalid question")]
    Invalid(FieldErrors),
    /// The access was asked about before; the question stands.
    #[error("asked before")]
    AlreadyAsked,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// One access, and what the candidate asked about it.
#[derive(Debug, Clone)]
pub struct AskedAccess {
    /// The access.
    pub access: AccessRow,
    /// The question with its answer.
    pub question: Option<OwnQuestion>,
}

/// The access, if it is one that the candidate can ask about.
///
/// # Errors
/// `NotFound`, also for another candidate's entry; what the database says.
pub async fn view(ctx: &Ctx, candidate: &CandidateActor, entry: Uuid) -> Result<AskedAccess, AskError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let part = AccessPart { filter: AccessFilter::Others, after: None, only: Some(entry), limit: 1 };
    let found = access_log_fetch(&mut tx, candidate.candidate_id, part).await?.pop();
    let access = found.filter(AccessRow::can_be_asked_about).ok_or(AskError::NotFound)?;
    let question = access_question_of_entry(&mut tx, candidate.candidate_id, entry).await?;
    tx.commit().await?;
    Ok(AskedAccess { access, question })
}

/// Asks.
///
/// # Errors
/// [`AskError`]; nothing is asked then.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor, entry: Uuid, text: &str) -> Result<(), AskError> {
    let actor = Actor::Candidate(candidate.clone());
    let question = parse_question(text).map_err(AskError::Invalid)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    let id = ctx.fresh_uuid();
    let new = NewQuestion {
        id,
        entry_id: entry,
        candidate_id: candidate.candidate_id,
        question: &question,
        asked_at: now,
        due_at: due_at(now),
    };
    match access_question_insert(&mut tx, &new).await {
        Ok(true) => {}
        Ok(false) => return Err(AskError::NotFound),
        Err(StorageError::Conflict { constraint }) if constraint == "access_question_entry_uq" => {
            return Err(AskError::AlreadyAsked);
        }
        Err(error) => return Err(error.into()),
    }
    let act = Act::new("access_question.ask").about(candidate.candidate_id).on(id).changed(&None::<()>, &question);
    audit::record(&mut tx, ctx, &actor, act.with(json!({ "entry": entry }))).await?;
    Ok(tx.commit().await?)
}
