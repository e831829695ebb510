//! Bodies and headers: nothing unreadable is taken. Who gets in where is asked in `access_matrix`.

use axum::http::StatusCode;
use portal::testing::TestApp;

#[tokio::test]
async fn a_form_that_is_not_utf_8_or_too_large_changes_nothing_and_says_so() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let path = "/candidate/registration/contact";
    let token = browser.form_token().await;
    let form = format!("phone=0912345678&email=a%40b.vn&address=Hu%E9&version=0&form_token={token}");
    let latin_1 = browser.post_bytes(path, &[], form.as_bytes()).await;
    assert_eq!(latin_1.status, StatusCode::BAD_REQUEST, "{}", latin_1.text);
    assert!(latin_1.text.contains("Không đọc được yêu cầu"), "{}", latin_1.text);
    let mut large = format!("form_token={token}&address=").into_bytes();
    large.resize(100 * 1024, b'x');
    let large = browser.post_bytes(path, &[], &large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("Nội dung gửi lên quá lớn"), "{}", large.text);
}

#[tokio::test]
async fn a_form_posted_from_another_site_is_refused() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let headers = [("sec-fetch-site", "cross-site")];
    let answer = browser.post_bytes("/candidate/preferences/submit", &headers, b"version=1").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Yêu cầu đến từ trang khác"), "{}", answer.text);
}

#[tokio::test]
async fn while_the_database_is_down_pages_say_what_happened_to_the_answers() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    app.ctx.db.pool().close().await;
    let form = [("phone", "0912345678"), ("email", "a@example.vn"), ("address", "Huế"), ("version", "0")];
    for answer in [browser.get("/").await, browser.post("/candidate/registration/contact", &form).await] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.text.contains("Mọi nội dung đã lưu vẫn còn nguyên"), "{}", answer.text);
    }
    assert_eq!(browser.get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_forbid_frames_scripts_and_copies() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let home = app.browser().get("/").await;
    let policy = &home.headers["content-security-policy"];
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src") && !home.text.contains("<script"), "a page without an island has no script");
    assert_eq!(home.headers["cache-control"], "no-store");
    assert_eq!(home.headers["x-content-type-options"], "nosniff");
    let catalogue = app.browser().get("/catalogue").await;
    let policy = &catalogue.headers["content-security-policy"];
    assert!(policy.contains("script-src 'nonce-") && policy.contains("'wasm-unsafe-eval'"), "{policy}");
}

#[tokio::test]
async fn a_nul_in_an_address_or_a_form_is_no_text() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let addresses = [
        "/catalogue?q=a%00",
        "/catalogue/BKA%00/IT1",
        "/catalogue?institution=%00",
        "/catalogue?place=%00",
        "/sign-in/callback?code=a&state=%00",
        "/payment/return?vnp_TxnRef=%00",
    ];
    let mut statuses = Vec::new();
    for address in addresses {
        statuses.push((address, browser.get(address).await.status));
    }
    let forms = [
        ("/candidate/preferences/add", [("programme", "a\0"), ("rank", "1")]),
        ("/sign-in/again", [("return_to", "/help?\0"), ("", "")]),
    ];
    for (path, form) in forms {
        statuses.push((path, browser.post(path, &form).await.status));
    }
    let password = [("email", "a\0@example.vn"), ("password", "a\0b"), ("return_to", "")];
    statuses.push(("/staff/sign-in", app.browser().post("/staff/sign-in", &password).await.status));
    let not_refused: Vec<_> = statuses.iter().filter(|(_, status)| *status != StatusCode::BAD_REQUEST).collect();
    assert!(not_refused.is_empty(), "{not_refused:?}");
}
