//! Rules of admission.

pub mod catalogue_search;
pub mod combination;
pub mod confirmed_list;
pub mod enrolment;
pub mod explanation;
pub mod preference_list;
pub mod programme;
pub mod result;
pub mod score;
pub mod submitted_list;
