//! `refund`: having the gateway send money back to where it came from.

use serde::Serialize;

use super::{
    PaymentGatewayConfig,
    answer::{Command, GatewayError, exchange},
    vnpay::VERSION,
};
use crate::domain::{money::Dong, time::Instant};

/// `vnp_TransactionType` of a refund of the whole amount.
const WHOLE_AMOUNT: &str = "02";
/// Who has money sent back, as far as the gateway is told: never a person.
const CREATED_BY: &str = "portal";

/// A refund as the gateway has to know it.
#[derive(Debug, Clone, Copy)]
pub struct RefundRequest<'a> {
    /// 1–32 letters and digits; the same for the same refund, however often it is sent.
    pub request_id: &'a str,
    /// The portal's reference of the order.
    pub reference: &'a str,
    /// The whole amount of the order.
    pub amount: Dong,
    /// The gateway's number of the transaction, if it is known.
    pub gateway_transaction: Option<&'a str>,
    /// That of the payment request.
    pub created_at: Instant,
    /// When this is sent.
    pub now: Instant,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    /// The gateway or the bank works on it (05, 06).
    UnderWay,
    /// The money is back (00).
    Done,
    /// The bank does not take it (09).
    Rejected,
}

impl RefundStatus {
    /// Of `vnp_TransactionStatus`; `None` for what the protocol does not know of refunds.
    pub(super) fn read(transaction_status: &str) -> Option<Self> {
        match transaction_status {
            "05" | "06" => Some(Self::UnderWay),
            "00" => Some(Self::Done),
            "09" => Some(Self::Rejected),
            _ => None,
        }
    }
}

/// What the gateway says to a request for a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundAnswer {
    /// It has the request.
    Taken(RefundStatus),
    /// It had the request before (94); how far it is, a query tells.
    AlreadyAsked,
    /// It has no successful payment that could go back (95).
    NothingToRefund,
    /// It does not take the request now; the two digits of its reason.
    Refused(String),
}

#[derive(Serialize)]
struct Question<'a> {
    #[serde(rename = "vnp_RequestId")]
    request_id: &'a str,
    #[serde(rename = "vnp_Version")]
    version: &'a str,
    #[serde(rename = "vnp_Command")]
    command: &'a str,
    #[serde(rename = "vnp_TmnCode")]
    terminal_code: &'a str,
    #[serde(rename = "vnp_TransactionType")]
    transaction_type: &'a str,
    #[serde(rename = "vnp_TxnRef")]
    reference: &'a str,
    #[serde(rename = "vnp_Amount")]
    amount: &'a str,
    #[serde(rename = "vnp_TransactionNo")]
    transaction_no: &'a str,
    #[serde(rename = "vnp_TransactionDate")]
    transaction_date: &'a str,
    #[serde(rename = "vnp_CreateBy")]
    created_by: &'a str,
    #[serde(rename = "vnp_CreateDate")]
    create_date: &'a str,
    #[serde(rename = "vnp_IpAddr")]
    ip: &'a str,
    #[serde(rename = "vnp_OrderInfo")]
    order_info: &'a str,
    #[serde(rename = "vnp_SecureHash")]
    signature: &'a str,
}

impl Question<'_> {
    fn signed_text(&self) -> String {
        [
            self.request_id,
            self.version,
            self.command,
            self.terminal_code,
            self.transaction_type,
            self.reference,
            self.amount,
            self.transaction_no,
            self.transaction_date,
            self.created_by,
            self.create_date,
            self.ip,
            self.order_info,
        ]
        .join("|")
    }
}

/// Sends the request and reads the answer.
pub(super) async fn send(
    http: &reqwest::Client,
    config: &PaymentGatewayConfig,
    request: &RefundRequest<'_>,
) -> Result<RefundAnswer, GatewayError> {
    let amount = (request.amount.amount() * 100).to_string();
    let (transaction_date, create_date) = (request.created_at.compact(), request.now.compact());
    let (ip, order_info) = (config.server_ip.to_string(), format!("Hoan tien {}", request.reference));
    let mut question = Question {
        request_id: request.request_id,
        version: VERSION,
        command: Command::Refund.as_str(),
        terminal_code: &config.terminal_code,
        transaction_type: WHOLE_AMOUNT,
        reference: request.reference,
        amount: &amount,
        transaction_no: request.gateway_transaction.unwrap_or("0"),
        transaction_date: &transaction_date,
        created_by: CREATED_BY,
        create_date: &create_date,
        ip: &ip,
        order_info: &order_info,
        signature: "",
    };
    let signature = config.keys.sign(&question.signed_text());
    question.signature = &signature;
    let answer = exchange(http, config, Command::Refund, request.reference, &question).await?;
    match answer.response_code.as_str() {
        "00" if answer.amount()? != request.amount || answer.transaction_type != WHOLE_AMOUNT => {
            Err(GatewayError::OtherOrder)
        }
        "00" => {
            let status = RefundStatus::read(&answer.transaction_status);
            status.map(RefundAnswer::Taken).ok_or(GatewayError::Malformed("vnp_TransactionStatus"))
        }
        "94" => Ok(RefundAnswer::AlreadyAsked),
        "95" => Ok(RefundAnswer::NothingToRefund),
        _ => Ok(RefundAnswer::Refused(answer.response_code)),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::{Command, GatewayError, PaymentGatewayConfig};
    use crate::external::payment_gateway::{SigningKey, answer::read};

    fn config() -> PaymentGatewayConfig {
        PaymentGatewayConfig {
            terminal_code: "DEMOV210".into(),
            keys: SigningKey::new("MOCKSECRETMOCKSECRETMOCKSECRET00").into(),
            pay_url: String::new(),
            api_url: String::new(),
            statement_url: String::new(),
            return_url: String::new(),
            server_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    fn body(reference: &str, signed: &str) -> Vec<u8> {
        let signature = config().keys.sign(signed);
        format!(
            r#"{{"vnp_ResponseId":"R1","vnp_Command":"refund","vnp_ResponseCode":"00","vnp_Message":"Success",
                "vnp_TmnCode":"DEMOV210","vnp_TxnRef":"{reference}","vnp_Amount":"7500000","vnp_TransactionType":"02",
                "vnp_TransactionStatus":"05","vnp_SecureHash":"{signature}"}}"#
        )
        .into_bytes()
    }

    #[test]
    fn the_answer_to_a_refund_is_signed_without_a_promotion() {
        let signed = "R1|refund|00|Success|DEMOV210|ADM2025-000001|7500000||||02|05|";
        let answer = body("ADM2025-000001", signed);
        assert!(read(&answer, &config(), Command::Refund, "ADM2025-000001").is_ok());
        let with_promotion = body("ADM2025-000001", &format!("{signed}||"));
        let read = |body: &[u8], command| read(body, &config(), command, "ADM2025-000001").map(|_| ());
        assert!(matches!(read(&with_promotion, Command::Refund), Err(GatewayError::BadSignature)));
        assert!(matches!(read(&with_promotion, Command::Query), Err(GatewayError::OtherOrder)), "another question's");
        let other = body("ADM2025-000002", &signed.replace("000001", "000002"));
        assert!(matches!(read(&other, Command::Refund), Err(GatewayError::OtherOrder)));
    }
}
