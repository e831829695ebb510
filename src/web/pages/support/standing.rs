//! Where a candidate stands, with what may be told of each state. It shows states and times; what a result is, what was
//! written to a candidate, and how to reach them, it does not know.

use leptos::prelude::*;

use crate::{
    domain::{exam::state::RegistrationStatus, payment::status::PaymentStatus, time::Instant},
    usecases::support::look_up::{CandidateStanding, LookedUp},
    web::{
        components::*,
        i18n::{Lang, exam::registration_status_name, payment::payment_status_name},
    },
};

/// What was found: each state with what may be told.
pub(super) fn answer(lang: Lang, number: &str, found: &LookedUp) -> AnyView {
    let standing = &found.standing;
    let number = number.trim().to_ascii_uppercase();
    view! {
        <h2>{lang.t("Số ", "Number ")} {number}</h2>
        <p>
            {lang.t("Chữ cái đầu của họ tên: ", "Initials: ")} <strong>{standing.initials.clone()}</strong>
            {lang.t(
                ". Chỉ để biết có nghe nhầm số không; đừng đọc cho người gọi.",
                ". They only show whether a number was misheard; do not tell them.",
            )}
        </p>
        {summary_list(
            lang,
            vec![
                SummaryRow::new(lang.t("Phiếu đăng ký dự thi", "Exam registration"), registration(lang, standing)),
                SummaryRow::new(lang.t("Nguyện vọng", "Preferences"), preferences(lang, standing)),
                SummaryRow::new(lang.t("Lệ phí", "Fee"), payment(lang, standing)),
                SummaryRow::new(lang.t("Kết quả xét tuyển", "Admission results"), results(lang, found)),
                SummaryRow::new(lang.t("Xác nhận nhập học", "Enrolment"), enrolment(lang, found)),
            ],
        )}
    }
    .into_any()
}

/// A state, since when, and what may be said about it.
fn state(tone: Tone, name: impl Into<String>, since: Option<Instant>, say: &'static str) -> AnyView {
    let name = name.into();
    let since = since.map(|since| view! { " " {instant_view(since)} });
    view! {
        <div>
            <p>{tag(tone, &name)} {since}</p>
            <p>{say}</p>
        </div>
    }
    .into_any()
}

fn registration(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((status, since)) = standing.registration else {
        let say = lang.t(
            "Thí sinh chưa bắt đầu. Mời đăng nhập và mở mục “Đăng ký dự thi”.",
            "Not begun. Have them sign in and open the exam registration.",
        );
        return state(Tone::Neutral, lang.t("Chưa khai", "Not begun"), None, say);
    };
    let (tone, say) = match status {
        RegistrationStatus::Draft => (
            Tone::Neutral,
            lang.t(
                "Phiếu đang ở phía thí sinh, trường chưa thấy. Mời kiểm tra rồi bấm Nộp trước hạn ghi ở đầu mỗi trang.",
                "The candidate has the form and the school does not see it. Have them check and submit before the time on top of every page.",
            ),
        ),
        RegistrationStatus::Submitted => (
            Tone::Info,
            lang.t(
                "Phiếu đang chờ trường duyệt; thí sinh chưa cần làm gì. Muốn sửa thì rút phiếu khi đợt đăng ký còn mở.",
                "It waits for the school; there is nothing to do. To change it, they withdraw it while registration is open.",
            ),
        ),
        RegistrationStatus::Rejected => (
            Tone::Warning,
            lang.t(
                "Trường đã trả lại phiếu kèm lý do. Tổng đài không thấy lý do: mời đăng nhập để đọc, sửa và nộp lại trước hạn.",
                "The school sent it back with a reason that support does not see. Have them sign in, read, correct and submit again in time.",
            ),
        ),
        RegistrationStatus::Approved | RegistrationStatus::Locked | RegistrationStatus::Signed => (
            Tone::Success,
            lang.t(
                "Đã xong. Nếu thí sinh thấy sai sót, hãy báo trường nơi đăng ký.",
                "Done. If something is wrong, they tell the school where they registered.",
            ),
        ),
        RegistrationStatus::Numbered => (
            Tone::Success,
            lang.t(
                "Đã có số báo danh. Sai sót phát hiện lúc này được đính chính vào ngày làm thủ tục dự thi.",
                "It has its candidate number. What is wrong now is put right on the day of the procedures.",
            ),
        ),
        RegistrationStatus::CorrectionRequested | RegistrationStatus::Unlocked => (
            Tone::Info,
            lang.t(
                "Trường đang xem xét việc sửa phiếu sau khi duyệt; thí sinh chưa cần làm gì.",
                "The school looks at a correction after the approval; there is nothing to do.",
            ),
        ),
        RegistrationStatus::Ineligible => (
            Tone::Warning,
            lang.t(
                "Trường kết luận thí sinh không đủ điều kiện dự thi; lý do nằm trong hồ sơ của thí sinh. Nếu không đồng ý, hãy gặp trường ngay.",
                "The school found that they may not sit the exam; the reason is in their record. If they disagree, they see the school at once.",
            ),
        ),
        RegistrationStatus::Cancelled => (
            Tone::Neutral,
            lang.t(
                "Phiếu đã huỷ. Khi đợt đăng ký còn mở, thí sinh có thể khai lại.",
                "The form was cancelled. While registration is open they can begin again.",
            ),
        ),
    };
    state(tone, registration_status_name(lang, status), Some(since), say)
}

