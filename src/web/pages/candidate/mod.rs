//! Pages of the candidate.

pub mod access_log;
pub mod access_question;
pub mod appeals;
pub mod cases;
pub mod enrolment;
pub mod exam_notice;
pub mod freeze;
pub mod home;
pub mod level_2;
pub mod marks;
pub mod payment;
pub mod preferences;
pub mod registration;
pub mod result;
