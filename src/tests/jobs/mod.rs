//! What the worker does.

mod compare_statements;
mod compare_with_registry;
mod delete_expired_sessions;
mod due_orders;
mod registry_cases;
pub mod registry_scene;
mod remind_candidates;
mod send_mail;
mod smtp_sink;
