//! What a candidate does.

mod alerts;
mod applicant;
mod claims;
mod drafts;
mod files;
mod find;
mod papers;
mod payment;
mod payment_link;
mod payment_waiting;
mod practice;
mod preferences;
mod registration;
mod result;
mod stored_content;
