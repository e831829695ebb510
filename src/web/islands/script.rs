//! The script element that starts a page's islands.

use leptos::prelude::*;

/// Loads `public/islands.js`, which loads the module and starts every island on the page. Pages without an
/// island do not bring it.
#[must_use]
pub fn script(nonce: &str) -> AnyView {
    let nonce = nonce.to_owned();
    view! { <script type="module" src="/islands.js" nonce=nonce></script> }.into_any()
}
