//! The catalogue of programmes, for everyone.

pub mod programme;
pub mod search;

use leptos::prelude::*;

use crate::{domain::admission::programme::ProgrammeSummary, web::i18n::Lang};

/// The address of a programme's page.
#[must_use]
pub fn programme_href(programme: &ProgrammeSummary) -> String {
    format!("/catalogue/{}/{}", programme.institution_code, programme.admission_code)
}

/// Institution and codes, the line under a programme's name.
#[must_use]
pub fn programme_codes(lang: Lang, programme: &ProgrammeSummary) -> AnyView {
    view! {
        <span class="programme-codes">
            {programme.institution_name.clone()} " · " {lang.t("mã trường ", "institution ")}
            <strong>{programme.institution_code.to_string()}</strong> " · " {lang.t("mã xét tuyển ", "admission code ")}
            <strong>{programme.admission_code.clone()}</strong>
        </span>
    }
    .into_any()
}
