//! Uploaded files: whose each is, what it is for, and under which name the file store keeps it.

use uuid::Uuid;

use super::{StorageError, Tx, school_record::Units};
use crate::domain::{
    candidate::evidence::EvidenceKind,
    exam::attachments::FileUse,
    ids::{CandidateId, ExamRegistrationId, StoredFileId},
    time::Instant,
};

/// What the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A PDF document.
    Pdf,
}

impl MediaType {
    /// Its name on the wire and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Pdf].into_iter().find(|known| known.as_str() == text)
    }
}

/// A file as it is known; what it holds lies in the file store under `name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id.
    pub id: StoredFileId,
    /// The name in the file store.
    pub name: String,
    /// What it is for.
    pub used_as: FileUse,
    /// What its bytes are.
    pub media_type: MediaType,
    /// How many they are.
    pub size_bytes: u32,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// When it was uploaded.
    pub uploaded_at: Instant,
}

struct Row {
    id: Uuid,
    name: String,
    purpose: String,
    evidence_kind: Option<String>,
    media_type: String,
    size_bytes: i32,
    sha256: Vec<u8>,
    uploaded_at: time::OffsetDateTime,
}

impl TryFrom<Row> for StoredFile {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let inconsistent = |column| StorageError::inconsistent("stored_file", column, row.id);
        Ok(Self {
            id: StoredFileId(row.id),
            used_as: used_as(&row.purpose, row.evidence_kind.as_deref()).ok_or_else(|| inconsistent("purpose"))?,
            media_type: MediaType::parse(&row.media_type).ok_or_else(|| inconsistent("media_type"))?,
            size_bytes: u32::try_from(row.size_bytes).map_err(|_| inconsistent("size_bytes"))?,
            sha256: row.sha256.as_slice().try_into().map_err(|_| inconsistent("sha256"))?,
            uploaded_at: Instant::from_utc(row.uploaded_at),
            name: row.name,
        })
    }
}

fn used_as(purpose: &str, evidence_kind: Option<&str>) -> Option<FileUse> {
    match (purpose, evidence_kind) {
        ("portrait_source", None) => Some(FileUse::PortraitSource),
        ("portrait", None) => Some(FileUse::Portrait),
        ("evidence", Some(kind)) => EvidenceKind::parse(kind).map(FileUse::Evidence),
        _ => None,
    }
}

const fn columns_of(used_as: FileUse) -> (&'static str, Option<&'static str>) {
    match used_as {
        FileUse::PortraitSource => ("portrait_source", None),
        FileUse::Portrait => ("portrait", None),
        FileUse::Evidence(kind) => ("evidence", Some(kind.as_str())),
    }
}

