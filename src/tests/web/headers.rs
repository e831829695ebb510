//! The headers of defence, on every answer of every door, and on what is no door.

use axum::http::{Method, StatusCode};
use portal::{
    testing::{Answer, TestApp},
    web::router::door_list,
};

use super::doors::{concrete, everybody};

const OPEN: &str = "2026-04-22T09:00";

/// What every answer has to carry.
fn assert_defended(answer: &Answer, is_file: bool, case: &str) {
    let header = |name: &str| answer.headers.get(name).map_or("", String::as_str);
    assert_eq!(header("x-content-type-options"), "nosniff", "{case}");
    assert_eq!(header("referrer-policy"), "same-origin", "{case}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{case}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{case}");
    assert!(header("permissions-policy").contains("camera=()"), "{case}");
    assert_eq!(header("x-request-id").len(), 36, "{case}");
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "form-action", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{case}: {policy}");
    }
    for part in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", " *"] {
        let outside = policy.split("form-action").next().unwrap_or_default();
        assert!(!outside.contains(part), "{case}: {policy}");
    }
    let scripts = policy.contains("script-src");
    assert_eq!(policy.contains("'wasm-unsafe-eval'"), scripts, "{case}: {policy}");
    assert_eq!(answer.text.contains("<script"), scripts, "{case}: a script and its source go together");
    assert!(!answer.text.contains(" style=\"") && !answer.text.contains("<style"), "{case}: an inline style");
    if !is_file || !answer.status.is_success() {
        assert_eq!(header("cache-control"), "no-store", "{case}");
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!answer.headers.contains_key(name), "{case}: {name}");
    }
}

#[tokio::test]
async fn every_door_answers_with_the_headers_of_defence_whoever_asks() {
    let app = TestApp::start(OPEN).await;
    let doors = door_list();
    assert!(
        ["/health", "/pkg/{*file}", "/islands.js", "/favicon.svg"]
            .iter()
            .all(|path| { doors.iter().any(|door| door.path == *path && door.is_file) })
    );
    for (role, mut browser) in everybody(&app).await {
        for door in &doors {
            let path = concrete(door, |_| None);
            let case = format!("{} {} as {role}", door.method, door.path);
            let answer = match door.method {
                "POST" => browser.post(&path, &[]).await,
                _ => browser.get(&path).await,
            };
            // The citizen-ID service and the gateway do not answer here, and that is said.
            let is_known = answer.status.as_u16() < 500 || answer.status == StatusCode::SERVICE_UNAVAILABLE;
            assert!(is_known, "{case}: {}", answer.status);
            // What is published for everybody may be kept, but is asked about each time.
            let is_public = door.is_file || door.path.starts_with("/transparency/");
            assert_defended(&answer, is_public, &case);
        }
    }
}

#[tokio::test]
async fn errors_carry_them_too() {
    let app = TestApp::start(OPEN).await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let form = |token: &str| format!("form_token={token}&phone=%ff").into_bytes();
    let token = browser.form_token().await;
    let long = format!("/catalogue?q={}", "x".repeat(9_000));
    let wide = "x".repeat(20_000);
    let many: Vec<(String, &str)> = (0..120).map(|number| (format!("x-{number}"), "1")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let path = "/candidate/registration/contact";
    let cases: Vec<(StatusCode, Method, &str, Vec<(&str, &str)>, Option<Vec<u8>>)> = vec![
        (StatusCode::NOT_FOUND, Method::GET, "/no-such-page", vec![], None),
        (StatusCode::NOT_FOUND, Method::GET, "/pkg/no-such-file", vec![], None),
        (StatusCode::METHOD_NOT_ALLOWED, Method::POST, "/help", vec![], Some(vec![])),
        (StatusCode::METHOD_NOT_ALLOWED, Method::POST, "/health", vec![], Some(vec![])),
        (StatusCode::BAD_REQUEST, Method::POST, path, vec![], Some(form(&token))),
        (StatusCode::BAD_REQUEST, Method::GET, "/catalogue?q=%00", vec![], None),
        (StatusCode::FORBIDDEN, Method::POST, path, vec![("origin", "https://evil.example")], Some(form(&token))),
        (StatusCode::FORBIDDEN, Method::GET, "/ministry", vec![], None),
        (StatusCode::PAYLOAD_TOO_LARGE, Method::POST, path, vec![], Some(vec![b'x'; 70_000])),
        (StatusCode::URI_TOO_LONG, Method::GET, &long, vec![], None),
        (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, Method::GET, "/", vec![("x-wide", &wide)], None),
        (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, Method::GET, "/", many, None),
    ];
    for (status, method, path, headers, body) in cases {
        let case = format!("{status} {method}");
        let answer = browser.send(method, path, &headers, body).await;
        assert_eq!(answer.status, status, "{case}: {}", answer.text);
        assert_defended(&answer, false, &case);
    }
    app.ctx.db.pool().close().await;
    for path in ["/", "/candidate", "/ministry", "/no-such-page"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_defended(&answer, false, path);
    }
}

#[tokio::test]
async fn browsers_are_told_to_use_tls_where_the_portal_does() {
    let settings = [("PORTAL_BASE_URL", "https://thisinh.example.vn".to_owned())];
    let app = TestApp::start_with(OPEN, &settings).await;
    for path in ["/", "/health", "/no-such-page", "/candidate", "/favicon.svg"] {
        let answer = app.browser().get(path).await;
        assert_eq!(answer.headers["strict-transport-security"], "max-age=63072000; includeSubDomains", "{path}");
    }
    let plain = TestApp::start(OPEN).await.browser().get("/").await;
    assert!(!plain.headers.contains_key("strict-transport-security"), "never over plain HTTP (RFC 6797 §7.2)");
}

#[tokio::test]
async fn each_page_with_a_script_has_a_nonce_of_its_own() {
    let app = TestApp::start(OPEN).await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = app.browser().get("/catalogue").await;
        let policy = &page.headers["content-security-policy"];
        let nonce = policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).unwrap().0.to_owned();
        assert!(nonce.len() == 24 && page.text.contains(&format!("nonce=\"{nonce}\"")), "{policy}");
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}
