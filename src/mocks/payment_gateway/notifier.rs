//! Tells the merchant: from server to server, again and again until it has understood.

use std::{sync::Arc, time::Duration};

use serde::Deserialize;

use super::{
    Gateway, IpnFault,
    books::Order,
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

/// Notifies the merchant of how `order` ended, with the faults that are set. Returns when the browser may go
/// back; what is left goes on in the background.
pub(super) async fn notify(gateway: &Arc<Gateway>, order: &Order) {
    let faults = gateway.faults();
    let Some(mut parameters) = order.result(&gateway.config.terminal_code) else { return };
    if faults.ipn == IpnFault::Never {
        return;
    }
    if faults.ipn == IpnFault::WrongAmount {
        parameters.insert("vnp_Amount".to_owned(), (order.request.amount + 100_000).to_string());
    }
    let mut address = signed_address(&gateway.config.ipn_url, &parameters, &gateway.config.secret);
    if faults.ipn == IpnFault::BadSignature {
        let last = address.pop();
        address.push(if last == Some('0') { '1' } else { '0' });
    }
    if faults.ipn == IpnFault::Normal || faults.delay_ms > 0 {
        let delay = Duration::from_millis(faults.delay_ms);
        let gateway = Arc::clone(gateway);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            if faults.ipn == IpnFault::Twice {
                send(&gateway, &address).await;
            }
            send_until_understood(&gateway, &address, 0).await;
        });
        return;
    }
    let understood = send(gateway, &address).await;
    let understood = if faults.ipn == IpnFault::Twice { send(gateway, &address).await } else { understood };
    if !understood {
        let gateway = Arc::clone(gateway);
        tokio::spawn(async move { send_until_understood(&gateway, &address, 1).await });
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
