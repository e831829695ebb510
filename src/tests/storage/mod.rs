//! What the database refuses by itself.

mod application_role;
mod catalogue;
mod row_security;
mod two_tenants;
