//! `querydr`: asking the gateway where an order stands.

use serde::{Deserialize, Serialize};

use super::{
    PaymentGatewayConfig, PaymentOutcome,
    notification::{read_amount, read_compact},
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
    /// What it means for the order. Refunds under way (05, 06, 09) are for people to look at.
    #[must_use]
    pub fn outcome(&self) -> PaymentOutcome {
        match self.transaction_status.as_str() {
            "00" => PaymentOutcome::Paid,
            "01" => PaymentOutcome::Pending,
            "02" => PaymentOutcome::Failed,
            _ => PaymentOutcome::UnderReview,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No connection, or no answer in time.
    #[error("the gateway cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// An HTTP status other than 200.
    #[error("the gateway answers with HTTP status {0}")]
    Status(u16),
    /// The answer is not in the protocol's form.
    #[error("the gateway's answer cannot be read: {0}")]
    Malformed(&'static str),
    /// The answer is not signed by the gateway.
    #[error("the signature of the answer does not hold")]
    BadSignature,
    /// The answer speaks of another order.
    #[error("the answer is about another order")]
    OtherOrder,
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

/// Absent fields count as empty, as the signature takes them.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Answer {
    #[serde(rename = "vnp_ResponseId")]
    response_id: String,
    #[serde(rename = "vnp_Command")]
    command: String,
    #[serde(rename = "vnp_ResponseCode")]
    response_code: String,
    #[serde(rename = "vnp_Message")]
    message: String,
    #[serde(rename = "vnp_TmnCode")]
    terminal_code: String,
    #[serde(rename = "vnp_TxnRef")]
    reference: String,
    #[serde(rename = "vnp_Amount")]
    amount: String,
    #[serde(rename = "vnp_BankCode")]
    bank_code: String,
    #[serde(rename = "vnp_PayDate")]
    pay_date: String,
    #[serde(rename = "vnp_TransactionNo")]
    transaction_no: String,
    #[serde(rename = "vnp_TransactionType")]
    transaction_type: String,
    #[serde(rename = "vnp_TransactionStatus")]
    transaction_status: String,
    #[serde(rename = "vnp_OrderInfo")]
    order_info: String,
    #[serde(rename = "vnp_PromotionCode")]
    promotion_code: String,
    #[serde(rename = "vnp_PromotionAmount")]
    promotion_amount: String,
    #[serde(rename = "vnp_SecureHash")]
    signature: String,
}

impl Answer {
    fn signed_text(&self) -> String {
        [
            &self.response_id,
            &self.command,
            &self.response_code,
            &self.message,
            &self.terminal_code,
            &self.reference,
            &self.amount,
            &self.bank_code,
            &self.pay_date,
            &self.transaction_no,
            &self.transaction_type,
            &self.transaction_status,
            &self.order_info,
            &self.promotion_code,
            &self.promotion_amount,
        ]
        .map(String::as_str)
        .join("|")
    }

    fn report(self) -> Result<TransactionReport, GatewayError> {
        let pay_date = match self.pay_date.as_str() {
            "" => None,
            text => Some(read_compact(text).ok_or(GatewayError::Malformed("vnp_PayDate"))?),
        };
        Ok(TransactionReport {
            amount: read_amount(&self.amount).map_err(|_| GatewayError::Malformed("vnp_Amount"))?,
            reference: self.reference,
            transaction_status: self.transaction_status,
            gateway_transaction: self.transaction_no,
            bank_code: (!self.bank_code.is_empty()).then_some(self.bank_code),
            pay_date,
        })
    }
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
    let command = "querydr";
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
        signature: &config.signing_key.sign(&signed),
    };
    let response = http.post(&config.api_url).json(&question).send().await.map_err(GatewayError::Unreachable)?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(GatewayError::Status(response.status().as_u16()));
    }
    let body = response.bytes().await.map_err(GatewayError::Unreachable)?;
    read(&body, config, reference)
}

fn read(body: &[u8], config: &PaymentGatewayConfig, reference: &str) -> Result<QueryAnswer, GatewayError> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| GatewayError::Malformed("JSON"))?;
    if !config.signing_key.verifies(&answer.signed_text(), &answer.signature) {
        return Err(GatewayError::BadSignature);
    }
    match answer.response_code.as_str() {
        "00" if answer.reference != reference || answer.terminal_code != config.terminal_code => {
            Err(GatewayError::OtherOrder)
        }
        "00" => answer.report().map(QueryAnswer::Found),
        "91" => Ok(QueryAnswer::NotFound),
        _ => Ok(QueryAnswer::Refused(answer.response_code)),
    }
}
