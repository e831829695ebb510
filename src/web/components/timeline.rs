//! What happened, in order: a moment and what it brought.

use leptos::prelude::*;

use super::values::exact_instant_view;
use crate::domain::time::Instant;

/// Shows `entries` in the order given.
#[must_use]
pub fn timeline(entries: Vec<(Instant, AnyView)>) -> AnyView {
    let items: Vec<_> = entries
        .into_iter()
        .map(|(at, what)| {
            view! {
                <li class="timeline-entry">
                    <p class="timeline-time">{exact_instant_view(at)}</p>
                    <div class="timeline-what">{what}</div>
                </li>
            }
        })
        .collect();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
