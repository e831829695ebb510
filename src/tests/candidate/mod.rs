//! What a candidate does.

mod alerts;
mod payment;
mod payment_link;
mod payment_waiting;
mod preferences;
mod registration;
mod result;
