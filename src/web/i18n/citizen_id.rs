//! Why a sign-in by citizen ID came to nothing, in words for whoever tried: each reason has its own.

use super::Lang;
use crate::usecases::{CitizenIdError, InvalidReason, Outage};

/// A reason in words.
#[derive(Clone, Copy)]
pub struct RefusalWords {
    /// The page's heading.
    pub title: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What to do about it.
    pub what_to_do: &'static str,
}

/// The words for `error`.
#[must_use]
pub const fn refusal_words(lang: Lang, error: CitizenIdError) -> RefusalWords {
    match error {
        CitizenIdError::Unavailable(outage) => outage_words(lang, outage),
        CitizenIdError::Refused => RefusalWords {
            title: lang.t("Bạn đã từ chối đăng nhập", "You refused the sign-in"),
            happened: lang.t(
                "Trên điện thoại hoặc ở trang định danh, bạn đã chọn không cho cổng biết bạn là ai.",
                "On your telephone or at the identity service you chose not to tell the portal who you are.",
            ),
            what_to_do: lang.t(
                "Nếu bấm nhầm, hãy thử lại. Nếu bạn không hề bắt đầu lượt đăng nhập này, hãy cứ từ chối: có người đang thử dùng tài khoản của bạn.",
                "If it was a slip, try again. If you did not begin this sign-in yourself, refusing was right: somebody tries to use your identity.",
            ),
        },
        CitizenIdError::Invalid(reason) => match reason {
            InvalidReason::NoAttempt
            | InvalidReason::AttemptExpired
            | InvalidReason::State
            | InvalidReason::Nonce
            | InvalidReason::Code => attempt_words(lang, reason),
            InvalidReason::AssuranceLevel
            | InvalidReason::AuthTime
            | InvalidReason::Stale
            | InvalidReason::PersonClaims => person_words(lang, reason),
            InvalidReason::Issuer
            | InvalidReason::Audience
            | InvalidReason::Algorithm
            | InvalidReason::Key
            | InvalidReason::Signature
            | InvalidReason::Expired => token_words(lang, reason),
            InvalidReason::Settings
            | InvalidReason::Metadata
            | InvalidReason::ReportedError
            | InvalidReason::TokenResponse
            | InvalidReason::IdToken => service_words(lang, reason),
        },
    }
}

const fn outage_words(lang: Lang, outage: Outage) -> RefusalWords {
    let what_to_do = lang.t(
        "Hãy thử lại sau vài phút. Ai đang đăng nhập vẫn làm việc bình thường, và hạn nộp được gia hạn nếu sự cố kéo dài.",
        "Try again in a few minutes. Whoever is signed in goes on as usual, and deadlines are extended when the fault lasts.",
    );
    let (title, happened) = match outage {
        Outage::NoAnswer => (
            lang.t("Không kết nối được dịch vụ định danh", "The identity service cannot be reached"),
            lang.t(
                "Dịch vụ định danh không nhận kết nối của cổng, hoặc kết nối bị ngắt giữa chừng.",
                "The identity service takes no connection from the portal, or the connection broke off.",
            ),
        ),
        Outage::TooSlow => (
            lang.t("Dịch vụ định danh trả lời quá chậm", "The identity service is too slow"),
            lang.t(
                "Cổng đã chờ mà không nhận được câu trả lời kịp lúc, nên dừng lại thay vì để bạn đợi mãi.",
                "The portal waited and got no answer in time, so it stopped rather than let you wait for ever.",
            ),
        ),
        Outage::Broken => (
            lang.t("Dịch vụ định danh đang gián đoạn", "The identity service is out of order"),
            lang.t(
                "Chính dịch vụ định danh báo rằng nó đang gặp sự cố.",
                "The identity service itself says that it cannot serve anybody just now.",
            ),
        ),
    };
    RefusalWords { title, happened, what_to_do }
}

