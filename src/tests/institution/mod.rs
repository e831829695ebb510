//! What institutions see and download.

mod confirmed;
mod programmes;
pub mod published_season;
