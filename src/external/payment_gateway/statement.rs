//! The gateway's statement of a day: a signed question by `GET`, a CSV text that is signed in its last line.
//!
//! ```text
//! transaction_no,reference,kind,amount_dong,status,bank_code,at
//! 14400001,LP2026-…,payment,135000,00,NCB,20260717090102
//! 14400007,LP2026-…,refund,-135000,00,NCB,20260718101500
//! END,2,0,<HMAC-SHA512 over all before this comma>
//! ```
//!
//! VNPAY's own form is not public (domain.md §11.1); whatever it is, one file reads it. Nothing of a statement is
//! believed before its signature, its count and its sum hold.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use time::Date;

use super::{GatewayError, PaymentGatewayConfig, notification::read_compact, vnpay};
use crate::domain::{
    money::Dong,
    payment::statement::{MovementKind, Statement, StatementLine},
    time::Instant,
};

const HEADER: [&str; 7] = ["transaction_no", "reference", "kind", "amount_dong", "status", "bank_code", "at"];

#[derive(Deserialize)]
struct Row {
    transaction_no: String,
    reference: String,
    kind: String,
    amount_dong: i64,
    status: String,
    bank_code: String,
    at: String,
}

/// Asks for the statement of `day`, and reads it.
pub(super) async fn fetch(
    http: &reqwest::Client,
    config: &PaymentGatewayConfig,
    day: Date,
    now: Instant,
) -> Result<Statement, GatewayError> {
    let date = compact(day);
    let parameters: BTreeMap<String, String> =
        [("vnp_CreateDate", now.compact()), ("vnp_Date", date), ("vnp_TmnCode", config.terminal_code.clone())]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
    let signed = vnpay::signed_text(&parameters);
    let address = format!("{}?{signed}&{}={}", config.statement_url, vnpay::SECURE_HASH, config.keys.sign(&signed));
    let response = http.get(address).send().await.map_err(|error| GatewayError::Unreachable(error.without_url()))?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(GatewayError::Status(response.status().as_u16()));
    }
    let body = response.bytes().await.map_err(GatewayError::Unreachable)?;
    let text = std::str::from_utf8(&body).map_err(|_| GatewayError::Malformed("UTF-8"))?;
    read(text, day, &config.keys)
}

/// `yyyyMMdd`.
fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day())
}

/// Reads the statement of `day`: its signature first, then every line, then that count and sum are those of the lines.
fn read(text: &str, day: Date, keys: &vnpay::KeyRing) -> Result<Statement, GatewayError> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (signed, signature) = text.rsplit_once(',').ok_or(GatewayError::Malformed("END"))?;
    if !keys.verifies(signed, signature) {
        return Err(GatewayError::BadSignature);
    }
    let (table, end) = signed.rsplit_once('\n').ok_or(GatewayError::Malformed("END"))?;
    let (count, sum) = read_end(end).ok_or(GatewayError::Malformed("END"))?;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    if reader.headers().map_err(|_| GatewayError::Malformed("header"))?.iter().ne(HEADER) {
        return Err(GatewayError::Malformed("header"));
    }
    let mut lines = Vec::new();
    for row in reader.deserialize() {
        let row: Row = row.map_err(|_| GatewayError::Malformed("line"))?;
        lines.push(read_line(row, day)?);
    }
    let numbers: HashSet<&str> = lines.iter().map(|line| line.transaction_no.as_str()).collect();
    if numbers.len() != lines.len() {
        return Err(GatewayError::Malformed("transaction_no"));
    }
    let statement = Statement { day, lines };
    if statement.lines.len() != count || statement.sum() != sum {
        return Err(GatewayError::Malformed("count or sum"));
    }
    Ok(statement)
}

/// `END,<count>,<sum>`
fn read_end(end: &str) -> Option<(usize, Dong)> {
    let (count, sum) = end.strip_prefix("END,")?.split_once(',')?;
    Some((count.parse().ok()?, Dong::new(sum.parse().ok()?)))
}

/// The greatest amount of the protocol, twelve digits of hundredths of a đồng; so no sum of a day overflows.
const MAX_DONG: i64 = 10_000_000_000;

