//! Pages of whoever answers for an office.

pub mod questions;
