//! Appeals against marks, and the marks that they changed.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::{Actor, RoleKind},
    exam::{
        mark_appeal::{AppealState, AppealStatus, Decision, Proposal},
        subject::Subject,
    },
    ids::{CandidateId, CandidateNumber, DepartmentCode, MarkAppealId, SeasonYear, StaffId},
    score::Score,
    time::Instant,
};

/// The constraint that a second standing appeal against one mark violates.
pub const ONE_STANDING: &str = "mark_appeal_one_standing";

/// An appeal as its candidate may know it: decided or not, and nothing of what is only proposed.
#[derive(Debug, Clone)]
pub struct OwnAppeal {
    /// Its id.
    pub id: MarkAppealId,
    /// Against the mark in which subject.
    pub subject: Subject,
    /// The mark as it was published.
    pub published: Score,
    /// Where it stands.
    pub status: AppealStatus,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The version, which an act on it names.
    pub version: i32,
    /// When it was made.
    pub submitted_at: Instant,
}

fn score(hundredths: i16) -> Score {
    Score::from_hundredths(i32::from(hundredths))
}

/// The hundredths of a mark as the database keeps them.
fn small(mark: Score) -> i16 {
    i16::try_from(mark.hundredths()).unwrap_or(i16::MAX)
}

fn subject_of(id: Uuid, word: &str) -> Result<Subject, StorageError> {
    Subject::parse(word).ok_or(StorageError::inconsistent("mark_appeal", "subject_code", id))
}

fn status_of(id: Uuid, word: &str) -> Result<AppealStatus, StorageError> {
    AppealStatus::parse(word).ok_or(StorageError::inconsistent("mark_appeal", "state", id))
}

/// The columns of a decision, which are there together or not at all.
struct DecisionRow {
    hundredths: Option<i16>,
    answer: Option<String>,
    by: Option<Uuid>,
    at: Option<time::OffsetDateTime>,
}

impl DecisionRow {
    fn read(self) -> Option<Decision> {
        let (mark, reason) = self.hundredths.zip(self.answer)?;
        let (by, at) = self.by.zip(self.at)?;
        Some(Decision { mark: score(mark), reason, by: StaffId(by), at: Instant::from_utc(at) })
    }
}

/// A candidate's appeals, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject or state that the domain does not know.
pub async fn own_appeals_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Vec<OwnAppeal>, StorageError> {
    let rows = sqlx::query!(
        "SELECT id, subject_code, mark_hundredths, state, version, submitted_at, decided_at, decided_by,
             decided_hundredths, answer
         FROM mark_appeal WHERE candidate_id = $1 ORDER BY submitted_at DESC, id DESC",
        candidate.0
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let decision = DecisionRow {
            hundredths: row.decided_hundredths,
            answer: row.answer,
            by: row.decided_by,
            at: row.decided_at,
        };
        Ok(OwnAppeal {
            id: MarkAppealId(row.id),
            subject: subject_of(row.id, &row.subject_code)?,
            published: score(row.mark_hundredths),
            status: status_of(row.id, &row.state)?,
            decision: decision.read(),
            version: row.version,
            submitted_at: Instant::from_utc(row.submitted_at),
        })
    });
    rows.collect()
}

/// An appeal to be kept.
#[derive(Debug)]
pub struct NewAppeal<'a> {
    /// A fresh id.
    pub id: MarkAppealId,
    /// Whose.
    pub candidate: CandidateId,
    /// Under which number the paper was sat.
    pub number: &'a CandidateNumber,
    /// In which subject.
    pub subject: Subject,
    /// The published mark.
    pub published: Score,
}

