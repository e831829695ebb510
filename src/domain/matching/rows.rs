//! The files of a run, row by row: lines, cells, numbers.
//!
//! A cell ends at a comma and nothing is quoted, since ids are any text without commas. A byte-order mark at the
//! beginning, `\r\n` at line ends and a missing line end at the end of the file are what spreadsheets and editors
//! leave behind, and are tolerated; everything else that is not as it should be is refused with its line.

use std::fmt;

use crate::domain::score::Score;

/// What is wrong with a file, and where: `applications.csv:17: unknown programme "P9"`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct FileError {
    /// The name of the file.
    pub file: &'static str,
    /// The line, from 1 on; the header is the first.
    pub line: u64,
    /// A sentence on one line.
    pub reason: String,
}

/// So many further criteria a file may have.
const MAX_TIES: usize = 99;

/// A file whose header is as it should be, and its rows.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    file: &'static str,
    columns: usize,
    tie_count: usize,
    /// What was not read yet.
    rest: &'a [u8],
    /// The number of the line that was read last.
    line: u64,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The number of its line.
    pub line: u64,
    /// The line without its end.
    bytes: &'a [u8],
}

impl<'a> Table<'a> {
    /// Opens a file with the header that `header` gives for a number of further criteria.
    ///
    /// # Errors
    /// At line 1: an empty file, or another header.
    pub fn open(file: &'static str, bytes: &'a [u8], header: impl Fn(usize) -> String) -> Result<Self, FileError> {
        let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut table = Self { file, columns: 0, tie_count: 0, rest, line: 0 };
        let error = |reason| FileError { file, line: 1, reason };
        let first = table.next().ok_or_else(|| error("the file is empty".to_owned()))?;
        let found = first.text().map_err(error)?;
        let columns = |line: &str| line.bytes().filter(|byte| *byte == b',').count() + 1;
        table.columns = columns(found);
        table.tie_count = table.columns.saturating_sub(columns(&header(0)));
        let due = header(table.tie_count.min(MAX_TIES));
        if found == due {
            Ok(table)
        } else {
            Err(error(format!("wrong header: {} where \"{due}\" is due", shown(found))))
        }
    }

    /// How many further criteria the header names.
    #[must_use]
    pub fn tie_count(&self) -> usize {
        self.tie_count
    }

    /// Splits a row of this table into its cells, which replace those in `cells`.
    ///
    /// # Errors
    /// Why it is not a row: not UTF-8, empty, too few or too many cells.
    pub fn split(&self, row: Row<'a>, cells: &mut Vec<&'a str>) -> Result<(), String> {
        cells.clear();
        cells.extend(row.text()?.split(','));
        if cells.len() == self.columns {
            Ok(())
        } else {
            Err(format!("{} fields where {} are due", cells.len(), self.columns))
        }
    }

    /// What is wrong in a line of this file.
    #[must_use]
    pub fn error(&self, line: u64, reason: String) -> FileError {
        FileError { file: self.file, line, reason }
    }
}

/// The rows, from the top.
impl<'a> Iterator for Table<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (bytes, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &self.rest[self.rest.len()..]),
        };
        self.rest = rest;
        self.line += 1;
        Some(Row { line: self.line, bytes: bytes.strip_suffix(b"\r").unwrap_or(bytes) })
    }
}

impl<'a> Row<'a> {
    /// What stands before the first comma, whatever it is.
    #[must_use]
    pub fn first_cell(self) -> &'a [u8] {
        let end = self.bytes.iter().position(|byte| *byte == b',');
        &self.bytes[..end.unwrap_or(self.bytes.len())]
    }

    fn text(self) -> Result<&'a str, String> {
        let text = std::str::from_utf8(self.bytes).map_err(|_| "the line is not UTF-8".to_owned())?;
        if text.is_empty() {
            Err("the line is empty".to_owned())
        } else if self.bytes.contains(&b'\r') {
            Err("a carriage return within the line".to_owned())
        } else {
            Ok(text)
        }
    }
}

/// Reads an id: any text, but some.
///
/// # Errors
/// When the cell of `column` is empty.
pub fn id(column: impl fmt::Display, cell: &str) -> Result<&str, String> {
    if cell.is_empty() { Err(format!("{column} is missing")) } else { Ok(cell) }
}

/// Reads a number that is not negative, digits alone.
///
/// # Errors
/// When the cell of `column` is empty, something else, or above `max`.
pub fn whole(column: impl fmt::Display, cell: &str, max: u32) -> Result<u32, String> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    match number_of(digits) {
        _ if cell.is_empty() => Err(format!("{column} is missing")),
        None => Err(format!("{column} {} is not a whole number", shown(cell))),
        Some(_) if digits.len() != cell.len() => Err(format!("{column} {} is negative", shown(cell))),
        Some(number) => match u32::try_from(number) {
            Ok(number) if number <= max => Ok(number),
            _ => Err(format!("{column} {} is too large: at most {max}", shown(cell))),
        },
    }
}

/// Reads a score: digits, then perhaps a point and one or two more.
///
/// # Errors
/// When the cell of `column` is empty, something else, negative, or too large for [`Score`].
pub fn score(column: impl fmt::Display, cell: &str) -> Result<Score, String> {
    let score = criterion(&column, cell)?;
    if cell.starts_with('-') { Err(format!("{column} {} is negative", shown(cell))) } else { Ok(score) }
}

/// Reads a further criterion: like a score, but a minus may stand before it.
///
/// # Errors
/// When the cell of `column` is empty, something else, or too large for [`Score`].
pub fn criterion(column: impl fmt::Display, cell: &str) -> Result<Score, String> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let factor = if places.len() == 1 { 10 } else { 1 };
    let (whole, places) = match (number_of(whole), number_of(places)) {
        _ if cell.is_empty() => return Err(format!("{column} is missing")),
        (Some(whole), Some(hundredths)) if places.len() <= 2 => (whole, hundredths * factor),
        _ => {
            let expected = "is not a number with at most two places after a point";
            return Err(format!("{column} {} {expected}", shown(cell)));
        }
    };
    let amount = whole.saturating_mul(100).saturating_add(places);
    let signed = if digits.len() == cell.len() { amount } else { -amount };
    let hundredths = i32::try_from(signed).map_err(|_| format!("{column} {} is too large", shown(cell)))?;
    Ok(Score::from_hundredths(hundredths))
}

/// The number that these digits are, at least one and nothing else; too large a one becomes the largest.
fn number_of(digits: &str) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.bytes().try_fold(0_i64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        Some(number.saturating_mul(10).saturating_add(digit))
    })
}

/// A cell in a sentence: in quotation marks, on one line, not too long.
#[must_use]
pub fn shown(cell: &str) -> String {
    const LONGEST: usize = 60;
    match cell.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &cell[..end]),
        None => format!("{cell:?}"),
    }
}
