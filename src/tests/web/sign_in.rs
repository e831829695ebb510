//! Signing in by citizen ID against the mock service, over real HTTP.

use axum::http::StatusCode;
use portal::{
    mocks::citizen_id::{CitizenIdConfig, RegisteredClient, router},
    testing::{Browser, TestApp},
};
use tokio::net::TcpListener;

const BASE_URL: &str = "http://portal.test";

/// The portal beside a citizen-ID service on a port of its own.
pub(super) async fn portal_with_service() -> TestApp {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let config = CitizenIdConfig {
        issuer: issuer.clone(),
        clients: vec![RegisteredClient {
            client_id: "cong-thi-sinh".to_owned(),
            client_secret: "demo-citizen-id-secret".to_owned(),
            name: "Cổng Thí sinh".to_owned(),
            redirect_uris: vec![format!("{BASE_URL}/sign-in/callback")],
            post_logout_redirect_uris: vec![format!("{BASE_URL}/signed-out")],
        }],
        registry_token: "demo-registry-token".to_owned(),
    };
    tokio::spawn(async move { axum::serve(listener, router(config)).await });
    let settings = [("CITIZEN_ID_ISSUER", issuer), ("PORTAL_BASE_URL", BASE_URL.to_owned())];
    TestApp::start_with("2026-04-22T09:00", &settings).await
}

/// Lets the person choose at the service; gives the path of the portal to which the service leads back.
pub(super) async fn at_the_service(authorize_url: &str, choice: (&str, &str)) -> String {
    let (endpoint, query) = authorize_url.split_once('?').unwrap();
    let body = format!("{query}&{}={}", choice.0, choice.1);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = client.post(endpoint).header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = form.send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    location.strip_prefix(BASE_URL).unwrap().to_owned()
}

pub(super) async fn begin(browser: &mut Browser, return_to: &str) -> String {
    let answer = browser.post("/sign-in", &[("return_to", return_to)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location
}

#[tokio::test]
async fn a_candidate_signs_in_and_comes_to_where_they_wanted_to_go() {
    let app = portal_with_service().await;
    let mut browser = app.browser();
    let authorize_url = begin(&mut browser, "/candidate?from=mail").await;
    let callback = at_the_service(&authorize_url, ("persona", "an")).await;
    let answer = browser.get(&callback).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/candidate?from=mail"));
    let home = browser.get("/candidate").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text.contains("Nguyễn Thị Bình An"), "{}", home.text);
    let replayed = browser.get(&callback).await;
    assert_eq!(replayed.location, "/sign-in", "an answer of the service is believed once");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_and_at_the_service() {
    let app = portal_with_service().await;
    let mut browser = app.browser();
    let authorize_url = begin(&mut browser, "/").await;
    let callback = at_the_service(&authorize_url, ("persona", "an")).await;
    browser.get(&callback).await;
    let mut copied_cookies = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert!(answer.location.contains("post_logout_redirect_uri"), "{}", answer.location);
    let after = copied_cookies.get("/candidate").await;
    assert_eq!(after.status, StatusCode::SEE_OTHER, "a copied cookie opens nothing after signing out");
}

#[tokio::test]
async fn who_refuses_or_answers_with_a_foreign_state_is_not_signed_in() {
    let app = portal_with_service().await;
    let mut browser = app.browser();
    let authorize_url = begin(&mut browser, "/").await;
    let callback = at_the_service(&authorize_url, ("decision", "refuse")).await;
    let refused = browser.get(&callback).await;
    assert!(refused.text.contains("Bạn đã từ chối đăng nhập"), "{}", refused.text);
    let authorize_url = begin(&mut browser, "/").await;
    let callback = at_the_service(&authorize_url, ("persona", "an")).await;
    let forged = browser.get(&callback.replace("state=", "state=x")).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get("/candidate").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn while_the_service_is_down_the_page_says_so() {
    let settings = [("CITIZEN_ID_ISSUER", "http://127.0.0.1:1".to_owned())];
    let app = TestApp::start_with("2026-04-22T09:00", &settings).await;
    let answer = app.browser().post("/sign-in", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("Dịch vụ định danh không phản hồi"), "{}", answer.text);
}

#[tokio::test]
async fn signing_in_twice_makes_one_candidate() {
    let app = TestApp::start("2026-04-22T09:00").await;
    assert_eq!(app.candidate("an").await, app.candidate("an").await);
}
