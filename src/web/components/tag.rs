//! The status of a thing in a word or two. Not a link, not a button.

use leptos::prelude::*;

use super::tone::Tone;

/// Shows a status.
#[must_use]
pub fn tag(tone: Tone, label: &str) -> AnyView {
    view! { <strong class=format!("tag tag-{}", tone.as_str())>{label.to_owned()}</strong> }.into_any()
}
