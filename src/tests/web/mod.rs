//! What people see, in process.

mod home;
mod safety;
mod sign_in;
