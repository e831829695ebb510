//! `querydr`: tells a merchant where an order stands.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::{
    Gateway,
    books::Order,
    faults::QueryFault,
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
pub(super) fn answer(gateway: &Gateway, question: &Fields) -> Response {
    let config = &gateway.config;
    let field = |name: &str| question.get(name).map_or("", String::as_str);
    let mut answer = Fields::new();
    let (code, message) = match asked(gateway, question) {
        Err(refusal) => refusal,
        Ok(None) => ("91", "Transaction not found"),
        Ok(Some((_, QueryFault::Silent))) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Ok(Some((_, QueryFault::Error))) => ("99", "Unknown error"),
        Ok(Some((_, QueryFault::NotFound))) => ("91", "Transaction not found"),
        Ok(Some((order, fault))) => {
            report(&order, fault, &mut answer);
            ("00", "Success")
        }
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
    Json(answer).into_response()
}

/// The order that is asked about, and how the answer goes wrong.
fn asked(gateway: &Gateway, question: &Fields) -> Result<Option<(Order, QueryFault)>, (&'static str, &'static str)> {
    let field = |name: &str| question.get(name).map_or("", String::as_str);
    let in_form = |name: &&str| (1..=255).contains(&field(name).len()) && !field(name).contains('|');
    if field("vnp_TmnCode") != gateway.config.terminal_code {
        return Err(("02", "Invalid TmnCode"));
    }
    if field("vnp_Command") != "querydr" {
        return Err(("99", "Command not supported"));
    }
    if !QUESTION.iter().all(in_form) || read_date(field("vnp_TransactionDate")).is_none() {
        return Err(("03", "Invalid data format"));
    }
    if !is_signed(&gateway.config.secret, &raw(question, &QUESTION), field("vnp_SecureHash")) {
        return Err(("97", "Invalid checksum"));
    }
    let of_everybody = gateway.faults().query;
    let (reference, created) = (field("vnp_TxnRef"), field("vnp_TransactionDate"));
    let mut books = gateway.books();
    let fault = books.find(reference, created).map(|order| order.next_query_fault(of_everybody));
    // A lie is told of the payment; a refund goes on only when it is looked at.
    Ok(match fault {
        Some(QueryFault::Honest) => books.look(reference, created).map(|order| (order, QueryFault::Honest)),
        Some(fault) => books.find(reference, created).map(|order| (order.clone(), fault)),
        None => None,
    })
}

/// Where the order stands, or what `fault` says instead. Once there is a refund it is that which is told of, by its own
/// number.
fn report(order: &Order, fault: QueryFault, answer: &mut Fields) {
    let mut put = |name: &str, value: &str| answer.insert(name.to_owned(), value.to_owned());
    put("vnp_Amount", &order.request.amount.to_string());
    put("vnp_OrderInfo", &order.request.order_info);
    put("vnp_TransactionType", "01");
    let lie = match fault {
        QueryFault::Late => Some("01"),
        QueryFault::Contradicts => Some("02"),
        _ => None,
    };
    if let Some(status) = lie {
        put("vnp_TransactionNo", "0");
        put("vnp_TransactionStatus", status);
    } else if let Some(refund) = order.refunds.last() {
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
