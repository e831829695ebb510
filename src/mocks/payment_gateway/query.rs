//! `querydr`: tells a merchant where an order stands.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::{
    Gateway,
    books::Order,
    faults::QueryFault,
    protocol::Fields,
    transaction_api::{Command, Refusal, field},
};

const QUERYDR: Command = Command {
    name: "querydr",
    request: &[
        "vnp_RequestId",
        "vnp_Version",
        "vnp_Command",
        "vnp_TmnCode",
        "vnp_TxnRef",
        "vnp_TransactionDate",
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
        "vnp_PromotionCode",
        "vnp_PromotionAmount",
    ],
    dates: &["vnp_TransactionDate"],
};

/// Answers one question.
pub(super) fn answer(gateway: &Gateway, question: &Fields) -> Response {
    let mut answer = Fields::new();
    let told = match asked(gateway, question) {
        Err(refusal) => refusal,
        Ok(None | Some((_, QueryFault::NotFound))) => ("91", "Transaction not found"),
        Ok(Some((_, QueryFault::Silent))) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Ok(Some((_, QueryFault::Error))) => ("99", "Unknown error"),
        Ok(Some((order, fault))) => {
            report(&order, fault, &mut answer);
            ("00", "Success")
        }
    };
    QUERYDR.reply(gateway, question, told, answer)
}

/// The order that is asked about, and how the answer goes wrong.
fn asked(gateway: &Gateway, question: &Fields) -> Result<Option<(Order, QueryFault)>, Refusal> {
    QUERYDR.check(gateway, question)?;
    let of_everybody = gateway.faults().query;
    let (reference, created) = (field(question, "vnp_TxnRef"), field(question, "vnp_TransactionDate"));
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
