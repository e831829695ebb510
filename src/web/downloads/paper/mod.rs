//! Papers to hold, as PDF: A4, tagged for those who hear it (PDF/UA-1), with fonts that carry Vietnamese within the file.
//!
//! `typst` sets the type: it breaks lines and pages, embeds and subsets the fonts, and writes the tags, none of which is
//! the portal's business. It is large, so it is known here alone. A template takes everything from `data.json`, so that
//! nothing anybody typed is ever read as markup; it sees the files given to it and nothing of the machine.

pub mod notice;
pub mod registration;
mod sheet;
pub mod slip;

use std::sync::{Arc, LazyLock};

use serde::Serialize;
use tokio::sync::Semaphore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::sheet::Sheet;
use crate::{
    usecases::heavy_work::{self, Places},
    web::error::WebError,
};

/// Papers that are set at a time: each takes a core for some tenths of a second.
static AT_A_TIME: Places = LazyLock::new(|| Arc::new(Semaphore::new(2)));
static OPTIONS: LazyLock<PdfOptions> = LazyLock::new(|| PdfOptions {
    standards: PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default(),
    ..PdfOptions::default()
});

/// What a template is given.
struct Filled<'a, Data> {
    template: &'static str,
    data: &'a Data,
    /// Pictures by the names under which the template knows them.
    pictures: Vec<(String, Vec<u8>)>,
}

/// The PDF document that the template makes of its data.
async fn pdf<Data: Serialize>(filled: Filled<'_, Data>) -> Result<Vec<u8>, WebError> {
    let data = serde_json::to_vec(filled.data).map_err(|_| WebError::Internal)?;
    let files = filled.pictures.into_iter().chain([("data.json".to_owned(), data)]).collect();
    let sheet = Sheet::new(filled.template, files);
    let set = heavy_work::on_a_thread(&AT_A_TIME, move || set(&sheet)).await;
    set.map_err(|_| WebError::Internal)?.map_err(|problem| {
        tracing::error!(problem, "paper");
        WebError::Internal
    })
}

/// Sets the sheet; a problem is told in the words of the template, never of the data.
fn set(sheet: &Sheet) -> Result<Vec<u8>, String> {
    let first = |problems: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        problems.first().map(|problem| problem.message.to_string()).unwrap_or_default()
    };
    let document = typst::compile::<PagedDocument>(sheet).output.map_err(first)?;
    let bytes = typst_pdf::pdf(&document, &OPTIONS).map_err(first);
    // What was remembered of this paper is of no use for the next.
    typst::comemo::evict(0);
    bytes
}
