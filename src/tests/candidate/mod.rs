//! What a candidate does.

mod alerts;
mod applicant;
mod claims;
mod find;
mod payment;
mod payment_link;
mod payment_waiting;
mod preferences;
mod registration;
mod result;
mod stored_content;
