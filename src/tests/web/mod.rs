//! What people see, in process.

mod access_matrix;
mod citizen_portal;
mod home;
mod safety;
mod session;
mod sign_in;
mod sign_in_again;
mod sign_in_forgery;
