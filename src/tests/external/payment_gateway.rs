//! The portal's client and the gateway speak with each other over real HTTP.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::RawQuery, http::header, routing::get};
use portal::{
    domain::{money::Dong, time::Instant},
    external::{
        http::{Timeouts, client},
        payment_gateway::{
            GatewayError, GatewayLocale, IpnReply, Notification, NotificationError, PaymentGatewayClient,
            PaymentGatewayConfig, PaymentOutcome, PaymentRequest, QueryAnswer, RefundAnswer, RefundRequest,
            RefundStatus, SigningKey,
        },
    },
    mocks::payment_gateway::{MockGatewayConfig, router},
};
use reqwest::StatusCode;
use tokio::{net::TcpListener, time::timeout};

pub(super) const SECRET: &str = "secret of the contract test";
pub(super) const TERMINAL: &str = "DEMOV210";
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

type Received = Arc<Mutex<Vec<Result<Notification, NotificationError>>>>;

/// A gateway, a merchant that listens for notifications, and a browser that follows nothing by itself.
pub(super) struct Scene {
    pub(super) client: PaymentGatewayClient,
    received: Received,
    pub(super) browser: reqwest::Client,
    pub(super) gateway: String,
}

fn gateway_client(gateway: &str, secret: &str) -> PaymentGatewayClient {
    PaymentGatewayClient::new(PaymentGatewayConfig {
        terminal_code: TERMINAL.into(),
        keys: SigningKey::new(secret).into(),
        pay_url: format!("{gateway}/paymentv2/vpcpay.html"),
        api_url: format!("{gateway}/merchant_webapi/api/transaction"),
        statement_url: format!("{gateway}/merchant_webapi/statement"),
        return_url: "https://portal.example.vn/payments/return".into(),
        server_ip: LOCALHOST,
    })
    .unwrap()
}