/// What does not fit the sign-in that this browser began: mostly a slip, sometimes a trick.
const fn attempt_words(lang: Lang, reason: InvalidReason) -> RefusalWords {
    let start_here = lang.t(
        "Hãy bắt đầu lại từ trang này. Nếu bạn đến đây bằng một liên kết do người khác gửi, đừng dùng liên kết đó.",
        "Start again from this page. If you came here by a link that somebody sent you, do not use that link.",
    );
    let (title, happened) = match reason {
        InvalidReason::AttemptExpired => (
            lang.t("Lượt đăng nhập đã quá hạn", "The sign-in took too long"),
            lang.t(
                "Từ lúc bạn bắt đầu đã quá 15 phút, nên cổng không nhận kết quả của lượt đăng nhập này nữa.",
                "More than 15 minutes have passed since you began, so the portal no longer takes the result of this sign-in.",
            ),
        ),
        InvalidReason::State => (
            lang.t("Câu trả lời không khớp với lượt đăng nhập", "The answer does not fit the sign-in"),
            lang.t(
                "Câu trả lời mà trình duyệt mang về không thuộc lượt đăng nhập đã bắt đầu ở trình duyệt này.",
                "The answer that your browser brought back does not belong to the sign-in that began in this browser.",
            ),
        ),
        InvalidReason::Nonce => (
            lang.t("Câu trả lời thuộc về lượt đăng nhập khác", "The answer belongs to another sign-in"),
            lang.t(
                "Dịch vụ định danh đã trả lời cho một lượt đăng nhập khác với lượt của bạn, nên cổng không nhận.",
                "The identity service answered another sign-in than yours, so the portal did not take it.",
            ),
        ),
        InvalidReason::Code => (
            lang.t("Yêu cầu đăng nhập đã hết hạn", "The sign-in request has expired"),
            lang.t(
                "Dịch vụ định danh không còn nhận yêu cầu này: đã quá thời gian xác nhận, hoặc yêu cầu đã được dùng rồi.",
                "The identity service no longer takes this request: the time to confirm has passed, or it was used already.",
            ),
        ),
        _ => (
            lang.t("Lượt đăng nhập này không còn hiệu lực", "This sign-in is no longer good"),
            lang.t(
                "Trình duyệt này không có lượt đăng nhập nào đang chờ: có thể trang được tải lại, lượt đã dùng rồi, hoặc phiên làm việc đã kết thúc.",
                "No sign-in is waiting in this browser: perhaps the page was loaded twice, the sign-in was used already, or the session has ended.",
            ),
        ),
    };
    RefusalWords { title, happened, what_to_do: start_here }
}

/// What does not hold about the signed answer.
const fn token_words(lang: Lang, reason: InvalidReason) -> RefusalWords {
    let (title, happened) = match reason {
        InvalidReason::Issuer => (
            lang.t("Câu trả lời không do dịch vụ định danh cấp", "The answer was not issued by the identity service"),
            lang.t(
                "Câu trả lời mang tên một nơi cấp khác với dịch vụ định danh mà cổng tin cậy.",
                "The answer names another issuer than the identity service that the portal trusts.",
            ),
        ),
        InvalidReason::Audience => (
            lang.t("Câu trả lời dành cho hệ thống khác", "The answer is meant for another system"),
            lang.t(
                "Dịch vụ định danh đã trả lời cho một hệ thống khác, không phải cho cổng này.",
                "The identity service's answer was made for another system, not for this portal.",
            ),
        ),
        InvalidReason::Algorithm => (
            lang.t("Câu trả lời không được ký đúng cách", "The answer is not signed in a way we take"),
            lang.t(
                "Câu trả lời không có chữ ký, hoặc được ký theo cách mà cổng không chấp nhận vì dễ bị giả mạo.",
                "The answer has no signature, or one of a kind that the portal does not take because it is easily forged.",
            ),
        ),
        InvalidReason::Key => (
            lang.t("Câu trả lời được ký bằng khóa lạ", "The answer is signed with an unknown key"),
            lang.t(
                "Khóa đã ký câu trả lời không có trong danh sách khóa của dịch vụ định danh.",
                "The key that signed the answer is not among the keys of the identity service.",
            ),
        ),
        InvalidReason::Signature => (
            lang.t("Chữ ký của câu trả lời không đúng", "The answer's signature does not hold"),
            lang.t(
                "Nội dung câu trả lời không khớp với chữ ký của dịch vụ định danh: có thể nó đã bị sửa trên đường đi.",
                "The answer does not fit the identity service's signature: it may have been changed on its way.",
            ),
        ),
        _ => (
            lang.t("Câu trả lời của dịch vụ định danh đã hết hạn", "The identity service's answer has expired"),
            lang.t(
                "Câu trả lời đến với thời hạn đã qua, nên cổng không nhận.",
                "The answer came with a time limit that had passed, so the portal did not take it.",
            ),
        ),
    };
    RefusalWords { title, happened, what_to_do: try_then_call(lang) }
}

