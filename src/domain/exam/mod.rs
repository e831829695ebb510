//! Rules of exam.

pub mod numbering;
pub mod papers;
pub mod progress;
pub mod queue;
pub mod registration;
pub mod results;
pub mod sections;
pub mod state;
pub mod subject;
