//! Work by the keyboard alone: J and K lead to the next and the record before, or through a list; A and R do what the page
//! says they do. It owns no rule: it presses what stands on the page anyway and says so (`aria-keyshortcuts`), and never
//! while somebody types.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Event, HtmlElement, KeyboardEvent};

/// The keys that are heard at all.
const KEYS: [&str; 4] = ["J", "K", "A", "R"];

/// Hears the keys of the page.
#[island]
pub fn QueueKeys() -> impl IntoView {
    Effect::new(|_| listen());
    view! { <span hidden></span> }
}

fn listen() -> Option<()> {
    let on_key = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            press(event);
        }
    });
    if let Some(legend) = find("[data-keys]") {
        legend.remove_attribute("hidden").ok()?;
    }
    document().add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref()).ok()?;
    on_key.forget();
    Some(())
}

fn press(event: &KeyboardEvent) -> Option<()> {
    let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
    if has_modifier || event.repeat() || event.default_prevented() || is_busy() {
        return None;
    }
    // Case by ASCII alone: the tables of all letters would be a part of the bundle.
    let key = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(&event.key()))?;
    let target = find(&["[aria-keyshortcuts=\"", key, "\"]"].concat()).or_else(|| row(key == "J"))?;
    event.prevent_default();
    match target.tag_name().as_str() {
        "A" | "BUTTON" if !target.has_attribute("data-row") => target.click(),
        _ => drop(target.focus()),
    }
    Some(())
}

/// Whether the keyboard is in a field, or a dialog is open.
fn is_busy() -> bool {
    let in_field = document()
        .active_element()
        .is_some_and(|active| active.matches("input, textarea, select, [contenteditable]").unwrap_or_default());
    in_field || find("dialog[open]").is_some()
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// The row after or before the one where the keyboard is; the first where it is in none.
fn row(is_next: bool) -> Option<HtmlElement> {
    let rows = document().query_selector_all("[data-row]").ok()?;
    let active = document().active_element();
    let at = (0..rows.length()).find(|index| {
        let row = rows.item(*index).and_then(|row| row.dyn_into::<web_sys::Element>().ok());
        row.is_some() && row == active
    });
    let wanted = match (at, is_next) {
        (None, _) => 0,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.checked_sub(1)?,
    };
    rows.item(wanted)?.dyn_into().ok()
}
