//! What a candidate does.

mod payment;
mod preferences;
mod registration;
mod result;
