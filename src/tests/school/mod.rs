//! `/school/…`

mod decisions;
mod desk;
mod queue;
mod roll;
pub mod submitted;
