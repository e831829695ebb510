//! Rules of admission.

pub mod combination;
pub mod confirmed_list;
pub mod enrolment;
pub mod preference_list;
pub mod result;
pub mod score;
