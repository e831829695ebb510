//! Money, instants and days as people read them, and plain text as a view.

use leptos::prelude::*;

use crate::domain::{
    money::Dong,
    time::{Instant, short_date},
};

/// Plain text, where a view is asked for.
#[must_use]
pub fn text(value: impl Into<String>) -> AnyView {
    value.into().into_any()
}

/// An amount that never breaks across lines: `135.000 đ`.
#[must_use]
pub fn money(amount: Dong) -> AnyView {
    view! { <span class="money">{amount.to_string()}</span> }.into_any()
}

/// A moment on Vietnam's wall clock: `17:00 14/07/2026`.
#[must_use]
pub fn instant_view(instant: Instant) -> AnyView {
    view! { <time datetime=instant.iso()>{instant.short()}</time> }.into_any()
}

/// The same of an end, such as a deadline: midnight is `24:00` of the day that ends.
#[must_use]
pub fn end_view(end: Instant) -> AnyView {
    view! { <time datetime=end.iso()>{end.short_as_end()}</time> }.into_any()
}

/// A moment to the second: `17:00:05 14/07/2026`, where two in one minute have to be told apart.
#[must_use]
pub fn exact_instant_view(instant: Instant) -> AnyView {
    view! { <time datetime=instant.iso()>{instant.to_the_second()}</time> }.into_any()
}

/// A calendar day: `05/03/2008`.
#[must_use]
pub fn day_view(day: time::Date) -> AnyView {
    let shown = short_date(day);
    let machine: Vec<&str> = shown.rsplit('/').collect();
    view! { <time datetime=machine.join("-")>{shown.clone()}</time> }.into_any()
}
