//! The verification queue of a registration unit. Every query takes the unit. What the queue needs to know of a candidate is
//! in one place, the view `school_queue`; the groups and their order are the domain's (`QueueGroup`).

use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::citizen_id::IdentityKind,
    exam::{
        queue::{QueueFacts, QueueGroup},
        state::RegistrationStatus,
    },
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, SeasonYear, StaffId},
    registry::comparison::ComparisonStatus,
    time::Instant,
};

/// One candidate in the queue.
#[derive(Debug, Clone)]
pub struct QueueRow {
    /// What needs doing.
    pub group: QueueGroup,
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The form; none before it is begun.
    pub registration_id: Option<ExamRegistrationId>,
    /// Its state.
    pub status: Option<RegistrationStatus>,
    /// Counts its changes of state.
    pub version: Option<i32>,
    /// Its number.
    pub form_number: Option<String>,
    /// Full name.
    pub full_name: String,
    /// Class on the school's roll; empty where there is none.
    pub class_name: String,
    /// What the population registry says.
    pub comparison: ComparisonStatus,
    /// Whether the registry cannot know the candidate.
    pub has_passport: bool,
    /// Orders the rows of a group: the latest submission, or else the first sign-in.
    pub since: Instant,
    /// Who works on it, while they do.
    pub claim: Option<QueueClaim>,
}

/// Who works on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueClaim {
    /// Who.
    pub staff_id: StaffId,
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: Instant,
}

/// Where a page of the queue begins: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueKey {
    /// The group of the row.
    pub group: QueueGroup,
    /// Its `since`.
    pub since: Instant,
    /// Its candidate.
    pub candidate_id: CandidateId,
}

impl QueueRow {
    /// Where what comes after this row begins.
    #[must_use]
    pub const fn key(&self) -> QueueKey {
        QueueKey { group: self.group, since: self.since, candidate_id: self.candidate_id }
    }
}

/// How many candidates each group holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueCounts {
    by_group: [i64; QueueGroup::ALL.len()],
    /// On the school's roll, without ever having signed in.
    pub not_signed_in: i64,
    /// Submitted for the first time, with nothing to look at.
    pub clear: i64,
}

impl QueueCounts {
    /// How many candidates `group` holds.
    #[must_use]
    pub fn of(&self, group: QueueGroup) -> i64 {
        QueueGroup::ALL.iter().zip(self.by_group).filter(|(known, _)| **known == group).map(|(_, count)| count).sum()
    }

    /// Everyone whom the unit has to verify, signed in or not; whoever does not sit the exam is not to be verified.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.by_group.iter().sum::<i64>() - self.of(QueueGroup::Ended) + self.not_signed_in
    }

    fn add(&mut self, group: QueueGroup, count: i64) {
        for (known, sum) in QueueGroup::ALL.iter().zip(&mut self.by_group) {
            if *known == group {
                *sum += count;
            }
        }
    }
}

/// Whose queue, and how it stands at which moment.
#[derive(Debug, Clone, Copy)]
pub struct QueueAt {
    /// The unit.
    pub unit: RegistrationUnitId,
    /// The season.
    pub season: SeasonYear,
    /// The moment, for claims.
    pub now: Instant,
    /// Whoever submitted until then is due soon.
    pub due_soon_since: Instant,
}

/// Which part of the queue.
#[derive(Debug, Clone, Copy)]
pub struct QueuePart {
    /// This group alone.
    pub group: Option<QueueGroup>,
    /// What comes after this row.
    pub after: Option<QueueKey>,
    /// This registration alone.
    pub only: Option<ExamRegistrationId>,
    /// What this member of staff could take: what needs a decision, and is nobody else's meanwhile.
    pub free_for: Option<StaffId>,
    /// What nothing speaks against: submitted for the first time, with nothing to look at.
    pub is_clear: bool,
    /// Those alone whose form the school sees.
    pub has_form: bool,
    /// So many rows at most.
    pub limit: i64,
}

impl QueuePart {
    /// The first `limit` rows of all.
    #[must_use]
    pub const fn first(limit: i64) -> Self {
        Self { group: None, after: None, only: None, free_for: None, is_clear: false, has_form: false, limit }
    }
}

struct Row {
    place: i16,
    candidate_id: Uuid,
    registration_id: Option<Uuid>,
    state: Option<String>,
    version: Option<i32>,
    form_number: Option<String>,
    full_name: String,
    identity_kind: String,
    class_name: String,
    comparison: String,
    differing_fields: Vec<String>,
    since: OffsetDateTime,
    was_returned: bool,
    awaits_evidence: bool,
    needs_examination: bool,
    has_open_correction: bool,
    claimed_by: Option<Uuid>,
    claimed_name: Option<String>,
    claimed_until: Option<OffsetDateTime>,
}

