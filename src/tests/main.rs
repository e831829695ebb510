//! Integration tests; the folders mirror the routes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod architecture;
mod candidate;
mod catalogue;
mod cli;
mod external;
mod institution;
mod jobs;
mod payment_scene;
mod school;
mod staff;
mod web;
mod webhooks;
