//! What anyone may do, signed in or not.

pub mod begin_session;
pub mod check_document;
pub mod not_me;
pub mod own_sessions;
pub mod pay_by_link;
pub mod refuse_citizen_sign_in;
pub mod resume_session;
pub mod search_catalogue;
pub mod sign_in_citizen;
pub mod sign_in_staff;
pub mod view_account;
pub mod view_payment_return;
pub mod view_programme;
pub mod view_season;
pub mod view_transparency;
