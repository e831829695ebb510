//! Rules of exam.

pub mod subject;
