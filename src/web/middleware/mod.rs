//! What surrounds every request.

pub mod same_site;
