//! What a candidate does.

mod alerts;
mod applicant;
mod claims;
mod files;
mod find;
mod papers;
mod payment;
mod payment_link;
mod payment_waiting;
mod preferences;
mod registration;
mod result;
mod stored_content;