impl Row {
    fn into_row(self, at: &QueueAt) -> Result<QueueRow, StorageError> {
        let inconsistent = |table, column| StorageError::inconsistent(table, column, self.candidate_id);
        let comparison = ComparisonStatus::parse(&self.comparison, &self.differing_fields)
            .ok_or_else(|| inconsistent("registry_comparison", "status"))?;
        let status = self.state.as_deref().map(|word| RegistrationStatus::parse(word).ok_or(word));
        let status = status.transpose().map_err(|_| inconsistent("exam_registration", "state"))?;
        let since = Instant::from_utc(self.since);
        let facts = QueueFacts {
            status,
            was_returned: self.was_returned,
            awaits_evidence: self.awaits_evidence,
            needs_examination: self.needs_examination,
            has_open_correction: self.has_open_correction,
            is_due_soon: since <= at.due_soon_since,
        };
        let group = QueueGroup::of(facts);
        if group.position() != self.place {
            return Err(inconsistent("exam_registration", "state"));
        }
        let claim = match (self.claimed_by, self.claimed_until) {
            (Some(staff), Some(until)) => Some(QueueClaim {
                staff_id: StaffId(staff),
                name: self.claimed_name.unwrap_or_default(),
                until: Instant::from_utc(until),
            }),
            _ => None,
        };
        Ok(QueueRow {
            group,
            candidate_id: CandidateId(self.candidate_id),
            registration_id: self.registration_id.map(ExamRegistrationId),
            status,
            version: self.version,
            form_number: self.form_number,
            full_name: self.full_name,
            class_name: self.class_name,
            comparison,
            has_passport: self.identity_kind == IdentityKind::Passport.as_str(),
            since,
            claim,
        })
    }
}

/// A part of the unit's queue, in its order.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know, and when the query and the domain do not agree
/// on a group.
pub async fn school_queue_fetch(tx: &mut Tx, at: &QueueAt, part: QueuePart) -> Result<Vec<QueueRow>, StorageError> {
    let (after_group, after_since, after_candidate) = match part.after {
        Some(key) => (key.group.position(), key.since.to_utc(), key.candidate_id.0),
        None => (-1, OffsetDateTime::UNIX_EPOCH, Uuid::nil()),
    };
    // The places of the groups are those of `QueueGroup::position`.
    let rows = sqlx::query_as!(
        Row,
        r#"WITH queue AS (
               SELECT school_queue.*,
                      (CASE WHEN state IS NULL OR state IN ('draft', 'rejected')
                                THEN CASE WHEN awaits_evidence THEN 5 ELSE 6 END
                            WHEN state = 'correction_requested' THEN 1
                            WHEN state = 'unlocked' THEN CASE WHEN has_open_correction THEN 1 ELSE 4 END
                            WHEN state IN ('ineligible', 'cancelled') THEN 8
                            WHEN state <> 'submitted' THEN 7
                            WHEN since <= $10 THEN 0
                            WHEN was_returned THEN 1
                            WHEN needs_examination THEN 2
                            ELSE 3 END)::smallint AS place
               FROM school_queue WHERE registration_unit_id = $1 AND season = $2)
           SELECT place AS "place!", candidate_id AS "candidate_id!", queue.registration_id AS "registration_id?",
                  state AS "state?", version AS "version?", form_number AS "form_number?",
                  queue.full_name AS "full_name!", identity_kind AS "identity_kind!", class_name AS "class_name!",
                  comparison AS "comparison!", differing_fields AS "differing_fields!", since AS "since!",
                  was_returned AS "was_returned!", awaits_evidence AS "awaits_evidence!",
                  needs_examination AS "needs_examination!",
                  has_open_correction AS "has_open_correction!", claim.staff_id AS "claimed_by?", staff.full_name AS "claimed_name?",
                  claim.lapses_at AS "claimed_until?"
           FROM queue
           LEFT JOIN registration_claim AS claim
               ON claim.registration_id = queue.registration_id AND claim.lapses_at > $9
           LEFT JOIN staff ON staff.id = claim.staff_id
           WHERE ($3::smallint IS NULL OR place = $3) AND (place, since, candidate_id) > ($4, $5, $6)
             AND ($8::uuid IS NULL OR queue.registration_id = $8)
             AND ($11::uuid IS NULL OR place < 4 AND (claim.staff_id IS NULL OR claim.staff_id = $11))
             AND (NOT $13 OR coalesce(state <> 'draft', false))
             AND (NOT $12 OR place < 4 AND state = 'submitted' AND NOT was_returned AND NOT needs_examination)
           ORDER BY place, since, candidate_id LIMIT $7"#,
        at.unit.0,
        at.season.0,
        part.group.map(QueueGroup::position),
        after_group,
        after_since,
        after_candidate,
        part.limit,
        part.only.map(|id| id.0),
        at.now.to_utc(),
        at.due_soon_since.to_utc(),
        part.free_for.map(|staff| staff.0),
        part.is_clear,
        part.has_form
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.into_row(at)).collect()
}

