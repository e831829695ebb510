//! The payment gateway (VNPAY 2.1.0, domain.md §11.1): sends the payer there, believes what it signs, asks it
//! when it stays silent.
//!
//! Only a verified notification, or an answer of its transaction API ([`PaymentGatewayClient::query`],
//! [`PaymentGatewayClient::refund`]), changes an order; the browser's return is for display.

mod answer;
pub mod breaker;
mod notification;
mod query;
mod refund;
mod statement;
pub mod vnpay;

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use time::Date;
use unicode_normalization::UnicodeNormalization;

pub use self::{
    answer::GatewayError,
    breaker::GatewayHealth,
    notification::{IpnReply, Notification, NotificationError},
    query::{QueryAnswer, TransactionReport},
    refund::{RefundAnswer, RefundRequest, RefundStatus},
    vnpay::{KeyRing, SigningKey},
};
use super::http::{Timeouts, client};
use crate::domain::{money::Dong, payment::statement::Statement, time::Instant};

/// The longest `vnp_OrderInfo`.
const ORDER_INFO_LIMIT: usize = 255;

/// How the portal is known to the gateway, and where the gateway is.
#[derive(Debug, Clone)]
pub struct PaymentGatewayConfig {
    /// The terminal code the gateway gave (`vnp_TmnCode`).
    pub terminal_code: String,
    /// The shared secret, and during a change of keys the one before it.
    pub keys: KeyRing,
    /// The page the payer is sent to, without a query.
    pub pay_url: String,
    /// The transaction API.
    pub api_url: String,
    /// Where its statements are.
    pub statement_url: String,
    /// Where the payer's browser comes back to.
    pub return_url: String,
    /// The portal's own address, which a query has to name.
    pub server_ip: IpAddr,
}

/// One attempt to pay, as the gateway has to know it.
#[derive(Debug, Clone)]
pub struct PaymentRequest {
    /// The portal's reference; unique, of `A-Z a-z 0-9 : . _ -`.
    pub reference: String,
    /// What is to be paid.
    pub amount: Dong,
    /// What for; accents are taken off, and it must name nobody.
    pub order_info: String,
    /// When the order was made.
    pub created_at: Instant,
    /// Until when the payer may pay.
    pub expires_at: Instant,
    /// The payer's address.
    pub ip: IpAddr,
    /// The language of the gateway's pages.
    pub locale: GatewayLocale,
}

/// A language the gateway speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayLocale {
    /// `vn`
    Vietnamese,
    /// `en`
    English,
}

impl GatewayLocale {
    const fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vn",
            Self::English => "en",
        }
    }
}

/// What a message of the gateway means for the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentOutcome {
    /// The money is there.
    Paid,
    /// Not finished yet.
    Pending,
    /// Money may have been taken: people have to decide.
    UnderReview,
    /// No money was taken.
    Failed,
}

/// The portal's side of the protocol.
#[derive(Debug, Clone)]
pub struct PaymentGatewayClient {
    config: PaymentGatewayConfig,
    http: reqwest::Client,
    health: Arc<Mutex<GatewayHealth>>,
}

impl PaymentGatewayClient {
    /// A client for the gateway of `config`.
    ///
    /// # Errors
    /// When the HTTP client cannot be set up.
    pub fn new(config: PaymentGatewayConfig) -> Result<Self, reqwest::Error> {
        Ok(Self { config, http: client(Timeouts::default())?, health: Arc::default() })
    }

