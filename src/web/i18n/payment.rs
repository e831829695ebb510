//! What payments say about themselves.

use super::Lang;
use crate::domain::payment::{order::OrderState, status::PaymentStatus};

/// The status of a bill in a word or two.
#[must_use]
pub const fn payment_status_name(lang: Lang, status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Unpaid => lang.t("Chưa trả", "Not paid"),
        PaymentStatus::Processing => lang.t("Đang xử lý", "Being processed"),
        PaymentStatus::UnderReview => lang.t("Đang xác minh", "Under review"),
        PaymentStatus::Received => lang.t("Đã nhận", "Received"),
        PaymentStatus::Failed => lang.t("Thất bại", "Failed"),
        PaymentStatus::Expired => lang.t("Hết hạn", "Expired"),
        PaymentStatus::Returning => lang.t("Đang hoàn tiền", "Being refunded"),
        PaymentStatus::Returned => lang.t("Đã hoàn tiền", "Refunded"),
    }
}

/// What the status means for the one who pays.
#[must_use]
pub const fn payment_status_sentence(lang: Lang, status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Unpaid => lang.t(
            "Nguyện vọng chỉ được xét khi lệ phí đã nhận.",
            "Preferences are considered only once the fee is received.",
        ),
        PaymentStatus::Processing => lang.t(
            "Lần trả gần nhất chưa có kết quả từ cổng thanh toán.",
            "The gateway has not told how the last attempt ended.",
        ),
        PaymentStatus::UnderReview => lang.t(
            "Ngân hàng báo giao dịch cần kiểm tra; tiền có thể đã bị trừ. Cán bộ đang đối soát với ngân hàng.",
            "The bank says that the transaction needs checking; money may have been taken. Staff check it with the bank.",
        ),
        PaymentStatus::Received => lang.t("Lệ phí đã nhận đủ.", "The fee is received in full."),
        PaymentStatus::Failed => lang.t(
            "Lần trả gần nhất không thành công; lệ phí chưa được nhận.",
            "The last attempt failed; the fee is not received.",
        ),
        PaymentStatus::Expired => lang.t(
            "Lần trả gần nhất đã hết thời gian; lệ phí chưa được nhận.",
            "The last attempt ran out of time; the fee is not received.",
        ),
        PaymentStatus::Returning => lang.t(
            "Tiền của lần trả gần nhất không được tính vào lệ phí, thường vì đến sau hạn. Toàn bộ số tiền đang được hoàn về tài khoản đã trả. Lệ phí chưa được nhận.",
            "The money of the last attempt does not count for the fee, mostly because it came after the time for it. All of it is on its way back to the account it came from. The fee is not received.",
        ),
        PaymentStatus::Returned => lang.t(
            "Tiền của lần trả gần nhất không được tính vào lệ phí và đã được hoàn về tài khoản đã trả. Lệ phí chưa được nhận.",
            "The money of the last attempt does not count for the fee and is back in the account it came from. The fee is not received.",
        ),
    }
}

