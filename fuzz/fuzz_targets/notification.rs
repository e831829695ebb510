//! What the payment gateway seems to tell, as bytes that anyone may send: it never panics, nothing unsigned is believed,
//! and what the gateway signs is understood as it was meant or refused for its form.
//!
//! Run by `make fuzz`.
#![no_main]

use std::{net::IpAddr, str::from_utf8, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use portal::external::payment_gateway::{
    IpnReply, NotificationError, PaymentGatewayClient, PaymentGatewayConfig,
    vnpay::{SigningKey, read_query, signed_text},
};

const SECRET: &str = "MOCKSECRETMOCKSECRETMOCKSECRET00";

static CLIENT: LazyLock<PaymentGatewayClient> = LazyLock::new(|| {
    let config = PaymentGatewayConfig {
        terminal_code: "DEMOV210".to_owned(),
        keys: SigningKey::new(SECRET).into(),
        pay_url: "http://127.0.0.1/pay".to_owned(),
        api_url: "http://127.0.0.1/api".to_owned(),
        statement_url: "http://127.0.0.1/statements".to_owned(),
        return_url: "http://127.0.0.1/return".to_owned(),
        server_ip: IpAddr::from([127, 0, 0, 1]),
    };
    PaymentGatewayClient::new(config).expect("settings of a test")
});

fuzz_target!(|data: &[u8]| {
    let Ok(query) = from_utf8(data) else { return };
    assert!(CLIENT.verify_notification(query).is_err(), "nobody guesses a signature");
    let Some(parameters) = read_query(query) else { return };
    // Names are the protocol's; what a value holds is anybody's.
    if !parameters.keys().all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')) {
        return;
    }
    let text = signed_text(&parameters);
    let signature = SigningKey::new(SECRET).sign(&text);
    match CLIENT.verify_notification(&format!("{text}&vnp_SecureHash={signature}")) {
        Ok(told) => {
            let said = |name: &str| parameters.get(name).cloned().unwrap_or_default();
            assert_eq!(told.reference, said("vnp_TxnRef"));
            assert_eq!(said("vnp_Amount").parse::<i64>().ok(), told.amount.amount().checked_mul(100));
            assert_eq!(told.response_code, said("vnp_ResponseCode"));
            assert_eq!(told.transaction_status, said("vnp_TransactionStatus"));
        }
        Err(error) => assert_ne!(error, NotificationError::BadSignature, "what is signed is believed to be"),
    }
    let mut forged = signature;
    let last = forged.pop();
    forged.push(if last == Some('0') { '1' } else { '0' });
    // What cannot be decoded is refused before its signature is looked at, and answered alike.
    let forged = CLIENT.verify_notification(&format!("{text}&vnp_SecureHash={forged}"));
    assert_eq!(forged.map_err(NotificationError::reply), Err(IpnReply::BadChecksum));
});
