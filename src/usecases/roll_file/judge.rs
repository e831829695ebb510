//! Reads each row of a file by the rules of the roll, and tells the number that stands twice.

use std::collections::HashMap;

use tokio::sync::mpsc;

use super::{Pieces, RowKind, RowKinds, Stop, TableFormat, read_table};
use crate::domain::{
    candidate::citizen_id::IdentityNumber,
    roll::{
        columns::RollColumn,
        fault::{FaultKind, RollFault},
        import::{FileFault, MAX_ROWS},
        row::{ReadRow, RollRules},
    },
};

/// Rows that are handed on at once.
const BATCH_ROWS: usize = 4_000;

/// Rows with their lines, and how far the reader was, in thousandths.
pub struct Batch {
    /// The rows.
    pub rows: Vec<(u32, ReadRow)>,
    /// How far.
    pub per_mille: u16,
}

/// In which line each number stands first. Almost all are twelve digits, which a small integer holds.
#[derive(Default)]
struct FirstLines {
    numbers: HashMap<u64, u32>,
    others: HashMap<IdentityNumber, u32>,
}

impl FirstLines {
    /// The earlier line of the same number; notes this one where there is none.
    fn earlier(&mut self, identity: &IdentityNumber, line: u32) -> Option<u32> {
        let first = match identity {
            IdentityNumber::PersonalId(number) => {
                // Twelve digits.
                *self.numbers.entry(number.as_str().parse().unwrap_or_default()).or_insert(line)
            }
            IdentityNumber::Passport(_) => *self.others.entry(identity.clone()).or_insert(line),
        };
        (first != line).then_some(first)
    }
}

/// Reads the file to its end and sends its rows in batches.
///
/// # Errors
/// What makes it no class list; `None` where nobody took the rows any more.
pub fn check(
    format: &TableFormat,
    bytes: Pieces,
    rules: &RollRules,
    to: &mpsc::Sender<Batch>,
) -> Result<(), Option<FileFault>> {
    let mut kinds = RowKinds::default();
    let mut first_lines = FirstLines::default();
    let mut rows = Vec::with_capacity(BATCH_ROWS);
    let mut count = 0;
    let mut read_row = |row: super::TableRow<'_>| {
        if kinds.next(row.cells)? != RowKind::Data {
            return Ok(());
        }
        let Some(header) = kinds.header() else { return Ok(()) };
        count += 1;
        if count > MAX_ROWS {
            return Err(Stop::Fault(FileFault::TooManyRows));
        }
        let mut read = rules.read(header, |place| row.cells.get(place).unwrap_or_default());
        if let Some(earlier) = read.identity.as_ref().and_then(|identity| first_lines.earlier(identity, row.line)) {
            read.entry = None;
            read.faults.push(RollFault { column: RollColumn::Number, kind: FaultKind::Repeated, data: Some(earlier) });
        }
        rows.push((row.line, read));
        if rows.len() < BATCH_ROWS {
            return Ok(());
        }
        let rows = std::mem::replace(&mut rows, Vec::with_capacity(BATCH_ROWS));
        to.blocking_send(Batch { rows, per_mille: row.per_mille }).map_err(|_| Stop::Unwanted)
    };
    let end = read_table(format, bytes, &mut read_row);
    let end = end.and_then(|()| match (kinds.header(), count) {
        (None, _) => Err(RowKinds::no_header()),
        (_, 0) => Err(Stop::Fault(FileFault::NoRows)),
        _ => to.blocking_send(Batch { rows, per_mille: 1000 }).map_err(|_| Stop::Unwanted),
    });
    end.map_err(|stop| match stop {
        Stop::Fault(fault) => Some(fault),
        Stop::Unwanted => None,
    })
}
