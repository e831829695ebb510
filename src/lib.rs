//! Cổng Thí sinh: the national portal for exam registration and university admission.
//!
//! | folder | what it holds | knows |
//! |---|---|---|
//! | [`domain`] | the rules; pure, for server and browser | nothing |
//! | `usecases` | what people can do: a folder an actor, a file a verb | domain, storage, external, config, jobs (to enqueue) |
//! | `storage` | the database; the only folder with SQL | domain |
//! | `external` | services outside, a folder each: the port and its client | domain |
//! | `mocks` | servers that speak the true protocols of those services | nothing; known by `cli` alone |
//! | `jobs` | what runs later and regularly | usecases |
//! | `web` | what people see: doors, pages, components, islands | usecases, domain |
//! | `cli` | the commands of the program | everything |
//! | `config` | settings from the environment | nothing |
//! | `testing` | test application, builders | everything |
//!
//! `src/tests/architecture.rs` reads every `use crate::…` and compares it with this table.
//! Features: none = `domain` alone; `ssr` (default) = the server; `hydrate` = the islands in the browser.

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("features `ssr` and `hydrate` exclude each other: build server and browser separately");

pub mod domain;

#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod external;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod mocks;
#[cfg(feature = "ssr")]
pub mod storage;
#[cfg(feature = "ssr")]
pub mod testing;
#[cfg(feature = "ssr")]
pub mod usecases;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod web;

/// Starts the islands of a page in the browser. Called once by the page's script.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
