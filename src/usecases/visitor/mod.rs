//! What anyone may do, signed in or not.

pub mod sign_in_citizen;
pub mod sign_in_staff;
pub mod view_payment_return;
pub mod view_season;
