//! Comparison with the population registry (domain.md §10), and the cases that differences open.

pub mod case;
pub mod case_form;
pub mod comparison;
