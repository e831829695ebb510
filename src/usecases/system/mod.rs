//! What the portal does by itself or from the command line.

pub mod ask_about_payments;
pub mod chain_audit;
pub mod check_rolls;
pub mod compare_statements;
pub mod compare_with_registry;
pub mod delete_expired_sessions;
mod draw;
mod due_orders;
pub mod expire_orders;
pub mod expire_staff_links;
pub mod explain_preferences;
pub mod import_results;
pub mod load_reference;
pub mod refund_payments;
pub(in crate::usecases) mod registry_cases;
pub mod remind_candidates;
pub mod seed_demo;
pub mod seed_demo_population;
pub mod seed_population;
pub mod send_mail;
pub mod settle_payment_notice;
pub mod sweep_files;
pub mod tell_about_approvals;
pub mod tell_about_extensions;
pub mod tell_about_questions;
pub mod tell_about_unlocks;
pub mod verify_audit;
