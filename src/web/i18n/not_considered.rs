//! Why a preference took no part in the matching.

use super::Lang;
use crate::domain::{admission::score::NotConsidered, season::SeasonRules};

/// The reason in a few words, for tables.
#[must_use]
pub const fn not_considered_name(lang: Lang, reason: NotConsidered) -> &'static str {
    match reason {
        NotConsidered::NotApproved => lang.t("Phiếu đăng ký dự thi chưa được duyệt", "Exam registration not approved"),
        NotConsidered::Unpaid => lang.t("Chưa nộp lệ phí", "Fee not paid"),
        NotConsidered::TeacherTrainingRank => {
            lang.t("Ngành đào tạo giáo viên ngoài thứ tự được xét", "Teacher training beyond the ranks considered")
        }
        NotConsidered::NoMarks => lang.t("Không có điểm thi", "No marks"),
        NotConsidered::NoCombination => {
            lang.t("Thiếu môn của mọi tổ hợp mà ngành xét", "A subject is lacking in every combination")
        }
        NotConsidered::BelowCommonFloor => lang.t("Dưới ngưỡng chung", "Below the common floor"),
        NotConsidered::BelowEntryThreshold => lang.t("Dưới ngưỡng đầu vào của ngành", "Below the entry threshold"),
    }
}

/// The reason as the candidate reads it.
#[must_use]
pub fn not_considered_sentence(lang: Lang, reason: NotConsidered, rules: &SeasonRules) -> String {
    let text = match reason {
        NotConsidered::NotApproved => lang.t(
            "Phiếu đăng ký dự thi của bạn chưa được trường duyệt.",
            "Your exam registration was not approved by your school.",
        ),
        NotConsidered::Unpaid => lang.t(
            "Lệ phí của danh sách nguyện vọng chưa được nộp trong thời hạn.",
            "The fee of your preference list was not paid in time.",
        ),
        NotConsidered::TeacherTrainingRank => {
            let last = rules.teacher_training_max_rank;
            return match lang {
                Lang::Vi => format!("Ngành đào tạo giáo viên chỉ được xét ở nguyện vọng 1 đến {last}."),
                Lang::En => format!("Teacher training is considered at ranks 1 to {last} only."),
            };
        }
        NotConsidered::NoMarks => {
            lang.t("Không có điểm thi nào mang số báo danh của bạn.", "There is no mark under your candidate number.")
        }
        NotConsidered::NoCombination => lang.t(
            "Bạn không thi đủ ba môn của tổ hợp nào mà ngành này xét.",
            "You did not sit all three subjects of any combination that this programme takes.",
        ),
        NotConsidered::BelowCommonFloor => {
            let floor = lang.score(rules.common_floor);
            return match lang {
                Lang::Vi => format!("Tổng ba môn của bạn thấp hơn ngưỡng chung {floor} ở mọi tổ hợp mà ngành này xét."),
                Lang::En => format!(
                    "The sum of your three marks is below the common floor of {floor} in every combination that this programme takes."
                ),
            };
        }
        NotConsidered::BelowEntryThreshold => lang.t(
            "Tổng ba môn của bạn thấp hơn ngưỡng đầu vào của ngành ở mọi tổ hợp mà ngành này xét.",
            "The sum of your three marks is below the programme's entry threshold in every combination that it takes.",
        ),
    };
    text.to_owned()
}
