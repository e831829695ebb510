//! What people see: doors, pages, components, islands.

#[cfg(feature = "ssr")]
pub mod components;
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod shell;
