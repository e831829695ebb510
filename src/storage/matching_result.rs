//! A run of the matching on its way into the tables, and out of them again to be recomputed by anybody.

use super::{
    PROGRESS_EVERY, StorageError, Tx,
    copy::{CopyIn, copy_out, staging_create, staging_move},
    matching_run::{MatchingRun, count, cutoff_of_row},
};
use crate::domain::{
    ids::{CandidateId, MatchingRunId, ProgrammeId, SeasonYear},
    matching::{
        explain::Explanations,
        field::Field,
        instance::{Outcome, ProgrammeOutcome, Seats, TiePolicy},
    },
    score::Score,
    time::Instant,
};

/// Keeps a run whole. Nothing of it is to be seen before the transaction ends, and nobody is led to it before it is
/// published. `progress` is told how many preferences were written so far.
///
/// # Errors
/// `Driver`; `Conflict` for what a constraint refuses.
pub async fn run_insert(
    tx: &mut Tx,
    season: SeasonYear,
    run: &MatchingRun,
    (field, outcome, explanations): (&Field, &Outcome, &Explanations),
    progress: impl FnMut(usize),
) -> Result<(), StorageError> {
    insert_head(tx, season, run).await?;
    insert_programmes(tx, run.id, field, outcome).await?;
    insert_preferences(tx, run.id, field, (outcome, explanations), progress).await
}

fn column(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

async fn insert_head(tx: &mut Tx, season: SeasonYear, run: &MatchingRun) -> Result<(), StorageError> {
    let manifest = run.manifest.as_ref().map(serde_json::to_value).transpose();
    let manifest = manifest.map_err(|error| StorageError::Driver(sqlx::Error::Encode(Box::new(error))))?;
    sqlx::query!(
        "INSERT INTO matching_run (id, season, started_at, started_by, input_sha256, output_sha256, candidates,
             preferences, considered, admitted, verified_at, violation, manifest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        run.id.0,
        season.0,
        run.started_at.to_utc(),
        run.started_by.map(|staff| staff.0),
        run.input_sha256,
        run.output_sha256,
        column(run.candidates),
        column(run.preferences),
        column(run.considered),
        column(run.admitted),
        run.verified_at.map(Instant::to_utc),
        run.violation,
        manifest
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_programmes(
    tx: &mut Tx,
    run: MatchingRunId,
    field: &Field,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    let instance = field.instance();
    let mut applicants = vec![0_u32; field.programmes().len()];
    for number in instance.programmes() {
        if let Some(count) = usize::try_from(*number).ok().and_then(|number| applicants.get_mut(number)) {
            *count += 1;
        }
    }
    let columns = [
        "run_id",
        "programme_id",
        "quota",
        "tie_policy",
        "applicants",
        "admitted",
        "cutoff_hundredths",
        "cutoff_ties_hundredths",
        "cutoff_rank",
    ];
    staging_create(tx, "matching_programme_result").await?;
    let mut copy = CopyIn::begin(tx, &columns).await?;
    let programmes = field.programmes().iter().zip(instance.seats()).zip(applicants).zip(&outcome.programmes);
    for (((programme, seats), applicants), of_one) in programmes {
        let cutoff = of_one.cutoff.as_ref();
        let mut row = copy.row();
        row.uuid(run.0);
        row.uuid(programme.0);
        row.count(seats.quota);
        row.text(Some(seats.tie_policy.as_str()));
        row.count(applicants);
        row.count(of_one.admitted);
        row.score(cutoff.map(|key| key.score));
        row.scores(cutoff.map(|key| key.ties.as_slice()));
        row.i16(cutoff.and_then(|key| key.rank).and_then(|rank| i16::try_from(rank.0).ok()));
        copy.send_if_full().await?;
    }
    copy.finish().await?;
    staging_move(tx, "matching_programme_result").await
}

async fn insert_preferences(
    tx: &mut Tx,
    run: MatchingRunId,
    field: &Field,
    (outcome, explanations): (&Outcome, &Explanations),
    mut progress: impl FnMut(usize),
) -> Result<(), StorageError> {
    let columns = [
        "run_id",
        "candidate_id",
        "rank",
        "programme_id",
        "status",
        "reason",
        "combination_code",
        "exam_score_hundredths",
        "priority_hundredths",
        "score_hundredths",
        "place",
        "needed_score_hundredths",
    ];
    staging_create(tx, "matching_preference_result").await?;
    let mut copy = CopyIn::begin(tx, &columns).await?;
    for (number, result) in field.results(outcome, explanations).enumerate() {
        let considered = result.considered;
        let mut row = copy.row();
        row.uuid(run.0);
        row.uuid(result.candidate.0);
        row.i16(Some(result.rank.into()));
        row.uuid(result.programme.0);
        row.text(Some(result.status.as_str()));
        row.text(result.status.reason());
        row.text(considered.map(|each| each.combination));
        row.score(considered.map(|each| each.exam30));
        row.score(considered.map(|each| each.priority));
        row.score(considered.map(|each| each.total));
        row.i32(considered.map(|each| column(each.place)));
        row.score(considered.and_then(|each| each.needed));
        copy.send_if_full().await?;
        if (number + 1).is_multiple_of(PROGRESS_EVERY) {
            progress(number + 1);
        }
    }
    copy.finish().await?;
    staging_move(tx, "matching_preference_result").await
}

/// What a run kept of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptProgramme {
    /// Which one.
    pub id: ProgrammeId,
    /// The seats that the run gave out.
    pub seats: Seats,
    /// What came of them.
    pub outcome: ProgrammeOutcome,
}

/// An application that a run kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptApplication {
    /// Whose.
    pub candidate: CandidateId,
    /// From 1, with gaps where a preference was not considered.
    pub rank: u16,
    /// Where.
    pub programme: ProgrammeId,
    /// The admission score.
    pub score: Score,
    /// Whether it became the candidate's seat.
    pub is_admitted: bool,
}

/// The programmes of a run, by id.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know, as those of runs of old, which kept no tie policy.
pub async fn kept_programmes_fetch(tx: &mut Tx, run: MatchingRunId) -> Result<Vec<KeptProgramme>, StorageError> {
    let rows = sqlx::query!(
        "SELECT programme_id, quota, tie_policy, admitted, cutoff_hundredths, cutoff_ties_hundredths, cutoff_rank
         FROM matching_programme_result WHERE run_id = $1 ORDER BY programme_id",
        run.0
    );
    let programmes = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("matching_programme_result", column, row.programme_id);
        let tie_policy = row.tie_policy.as_deref().and_then(TiePolicy::parse);
        let quota = u32::try_from(row.quota).map_err(|_| inconsistent("quota"))?;
        Ok(KeptProgramme {
            id: ProgrammeId(row.programme_id),
            seats: Seats { quota, tie_policy: tie_policy.ok_or_else(|| inconsistent("tie_policy"))? },
            outcome: ProgrammeOutcome {
                admitted: count(row.admitted.into()),
                cutoff: cutoff_of_row(row.cutoff_hundredths, row.cutoff_ties_hundredths, row.cutoff_rank),
            },
        })
    });
    programmes.collect()
}

