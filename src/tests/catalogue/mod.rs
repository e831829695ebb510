//! The catalogue of programmes.

mod programme;
mod search;
