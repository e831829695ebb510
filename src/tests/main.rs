//! Integration tests; the folders mirror the routes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests look at the database as they find it")]
#![expect(clippy::type_complexity, reason = "tables of cases are tuples")]

mod architecture;
mod audit;
mod candidate;
mod catalogue;
mod cli;
mod department;
mod external;
mod institution;
mod jobs;
mod ministry;
mod other_programs;
mod payment_scene;
mod school;
mod small_season;
mod staff;
mod storage;
mod support;
mod web;
mod webhooks;
