//! What surrounds every request.

pub mod same_site;
pub mod waiting_room;
