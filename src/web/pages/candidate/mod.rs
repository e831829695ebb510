//! Pages of the candidate.

pub mod home;
pub mod registration;
pub mod payment;