/// What is wrong with what the service says of the person.
const fn person_words(lang: Lang, reason: InvalidReason) -> RefusalWords {
    match reason {
        InvalidReason::AssuranceLevel => RefusalWords {
            title: lang.t("Không rõ mức độ định danh của bạn", "The level of your identity is unknown"),
            happened: lang.t(
                "Dịch vụ định danh không cho biết tài khoản của bạn ở mức độ 1 hay mức độ 2.",
                "The identity service did not say whether your identity is of level 1 or level 2.",
            ),
            what_to_do: try_then_call(lang),
        },
        InvalidReason::Stale => RefusalWords {
            title: lang.t("Dịch vụ định danh đã không hỏi lại bạn", "The identity service did not ask you anew"),
            happened: lang.t(
                "Cổng cần bạn xác thực ngay lúc này, nhưng dịch vụ định danh chỉ dựa vào một lần xác thực trước đó.",
                "The portal needs a proof of this very moment, but the identity service relied on an earlier one.",
            ),
            what_to_do: lang.t(
                "Hãy thử lại và xác nhận trên điện thoại khi được hỏi. Nếu vẫn vậy, hãy đăng xuất khỏi ứng dụng định danh rồi thử lại.",
                "Try again and confirm on your telephone when you are asked. If it happens again, sign out of the identity app, then try once more.",
            ),
        },
        InvalidReason::PersonClaims => RefusalWords {
            title: lang.t("Thông tin cá nhân từ dịch vụ định danh chưa đủ", "The identity service's data about you are incomplete"),
            happened: lang.t(
                "Họ tên, ngày sinh, giới tính hoặc số giấy tờ mà dịch vụ gửi sang bị thiếu hoặc mâu thuẫn với nhau.",
                "The name, birth date, sex or document number that the service sent is missing or contradicts another.",
            ),
            what_to_do: lang.t(
                "Hãy kiểm tra thông tin trong ứng dụng định danh. Nếu có sai sót, hãy đến công an xã, phường để sửa; cổng không tự sửa được.",
                "Check your data in the identity app. If something is wrong there, the commune police can correct it; the portal cannot.",
            ),
        },
        _ => RefusalWords {
            title: lang.t("Thời điểm xác thực không hợp lệ", "The time of your proof is not possible"),
            happened: lang.t(
                "Dịch vụ định danh nói rằng bạn xác thực vào một lúc chưa đến. Đồng hồ của một bên đang sai.",
                "The identity service says that you proved yourself at a moment still to come. Somebody's clock is wrong.",
            ),
            what_to_do: try_then_call(lang),
        },
    }
}

/// What is wrong with the service, or with the portal's settings for it.
const fn service_words(lang: Lang, reason: InvalidReason) -> RefusalWords {
    let (title, happened) = match reason {
        InvalidReason::Settings => (
            lang.t("Cổng chưa được cài đặt đúng để đăng nhập", "The portal is not set up to sign you in"),
            lang.t("Cài đặt của cổng cho dịch vụ định danh có sai sót.", "The portal's settings for the identity service are wrong."),
        ),
        InvalidReason::Metadata => (
            lang.t("Dịch vụ định danh tự giới thiệu không đúng", "The identity service does not describe itself rightly"),
            lang.t(
                "Ở địa chỉ của dịch vụ định danh, cổng nhận được thông tin không dùng được hoặc mang tên một dịch vụ khác.",
                "At the identity service's address the portal found a description that is unusable or names another service.",
            ),
        ),
        InvalidReason::ReportedError => (
            lang.t("Dịch vụ định danh báo lỗi", "The identity service reported an error"),
            lang.t(
                "Dịch vụ định danh không thực hiện được yêu cầu đăng nhập này.",
                "The identity service could not carry out this sign-in.",
            ),
        ),
        _ => (
            lang.t("Câu trả lời của dịch vụ định danh không dùng được", "The identity service's answer is unusable"),
            lang.t(
                "Câu trả lời thiếu phần xác nhận bạn là ai, hoặc phần đó không đọc được.",
                "The answer lacks the part that says who you are, or that part cannot be read.",
            ),
        ),
    };
    RefusalWords { title, happened, what_to_do: try_then_call(lang) }
}

const fn try_then_call(lang: Lang) -> &'static str {
    lang.t(
        "Hãy thử lại một lần. Nếu vẫn vậy, hãy gọi 1800 8000, nhánh 2: người trực xem được chuyện gì đã xảy ra.",
        "Try once more. If it happens again, call 1800 8000, extension 2: they can see what happened.",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_reason_has_words_of_its_own_in_both_languages() {
        let reasons = [
            InvalidReason::Settings,
            InvalidReason::Metadata,
            InvalidReason::NoAttempt,
            InvalidReason::AttemptExpired,
            InvalidReason::State,
            InvalidReason::ReportedError,
            InvalidReason::Code,
            InvalidReason::TokenResponse,
            InvalidReason::Issuer,
            InvalidReason::Audience,
            InvalidReason::Algorithm,
            InvalidReason::Key,
            InvalidReason::Signature,
            InvalidReason::Expired,
            InvalidReason::Nonce,
            InvalidReason::AssuranceLevel,
            InvalidReason::AuthTime,
            InvalidReason::Stale,
            InvalidReason::PersonClaims,
        ];
        let outages = [Outage::NoAnswer, Outage::TooSlow, Outage::Broken];
        let errors: Vec<CitizenIdError> = (reasons.map(CitizenIdError::Invalid).into_iter())
            .chain(outages.map(CitizenIdError::Unavailable))
            .chain([CitizenIdError::Refused])
            .collect();
        for lang in [Lang::Vi, Lang::En] {
            let titles: BTreeSet<_> = errors.iter().map(|error| refusal_words(lang, *error).title).collect();
            let stories: BTreeSet<_> = errors.iter().map(|error| refusal_words(lang, *error).happened).collect();
            assert_eq!((titles.len(), stories.len()), (errors.len(), errors.len()), "{lang:?}");
        }
    }
}
