//! `/staff/…`

mod accounts;
mod invitations;
mod links;
mod resets;
mod sign_in;
