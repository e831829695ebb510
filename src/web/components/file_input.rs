//! A file to choose. Its form says `enctype="multipart/form-data"` and posts to a door of `Doors::upload`.

use leptos::prelude::*;

use super::field::{Words, attribute, id_or_name};
use crate::{domain::field_errors::FieldErrorCode, web::i18n::Lang};

/// A field for one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileInput<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The name in the form.
    pub name: &'a str,
    /// The identifier; the name when empty.
    pub id: &'a str,
    /// What to choose.
    pub label: &'a str,
    /// Kinds and greatest size; empty for none.
    pub hint: &'a str,
    /// What the browser offers first, e.g. `.csv,.xlsx`; the server looks at the content.
    pub accept: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a FieldErrorCode>,
    /// Whether it may stay empty; then the label says so.
    pub is_optional: bool,
}

/// Shows a field for one file.
#[must_use]
pub fn file_input(field: FileInput<'_>) -> AnyView {
    let id = id_or_name(field.id, field.name);
    let words = Words::new(field.lang, &id, field.label, field.hint, field.error).optional(field.is_optional);
    let input = view! {
        <input
            class="input file-input"
            id=id
            name=field.name.to_owned()
            type="file"
            accept=attribute(field.accept)
            aria-describedby=words.described_by()
            aria-invalid=words.has_error().then_some("true")
        />
    };
    words.around(input.into_any())
}