/// The registration that comes right before `key` in the queue, of those that the school sees.
///
/// # Errors
/// `Driver`.
pub async fn school_queue_before(
    tx: &mut Tx,
    at: &QueueAt,
    key: &QueueKey,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let id = sqlx::query_scalar!(
        r#"WITH queue AS (
               SELECT registration_id, candidate_id, since, state,
                      (CASE WHEN state IN ('draft', 'rejected') THEN CASE WHEN awaits_evidence THEN 5 ELSE 6 END
                            WHEN state = 'correction_requested' THEN 1
                            WHEN state = 'unlocked' THEN CASE WHEN has_open_correction THEN 1 ELSE 4 END
                            WHEN state IN ('ineligible', 'cancelled') THEN 8
                            WHEN state <> 'submitted' THEN 7
                            WHEN since <= $6 THEN 0
                            WHEN was_returned THEN 1
                            WHEN needs_examination THEN 2
                            ELSE 3 END)::smallint AS place
               FROM school_queue WHERE registration_unit_id = $1 AND season = $2 AND state <> 'draft')
           SELECT registration_id AS "registration_id!" FROM queue
           WHERE (place, since, candidate_id) < ($3, $4, $5)
           ORDER BY place DESC, since DESC, candidate_id DESC LIMIT 1"#,
        at.unit.0,
        at.season.0,
        key.group.position(),
        key.since.to_utc(),
        key.candidate_id.0,
        at.due_soon_since.to_utc()
    );
    Ok(id.fetch_optional(tx.conn()).await?.map(ExamRegistrationId))
}

/// How many candidates each group of the unit's queue holds.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn school_queue_count(tx: &mut Tx, at: &QueueAt) -> Result<QueueCounts, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT state AS "state?", was_returned AS "was_returned!", awaits_evidence AS "awaits_evidence!",
                  needs_examination AS "needs_examination!", has_open_correction AS "has_open_correction!",
                  since <= $3 AS "is_due_soon!", count(*) AS "count!"
           FROM school_queue WHERE registration_unit_id = $1 AND season = $2
           GROUP BY 1, 2, 3, 4, 5, 6"#,
        at.unit.0,
        at.season.0,
        at.due_soon_since.to_utc()
    )
    .fetch_all(tx.conn())
    .await?;
    let mut counts = QueueCounts::default();
    for row in rows {
        let status = row.state.as_deref().map(|word| {
            RegistrationStatus::parse(word).ok_or(StorageError::inconsistent("exam_registration", "state", at.unit.0))
        });
        let facts = QueueFacts {
            status: status.transpose()?,
            was_returned: row.was_returned,
            awaits_evidence: row.awaits_evidence,
            needs_examination: row.needs_examination,
            has_open_correction: row.has_open_correction,
            is_due_soon: row.is_due_soon,
        };
        let group = QueueGroup::of(facts);
        let is_submitted = facts.status == Some(RegistrationStatus::Submitted);
        if is_submitted && !facts.was_returned && !facts.needs_examination {
            counts.clear += row.count;
        }
        counts.add(group, row.count);
    }
    counts.not_signed_in = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM school_roll_entry roll
           WHERE roll.registration_unit_id = $1 AND roll.season = $2
             AND NOT EXISTS (SELECT FROM candidate c JOIN person p ON p.id = c.person_id
                             WHERE c.season = roll.season AND p.identity_kind = roll.identity_kind
                               AND p.identity_number = roll.identity_number)"#,
        at.unit.0,
        at.season.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(counts)
}

/// The name of a registration unit.
///
/// # Errors
/// `Driver`.
pub async fn registration_unit_name(tx: &mut Tx, unit: RegistrationUnitId) -> Result<String, StorageError> {
    Ok(sqlx::query_scalar!("SELECT name FROM registration_unit WHERE id = $1", unit.0).fetch_one(tx.conn()).await?)
}
