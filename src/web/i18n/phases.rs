//! What the windows of a season are called.

use super::Lang;
use crate::domain::season::PhaseKind;

/// The name of a window of this kind.
#[must_use]
pub const fn phase_name(lang: Lang, kind: PhaseKind) -> &'static str {
    match kind {
        PhaseKind::RegistrationPractice => lang.t("Tập điền phiếu đăng ký dự thi", "Practice of the exam registration"),
        PhaseKind::ExamRegistration => lang.t("Đăng ký dự thi", "Exam registration"),
        PhaseKind::RegistrationReview => lang.t("Trường rà soát, duyệt phiếu", "Schools verify registrations"),
        PhaseKind::ExamProcedures => lang.t("Làm thủ tục dự thi", "Exam procedures"),
        PhaseKind::Exam => lang.t("Thi tốt nghiệp THPT", "Graduation exam"),
        PhaseKind::ResultsPublication => lang.t("Tra cứu điểm thi", "Exam marks"),
        PhaseKind::MarkAppeal => lang.t("Nhận đơn phúc khảo bài thi", "Appeals against marks"),
        PhaseKind::Preference => lang.t("Đăng ký nguyện vọng xét tuyển", "University preferences"),
        PhaseKind::Payment => lang.t("Nộp lệ phí xét tuyển", "Preference fee payment"),
        PhaseKind::Matching => lang.t("Xử lý nguyện vọng", "Admission matching"),
        PhaseKind::AdmissionResults => lang.t("Tra cứu kết quả xét tuyển", "Admission results"),
        PhaseKind::EnrolmentConfirmation => lang.t("Xác nhận nhập học", "Enrolment confirmation"),
    }
}
