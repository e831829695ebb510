//! Pages of the ministry.

pub mod clock;
pub mod home;
pub mod matching;
pub mod payments;
