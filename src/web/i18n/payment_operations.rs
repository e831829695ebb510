//! What the operators' pages on payments say.

use super::Lang;
use crate::{
    domain::payment::{
        decision::PaymentDecision,
        ledger::LedgerAccount,
        statement::{DifferenceKind, MovementKind},
    },
    usecases::ministry::view_payments::{EventSource, Worklist},
};

/// What the attempts of a list wait for.
#[must_use]
pub const fn worklist_name(lang: Lang, list: Worklist) -> &'static str {
    match list {
        Worklist::Open => lang.t("Đang chờ ở cổng", "Waiting at the gateway"),
        Worklist::InDoubt => lang.t("Cần xác minh", "In doubt"),
        Worklist::Refunds => lang.t("Đang hoàn tiền", "Being refunded"),
        Worklist::Stuck => lang.t("Hoàn tiền bị dừng", "Refunds that stopped"),
    }
}

/// What to know about a list.
#[must_use]
pub const fn worklist_sentence(lang: Lang, list: Worklist) -> &'static str {
    match list {
        Worklist::Open => lang.t(
            "Người trả có thể còn ở trang của cổng. Hệ thống tự hỏi cổng thanh toán; bạn không cần làm gì.",
            "The payer may still be at the gateway. The portal asks the gateway by itself; there is nothing to do.",
        ),
        Worklist::InDoubt => lang.t(
            "Cổng không đứng ra bảo đảm cho khoản tiền. Hãy đối chiếu với ngân hàng, rồi mở từng lần trả để quyết định.",
            "The gateway does not stand by the money. Check with the bank, then open each attempt to decide.",
        ),
        Worklist::Refunds => lang.t(
            "Hệ thống tự yêu cầu hoàn tiền và hỏi lại; bạn không cần làm gì.",
            "The portal asks for these refunds and after them by itself; there is nothing to do.",
        ),
        Worklist::Stuck => lang.t(
            "Cổng nói không có khoản tiền nào để hoàn (mã 95), trái với điều cổng đã báo trước đó. Hãy làm rõ với cổng, rồi yêu cầu lại.",
            "The gateway says that there is no payment to give back (95), against what it told before. Clear that up with the gateway, then ask again.",
        ),
    }
}

/// In what statements and ledger differ.
#[must_use]
pub const fn difference_name(lang: Lang, kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::UnknownReference => lang.t("Hệ thống không có lần trả này", "The portal knows no such attempt"),
        DifferenceKind::OtherAmount => lang.t("Số tiền khác", "Another amount"),
        DifferenceKind::RepeatedPayment => lang.t("Thu nhiều lần", "Taken more than once"),
        DifferenceKind::RepeatedRefund => lang.t("Hoàn nhiều lần", "Given back more than once"),
        DifferenceKind::InDoubt => lang.t("Đã thu, đang cần xác minh", "Taken, and in doubt"),
        DifferenceKind::PaymentNotInLedger => lang.t("Cổng đã thu, sổ cái chưa có", "Taken, not in the ledger"),
        DifferenceKind::PaymentNotInStatement => lang.t("Sổ cái có, sao kê không có", "In the ledger, in no statement"),
        DifferenceKind::RefundNotInLedger => lang.t("Cổng đã hoàn, sổ cái chưa có", "Given back, not in the ledger"),
        DifferenceKind::RefundNotInStatement => {
            lang.t("Sổ cái ghi đã hoàn, sao kê không có", "Given back by the ledger, in no statement")
        }
    }
}

/// An account of the ledger.
#[must_use]
pub const fn account_name(lang: Lang, account: LedgerAccount) -> &'static str {
    match account {
        LedgerAccount::FeeIncome => lang.t("Lệ phí đã tính", "Fees charged"),
        LedgerAccount::Receivable => lang.t("Thí sinh còn phải nộp", "Owed by candidates"),
        LedgerAccount::GatewayCash => lang.t("Tiền ở cổng thanh toán", "Held by the gateway"),
        LedgerAccount::RefundDue => lang.t("Phải hoàn cho người trả", "Owed to payers"),
    }
}

/// What is decided, as the choice of whoever decides.
#[must_use]
pub const fn decision_name(lang: Lang, decision: PaymentDecision) -> &'static str {
    match decision {
        PaymentDecision::FoundPaid => lang.t("Đã nhận được tiền", "The money came"),
        PaymentDecision::FoundUnpaid => lang.t("Không có tiền", "No money came"),
        PaymentDecision::SendBack => lang.t("Hoàn tiền cho người trả", "Send the money back"),
        PaymentDecision::AskAgain => lang.t("Yêu cầu hoàn tiền lại", "Ask for the refund again"),
    }
}

/// What follows from a decision.
#[must_use]
pub const fn decision_meaning(lang: Lang, decision: PaymentDecision) -> &'static str {
    match decision {
        PaymentDecision::FoundPaid => lang.t(
            "Lệ phí được ghi nhận và thí sinh nhận thư báo. Nếu lệ phí đã nộp bằng lần trả khác, khoản này tự được hoàn.",
            "The fee counts as paid and the candidate is told by e-mail. If another attempt has paid it, this money goes back by itself.",
        ),
        PaymentDecision::FoundUnpaid => lang.t(
            "Lần trả này không tính; thí sinh trả lại được khi đợt nộp còn mở.",
            "The attempt does not count; the candidate can pay again while the window is open.",
        ),
        PaymentDecision::SendBack => lang.t(
            "Tiền về tài khoản đã trả; lệ phí vẫn chưa nộp.",
            "The money goes back to the account it came from; the fee stays unpaid.",
        ),
        PaymentDecision::AskAgain => lang.t(
            "Hệ thống gửi yêu cầu mới, với số mới, trong vòng một phút.",
            "The portal sends a new request, with a new number, within a minute.",
        ),
    }
}

/// Who told of a change.
#[must_use]
pub const fn source_name(lang: Lang, source: EventSource) -> &'static str {
    match source {
        EventSource::Browser => lang.t("người trả được chuyển sang cổng", "the payer was sent to the gateway"),
        EventSource::Notification => lang.t("cổng thông báo", "the gateway notified"),
        EventSource::Query => lang.t("cổng trả lời khi được hỏi", "the gateway answered"),
        EventSource::Operator => lang.t("cán bộ quyết định", "an operator decided"),
        EventSource::Clock => lang.t("hệ thống tự làm", "the portal by itself"),
        EventSource::Statement => lang.t("sao kê của cổng", "the gateway’s statement"),
    }
}

/// Which way money went.
#[must_use]
pub const fn movement_name(lang: Lang, kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Payment => lang.t("thu tiền", "payment"),
        MovementKind::Refund => lang.t("hoàn tiền", "refund"),
    }
}
