//! What people see: doors, pages, components, islands.

pub mod i18n;
