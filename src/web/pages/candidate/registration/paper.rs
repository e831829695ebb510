//! The registration as a paper: a page to print, and the same as PDF.

use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::prelude::*;

use super::{HOME, own_file_path, portrait};
use crate::{
    usecases::candidate::view_paper::{self, Paper},
    web::{
        components::{ButtonLook, SummaryRow, back_link, button_link, buttons, summary_list},
        downloads::{
            attachment,
            paper::registration::{PaperData, registration_pdf},
        },
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// Where the PDF is.
const PDF: &str = "/candidate/registration/paper.pdf";

/// `GET /candidate/registration/paper`. What is not handed in has no paper: then the task list.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    match view_paper::run(&page.ctx, &page.actor).await? {
        Some(paper) => {
            let data = PaperData::of(page.lang, &paper);
            Ok(page.ok(data.title, || view(page.lang, &paper, &data)))
        }
        None => Ok(page.see_other(HOME)),
    }
}

/// `GET /candidate/registration/paper.pdf`
///
/// # Errors
/// As [`get`]; `Internal` where the paper cannot be set.
pub async fn get_pdf(page: Page) -> Result<Response, WebError> {
    let Some(paper) = view_paper::run(&page.ctx, &page.actor).await? else { return Ok(page.see_other(HOME)) };
    let pdf = registration_pdf(page.lang, &paper).await?;
    let name = format!("phieu-dang-ky-du-thi-{}.pdf", paper.version.number);
    Ok(attachment("application/pdf", &name, pdf.into()))
}

fn view(lang: Lang, paper: &Paper, data: &PaperData) -> AnyView {
    let rows = |rows: &[(&'static str, String)]| {
        summary_list(lang, rows.iter().map(|(key, value)| SummaryRow::answer(lang, *key, value)).collect())
    };
    let sections: Vec<_> = data
        .sections
        .iter()
        .map(|section| {
            view! {
                <h2>{section.title}</h2>
                {rows(&section.rows)}
            }
        })
        .collect();
    let qr = format!("data:image/svg+xml;base64,{}", STANDARD.encode(&paper.qr_svg));
    let picture = paper.version.content.portrait.map(|file| portrait::picture(lang, &own_file_path(file)));
    view! {
        {back_link(lang, HOME)}
        <h1>{data.title}</h1>
        {buttons(vec![button_link(ButtonLook::Primary, lang.t("Tải bản PDF", "Download as PDF"), PDF)])}
        {rows(&data.head)}
        {picture}
        {sections}
        <h2>{data.check_title}</h2>
        <p>{data.check_words}</p>
        <p>
            <img class="qr-code" src=qr alt=data.qr_alt.clone() width="240" height="240" />
        </p>
        <p>
            <a href=data.address.clone()>{data.address.clone()}</a>
            <br />
            {data.code_label}
            ": "
            <strong>{data.code.clone()}</strong>
        </p>
    }
    .into_any()
}
