//! The numbers of papers: which paper, of which version of whose registration.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        name::FullName,
    },
    exam::document::{DocumentCode, DocumentKind},
    ids::ExamRegistrationId,
    time::Instant,
};

/// A paper with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCopy {
    /// Its number.
    pub code: DocumentCode,
    /// When the number was given.
    pub issued_at: Instant,
}

/// The number of this version's paper, if it was given.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn document_copy_fetch(
    tx: &mut Tx,
    kind: DocumentKind,
    registration: ExamRegistrationId,
    version: i32,
) -> Result<Option<DocumentCopy>, StorageError> {
    let row = sqlx::query!(
        "SELECT code, issued_at FROM document_copy WHERE registration_id = $1 AND version = $2 AND kind = $3",
        registration.0,
        version,
        kind.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let code = DocumentCode::parse(&row.code);
    let code = code.ok_or(StorageError::inconsistent("document_copy", "code", registration.0))?;
    Ok(Some(DocumentCopy { code, issued_at: Instant::from_utc(row.issued_at) }))
}

/// Gives this version's paper its number, unless it has one.
///
/// # Errors
/// `Driver`; `Conflict` for a number that is another paper's.
pub async fn document_copy_append(
    tx: &mut Tx,
    kind: DocumentKind,
    registration: ExamRegistrationId,
    version: i32,
    copy: &DocumentCopy,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO document_copy (code, kind, registration_id, version, issued_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT document_copy_version_uq DO NOTHING",
        copy.code.as_str(),
        kind.as_str(),
        registration.0,
        version,
        copy.issued_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the paper of a number is about.
#[derive(Debug, Clone)]
pub struct CopiedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// The version of the registration, from 1.
    pub version: i32,
    /// When that version was submitted.
    pub submitted_at: Instant,
    /// Whose it is.
    pub full_name: FullName,
    /// The number of their identity card or passport.
    pub identity: IdentityNumber,
}

/// What the paper of this number is about; `None` when no paper has it.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn copied_document_fetch(tx: &mut Tx, code: &DocumentCode) -> Result<Option<CopiedDocument>, StorageError> {
    let row = sqlx::query!(
        "SELECT copy.kind, copy.version, kept.submitted_at, person.id, person.full_name, person.identity_kind,
                person.identity_number
         FROM document_copy AS copy
         JOIN exam_registration_version AS kept
             ON kept.registration_id = copy.registration_id AND kept.number = copy.version
         JOIN exam_registration AS form ON form.id = copy.registration_id
         JOIN candidate ON candidate.id = form.candidate_id
         JOIN person ON person.id = candidate.person_id
         WHERE copy.code = $1",
        code.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = |column| StorageError::inconsistent("person", column, row.id);
    let identity_kind = IdentityKind::parse(&row.identity_kind).ok_or_else(|| person("identity_kind"))?;
    Ok(Some(CopiedDocument {
        kind: DocumentKind::parse(&row.kind).ok_or(StorageError::inconsistent("document_copy", "kind", Uuid::nil()))?,
        version: row.version,
        submitted_at: Instant::from_utc(row.submitted_at),
        full_name: FullName::parse(&row.full_name).map_err(|_| person("full_name"))?,
        identity: IdentityNumber::parse(identity_kind, &row.identity_number).map_err(|_| person("identity_number"))?,
    }))
}