fn read_line(row: Row, day: Date) -> Result<StatementLine, GatewayError> {
    let kind = MovementKind::parse(&row.kind).ok_or(GatewayError::Malformed("kind"))?;
    let amount = match kind {
        MovementKind::Payment => Some(row.amount_dong),
        MovementKind::Refund => row.amount_dong.checked_neg(),
    };
    let amount =
        amount.filter(|amount| (1..MAX_DONG).contains(amount)).ok_or(GatewayError::Malformed("amount_dong"))?;
    let at = read_compact(&row.at).filter(|at| at.day_in_vietnam() == day).ok_or(GatewayError::Malformed("at"))?;
    let is_status = row.status.len() == 2 && row.status.bytes().all(|byte| byte.is_ascii_digit());
    if !is_status || row.transaction_no.is_empty() || row.reference.is_empty() {
        return Err(GatewayError::Malformed("line"));
    }
    Ok(StatementLine {
        transaction_no: row.transaction_no,
        reference: row.reference,
        kind,
        amount: Dong::new(amount),
        status: row.status,
        bank_code: row.bank_code,
        at,
    })
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{GatewayError, MovementKind, read};
    use crate::{
        domain::{money::Dong, time::Instant},
        external::payment_gateway::{KeyRing, SigningKey},
    };

    const HEADER: &str = "transaction_no,reference,kind,amount_dong,status,bank_code,at";
    const PAYMENT: &str = "14400001,LP2026-A,payment,135000,00,NCB,20260717235959";
    const REFUND: &str = "14400007,LP2026-B,refund,-45000,00,NCB,20260717000000";

    fn day() -> Date {
        Date::from_calendar_date(2026, Month::July, 17).unwrap()
    }

    fn key(secret: &str) -> SigningKey {
        SigningKey::new(secret)
    }

    fn signed_by(secret: &str, lines: &[&str], end: &str) -> String {
        let table = [&[HEADER], lines].concat().join("\n");
        let text = format!("{table}\n{end}");
        let signature = key(secret).sign(&text);
        format!("{text},{signature}\n")
    }

    #[test]
    fn a_statement_is_read_with_its_movements_in_both_directions() {
        let statement = read(&signed_by("now", &[PAYMENT, REFUND], "END,2,90000"), day(), &key("now").into()).unwrap();
        assert_eq!(statement.sum(), Dong::new(90_000));
        let [payment, refund] = [&statement.lines[0], &statement.lines[1]];
        assert_eq!((payment.kind, payment.amount), (MovementKind::Payment, Dong::new(135_000)));
        assert_eq!((refund.kind, refund.amount), (MovementKind::Refund, Dong::new(45_000)));
        assert_eq!((payment.reference.as_str(), payment.status.as_str()), ("LP2026-A", "00"));
        assert_eq!(payment.at, Instant::parse("2026-07-17T23:59:59").unwrap());
        let empty = read(&signed_by("now", &[], "END,0,0"), day(), &key("now").into()).unwrap();
        assert!(empty.lines.is_empty());
    }

    #[test]
    fn during_a_change_of_keys_the_previous_one_still_counts() {
        let text = signed_by("before", &[PAYMENT], "END,1,135000");
        assert!(read(&text, day(), &KeyRing::new(key("now"), Some(key("before")))).is_ok());
        assert!(matches!(read(&text, day(), &key("now").into()), Err(GatewayError::BadSignature)));
    }

    #[test]
    fn whatever_was_changed_cut_off_or_left_out_is_refused() {
        let whole = signed_by("now", &[PAYMENT, REFUND], "END,2,90000");
        let unsigned = [
            whole.replace("135000", "135001"),
            whole.replace(&format!("{REFUND}\n"), ""),
            whole[..whole.len() - 20].to_owned(),
            format!("{whole}{PAYMENT}\n"),
        ];
        for text in unsigned {
            assert!(matches!(read(&text, day(), &key("now").into()), Err(GatewayError::BadSignature)), "{text}");
        }
        for text in ["", "END", "503 Service Unavailable"] {
            assert!(matches!(read(text, day(), &key("now").into()), Err(GatewayError::Malformed("END"))), "{text}");
        }
        let malformed = [
            (vec![PAYMENT], "END,2,135000", "count or sum"),
            (vec![PAYMENT], "END,1,135001", "count or sum"),
            (vec![PAYMENT], "SUM,1,135000", "END"),
            (vec![PAYMENT, PAYMENT], "END,2,270000", "transaction_no"),
            (vec!["1,R,payment,1,00,NCB,20260718000000"], "END,1,1", "at"),
            (vec!["1,R,payment,-1,00,NCB,20260717000000"], "END,1,-1", "amount_dong"),
            (vec!["1,R,refund,1,00,NCB,20260717000000"], "END,1,1", "amount_dong"),
            (vec!["1,R,payment,9223372036854775807,00,NCB,20260717000000"], "END,1,1", "amount_dong"),
            (vec!["1,R,gift,1,00,NCB,20260717000000"], "END,1,1", "kind"),
            (vec!["1,R,payment,1,0,NCB,20260717000000"], "END,1,1", "line"),
            (vec!["1,,payment,1,00,NCB,20260717000000"], "END,1,1", "line"),
            (vec!["1,R,payment,1,00,NCB"], "END,1,1", "line"),
            (vec!["1,R,payment,1.5,00,NCB,20260717000000"], "END,1,1", "line"),
        ];
        for (lines, end, what) in malformed {
            let found = read(&signed_by("now", &lines, end), day(), &key("now").into());
            assert!(matches!(found, Err(GatewayError::Malformed(found)) if found == what), "{lines:?} {end} {found:?}");
        }
    }
}
