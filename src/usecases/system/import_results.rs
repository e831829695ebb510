//! Brings a council's file of results in. Wrong rows are told with their line, good ones come in; a row that
//! stands already changes nothing.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;

use crate::{
    domain::{
        access::Actor,
        exam::results::{ResultRow, ResultRowRefusal, columns},
        ids::CandidateNumber,
    },
    storage::{
        StorageError,
        mark_import::{councils_fetch, staging_add, staging_merge, staging_open},
        season::season_fetch_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Rows that go to the database at once.
const ROWS_AT_ONCE: usize = 5_000;

/// What came of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of the file.
    pub rows: u64,
    /// Candidates of whom marks came in.
    pub new_candidates: u64,
    /// Marks that came in.
    pub new_marks: u64,
    /// Good rows that stood already, or hold no mark.
    pub unchanged: u64,
    /// Rows that did not come in, by line.
    pub refused: Vec<RefusedRow>,
}

/// A row that did not come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its first field as far as it is text.
    pub candidate_number: String,
    /// Why.
    pub refusal: ResultRowRefusal,
}

/// Why nothing of a file came in.
#[derive(Debug, thiserror::Error)]
pub enum ImportResultsError {
    /// The first line is not the header of such files.
    #[error("the first line has to be {}", columns().collect::<Vec<_>>().join(","))]
    Header,
    /// The portal has no current season.
    #[error("no current season")]
    NoSeason,
    /// The file cannot be read on.
    #[error("reading: {0}")]
    Reading(#[from] csv::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Imports one file whole, in one transaction; `on_progress` is told how many bytes are behind.
///
/// # Errors
/// [`ImportResultsError`]; nothing came in then.
pub async fn run(ctx: &Ctx, file: &[u8], on_progress: impl Fn(u64)) -> Result<ImportReport, ImportResultsError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let season = season_fetch_current(&mut tx).await?.ok_or(ImportResultsError::NoSeason)?.year;
    let mut rows = Rows::open(file, councils_fetch(&mut tx).await?)?;
    staging_open(&mut tx).await?;
    let mut numbers = HashMap::new();
    loop {
        let chunk = rows.next_chunk(&mut numbers)?;
        if chunk.is_empty() {
            break;
        }
        staging_add(&mut tx, &chunk).await?;
        on_progress(rows.reader.position().byte());
    }
    let merged = staging_merge(&mut tx, season).await?;
    let number_at: HashMap<u64, &CandidateNumber> = numbers.iter().map(|(number, line)| (*line, number)).collect();
    rows.refused.extend(merged.conflicts.iter().map(|(line, subject)| RefusedRow {
        line: *line,
        candidate_number: number_at.get(line).map(ToString::to_string).unwrap_or_default(),
        refusal: ResultRowRefusal::AnotherMark { subject: *subject },
    }));
    rows.refused.sort_by_key(|row| row.line);
    let refused_count = u64::try_from(rows.refused.len()).unwrap_or(u64::MAX);
    let report = ImportReport {
        rows: rows.count,
        new_candidates: merged.new_candidates,
        new_marks: merged.new_marks,
        unchanged: rows.count - refused_count - merged.new_candidates,
        refused: rows.refused,
    };
    audit::record(
        &mut tx,
        ctx,
        &Actor::System,
        Act::new("results.import")
            .with(json!({ "rows": report.rows, "new_marks": report.new_marks, "refused": refused_count })),
    )
    .await?;
    tx.commit().await?;
    Ok(report)
}

/// The rows of a file, a chunk at a time.
struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    record: csv::ByteRecord,
    councils: BTreeSet<String>,
    count: u64,
    refused: Vec<RefusedRow>,
}

impl<'a> Rows<'a> {
    fn open(file: &'a [u8], councils: Vec<String>) -> Result<Self, ImportResultsError> {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        // No field of such a file needs quotes; read as quotes, a stray one would swallow the rows after it.
        let mut reader = csv::ReaderBuilder::new().flexible(true).quoting(false).from_reader(file);
        let is_header = reader.byte_headers()?.iter().eq(columns().map(str::as_bytes));
        if !is_header {
            return Err(ImportResultsError::Header);
        }
        let councils = councils.into_iter().collect();
        Ok(Self { reader, record: csv::ByteRecord::new(), councils, count: 0, refused: Vec::new() })
    }

    /// The next good rows with their lines; empty at the end. `numbers` are the lines of those read before.
    fn next_chunk(
        &mut self,
        numbers: &mut HashMap<CandidateNumber, u64>,
    ) -> Result<Vec<(u64, ResultRow)>, ImportResultsError> {
        let mut chunk = Vec::new();
        while chunk.len() < ROWS_AT_ONCE && self.reader.read_byte_record(&mut self.record)? {
            self.count += 1;
            let line = self.record.position().map_or(0, csv::Position::line);
            match self.read(line, numbers) {
                Ok(row) => chunk.push((line, row)),
                Err(refusal) => {
                    let first = self.record.get(0).unwrap_or_default();
                    let candidate_number = String::from_utf8_lossy(first).into_owned();
                    self.refused.push(RefusedRow { line, candidate_number, refusal });
                }
            }
        }
        Ok(chunk)
    }

    fn read(&self, line: u64, numbers: &mut HashMap<CandidateNumber, u64>) -> Result<ResultRow, ResultRowRefusal> {
        let fields = self.record.iter().map(|field| std::str::from_utf8(field).map(str::trim));
        let fields: Vec<&str> = fields.collect::<Result<_, _>>().map_err(|_| ResultRowRefusal::NotText)?;
        let row = ResultRow::parse(&fields, |council| self.councils.contains(council))?;
        if let Some(first_line) = numbers.get(&row.candidate_number) {
            return Err(ResultRowRefusal::Repeated { first_line: *first_line });
        }
        numbers.insert(row.candidate_number.clone(), line);
        Ok(row)
    }
}
