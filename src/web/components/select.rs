//! One of a long list. For up to about seven options use radios.

use leptos::prelude::*;

use super::{
    choices::Choice,
    field::{Words, attribute, id_or_name},
    text_input::Width,
};
use crate::{domain::field_errors::FieldErrorCode, web::i18n::Lang};

/// A list to choose from.
#[derive(Clone, Debug, Default)]
pub struct Select<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The name in the form.
    pub name: &'a str,
    /// The identifier; the name when empty.
    pub id: &'a str,
    /// What to choose.
    pub label: &'a str,
    /// What helps to choose; empty for none.
    pub hint: &'a str,
    /// The value chosen before; empty for none.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a FieldErrorCode>,
    /// The options. Their hints are not shown.
    pub options: Vec<Choice<'a>>,
    /// The key that leads to it, where an island hears keys; empty for none.
    pub key: &'a str,
    /// The `autocomplete` token; empty for none.
    pub autocomplete: &'a str,
    /// The width.
    pub width: Width,
    /// Whether nothing may be chosen; then the label says so.
    pub is_optional: bool,
    /// What is meant while nothing is chosen, e.g. `Tất cả` of a filter; empty where something has to be chosen.
    pub unchosen: &'a str,
}

/// Shows a list to choose from; nothing is chosen beforehand.
#[must_use]
pub fn select(field: Select<'_>) -> AnyView {
    let id = id_or_name(field.id, field.name);
    let words = Words::new(field.lang, &id, field.label, field.hint, field.error).optional(field.is_optional);
    let options: Vec<_> = field
        .options
        .iter()
        .map(|option| {
            let is_chosen = option.value == field.value;
            view! { <option value=option.value.to_owned() selected=is_chosen>{option.label.to_owned()}</option> }
        })
        .collect();
    let unchosen =
        if field.unchosen.is_empty() { field.lang.t("– Chọn –", "– Choose –") } else { field.unchosen };
    let input = view! {
        <select
            class=field.width.class()
            id=id
            name=field.name.to_owned()
            autocomplete=attribute(field.autocomplete)
            aria-keyshortcuts=attribute(field.key)
            aria-describedby=words.described_by()
            aria-invalid=words.has_error().then_some("true")
        >
            <option value="">{unchosen.to_owned()}</option>
            {options}
        </select>
    };
    words.around(input.into_any())
}
