//! The verification queue of a registration unit. Every query takes the unit.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::citizen_id::IdentityKind,
    exam::{queue::QueueGroup, state::RegistrationStatus},
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, SeasonYear},
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

/// How many candidates each group holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueCounts {
    by_group: [i64; QueueGroup::ALL.len()],
    /// On the school's roll, without ever having signed in.
    pub not_signed_in: i64,
}

impl QueueCounts {
    /// How many candidates `group` holds.
    #[must_use]
    pub fn of(&self, group: QueueGroup) -> i64 {
        QueueGroup::ALL.iter().zip(self.by_group).filter(|(known, _)| **known == group).map(|(_, count)| count).sum()
    }

    /// Everyone whom the unit has to verify, signed in or not.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.by_group.iter().sum::<i64>() + self.not_signed_in
    }

    fn add(&mut self, group: QueueGroup, count: i64) {
        for (known, sum) in QueueGroup::ALL.iter().zip(&mut self.by_group) {
            if *known == group {
                *sum += count;
            }
        }
    }
}

/// Which part of the queue.
#[derive(Debug, Clone, Copy)]
pub struct QueuePart {
    /// This group alone.
    pub group: Option<QueueGroup>,
    /// What comes after this row.
    pub after: Option<QueueKey>,
    /// So many rows at most.
    pub limit: i64,
}

/// A part of the unit's queue, in its order.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know, and when the query and the domain do not agree
/// on a group.
pub async fn school_queue_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    part: QueuePart,
) -> Result<Vec<QueueRow>, StorageError> {
    let (after_group, after_since, after_candidate) = match part.after {
        Some(key) => (key.group.position(), key.since.to_utc(), key.candidate_id.0),
        None => (-1, OffsetDateTime::UNIX_EPOCH, Uuid::nil()),
    };
    // The places of the groups are those of `QueueGroup::position`.
    let rows = sqlx::query!(
        r#"WITH queue AS (
               SELECT c.id AS candidate_id, r.id AS registration_id, r.state, r.form_number, p.full_name,
                      p.identity_kind, coalesce(roll.class_name, '') AS class_name,
                      coalesce(rc.status, 'unchecked') AS comparison,
                      coalesce(rc.differing_fields, '{}') AS differing_fields,
                      coalesce(r.submitted_at, c.created_at) AS since, returned.was_returned,
                      (CASE WHEN r.state IN ('correction_requested', 'unlocked') THEN 0
                            WHEN r.state = 'submitted' AND returned.was_returned THEN 0
                            WHEN r.state = 'submitted' AND rc.status = 'matched' THEN 2
                            WHEN r.state = 'submitted' THEN 1
                            WHEN r.state IN ('draft', 'rejected') OR r.state IS NULL THEN 3
                            ELSE 4 END)::smallint AS place
               FROM candidate c
               JOIN person p ON p.id = c.person_id
               LEFT JOIN exam_registration r ON r.candidate_id = c.id
               LEFT JOIN registry_comparison rc ON rc.candidate_id = c.id
               LEFT JOIN school_roll_entry roll ON roll.season = c.season AND roll.identity_kind = p.identity_kind
                    AND roll.identity_number = p.identity_number
                    AND roll.registration_unit_id = c.registration_unit_id
               CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM exam_registration_event e
                    WHERE e.registration_id = r.id AND e.to_state = 'rejected') AS was_returned) returned
               WHERE c.registration_unit_id = $1 AND c.season = $2)
           SELECT place AS "place!", candidate_id AS "candidate_id!", registration_id AS "registration_id?",
                  state AS "state?", form_number AS "form_number?", full_name AS "full_name!",
                  identity_kind AS "identity_kind!", class_name AS "class_name!", comparison AS "comparison!",
                  differing_fields AS "differing_fields!", since AS "since!", was_returned AS "was_returned!"
           FROM queue
           WHERE ($3::smallint IS NULL OR place = $3) AND (place, since, candidate_id) > ($4, $5, $6)
           ORDER BY place, since, candidate_id LIMIT $7"#,
        unit.0,
        season.0,
        part.group.map(QueueGroup::position),
        after_group,
        after_since,
        after_candidate,
        part.limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = |table, column| StorageError::inconsistent(table, column, row.candidate_id);
            let comparison = ComparisonStatus::parse(&row.comparison, &row.differing_fields)
                .ok_or_else(|| inconsistent("registry_comparison", "status"))?;
            let status = status_of(row.candidate_id, row.state.as_deref())?;
            let group = QueueGroup::of(status, row.was_returned, &comparison);
            if group.position() != row.place {
                return Err(inconsistent("exam_registration", "state"));
            }
            Ok(QueueRow {
                group,
                candidate_id: CandidateId(row.candidate_id),
                registration_id: row.registration_id.map(ExamRegistrationId),
                status,
                form_number: row.form_number,
                full_name: row.full_name,
                class_name: row.class_name,
                comparison,
                has_passport: row.identity_kind == IdentityKind::Passport.as_str(),
                since: Instant::from_utc(row.since),
            })
        })
        .collect()
}

/// How many candidates each group of the unit's queue holds.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn school_queue_count(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<QueueCounts, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT r.state AS "state?", rc.status AS "comparison?", rc.differing_fields AS "differing_fields?",
                  EXISTS (SELECT FROM exam_registration_event e
                          WHERE e.registration_id = r.id AND e.to_state = 'rejected') AS "was_returned!",
                  count(*) AS "count!"
           FROM candidate c
           LEFT JOIN exam_registration r ON r.candidate_id = c.id
           LEFT JOIN registry_comparison rc ON rc.candidate_id = c.id
           WHERE c.registration_unit_id = $1 AND c.season = $2
           GROUP BY 1, 2, 3, 4"#,
        unit.0,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut counts = QueueCounts::default();
    for row in rows {
        let word = row.comparison.as_deref().unwrap_or("unchecked");
        let comparison = ComparisonStatus::parse(word, &row.differing_fields.unwrap_or_default())
            .ok_or(StorageError::inconsistent("registry_comparison", "status", unit.0))?;
        let status = status_of(unit.0, row.state.as_deref())?;
        counts.add(QueueGroup::of(status, row.was_returned, &comparison), row.count);
    }
    counts.not_signed_in = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM school_roll_entry roll
           WHERE roll.registration_unit_id = $1 AND roll.season = $2
             AND NOT EXISTS (SELECT FROM candidate c JOIN person p ON p.id = c.person_id
                             WHERE c.season = roll.season AND p.identity_kind = roll.identity_kind
                               AND p.identity_number = roll.identity_number)"#,
        unit.0,
        season.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(counts)
}

fn status_of(id: Uuid, word: Option<&str>) -> Result<Option<RegistrationStatus>, StorageError> {
    word.map(|word| RegistrationStatus::parse(word).ok_or(StorageError::inconsistent("exam_registration", "state", id)))
        .transpose()
}

/// The name of a registration unit.
///
/// # Errors
/// `Driver`.
pub async fn registration_unit_name(tx: &mut Tx, unit: RegistrationUnitId) -> Result<String, StorageError> {
    Ok(sqlx::query_scalar!("SELECT name FROM registration_unit WHERE id = $1", unit.0).fetch_one(tx.conn()).await?)
}
