//! One line of text: names, numbers, dates, passwords.

use leptos::prelude::*;

use super::{
    choices::Choice,
    field::{Words, attribute, id_or_name},
};
use crate::{domain::field_errors::FieldErrorCode, web::i18n::Lang};

/// What is typed. Decides the keyboard of a phone; nothing is checked in the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Words.
    #[default]
    Text,
    /// Digits only, e.g. a personal number.
    Digits,
    /// A number with decimals, e.g. a mark.
    Decimal,
    /// A telephone number.
    Tel,
    /// An e-mail address.
    Email,
    /// A password: hidden while typed and never sent back.
    Password,
    /// A calendar day as `DD/MM/YYYY`. Plain text, because browsers show their own date input in the order of
    /// their own language, where 05/03 may be the third of May.
    Date,
    /// A day and time in Vietnam, `YYYY-MM-DDTHH:MM` in the form.
    DateTime,
    /// Words to search for.
    Search,
}

impl InputKind {
    const fn type_and_mode(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Digits => ("text", Some("numeric")),
            Self::Decimal => ("text", Some("decimal")),
            Self::Tel => ("tel", None),
            Self::Email => ("email", None),
            Self::Password => ("password", None),
            Self::Date => ("text", None),
            Self::DateTime => ("datetime-local", None),
            Self::Search => ("search", None),
        }
    }

    /// Names and codes are not words of a dictionary.
    const fn spellcheck(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            _ => Some("false"),
        }
    }
}

/// How wide the input is; it hints at the length of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// The column.
    #[default]
    Full,
    /// About 20 characters.
    Medium,
    /// About 10 characters.
    Short,
    /// About 4 characters.
    Tiny,
}

impl Width {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Full => "input",
            Self::Medium => "input input-medium",
            Self::Short => "input input-short",
            Self::Tiny => "input input-tiny",
        }
    }
}

/// A field of one line.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextInput<'a> {
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
    /// What is typed.
    pub kind: InputKind,
    /// The `autocomplete` token, e.g. `tel`; empty for none.
    pub autocomplete: &'a str,
    /// The width.
    pub width: Width,
    /// Whether it may stay empty; then the label says so.
    pub is_optional: bool,
    /// Values that the browser proposes while one types, with their labels; anything else may be typed too.
    pub suggestions: &'a [Choice<'a>],
}

/// Shows a field of one line.
#[must_use]
pub fn text_input(field: TextInput<'_>) -> AnyView {
    let id = id_or_name(field.id, field.name);
    let words = Words::new(field.lang, &id, field.label, field.hint, field.error).optional(field.is_optional);
    let (kind, mode) = field.kind.type_and_mode();
    let value = if field.kind == InputKind::Password { "" } else { field.value };
    let list_id = (!field.suggestions.is_empty()).then(|| format!("{id}-suggestions"));
    let suggestions = list_id.clone().map(|list_id| {
        let options: Vec<_> = field
            .suggestions
            .iter()
            .map(|option| view! { <option value=option.value.to_owned()>{option.label.to_owned()}</option> })
            .collect();
        view! { <datalist id=list_id>{options}</datalist> }
    });
    let input = view! {
        <input
            class=field.width.class()
            id=id
            list=list_id
            name=field.name.to_owned()
            type=kind
            inputmode=mode
            value=attribute(value)
            autocomplete=attribute(field.autocomplete)
            spellcheck=field.kind.spellcheck()
            aria-describedby=words.described_by()
            aria-invalid=words.has_error().then_some("true")
        />
        {suggestions}
    };
    words.around(input.into_any())
}
