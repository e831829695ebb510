//! Rules of exam.

pub mod papers;
pub mod registration;
pub mod sections;
pub mod subject;
