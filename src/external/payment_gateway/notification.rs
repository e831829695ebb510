//! What the gateway tells: the notification from server to server, and the same words in the browser's return.

use std::collections::BTreeMap;

use crate::domain::{money::Dong, time::Instant};

use super::{
    PaymentOutcome,
    vnpay::{KeyRing, SECURE_HASH, read_query, signed_text},
};

/// A message of the gateway whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The portal's reference of the order.
    pub reference: String,
    /// The amount the gateway speaks of.
    pub amount: Dong,
    /// Two digits: how the attempt to pay ended.
    pub response_code: String,
    /// Two digits: where the transaction stands at the gateway.
    pub transaction_status: String,
    /// The gateway's number of the transaction; `0` when none came about.
    pub gateway_transaction: String,
    /// The bank or method the payer chose.
    pub bank_code: Option<String>,
    /// When the payer paid.
    pub pay_date: Option<Instant>,
}

impl Notification {
    /// What it means: paid only when both codes are 00; taken money that is in doubt goes to people.
    #[must_use]
    pub fn outcome(&self) -> PaymentOutcome {
        match (self.response_code.as_str(), self.transaction_status.as_str()) {
            ("00", "00") => PaymentOutcome::Paid,
            ("07", _) | (_, "04" | "07") => PaymentOutcome::UnderReview,
            _ => PaymentOutcome::Failed,
        }
    }
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// No signature, or not the gateway's.
    #[error("the signature does not hold")]
    BadSignature,
    /// Bytes that are no UTF-8, which no signature of the gateway's covers.
    #[error("the message is no UTF-8")]
    WrongEncoding,
    /// A parameter comes twice, so that nobody can say which one was meant.
    #[error("a parameter comes twice")]
    Doubled,
    /// A parameter is missing or has the wrong form.
    #[error("parameter {0} is missing or not in its form")]
    Malformed(&'static str),
    /// Signed, but for another merchant.
    #[error("the message is for another terminal")]
    WrongTerminal,
    /// The amount (đồng × 100) is no whole number of đồng.
    #[error("the amount is no whole number of đồng")]
    BrokenAmount,
}

impl NotificationError {
    /// The answer the gateway expects.
    #[must_use]
    pub const fn reply(self) -> IpnReply {
        match self {
            Self::BadSignature | Self::WrongEncoding => IpnReply::BadChecksum,
            Self::BrokenAmount => IpnReply::InvalidAmount,
            Self::Doubled | Self::Malformed(_) | Self::WrongTerminal => IpnReply::Unknown,
        }
    }
}

/// The portal's answer to a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpnReply {
    /// Recorded, whether the payment succeeded or failed.
    Confirmed,
    /// There is no such order.
    OrderNotFound,
    /// The order had its final state before.
    AlreadyConfirmed,
    /// The amount is not that of the order.
    InvalidAmount,
    /// The signature does not hold.
    BadChecksum,
    /// Anything else; the gateway tries again.
    Unknown,
}

impl IpnReply {
    /// The two digits of `RspCode`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "00",
            Self::OrderNotFound => "01",
            Self::AlreadyConfirmed => "02",
            Self::InvalidAmount => "04",
            Self::BadChecksum => "97",
            Self::Unknown => "99",
        }
    }

    /// The words of `Message`, from the protocol's table.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Confirmed => "Confirm Success",
            Self::OrderNotFound => "Order not found",
            Self::AlreadyConfirmed => "Order already confirmed",
            Self::InvalidAmount => "Invalid amount",
            Self::BadChecksum => "Fail checksum",
            Self::Unknown => "Unknown error",
        }
    }

    /// The JSON body, sent with status 200 whatever the code.
    #[must_use]
    pub fn body(self) -> String {
        format!(r#"{{"RspCode":"{}","Message":"{}"}}"#, self.code(), self.message())
    }
}

/// Reads and checks `raw_query`: signature first, then the terminal, then each field.
pub(super) fn verify(raw_query: &str, keys: &KeyRing, terminal_code: &str) -> Result<Notification, NotificationError> {
    let parameters = read_query(raw_query).ok_or(NotificationError::Doubled)?;
    if parameters.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
        return Err(NotificationError::WrongEncoding);
    }
    let signature = parameters.get(SECURE_HASH).ok_or(NotificationError::BadSignature)?;
    if !keys.verifies(&signed_text(&parameters), signature) {
        return Err(NotificationError::BadSignature);
    }
    if required(&parameters, "vnp_TmnCode")? != terminal_code {
        return Err(NotificationError::WrongTerminal);
    }
    let pay_date = match optional(&parameters, "vnp_PayDate") {
        Some(text) => Some(read_compact(&text).ok_or(NotificationError::Malformed("vnp_PayDate"))?),
        None => None,
    };
    Ok(Notification {
        reference: required(&parameters, "vnp_TxnRef")?.to_owned(),
        amount: read_amount(required(&parameters, "vnp_Amount")?)?,
        response_code: two_digits(&parameters, "vnp_ResponseCode")?,
        transaction_status: two_digits(&parameters, "vnp_TransactionStatus")?,
        gateway_transaction: required(&parameters, "vnp_TransactionNo")?.to_owned(),
        bank_code: optional(&parameters, "vnp_BankCode"),
        pay_date,
    })
}

fn optional(parameters: &BTreeMap<String, String>, name: &str) -> Option<String> {
    parameters.get(name).filter(|value| !value.is_empty()).cloned()
}

fn required<'a>(parameters: &'a BTreeMap<String, String>, name: &'static str) -> Result<&'a str, NotificationError> {
    match parameters.get(name).map(String::as_str) {
        None | Some("") => Err(NotificationError::Malformed(name)),
        Some(value) => Ok(value),
    }
}