/// Keeps an appeal.
///
/// # Errors
/// `Conflict` on [`ONE_STANDING`] where the paper is appealed already; `Driver`.
pub async fn mark_appeal_insert(
    tx: &mut Tx,
    season: SeasonYear,
    appeal: &NewAppeal<'_>,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO mark_appeal (id, candidate_id, season, candidate_number, subject_code, mark_hundredths, state,
             submitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'submitted', $7)",
        appeal.id.0,
        appeal.candidate.0,
        season.0,
        appeal.number.as_str(),
        appeal.subject.as_str(),
        small(appeal.published),
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Something that happened to an appeal, to be kept.
#[derive(Debug)]
pub struct NewAppealEvent<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// To which appeal.
    pub appeal: MarkAppealId,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: &'a Actor,
    /// The state before; none at the beginning.
    pub from: Option<AppealStatus>,
    /// The state after.
    pub to: AppealStatus,
    /// The mark of a proposal.
    pub mark: Option<Score>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// Keeps what happened.
///
/// # Errors
/// `Driver`.
pub async fn mark_appeal_event_append(tx: &mut Tx, event: &NewAppealEvent<'_>) -> Result<(), StorageError> {
    let actor = match event.actor {
        Actor::Candidate(candidate) => Some(candidate.candidate_id.0),
        Actor::Staff(staff) => Some(staff.staff_id.0),
        Actor::Visitor | Actor::System => None,
    };
    sqlx::query!(
        "INSERT INTO mark_appeal_event (id, appeal_id, at, actor_kind, actor_id, from_state, to_state, mark_hundredths,
             reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        event.id,
        event.appeal.0,
        event.at.to_utc(),
        event.actor.kind(),
        actor,
        event.from.map(AppealStatus::as_str),
        event.to.as_str(),
        event.mark.map(small),
        event.reason
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Something that happened to an appeal.
#[derive(Debug, Clone)]
pub struct AppealEvent {
    /// To which.
    pub appeal: MarkAppealId,
    /// When.
    pub at: Instant,
    /// The name of the member of staff, for whoever may know it.
    pub staff_name: Option<String>,
    /// In which role it was done.
    pub role: Option<RoleKind>,
    /// The state before; none at the beginning.
    pub from: Option<AppealStatus>,
    /// The state after.
    pub to: AppealStatus,
    /// The mark of a proposal.
    pub mark: Option<Score>,
    /// Why.
    pub reason: Option<String>,
}

/// What happened to these appeals, in order; the candidate is shown nothing of what was only proposed.
///
/// # Errors
/// `Driver`; `Inconsistent` for a state that the domain does not know.
pub async fn mark_appeal_events_fetch(tx: &mut Tx, appeals: &[MarkAppealId]) -> Result<Vec<AppealEvent>, StorageError> {
    let ids: Vec<Uuid> = appeals.iter().map(|appeal| appeal.0).collect();
    let rows = sqlx::query!(
        r#"SELECT event.appeal_id, event.at, event.actor_kind, event.from_state, event.to_state, event.mark_hundredths,
               event.reason, staff.full_name AS "staff_name?"
           FROM mark_appeal_event AS event
           LEFT JOIN staff ON staff.id = event.actor_id AND event.actor_kind <> 'candidate'
           WHERE event.appeal_id = ANY ($1) ORDER BY event.at, event.id"#,
        &ids
    );
    let events = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let status = |word: &str| status_of(row.appeal_id, word);
        Ok(AppealEvent {
            appeal: MarkAppealId(row.appeal_id),
            at: Instant::from_utc(row.at),
            staff_name: row.staff_name,
            role: RoleKind::parse(&row.actor_kind),
            from: row.from_state.as_deref().map(status).transpose()?,
            to: status(&row.to_state)?,
            mark: row.mark_hundredths.map(score),
            reason: row.reason,
        })
    });
    events.collect()
}

/// An appeal as the exam council works with it.
#[derive(Debug, Clone)]
pub struct CouncilAppeal {
    /// Its id.
    pub id: MarkAppealId,
    /// Whose.
    pub candidate_id: CandidateId,
    /// The candidate number.
    pub number: String,
    /// The candidate's name.
    pub full_name: String,
    /// The name of the registration unit.
    pub unit_name: String,
    /// Against the mark in which subject.
    pub subject: Subject,
    /// The mark as it was published.
    pub published: Score,
    /// Where it stands, with what belongs to it.
    pub state: AppealState,
    /// The version, which an act on it names.
    pub version: i32,
    /// When it was made.
    pub submitted_at: Instant,
}

