//! What all fields share: label, hint, error, and how they are tied to the input.

use leptos::prelude::*;

use crate::{
    domain::field_errors::FieldErrorCode,
    web::i18n::{Lang, field_errors::sentence},
};

/// The words around an input.
pub(super) struct Words {
    lang: Lang,
    id: String,
    label: String,
    hint: String,
    error: Option<String>,
    is_optional: bool,
}

impl Words {
    pub(super) fn new(lang: Lang, id: &str, label: &str, hint: &str, error: Option<&FieldErrorCode>) -> Self {
        let error = error.map(|code| sentence(lang, code));
        Self { lang, id: id.to_owned(), label: label.to_owned(), hint: hint.to_owned(), error, is_optional: false }
    }

    pub(super) const fn optional(mut self, is_optional: bool) -> Self {
        self.is_optional = is_optional;
        self
    }

    pub(super) const fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// The identifiers of hint and error, for `aria-describedby`.
    pub(super) fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn label_text(&self) -> String {
        let optional = if self.is_optional { self.lang.t(" (không bắt buộc)", " (optional)") } else { "" };
        format!("{}{optional}", self.label)
    }

    fn hint_and_error(&self) -> AnyView {
        let lang = self.lang;
        let hint = (!self.hint.is_empty())
            .then(|| view! { <p class="hint" id=format!("{}-hint", self.id)>{self.hint.clone()}</p> });
        let error = self.error.clone().map(|error| {
            view! {
                <p class="field-error" id=format!("{}-error", self.id)>
                    <span class="visually-hidden">{lang.t("Lỗi: ", "Error: ")}</span>
                    {error}
                </p>
            }
        });
        view! { {hint} {error} }.into_any()
    }

    fn class(&self) -> &'static str {
        if self.has_error() { "field field-with-error" } else { "field" }
    }

    /// Label, hint, error and one input, in this order.
    pub(super) fn around(self, input: AnyView) -> AnyView {
        view! {
            <div class=self.class()>
                <label class="label" for=self.id.clone()>{self.label_text()}</label>
                {self.hint_and_error()}
                {input}
            </div>
        }
        .into_any()
    }

    /// The same around several inputs, which a legend names.
    pub(super) fn around_group(self, inputs: AnyView) -> AnyView {
        view! {
            <div class=self.class()>
                <fieldset class="fieldset" aria-describedby=self.described_by()>
                    <legend class="label">{self.label_text()}</legend>
                    {self.hint_and_error()}
                    {inputs}
                </fieldset>
            </div>
        }
        .into_any()
    }

    /// Hint and error above one box that carries its label itself.
    pub(super) fn above(self, input: AnyView) -> AnyView {
        view! { <div class=self.class()>{self.hint_and_error()} {input}</div> }.into_any()
    }
}

/// The identifier of an input: its own, or else its name.
pub(super) fn id_or_name(id: &str, name: &str) -> String {
    if id.is_empty() { name.to_owned() } else { id.to_owned() }
}

/// `value`, or no attribute at all.
pub(super) fn attribute(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// Several fields that belong together, under a heading of their own.
#[must_use]
pub fn fieldset(legend: &str, fields: AnyView) -> AnyView {
    view! {
        <fieldset class="fieldset fieldset-section">
            <legend class="legend">{legend.to_owned()}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}
