//! Tells the merchant: from server to server, again and again until it has understood.

use std::{sync::Arc, time::Duration};

use serde::Deserialize;

use super::{
    Gateway,
    books::Order,
    faults::{IpnFault, ReturnFault},
    protocol::{Parameters, canonical, sign},
};

/// How long the merchant may take to answer one notification.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "RspCode")]
    code: String,
}

/// The client that notifications are sent with.
pub(super) fn http_client() -> reqwest::Client {
    #[expect(clippy::expect_used, reason = "built-in roots, no proxy: nothing that could be missing")]
    reqwest::Client::builder()
        .timeout(ANSWER_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a plain HTTP client can always be built")
}

/// `url` with the signed `parameters`.
pub(super) fn signed_address(url: &str, parameters: &Parameters, secret: &str) -> String {
    let query = canonical(parameters);
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{query}&vnp_SecureHash={}", sign(secret, &query))
}

/// The merchant's return address with the result that the browser brings; none when it brings nothing.
pub(super) fn way_back(gateway: &Gateway, order: &Order) -> Option<String> {
    let mut result = order.result(&gateway.config.terminal_code).unwrap_or_default();
    let fault = order.faults.unwrap_or_else(|| gateway.faults().of_everybody()).way_back;
    match fault {
        ReturnFault::Never => return None,
        ReturnFault::Lies => contradict(&mut result),
        ReturnFault::Honest | ReturnFault::BadSignature => {}
    }
    let address = signed_address(&order.request.return_url, &result, &gateway.config.secret);
    Some(if fault == ReturnFault::BadSignature { with_broken_signature(address) } else { address })
}

/// The contrary of how it ended.
fn contradict(result: &mut Parameters) {
    let is_paid = result.get("vnp_TransactionStatus").is_some_and(|status| status == "00");
    let (response_code, transaction_status) = if is_paid { ("24", "02") } else { ("00", "00") };
    result.insert("vnp_ResponseCode".to_owned(), response_code.to_owned());
    result.insert("vnp_TransactionStatus".to_owned(), transaction_status.to_owned());
}

fn with_broken_signature(mut address: String) -> String {
    let last = address.pop();
    address.push(if last == Some('0') { '1' } else { '0' });
    address
}

/// Notifies the merchant of how `order` ended, with the order's faults. Returns when the browser may go back; what is
/// left goes on in the background.
pub(super) async fn notify(gateway: &Arc<Gateway>, order: &Order) {
    let faults = order.faults.unwrap_or_else(|| gateway.faults().of_everybody());
    let Some(mut parameters) = order.result(&gateway.config.terminal_code) else { return };
    if faults.ipn == IpnFault::Never {
        return;
    }
    if faults.ipn == IpnFault::WrongAmount {
        parameters.insert("vnp_Amount".to_owned(), (order.request.amount + 100_000).to_string());
    }
    let signed = |parameters: &Parameters| signed_address(&gateway.config.ipn_url, parameters, &gateway.config.secret);
    let mut address = signed(&parameters);
    if faults.ipn == IpnFault::BadSignature {
        address = with_broken_signature(address);
    }
    let before = if faults.ipn == IpnFault::Twice { vec![address.clone()] } else { Vec::new() };
    let after = (faults.ipn == IpnFault::OutOfOrder).then(|| {
        let mut old = parameters.clone();
        old.insert("vnp_ResponseCode".to_owned(), "00".to_owned());
        old.insert("vnp_TransactionStatus".to_owned(), "01".to_owned());
        signed(&old)
    });
    let delay = match faults.ipn {
        IpnFault::AfterExpiry => order.time_left() + Duration::from_secs(1),
        _ => Duration::from_millis(faults.delay_ms),
    };
    if faults.ipn == IpnFault::Normal || !delay.is_zero() {
        let gateway = Arc::clone(gateway);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            send_all(&gateway, &before).await;
            send_until_understood(&gateway, &address, 0).await;
            send_all(&gateway, after.as_slice()).await;
        });
        return;
    }
    send_all(gateway, &before).await;
    if !send(gateway, &address).await {
        let gateway = Arc::clone(gateway);
        tokio::spawn(async move { send_until_understood(&gateway, &address, 1).await });
    }
    send_all(gateway, after.as_slice()).await;
}

/// Sends each once, whatever the answer.
async fn send_all(gateway: &Gateway, addresses: &[String]) {
    for address in addresses {
        send(gateway, address).await;
    }
}

async fn send_until_understood(gateway: &Gateway, address: &str, sent_before: u32) {
    for attempt in sent_before..=gateway.config.retries {
        if attempt > 0 {
            tokio::time::sleep(gateway.config.retry_delay).await;
        }
        if send(gateway, address).await {
            return;
        }
    }
}

/// Sends once; whether the merchant's answer ends the matter (00 or 02).
async fn send(gateway: &Gateway, address: &str) -> bool {
    let Ok(response) = gateway.http.get(address).send().await else { return false };
    if response.status() != reqwest::StatusCode::OK {
        return false;
    }
    match response.json::<Reply>().await {
        Ok(reply) => reply.code == "00" || reply.code == "02",
        Err(_) => false,
    }
}
