//! What operators of the ministry do.

pub mod approve_publication;
pub mod decide_payment;
pub mod export_matching_run;
pub mod extend_payment_window;
pub mod propose_publication;
pub mod publication;
pub mod reject_publication;
pub mod set_demo_clock;
pub mod start_matching_run;
pub mod try_quota;
pub mod view_figures;
pub mod view_matching_runs;
pub mod view_payments;
pub mod withdraw_publication;
