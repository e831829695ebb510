//! Search as you type: posts nothing, owns nothing. While someone types in a search form, the results
//! below it are replaced by what the same address gives for the new words; the form itself stays as the
//! server wrote it, and works alone without this.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlFormElement, Response, UrlSearchParams};

use super::fields::{as_served, encoded};

/// How long typing has to pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(250);

/// Watches the page's form with `data-live-search`, which is the id of the element with the results, and refreshes that.
#[island]
pub fn LiveSearch() -> impl IntoView {
    Effect::new(|_| watch());
    view! { <span hidden></span> }
}

/// `None` where the page has no such elements: then there is nothing to enhance.
fn watch() -> Option<()> {
    let document = document();
    let form: HtmlFormElement = document.query_selector("[data-live-search]").ok()??.dyn_into().ok()?;
    let results = document.get_element_by_id(&form.get_attribute("data-live-search")?)?;
    let latest = Rc::new(Cell::new(0_u32));
    let watched = form.clone();
    let search = move || {
        let turn = latest.get().wrapping_add(1);
        latest.set(turn);
        let (latest, form, results) = (Rc::clone(&latest), watched.clone(), results.clone());
        set_timeout(
            move || {
                if latest.get() == turn {
                    // A failed request leaves the results as they were; the form's button still works.
                    spawn_local(async move {
                        drop(refresh(&form, &results, || latest.get() == turn).await);
                    });
                }
            },
            PAUSE,
        );
    };
    // Somebody may have been quicker than the script.
    let text = |form: &HtmlFormElement| encoded(form).ok().map(|fields| fields.to_string());
    if text(&form) != text(&as_served(&form)?) {
        search();
    }
    let on_input = Closure::<dyn Fn()>::new(search);
    form.add_event_listener_with_callback("input", on_input.as_ref().unchecked_ref()).ok()?;
    on_input.forget();
    Some(())
}

/// Asks for the results of what the form holds now, and shows them unless someone typed on meanwhile.
async fn refresh(form: &HtmlFormElement, results: &Element, is_latest: impl Fn() -> bool) -> Result<(), JsValue> {
    let parameters = encoded(form)?;
    let with = |parameters: &UrlSearchParams| [form.action(), parameters.to_string().into()].join("?");
    let address = with(&parameters);
    parameters.append("part", "results");
    let part = with(&parameters);
    let response: Response = JsFuture::from(window().fetch_with_str(&part)).await?.dyn_into()?;
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    if response.ok() && is_latest() {
        results.set_inner_html(&html);
        window().history()?.replace_state_with_url(&JsValue::NULL, "", Some(&address))?;
    }
    Ok(())
}
