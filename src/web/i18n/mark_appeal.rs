//! What is said of appeals against marks.

use super::Lang;
use crate::domain::exam::mark_appeal::{AppealRefusal, AppealStatus};

/// Where an appeal stands, in the words of its candidate: what is only proposed is not decided.
#[must_use]
pub const fn appeal_status_for_candidate(lang: Lang, status: AppealStatus) -> &'static str {
    match status {
        AppealStatus::Submitted | AppealStatus::Proposed => {
            lang.t("Đã nhận, chờ kết quả", "Received, waits for its result")
        }
        AppealStatus::Withdrawn => lang.t("Bạn đã rút đơn", "You took it back"),
        AppealStatus::Kept => lang.t("Giữ nguyên điểm", "The mark stands"),
        AppealStatus::Changed => lang.t("Điểm đã đổi", "The mark is changed"),
    }
}

/// The same in the words of the exam council.
#[must_use]
pub const fn appeal_status_name(lang: Lang, status: AppealStatus) -> &'static str {
    match status {
        AppealStatus::Submitted => lang.t("Chờ chấm lại", "To be marked again"),
        AppealStatus::Withdrawn => lang.t("Thí sinh đã rút", "Taken back by the candidate"),
        AppealStatus::Proposed => lang.t("Chờ người thứ hai duyệt điểm mới", "Waits for a second person"),
        AppealStatus::Kept => lang.t("Giữ nguyên điểm", "The mark stands"),
        AppealStatus::Changed => lang.t("Đã đổi điểm", "The mark is changed"),
    }
}

/// Why nothing was done, in a sentence.
#[must_use]
pub fn appeal_refusal_words(lang: Lang, refusal: AppealRefusal) -> String {
    match (refusal, lang) {
        (AppealRefusal::NotYetOpen { opens_at }, Lang::Vi) => format!("Việc này làm được từ {}.", opens_at.short()),
        (AppealRefusal::NotYetOpen { opens_at }, Lang::En) => format!("This can be done from {} on.", opens_at.short()),
        (AppealRefusal::Closed { closed_at }, Lang::Vi) => {
            format!("Thời gian nhận đơn phúc khảo đã hết lúc {}.", closed_at.short())
        }
        (AppealRefusal::Closed { closed_at }, Lang::En) => {
            format!("Appeals were received until {}.", closed_at.short())
        }
        (AppealRefusal::IllegalState { .. }, _) => lang
            .t(
                "Đơn không còn ở trạng thái như lúc trang được mở. Hãy xem lại đơn.",
                "The appeal does not stand where it stood when the page was opened. Look at it again.",
            )
            .to_owned(),
        (AppealRefusal::OwnProposal, _) => lang
            .t(
                "Người đề xuất điểm mới không tự duyệt. Cần một lãnh đạo khác của hội đồng.",
                "Whoever proposed a mark does not confirm it. It takes somebody else who leads the council.",
            )
            .to_owned(),
        (AppealRefusal::SameMark, _) => {
            lang.t("Điểm đề xuất trùng với điểm hiện tại.", "The proposed mark is the mark there is.").to_owned()
        }
    }
}
