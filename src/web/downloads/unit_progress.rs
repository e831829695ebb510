//! The figures of a department's units as CSV, under the same names in every language of the pages.

use axum::body::Body;

use super::{BYTE_ORDER_MARK, csv_lines};
use crate::{domain::exam::progress::NamedProgress, web::error::WebError};

const COLUMNS: [&str; 14] = [
    "Mã đơn vị",
    "Đơn vị",
    "Có tên trong danh sách trường",
    "Đã đăng nhập",
    "Chưa đăng nhập",
    "Đang khai",
    "Chờ duyệt",
    "Trả lại",
    "Đã duyệt",
    "Đã chốt",
    "Đã ký",
    "Có số báo danh",
    "Không dự thi",
    "Chờ lâu nhất từ",
];

/// The CSV file.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn csv_body(units: &[NamedProgress]) -> Result<Body, WebError> {
    let head = [COLUMNS.map(str::to_owned)];
    let lines = csv_lines(head.into_iter().chain(units.iter().map(cells))).map_err(|error| {
        tracing::error!(%error, "figures of units");
        WebError::Internal
    })?;
    Ok(Body::from([BYTE_ORDER_MARK, &lines].concat()))
}

fn cells(unit: &NamedProgress) -> [String; 14] {
    let progress = &unit.progress;
    let count = |count: u32| count.to_string();
    [
        unit.code.clone(),
        unit.name.clone(),
        count(progress.on_roll),
        count(progress.signed_in),
        count(progress.absent),
        count(progress.filling_in()),
        count(progress.submitted),
        count(progress.returned),
        count(progress.approved),
        count(progress.signed_off),
        count(progress.signed),
        count(progress.numbered),
        count(progress.ended),
        progress.waiting_since.map(|since| since.iso()).unwrap_or_default(),
    ]
}
