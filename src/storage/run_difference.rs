//! What one run of the matching says otherwise than another.

use super::{StorageError, Tx, matching_run::count};
use crate::domain::{ids::MatchingRunId, score::Score};

/// What becomes of candidates when a run takes the place of another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeatChanges {
    /// With a seat in the new run alone.
    pub gained: u32,
    /// With a seat in the old run alone.
    pub lost: u32,
    /// With another seat.
    pub moved: u32,
}

impl SeatChanges {
    /// How many candidates are concerned.
    #[must_use]
    pub const fn candidates(self) -> u32 {
        self.gained + self.lost + self.moved
    }
}

/// What two runs say of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeChange {
    /// The code of the institution.
    pub institution_code: String,
    /// The admission code.
    pub admission_code: String,
    /// The name.
    pub name: String,
    /// In the old run; `None` where the programme was not in it.
    pub before: Option<ProgrammeFigures>,
    /// In the new run.
    pub after: Option<ProgrammeFigures>,
    /// Candidates with a seat in it in the new run alone.
    pub came: u32,
    /// Candidates with a seat in it in the old run alone.
    pub left: u32,
}

/// What a run says of a programme, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammeFigures {
    /// Its seats.
    pub quota: u32,
    /// Candidates with a seat in it.
    pub admitted: u32,
    /// The score of the last one admitted, where somebody was refused.
    pub cutoff: Option<Score>,
}

/// How many candidates fare otherwise in `run` than in `base`.
///
/// # Errors
/// `Driver`.
pub async fn seat_changes_count(
    tx: &mut Tx,
    run: MatchingRunId,
    base: MatchingRunId,
) -> Result<SeatChanges, StorageError> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE old.programme_id IS NULL) AS "gained!",
               count(*) FILTER (WHERE new.programme_id IS NULL) AS "lost!",
               count(*) FILTER (WHERE new.programme_id <> old.programme_id) AS "moved!"
           FROM (SELECT candidate_id, programme_id FROM matching_preference_result
                 WHERE run_id = $1 AND status = 'admitted') AS new
           FULL JOIN (SELECT candidate_id, programme_id FROM matching_preference_result
                      WHERE run_id = $2 AND status = 'admitted') AS old USING (candidate_id)"#,
        run.0,
        base.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(SeatChanges { gained: count(row.gained), lost: count(row.lost), moved: count(row.moved) })
}

/// The programmes with another quota, cut-off score or anybody else admitted in `run` than in `base`, from the
/// `offset`-th on, and how many there are. The one that most candidates enter or leave comes first, then the one whose
/// cut-off moves furthest.
///
/// # Errors
/// `Driver`.
pub async fn programme_changes_fetch(
    tx: &mut Tx,
    run: MatchingRunId,
    base: MatchingRunId,
    offset: u32,
    limit: u32,
) -> Result<(Vec<ProgrammeChange>, u32), StorageError> {
    let rows = sqlx::query!(
        r#"WITH moved AS (
               SELECT new.programme_id AS came_to, old.programme_id AS left_from
               FROM (SELECT candidate_id, programme_id FROM matching_preference_result
                     WHERE run_id = $1 AND status = 'admitted') AS new
               FULL JOIN (SELECT candidate_id, programme_id FROM matching_preference_result
                          WHERE run_id = $2 AND status = 'admitted') AS old USING (candidate_id)
               WHERE new.programme_id IS DISTINCT FROM old.programme_id),
           -- Gathered in one pass instead of joined: how many programmes move is beyond any estimate of the planner.
           said AS (
               SELECT programme_id, 1 AS came, 0 AS departed, NULL::integer AS old_quota, NULL::integer AS old_admitted,
                   NULL::integer AS old_cutoff, NULL::integer AS new_quota, NULL::integer AS new_admitted,
                   NULL::integer AS new_cutoff
               FROM (SELECT came_to AS programme_id FROM moved WHERE came_to IS NOT NULL) AS arrival
               UNION ALL SELECT left_from, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL FROM moved WHERE left_from IS NOT NULL
               UNION ALL SELECT programme_id, 0, 0, quota, admitted, cutoff_hundredths, NULL, NULL, NULL
                   FROM matching_programme_result WHERE run_id = $2
               UNION ALL SELECT programme_id, 0, 0, NULL, NULL, NULL, quota, admitted, cutoff_hundredths
                   FROM matching_programme_result WHERE run_id = $1),
           change AS (
               SELECT programme_id, sum(came) AS came, sum(departed) AS departed, max(old_quota) AS old_quota,
                   max(old_admitted) AS old_admitted, max(old_cutoff) AS old_cutoff, max(new_quota) AS new_quota,
                   max(new_admitted) AS new_admitted, max(new_cutoff) AS new_cutoff
               FROM said GROUP BY programme_id
               HAVING sum(came + departed) > 0 OR max(new_quota) IS DISTINCT FROM max(old_quota)
                   OR max(new_cutoff) IS DISTINCT FROM max(old_cutoff))
           SELECT programme.institution_code, programme.admission_code, programme.name, old_quota, old_admitted,
               old_cutoff, new_quota, new_admitted, new_cutoff, came AS "came!", departed AS "departed!",
               count(*) OVER () AS "total!"
           FROM change JOIN programme ON programme.id = programme_id
           ORDER BY came + departed DESC, abs(new_cutoff - old_cutoff) DESC NULLS LAST,
               programme.institution_code, programme.admission_code
           OFFSET $3 LIMIT $4"#,
        run.0,
        base.0,
        i64::from(offset),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| count(row.total));
    let figures = |quota: Option<i32>, admitted: Option<i32>, cutoff: Option<i32>| {
        quota.zip(admitted).map(|(quota, admitted)| ProgrammeFigures {
            quota: count(quota.into()),
            admitted: count(admitted.into()),
            cutoff: cutoff.map(Score::from_hundredths),
        })
    };
    let changes = rows.into_iter().map(|row| ProgrammeChange {
        before: figures(row.old_quota, row.old_admitted, row.old_cutoff),
        after: figures(row.new_quota, row.new_admitted, row.new_cutoff),
        institution_code: row.institution_code,
        admission_code: row.admission_code,
        name: row.name,
        came: count(row.came),
        left: count(row.departed),
    });
    Ok((changes.collect(), total))
}