fn two_digits(parameters: &BTreeMap<String, String>, name: &'static str) -> Result<String, NotificationError> {
    let value = required(parameters, name)?;
    let in_form = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_digit());
    if in_form { Ok(value.to_owned()) } else { Err(NotificationError::Malformed(name)) }
}

/// Reads an amount of the protocol (đồng × 100, up to twelve digits).
pub(super) fn read_amount(text: &str) -> Result<Dong, NotificationError> {
    let in_form = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let hundredths: i64 = match text.parse() {
        Ok(number) if in_form => number,
        _ => return Err(NotificationError::Malformed("vnp_Amount")),
    };
    if hundredths % 100 == 0 { Ok(Dong::new(hundredths / 100)) } else { Err(NotificationError::BrokenAmount) }
}

/// Reads `yyyyMMddHHmmss`, Vietnam's wall clock.
pub(super) fn read_compact(text: &str) -> Option<Instant> {
    if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (date, clock) = text.split_at(8);
    Instant::parse(&format!(
        "{}-{}-{}T{}:{}:{}",
        &date[..4],
        &date[4..6],
        &date[6..],
        &clock[..2],
        &clock[2..4],
        &clock[4..]
    ))
}

#[cfg(test)]
mod tests {
    use super::{IpnReply, NotificationError, verify};
    use crate::{
        domain::{money::Dong, time::Instant},
        external::payment_gateway::{
            PaymentOutcome,
            vnpay::{KeyRing, SigningKey, read_query, signed_text},
        },
    };

    const PAID: &str = "vnp_Amount=13500000&vnp_BankCode=NCB&vnp_PayDate=20260725101500&vnp_ResponseCode=00\
        &vnp_TmnCode=DEMOV210&vnp_TransactionNo=14400001&vnp_TransactionStatus=00&vnp_TxnRef=ADM2026-000001";

    fn key() -> KeyRing {
        SigningKey::new("secret of the test").into()
    }

    fn signed(query: &str) -> String {
        let text = signed_text(&read_query(query).unwrap());
        format!("{query}&vnp_SecureHash={}", key().sign(&text))
    }

    #[test]
    fn a_signed_notification_is_read() {
        let notification = verify(&signed(PAID), &key(), "DEMOV210").unwrap();
        assert_eq!(notification.reference, "ADM2026-000001");
        assert_eq!(notification.amount, Dong::new(135_000));
        assert_eq!(notification.gateway_transaction, "14400001");
        assert_eq!(notification.bank_code.as_deref(), Some("NCB"));
        assert_eq!(notification.pay_date, Instant::vietnam(2026, 7, 25, 10, 15));
        assert_eq!(notification.outcome(), PaymentOutcome::Paid);
    }

    #[test]
    fn parameters_of_others_are_not_part_of_the_signature() {
        assert!(verify(&format!("lang=en&{}", signed(PAID)), &key(), "DEMOV210").is_ok());
    }

    #[test]
    fn what_is_not_in_order_is_refused_with_its_reason() {
        let cases = [
            (PAID.to_owned(), NotificationError::BadSignature),
            (signed(PAID).replace("13500000", "1500000"), NotificationError::BadSignature),
            (format!("{}&vnp_Amount=13500000", signed(PAID)), NotificationError::Doubled),
            (signed(PAID).replace("=NCB", "=%FF%FE"), NotificationError::WrongEncoding),
            (signed(&PAID.replace("DEMOV210", "OTHER001")), NotificationError::WrongTerminal),
            (signed(&PAID.replace("13500000", "13500050")), NotificationError::BrokenAmount),
            (signed(&PAID.replace("13500000", "-100")), NotificationError::Malformed("vnp_Amount")),
            (signed(&PAID.replace("13500000", "1350000000000")), NotificationError::Malformed("vnp_Amount")),
            (signed(&PAID.replace("=20260725101500", "=20260231101500")), NotificationError::Malformed("vnp_PayDate")),
            (
                signed(&PAID.replace("ResponseCode=00", "ResponseCode=0")),
                NotificationError::Malformed("vnp_ResponseCode"),
            ),
            (signed(&PAID.replace("&vnp_TxnRef=ADM2026-000001", "")), NotificationError::Malformed("vnp_TxnRef")),
        ];
        for (query, expected) in cases {
            assert_eq!(verify(&query, &key(), "DEMOV210"), Err(expected), "{query}");
        }
    }

    #[test]
    fn only_double_zero_is_paid_and_money_in_doubt_goes_to_people() {
        let cases = [
            ("00", "00", PaymentOutcome::Paid),
            ("00", "02", PaymentOutcome::Failed),
            ("24", "02", PaymentOutcome::Failed),
            ("51", "00", PaymentOutcome::Failed),
            ("07", "00", PaymentOutcome::UnderReview),
            ("99", "04", PaymentOutcome::UnderReview),
            ("00", "07", PaymentOutcome::UnderReview),
        ];
        for (code, status, expected) in cases {
            let query = PAID
                .replace("ResponseCode=00", &format!("ResponseCode={code}"))
                .replace("Status=00", &format!("Status={status}"));
            let notification = verify(&signed(&query), &key(), "DEMOV210").unwrap();
            assert_eq!(notification.outcome(), expected, "{code}/{status}");
        }
    }

    #[test]
    fn replies_are_those_of_the_protocol() {
        assert_eq!(IpnReply::Confirmed.body(), r#"{"RspCode":"00","Message":"Confirm Success"}"#);
        assert_eq!(NotificationError::BadSignature.reply().body(), r#"{"RspCode":"97","Message":"Fail checksum"}"#);
        assert_eq!(NotificationError::BrokenAmount.reply().body(), r#"{"RspCode":"04","Message":"Invalid amount"}"#);
    }
}
