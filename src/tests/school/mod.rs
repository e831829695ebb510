//! `/school/…`

mod decisions;
mod queue;
mod submitted;
