//! What operators of the ministry do.

pub mod set_demo_clock;
