//! What cases about an identity are called, and what each asks for.

use super::{Lang, exam::sex_name};
use crate::domain::{
    candidate::kind::Sex,
    registry::case::{CaseKind, CaseOwner, CaseState, Trigger},
    time::{Instant, parse_date, short_date},
};

/// The name of a kind of case.
#[must_use]
pub const fn case_kind_name(lang: Lang, kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Name => lang.t("Họ và tên khác nhau", "Another name"),
        CaseKind::Diacritics => lang.t("Họ và tên viết khác dấu", "The name is spelled otherwise"),
        CaseKind::BirthDate => lang.t("Ngày sinh khác nhau", "Another birth date"),
        CaseKind::Sex => lang.t("Giới tính khác nhau", "The other sex"),
        CaseKind::Number => lang.t("Số định danh cần xem lại", "The personal number needs a look"),
        CaseKind::Duplicate => lang.t("Có người khác dùng số định danh này", "Somebody else used this personal number"),
        CaseKind::NoRecord => lang.t("Không tìm thấy số định danh", "The personal number was not found"),
        CaseKind::Twin => {
            lang.t("Trùng họ tên, ngày sinh với một bạn cùng trường", "The same name and birth date as another here")
        }
    }
}

/// What a case of this kind is about, in a sentence or two.
#[must_use]
pub const fn case_kind_sentence(lang: Lang, kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Name | CaseKind::BirthDate | CaseKind::Sex => lang.t(
            "Hồ sơ ở Cổng Thí sinh và Cơ sở dữ liệu quốc gia về dân cư ghi khác nhau.",
            "The portal’s record and the population registry do not say the same.",
        ),
        CaseKind::Diacritics => lang.t(
            "Hai bên chỉ khác nhau ở dấu, vị trí dấu thanh hoặc chữ i và y.",
            "The two differ in diacritics, the place of the tone mark, or i and y alone.",
        ),
        CaseKind::Number => lang.t(
            "Cơ sở dữ liệu quốc gia về dân cư cho biết số định danh không còn giá trị, hoặc các chữ số của nó nói năm sinh hay giới tính khác.",
            "The population registry says that the number is not valid any more, or its digits say another birth year or sex.",
        ),
        CaseKind::Duplicate => lang.t(
            "Có một tài khoản định danh khác đã thử đăng nhập với cùng số định danh và bị từ chối. Nhà trường xem giấy tờ để biết số này là của ai.",
            "Another electronic identity tried to sign in with the same number and was refused. The school looks at the papers to tell whose number it is.",
        ),
        CaseKind::NoRecord => lang.t(
            "Cơ sở dữ liệu quốc gia về dân cư chưa có số định danh này.",
            "The population registry does not hold this personal number.",
        ),
        CaseKind::Twin => lang.t(
            "Trường có hai thí sinh cùng họ tên và ngày sinh nhưng khác số định danh. Nhà trường xem giấy tờ để biết là hai người hay một người có hai hồ sơ.",
            "The school has two candidates with the same name and birth date, and different numbers. It looks at the papers to tell whether they are two people, or one with two records.",
        ),
    }
}

/// The name of a state.
#[must_use]
pub const fn case_state_name(lang: Lang, state: CaseState) -> &'static str {
    match state {
        CaseState::AwaitingCandidate => lang.t("Chờ thí sinh trả lời", "Waiting for the candidate"),
        CaseState::AwaitingSchool => lang.t("Chờ trường xử lý", "Waiting for the school"),
        CaseState::AwaitingPolice => lang.t("Chờ công an cập nhật", "Waiting for the police"),
        CaseState::Rechecking => lang.t("Đang đối chiếu lại", "Being compared again"),
        CaseState::Matched => lang.t("Xong: hai bên đã khớp", "Ended: both agree"),
        CaseState::Corrected => lang.t("Xong: đã sửa hồ sơ", "Ended: the record was corrected"),
        CaseState::Accepted => lang.t("Xong: giữ hồ sơ theo giấy tờ", "Ended: the record stands"),
        CaseState::TwoPeople => lang.t("Xong: là hai người", "Ended: two people"),
        CaseState::SamePerson => lang.t("Xong: là một người", "Ended: one person"),
        CaseState::Replaced => lang.t("Xong: có việc khác thay thế", "Ended: replaced by another case"),
    }
}

/// Who has to act.
#[must_use]
pub const fn case_owner_name(lang: Lang, owner: CaseOwner) -> &'static str {
    match owner {
        CaseOwner::Candidate => lang.t("Thí sinh", "The candidate"),
        CaseOwner::School => lang.t("Nhà trường", "The school"),
        CaseOwner::Police => lang.t("Thí sinh và công an cấp xã", "The candidate and the commune police"),
        CaseOwner::Portal => lang.t("Cổng Thí sinh", "The portal"),
    }
}

/// What happened; the opening of the case without a trigger.
#[must_use]
pub const fn case_trigger_name(lang: Lang, trigger: Option<Trigger>) -> &'static str {
    match trigger {
        None => lang.t("Phát hiện khi đối chiếu", "Found in a comparison"),
        Some(Trigger::RecordIsWrong) => lang.t("Cho biết hồ sơ ghi sai", "Said that the record is wrong"),
        Some(Trigger::RegistryIsWrong) => lang.t("Cho biết CSDL dân cư ghi sai", "Said that the registry is wrong"),
        Some(Trigger::Corrected) => lang.t("Sửa hồ sơ", "Corrected the record"),
        Some(Trigger::Accepted) => lang.t("Giữ nguyên hồ sơ theo giấy tờ", "Let the record stand on papers"),
        Some(Trigger::TwoPeople) => lang.t("Kết luận: hai người khác nhau", "Decided: two people"),
        Some(Trigger::SamePerson) => lang.t("Kết luận: cùng một người", "Decided: one person"),
        Some(Trigger::Agreed) => lang.t("Đối chiếu lại: đã khớp", "Compared again: both agree"),
        Some(Trigger::StillDiffers) => lang.t("Đối chiếu lại: vẫn khác", "Compared again: still different"),
        Some(Trigger::Replaced) => lang.t("Đối chiếu lại: khác ở điểm khác", "Compared again: another difference"),
    }
}

/// A value of a case's field as people read it: dates by day, sex in words, names as they are.
#[must_use]
pub fn case_value(lang: Lang, kind: CaseKind, value: &str) -> String {
    match kind {
        CaseKind::BirthDate => parse_date(value).map_or_else(|| value.to_owned(), short_date),
        CaseKind::Sex => Sex::parse(value).map_or(value, |sex| sex_name(lang, sex)).to_owned(),
        _ => value.to_owned(),
    }
}

/// The last day on which the owner should act, e.g. `25/04/2026`: due is what ends with that day.
#[must_use]
pub fn due_day(due_at: Instant) -> String {
    short_date(due_at.plus_minutes(-1).day_in_vietnam())
}

/// What a check came to, in words; `–` for a word that is none.
#[must_use]
pub fn check_status_name(lang: Lang, status: &str) -> &'static str {
    match status {
        "matched" => lang.t("Khớp", "Both agree"),
        "partial" => lang.t("Có điểm khác", "Something differs"),
        "not_found" => lang.t("Không tìm thấy số định danh", "The number was not found"),
        "invalid" => lang.t("Số định danh không còn giá trị", "The number is not valid"),
        "unavailable" => lang.t("CSDL dân cư chưa trả lời", "The registry did not answer"),
        _ => "–",
    }
}