/// What the one who pays has to do. `may_begin` is whether an attempt can be begun, or gone on with, now.
#[must_use]
pub const fn payment_to_do(lang: Lang, status: PaymentStatus, may_begin: bool) -> &'static str {
    match status {
        PaymentStatus::Received => lang.t("Không cần làm gì thêm.", "There is nothing more to do."),
        PaymentStatus::UnderReview => lang.t(
            "Đừng trả lại. Kết quả hiện ở trang này; bạn không mất quyền xét tuyển vì việc này.",
            "Do not pay again. The outcome is shown here; you lose no right by this.",
        ),
        PaymentStatus::Processing => lang.t(
            "Nếu tài khoản đã bị trừ tiền, đừng trả lại: hệ thống tự hỏi lại cổng thanh toán. Nếu bạn chưa trả xong, hãy quay lại đúng lần trả đó bằng nút dưới đây.",
            "If money has left the account, do not pay again: the portal asks the gateway again by itself. If you have not finished paying, go back to that same attempt with the button below.",
        ),
        PaymentStatus::Expired if may_begin => lang.t(
            "Nếu tài khoản đã bị trừ tiền, đừng trả lại: tiền đến muộn được ghi nhận, hoặc hoàn lại nếu đã quá hạn. Nếu chưa, hãy trả lại.",
            "If money has left the account, do not pay again: money that comes late still counts, or goes back when its time is over. If not, pay again.",
        ),
        PaymentStatus::Expired => lang.t(
            "Nếu tài khoản đã bị trừ tiền, hãy chờ: tiền đến muộn được ghi nhận, hoặc hoàn lại nếu đã quá hạn.",
            "If money has left the account, wait: money that comes late still counts, or goes back when its time is over.",
        ),
        PaymentStatus::Unpaid | PaymentStatus::Failed | PaymentStatus::Returning | PaymentStatus::Returned
            if !may_begin =>
        {
            lang.t(
                "Hiện chưa thể trả; lý do ghi cạnh nút trả lệ phí.",
                "You cannot pay now; the reason is beside the button.",
            )
        }
        PaymentStatus::Unpaid => lang.t(
            "Trả lệ phí trước hạn. Người thân có thể trả thay bạn.",
            "Pay before the time ends. Somebody else may pay for you.",
        ),
        PaymentStatus::Failed | PaymentStatus::Returned => {
            lang.t("Trả lại lệ phí trước hạn.", "Pay the fee again before the time ends.")
        }
        PaymentStatus::Returning => lang.t(
            "Không cần làm gì để được hoàn tiền. Để nguyện vọng được xét, hãy trả lại lệ phí trước hạn.",
            "There is nothing to do for the refund. For your preferences to be considered, pay the fee before the time ends.",
        ),
    }
}

/// Where one attempt stands.
#[must_use]
pub const fn order_state_name(lang: Lang, state: OrderState) -> &'static str {
    match state {
        OrderState::Created | OrderState::Pending => lang.t("Đang xử lý", "Being processed"),
        OrderState::Paid => lang.t("Đã nhận", "Received"),
        OrderState::Failed => lang.t("Thất bại", "Failed"),
        OrderState::Expired => lang.t("Hết hạn", "Expired"),
        OrderState::UnderReview => lang.t("Đang xác minh", "Under review"),
        OrderState::Duplicate => lang.t("Trả trùng, sẽ hoàn tiền", "Paid twice, to be refunded"),
        OrderState::RefundRequested => lang.t("Đang hoàn tiền", "Being refunded"),
        OrderState::Refunded => lang.t("Đã hoàn tiền", "Refunded"),
    }
}

/// Why an attempt failed, by the gateway's code; `None` where the code says nothing worth telling.
#[must_use]
pub fn gateway_reason(lang: Lang, response_code: &str) -> Option<&'static str> {
    let reason = match response_code {
        "07" => lang.t("Giao dịch bị nghi ngờ", "Suspected transaction"),
        "09" => lang.t("Thẻ hoặc tài khoản chưa đăng ký ngân hàng trực tuyến", "Not registered for online banking"),
        "10" => lang.t("Xác thực sai quá 3 lần", "Authentication failed more than 3 times"),
        "11" => lang.t("Hết thời gian thanh toán", "Time to pay ran out"),
        "12" => lang.t("Thẻ hoặc tài khoản bị khóa", "Card or account locked"),
        "13" => lang.t("Sai mã xác thực (OTP)", "Wrong one-time password"),
        "24" => lang.t("Người trả đã huỷ", "Cancelled by the payer"),
        "51" => lang.t("Tài khoản không đủ số dư", "Balance too low"),
        "65" => lang.t("Vượt hạn mức trong ngày", "Daily limit exceeded"),
        "08" | "75" => lang.t("Ngân hàng đang bảo trì", "Bank under maintenance"),
        "79" => lang.t("Sai mật khẩu thanh toán quá số lần", "Wrong payment password too often"),
        _ => return None,
    };
    Some(reason)
}
