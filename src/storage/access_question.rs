//! Questions of candidates about an access to their data: asked once for each access, answered by the office.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::{RoleKind, Tenant},
    audit::AccessPurpose,
    ids::{CandidateId, StaffId},
    time::Instant,
};

/// A question to be kept.
#[derive(Debug)]
pub struct NewQuestion<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// The access.
    pub entry_id: Uuid,
    /// Who asks.
    pub candidate_id: CandidateId,
    /// In their words.
    pub question: &'a str,
    /// When.
    pub asked_at: Instant,
    /// By when it has to be answered.
    pub due_at: Instant,
}

/// Keeps a question about an access that concerns the candidate; the entry says which office answers. Gives whether
/// there is such an access by an office.
///
/// # Errors
/// `Conflict` with `access_question_entry_uq` when the access was asked about before; `Driver`.
pub async fn access_question_insert(tx: &mut Tx, new: &NewQuestion<'_>) -> Result<bool, StorageError> {
    let kept = sqlx::query!(
        "INSERT INTO access_question (id, entry_id, candidate_id, tenant_kind, tenant, department_code, question,
             asked_at, due_at)
         SELECT $1, log.id, log.candidate_id, log.tenant_kind, log.tenant, unit.department_code, $4, $5, $6
         FROM audit_log AS log
         LEFT JOIN registration_unit AS unit ON unit.id = CASE WHEN log.tenant_kind = 'unit' THEN log.tenant::uuid END
         WHERE log.id = $2 AND log.candidate_id = $3 AND log.tenant_kind IS NOT NULL",
        new.id,
        new.entry_id,
        new.candidate_id.0,
        new.question,
        new.asked_at.to_utc(),
        new.due_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// A question and its answer as the candidate reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnQuestion {
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: Instant,
    /// By when it has to be answered.
    pub due_at: Instant,
    /// The answer, and when it came.
    pub answer: Option<(String, Instant)>,
}

/// What the candidate asked about an access.
///
/// # Errors
/// `Driver`.
pub async fn access_question_of_entry(
    tx: &mut Tx,
    candidate: CandidateId,
    entry: Uuid,
) -> Result<Option<OwnQuestion>, StorageError> {
    let row = sqlx::query!(
        "SELECT question, asked_at, due_at, answer, answered_at FROM access_question
         WHERE entry_id = $1 AND candidate_id = $2",
        entry,
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| OwnQuestion {
        question: row.question,
        asked_at: Instant::from_utc(row.asked_at),
        due_at: Instant::from_utc(row.due_at),
        answer: row.answer.zip(row.answered_at.map(Instant::from_utc)),
    }))
}

/// Whose questions: those about one tenant, a department's with its units', or everyone's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionScope(pub Tenant);

impl QuestionScope {
    const fn kind(&self) -> &'static str {
        self.0.kind()
    }
}

/// A question as an office sees it.
#[derive(Debug, Clone)]
pub struct OfficeQuestion {
    /// The question.
    pub id: Uuid,
    /// Who asked.
    pub candidate_id: CandidateId,
    /// The candidate's number or form number, where the office may see it.
    pub candidate_number: Option<String>,
    /// The office's name; none of the whole country's.
    pub office: Option<String>,
    /// What was done, where the asker's office may read the log.
    pub act: Option<QuestionedAct>,
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: Instant,
    /// By when it has to be answered.
    pub due_at: Instant,
    /// The answer, and when it was given.
    pub answer: Option<(String, Instant)>,
}

/// The access that a question is about.
#[derive(Debug, Clone)]
pub struct QuestionedAct {
    /// The entry.
    pub entry_id: Uuid,
    /// When.
    pub at: Instant,
    /// In which role.
    pub role: Option<RoleKind>,
    /// Who, where the account can be seen.
    pub name: Option<String>,
    /// What.
    pub action: String,
    /// What for.
    pub purpose: Option<AccessPurpose>,
    /// Why.
    pub reason: Option<String>,
}

/// A part of an office's questions: the open ones first, by when they are due; then the answered, the latest first.
#[derive(Debug, Clone, Copy)]
pub struct QuestionPart {
    /// This question alone.
    pub only: Option<Uuid>,
    /// Answered ones instead of open ones.
    pub is_answered: bool,
    /// What comes after this due moment and id.
    pub after: Option<(Instant, Uuid)>,
    /// So many at most.
    pub limit: i64,
}

