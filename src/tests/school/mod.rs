//! `/school/…`

mod corrections;
mod decisions;
mod desk;
mod queue;
mod roll;
mod search;
mod sign_off;
pub mod submitted;
