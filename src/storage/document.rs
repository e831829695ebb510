//! The papers that the portal gives out, by the number that stands on them.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        name::FullName,
    },
    exam::document::{DocumentCode, DocumentKind},
    time::Instant,
};

/// What the paper of a number is about.
#[derive(Debug, Clone)]
pub struct IssuedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// When that version was submitted, or the seat given out.
    pub issued_at: Instant,
    /// Whether a later version of the same paper was given out, or the form is none any more.
    pub is_superseded: bool,
    /// When the first and the latest slip was appended that puts an exam notice right; a copy printed before shows none.
    pub amended: Option<(Instant, Instant)>,
    /// Whose it is.
    pub full_name: FullName,
    /// The number of their identity card or passport.
    pub identity: IdentityNumber,
}

/// What the paper of this number is about; `None` when no paper has it.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn issued_document_fetch(tx: &mut Tx, code: &DocumentCode) -> Result<Option<IssuedDocument>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT issued.version, issued.issued_at AS "issued_at!", issued.is_superseded AS "is_superseded!",
                  slips.first_at AS "first_at?", slips.last_at AS "last_at?", person.id, person.full_name,
                  person.identity_kind, person.identity_number
           FROM (
               SELECT form.candidate_id, kept.number AS version, kept.submitted_at AS issued_at,
                   NOT (form.state = 'submitted' OR is_accepted_registration(form.state)) OR EXISTS (
                       SELECT FROM exam_registration_version AS later
                       WHERE later.registration_id = kept.registration_id AND later.number > kept.number) AS is_superseded
               FROM exam_registration_version AS kept JOIN exam_registration AS form ON form.id = kept.registration_id
               WHERE kept.document_code = $1
               UNION ALL
               SELECT seat.candidate_id, NULL, numbering.at, false
               FROM exam_seat AS seat JOIN exam_numbering AS numbering ON numbering.id = seat.numbering_id
               WHERE seat.document_code = $1
           ) AS issued
           LEFT JOIN LATERAL (SELECT min(amended_at) AS first_at, max(amended_at) AS last_at FROM amendment
               WHERE issued.version IS NULL AND amendment.candidate_id = issued.candidate_id) AS slips ON true
           JOIN candidate ON candidate.id = issued.candidate_id
           JOIN person ON person.id = candidate.person_id"#,
        code.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = |column| StorageError::inconsistent("person", column, row.id);
    let identity_kind = IdentityKind::parse(&row.identity_kind).ok_or_else(|| person("identity_kind"))?;
    Ok(Some(IssuedDocument {
        kind: row.version.map_or(DocumentKind::ExamNotice, |version| DocumentKind::ExamRegistration { version }),
        issued_at: Instant::from_utc(row.issued_at),
        is_superseded: row.is_superseded,
        amended: row.first_at.zip(row.last_at).map(|(first, last)| (Instant::from_utc(first), Instant::from_utc(last))),
        full_name: FullName::parse(&row.full_name).map_err(|_| person("full_name"))?,
        identity: IdentityNumber::parse(identity_kind, &row.identity_number).map_err(|_| person("identity_number"))?,
    }))
}

/// Reads the number of a paper that a row of `table` holds.
///
/// # Errors
/// `Inconsistent` for what is no such number.
pub(super) fn document_code_of_row(table: &'static str, text: &str, row: Uuid) -> Result<DocumentCode, StorageError> {
    DocumentCode::parse(text).ok_or_else(|| StorageError::inconsistent(table, "document_code", row))
}
