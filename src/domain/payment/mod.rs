//! Rules of payment.

pub mod bill;
pub mod order;
pub mod status;
pub mod viet_qr;
