//! Rules of payment.

pub mod bill;
pub mod order;
