//! What surrounds every request.

pub mod client_address;
pub mod limit;
pub mod observe;
pub mod same_site;
pub mod waiting_room;
