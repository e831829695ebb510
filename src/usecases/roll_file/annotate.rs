//! Reads a file once more and lays beside each row what came of it.

use std::collections::HashMap;

use tokio::sync::mpsc;

use super::{Pieces, RowKind, RowKinds, Stop, TableFormat, TableRow, read_table};
use crate::domain::roll::{fault::RollFault, import::RowVerdict};

/// Rows that are handed on at once.
const BATCH_ROWS: usize = 500;

/// A row of the school's own file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// What it is.
    pub kind: RowKind,
    /// Its cells as they were, without those that an earlier check added.
    pub cells: Vec<String>,
    /// What came of it; none for a row that is nobody's.
    pub verdict: Option<RowVerdict>,
    /// What is wrong or unusual.
    pub faults: Vec<RollFault>,
}

/// Reads the file and sends its rows with their verdicts, by line, until the end or until nobody wants more.
pub fn annotate(
    format: &TableFormat,
    bytes: Pieces,
    mut verdicts: HashMap<u32, (RowVerdict, Vec<RollFault>)>,
    to: &mpsc::Sender<Vec<CheckedRow>>,
) {
    let mut kinds = RowKinds::default();
    let mut rows = Vec::with_capacity(BATCH_ROWS);
    let mut take = |row: TableRow<'_>| {
        let kind = kinds.next(row.cells)?;
        let ours = kinds.header().map_or(&[][..], |header| header.results.as_slice());
        let cells = row.cells.iter().enumerate().filter(|(index, _)| !ours.contains(index));
        let (verdict, faults) = match kind {
            // Of a new row without a fault nothing is kept.
            RowKind::Data => {
                let (verdict, faults) = verdicts.remove(&row.line).unwrap_or((RowVerdict::New, Vec::new()));
                (Some(verdict), faults)
            }
            _ => (None, Vec::new()),
        };
        rows.push(CheckedRow { kind, cells: cells.map(|(_, cell)| cell.to_owned()).collect(), verdict, faults });
        if rows.len() < BATCH_ROWS {
            return Ok(());
        }
        let rows = std::mem::replace(&mut rows, Vec::with_capacity(BATCH_ROWS));
        to.blocking_send(rows).map_err(|_| Stop::Unwanted)
    };
    // A file that could be checked can be read again; whoever waits for the rest sees that it is missing.
    if read_table(format, bytes, &mut take).is_ok() {
        let _ = to.blocking_send(rows);
    }
}
