//! `querydr`: tells a merchant where an order stands.

use axum::Json;

use super::{
    Gateway,
    books::Order,
    protocol::{Fields, is_signed, raw, read_date, sign},
};

/// The fields of a question, as they are signed.
const QUESTION: [&str; 9] = [
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
];

/// The fields of an answer, as they are signed.
const ANSWER: [&str; 15] = [
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
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
];

/// Answers one question. Commands other than `querydr` and `refund` get 99: this merchant has no right to them.
pub(super) fn answer(gateway: &Gateway, question: &Fields) -> Json<Fields> {
    let config = &gateway.config;
    let field = |name: &str| question.get(name).map_or("", String::as_str);
    let in_form = |name: &&str| (1..=255).contains(&field(name).len()) && !field(name).contains('|');
    let mut answer = Fields::new();
    let (code, message) = if field("vnp_TmnCode") != config.terminal_code {
        ("02", "Invalid TmnCode")
    } else if field("vnp_Command") != "querydr" {
        ("99", "Command not supported")
    } else if !QUESTION.iter().all(in_form) || read_date(field("vnp_TransactionDate")).is_none() {
        ("03", "Invalid data format")
    } else if !is_signed(&config.secret, &raw(question, &QUESTION), field("vnp_SecureHash")) {
        ("97", "Invalid checksum")
    } else if let Some(order) = gateway.books().look(field("vnp_TxnRef"), field("vnp_TransactionDate")) {
        report(&order, &mut answer);
        ("00", "Success")
    } else {
        ("91", "Transaction not found")
    };
    for (name, value) in [
        ("vnp_ResponseId", gateway.books().next_response_id()),
        ("vnp_Command", "querydr".to_owned()),
        ("vnp_ResponseCode", code.to_owned()),
        ("vnp_Message", message.to_owned()),
        ("vnp_TmnCode", config.terminal_code.clone()),
        ("vnp_TxnRef", field("vnp_TxnRef").to_owned()),
    ] {
        answer.insert(name.to_owned(), value);
    }
    answer.insert("vnp_SecureHash".to_owned(), sign(&config.secret, &raw(&answer, &ANSWER)));
    Json(answer)
}

/// Where the order stands. Once there is a refund it is that which is told of, by its own number.
fn report(order: &Order, answer: &mut Fields) {
    let mut put = |name: &str, value: &str| answer.insert(name.to_owned(), value.to_owned());
    put("vnp_Amount", &order.request.amount.to_string());
    put("vnp_OrderInfo", &order.request.order_info);
    put("vnp_TransactionType", "01");
    if let Some(refund) = order.refunds.last() {
        put("vnp_TransactionType", "02");
        put("vnp_TransactionNo", &refund.transaction_no);
        put("vnp_TransactionStatus", refund.stage.transaction_status());
    } else if let Some(completed) = &order.completed {
        put("vnp_BankCode", &completed.bank_code);
        put("vnp_PayDate", &completed.pay_date);
        put("vnp_TransactionNo", &completed.transaction_no);
        put("vnp_TransactionStatus", completed.outcome.transaction_status);
    } else {
        put("vnp_TransactionNo", "0");
        put("vnp_TransactionStatus", if order.is_expired() { "02" } else { "01" });
    }
}