/// The questions of `scope`, by when they are due; of the answered the latest due first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a purpose that is none.
pub async fn access_questions_fetch(
    tx: &mut Tx,
    scope: &QuestionScope,
    part: QuestionPart,
) -> Result<Vec<OfficeQuestion>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT question.id, question.candidate_id, question.question, question.asked_at, question.due_at,
               question.answer, question.answered_at,
               coalesce(candidate.candidate_number, form.form_number) AS candidate_number,
               coalesce(unit.name, department.name, institution.name) AS office,
               log.id AS "entry_id?", log.at AS "at?", log.actor_kind AS "actor_kind?", log.action AS "action?",
               log.purpose, log.reason, staff.full_name AS "full_name?"
           FROM access_question AS question
           LEFT JOIN audit_log AS log ON log.id = question.entry_id
           LEFT JOIN staff ON staff.id = log.actor_id
           LEFT JOIN candidate ON candidate.id = question.candidate_id
           LEFT JOIN exam_registration AS form ON form.candidate_id = question.candidate_id
           LEFT JOIN registration_unit AS unit
               ON unit.id = CASE WHEN question.tenant_kind = 'unit' THEN question.tenant::uuid END
           LEFT JOIN department ON question.tenant_kind = 'department' AND department.code = question.tenant
           LEFT JOIN institution ON question.tenant_kind = 'institution' AND institution.code = question.tenant
           WHERE ($1 = 'national' OR (question.tenant_kind = $1 AND question.tenant = $2)
                   OR ($1 = 'department' AND question.department_code = $2))
               AND CASE WHEN $3::uuid IS NULL THEN (question.answer IS NOT NULL) = $4 ELSE question.id = $3 END
               AND ($5::timestamptz IS NULL
                   OR CASE WHEN $4 THEN (question.due_at, question.id) < ($5, $6)
                           ELSE (question.due_at, question.id) > ($5, $6) END)
           ORDER BY CASE WHEN $4 THEN question.due_at END DESC, CASE WHEN $4 THEN question.id END DESC,
               question.due_at, question.id
           LIMIT $7"#,
        scope.kind(),
        scope.0.id(),
        part.only,
        part.is_answered,
        part.after.map(|(at, _)| at.to_utc()),
        part.after.map(|(_, id)| id),
        part.limit
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let purpose = row.purpose.map(|word| {
            AccessPurpose::parse(&word).ok_or_else(|| StorageError::inconsistent("audit_log", "purpose", row.id))
        });
        let purpose = purpose.transpose()?;
        let (name, reason) = (row.full_name, row.reason);
        let role = row.actor_kind.as_deref().and_then(RoleKind::parse);
        let seen = row.entry_id.zip(row.at).zip(row.action);
        let act = seen.map(|((entry_id, at), action)| QuestionedAct {
            entry_id,
            at: Instant::from_utc(at),
            role,
            name,
            action,
            purpose,
            reason,
        });
        Ok(OfficeQuestion {
            id: row.id,
            candidate_id: CandidateId(row.candidate_id),
            candidate_number: row.candidate_number,
            office: row.office,
            act,
            question: row.question,
            asked_at: Instant::from_utc(row.asked_at),
            due_at: Instant::from_utc(row.due_at),
            answer: row.answer.zip(row.answered_at.map(Instant::from_utc)),
        })
    });
    rows.collect()
}

/// How many questions of `scope` are open, and how many of them overdue.
///
/// # Errors
/// `Driver`.
pub async fn access_questions_count(
    tx: &mut Tx,
    scope: &QuestionScope,
    now: Instant,
) -> Result<(i64, i64), StorageError> {
    let row = sqlx::query!(
        "SELECT count(*) AS \"open!\", count(*) FILTER (WHERE due_at <= $3) AS \"overdue!\" FROM access_question
         WHERE answer IS NULL AND ($1 = 'national' OR (tenant_kind = $1 AND tenant = $2)
             OR ($1 = 'department' AND department_code = $2))",
        scope.kind(),
        scope.0.id(),
        now.to_utc()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.open, row.overdue))
}

/// Answers an open question of `scope`; gives whether there is one.
///
/// # Errors
/// `Driver`.
pub async fn access_question_answer(
    tx: &mut Tx,
    scope: &QuestionScope,
    id: Uuid,
    by: StaffId,
    (answer, at): (&str, Instant),
) -> Result<bool, StorageError> {
    let answered = sqlx::query!(
        "UPDATE access_question SET answer = $4, answered_at = $5, answered_by = $6
         WHERE id = $3 AND answer IS NULL AND ($1 = 'national' OR (tenant_kind = $1 AND tenant = $2)
             OR ($1 = 'department' AND department_code = $2))",
        scope.kind(),
        scope.0.id(),
        id,
        answer,
        at.to_utc(),
        by.0
    )
    .execute(tx.conn())
    .await?;
    Ok(answered.rows_affected() == 1)
}

