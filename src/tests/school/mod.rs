//! `/school/…`

mod decisions;
mod queue;
mod roll;
pub mod submitted;
