//! What people see, in process.

mod home;