/// What a programme is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeName {
    /// The code of the institution.
    pub institution_code: String,
    /// The admission code.
    pub admission_code: String,
    /// The name.
    pub name: String,
}

/// What the programmes of a run are called, in the order of [`kept_programmes_fetch`].
///
/// # Errors
/// `Driver`.
pub async fn programme_names_fetch(tx: &mut Tx, run: MatchingRunId) -> Result<Vec<ProgrammeName>, StorageError> {
    let names = sqlx::query_as!(
        ProgrammeName,
        "SELECT institution_code, admission_code, name
         FROM matching_programme_result JOIN programme ON programme.id = programme_id
         WHERE run_id = $1 ORDER BY programme_id",
        run.0
    );
    Ok(names.fetch_all(tx.conn()).await?)
}

/// Hands on the applications of a run, by candidate and rank, as they come.
///
/// # Errors
/// `Driver`; `Inconsistent` for a row that the domain does not know.
pub async fn kept_applications_read(
    tx: &mut Tx,
    run: MatchingRunId,
    mut take: impl FnMut(KeptApplication),
) -> Result<(), StorageError> {
    let query = format!(
        "SELECT candidate_id, rank, programme_id, score_hundredths, status = 'admitted'
         FROM matching_preference_result WHERE run_id = '{}' AND status <> 'not_considered'
         ORDER BY candidate_id, rank",
        run.0
    );
    copy_out(tx, &query, |row| {
        let candidate = row.uuid()?;
        let inconsistent = |column| StorageError::inconsistent("matching_preference_result", column, candidate);
        take(KeptApplication {
            candidate: CandidateId(candidate),
            rank: u16::try_from(row.i16()?).map_err(|_| inconsistent("rank"))?,
            programme: ProgrammeId(row.uuid()?),
            score: row.i32()?.map(Score::from_hundredths).ok_or_else(|| inconsistent("score_hundredths"))?,
            is_admitted: row.bool()?,
        });
        Ok(())
    })
    .await
}
