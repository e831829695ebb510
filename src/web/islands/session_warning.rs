//! Warns before the session ends, and lets it last longer. It knows no limit and holds no word: the page says when to
//! look (`data-left`: seconds without use, seconds in any case, seconds of warning), the server how much is left then,
//! and the dialogs (`web/session_frame`) are in the page already. Without it the session ends just the same.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, FormData, HtmlDialogElement, HtmlFormElement, RequestInit, Response, UrlSearchParams};

/// How long to wait when the server did not answer.
const RETRY_S: i32 = 20;

/// Watches the session of the page.
#[island]
pub fn SessionWarning() -> impl IntoView {
    Effect::new(|_| watch());
    view! { <span hidden></span> }
}

/// The latest timer; an older one does nothing.
type Turn = Rc<Cell<u32>>;

/// `None` where the page holds no such dialogs.
fn watch() -> Option<()> {
    let root = document().get_element_by_id("session-warning")?;
    let left = root.get_attribute("data-left")?;
    let warning: i32 = left.split(' ').nth(2)?.parse().ok()?;
    let turn = Turn::default();
    let extending = Rc::clone(&turn);
    let on_submit = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        // The buttons that only close a dialog have a form as well.
        if let Some(form) = form.filter(|form| form.method() == "post") {
            event.prevent_default();
            spawn_local(ask(Rc::clone(&extending), warning, Some(form)));
        }
    });
    root.add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref()).ok()?;
    on_submit.forget();
    judge(&turn, warning, &left);
    Some(())
}

/// Shows what `left` asks for, and looks again in time.
fn judge(turn: &Turn, warning: i32, left: &str) {
    let mut numbers = left.split(' ').filter_map(|number| number.parse::<i32>().ok());
    let (Some(idle), Some(absolute)) = (numbers.next(), numbers.next()) else { return wait(turn, warning, RETRY_S) };
    let seconds = idle.min(absolute);
    let (dialog, again_in) = if seconds == 0 {
        ("ended", None)
    } else if seconds > warning {
        ("", Some(seconds - warning))
    } else if absolute <= idle {
        ("absolute", Some(seconds))
    } else {
        ("idle", Some(seconds))
    };
    show(dialog);
    if let Some(seconds) = again_in {
        wait(turn, warning, seconds);
    }
}

/// Opens this dialog and closes the others. One that the person has closed stays closed until there is another to show.
fn show(wanted: &str) {
    for kind in ["idle", "absolute", "ended"] {
        let dialog = document().get_element_by_id(&["session-", kind].concat());
        let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) else { continue };
        if kind != wanted {
            dialog.close();
        } else if !dialog.open() {
            drop(dialog.show_modal());
        }
    }
}

fn wait(turn: &Turn, warning: i32, seconds: i32) {
    let mine = turn.get().wrapping_add(1);
    turn.set(mine);
    let turn = Rc::clone(turn);
    let look = move || {
        if turn.get() == mine {
            spawn_local(ask(turn, warning, None));
        }
    };
    // Half a second later than asked for, so that what is over by then is over on the server, too.
    set_timeout(look, Duration::from_millis(u64::try_from(seconds).unwrap_or_default() * 1000 + 500));
}

/// Asks the server how much is left, by this form or without using the session; tries again when there is no answer.
async fn ask(turn: Turn, warning: i32, form: Option<HtmlFormElement>) {
    match left(form).await {
        Ok(left) => judge(&turn, warning, &left),
        Err(_) => wait(&turn, warning, RETRY_S),
    }
}

async fn left(form: Option<HtmlFormElement>) -> Result<String, JsValue> {
    let request = RequestInit::new();
    let address = match form {
        Some(form) => {
            let fields = FormData::new_with_form(&form)?;
            request.set_method("POST");
            request.set_body(&UrlSearchParams::new_with_str_sequence_sequence(&fields.into())?.into());
            form.action()
        }
        None => "/session/left".to_owned(),
    };
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&address, &request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    // Without a session there is nothing to extend; a fault is asked about again.
    match response.status() {
        200 => Ok(text),
        401 => Ok("0 0".to_owned()),
        _ => Err(JsValue::NULL),
    }
}
