//! The confirmed list as CSV and as XLSX.
//!
//! The column names and values are the same in every language of the pages, so that a program that reads the file
//! depends on nobody's cookie. Dates follow ISO 8601, scores have a point: no spreadsheet can swap day and month.

use std::pin::pin;

use axum::body::Body;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{BYTE_ORDER_MARK, csv_lines};
use crate::{
    domain::{admission::confirmed_list::ConfirmedCandidate, candidate::kind::Sex},
    usecases::institution::download_confirmed::ConfirmedList,
    web::error::WebError,
};

/// The content type of the XLSX file.
pub const XLSX_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const COLUMN_COUNT: usize = 11;
/// Name and width (in characters) of each column.
const COLUMNS: [(&str, u32); COLUMN_COUNT] = [
    ("Số báo danh", 14),
    ("Số định danh", 16),
    ("Họ và tên", 30),
    ("Ngày sinh", 12),
    ("Giới tính", 10),
    ("Mã xét tuyển", 14),
    ("Tên ngành, chương trình", 40),
    ("Điểm xét tuyển", 14),
    ("Tổ hợp", 10),
    ("Thời điểm xác nhận", 28),
    ("Số biên nhận", 20),
];

fn cells(row: &ConfirmedCandidate) -> [String; COLUMN_COUNT] {
    let birth = row.birth_date;
    [
        row.candidate_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        row.identity_number.clone(),
        row.full_name.clone(),
        format!("{:04}-{:02}-{:02}", birth.year(), u8::from(birth.month()), birth.day()),
        row.sex.map_or("", |sex| if sex == Sex::Female { "Nữ" } else { "Nam" }).to_owned(),
        row.admission_code.clone(),
        row.programme_name.clone(),
        row.score.to_string(),
        row.combination_code.clone(),
        row.confirmed_at.iso(),
        row.receipt_number.clone(),
    ]
}

/// The CSV file, written while it is sent. An error ends the transfer unfinished, so that the browser reports a
/// failed download and no half list passes for a whole one.
pub fn csv_body(list: ConfirmedList) -> Body {
    let head = stream::once(async { csv_lines([COLUMNS.map(|(name, _)| name.to_owned())]) })
        .map_ok(|line| [BYTE_ORDER_MARK, &line].concat())
        .map_err(unfinished);
    let rows = list
        .batches()
        .map(|batch| batch.map_err(unfinished).and_then(|rows| csv_lines(rows.iter().map(cells)).map_err(unfinished)));
    Body::from_stream(head.chain(rows))
}

fn unfinished(error: impl std::error::Error + Send + Sync + 'static) -> std::io::Error {
    tracing::error!(%error, "confirmed list left unfinished");
    std::io::Error::other(error)
}

/// The XLSX file. Every cell is text: numbers that identify keep their leading zeros, and nothing is a formula.
///
/// # Errors
/// `Unavailable` when the database stops answering; `Internal`.
pub async fn xlsx_body(list: ConfirmedList) -> Result<Body, WebError> {
    let mut workbook = Workbook::new();
    begin_sheet(&mut workbook).map_err(unwritten)?;
    let mut batches = pin!(list.batches());
    let mut line = 0;
    while let Some(batch) = batches.try_next().await? {
        add_rows(&mut workbook, &batch, &mut line).map_err(unwritten)?;
    }
    // Compressing takes a while for a long list.
    let bytes = tokio::task::spawn_blocking(move || workbook.save_to_buffer());
    let bytes = bytes.await.map_err(|_| WebError::Internal)?.map_err(unwritten)?;
    Ok(Body::from(bytes))
}

/// Rows go to a temporary file of the library, which has no name and ends with the workbook.
fn begin_sheet(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet_with_constant_memory();
    sheet.set_name("Xác nhận nhập học")?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?.write_string_with_format(0, column, name, &bold)?;
    }
    Ok(())
}

fn add_rows(workbook: &mut Workbook, rows: &[ConfirmedCandidate], line: &mut u32) -> Result<(), XlsxError> {
    let sheet = workbook.worksheet_from_index(0)?;
    // `@` keeps a cell text also when someone edits it.
    let text = Format::new().set_num_format("@");
    for row in rows {
        *line += 1;
        for (column, cell) in (0..).zip(cells(row)) {
            sheet.write_string_with_format(*line, column, cell, &text)?;
        }
    }
    Ok(())
}

fn unwritten(error: XlsxError) -> WebError {
    tracing::error!(%error, "workbook");
    WebError::Internal
}
