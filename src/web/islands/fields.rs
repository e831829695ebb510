//! What stands in a form, as its islands read it.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

/// What would be sent now.
pub fn encoded(form: &HtmlFormElement) -> Result<UrlSearchParams, JsValue> {
    UrlSearchParams::new_with_str_sequence_sequence(&FormData::new_with_form(form)?.into())
}

/// The form as the server wrote it, whatever was typed before the script came.
pub fn as_served(form: &HtmlFormElement) -> Option<HtmlFormElement> {
    let served: HtmlFormElement = form.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    served.reset();
    Some(served)
}
