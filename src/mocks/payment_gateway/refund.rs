//! `refund`: a merchant has money sent back, all of it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    Gateway, RefundFault,
    books::Order,
    protocol::Fields,
    transaction_api::{BAD_FORM, Command, Refusal, field},
};

const REFUND: Command = Command {
    name: "refund",
    request: &[
        "vnp_RequestId",
        "vnp_Version",
        "vnp_Command",
        "vnp_TmnCode",
        "vnp_TransactionType",
        "vnp_TxnRef",
        "vnp_Amount",
        "vnp_TransactionNo",
        "vnp_TransactionDate",
        "vnp_CreateBy",
        "vnp_CreateDate",
        "vnp_IpAddr",
        "vnp_OrderInfo",
    ],
    answer: &[
        "vnp_ResponseId",
        "vnp_Command",
        "vnp_ResponseCode",
        "vnp_Message",
        "vnp_TmnCode",
        "vnp_TxnRef",
        "vnp_Amount",
        "vnp_BankCode",
        "vnp_PayDate",
        "vnp_TransactionNo",
        "vnp_TransactionType",
        "vnp_TransactionStatus",
        "vnp_OrderInfo",
    ],
    dates: &["vnp_TransactionDate", "vnp_CreateDate"],
};

/// Answers one request. Only refunds of the whole amount (02) are taken.
pub(super) fn answer(gateway: &Gateway, request: &Fields) -> Response {
    let fault = fault(gateway, request);
    let (told, answer) = match take(gateway, request, fault) {
        Ok(order) => (("00", "Success"), report(&order)),
        Err(refusal) => (refusal, Fields::new()),
    };
    if fault == RefundFault::AnswerLost {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    REFUND.reply(gateway, request, told, answer)
}

/// How this request goes wrong.
fn fault(gateway: &Gateway, request: &Fields) -> RefundFault {
    let of_everybody = gateway.faults().refund;
    let mut books = gateway.books();
    let order = books.find(field(request, "vnp_TxnRef"), field(request, "vnp_TransactionDate"));
    order.map_or(of_everybody, |order| order.next_refund_fault(of_everybody))
}

fn take(gateway: &Gateway, request: &Fields, fault: RefundFault) -> Result<Order, Refusal> {
    REFUND.check(gateway, request)?;
    let (reference, created) = (field(request, "vnp_TxnRef"), field(request, "vnp_TransactionDate"));
    let mut books = gateway.books();
    let order = books.find(reference, created).ok_or(("91", "Transaction not found"))?;
    let is_whole = field(request, "vnp_TransactionType") == "02"
        && field(request, "vnp_Amount") == order.request.amount.to_string();
    if !is_whole {
        return Err(BAD_FORM);
    }
    if fault == RefundFault::NotTaken {
        return Err(("99", "Other error"));
    }
    let by = (field(request, "vnp_RequestId"), field(request, "vnp_CreateDate"));
    books.refund(reference, created, by, fault == RefundFault::Rejected).map_err(|code| match code {
        "94" => (code, "Refund already requested"),
        "95" => (code, "Transaction not successful"),
        _ => (code, "Transaction not found"),
    })
}

fn report(order: &Order) -> Fields {
    let (bank_code, pay_date) =
        order.completed.as_ref().map_or(("", ""), |completed| (&completed.bank_code, &completed.pay_date));
    let refund = order.refunds.last();
    [
        ("vnp_Amount", order.request.amount.to_string()),
        ("vnp_BankCode", bank_code.to_owned()),
        ("vnp_PayDate", pay_date.to_owned()),
        ("vnp_TransactionNo", refund.map_or_else(|| "0".to_owned(), |refund| refund.transaction_no.clone())),
        ("vnp_TransactionType", "02".to_owned()),
        ("vnp_TransactionStatus", refund.map_or("", |refund| refund.stage.transaction_status()).to_owned()),
        ("vnp_OrderInfo", order.request.order_info.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