/// Writes that a candidate uploaded `file`, which lies in the store by now.
///
/// # Errors
/// `Driver`; `Conflict` for a name that was given before.
pub async fn stored_file_append(tx: &mut Tx, candidate: CandidateId, file: &StoredFile) -> Result<(), StorageError> {
    let (purpose, evidence_kind) = columns_of(file.used_as);
    sqlx::query!(
        "INSERT INTO stored_file (id, candidate_id, name, purpose, evidence_kind, media_type, size_bytes, sha256, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file.id.0,
        candidate.0,
        file.name,
        purpose,
        evidence_kind,
        file.media_type.as_str(),
        i32::try_from(file.size_bytes).map_err(|_| StorageError::inconsistent("stored_file", "size_bytes", file.id.0))?,
        file.sha256.as_slice(),
        file.uploaded_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A candidate's files, in the order of their upload.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn stored_files_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Vec<StoredFile>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, name, purpose, evidence_kind, media_type, size_bytes, sha256, uploaded_at FROM stored_file
         WHERE candidate_id = $1 ORDER BY uploaded_at, id",
        candidate.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(StoredFile::try_from).collect()
}

/// A file that a submission of this registration names, if the registration belongs to one of `units`; with its candidate.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn submitted_file_fetch(
    tx: &mut Tx,
    units: Units,
    registration: ExamRegistrationId,
    file: StoredFileId,
) -> Result<Option<(CandidateId, StoredFile)>, StorageError> {
    let candidate = sqlx::query_scalar!(
        "SELECT form.candidate_id FROM exam_registration AS form
         JOIN candidate ON candidate.id = form.candidate_id
         WHERE form.id = $1 AND ($2::uuid IS NULL OR candidate.registration_unit_id = $2) AND EXISTS (
             SELECT FROM exam_registration_version_file AS named
             WHERE named.registration_id = form.id AND named.file_id = $3)",
        registration.0,
        units.only(),
        file.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(candidate) = candidate.map(CandidateId) else { return Ok(None) };
    let found = stored_files_fetch(tx, candidate).await?.into_iter().find(|stored| stored.id == file);
    Ok(found.map(|file| (candidate, file)))
}

/// Keeps the files that a submission names.
///
/// # Errors
/// `Driver`.
pub async fn submitted_files_append(
    tx: &mut Tx,
    registration: ExamRegistrationId,
    number: i32,
    files: &[StoredFileId],
) -> Result<(), StorageError> {
    let files: Vec<Uuid> = files.iter().map(|file| file.0).collect();
    sqlx::query!(
        "INSERT INTO exam_registration_version_file (registration_id, number, file_id)
         SELECT DISTINCT $1::uuid, $2::integer, file FROM unnest($3::uuid[]) AS file",
        registration.0,
        number,
        &files
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The files of the submission `from` that `content` of the submission `to` still names belong to that one as well.
///
/// # Errors
/// `Driver`.
pub async fn submitted_files_carry_over(
    tx: &mut Tx,
    registration: ExamRegistrationId,
    from: i32,
    to: (i32, &[StoredFileId]),
) -> Result<(), StorageError> {
    let (to, files) = to;
    let files: Vec<Uuid> = files.iter().map(|file| file.0).collect();
    sqlx::query!(
        "INSERT INTO exam_registration_version_file (registration_id, number, file_id)
         SELECT registration_id, $3, file_id FROM exam_registration_version_file
         WHERE registration_id = $1 AND number = $2 AND file_id = ANY ($4)",
        registration.0,
        from,
        to,
        &files
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away the rows of files that were uploaded before `before` and that neither a form nor a submission names, at
/// most `limit` of them, and gives the names under which they lie in the store.
///
/// # Errors
/// `Driver`.
pub async fn stored_files_sweep(tx: &mut Tx, before: Instant, limit: i64) -> Result<Vec<String>, StorageError> {
    let names = sqlx::query_scalar!(
        "DELETE FROM stored_file WHERE id IN (
             SELECT file.id FROM stored_file AS file
             WHERE file.uploaded_at < $1
                 AND NOT EXISTS (SELECT FROM exam_registration_version_file AS named WHERE named.file_id = file.id)
                 AND NOT EXISTS (
                     SELECT FROM exam_registration AS form
                     JOIN exam_registration_section AS section ON section.registration_id = form.id
                     WHERE form.candidate_id = file.candidate_id AND section.section IN ('portrait', 'evidence')
                         AND (section.form ->> 'file' = file.id::text OR section.form @> jsonb_build_object('files',
                             jsonb_build_array(jsonb_build_object('file', file.id::text)))))
             ORDER BY file.uploaded_at LIMIT $2)
         RETURNING name",
        before.to_utc(),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(names)
}

/// Those of `names` that a row names.
///
/// # Errors
/// `Driver`.
pub async fn stored_file_names(tx: &mut Tx, names: &[String]) -> Result<Vec<String>, StorageError> {
    let known = sqlx::query_scalar!("SELECT name FROM stored_file WHERE name = ANY($1)", names);
    Ok(known.fetch_all(tx.conn()).await?)
}