/// A question of which somebody has to be told.
#[derive(Debug, Clone)]
pub struct UntoldQuestion {
    /// The question.
    pub id: Uuid,
    /// Who asked.
    pub candidate_id: CandidateId,
    /// The addresses of those who answer for the office; empty when they were told.
    pub leads: Vec<String>,
    /// Whether the candidate has to be told of the answer.
    pub is_answer: bool,
}

/// Up to `limit` questions of which the lead, or after the answer the candidate, was not told; they stay locked.
/// Where an office has no lead, the department of a unit is told, and else the ministry.
///
/// # Errors
/// `Driver`.
pub async fn access_questions_untold(tx: &mut Tx, limit: i64) -> Result<Vec<UntoldQuestion>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT id, candidate_id, answer IS NOT NULL AS "is_answer!", CASE WHEN lead_told_at IS NULL THEN coalesce(
               (SELECT array_agg(email ORDER BY email) FROM staff WHERE disabled_at IS NULL AND CASE tenant_kind
                   WHEN 'unit' THEN role = 'school_head' AND registration_unit_id = tenant::uuid
                   WHEN 'department' THEN role = 'department_lead' AND department_code = tenant
                   WHEN 'institution' THEN role = 'institution_lead' AND institution_code = tenant END),
               (SELECT array_agg(email ORDER BY email) FROM staff WHERE disabled_at IS NULL
                   AND role = 'department_lead' AND staff.department_code = question.department_code),
               (SELECT array_agg(email ORDER BY email) FROM staff WHERE disabled_at IS NULL
                   AND role = 'ministry_operator')) END AS leads
           FROM access_question AS question
           WHERE lead_told_at IS NULL OR (answer IS NOT NULL AND candidate_told_at IS NULL)
           ORDER BY asked_at LIMIT $1 FOR UPDATE SKIP LOCKED"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| UntoldQuestion {
            id: row.id,
            candidate_id: CandidateId(row.candidate_id),
            leads: row.leads.unwrap_or_default(),
            is_answer: row.is_answer,
        })
        .collect())
}

/// Notes that the mails of a question are written.
///
/// # Errors
/// `Driver`.
pub async fn access_question_mark_told(tx: &mut Tx, id: Uuid, at: Instant) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE access_question SET lead_told_at = coalesce(lead_told_at, $2),
             candidate_told_at = CASE WHEN answer IS NOT NULL THEN coalesce(candidate_told_at, $2) END
         WHERE id = $1",
        id,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The questions of one office in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeFigures {
    /// The kind of office.
    pub tenant_kind: String,
    /// The office's name; none of the whole country's.
    pub office: Option<String>,
    /// Open ones.
    pub open: i64,
    /// Open ones whose time is over.
    pub overdue: i64,
    /// Answered ones.
    pub answered: i64,
}

/// The questions by office, those with the most overdue first.
///
/// # Errors
/// `Driver`.
pub async fn access_questions_by_office(
    tx: &mut Tx,
    now: Instant,
    limit: i64,
) -> Result<Vec<OfficeFigures>, StorageError> {
    let rows = sqlx::query_as!(
        OfficeFigures,
        r#"SELECT question.tenant_kind, coalesce(unit.name, department.name, institution.name) AS office,
               count(*) FILTER (WHERE answer IS NULL) AS "open!",
               count(*) FILTER (WHERE answer IS NULL AND due_at <= $1) AS "overdue!",
               count(*) FILTER (WHERE answer IS NOT NULL) AS "answered!"
           FROM access_question AS question
           LEFT JOIN registration_unit AS unit
               ON unit.id = CASE WHEN question.tenant_kind = 'unit' THEN question.tenant::uuid END
           LEFT JOIN department ON question.tenant_kind = 'department' AND department.code = question.tenant
           LEFT JOIN institution ON question.tenant_kind = 'institution' AND institution.code = question.tenant
           GROUP BY question.tenant_kind, question.tenant, unit.name, department.name, institution.name
           ORDER BY 4 DESC, 3 DESC, question.tenant_kind, question.tenant LIMIT $2"#,
        now.to_utc(),
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}
