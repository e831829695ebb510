//! `/staff/…`

mod sign_in;
