//! Saves a section of the registration while it is filled in. It owns no rule and holds no word: it posts what stands in
//! the form to where the page says (`data-address` of the line), shows what the server answers, and puts the section's
//! new version into the form. Until the server has it, what was typed is kept in the browser's tab (session storage), so
//! that neither a lost network nor an ended session loses it; signing out empties that. Without it the button saves.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlFormElement, HtmlInputElement, RequestInit, Response, Storage,
    SubmitEvent, UrlSearchParams,
};

use super::fields::{as_served, encoded};

/// How long typing has to pause before it is saved.
const PAUSE: Duration = Duration::from_secs(2);
/// How long to wait when the portal did not answer.
const RETRY: Duration = Duration::from_secs(15);
/// What is no answer of the candidate's.
const NOT_TYPED: [&str; 4] = ["form_token", "version", "from", "find"];

/// Watches the section on the page.
#[island]
pub fn Draft() -> impl IntoView {
    Effect::new(|_| watch());
    view! { <span hidden></span> }
}

struct Watched {
    form: HtmlFormElement,
    version: HtmlInputElement,
    line: HtmlElement,
    store: Storage,
    key: String,
    /// The latest turn; an older one does nothing.
    turn: Cell<u32>,
    /// What the portal has.
    saved: RefCell<String>,
    is_saving: Cell<bool>,
    /// What was pressed, if anything, while a save was under way: the form is sent after it.
    waits: RefCell<Option<Option<HtmlElement>>>,
}

/// `None` where the page holds no such form.
fn watch() -> Option<()> {
    let form: HtmlFormElement = find("form[data-draft]")?.dyn_into().ok()?;
    let key = form.get_attribute("data-draft")?;
    let watched = Rc::new(Watched {
        version: form.query_selector("[name=version]").ok()??.unchecked_into(),
        line: find("#draft-line")?.unchecked_into(),
        store: window().session_storage().ok()??,
        turn: Cell::default(),
        saved: RefCell::new(typed(&as_served(&form)?)?),
        is_saving: Cell::default(),
        waits: RefCell::default(),
        form,
        key,
    });
    watched.forget_others();
    watched.offer();
    let on = Rc::clone(&watched);
    listen(&watched.form, "input", move |_| on.note(PAUSE));
    let on = Rc::clone(&watched);
    // What is chosen, or left, is as good as said.
    listen(&watched.form, "change", move |_| on.note(Duration::from_millis(400)));
    let on = Rc::clone(&watched);
    listen(&document(), "visibilitychange", move |_| on.note(Duration::ZERO));
    let on = Rc::clone(&watched);
    listen(&watched.form, "submit", move |event| on.before_submit(&event));
    // Somebody may have been quicker than the script.
    watched.note(PAUSE);
    Some(())
}

impl Watched {
    /// Somebody typed: keeps it here, and saves it after a pause.
    fn note(self: &Rc<Self>, pause: Duration) {
        let Some(typed) = typed(&self.form).filter(|typed| *typed != *self.saved.borrow()) else { return };
        drop(self.store.set_item(&self.key, &[&self.version.value(), " ", &typed].concat()));
        self.wait(pause);
    }

    fn wait(self: &Rc<Self>, pause: Duration) {
        let mine = self.turn.get().wrapping_add(1);
        self.turn.set(mine);
        let this = Rc::clone(self);
        let go = move || {
            if this.turn.get() == mine && !this.is_saving.get() {
                spawn_local(async move { this.save().await });
            }
        };
        set_timeout(go, pause);
    }

    async fn save(self: Rc<Self>) {
        let (Some(address), Some(now)) = (self.line.get_attribute("data-address"), typed(&self.form)) else { return };
        self.is_saving.set(true);
        let answer = send(&self.form, &address).await;
        self.is_saving.set(false);
        let again = match answer {
            Ok((200, text)) => {
                let (version, words) = text.split_once(' ').unwrap_or_default();
                self.version.set_value(version);
                self.say(words);
                drop(self.store.remove_item(&self.key));
                self.saved.replace(now);
                Some(Duration::ZERO)
            }
            Ok((409, _)) => self.say_of("data-elsewhere"),
            Ok((410, _)) => self.say_of("data-closed"),
            Ok((401, _)) => self.say_of("data-ended"),
            _ => {
                self.say_of("data-offline");
                Some(RETRY)
            }
        };
        let pressed = self.waits.take();
        match (pressed, again) {
            (Some(button), _) => drop(self.form.request_submit_with_submitter(button.as_ref())),
            // Somebody typed on meanwhile.
            (None, Some(pause)) => self.note(pause.max(PAUSE)),
            (None, None) => {}
        }
    }

