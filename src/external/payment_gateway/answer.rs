//! The transaction API: one signed JSON question, one signed JSON answer.

use serde::{Deserialize, Serialize};

use super::{PaymentGatewayConfig, notification::read_amount};
use crate::domain::money::Dong;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No connection, or no answer in time.
    #[error("the gateway cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// An HTTP status other than 200.
    #[error("the gateway answers with HTTP status {0}")]
    Status(u16),
    /// The gateway was silent too often and is not asked for a while ([`super::breaker`]).
    #[error("the gateway is given a rest")]
    Resting,
    /// The answer is not in the protocol's form.
    #[error("the gateway's answer cannot be read: {0}")]
    Malformed(&'static str),
    /// The answer is not signed by the gateway.
    #[error("the signature of the answer does not hold")]
    BadSignature,
    /// The answer speaks of another order, or answers another question.
    #[error("the answer is about another order")]
    OtherOrder,
}

impl GatewayError {
    /// Whether the gateway said nothing at all, so that asking about anything else is of no use now.
    #[must_use]
    pub const fn is_silence(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Status(_) | Self::Resting)
    }
}

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Where an order stands.
    Query,
    /// That its money goes back.
    Refund,
}

impl Command {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "querydr",
            Self::Refund => "refund",
        }
    }
}

/// Absent fields count as empty, as the signature takes them.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Answer {
    #[serde(rename = "vnp_ResponseId")]
    response_id: String,
    #[serde(rename = "vnp_Command")]
    command: String,
    #[serde(rename = "vnp_ResponseCode")]
    pub(super) response_code: String,
    #[serde(rename = "vnp_Message")]
    message: String,
    #[serde(rename = "vnp_TmnCode")]
    terminal_code: String,
    #[serde(rename = "vnp_TxnRef")]
    pub(super) reference: String,
    #[serde(rename = "vnp_Amount")]
    amount: String,
    #[serde(rename = "vnp_BankCode")]
    pub(super) bank_code: String,
    #[serde(rename = "vnp_PayDate")]
    pub(super) pay_date: String,
    #[serde(rename = "vnp_TransactionNo")]
    pub(super) transaction_no: String,
    #[serde(rename = "vnp_TransactionType")]
    pub(super) transaction_type: String,
    #[serde(rename = "vnp_TransactionStatus")]
    pub(super) transaction_status: String,
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
    /// What is signed: the answer to a refund has no promotion.
    fn signed_text(&self, command: Command) -> String {
        let mut fields = vec![
            self.response_id.as_str(),
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
        ];
        if command == Command::Query {
            fields.extend([self.promotion_code.as_str(), &self.promotion_amount]);
        }
        fields.join("|")
    }

    pub(super) fn amount(&self) -> Result<Dong, GatewayError> {
        read_amount(&self.amount).map_err(|_| GatewayError::Malformed("vnp_Amount"))
    }
}

/// Sends a signed question and reads the answer, whose signature holds. Where it says 00, it is about this order.
pub(super) async fn exchange<Q: Serialize + Sync>(
    http: &reqwest::Client,
    config: &PaymentGatewayConfig,
    command: Command,
    reference: &str,
    question: &Q,
) -> Result<Answer, GatewayError> {
    let response = http.post(&config.api_url).json(question).send().await.map_err(GatewayError::Unreachable)?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(GatewayError::Status(response.status().as_u16()));
    }
    let body = response.bytes().await.map_err(GatewayError::Unreachable)?;
    read(&body, config, command, reference)
}

pub(super) fn read(
    body: &[u8],
    config: &PaymentGatewayConfig,
    command: Command,
    reference: &str,
) -> Result<Answer, GatewayError> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| GatewayError::Malformed("JSON"))?;
    if !config.keys.verifies(&answer.signed_text(command), &answer.signature) {
        return Err(GatewayError::BadSignature);
    }
    let is_ours = answer.reference == reference
        && answer.terminal_code == config.terminal_code
        && answer.command == command.as_str();
    if answer.response_code == "00" && !is_ours { Err(GatewayError::OtherOrder) } else { Ok(answer) }
}
