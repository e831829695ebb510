//! What a candidate does.

mod alerts;
mod payment;
mod preferences;
mod registration;
mod result;
