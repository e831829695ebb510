//! What happened to an attempt to pay, in plain words: who told, and what.

use super::{Lang, payment::gateway_reason};
use crate::{
    domain::payment::{ledger::LedgerKind, order::OrderState},
    usecases::candidate::view_bill::{EventSource, PaymentEvent},
};

/// One thing that happened.
#[must_use]
pub fn payment_event_words(lang: Lang, event: &PaymentEvent) -> String {
    let reason = event.response_code.as_deref().filter(|_| event.to == OrderState::Failed);
    let reason = reason.and_then(|code| gateway_reason(lang, code)).map(|reason| format!(" ({})", lower_first(reason)));
    format!("{}: {}{}.", who(lang, event.source), what(lang, event), reason.unwrap_or_default())
}

const fn who(lang: Lang, source: EventSource) -> &'static str {
    match source {
        EventSource::Browser => lang.t("Người trả", "The payer"),
        EventSource::Notification => lang.t("Cổng thanh toán báo", "The gateway told"),
        EventSource::Query => lang.t("Cổng thanh toán trả lời khi được hỏi", "The gateway answered when asked"),
        EventSource::Operator => lang.t("Cán bộ đối soát", "Staff who check payments"),
        EventSource::Clock => lang.t("Hệ thống", "The portal"),
        EventSource::Statement => lang.t("Sao kê của cổng thanh toán", "The gateway’s statement"),
    }
}

const fn what(lang: Lang, event: &PaymentEvent) -> &'static str {
    match (event.from, event.to) {
        (_, OrderState::Created | OrderState::Pending) => lang.t("bắt đầu trả", "began to pay"),
        (_, OrderState::Paid) => lang.t("tiền đã đến, lệ phí đã nhận", "the money came, the fee is received"),
        (_, OrderState::Failed) => lang.t("không có tiền nào được trả", "no money was paid"),
        (_, OrderState::Expired) => lang.t("đã hết thời gian trả", "the time to pay ran out"),
        (_, OrderState::UnderReview) => lang.t("giao dịch cần được kiểm tra", "the transaction needs checking"),
        (_, OrderState::Duplicate) => {
            lang.t("tiền đến cho khoản đã trả, sẽ được hoàn lại", "money came for what was paid, and goes back")
        }
        (OrderState::RefundRequested, OrderState::RefundRequested) => lang.t(
            "ngân hàng chưa nhận yêu cầu hoàn tiền, sẽ yêu cầu lại",
            "the bank did not take the refund, which is asked for again",
        ),
        (OrderState::Duplicate | OrderState::UnderReview, OrderState::RefundRequested) => {
            lang.t("bắt đầu hoàn tiền", "began to send the money back")
        }
        (_, OrderState::RefundRequested) => lang.t(
            "tiền đến sau hạn nên không được tính, sẽ được hoàn lại",
            "money came after the time for it, does not count, and goes back",
        ),
        (_, OrderState::Refunded) => {
            lang.t("tiền đã về tài khoản đã trả", "the money is back in the account it came from")
        }
    }
}

/// A transfer of the ledger.
#[must_use]
pub const fn ledger_kind_name(lang: Lang, kind: LedgerKind) -> &'static str {
    match kind {
        LedgerKind::BillIssued => lang.t("Lập khoản phải thu", "Bill issued"),
        LedgerKind::PaymentReceived => lang.t("Ghi nhận lệ phí", "Payment received"),
        LedgerKind::ExcessReceived => lang.t("Tiền thừa, phải hoàn", "Excess received, to go back"),
        LedgerKind::RefundPaid => lang.t("Đã hoàn tiền", "Refund paid"),
    }
}

/// For the middle of a sentence.
#[must_use]
pub fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
