//! Parts of a page that stay fresh while it is open: `islands/live_parts` asks for them again, and puts in what has
//! changed. The page itself holds them whole; without scripts it is loaded again as a whole ([`Refresh`]).

use leptos::prelude::*;

use crate::web::islands::live_parts::LiveParts;

/// A page without scripts is not loaded again sooner: somebody may be reading it.
const WHOLE_PAGE_S: u16 = 15;

/// That a page looks again.
#[derive(Debug, Clone, Copy)]
pub struct Refresh<'a> {
    /// After so many seconds.
    pub after_s: u16,
    /// Where the whole page is, for browsers without scripts.
    pub page: &'a str,
    /// Where its parts are, for the island.
    pub parts: &'a str,
}

impl Refresh<'_> {
    /// What the head of the page says to browsers without scripts.
    #[must_use]
    pub fn without_scripts(&self) -> AnyView {
        let content = format!("{}; url={}", self.after_s.max(WHOLE_PAGE_S), self.page);
        view! {
            <noscript>
                <meta http-equiv="refresh" content=content />
            </noscript>
        }
        .into_any()
    }

    /// The island, which has to stand on the page once.
    #[must_use]
    pub fn island(&self) -> AnyView {
        view! {
            <div data-live-parts=self.parts.to_owned() data-after=self.after_s>
                <LiveParts />
            </div>
        }
        .into_any()
    }
}

/// How a part is told when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// A screen reader says it once it has said everything else (`role=status`).
    Politely,
    /// Nobody is told.
    Silently,
}

/// A part. It is replaced when `version` is another, and never while the keyboard is in it.
#[must_use]
pub fn live_part(name: &'static str, telling: Telling, version: &str, body: AnyView) -> AnyView {
    let role = (telling == Telling::Politely).then_some("status");
    view! {
        <div data-live=name data-version=version.to_owned() role=role>
            {body}
        </div>
    }
    .into_any()
}

/// What the island is given: the parts, and after how many seconds to ask again.
#[must_use]
pub fn live_answer(after_s: Option<u16>, parts: AnyView) -> AnyView {
    let again = after_s.map(|seconds| seconds.to_string()).unwrap_or_default();
    view! { <div data-again=again>{parts}</div> }.into_any()
}
