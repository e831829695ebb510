//! Rules of admission.

pub mod combination;
pub mod preference_list;
pub mod score;
