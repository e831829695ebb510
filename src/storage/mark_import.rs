//! Brings marks in: copied into a staging table of the transaction, compared there with the marks that stand,
//! and inserted from there.

use std::fmt::Write as _;

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    exam::{results::ResultRow, subject::Subject},
    ids::SeasonYear,
};

/// What a merge did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Lines not merged, because another mark stands: the line and the first such subject.
    pub conflicts: Vec<(u64, Subject)>,
    /// Marks inserted.
    pub new_marks: u64,
    /// Candidates of whom a mark was inserted.
    pub new_candidates: u64,
}

/// The exam councils, by their two digits.
///
/// # Errors
/// `Driver`.
pub async fn councils_fetch(tx: &mut Tx) -> Result<Vec<String>, StorageError> {
    let codes = sqlx::query_scalar!(
        r#"SELECT exam_council_code AS "code!" FROM old_province UNION SELECT exam_council_code FROM department"#
    );
    Ok(codes.fetch_all(tx.conn()).await?)
}

/// Opens the staging table, and waits until no other import runs.
///
/// # Errors
/// `Driver`.
pub async fn staging_open(tx: &mut Tx) -> Result<(), StorageError> {
    // One import at a time compares and inserts; readers go on.
    sqlx::query!("LOCK TABLE mark IN SHARE ROW EXCLUSIVE MODE").execute(tx.conn()).await?;
    let create = "CREATE TEMPORARY TABLE incoming_mark (line bigint NOT NULL, candidate_number text NOT NULL,
        subject_code text NOT NULL, mark_hundredths smallint NOT NULL) ON COMMIT DROP";
    on_staging(create).execute(tx.conn()).await?;
    Ok(())
}

/// Copies rows, each with its line, into the staging table.
///
/// # Errors
/// `Driver`.
pub async fn staging_add(tx: &mut Tx, rows: &[(u64, ResultRow)]) -> Result<(), StorageError> {
    let mut text = String::with_capacity(rows.len() * 128);
    for (line, row) in rows {
        for (subject, mark) in &row.marks {
            let (subject, hundredths) = (subject.as_str(), mark.hundredths());
            // Digits and subject words need no escaping.
            writeln!(text, "{line}\t{}\t{subject}\t{hundredths}", row.candidate_number).unwrap_or_default();
        }
    }
    let mut copy = tx.conn().copy_in_raw("COPY incoming_mark FROM STDIN").await?;
    copy.send(text.into_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// Inserts what the staging table holds, but for the lines of which another mark stands.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject that the domain does not know.
pub async fn staging_merge(tx: &mut Tx, season: SeasonYear) -> Result<Merged, StorageError> {
    on_staging("ANALYZE incoming_mark").execute(tx.conn()).await?;
    let conflicts = on_staging(
        "DELETE FROM incoming_mark WHERE line IN (SELECT line FROM incoming_mark JOIN mark
             ON mark.season = $1 AND mark.candidate_number = incoming_mark.candidate_number
             AND mark.subject_code = incoming_mark.subject_code
             AND mark.mark_hundredths <> incoming_mark.mark_hundredths)
         RETURNING line, (SELECT min(mark.subject_code) FROM mark
             WHERE mark.season = $1 AND mark.candidate_number = incoming_mark.candidate_number
             AND mark.subject_code = incoming_mark.subject_code
             AND mark.mark_hundredths <> incoming_mark.mark_hundredths)",
    )
    .bind(season.0)
    .fetch_all(tx.conn())
    .await?;
    let mut merged = Merged::default();
    for row in conflicts {
        use sqlx::Row as _;
        let Some(subject) = row.try_get::<Option<String>, _>(1)? else { continue };
        let subject =
            Subject::parse(&subject).ok_or_else(|| StorageError::inconsistent("mark", "subject_code", Uuid::nil()))?;
        merged.conflicts.push((u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default(), subject));
    }
    merged.conflicts.sort_unstable();
    merged.conflicts.dedup_by_key(|(line, _)| *line);
    let written = on_staging(
        "WITH written AS (INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths)
             SELECT $1, candidate_number, subject_code, mark_hundredths FROM incoming_mark
             ON CONFLICT DO NOTHING RETURNING candidate_number)
         SELECT count(*), count(DISTINCT candidate_number) FROM written",
    )
    .bind(season.0)
    .fetch_one(tx.conn())
    .await?;
    {
        use sqlx::Row as _;
        let count =
            |index: usize| written.try_get::<i64, _>(index).map(|count| u64::try_from(count).unwrap_or_default());
        (merged.new_marks, merged.new_candidates) = (count(0)?, count(1)?);
    }
    on_staging("DROP TABLE incoming_mark").execute(tx.conn()).await?;
    Ok(merged)
}

/// A statement on the staging table, which no checked query can know.
#[expect(clippy::disallowed_methods, reason = "temporary tables exist at run time alone; the texts are constants")]
fn on_staging(statement: &'static str) -> sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments> {
    sqlx::query(statement)
}
