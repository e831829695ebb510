//! What was typed and not saved because the person has to prove themselves first. It waits in the session, for the same
//! candidate alone, until it is saved or the session ends; nothing of it is in the registration meanwhile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tower_sessions::{Session, session};

use crate::domain::ids::CandidateId;

const UNSAVED: &str = "unsaved_section";

/// A section of the exam registration as posted.
#[derive(Clone, Serialize, Deserialize)]
pub struct UnsavedSection {
    /// Whose it is.
    pub candidate_id: CandidateId,
    /// The section's word.
    pub section: String,
    /// The version over which it was to be saved.
    pub shown_version: i32,
    /// The section's fields, as typed.
    pub fields: BTreeMap<String, String>,
}

/// Keeps it; what was kept before is forgotten.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(session: &Session, unsaved: UnsavedSection) -> Result<(), session::Error> {
    session.insert(UNSAVED, unsaved).await
}

/// What the candidate typed into this section and could not save yet.
///
/// # Errors
/// When the store does not answer.
pub async fn of(
    session: &Session,
    candidate_id: CandidateId,
    section: &str,
) -> Result<Option<UnsavedSection>, session::Error> {
    let kept: Option<UnsavedSection> = session.get(UNSAVED).await?;
    Ok(kept.filter(|kept| kept.candidate_id == candidate_id && kept.section == section))
}

/// Forgets it: it was saved.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(session: &Session) -> Result<(), session::Error> {
    session.remove::<UnsavedSection>(UNSAVED).await.map(|_| ())
}
