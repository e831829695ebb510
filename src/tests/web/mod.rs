//! What people see, in process.

mod home;
mod safety;
mod session;
mod sign_in;
