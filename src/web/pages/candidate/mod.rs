//! Pages of the candidate.

pub mod home;
pub mod payment;
pub mod registration;
