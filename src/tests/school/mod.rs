//! `/school/…`

mod corrections;
mod decisions;
mod queue;
mod roll;
mod sign_off;
pub mod submitted;