/// Which appeals of a council are asked for.
#[derive(Debug, Clone)]
pub struct AppealsAsked<'a> {
    /// Whose council.
    pub department: &'a DepartmentCode,
    /// Of which season.
    pub season: SeasonYear,
    /// In this state alone.
    pub status: Option<AppealStatus>,
    /// In this subject alone.
    pub subject: Option<Subject>,
    /// After this one, which ends the page before.
    pub after: Option<MarkAppealId>,
    /// This one alone.
    pub only: Option<MarkAppealId>,
    /// The most rows.
    pub limit: i64,
}

impl<'a> AppealsAsked<'a> {
    /// Every one of the council, up to `limit`.
    #[must_use]
    pub const fn all(department: &'a DepartmentCode, season: SeasonYear, limit: i64) -> Self {
        Self { department, season, status: None, subject: None, after: None, only: None, limit }
    }
}

/// The appeals of a council's candidates, in the order in which they came.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn council_appeals_fetch(tx: &mut Tx, asked: &AppealsAsked<'_>) -> Result<Vec<CouncilAppeal>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT appeal.id, appeal.candidate_id, appeal.candidate_number, appeal.subject_code, appeal.mark_hundredths,
               appeal.state, appeal.version, appeal.submitted_at, appeal.decided_at, appeal.decided_by,
               appeal.decided_hundredths, appeal.answer, appeal.proposed_by,
               coalesce(amended.full_name, person.full_name) AS "full_name!", unit.name AS unit_name,
               proposal.mark_hundredths AS "proposed_hundredths?", proposal.reason AS "proposed_reason?"
           FROM mark_appeal AS appeal
           JOIN candidate ON candidate.id = appeal.candidate_id
           JOIN person ON person.id = candidate.person_id
           LEFT JOIN amended ON amended.candidate_id = candidate.id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           LEFT JOIN LATERAL (SELECT event.mark_hundredths, event.reason FROM mark_appeal_event AS event
               WHERE event.appeal_id = appeal.id AND event.to_state = 'proposed' AND appeal.state = 'proposed'
               ORDER BY event.at DESC, event.id DESC LIMIT 1) AS proposal ON true
           WHERE unit.department_code = $1 AND appeal.season = $2
               AND ($3::text IS NULL OR appeal.state = $3) AND ($4::text IS NULL OR appeal.subject_code = $4)
               AND ($5::uuid IS NULL OR appeal.id > $5) AND ($6::uuid IS NULL OR appeal.id = $6)
           ORDER BY appeal.id LIMIT $7"#,
        asked.department.0,
        asked.season.0,
        asked.status.map(AppealStatus::as_str),
        asked.subject.map(Subject::as_str),
        asked.after.map(|id| id.0),
        asked.only.map(|id| id.0),
        asked.limit
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let proposal = row.proposed_hundredths.zip(row.proposed_reason).zip(row.proposed_by);
        let proposal = proposal.map(|((mark, reason), by)| Proposal { mark: score(mark), reason, by: StaffId(by) });
        let decision = DecisionRow {
            hundredths: row.decided_hundredths,
            answer: row.answer,
            by: row.decided_by,
            at: row.decided_at,
        };
        let state = match (status_of(row.id, &row.state)?, proposal, decision.read()) {
            (AppealStatus::Submitted, _, None) => AppealState::Submitted,
            (AppealStatus::Withdrawn, _, None) => AppealState::Withdrawn,
            (AppealStatus::Proposed, Some(proposal), None) => AppealState::Proposed(proposal),
            (AppealStatus::Kept, _, Some(decision)) => AppealState::Kept(decision),
            (AppealStatus::Changed, _, Some(decision)) => AppealState::Changed(decision),
            _ => return Err(StorageError::inconsistent("mark_appeal", "state", row.id)),
        };
        Ok(CouncilAppeal {
            id: MarkAppealId(row.id),
            candidate_id: CandidateId(row.candidate_id),
            number: row.candidate_number,
            full_name: row.full_name,
            unit_name: row.unit_name,
            subject: subject_of(row.id, &row.subject_code)?,
            published: score(row.mark_hundredths),
            state,
            version: row.version,
            submitted_at: Instant::from_utc(row.submitted_at),
        })
    });
    rows.collect()
}