fn preferences(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((submitted_at, count)) = standing.submitted_list else {
        let say = if standing.has_unsubmitted_changes {
            lang.t(
                "Có danh sách đang soạn nhưng chưa nộp. Danh sách chưa nộp không được xét.",
                "There is a list that was never submitted. Only submitted lists count.",
            )
        } else {
            lang.t(
                "Chưa có danh sách nào. Thời gian đăng ký nguyện vọng có ở trang chủ.",
                "There is no list yet. The home page tells when preferences are taken.",
            )
        };
        return state(Tone::Neutral, lang.t("Chưa nộp", "Not submitted"), None, say);
    };
    let say = if standing.has_unsubmitted_changes {
        lang.t(
            "Danh sách đã sửa sau lần nộp này mà chưa nộp lại: bản đã nộp là bản được xét. Nếu muốn dùng bản mới, phải nộp lại trước hạn.",
            "The list was changed afterwards and not submitted again: the submitted one counts. To use the new one, they submit it in time.",
        )
    } else {
        lang.t(
            "Danh sách này được xét. Có thể sửa và nộp lại đến khi đóng đợt.",
            "This list counts. It can be changed and submitted again until the window closes.",
        )
    };
    let name = match lang {
        Lang::Vi => format!("Đã nộp {count} nguyện vọng"),
        Lang::En if count == 1 => "1 preference submitted".to_owned(),
        Lang::En => format!("{count} preferences submitted"),
    };
    state(Tone::Success, name, Some(submitted_at), say)
}

