//! Keeps parts of a page fresh: asks the server for them after as long as it says, less and less often, until it says no
//! more. It owns no rule and no word. What has changed is put in its place; where the keyboard is, nothing moves, and a
//! window that nobody sees asks nothing.

use std::{rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, RequestInit, RequestRedirect, Response};

/// While the keyboard keeps a change from its place, and while nobody looks, it is tried again so soon.
const TRY_AGAIN_S: u16 = 5;
/// The longest wait for a server that does not answer.
const LONGEST_S: u16 = 120;

/// Asks the address in the page's `data-live-parts` for the parts of the page, first after `data-after` seconds.
#[island]
pub fn LiveParts() -> impl IntoView {
    Effect::new(|_| begin());
    view! { <span hidden></span> }
}

fn begin() -> Option<()> {
    let root = document().query_selector("[data-live-parts]").ok()??;
    wait(root.get_attribute("data-live-parts")?.into(), root.get_attribute("data-after")?.parse().ok()?);
    Some(())
}

fn wait(address: Rc<str>, seconds: u16) {
    let look = move || {
        if document().hidden() {
            wait(address, TRY_AGAIN_S);
        } else {
            spawn_local(look(address, seconds));
        }
    };
    set_timeout(look, Duration::from_secs(u64::from(seconds)));
}

async fn look(address: Rc<str>, seconds: u16) {
    match answer(&address).await {
        Ok(Some(answer)) => {
            let is_all_shown = show(&answer);
            let again = answer.get_attribute("data-again").and_then(|seconds| seconds.parse().ok());
            if let Some(seconds) = again.or_else(|| (!is_all_shown).then_some(TRY_AGAIN_S)) {
                wait(address, seconds);
            }
        }
        // Nobody is signed in any more, or there is nothing to show: the page stays as it is.
        Ok(None) => {}
        Err(_) => wait(address, seconds.saturating_mul(2).clamp(TRY_AGAIN_S, LONGEST_S)),
    }
}

/// The answer's own element; `None` where the server has nothing for this page.
async fn answer(address: &str) -> Result<Option<Element>, JsValue> {
    let request = RequestInit::new();
    request.set_redirect(RequestRedirect::Manual);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await?.dyn_into()?;
    match response.status() {
        200 => {}
        status if status >= 500 || status == 429 => return Err(JsValue::NULL),
        _ => return Ok(None),
    }
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let holder = document().create_element("div")?;
    holder.set_inner_html(&html);
    Ok(holder.first_element_child().filter(|answer| answer.has_attribute("data-again")))
}

/// Puts every part that has changed in its place; whether all could be.
fn show(answer: &Element) -> bool {
    let mut is_all_shown = true;
    let mut next = answer.first_element_child();
    while let Some(fresh) = next {
        is_all_shown &= put(&fresh).unwrap_or(true);
        next = fresh.next_element_sibling();
    }
    is_all_shown
}

/// `None` where the page has no such part.
fn put(fresh: &Element) -> Option<bool> {
    let name = fresh.get_attribute("data-live")?;
    let shown = document().query_selector(&["[data-live=\"", &name, "\"]"].concat()).ok()??;
    let version = fresh.get_attribute("data-version")?;
    if shown.get_attribute("data-version").is_some_and(|shown| shown == version) {
        return Some(true);
    }
    if document().active_element().is_some_and(|active| shown.contains(Some(&active))) {
        return Some(false);
    }
    shown.set_inner_html(&fresh.inner_html());
    shown.set_attribute("data-version", &version).ok()?;
    Some(true)
}
