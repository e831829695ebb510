//! CSV: decoded, its separator found out, read in constant memory.

use std::{
    cell::Cell,
    io::{self, Cursor, Read},
    rc::Rc,
};

use encoding_rs::{Decoder, Encoding};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::{MAX_COLUMNS, Pieces, Stop, TableFormat, TableRow};
use crate::domain::roll::{
    columns::{MAX_ROWS_ABOVE, RollHeader},
    import::FileFault,
};

/// By so much of the beginning the separator is found out.
const HEAD_BYTES: u64 = 32 * 1024;
/// Spreadsheets write the separator of the machine's language: in Vietnam mostly the semicolon.
const SEPARATORS: [u8; 3] = *b",;\t";
const BUFFER_BYTES: usize = 64 * 1024;

pub(super) fn read(
    format: &TableFormat,
    bytes: Pieces,
    take: &mut dyn FnMut(TableRow<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let damaged = |_| Stop::Fault(FileFault::Damaged);
    let behind = Rc::new(Cell::new(0_u64));
    let counted = Counted { inner: bytes, behind: Rc::clone(&behind) };
    let mut text = decoded(format.encoding.as_deref().unwrap_or("utf-8"), counted);
    let mut head = Vec::new();
    text.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(damaged)?;
    let separator = separator(&head);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(Cursor::new(head).chain(text));
    let mut record = csv::StringRecord::new();
    let mut composed = csv::StringRecord::new();
    let size = u64::from(format.size_bytes.max(1));
    while reader.read_record(&mut record).map_err(|_| Stop::Fault(FileFault::Damaged))? {
        let line = record.position().map_or(0, csv::Position::line);
        let is_composed = is_nfc_quick(record.as_slice().chars()) == IsNormalized::Yes;
        if !is_composed || record.len() > MAX_COLUMNS {
            composed.clear();
            for cell in record.iter().take(MAX_COLUMNS) {
                composed.push_field(&cell.nfc().collect::<String>());
            }
        }
        let cells = if is_composed && record.len() <= MAX_COLUMNS { &record } else { &composed };
        let per_mille = u16::try_from((behind.get() * 1000 / size).min(1000)).unwrap_or(1000);
        take(TableRow { line: u32::try_from(line).unwrap_or(u32::MAX), cells, per_mille })?;
    }
    Ok(())
}

/// The separator by which most headings are known.
fn separator(head: &[u8]) -> u8 {
    let known = |separator: u8| {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(head);
        let rows = reader.records().take(MAX_ROWS_ABOVE + 1).filter_map(Result::ok);
        rows.filter_map(|row| RollHeader::of_row(row.iter())).map(|header| header.known()).max().unwrap_or_default()
    };
    // Of equals the last is the greatest: the comma has to win.
    SEPARATORS.into_iter().rev().max_by_key(|separator| known(*separator)).unwrap_or(b',')
}

/// Counts what was read, for the progress.
struct Counted<R> {
    inner: R,
    behind: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.behind.set(self.behind.get() + read as u64);
        Ok(read)
    }
}

/// The same bytes as UTF-8 without a mark at the beginning.
fn decoded<R: Read + 'static>(encoding: &str, bytes: R) -> Box<dyn Read> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    Box::new(Decoded {
        inner: bytes,
        decoder: encoding.new_decoder_with_bom_removal(),
        raw: vec![0; BUFFER_BYTES],
        text: String::with_capacity(4 * BUFFER_BYTES),
        given: 0,
        holds_return: false,
        is_at_end: false,
    })
}

struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    given: usize,
    /// Whether the bytes before ended with a carriage return, which may be the first half of a line end.
    holds_return: bool,
    is_at_end: bool,
}

impl<R> Decoded<R> {
    /// CR LF becomes LF: with the two, the reader of CSV would count lines from one place in the first and from another in
    /// the rest.
    fn plain_line_ends(&mut self) {
        self.holds_return = !self.is_at_end && self.text.ends_with('\r');
        if self.holds_return {
            self.text.pop();
        }
        if self.text.contains('\r') {
            self.text = self.text.replace("\r\n", "\n");
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.is_at_end {
                return Ok(0);
            }
            let read = self.inner.read(&mut self.raw)?;
            self.is_at_end = read == 0;
            self.text.clear();
            self.given = 0;
            if std::mem::take(&mut self.holds_return) {
                self.text.push('\r');
            }
            // With room for the worst case all of the bytes are decoded at once.
            self.text.reserve(self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * BUFFER_BYTES));
            let raw = self.raw.get(..read).unwrap_or_default();
            let _ = self.decoder.decode_to_string(raw, &mut self.text, self.is_at_end);
            self.plain_line_ends();
        }
        let rest = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
