//! What happens in what order, and where one is.

use leptos::prelude::*;

use super::field::attribute;
use crate::web::i18n::Lang;

/// Whether a step is behind, here or ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// Ahead, or in a list that is about nobody in particular.
    #[default]
    Ahead,
}

/// One step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step<'a> {
    /// What happens.
    pub title: &'a str,
    /// When, and what it means; empty for none.
    pub detail: &'a str,
    /// Whether it is behind, here or ahead.
    pub state: StepState,
}

/// Shows steps in order.
#[must_use]
pub fn steps(lang: Lang, steps: &[Step<'_>]) -> AnyView {
    let items: Vec<AnyView> = steps.iter().map(|step| one(lang, step)).collect();
    view! { <ol class="steps">{items}</ol> }.into_any()
}

fn one(lang: Lang, step: &Step<'_>) -> AnyView {
    let (class, word) = match step.state {
        StepState::Done => ("step step-done", lang.t(" – đã xong", " – done")),
        StepState::Current => ("step step-current", lang.t(" – hiện tại", " – now")),
        StepState::Ahead => ("step", ""),
    };
    let word = attribute(word).map(|word| view! { <span class="quiet">{word}</span> });
    let current = (step.state == StepState::Current).then_some("step");
    let detail = attribute(step.detail).map(|detail| view! { <p class="hint">{detail}</p> });
    view! {
        <li class=class aria-current=current>
            <p class="step-title"><strong>{step.title.to_owned()}</strong>{word}</p>
            {detail}
        </li>
    }
    .into_any()
}
