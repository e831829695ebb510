//! What support does for those who call.

pub mod look_up;
pub mod look_up_payment;
