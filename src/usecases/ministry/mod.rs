//! What operators of the ministry do.

pub mod publish_matching_run;
pub mod set_demo_clock;
pub mod start_matching_run;
pub mod view_figures;
pub mod view_matching_runs;
