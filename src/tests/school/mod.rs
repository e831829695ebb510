//! `/school/…`

mod decisions;
mod queue;
pub mod submitted;