    /// The signed address to which the payer's browser goes.
    #[must_use]
    pub fn payment_url(&self, order: &PaymentRequest) -> String {
        let order_info = plain(&order.order_info);
        let amount = (order.amount.amount() * 100).to_string();
        let (created, expires, ip) = (order.created_at.compact(), order.expires_at.compact(), order.ip.to_string());
        let parameters: BTreeMap<String, String> = [
            ("vnp_Version", vnpay::VERSION),
            ("vnp_Command", "pay"),
            ("vnp_TmnCode", &self.config.terminal_code),
            ("vnp_Amount", &amount),
            ("vnp_CreateDate", &created),
            ("vnp_ExpireDate", &expires),
            ("vnp_CurrCode", "VND"),
            ("vnp_IpAddr", &ip),
            ("vnp_Locale", order.locale.code()),
            ("vnp_OrderInfo", &order_info),
            ("vnp_OrderType", "other"),
            ("vnp_ReturnUrl", &self.config.return_url),
            ("vnp_TxnRef", &order.reference),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let signed = vnpay::signed_text(&parameters);
        let signature = self.config.keys.sign(&signed);
        format!("{}?{signed}&{}={signature}", self.config.pay_url, vnpay::SECURE_HASH)
    }

    /// Checks a notification from server to server; `raw_query` is exactly what came after the `?`.
    ///
    /// # Errors
    /// When it is not to be believed; [`NotificationError::reply`] is the answer to send.
    pub fn verify_notification(&self, raw_query: &str) -> Result<Notification, NotificationError> {
        notification::verify(raw_query, &self.config.keys, &self.config.terminal_code)
    }

    /// Checks what the payer's browser brings back. For display only: it never settles an order.
    ///
    /// # Errors
    /// As [`Self::verify_notification`].
    pub fn verify_return(&self, raw_query: &str) -> Result<Notification, NotificationError> {
        notification::verify(raw_query, &self.config.keys, &self.config.terminal_code)
    }

    /// Asks where the order stands (`querydr`). `created_at` is that of the payment request; `request_id` is
    /// of the caller's making: 1–32 letters and digits, new each time.
    ///
    /// # Errors
    /// When the gateway cannot be reached or its answer cannot be believed; the order stays as it is.
    pub async fn query(
        &self,
        reference: &str,
        created_at: Instant,
        now: Instant,
        request_id: &str,
    ) -> Result<QueryAnswer, GatewayError> {
        self.if_admitted(now, query::send(&self.http, &self.config, reference, created_at, now, request_id)).await
    }

    /// Asks for the money of an order to go back, all of it (`refund`). The same request may be sent again: the gateway
    /// then says that it has it already.
    ///
    /// # Errors
    /// When the gateway cannot be reached or its answer cannot be believed: it may have taken the request all the same.
    pub async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundAnswer, GatewayError> {
        self.if_admitted(request.now, refund::send(&self.http, &self.config, request)).await
    }

    /// Asks for the statement of a day that is over. Whether it comes says nothing of the transaction API, so it neither
    /// rests with it nor makes it rest.
    ///
    /// # Errors
    /// When the gateway cannot be reached or the statement cannot be believed.
    pub async fn statement(&self, day: Date, now: Instant) -> Result<Statement, GatewayError> {
        statement::fetch(&self.http, &self.config, day, now).await
    }

    /// How the gateway has answered this process so far.
    #[must_use]
    pub fn health(&self) -> GatewayHealth {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut GatewayHealth)) {
        change(&mut self.health.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Sends a question unless the gateway is given a rest, and remembers whether it was answered.
    async fn if_admitted<T>(
        &self,
        now: Instant,
        question: impl Future<Output = Result<T, GatewayError>> + Send,
    ) -> Result<T, GatewayError> {
        let mut is_admitted = false;
        self.note(|health| is_admitted = health.admit(now));
        if !is_admitted {
            return Err(GatewayError::Resting);
        }
        let answer = question.await;
        let is_silence = answer.as_ref().is_err_and(GatewayError::is_silence);
        self.note(|health| if is_silence { health.was_silent(now) } else { health.answered(now) });
        answer
    }
}

/// `text` with only what every encoder of the protocol writes alike: accents off, the rest blanked out.
fn plain(text: &str) -> String {
    text.nfd()
        .filter(|&letter| !unicode_normalization::char::is_combining_mark(letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | ':' | '.' | '_' | '-' => letter,
            _ => ' ',
        })
        .take(ORDER_INFO_LIMIT)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::{GatewayLocale, PaymentGatewayClient, PaymentGatewayConfig, PaymentRequest, SigningKey, plain};
    use crate::domain::{money::Dong, time::Instant};

    const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn the_payment_address_is_the_vector_of_the_specification() {
        let client = PaymentGatewayClient::new(PaymentGatewayConfig {
            terminal_code: "DEMOV210".into(),
            keys: SigningKey::new("MOCKSECRETMOCKSECRETMOCKSECRET00").into(),
            pay_url: "https://gateway.example.vn/paymentv2/vpcpay.html".into(),
            api_url: "https://gateway.example.vn/merchant_webapi/api/transaction".into(),
            statement_url: String::new(),
            return_url: "https://portal.example.vn/payments/return".into(),
            server_ip: LOCALHOST,
        })
        .unwrap();
        let address = client.payment_url(&PaymentRequest {
            reference: "ADM2025-000001".into(),
            amount: Dong::new(75_000),
            order_info: "Lệ phí xét tuyển 001307000123 5 NV".into(),
            created_at: Instant::vietnam(2025, 7, 30, 8, 30).unwrap(),
            expires_at: Instant::vietnam(2025, 7, 30, 8, 45).unwrap(),
            ip: LOCALHOST,
            locale: GatewayLocale::Vietnamese,
        });
        let expected = "https://gateway.example.vn/paymentv2/vpcpay.html?vnp_Amount=7500000&vnp_Command=pay\
            &vnp_CreateDate=20250730083000&vnp_CurrCode=VND&vnp_ExpireDate=20250730084500&vnp_IpAddr=127.0.0.1\
            &vnp_Locale=vn&vnp_OrderInfo=Le+phi+xet+tuyen+001307000123+5+NV&vnp_OrderType=other\
            &vnp_ReturnUrl=https%3A%2F%2Fportal.example.vn%2Fpayments%2Freturn&vnp_TmnCode=DEMOV210\
            &vnp_TxnRef=ADM2025-000001&vnp_Version=2.1.0&vnp_SecureHash=\
            a023d4f13b47188eaf7aa3d205962cd39294753b1d9b30a0e6ec658239d0b80c\
            3a1f6e5601578ac48b3dd59087604c7638e993aa9d00c21b08aa3abe026d528f";
        assert_eq!(address, expected);
    }

    #[test]
    fn order_info_keeps_only_what_all_encoders_write_alike() {
        assert_eq!(plain("Đóng lệ phí đợt 1: 9 NV*~"), "Dong le phi dot 1: 9 NV  ");
    }
}
