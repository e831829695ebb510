//! Comparison with the population registry (domain.md §10).

pub mod comparison;