/// How many appeals of a council stand where; states without one are left out.
///
/// # Errors
/// `Driver`; `Inconsistent` for a state that the domain does not know.
pub async fn council_appeals_count(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
) -> Result<Vec<(AppealStatus, u64)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT appeal.state, count(*) AS "count!" FROM mark_appeal AS appeal
           JOIN candidate ON candidate.id = appeal.candidate_id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           WHERE unit.department_code = $1 AND appeal.season = $2 GROUP BY appeal.state"#,
        department.0,
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    rows.map(|row| Ok((status_of(Uuid::nil(), &row.state)?, u64::try_from(row.count).unwrap_or_default()))).collect()
}

/// Brings an appeal, read in `version`, into its next state.
///
/// # Errors
/// `Stale` when somebody was faster; `Conflict` on `mark_appeal_two_people_ck` where one person alone changes a mark;
/// `Driver`.
pub async fn mark_appeal_move(
    tx: &mut Tx,
    id: MarkAppealId,
    version: i32,
    next: &AppealState,
) -> Result<(), StorageError> {
    let proposed_by = match next {
        AppealState::Proposed(proposal) => Some(proposal.by.0),
        _ => None,
    };
    let decision = match next {
        AppealState::Kept(decision) | AppealState::Changed(decision) => Some(decision),
        AppealState::Submitted | AppealState::Withdrawn | AppealState::Proposed(_) => None,
    };
    let updated = sqlx::query!(
        "UPDATE mark_appeal SET state = $3, version = version + 1, proposed_by = coalesce($4, proposed_by),
             decided_at = $5, decided_by = $6, decided_hundredths = $7, answer = $8
         WHERE id = $1 AND version = $2",
        id.0,
        version,
        next.status().as_str(),
        proposed_by,
        decision.map(|decision| decision.at.to_utc()),
        decision.map(|decision| decision.by.0),
        decision.map(|decision| small(decision.mark)),
        decision.map(|decision| decision.reason.as_str())
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Lets the mark that an appeal was decided for count from now on, beside the published one.
///
/// # Errors
/// `Conflict` where the mark was changed before; `Driver`.
pub async fn mark_change_append(
    tx: &mut Tx,
    season: SeasonYear,
    appeal: &CouncilAppeal,
    decision: &Decision,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO mark_change (season, candidate_number, subject_code, appeal_id, before_hundredths, mark_hundredths,
             changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        season.0,
        appeal.number,
        appeal.subject.as_str(),
        appeal.id.0,
        small(appeal.published),
        small(decision.mark),
        decision.at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A change that was confirmed so many minutes before a snapshot may have been committed after it.
const COMMITTED_WITHIN_MINUTES: i64 = 1;

/// How many changes of marks of the season a snapshot of `read_at` may not know: none that was confirmed well before it.
///
/// # Errors
/// `Driver`.
pub async fn mark_changes_count_since(tx: &mut Tx, season: SeasonYear, read_at: Instant) -> Result<u32, StorageError> {
    let since = read_at.plus_minutes(-COMMITTED_WITHIN_MINUTES);
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM mark_change WHERE season = $1 AND changed_at >= $2"#,
        season.0,
        since.to_utc()
    );
    Ok(u32::try_from(count.fetch_one(tx.conn()).await?).unwrap_or(u32::MAX))
}
