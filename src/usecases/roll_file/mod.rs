//! Reads a class list row by row, whatever it comes as: CSV in UTF-8 (with or without mark), UTF-16 or Windows-1258, with
//! commas, semicolons or tabs; or the first sheet of an XLSX workbook.
//!
//! Reading blocks, so it has a thread of its own; the bytes come to it in pieces ([`Pieces`]) and the rows leave it in
//! batches, a few of each at a time. CSV is therefore read in constant memory; a workbook has to be there whole, within
//! limits that hold unpacked too.

mod annotate;
mod csv_table;
mod judge;
mod sniff;
mod xlsx_table;

use std::io::{self, Read};

use tokio::sync::mpsc;

pub use self::{
    annotate::{CheckedRow, annotate},
    judge::{Batch, check},
    sniff::{FileKind, Sniffer},
};
use crate::{
    domain::{
        access::Actor,
        ids::RollImportId,
        roll::{
            columns::{MAX_ROWS_ABOVE, RollColumn, RollHeader},
            import::{FileFault, RollFormat},
        },
    },
    storage::{Db, StorageError, roll_import::roll_import_piece_fetch},
};

/// The most columns that are looked at.
const MAX_COLUMNS: usize = 100;
/// How many pieces wait for the reader at most.
const PIECES_AHEAD: usize = 2;

/// A row of the file: its line, as a spreadsheet numbers it, and its cells.
pub(super) struct TableRow<'a> {
    /// From 1.
    pub(super) line: u32,
    /// The cells as text, in Unicode's composed form.
    pub(super) cells: &'a csv::StringRecord,
    /// How far the reader is, in thousandths.
    pub(super) per_mille: u16,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A title above the headings.
    Above,
    /// The headings.
    Header,
    /// Nothing in any cell.
    Blank,
    /// Somebody.
    Data,
}

/// How the file is built, as its upload found out.
#[derive(Debug, Clone)]
pub struct TableFormat {
    /// CSV or XLSX.
    pub format: RollFormat,
    /// The name of the encoding, of text.
    pub encoding: Option<String>,
    /// Bytes.
    pub size_bytes: u32,
}

/// The bytes of a file in order, as they come from the database.
pub struct Pieces {
    from: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.from.blocking_recv() {
                Some(next) => self.piece = io::Cursor::new(next),
                None => return Ok(0),
            }
        }
    }
}

/// The two ends of a file on its way to the reader.
#[must_use]
pub fn pieces() -> (mpsc::Sender<Vec<u8>>, Pieces) {
    let (to, from) = mpsc::channel(PIECES_AHEAD);
    (to, Pieces { from, piece: io::Cursor::default() })
}

/// Sends the pieces of a kept file until the last, or until nobody wants more.
///
/// # Errors
/// What the database says.
pub async fn feed(db: &Db, actor: &Actor, id: RollImportId, to: mpsc::Sender<Vec<u8>>) -> Result<(), StorageError> {
    let mut tx = db.begin(actor).await?;
    for number in 0.. {
        let piece = roll_import_piece_fetch(&mut tx, id, number).await?;
        let Some(piece) = piece else { break };
        if to.send(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Why reading ended before the end of the file.
pub(super) enum Stop {
    /// The file is no class list.
    Fault(FileFault),
    /// Nobody wants the rest.
    Unwanted,
}

/// Reads the table and hands on each row.
pub(super) fn read_table(
    format: &TableFormat,
    bytes: Pieces,
    take: &mut dyn FnMut(TableRow<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    match format.format {
        RollFormat::Csv => csv_table::read(format, bytes, take),
        RollFormat::Xlsx => xlsx_table::read(bytes, take),
    }
}

/// Finds the headings and says of each row what it is.
#[derive(Default)]
pub(super) struct RowKinds {
    header: Option<RollHeader>,
    rows_above: usize,
}

impl RowKinds {
    /// What the next row is.
    pub(super) fn next(&mut self, cells: &csv::StringRecord) -> Result<RowKind, Stop> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(RowKind::Blank);
        }
        if self.header.is_some() {
            return Ok(RowKind::Data);
        }
        if let Some(header) = RollHeader::of_row(cells.iter()) {
            let missing = header.missing();
            if !missing.is_empty() {
                return Err(Stop::Fault(FileFault::MissingColumns(missing)));
            }
            self.header = Some(header);
            return Ok(RowKind::Header);
        }
        self.rows_above += 1;
        if self.rows_above > MAX_ROWS_ABOVE { Err(Self::no_header()) } else { Ok(RowKind::Above) }
    }

    /// The headings, once they were found.
    pub(super) const fn header(&self) -> Option<&RollHeader> {
        self.header.as_ref()
    }

    /// That there are none.
    pub(super) fn no_header() -> Stop {
        let required = RollColumn::ALL.iter().copied().filter(|column| column.is_required());
        Stop::Fault(FileFault::MissingColumns(required.collect()))
    }
}
