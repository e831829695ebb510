//! `querydr`: asking the gateway where an order stands.

use serde::Serialize;

use super::{
    PaymentGatewayConfig, PaymentOutcome,
    answer::{Answer, Command, GatewayError, exchange},
    notification::read_compact,
    refund::RefundStatus,
    vnpay::VERSION,
};
use crate::domain::{money::Dong, time::Instant};

/// What the gateway knows of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryAnswer {
    /// The gateway has it.
    Found(TransactionReport),
    /// The payer never arrived there.
    NotFound,
    /// The gateway does not answer this question; the two digits of its reason.
    Refused(String),
}

/// An order as the gateway has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionReport {
    /// The portal's reference.
    pub reference: String,
    /// The amount.
    pub amount: Dong,
    /// Whether it is a refund of the order that is told of, and no longer its payment.
    pub is_refund: bool,
    /// Two digits: where the transaction stands.
    pub transaction_status: String,
    /// The gateway's number of the transaction; empty or `0` while there is none.
    pub gateway_transaction: String,
    /// The bank or method the payer chose.
    pub bank_code: Option<String>,
    /// When the payer paid.
    pub pay_date: Option<Instant>,
}

impl TransactionReport {
    /// What it means for the payment. A refund that was not asked for is for people to look at.
    #[must_use]
    pub fn outcome(&self) -> PaymentOutcome {
        match self.transaction_status.as_str() {
            _ if self.is_refund => PaymentOutcome::UnderReview,
            "00" => PaymentOutcome::Paid,
            "01" => PaymentOutcome::Pending,
            "02" => PaymentOutcome::Failed,
            _ => PaymentOutcome::UnderReview,
        }
    }

    /// How far the refund is; `None` while the gateway knows of none.
    #[must_use]
    pub fn refund_status(&self) -> Option<RefundStatus> {
        if self.is_refund { RefundStatus::read(&self.transaction_status) } else { None }
    }

    fn read(answer: Answer) -> Result<Self, GatewayError> {
        let pay_date = match answer.pay_date.as_str() {
            "" => None,
            text => Some(read_compact(text).ok_or(GatewayError::Malformed("vnp_PayDate"))?),
        };
        Ok(Self {
            amount: answer.amount()?,
            reference: answer.reference,
            // 02: all of it, 03: a part.
            is_refund: matches!(answer.transaction_type.as_str(), "02" | "03"),
            transaction_status: answer.transaction_status,
            gateway_transaction: answer.transaction_no,
            bank_code: (!answer.bank_code.is_empty()).then_some(answer.bank_code),
            pay_date,
        })
    }
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
    #[serde(rename = "vnp_TxnRef")]
    reference: &'a str,
    #[serde(rename = "vnp_OrderInfo")]
    order_info: &'a str,
    #[serde(rename = "vnp_TransactionDate")]
    transaction_date: &'a str,
    #[serde(rename = "vnp_CreateDate")]
    create_date: &'a str,
    #[serde(rename = "vnp_IpAddr")]
    ip: &'a str,
    #[serde(rename = "vnp_SecureHash")]
    signature: &'a str,
}

/// Sends the question and reads the answer.
pub(super) async fn send(
    http: &reqwest::Client,
    config: &PaymentGatewayConfig,
    reference: &str,
    created_at: Instant,
    now: Instant,
    request_id: &str,
) -> Result<QueryAnswer, GatewayError> {
    let (transaction_date, create_date) = (created_at.compact(), now.compact());
    let (ip, order_info) = (config.server_ip.to_string(), format!("Truy van {reference}"));
    let command = Command::Query.as_str();
    let terminal_code = config.terminal_code.as_str();
    let signed =
        [request_id, VERSION, command, terminal_code, reference, &transaction_date, &create_date, &ip, &order_info]
            .join("|");
    let question = Question {
        request_id,
        version: VERSION,
        command,
        terminal_code,
        reference,
        order_info: &order_info,
        transaction_date: &transaction_date,
        create_date: &create_date,
        ip: &ip,
        signature: &config.keys.sign(&signed),
    };
    let answer = exchange(http, config, Command::Query, reference, &question).await?;
    match answer.response_code.as_str() {
        "00" => TransactionReport::read(answer).map(QueryAnswer::Found),
        "91" => Ok(QueryAnswer::NotFound),
        _ => Ok(QueryAnswer::Refused(answer.response_code)),
    }
}
