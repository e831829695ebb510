//! The portal and the payment gateway, each on a port of its own, and a candidate of Huế with a submitted list.
//!
//! Huế pays in group 4: from 12:00 on 16 July to 17:00 on 21 July 2026; a preference costs 15.000 đ.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use portal::{
    domain::{access::Actor, ids::CandidateId, payment::ledger::LedgerAccount},
    external::{
        http::{Timeouts, client},
        payment_gateway::vnpay::{SigningKey, read_query, signed_text},
    },
    mocks::payment_gateway::{MockGatewayConfig, router},
    storage::ledger::ledger_parity,
    testing::{Answer, Browser, TestApp},
};
use tokio::net::TcpListener;

/// Within the window.
pub const OPEN: &str = "2026-07-17T09:00";
pub const PAYMENT: &str = "/candidate/payment";
pub const START: &str = "/candidate/payment/start";
const SECRET: &str = "demo-payment-secret-0000000000000";

pub struct Scene {
    pub app: TestApp,
    pub candidate: CandidateId,
    pub browser: Browser,
    portal: String,
    gateway: String,
    http: reqwest::Client,
}

impl Scene {
    /// The candidate An at `now`, with a submitted list of `preferences`; none when 0.
    pub async fn at(now: &str, preferences: i64) -> Self {
        Self::with(now, preferences, &[]).await
    }

