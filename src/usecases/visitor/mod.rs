//! What anyone may do, signed in or not.

pub mod view_season;