fn payment(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((status, paid_at)) = standing.payment else {
        let say = lang.t(
            "Chưa có khoản phải nộp. Khoản lệ phí được lập khi đợt đăng ký nguyện vọng đóng.",
            "There is nothing to pay yet. The bill is made when the window for preferences closes.",
        );
        return state(Tone::Neutral, lang.t("Chưa lập", "No bill"), None, say);
    };
    let (tone, say) = match status {
        PaymentStatus::Unpaid => (
            Tone::Warning,
            lang.t(
                "Nguyện vọng chỉ được xét khi lệ phí đã nhận. Mời trả ở mục “Lệ phí” trước hạn của tỉnh mình.",
                "Preferences count only once the fee is received. Have them pay before the time of their province.",
            ),
        ),
        PaymentStatus::Processing => (
            Tone::Info,
            lang.t(
                "Một lần trả chưa có kết quả. Nếu đã bị trừ tiền thì đừng trả lại: hệ thống tự hỏi lại cổng thanh toán.",
                "An attempt has no outcome yet. If money has left, do not pay again: the portal asks the gateway again by itself.",
            ),
        ),
        PaymentStatus::UnderReview => (
            Tone::Warning,
            lang.t(
                "Giao dịch đang được đối soát với ngân hàng. Đừng trả lại; thí sinh không mất quyền xét tuyển vì việc này.",
                "The transaction is being checked with the bank. Do not pay again; no right is lost by this.",
            ),
        ),
        PaymentStatus::Received => {
            (Tone::Success, lang.t("Đã nhận đủ, không cần làm gì thêm.", "Received in full; there is nothing more to do."))
        }
        PaymentStatus::Failed => (
            Tone::Warning,
            lang.t(
                "Lần trả gần nhất không thành công. Có thể trả lại trước hạn.",
                "The last attempt failed. It can be paid again in time.",
            ),
        ),
        PaymentStatus::Expired => (
            Tone::Warning,
            lang.t(
                "Lần trả gần nhất đã hết giờ. Nếu đã bị trừ tiền thì đừng trả lại, tiền đến muộn vẫn được ghi nhận; nếu chưa thì trả lại.",
                "The last attempt ran out of time. If money has left, do not pay again, it still counts when it comes; if not, pay again.",
            ),
        ),
        PaymentStatus::Returning => (
            Tone::Warning,
            lang.t(
                "Tiền của lần trả gần nhất không được tính và đang được hoàn tự động về tài khoản đã trả. Lệ phí chưa được nhận.",
                "The money of the last attempt does not count and goes back by itself. The fee is not received.",
            ),
        ),
        PaymentStatus::Returned => (
            Tone::Warning,
            lang.t(
                "Tiền của lần trả gần nhất đã được hoàn về tài khoản đã trả. Lệ phí chưa được nhận.",
                "The money of the last attempt is back in the account it came from. The fee is not received.",
            ),
        ),
    };
    state(tone, payment_status_name(lang, status), paid_at, say)
}

fn results(lang: Lang, found: &LookedUp) -> AnyView {
    match found.results_public_since {
        Some(since) => state(
            Tone::Success,
            lang.t("Đã công bố", "Public"),
            Some(since),
            lang.t(
                "Tổng đài không thấy kết quả của ai. Mời đăng nhập và mở mục “Kết quả xét tuyển”.",
                "Support sees nobody’s result. Have them sign in and open their result.",
            ),
        ),
        None => state(
            Tone::Neutral,
            lang.t("Chưa công bố", "Not public"),
            None,
            lang.t(
                "Chưa ai biết kết quả. Thời điểm công bố có ở trang chủ, như nhau với mọi thí sinh.",
                "Nobody knows it yet. The home page tells when it appears, for all candidates at the same moment.",
            ),
        ),
    }
}

fn enrolment(lang: Lang, found: &LookedUp) -> AnyView {
    match found.standing.enrolment_confirmed_at {
        Some(at) => state(
            Tone::Success,
            lang.t("Đã xác nhận", "Confirmed"),
            Some(at),
            lang.t(
                "Đã xong trên cổng. Muốn huỷ xác nhận, thí sinh liên hệ trường đại học.",
                "Done on the portal. To undo it, the candidate asks the institution.",
            ),
        ),
        None => state(
            Tone::Neutral,
            lang.t("Chưa xác nhận", "Not confirmed"),
            None,
            lang.t(
                "Thí sinh trúng tuyển xác nhận ở mục “Xác nhận nhập học” trước hạn; quá hạn coi như từ chối.",
                "Whoever is admitted confirms on the portal in time; afterwards it counts as a refusal.",
            ),
        ),
    }
}