    /// The same with further settings.
    pub async fn with(now: &str, preferences: i64, further: &[(&'static str, String)]) -> Self {
        let portal_port = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway_port = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = format!("http://{}", portal_port.local_addr().unwrap());
        let gateway = format!("http://{}", gateway_port.local_addr().unwrap());
        let config = MockGatewayConfig {
            terminal_code: "DEMOV210".to_owned(),
            secret: SECRET.to_owned(),
            collecting_account: ("970403".to_owned(), "0011012345678".to_owned()),
            ipn_url: format!("{portal}/webhooks/payment"),
            retry_delay: std::time::Duration::from_millis(20),
            retries: 10,
        };
        tokio::spawn(async move { axum::serve(gateway_port, router(config)).await });
        let mut settings = vec![
            ("PORTAL_BASE_URL", portal.clone()),
            ("PAYMENT_PAY_URL", format!("{gateway}/paymentv2/vpcpay.html")),
            ("PAYMENT_API_URL", format!("{gateway}/merchant_webapi/api/transaction")),
            ("PAYMENT_STATEMENT_URL", format!("{gateway}/merchant_webapi/statement")),
        ];
        settings.extend_from_slice(further);
        let app = TestApp::start_with(now, &settings).await;
        app.listen_on(portal_port);
        let actor = app.candidate("an").await;
        let Actor::Candidate(an) = &actor else { panic!("{actor:?}") };
        let (browser, candidate) = (app.browser_as(&actor).await, an.candidate_id);
        let scene = Self { app, candidate, browser, portal, gateway, http: client(Timeouts::default()).unwrap() };
        if preferences > 0 {
            scene.submit_list(1, preferences).await;
        }
        scene
    }

    /// Stores a submitted list of the first `preferences` programmes.
    pub async fn submit_list(&self, number: i32, preferences: i64) {
        sqlx::query!(
            "WITH list AS (
                 INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
                 VALUES (gen_random_uuid(), $1, $2, '2026-07-10T08:00:00+07:00', gen_random_uuid()::text) RETURNING id)
             INSERT INTO preference (list_version_id, rank, programme_id)
             SELECT list.id, row_number() OVER (ORDER BY institution_code, admission_code), programme.id
             FROM list, programme ORDER BY 2 LIMIT $3",
            self.candidate.0,
            number,
            preferences
        )
        .execute(self.app.owner())
        .await
        .unwrap();
    }

    /// Sets what goes wrong at the gateway, e.g. `{"ipn":"never"}`.
    pub async fn set_faults(&self, faults: &str) {
        let request = self.http.put(format!("{}/control/faults", self.gateway));
        let answer = request.header("content-type", "application/json").body(faults.to_owned()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
    }

    /// Clicks the button; the signed address to which it leads.
    pub async fn start(&mut self) -> String {
        let answer = self.browser.post(START, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert!(answer.location.starts_with(&self.gateway), "{}", answer.location);
        answer.location
    }

    /// The payer decides at the gateway; the path of the portal to which the browser is sent back.
    pub async fn decide(&self, address: &str, outcome: &str) -> String {
        let form = BTreeMap::from([("bank", "NCB"), ("outcome", "other"), ("other_outcome", outcome)]);
        let answer = self.http.post(address).form(&form).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
        let back = answer.headers()["location"].to_str().unwrap();
        back.strip_prefix(&self.portal).unwrap().to_owned()
    }

    /// The payer scans a VietQR code with a bank's application and pays.
    pub async fn pay_by_code(&self, code: &str) -> u16 {
        let form = BTreeMap::from([("bank", "NCB"), ("code", code)]);
        self.http.post(format!("{}/bank-app", self.gateway)).form(&form).send().await.unwrap().status().as_u16()
    }

    /// The candidate's fee page.
    pub async fn fee_page(&mut self) -> Answer {
        let answer = self.browser.get(PAYMENT).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer
    }

    /// Gives the candidate an address for mail.
    pub async fn give_mail_address(&self) {
        sqlx::query!(
            "WITH registration AS (
                 INSERT INTO exam_registration (id, candidate_id, state, updated_at)
                 VALUES (gen_random_uuid(), $1, 'draft', now()) RETURNING id)
             INSERT INTO exam_registration_section (registration_id, section, form, is_complete, version, saved_at)
             SELECT id, 'contact', '{\"email\": \"an@mail.example.vn\"}', true, 1, now() FROM registration",
            self.candidate.0
        )
        .execute(self.app.owner())
        .await
        .unwrap();
    }

    /// What the gateway would send about the order of `address`, with a signature that holds.
    pub fn notice(&self, address: &str, changes: &[(&str, &str)]) -> String {
        self.notice_signed_by(SECRET, address, changes)
    }

    /// The same, signed with another key.
    pub fn notice_signed_by(&self, secret: &str, address: &str, changes: &[(&str, &str)]) -> String {
        let asked = parameters(address);
        let mut words = BTreeMap::from(
            [
                ("vnp_Amount", asked["vnp_Amount"].as_str()),
                ("vnp_BankCode", "NCB"),
                ("vnp_OrderInfo", &asked["vnp_OrderInfo"]),
                ("vnp_PayDate", "20260717090100"),
                ("vnp_ResponseCode", "00"),
                ("vnp_TmnCode", "DEMOV210"),
                ("vnp_TransactionNo", "14400999"),
                ("vnp_TransactionStatus", "00"),
                ("vnp_TxnRef", &asked["vnp_TxnRef"]),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        words.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let text = signed_text(&words);
        format!("{text}&vnp_SecureHash={}", SigningKey::new(secret).sign(&text))
    }

    /// Sends a notification as the gateway does; the `RspCode` of the answer.
    pub async fn notify(&self, query: &str) -> String {
        let answer = self.http.get(format!("{}/webhooks/payment?{query}", self.portal)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        assert_eq!(answer.headers()["content-type"], "application/json");
        let body: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        body["RspCode"].as_str().unwrap().to_owned()
    }

    /// The states of all orders, the oldest first.
    pub async fn states(&self) -> Vec<String> {
        sqlx::query_scalar!("SELECT state FROM payment_order ORDER BY created_at, id")
            .fetch_all(self.app.owner())
            .await
            .unwrap()
    }

    /// The bill's receipt number, if it is paid.
    pub async fn receipt(&self) -> Option<String> {
        sqlx::query_scalar!("SELECT receipt_number FROM bill WHERE candidate_id = $1", self.candidate.0)
            .fetch_optional(self.app.owner())
            .await
            .unwrap()
            .flatten()
    }

    /// The refunds in the gateway's own books: how far each is.
    pub async fn refunds(&self) -> Vec<String> {
        let answer = self.http.get(format!("{}/control/refunds", self.gateway)).send().await.unwrap();
        let lines: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        lines.as_array().unwrap().iter().map(|line| line["stage"].as_str().unwrap().to_owned()).collect()
    }

    /// What is in the accounts `receivable`, `gateway_cash` and `refund_due`, in đồng; bills and orders say the same.
    pub async fn accounts(&self) -> (i64, i64, i64) {
        let mut tx = self.app.ctx.db.begin(&Actor::System).await.unwrap();
        let parity = ledger_parity(&mut tx).await.unwrap();
        assert!(parity.holds(), "{parity:?}");
        let of = |account| parity.balances.of(account).amount();
        (of(LedgerAccount::Receivable), of(LedgerAccount::GatewayCash), of(LedgerAccount::RefundDue))
    }

    /// How many rows tell of what happened: events of orders, and acts in the audit log about bill and payment.
    pub async fn traces(&self) -> (i64, i64) {
        let row = sqlx::query!(
            "SELECT (SELECT count(*) FROM payment_event) AS \"events!\",
                 (SELECT count(*) FROM audit_log WHERE action LIKE 'bill.%' OR action LIKE 'payment_order.%') AS \"acts!\""
        )
        .fetch_one(self.app.owner())
        .await
        .unwrap();
        (row.events, row.acts)
    }
}

/// The parameters of an address at the gateway.
pub fn parameters(address: &str) -> BTreeMap<String, String> {
    read_query(address.split_once('?').unwrap().1).unwrap()
}
