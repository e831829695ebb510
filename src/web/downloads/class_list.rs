//! Class lists as files: the template, and the school's own file with what came of each row.
//!
//! Headings are Vietnamese in every language of the pages: the file comes back and is read by them.

use std::borrow::Cow;

use axum::body::Body;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tokio::sync::mpsc;

use super::{BYTE_ORDER_MARK, CSV_TYPE, confirmed_list::XLSX_TYPE, harmless};
use crate::{
    domain::roll::{
        columns::{FAULTS_HEADING, RESULT_HEADING, RollColumn},
        import::RollFormat,
    },
    usecases::roll_file::{CheckedRow, RowKind},
    web::{
        error::WebError,
        i18n::{
            Lang,
            roll::{fault_sentence, verdict_name},
        },
    },
};

/// Cells of a sheet are at most so long; a file that was read has no longer ones but by intent.
const MAX_CELL_CHARACTERS: usize = 32_000;
const GUIDE_SHEET: &str = "Hướng dẫn";

/// What may stand in a column, for whoever fills the template in.
const fn guide(column: RollColumn) -> &'static str {
    match column {
        RollColumn::Number => "Bắt buộc. 12 chữ số như trên thẻ căn cước, giữ số 0 ở đầu (định dạng ô là Văn bản).",
        RollColumn::Passport => {
            "Chỉ cho người nước ngoài, khi cột “Số định danh” để trống. Từ 5 đến 20 chữ cái và chữ số."
        }
        RollColumn::Name => "Bắt buộc. Họ, chữ đệm và tên như giấy khai sinh, có dấu.",
        RollColumn::BirthDate => "Bắt buộc. Ngày/tháng/năm, ví dụ 05/03/2008.",
        RollColumn::Sex => "Bắt buộc. “Nam” hoặc “Nữ”.",
        RollColumn::EthnicGroup => "Bắt buộc. Tên dân tộc như “Kinh”, “Tày”, “Cơ-tu”, hoặc mã từ 01 đến 55.",
        RollColumn::Class => "Bắt buộc với học sinh lớp 12. Ví dụ 12A1, tối đa 20 ký tự.",
        RollColumn::School10 => "Không bắt buộc. Mã trường THPT đã học lớp 10: 5 chữ số, ví dụ 46001.",
        RollColumn::School11 => "Không bắt buộc. Mã trường THPT đã học lớp 11: 5 chữ số, ví dụ 46001.",
        RollColumn::Kind => {
            "Để trống với học sinh lớp 12. Thí sinh tự do: “Chưa tốt nghiệp”, “Đã tốt nghiệp”, “Trung cấp” hoặc “Chỉ xét tuyển”."
        }
    }
}

/// The content type of a class list of this format.
#[must_use]
pub const fn content_type(format: RollFormat) -> &'static str {
    match format {
        RollFormat::Csv => CSV_TYPE,
        RollFormat::Xlsx => XLSX_TYPE,
    }
}

/// The empty template.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn template(format: RollFormat) -> Result<Body, WebError> {
    match format {
        RollFormat::Csv => {
            let head = csv_line(RollColumn::ALL.iter().map(|column| column.heading()));
            Ok(Body::from([BYTE_ORDER_MARK, &head].concat()))
        }
        RollFormat::Xlsx => template_workbook().map(Body::from).map_err(unwritten),
    }
}

fn template_workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Danh sách")?.set_freeze_panes(1, 0)?;
    for (index, column) in (0..).zip(RollColumn::ALL) {
        // Text before anybody types: nothing loses a zero.
        sheet.set_column_width(index, 18)?.set_column_format(index, &text)?;
        sheet.write_string_with_format(0, index, column.heading(), &bold)?;
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(GUIDE_SHEET)?.set_column_width(0, 18)?.set_column_width(1, 90)?;
    for (line, column) in (0..).zip(RollColumn::ALL) {
        sheet.write_string_with_format(line, 0, column.heading(), &bold)?.write_string(line, 1, guide(*column))?;
    }
    workbook.save_to_buffer()
}

/// The checked file in its own format: its rows as they were, and two columns more.
///
/// # Errors
/// `Internal` when it cannot be written.
pub async fn checked(
    lang: Lang,
    exam_year: i16,
    format: RollFormat,
    mut rows: mpsc::Receiver<Vec<CheckedRow>>,
) -> Result<Body, WebError> {
    let written = tokio::task::spawn_blocking(move || {
        let words = Words { lang, exam_year, width: 0 };
        match format {
            RollFormat::Csv => Ok(csv_file(words, &mut rows)),
            RollFormat::Xlsx => workbook(words, &mut rows),
        }
    });
    written.await.map_err(|_| WebError::Internal)?.map(Body::from).map_err(unwritten)
}

/// How rows are told.
struct Words {
    lang: Lang,
    exam_year: i16,
    /// How many columns the file has: the two are added behind them.
    width: usize,
}

impl Words {
    /// The cells of a row with the two more.
    fn cells(&mut self, row: CheckedRow) -> Vec<String> {
        let mut cells = row.cells;
        let (result, faults) = match row.kind {
            RowKind::Above | RowKind::Blank => return cells,
            RowKind::Header => {
                self.width = cells.len();
                (RESULT_HEADING.to_owned(), FAULTS_HEADING.to_owned())
            }
            RowKind::Data => {
                let sentences: Vec<_> =
                    row.faults.iter().map(|fault| fault_sentence(self.lang, fault, self.exam_year)).collect();
                let verdict = row.verdict.map(|verdict| verdict_name(self.lang, verdict, !row.faults.is_empty()));
                (verdict.unwrap_or_default().to_owned(), sentences.join("\n"))
            }
        };
        cells.resize(self.width.max(cells.len()), String::new());
        cells.extend([result, faults]);
        cells
    }
}

fn csv_file(mut words: Words, rows: &mut mpsc::Receiver<Vec<CheckedRow>>) -> Vec<u8> {
    let mut file = BYTE_ORDER_MARK.to_vec();
    while let Some(batch) = rows.blocking_recv() {
        for row in batch {
            file.extend_from_slice(&csv_line(words.cells(row).iter().map(String::as_str)));
        }
    }
    file
}

/// One line, of which no cell is a formula.
fn csv_line<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells.map(|cell| harmless(cell.to_owned())));
    writer.into_inner().unwrap_or_default()
}

fn workbook(mut words: Words, rows: &mut mpsc::Receiver<Vec<CheckedRow>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = workbook.add_worksheet_with_constant_memory();
    sheet.set_name("Danh sách")?;
    let mut line = 0;
    while let Some(batch) = rows.blocking_recv() {
        for row in batch {
            let format = if row.kind == RowKind::Header { &bold } else { &text };
            for (column, cell) in (0..).zip(words.cells(row)) {
                let cell: Cow<'_, str> = if cell.len() > MAX_CELL_CHARACTERS {
                    cell.chars().take(MAX_CELL_CHARACTERS).collect::<String>().into()
                } else {
                    cell.into()
                };
                // Every cell is text: numbers keep their zeros, and nothing is a formula.
                sheet.write_string_with_format(line, column, cell, format)?;
            }
            line += 1;
        }
    }
    workbook.save_to_buffer()
}

fn unwritten(error: XlsxError) -> WebError {
    tracing::error!(%error, "class list");
    WebError::Internal
}
