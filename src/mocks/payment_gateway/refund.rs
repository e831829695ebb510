//! `refund`: a merchant has money sent back, all of it.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    Gateway, RefundFault,
    books::Order,
    protocol::{Fields, is_signed, raw, read_date, sign},
};

/// The fields of a request, as they are signed.
const REQUEST: [&str; 13] = [
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
];

/// The fields of an answer, as they are signed.
const ANSWER: [&str; 13] = [
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
];

/// Answers one request. Only refunds of the whole amount (02) are taken.
pub(super) fn answer(gateway: &Gateway, request: &Fields) -> Response {
    let fault = fault(gateway, request);
    let (code, message, order) = match take(gateway, request, fault) {
        Ok(order) => ("00", "Success", Some(order)),
        Err((code, message)) => (code, message, None),
    };
    if fault == RefundFault::AnswerLost {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let mut answer = order.map(|order| report(&order)).unwrap_or_default();
    for (name, value) in [
        ("vnp_ResponseId", gateway.books().next_response_id()),
        ("vnp_Command", "refund".to_owned()),
        ("vnp_ResponseCode", code.to_owned()),
        ("vnp_Message", message.to_owned()),
        ("vnp_TmnCode", gateway.config.terminal_code.clone()),
        ("vnp_TxnRef", request.get("vnp_TxnRef").cloned().unwrap_or_default()),
    ] {
        answer.insert(name.to_owned(), value);
    }
    answer.insert("vnp_SecureHash".to_owned(), sign(&gateway.config.secret, &raw(&answer, &ANSWER)));
    Json(answer).into_response()
}

/// How this request goes wrong.
fn fault(gateway: &Gateway, request: &Fields) -> RefundFault {
    let field = |name: &str| request.get(name).map_or("", String::as_str);
    let of_everybody = gateway.faults().refund;
    let mut books = gateway.books();
    let order = books.find(field("vnp_TxnRef"), field("vnp_TransactionDate"));
    order.map_or(of_everybody, |order| order.next_refund_fault(of_everybody))
}

fn take(gateway: &Gateway, request: &Fields, fault: RefundFault) -> Result<Order, (&'static str, &'static str)> {
    const BAD_FORM: (&str, &str) = ("03", "Invalid data format");
    let field = |name: &str| request.get(name).map_or("", String::as_str);
    let in_form = |name: &&str| (1..=255).contains(&field(name).len()) && !field(name).contains('|');
    if field("vnp_TmnCode") != gateway.config.terminal_code {
        return Err(("02", "Invalid TmnCode"));
    }
    let dated = ["vnp_TransactionDate", "vnp_CreateDate"].iter().all(|name| read_date(field(name)).is_some());
    if !REQUEST.iter().all(in_form) || !dated || field("vnp_RequestId").len() > 32 {
        return Err(BAD_FORM);
    }
    if !is_signed(&gateway.config.secret, &raw(request, &REQUEST), field("vnp_SecureHash")) {
        return Err(("97", "Invalid checksum"));
    }
    let (reference, created) = (field("vnp_TxnRef"), field("vnp_TransactionDate"));
    let mut books = gateway.books();
    let order = books.find(reference, created).ok_or(("91", "Transaction not found"))?;
    if field("vnp_TransactionType") != "02" || field("vnp_Amount") != order.request.amount.to_string() {
        return Err(BAD_FORM);
    }
    if fault == RefundFault::NotTaken {
        return Err(("99", "Other error"));
    }
    let taken = books.refund(
        reference,
        created,
        (field("vnp_RequestId"), field("vnp_CreateDate")),
        fault == RefundFault::Rejected,
    );
    taken.map_err(|code| match code {
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
