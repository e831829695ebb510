//! A few numbers that matter, large.

use leptos::prelude::*;

/// One number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figure<'a> {
    /// What it counts.
    pub label: &'a str,
    /// The number, as people read it.
    pub number: &'a str,
    /// What it compares with; empty for none.
    pub note: &'a str,
}

/// Shows numbers beside each other.
#[must_use]
pub fn figures(figures: &[Figure<'_>]) -> AnyView {
    let items: Vec<_> = figures
        .iter()
        .map(|figure| {
            let note =
                (!figure.note.is_empty()).then(|| view! { <dd class="figure-note">{figure.note.to_owned()}</dd> });
            view! {
                <div class="figure">
                    <dt>{figure.label.to_owned()}</dt>
                    <dd class="figure-number">{figure.number.to_owned()}</dd>
                    {note}
                </div>
            }
        })
        .collect();
    view! { <dl class="figures">{items}</dl> }.into_any()
}
