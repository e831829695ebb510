//! How fast somebody may ask, and from where a request is said to come.

use axum::http::StatusCode;
use portal::testing::{Answer, Browser, TestApp};

const OPEN: &str = "2026-04-22T09:00";

fn settings<const N: usize>(given: [(&'static str, &str); N]) -> [(&'static str, String); N] {
    given.map(|(name, value)| (name, value.to_owned()))
}

fn assert_too_many(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text);
    let wait: u32 = answer.headers["retry-after"].parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert!(answer.text.contains("<main") && answer.text.contains("vẫn ở trong trình duyệt"), "{}", answer.text);
}

async fn write(browser: &mut Browser) -> Answer {
    browser.post("/language", &[("language", "vi"), ("return_to", "/help")]).await
}

#[tokio::test]
async fn a_session_sends_so_many_forms_at_once_and_goes_on_a_moment_later() {
    let limits = settings([("PORTAL_WRITES_PER_MINUTE", "60"), ("PORTAL_WRITES_BURST", "3")]);
    let app = TestApp::start_with(OPEN, &limits).await;
    let mut an = app.browser_as(&app.candidate("an").await).await;
    let mut binh = app.browser_as(&app.candidate("binh").await).await;
    for _ in 0..3 {
        assert_eq!(write(&mut an).await.status, StatusCode::SEE_OTHER);
    }
    assert_too_many(&write(&mut an).await);
    assert_eq!(an.get("/candidate").await.status, StatusCode::OK, "reading goes on");
    assert_eq!(write(&mut binh).await.status, StatusCode::SEE_OTHER, "others are not concerned");
    app.ctx.clock.advance_machine(1);
    assert_eq!(write(&mut an).await.status, StatusCode::SEE_OTHER, "one a second in the long run");
    assert_too_many(&write(&mut an).await);
    an.set_cookie("language", "en");
    let english = write(&mut an).await;
    assert!(english.text.contains("still in your browser"), "{}", english.text);
}

#[tokio::test]
async fn an_address_asks_for_so_many_pages_and_files_are_not_counted() {
    let limits = settings([("PORTAL_ADDRESS_PER_SECOND", "1"), ("PORTAL_ADDRESS_BURST", "5")]);
    let app = TestApp::start_with(OPEN, &limits).await;
    let mut school = app.browser();
    school.connect_from("203.0.113.7");
    for _ in 0..5 {
        assert_eq!(school.get("/help").await.status, StatusCode::OK);
    }
    assert_too_many(&school.get("/help").await);
    for path in ["/health", "/webhooks/payment"] {
        assert_eq!(school.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_ne!(school.get("/favicon.svg").await.status, StatusCode::TOO_MANY_REQUESTS);
    let mut another = app.browser();
    another.connect_from("203.0.113.8");
    assert_eq!(another.get("/help").await.status, StatusCode::OK);
    app.ctx.clock.advance_machine(1);
    assert_eq!(school.get("/help").await.status, StatusCode::OK);
}

#[tokio::test]
async fn addresses_of_one_household_count_as_one_and_a_header_is_nobodys_word() {
    let limits = settings([("PORTAL_ADDRESS_PER_SECOND", "1"), ("PORTAL_ADDRESS_BURST", "3")]);
    let app = TestApp::start_with(OPEN, &limits).await;
    let mut home = app.browser();
    for last in 1..=3 {
        home.connect_from(&format!("2001:db8:1:2::{last}"));
        assert_eq!(home.get("/help").await.status, StatusCode::OK);
    }
    home.connect_from("2001:db8:1:2:ffff::1");
    assert_too_many(&home.get("/help").await);
    home.connect_from("2001:db8:1:3::1");
    assert_eq!(home.get("/help").await.status, StatusCode::OK);

    let mut liar = app.browser();
    liar.connect_from("198.51.100.9");
    for last in 1..=4 {
        let said = format!("203.0.113.{last}");
        let answer = liar.send(axum::http::Method::GET, "/help", &[("x-forwarded-for", &said)], None).await;
        assert_eq!(answer.status == StatusCode::TOO_MANY_REQUESTS, last == 4, "{last}");
    }
}

/// The networks that the audit log names.
async fn networks(app: &TestApp) -> Vec<Option<String>> {
    let query = "SELECT network FROM audit_log WHERE action = 'demo_clock.set' ORDER BY recorded_at, id";
    sqlx::query_scalar(query).fetch_all(app.owner()).await.unwrap()
}

#[tokio::test]
async fn behind_a_proxy_the_address_is_the_one_that_the_proxy_saw() {
    let proxies = settings([("PORTAL_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")]);
    let app = TestApp::start_with(OPEN, &proxies).await;
    let mut browser = app.browser_as(&app.staff("bo.dieuhanh@demo.example.vn").await).await;
    let cases = [("10.1.2.3", "198.51.100.4, 203.0.113.7, 192.0.2.1"), ("198.51.100.4", "203.0.113.7")];
    for (connection, forwarded) in cases {
        browser.connect_from(connection);
        let form = format!("shows=2026-05-01T09%3A00&form_token={}", browser.form_token().await);
        let answer = browser.post_bytes("/ministry/clock", &[("x-forwarded-for", forwarded)], form.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let found = networks(&app).await;
    assert_eq!(found, [Some("203.0.113.0/24".to_owned()), Some("198.51.100.0/24".to_owned())]);
}

#[tokio::test]
async fn proxies_that_cannot_be_read_are_a_reason_not_to_start() {
    let lookup = |name: &str| match name {
        "PORTAL_TRUSTED_PROXIES" => Some("10.0.0.0/33".to_owned()),
        "PORTAL_WRITES_BURST" => Some("0".to_owned()),
        "PORTAL_DEMO" => Some("on".to_owned()),
        _ => None,
    };
    let refused = portal::config::Config::read(&lookup).unwrap_err().to_string();
    assert!(refused.contains("PORTAL_TRUSTED_PROXIES") && refused.contains("PORTAL_WRITES_BURST"), "{refused}");
}
