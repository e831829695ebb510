//! What anyone may do, signed in or not.

pub mod search_catalogue;
pub mod sign_in_citizen;
pub mod sign_in_staff;
pub mod view_payment_return;
pub mod view_programme;
pub mod view_season;
