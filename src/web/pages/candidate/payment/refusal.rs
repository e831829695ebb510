//! Why nobody is sent to the gateway, in words.

use axum::http::StatusCode;

use crate::{
    domain::{payment::status::PaymentStatus, season::WindowState},
    usecases::candidate::start_payment::StartPaymentRefusal,
    web::i18n::{
        Lang,
        payment::{payment_status_sentence, payment_to_do},
    },
};

/// The status of the page that says so.
pub(in crate::web::pages) const fn refusal_status(refusal: StartPaymentRefusal) -> StatusCode {
    match refusal {
        StartPaymentRefusal::GatewaySilent | StartPaymentRefusal::GatewayDown => StatusCode::SERVICE_UNAVAILABLE,
        StartPaymentRefusal::NeedsLevel2 => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    }
}

/// The reason.
pub(in crate::web::pages) fn refusal_words(lang: Lang, refusal: StartPaymentRefusal) -> String {
    match refusal {
        StartPaymentRefusal::NeedsLevel2 => {
            lang.t("Cần định danh mức độ 2 để trả lệ phí.", "Paying needs identity level 2.").to_owned()
        }
        StartPaymentRefusal::NothingToPay => {
            lang.t("Bạn chưa có khoản lệ phí nào phải trả.", "You have no fee to pay.").to_owned()
        }
        StartPaymentRefusal::NotOpen(window) => window_sentence(lang, window),
        StartPaymentRefusal::AlreadyPaid => {
            lang.t("Lệ phí đã được nhận; bạn không cần trả nữa.", "The fee is received; do not pay again.").to_owned()
        }
        StartPaymentRefusal::UnderReview => {
            let status = PaymentStatus::UnderReview;
            format!("{} {}", payment_status_sentence(lang, status), payment_to_do(lang, status, false))
        }
        StartPaymentRefusal::GatewayDown => lang
            .t(
                "Cổng thanh toán không phản hồi. Chưa có tiền nào bị trừ và khoản lệ phí của bạn vẫn được giữ. Hãy thử lại sau vài phút; hạn nộp sẽ được gia hạn nếu sự cố kéo dài.",
                "The payment gateway is not answering. No money was taken and your bill is kept. Try again in a few minutes; the deadline is extended when the fault lasts.",
            )
            .to_owned(),
        StartPaymentRefusal::GatewaySilent => lang
            .t(
                "Cổng thanh toán chưa cho biết kết quả của lần trả trước, nên chưa thể mở lần trả mới mà không có nguy cơ trừ tiền hai lần. Hãy thử lại sau vài phút.",
                "The gateway does not tell how the last attempt ended, so another one might take money twice. Try again in a few minutes.",
            )
            .to_owned(),
    }
}

/// When the window opens, closes, or closed.
pub(in crate::web::pages) fn window_sentence(lang: Lang, window: WindowState) -> String {
    match window {
        WindowState::NotPlanned => {
            lang.t("Chưa có lịch nộp lệ phí.", "The payment window is not planned yet.").to_owned()
        }
        WindowState::NotYetOpen { opens_at } => {
            format!("{} {}.", lang.t("Tỉnh của bạn nộp lệ phí từ", "Your province pays from"), opens_at.short())
        }
        WindowState::Open { closes_at } => {
            format!("{} {}.", lang.t("Hạn cuối nộp lệ phí:", "The payment window closes at"), closes_at.short())
        }
        WindowState::Closed { closed_at } => {
            format!("{} {}.", lang.t("Đợt nộp lệ phí đã đóng lúc", "The payment window closed at"), closed_at.short())
        }
    }
}
