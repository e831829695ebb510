//! Pages of the ministry.

pub mod clock;
