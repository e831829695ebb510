//! The rules. Pure: no IO, no clock, no randomness.
//!
//! Glossary (Vietnamese word on the screen → name in the code):
//! thí sinh → candidate; phiếu đăng ký dự thi → exam registration; số phiếu → form number;
//! đơn vị ĐKDT → registration unit; số báo danh → candidate number; môn tự chọn → elective paper;
//! khu vực ưu tiên → priority area; đối tượng ưu tiên → priority group; cơ sở đào tạo → institution;
//! mã xét tuyển → admission code; chỉ tiêu → quota; nguyện vọng → preference; tổ hợp → subject combination;
//! điểm xét tuyển → admission score; điểm chuẩn → cut-off score; ngưỡng đầu vào → entry threshold;
//! lệ phí xét tuyển → preference fee; lọc ảo → matching; xác nhận nhập học → enrolment confirmation;
//! danh sách học sinh → roll; đính chính → amendment.

pub mod access;
pub mod access_question;
pub mod admission;
pub mod audit;
pub mod candidate;
pub mod device;
pub mod exam;
pub mod field_errors;
pub mod ids;
pub mod matching;
pub mod money;
pub mod network;
pub mod password;
pub mod payment;
pub mod registry;
pub mod roll;
pub mod score;
pub mod season;
pub mod second_factor;
pub mod staff_account;
pub mod staff_sign_in;
pub(crate) mod stored_words;
pub mod support;
pub mod text;
pub mod time;
