//! Servers that speak the true protocols of the services outside, with personas and fault switches. Known by `cli` alone.

pub mod citizen_id;
pub mod payment_gateway;
