//! What institutions see and download.

mod confirmed;
mod programmes;
mod published_season;
