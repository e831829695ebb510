//! The appeals that wait for a council, as CSV, for those who fetch the papers to be marked again.

use axum::body::Body;

use super::{BYTE_ORDER_MARK, csv_lines};
use crate::{
    usecases::department::mark_appeals::CouncilAppeal,
    web::{
        error::WebError,
        i18n::{Lang, exam::subject_name},
    },
};

const COLUMNS: [&str; 5] = ["Môn", "Số báo danh", "Điểm đã công bố", "Đơn vị đăng ký dự thi", "Nộp lúc"];

/// The CSV file: no name of a candidate, for papers are marked under numbers alone.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn csv_body(appeals: &[CouncilAppeal]) -> Result<Body, WebError> {
    let head = [COLUMNS.map(str::to_owned)];
    let lines = csv_lines(head.into_iter().chain(appeals.iter().map(cells))).map_err(|error| {
        tracing::error!(%error, "appeals against marks");
        WebError::Internal
    })?;
    Ok(Body::from([BYTE_ORDER_MARK, &lines].concat()))
}

fn cells(appeal: &CouncilAppeal) -> [String; 5] {
    [
        subject_name(Lang::Vi, appeal.subject).to_owned(),
        appeal.number.clone(),
        appeal.published.to_string(),
        appeal.unit_name.clone(),
        appeal.submitted_at.iso(),
    ]
}
