//! What has just been done, with its number. No links inside.

use leptos::prelude::*;

/// The confirmation of a page; `title` is the page's heading. `reference` is the number to keep, with its name.
#[must_use]
pub fn panel(title: &str, reference: Option<(&str, &str)>) -> AnyView {
    let reference = reference.map(|(name, number)| {
        view! {
            <p class="panel-reference">
                {name.to_owned()} <br /> <strong>{number.to_owned()}</strong>
            </p>
        }
    });
    view! {
        <div class="panel">
            <h1 class="panel-title">{title.to_owned()}</h1>
            {reference}
        </div>
    }
    .into_any()
}
