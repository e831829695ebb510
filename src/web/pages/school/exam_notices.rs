//! `/school/exam-notices.pdf`: the exam notices of the unit, to be printed and handed out.

use axum::response::Response;

use super::sign_off;
use crate::{
    usecases::school::print_exam_notices,
    web::{
        downloads::{attachment, paper::notice::notices_pdf},
        error::WebError,
        page::Page,
    },
};

/// Where the file is.
pub const PATH: &str = "/school/exam-notices.pdf";

/// `GET /school/exam-notices.pdf`. Before there is a number: the unit's list, which says so.
///
/// # Errors
/// `Unavailable`; `Internal` where the paper cannot be set.
pub async fn get_pdf(page: Page) -> Result<Response, WebError> {
    let notices = print_exam_notices::run(&page.ctx, &page.actor, page.season.year).await?;
    if notices.is_empty() {
        return Ok(page.see_other(sign_off::PATH));
    }
    let pdf = notices_pdf(page.lang, &notices).await?;
    Ok(attachment("application/pdf", "giay-bao-du-thi.pdf", pdf.into()))
}
