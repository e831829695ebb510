//! XLSX: the first sheet, cell by cell, within limits that also hold for what a small archive unpacks to.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx};
use unicode_normalization::UnicodeNormalization as _;

use super::{MAX_COLUMNS, Pieces, Stop, TableRow};
use crate::domain::roll::import::{FileFault, MAX_FILE_BYTES, MAX_ROWS};

/// The most bytes that the parts of a workbook may have unpacked.
const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// The most parts.
const MAX_PARTS: usize = 1_000;
/// Beyond these a number is no whole one that a cell can hold exactly.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) fn read(bytes: Pieces, take: &mut dyn FnMut(TableRow<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    let damaged = || Stop::Fault(FileFault::Damaged);
    let mut whole = Vec::new();
    bytes.take(MAX_FILE_BYTES).read_to_end(&mut whole).map_err(|_| damaged())?;
    check_unpacked(&whole)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(whole)).map_err(|_| damaged())?;
    let sheet = workbook.sheet_names().first().cloned().ok_or_else(damaged)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(|_| damaged())?;
    let rows = u64::from(cells.dimensions().end.0.clamp(1, 2 * MAX_ROWS));
    let mut row: Vec<String> = Vec::new();
    let mut at = 0;
    let mut hand_on = |at: u32, row: &mut Vec<String>| {
        if row.is_empty() {
            return Ok(());
        }
        let record = csv::StringRecord::from(std::mem::take(row));
        let per_mille = u16::try_from((u64::from(at) * 1000 / rows).min(1000)).unwrap_or(1000);
        take(TableRow { line: at.saturating_add(1), cells: &record, per_mille })
    };
    while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
        let (line, column) = cell.get_position();
        if line != at {
            hand_on(at, &mut row)?;
            at = line;
        }
        let column = column as usize;
        if column < MAX_COLUMNS {
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = text_of(cell.get_value());
            }
        }
    }
    hand_on(at, &mut row)
}

/// Unpacks every part once into nothing: an archive may lie about its sizes.
fn check_unpacked(whole: &[u8]) -> Result<(), Stop> {
    let damaged = |_| Stop::Fault(FileFault::Damaged);
    let mut archive = zip::ZipArchive::new(Cursor::new(whole)).map_err(|_| Stop::Fault(FileFault::Damaged))?;
    if archive.len() > MAX_PARTS {
        return Err(Stop::Fault(FileFault::TooLarge));
    }
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Stop::Fault(FileFault::Damaged))?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(damaged)?;
        left = left.checked_sub(unpacked).ok_or(Stop::Fault(FileFault::TooLarge))?;
    }
    Ok(())
}

/// What a person sees in the cell, as far as a class list needs it: whole numbers without a point, days as day, month, year.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < MAX_EXACT => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.nfc().collect(),
        DataRef::SharedString(text) => text.nfc().collect(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year:04}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
