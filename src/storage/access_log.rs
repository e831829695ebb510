//! What a candidate reads of the audit log: who looked at their data, and what they did themselves.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::RoleKind,
    audit::{AccessFilter, AccessPurpose, EntryKey},
    ids::CandidateId,
    time::Instant,
};

/// One act that concerns the candidate.
#[derive(Debug, Clone)]
pub struct AccessRow {
    /// The entry.
    pub key: EntryKey,
    /// When, by the season's clock.
    pub at: Instant,
    /// Who: a role; none of the portal itself and of visitors.
    pub role: Option<RoleKind>,
    /// The office's name; none of the whole country's.
    pub office: Option<String>,
    /// What.
    pub action: String,
    /// What for.
    pub purpose: Option<AccessPurpose>,
    /// Why, in the words of whoever acted.
    pub reason: Option<String>,
    /// The question that the candidate asked about it.
    pub question: Option<AskedQuestion>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedQuestion {
    /// By when it has to be answered.
    pub due_at: Instant,
    /// When it was.
    pub answered_at: Option<Instant>,
}

impl AccessRow {
    /// Whether somebody else did it, in an office that can be asked.
    #[must_use]
    pub fn can_be_asked_about(&self) -> bool {
        self.role.is_some_and(|role| role != RoleKind::Candidate)
    }
}

/// Which part of the log.
#[derive(Debug, Clone, Copy)]
pub struct AccessPart {
    /// Whose acts.
    pub filter: AccessFilter,
    /// What comes after this entry, i.e. earlier.
    pub after: Option<EntryKey>,
    /// This entry alone.
    pub only: Option<Uuid>,
    /// So many at most.
    pub limit: i64,
}

/// A part of what concerns the candidate, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a purpose that is none.
pub async fn access_log_fetch(
    tx: &mut Tx,
    candidate: CandidateId,
    part: AccessPart,
) -> Result<Vec<AccessRow>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT log.id, log.at, log.recorded_at, log.actor_kind, log.action, log.purpose, log.reason,
               coalesce(unit.name, department.name, institution.name) AS office,
               question.due_at AS "due_at?", question.answered_at AS "answered_at?"
           FROM audit_log AS log
           LEFT JOIN registration_unit AS unit
               ON unit.id = CASE WHEN log.tenant_kind = 'unit' THEN log.tenant::uuid END
           LEFT JOIN department ON log.tenant_kind = 'department' AND department.code = log.tenant
           LEFT JOIN institution ON log.tenant_kind = 'institution' AND institution.code = log.tenant
           LEFT JOIN access_question AS question ON question.entry_id = log.id
           WHERE log.candidate_id = $1
               AND ($2::timestamptz IS NULL OR (log.recorded_at, log.id) < ($2, $3))
               AND ($4::uuid IS NULL OR log.id = $4)
               AND CASE $5
                   WHEN 'mine' THEN log.actor_kind = 'candidate'
                   WHEN 'others' THEN log.actor_kind <> 'candidate'
                       AND (log.actor_kind <> 'system' OR log.purpose IS NOT NULL)
                   ELSE true END
           ORDER BY log.recorded_at DESC, log.id DESC LIMIT $6"#,
        candidate.0,
        part.after.map(|key| key.recorded_at.to_utc()),
        part.after.map(|key| key.id),
        part.only,
        part.filter.as_str(),
        part.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let purpose = row.purpose.map(|word| {
            AccessPurpose::parse(&word).ok_or_else(|| StorageError::inconsistent("audit_log", "purpose", row.id))
        });
        Ok(AccessRow {
            key: EntryKey { recorded_at: Instant::from_utc(row.recorded_at), id: row.id },
            at: Instant::from_utc(row.at),
            role: RoleKind::parse(&row.actor_kind),
            office: row.office,
            action: row.action,
            purpose: purpose.transpose()?,
            reason: row.reason,
            question: row.due_at.map(|due_at| AskedQuestion {
                due_at: Instant::from_utc(due_at),
                answered_at: row.answered_at.map(Instant::from_utc),
            }),
        })
    });
    rows.collect()
}
