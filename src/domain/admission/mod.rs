//! Rules of admission.

pub mod combination;
pub mod enrolment;
pub mod preference_list;
pub mod result;
pub mod score;
