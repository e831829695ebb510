//! What the candidate does.

pub mod act_on_exam_registration;
pub mod ask_about_access;
pub mod confirm_enrolment;
pub mod edit_preferences;
pub mod exam_registration;
pub mod find_place;
pub mod freeze;
pub(super) mod freeze_bill;
pub mod note_device;
pub mod prove_again;
pub mod registry_cases;
pub mod request_correction;
pub mod revoke_payment_link;
pub mod save_exam_section;
pub mod share_payment_link;
pub mod start_payment;
pub mod submit_exam_registration;
pub mod submit_preferences;
pub mod view_access_log;
pub mod view_bill;
pub mod view_exam_notice;
pub mod view_exam_registration;
pub mod view_marks;
pub mod view_overview;
pub mod view_preferences;
pub mod view_result;