    /// A form that is sent while it is being saved would come over a version that is gone.
    fn before_submit(&self, event: &Event) {
        self.turn.set(self.turn.get().wrapping_add(1));
        if self.is_saving.get() {
            event.prevent_default();
            let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
            self.waits.replace(Some(button));
        }
    }

    fn say(&self, words: &str) {
        self.line.set_text_content(Some(words));
    }

    fn say_of(&self, attribute: &str) -> Option<Duration> {
        self.say(&self.line.get_attribute(attribute).unwrap_or_default());
        None
    }

    /// What this tab keeps for somebody else is gone.
    fn forget_others(&self) {
        let mine = self.key.rsplit_once('/').map_or("", |(mine, _)| mine);
        let keys: Vec<String> =
            (0..self.store.length().unwrap_or_default()).filter_map(|at| self.store.key(at).ok()?).collect();
        for key in keys.iter().filter(|key| key.starts_with("draft/") && !key.starts_with(mine)) {
            drop(self.store.remove_item(key));
        }
    }

    /// Offers what was typed here before and never reached the portal, unless something else was saved since.
    fn offer(self: &Rc<Self>) -> Option<()> {
        let kept = self.store.get_item(&self.key).ok()??;
        let (version, typed) = kept.split_once(' ')?;
        if version != self.version.value() || typed == *self.saved.borrow() {
            return self.store.remove_item(&self.key).ok();
        }
        let (typed, offer) = (typed.to_owned(), find("#draft-kept")?);
        offer.remove_attribute("hidden").ok()?;
        let (this, hide) = (Rc::clone(self), offer.clone());
        let button = find("#draft-fill")?;
        listen(&button, "click", move |_| {
            fill(&this.form, &typed);
            drop(hide.set_attribute("hidden", ""));
            this.note(PAUSE);
        });
        let this = Rc::clone(self);
        let button = find("#draft-drop")?;
        listen(&button, "click", move |_| {
            drop(this.store.remove_item(&this.key));
            drop(offer.set_attribute("hidden", ""));
        });
        Some(())
    }
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok()?
}

fn listen(target: &EventTarget, event: &str, run: impl Fn(Event) + 'static) {
    let run = Closure::<dyn Fn(Event)>::new(run);
    drop(target.add_event_listener_with_callback(event, run.as_ref().unchecked_ref()));
    run.forget();
}

/// What stands in the form, encoded as it would be posted.
fn typed(form: &HtmlFormElement) -> Option<String> {
    let fields = encoded(form).ok()?;
    for name in NOT_TYPED {
        fields.delete(name);
    }
    Some(fields.to_string().into())
}

async fn send(form: &HtmlFormElement, address: &str) -> Result<(u16, String), JsValue> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&encoded(form)?.into());
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, &request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((response.status(), text))
}

/// Puts what was typed back into the form.
fn fill(form: &HtmlFormElement, typed: &str) -> Option<()> {
    let fields = UrlSearchParams::new_with_str(typed).ok()?;
    let inputs = form.query_selector_all("input, select, textarea").ok()?;
    for at in 0..inputs.length() {
        // A list and a text have `name` and `value` just like an input.
        let input: HtmlInputElement = inputs.item(at)?.unchecked_into();
        let (name, value) = (input.name(), fields.get(&input.name()).unwrap_or_default());
        if NOT_TYPED.contains(&name.as_str()) {
            continue;
        }
        match input.type_().as_str() {
            "checkbox" | "radio" => input.set_checked(value == input.value()),
            _ => input.set_value(&value),
        }
    }
    Some(())
}
