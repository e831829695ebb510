//! Text beside the main line: folded away, or set apart.

use leptos::prelude::*;

/// Text that unfolds at a touch, for the few who need it.
#[must_use]
pub fn details(summary: &str, body: AnyView) -> AnyView {
    view! {
        <details class="details">
            <summary>{summary.to_owned()}</summary>
            <div class="details-body">{body}</div>
        </details>
    }
    .into_any()
}

/// Text set apart from the rest.
#[must_use]
pub fn inset(body: AnyView) -> AnyView {
    view! { <div class="inset">{body}</div> }.into_any()
}
