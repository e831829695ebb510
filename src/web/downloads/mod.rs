//! Files that people take away: how rows become bytes, and the headers under which they travel.

pub mod class_list;
pub mod confirmed_list;
pub mod mark_appeals;
pub mod paper;
pub mod stored_file;
pub mod unit_progress;

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};

/// The content type of a CSV file.
pub const CSV_TYPE: &str = "text/csv; charset=utf-8";
/// By which spreadsheets know that a CSV file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Lines of a CSV file, of which no cell is a formula.
fn csv_lines<const CELLS: usize>(rows: impl IntoIterator<Item = [String; CELLS]>) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(harmless))?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// An answer that browsers save under `file_name` and nobody keeps on the way.
#[must_use]
pub fn attachment(content_type: &'static str, file_name: &str, body: Body) -> Response {
    let plain: String = file_name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::header};

    use super::{attachment, csv_lines, harmless};

    #[test]
    fn a_download_is_saved_under_a_plain_name_and_kept_by_nobody_on_the_way() {
        let response = attachment("text/csv", "a-B\"; \r\nđ1.csv", Body::empty());
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header(header::CONTENT_DISPOSITION), "attachment; filename=\"a-B1.csv\"");
        assert_eq!(header(header::CACHE_CONTROL), "no-store");
        assert_eq!(header(header::CONTENT_TYPE), "text/csv");
    }

    #[test]
    fn no_cell_begins_a_formula() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+84", "'+84"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("Nguyễn = An", "Nguyễn = An"),
            ("", ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(harmless(cell.to_owned()), expected);
        }
    }

    #[test]
    fn lines_end_with_crlf_and_quotes_are_doubled() {
        let mut row: [String; 11] = std::array::from_fn(|_| String::new());
        row[0] = "a,b".to_owned();
        row[1] = "c\"d".to_owned();
        row[2] = "=e\r\nf".to_owned();
        let lines = csv_lines([row]).unwrap();
        assert_eq!(String::from_utf8(lines).unwrap(), "\"a,b\",\"c\"\"d\",\"'=e\r\nf\",,,,,,,,\r\n");
    }
}
