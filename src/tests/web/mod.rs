//! What people see, in process.

mod home;
mod sign_in;
