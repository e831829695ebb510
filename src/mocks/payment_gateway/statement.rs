//! The daily statement: every movement of money of one day, for merchants to compare their books with.
//!
//! VNPAY's own form is not public ([GK]); this one has what any bank's has. A text in UTF-8, comma-separated, a header,
//! a line a movement in the order of the transactions' numbers, and an end:
//!
//! ```text
//! transaction_no,reference,kind,amount_dong,status,bank_code,at
//! 14400001,TT-…,payment,135000,00,NCB,20260717090102
//! 14400007,TT-…,refund,-135000,00,NCB,20260718101500
//! END,2,0,<HMAC-SHA512 over all before this comma>
//! ```
//!
//! A payment under suspicion (07) took money and is in it; one that was reversed (04) took none here and is not.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{
    Gateway,
    books::{Books, RefundStage},
    protocol::{canonical, decode, is_signed, sign},
};

const HEADER: &str = "transaction_no,reference,kind,amount_dong,status,bank_code,at";

/// `GET …?vnp_CreateDate=&vnp_Date=yyyyMMdd&vnp_TmnCode=&vnp_SecureHash=`, signed as a payment is.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>, RawQuery(query): RawQuery) -> Response {
    let parameters = decode(&query.unwrap_or_default()).unwrap_or_default();
    let field = |name: &str| parameters.get(name).map_or("", String::as_str);
    if !is_signed(&gateway.config.secret, &canonical(&parameters), field("vnp_SecureHash"))
        || field("vnp_TmnCode") != gateway.config.terminal_code
    {
        return (StatusCode::FORBIDDEN, "403 Forbidden").into_response();
    }
    let date = field("vnp_Date");
    if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return (StatusCode::BAD_REQUEST, "400 Bad Request").into_response();
    }
    let text = write(&mut gateway.books(), date, &gateway.config.secret);
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
}

struct Movement {
    transaction_no: String,
    reference: String,
    kind: &'static str,
    amount_dong: i64,
    status: &'static str,
    bank_code: String,
    at: String,
}

/// The statement of `date`, `yyyyMMdd`.
pub(super) fn write(books: &mut Books, date: &str, secret: &str) -> String {
    books.end_refunds();
    let mut movements: Vec<Movement> = movements(books).filter(|movement| movement.at.starts_with(date)).collect();
    movements.sort_by(|one, other| one.transaction_no.cmp(&other.transaction_no));
    let sum: i64 = movements.iter().map(|movement| movement.amount_dong).sum();
    let mut text = format!("{HEADER}\n");
    for Movement { transaction_no, reference, kind, amount_dong, status, bank_code, at } in &movements {
        let _ = writeln!(text, "{transaction_no},{reference},{kind},{amount_dong},{status},{bank_code},{at}");
    }
    let _ = write!(text, "END,{},{sum}", movements.len());
    let signature = sign(secret, &text);
    let _ = writeln!(text, ",{signature}");
    text
}

fn movements(books: &Books) -> impl Iterator<Item = Movement> {
    books.orders().filter_map(|order| Some((order, order.completed.as_ref()?))).flat_map(|(order, completed)| {
        let movement = |transaction_no: &str, kind, amount_dong, status, at: &str| Movement {
            transaction_no: transaction_no.to_owned(),
            reference: order.request.reference.clone(),
            kind,
            amount_dong,
            status,
            bank_code: completed.bank_code.clone(),
            at: at.to_owned(),
        };
        let paid = order.is_paid().then(|| {
            let status = completed.outcome.transaction_status;
            movement(&completed.transaction_no, "payment", in_dong(order.request.amount), status, &completed.pay_date)
        });
        let refunds =
            order.refunds.iter().filter(|refund| refund.stage == RefundStage::Done).map(|refund| {
                movement(&refund.transaction_no, "refund", -in_dong(order.request.amount), "00", &refund.at)
            });
        paid.into_iter().chain(refunds).collect::<Vec<_>>()
    })
}

/// Đồng × 100 as whole đồng.
fn in_dong(hundredths: u64) -> i64 {
    i64::try_from(hundredths / 100).unwrap_or(i64::MAX)
}
