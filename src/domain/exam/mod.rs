//! Rules of exam.

pub mod applicant;
pub mod arrangements;
pub mod attachments;
pub mod document;
pub mod exemption;
pub mod graduation;
pub mod numbering;
pub mod origin;
pub mod paper_plan;
pub mod papers;
pub mod priority_claim;
pub mod programme;
pub mod progress;
pub mod queue;
pub mod registration;
pub mod reserved_marks;
pub mod residence;
pub mod results;
pub mod return_form;
pub mod rules;
pub mod seating;
pub mod sections;
pub mod situation;
pub mod state;
pub mod studied;
pub mod subject;
