//! One of few (radios), several of few (checkboxes), or one box to tick.

use leptos::prelude::*;

use super::field::{Words, id_or_name};
use crate::{domain::field_errors::FieldErrorCode, web::i18n::Lang};

/// One option.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The value in the form.
    pub value: &'a str,
    /// What people read.
    pub label: &'a str,
    /// What helps to decide; empty for none.
    pub hint: &'a str,
}

/// A question with its options.
#[derive(Clone, Debug, Default)]
pub struct Choices<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The name in the form, the same for all options.
    pub name: &'a str,
    /// The identifier of the first option, and the stem of the others; the name when empty.
    pub id: &'a str,
    /// The question.
    pub label: &'a str,
    /// What helps to answer; empty for none.
    pub hint: &'a str,
    /// The values chosen before: at most one for radios.
    pub chosen: &'a [&'a str],
    /// What is wrong with the answer.
    pub error: Option<&'a FieldErrorCode>,
    /// The options.
    pub options: Vec<Choice<'a>>,
    /// Whether the options stand in a row where there is room, as for yes and no.
    pub is_inline: bool,
    /// Whether it may stay open; then the question says so.
    pub is_optional: bool,
}

/// Shows a question with one answer.
#[must_use]
pub fn radios(question: Choices<'_>) -> AnyView {
    group(question, "radio")
}

/// Shows a question with any number of answers.
#[must_use]
pub fn checkboxes(question: Choices<'_>) -> AnyView {
    group(question, "checkbox")
}

fn group(question: Choices<'_>, kind: &'static str) -> AnyView {
    let stem = id_or_name(question.id, question.name);
    let words =
        Words::new(question.lang, &stem, question.label, question.hint, question.error).optional(question.is_optional);
    let options: Vec<AnyView> = question
        .options
        .iter()
        .enumerate()
        .map(|(index, option)| {
            let id = if index == 0 { stem.clone() } else { format!("{stem}-{}", index + 1) };
            let is_chosen = question.chosen.contains(&option.value);
            choice(kind, id, question.name, *option, is_chosen, None)
        })
        .collect();
    let class = if question.is_inline { "choices choices-inline" } else { "choices" };
    words.around_group(view! { <div class=class>{options}</div> }.into_any())
}

fn choice(
    kind: &'static str,
    id: String,
    name: &str,
    option: Choice<'_>,
    is_chosen: bool,
    described_by: Option<String>,
) -> AnyView {
    let hint_id = (!option.hint.is_empty()).then(|| format!("{id}-choice-hint"));
    let hint = hint_id.clone().map(|hint_id| view! { <span class="hint" id=hint_id>{option.hint.to_owned()}</span> });
    let described_by: Vec<String> = described_by.into_iter().chain(hint_id).collect();
    let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
    view! {
        <div class="choice">
            <input
                type=kind
                id=id.clone()
                name=name.to_owned()
                value=option.value.to_owned()
                checked=is_chosen
                aria-describedby=described_by
            />
            <div class="choice-words">
                <label for=id>{option.label.to_owned()}</label>
                {hint}
            </div>
        </div>
    }
    .into_any()
}

/// One box to tick, such as a promise.
#[derive(Clone, Copy, Debug, Default)]
pub struct Checkbox<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The name in the form.
    pub name: &'a str,
    /// The identifier; the name when empty.
    pub id: &'a str,
    /// The value in the form when ticked; `true` when empty.
    pub value: &'a str,
    /// What ticking it says.
    pub label: &'a str,
    /// What helps to decide; empty for none.
    pub hint: &'a str,
    /// Whether it was ticked before.
    pub is_ticked: bool,
    /// What is wrong with it.
    pub error: Option<&'a FieldErrorCode>,
}

/// Shows one box to tick.
#[must_use]
pub fn checkbox(field: Checkbox<'_>) -> AnyView {
    let id = id_or_name(field.id, field.name);
    let words = Words::new(field.lang, &id, "", "", field.error);
    let value = if field.value.is_empty() { "true" } else { field.value };
    let option = Choice { value, label: field.label, hint: field.hint };
    let described_by = words.described_by();
    words.above(choice("checkbox", id, field.name, option, field.is_ticked, described_by))
}
