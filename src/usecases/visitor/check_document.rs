//! Tells whoever holds a paper whether it is genuine: which version, of when, and as much of whose it is as lets them
//! compare it with the paper; whether it is out of date or was put right since; and no more.

use crate::{
    domain::{
        access::Actor,
        exam::document::{DocumentCode, DocumentKind},
        time::Instant,
    },
    storage::{StorageError, document::issued_document_fetch},
    usecases::Ctx,
};

/// How many last characters of the personal number are told.
const TOLD: usize = 3;

/// All that is told of a genuine paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenuineDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// When that version was submitted, or the seat given out.
    pub issued_at: Instant,
    /// Whether it does not count any more: a later version was submitted, or the form was given back or up.
    pub is_superseded: bool,
    /// When the first and the latest slip was appended that puts the paper right.
    pub amended: Option<(Instant, Instant)>,
    /// The initials of the candidate.
    pub initials: String,
    /// The last three characters of their personal or passport number.
    pub last_digits: String,
}

/// What the portal knows of the paper with this number; `None` when it gave no such number.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, code: &str) -> Result<Option<GenuineDocument>, StorageError> {
    let Some(code) = DocumentCode::parse(code) else { return Ok(None) };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let found = issued_document_fetch(&mut tx, &code).await?;
    Ok(found.map(|document| GenuineDocument {
        kind: document.kind,
        issued_at: document.issued_at,
        is_superseded: document.is_superseded,
        amended: document.amended,
        initials: document.full_name.initials(),
        last_digits: document.identity.as_str().chars().rev().take(TOLD).collect::<Vec<_>>().iter().rev().collect(),
    }))
}