async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind((LOCALHOST, 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

impl Scene {
    /// The merchant answers with `replies` in turn, then with "already confirmed"; what cannot be verified is
    /// answered as the client says.
    pub(super) async fn new(faults: &str, replies: &[IpnReply]) -> Self {
        let received = Received::default();
        let merchant_client = gateway_client("http://127.0.0.1:9", SECRET);
        let (seen, replies) = (Arc::clone(&received), replies.to_vec());
        let ipn = move |RawQuery(query): RawQuery| async move {
            let notification = merchant_client.verify_notification(&query.unwrap_or_default());
            let mut seen = seen.lock().unwrap();
            let reply = match &notification {
                Ok(_) => replies.get(seen.len()).copied().unwrap_or(IpnReply::AlreadyConfirmed),
                Err(error) => error.reply(),
            };
            seen.push(notification);
            ([(header::CONTENT_TYPE, "application/json")], reply.body())
        };
        let merchant = serve(Router::new().route("/payments/ipn", get(ipn))).await;
        let gateway = serve(router(MockGatewayConfig {
            terminal_code: TERMINAL.into(),
            secret: SECRET.into(),
            collecting_account: ("970403".to_owned(), "0011012345678".to_owned()),
            ipn_url: format!("{merchant}/payments/ipn"),
            retry_delay: Duration::from_millis(5),
            retries: 10,
        }))
        .await;
        let browser = client(Timeouts::default()).unwrap();
        let scene = Self { client: gateway_client(&gateway, SECRET), received, browser, gateway };
        scene.set_faults(faults).await;
        scene
    }

    async fn set_faults(&self, faults: &str) {
        let request = self.browser.put(format!("{}/control/faults", self.gateway));
        let response = request.header("content-type", "application/json").body(faults.to_owned()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }

    /// The payer opens the page and decides; the answer is the raw query of the return address.
    pub(super) async fn decide(&self, order: &PaymentRequest, outcome: &str) -> String {
        let address = self.client.payment_url(order);
        assert_eq!(self.browser.get(&address).send().await.unwrap().status(), StatusCode::OK);
        let form = BTreeMap::from([("bank", "BIDV"), ("outcome", "other"), ("other_outcome", outcome)]);
        let response = self.browser.post(&address).form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let location = response.headers()["location"].to_str().unwrap();
        let (page, query) = location.split_once('?').unwrap();
        assert_eq!(page, "https://portal.example.vn/payments/return");
        query.to_owned()
    }

    pub(super) fn received(&self) -> Vec<Result<Notification, NotificationError>> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until `count` notifications are there, and then long enough for one too many to come.
    pub(super) async fn settles_at(&self, count: usize) -> Vec<Result<Notification, NotificationError>> {
        let arrival = async {
            while self.received().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(10), arrival).await.expect("the notifications come");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let received = self.received();
        assert_eq!(received.len(), count);
        received
    }

    pub(super) async fn query(&self, order: &PaymentRequest) -> Result<QueryAnswer, GatewayError> {
        let now = order.created_at.plus_minutes(30);
        self.client.query(&order.reference, order.created_at, now, "REQ0001").await
    }

    pub(super) async fn stands(&self, order: &PaymentRequest) -> PaymentOutcome {
        match self.query(order).await.unwrap() {
            QueryAnswer::Found(report) => {
                assert_eq!((report.amount, &report.reference), (order.amount, &order.reference));
                report.outcome()
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(super) fn order() -> PaymentRequest {
    let created_at = Instant::vietnam(2026, 7, 25, 10, 15).unwrap();
    PaymentRequest {
        reference: "ADM2026-000001".into(),
        amount: Dong::new(135_000),
        order_info: "Lệ phí xét tuyển: 9 NV".into(),
        created_at,
        expires_at: created_at.plus_minutes(15),
        ip: LOCALHOST,
        locale: GatewayLocale::Vietnamese,
    }
}

#[tokio::test]
async fn a_payment_is_notified_before_the_browser_returns() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed]).await;
    let order = order();
    let returned = scene.client.verify_return(&scene.decide(&order, "00").await).unwrap();
    let notified = scene.received()[0].clone().unwrap();
    assert_eq!(notified, returned);
    assert_eq!(notified.outcome(), PaymentOutcome::Paid);
    assert_eq!((notified.reference.as_str(), notified.amount), ("ADM2026-000001", Dong::new(135_000)));
    assert_eq!(notified.bank_code.as_deref(), Some("BIDV"));
    let paid_after = notified.pay_date.unwrap().since(order.created_at);
    assert!((0..60).contains(&paid_after.whole_seconds()), "by the merchant's clock");
    assert_eq!(scene.stands(&order).await, PaymentOutcome::Paid);
    scene.settles_at(1).await;
}

#[tokio::test]
async fn the_page_shows_amount_and_purpose_and_the_amount_travels_times_100() {
    let scene = Scene::new("{}", &[]).await;
    let address = scene.client.payment_url(&order());
    assert!(address.contains("vnp_Amount=13500000&"));
    let page = scene.browser.get(&address).send().await.unwrap().text().await.unwrap();
    for expected in ["135.000\u{a0}VND", "Le phi xet tuyen: 9 NV", "ADM2026-000001", "10:30 25/07/2026", "minh hoạ"] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn every_way_not_to_pay_is_told_as_such() {
    let cases = [
        ("24", "24", "02", PaymentOutcome::Failed),
        ("51", "51", "02", PaymentOutcome::Failed),
        ("75", "75", "02", PaymentOutcome::Failed),
        ("07", "07", "07", PaymentOutcome::UnderReview),
        ("reversed", "99", "04", PaymentOutcome::UnderReview),
    ];
    let scene = Scene::new("{}", &[IpnReply::Confirmed; 5]).await;
    for (index, (word, code, status, outcome)) in cases.into_iter().enumerate() {
        let order = PaymentRequest { reference: format!("ADM2026-{index}"), ..order() };
        scene.decide(&order, word).await;
        let notified = scene.received()[index].clone().unwrap();
        assert_eq!((notified.response_code.as_str(), notified.transaction_status.as_str()), (code, status));
        assert_eq!(notified.outcome(), outcome, "{word}");
        assert_eq!(scene.stands(&order).await, outcome, "{word}");
    }
}

#[tokio::test]
async fn a_second_decision_changes_nothing() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed]).await;
    let first = scene.decide(&order(), "24").await;
    assert_eq!(scene.decide(&order(), "00").await, first);
    scene.settles_at(1).await;
    assert_eq!(scene.stands(&order()).await, PaymentOutcome::Failed);
}

#[tokio::test]
async fn a_notification_may_come_twice() {
    let scene = Scene::new(r#"{"ipn":"twice"}"#, &[IpnReply::Confirmed]).await;
    scene.decide(&order(), "00").await;
    let received = scene.settles_at(2).await;
    assert_eq!(received[0], received[1]);
    assert_eq!(received[0].as_ref().unwrap().outcome(), PaymentOutcome::Paid);
}

#[tokio::test]
async fn when_no_notification_comes_the_query_tells_the_truth() {
    let scene = Scene::new(r#"{"ipn":"never"}"#, &[]).await;
    assert_eq!(scene.query(&order()).await.unwrap(), QueryAnswer::NotFound);
    scene.browser.get(scene.client.payment_url(&order())).send().await.unwrap();
    assert_eq!(scene.stands(&order()).await, PaymentOutcome::Pending);
    scene.decide(&order(), "00").await;
    assert_eq!(scene.stands(&order()).await, PaymentOutcome::Paid);
    scene.settles_at(0).await;
}

#[tokio::test]
async fn a_notification_is_repeated_until_it_is_understood() {
    let scene = Scene::new("{}", &[IpnReply::Unknown, IpnReply::OrderNotFound, IpnReply::Confirmed]).await;
    scene.decide(&order(), "00").await;
    scene.settles_at(3).await;
}

#[tokio::test]
async fn a_delayed_notification_comes_after_the_return() {
    let scene = Scene::new(r#"{"ipn":"normal","delay_ms":200}"#, &[IpnReply::Confirmed]).await;
    scene.decide(&order(), "00").await;
    assert_eq!(scene.received(), []);
    scene.settles_at(1).await;
}

#[tokio::test]
async fn a_bad_signature_is_never_believed_and_the_gateway_gives_up_after_ten_retries() {
    let scene = Scene::new(r#"{"ipn":"bad_signature"}"#, &[]).await;
    scene.decide(&order(), "00").await;
    for notification in scene.settles_at(11).await {
        assert_eq!(notification, Err(NotificationError::BadSignature));
    }
}

#[tokio::test]
async fn a_wrong_amount_is_visible_in_the_notification() {
    let scene = Scene::new(r#"{"ipn":"wrong_amount"}"#, &[IpnReply::InvalidAmount, IpnReply::AlreadyConfirmed]).await;
    scene.decide(&order(), "00").await;
    let received = scene.settles_at(2).await;
    assert_eq!(received[0].as_ref().unwrap().amount, Dong::new(136_000));
    assert_eq!(scene.stands(&order()).await, PaymentOutcome::Paid);
}

#[tokio::test]
async fn a_tampered_address_is_refused() {
    let scene = Scene::new("{}", &[]).await;
    let address = scene.client.payment_url(&order()).replace("13500000", "1500000");
    let form = BTreeMap::from([("bank", "BIDV"), ("outcome", "00")]);
    for request in [scene.browser.get(&address), scene.browser.post(&address).form(&form)] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(response.text().await.unwrap().contains("<dd>97</dd>"));
    }
    assert_eq!(scene.query(&order()).await.unwrap(), QueryAnswer::NotFound);
}

#[tokio::test]
async fn a_reference_used_again_for_another_amount_is_refused() {
    let scene = Scene::new("{}", &[]).await;
    scene.browser.get(scene.client.payment_url(&order())).send().await.unwrap();
    let other = PaymentRequest { amount: Dong::new(15_000), ..order() };
    let response = scene.browser.get(scene.client.payment_url(&other)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_order_cannot_be_paid_after_its_time() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed]).await;
    let created_at = order().created_at;
    let expires_at = Instant::from_unix_us(created_at.unix_us() + 1_000_000);
    let order = PaymentRequest { expires_at, ..order() };
    scene.browser.get(scene.client.payment_url(&order)).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    let returned = scene.client.verify_return(&scene.decide(&order, "00").await).unwrap();
    assert_eq!((returned.response_code.as_str(), returned.outcome()), ("11", PaymentOutcome::Failed));
}

#[tokio::test]
async fn a_query_with_the_wrong_key_or_while_the_gateway_is_down_gives_no_answer() {
    let scene = Scene::new("{}", &[]).await;
    let stranger = gateway_client(&scene.gateway, "another secret");
    let answer = stranger.query("ADM2026-000001", order().created_at, order().created_at, "REQ0002").await;
    assert!(matches!(answer, Err(GatewayError::BadSignature)), "{answer:?}");
    scene.set_faults(r#"{"down":true}"#).await;
    assert!(matches!(scene.query(&order()).await, Err(GatewayError::Status(503))));
    let page = scene.browser.get(scene.client.payment_url(&order())).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
}

impl Scene {
    pub(super) async fn refund(
        &self,
        order: &PaymentRequest,
        amount: i64,
        request_id: &str,
    ) -> Result<RefundAnswer, GatewayError> {
        let request = RefundRequest {
            request_id,
            reference: &order.reference,
            amount: Dong::new(amount),
            gateway_transaction: None,
            created_at: order.created_at,
            now: order.created_at.plus_minutes(30),
        };
        self.client.refund(&request).await
    }

    pub(super) async fn refund_status(&self, order: &PaymentRequest) -> Option<RefundStatus> {
        match self.query(order).await.unwrap() {
            QueryAnswer::Found(report) => report.refund_status(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_refund_is_taken_once_and_followed_until_the_money_is_back() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed]).await;
    let order = order();
    let refused = |code: &str| RefundAnswer::Refused(code.to_owned());
    assert_eq!(scene.refund(&order, 135_000, "R1").await.unwrap(), refused("91"));
    scene.browser.get(scene.client.payment_url(&order)).send().await.unwrap();
    assert_eq!(scene.refund(&order, 135_000, "R1").await.unwrap(), RefundAnswer::NothingToRefund);
    scene.decide(&order, "00").await;
    assert_eq!(scene.refund_status(&order).await, None);
    assert_eq!(scene.refund(&order, 120_000, "R1").await.unwrap(), refused("03"), "not the whole amount");
    assert_eq!(scene.refund(&order, 135_000, "R1").await.unwrap(), RefundAnswer::Taken(RefundStatus::UnderWay));
    for request_id in ["R1", "R2"] {
        assert_eq!(scene.refund(&order, 135_000, request_id).await.unwrap(), RefundAnswer::AlreadyAsked);
    }
    assert_eq!(scene.refund_status(&order).await, Some(RefundStatus::UnderWay));
    assert_eq!(scene.refund_status(&order).await, Some(RefundStatus::Done));
    assert_eq!(scene.stands(&order).await, PaymentOutcome::UnderReview, "a finished refund is no payment");
    assert_eq!(scene.refund(&order, 135_000, "R3").await.unwrap(), RefundAnswer::AlreadyAsked);
    let stranger = gateway_client(&scene.gateway, "another secret");
    let request = RefundRequest {
        request_id: "R4",
        reference: &order.reference,
        amount: order.amount,
        gateway_transaction: None,
        created_at: order.created_at,
        now: order.created_at,
    };
    let answer = stranger.refund(&request).await;
    assert!(matches!(answer, Err(GatewayError::BadSignature)), "{answer:?}");
}
