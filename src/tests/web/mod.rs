//! What people see, in process.

mod access_matrix;
mod citizen_portal;
mod doors;
mod faults;
mod forms;
mod headers;
mod home;
mod hostile;
mod limits;
mod reading;
mod redirects;
mod safety;
mod session;
mod sign_in;
mod sign_in_again;
mod sign_in_forgery;
