//! What somebody typed into a section and could not save. One each: what was typed last.

use std::collections::BTreeMap;

use super::{StorageError, Tx};
use crate::domain::{exam::sections::Section, ids::PersonId, time::Instant};

/// A section of the exam registration as typed.
#[derive(Debug, Clone)]
pub struct UnsavedSection {
    /// Which.
    pub section: Section,
    /// The version over which it was to be saved.
    pub shown_version: i32,
    /// The section's fields.
    pub fields: BTreeMap<String, String>,
}

/// Keeps what `person` typed; what was kept before is forgotten.
///
/// # Errors
/// `Driver`.
pub async fn unsaved_section_keep(
    tx: &mut Tx,
    person: PersonId,
    unsaved: &UnsavedSection,
    now: Instant,
) -> Result<(), StorageError> {
    let fields = serde_json::to_value(&unsaved.fields).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO unsaved_section (person_id, section, shown_version, fields, typed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT unsaved_section_pk DO UPDATE SET section = excluded.section,
             shown_version = excluded.shown_version, fields = excluded.fields, typed_at = excluded.typed_at",
        person.0,
        unsaved.section.as_str(),
        unsaved.shown_version,
        fields,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What `person` typed into `section` after `since` and could not save.
///
/// # Errors
/// `Driver`; `Inconsistent` for fields that are no texts.
pub async fn unsaved_section_fetch(
    tx: &mut Tx,
    person: PersonId,
    section: Section,
    since: Instant,
) -> Result<Option<UnsavedSection>, StorageError> {
    let row = sqlx::query!(
        "SELECT shown_version, fields FROM unsaved_section WHERE person_id = $1 AND section = $2 AND typed_at > $3",
        person.0,
        section.as_str(),
        since.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let fields = serde_json::from_value(row.fields)
        .map_err(|_| StorageError::inconsistent("unsaved_section", "fields", person.0))?;
    Ok(Some(UnsavedSection { section, shown_version: row.shown_version, fields }))
}

/// Forgets what `person` typed.
///
/// # Errors
/// `Driver`.
pub async fn unsaved_section_forget(tx: &mut Tx, person: PersonId) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM unsaved_section WHERE person_id = $1", person.0).execute(tx.conn()).await?;
    Ok(())
}

/// Forgets what nobody came back for; gives how many.
///
/// # Errors
/// `Driver`.
pub async fn unsaved_sections_delete_before(tx: &mut Tx, before: Instant) -> Result<u64, StorageError> {
    let done =
        sqlx::query!("DELETE FROM unsaved_section WHERE typed_at <= $1", before.to_utc()).execute(tx.conn()).await?;
    Ok(done.rows_affected())
}
