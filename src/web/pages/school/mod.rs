//! Pages of a registration unit's staff.

pub mod act;
pub mod arrangements;
pub mod attached;
pub mod batch;
pub mod case;
mod case_forms;
pub mod cases;
pub mod classes;
mod content;
pub mod correction;
mod desk;
pub mod exam_notices;
pub mod file;
mod identity;
pub mod queue;
pub mod record;
pub mod returning;
pub mod roll;
pub mod search;
pub mod sign_off;

use crate::{
    domain::{
        exam::{queue::QueueGroup, state::RegistrationStatus},
        ids::ExamRegistrationId,
        registry::comparison::ComparisonStatus,
    },
    web::i18n::{Lang, exam::differing_field_name},
};

/// The name of a group of the queue.
const fn group_name(lang: Lang, group: QueueGroup) -> &'static str {
    match group {
        QueueGroup::DueSoon => lang.t("Sắp đến hạn xử lý", "Due soon"),
        QueueGroup::Corrected => lang.t("Đã sửa và nộp lại", "Corrected and submitted again"),
        QueueGroup::NewToExamine => lang.t("Mới nộp, có điểm cần xem kỹ", "New, with something to look at closely"),
        QueueGroup::NewMatched => lang.t("Mới nộp, không có điểm cần xem", "New, with nothing to look at"),
        QueueGroup::Unlocked => lang.t("Đang mở lại để sửa", "Unlocked to be corrected"),
        QueueGroup::WaitingForEvidence => lang.t("Đang chờ minh chứng", "Waiting for evidence"),
        QueueGroup::WaitingForCandidate => lang.t("Đang chờ thí sinh", "Waiting for the candidate"),
        QueueGroup::Done => lang.t("Đã duyệt", "Approved"),
        QueueGroup::Ended => lang.t("Không dự thi", "Not sitting the exam"),
    }
}

/// Where the record of a form is, if the school sees it: a draft belongs to the candidate alone.
fn visible_record(form: Option<ExamRegistrationId>, status: Option<RegistrationStatus>) -> Option<String> {
    let form = form.filter(|_| status.is_some_and(RegistrationStatus::is_visible_to_school))?;
    Some(format!("/school/registrations/{form}"))
}

/// What the population registry says, in words.
fn comparison_words(lang: Lang, status: &ComparisonStatus, has_passport: bool) -> String {
    let words = match status {
        ComparisonStatus::Unchecked if has_passport => {
            lang.t("Hộ chiếu: không có trong CSDL dân cư", "Passport: not in the registry")
        }
        ComparisonStatus::Unchecked => lang.t("Chưa đối chiếu", "Not compared yet"),
        ComparisonStatus::Matched => lang.t("Khớp", "Matches"),
        ComparisonStatus::Partial(fields) => {
            let names: Vec<_> = fields.iter().map(|field| differing_field_name(lang, *field)).collect();
            return format!("{}{}", lang.t("Khác: ", "Differs: "), names.join(", "));
        }
        ComparisonStatus::NotFound => lang.t("Không tìm thấy số định danh", "The personal number was not found"),
        ComparisonStatus::Invalid => lang.t("Số định danh không còn giá trị", "The personal number is not valid"),
        ComparisonStatus::Unavailable => {
            lang.t("CSDL dân cư chưa trả lời, sẽ hỏi lại", "The registry did not answer; it is asked again")
        }
    };
    words.to_owned()
}
