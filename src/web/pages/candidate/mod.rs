//! Pages of the candidate.

pub mod home;
pub mod payment;
pub mod preferences;
pub mod registration;
