//! Rules of the admission matching (lọc ảo, domain.md §6.5–6.8): candidates propose, programmes keep the
//! best up to their quota, equal candidates are treated alike.

pub mod engine;
pub mod explain;
pub mod field;
pub mod files;
pub mod instance;
pub mod layout;
pub mod lines;
pub mod manifest;
pub mod publication;
pub mod readiness;
pub mod records;
pub mod rows;
pub mod trial;
pub mod verifier;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod textbook;
