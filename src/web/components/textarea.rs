//! Several lines of text.

use leptos::prelude::*;

use super::{
    field::{Words, attribute, id_or_name},
    raw_text::raw_text,
};
use crate::{domain::field_errors::FieldErrorCode, web::i18n::Lang};

const DEFAULT_ROWS: u8 = 5;

/// A field of several lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Textarea<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The name in the form.
    pub name: &'a str,
    /// The identifier; the name when empty.
    pub id: &'a str,
    /// What to enter.
    pub label: &'a str,
    /// What helps to enter it; empty for none.
    pub hint: &'a str,
    /// What was entered before.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a FieldErrorCode>,
    /// The number of lines shown; 5 when zero.
    pub rows: u8,
    /// The `autocomplete` token; empty for none.
    pub autocomplete: &'a str,
    /// Whether it may stay empty; then the label says so.
    pub is_optional: bool,
}

/// Shows a field of several lines.
#[must_use]
pub fn textarea(field: Textarea<'_>) -> AnyView {
    let id = id_or_name(field.id, field.name);
    let words = Words::new(field.lang, &id, field.label, field.hint, field.error).optional(field.is_optional);
    let rows = if field.rows == 0 { DEFAULT_ROWS } else { field.rows };
    let input = view! {
        <textarea
            class="input"
            id=id
            name=field.name.to_owned()
            rows=rows.to_string()
            autocomplete=attribute(field.autocomplete)
            aria-describedby=words.described_by()
            aria-invalid=words.has_error().then_some("true")
            inner_html=raw_text(field.value)
        ></textarea>
    };
    words.around(input.into_any())
}
