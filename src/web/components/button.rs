//! Buttons do something, links go somewhere; both may look like either.

use leptos::prelude::*;

use super::field::attribute;

/// How a button looks, by its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// The one thing to do on a page.
    #[default]
    Primary,
    /// Something else to do.
    Secondary,
    /// Something that cannot be undone.
    Warning,
    /// Something small beside other things.
    Link,
}

impl ButtonLook {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button",
            Self::Secondary => "button button-secondary",
            Self::Warning => "button button-warning",
            Self::Link => "button-like-link",
        }
    }
}

/// A button that submits its form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Button<'a> {
    /// How it looks.
    pub look: ButtonLook,
    /// What it does, beginning with a verb.
    pub label: &'a str,
    /// What only a screen reader says after the label, e.g. the name of the row; empty for none.
    pub hidden: &'a str,
    /// The name in the form; empty for none.
    pub name: &'a str,
    /// The value in the form.
    pub value: &'a str,
    /// The identifier; empty for none.
    pub id: &'a str,
    /// Where it sends the form instead of the form's own address; empty for there.
    pub action: &'a str,
    /// The key that presses it, where an island hears keys; empty for none.
    pub key: &'a str,
    /// Whether it does nothing just now; it keeps its place.
    pub is_disabled: bool,
    /// Whether the keyboard is here when the page opens, to go on after a step.
    pub is_focused: bool,
}

/// Shows a button that submits its form.
#[must_use]
pub fn button(button: Button<'_>) -> AnyView {
    let hidden = attribute(button.hidden).map(|hidden| view! { <span class="visually-hidden">" "{hidden}</span> });
    let value = (!button.name.is_empty()).then(|| button.value.to_owned());
    view! {
        <button
            class=button.look.class()
            type="submit"
            id=attribute(button.id)
            name=attribute(button.name)
            value=value
            formaction=attribute(button.action)
            aria-keyshortcuts=attribute(button.key)
            disabled=button.is_disabled
            autofocus=button.is_focused
        >
            {button.label.to_owned()}
            {hidden}
        </button>
    }
    .into_any()
}

/// The primary button of a form.
#[must_use]
pub fn submit(label: &str) -> AnyView {
    button(Button { label, ..Button::default() })
}

/// A link that looks like a button, to begin or go on.
#[must_use]
pub fn button_link(look: ButtonLook, label: &str, href: &str) -> AnyView {
    view! { <a class=look.class() href=href.to_owned()>{label.to_owned()}</a> }.into_any()
}

/// Buttons beside each other, and beneath each other on a phone.
#[must_use]
pub fn buttons(buttons: Vec<AnyView>) -> AnyView {
    view! { <div class="buttons">{buttons}</div> }.into_any()
}
