//! Who a candidate is: identity number, name, contact, and what gives priority in admission.

pub mod alert;
pub mod citizen_id;
pub mod contact;
pub mod evidence;
pub mod freeze;
pub mod kind;
pub mod name;
pub mod portrait;
pub mod priority;
