//! When something is broken inside: no access, no internals, and a reference by which the log is found.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::get,
};
use portal::{
    testing::{Answer, TestApp},
    web::router::{AppState, outermost},
};
use tower::ServiceExt as _;

const OPEN: &str = "2026-04-22T09:00";

/// What an answer must not tell.
fn assert_silent(answer: &Answer) {
    for word in ["sqlx", "SELECT", "relation", "42P01", "postgres", "panicked", "src/", "emperor", "season_phase"] {
        assert!(!answer.text.contains(word), "{word}: {}", answer.text);
    }
    assert!(answer.text.contains(&answer.headers["x-request-id"]), "the reference: {}", answer.text);
}

#[tokio::test]
async fn a_broken_table_is_told_without_internals_and_under_a_reference() {
    let app = TestApp::start(OPEN).await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    for breaking in
        ["ALTER TABLE preference_list_version RENAME TO gone", "ALTER TABLE season_phase RENAME TO gone_too"]
    {
        sqlx::query(breaking).execute(app.owner()).await.unwrap();
        let answer = browser.get("/candidate").await;
        assert!(answer.status.is_server_error(), "{breaking}: {}", answer.status);
        assert_silent(&answer);
    }
}

#[tokio::test]
async fn an_inconsistent_row_is_told_without_internals() {
    let app = TestApp::start(OPEN).await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    sqlx::query("UPDATE person SET full_name = '\u{202e}' || full_name").execute(app.owner()).await.unwrap();
    let answer = browser.get("/candidate/registration/identity").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.text);
    assert!(answer.text.contains("Hệ thống gặp lỗi"), "{}", answer.text);
    assert_silent(&answer);
}

#[tokio::test]
async fn a_session_that_cannot_be_read_opens_nothing_and_says_so() {
    let app = TestApp::start(OPEN).await;
    let spoilt = [
        "UPDATE session SET data = jsonb_set(data, '{signed_in}', '{\"actor\": {\"Emperor\": {}}}')",
        "UPDATE session SET data = jsonb_set(data, '{signed_in}', '\"emperor\"')",
        "UPDATE session SET data = '\"emperor\"'",
        "UPDATE session SET data = '[]'",
    ];
    for spoil in spoilt {
        let mut browser = app.browser_as(&app.staff("bo.dieuhanh@demo.example.vn").await).await;
        assert_eq!(browser.get("/ministry").await.status, StatusCode::OK);
        sqlx::query(spoil).execute(app.owner()).await.unwrap();
        let answer = browser.get("/ministry").await;
        assert!(!answer.status.is_success(), "{spoil}: {}", answer.text);
        assert!(!answer.text.contains("Điều hành mùa tuyển sinh"), "{spoil}");
        if answer.status != StatusCode::SEE_OTHER {
            assert_silent(&answer);
        }
        // The browser is not stuck with it.
        let mut next = answer;
        for _ in 0..2 {
            next = browser.get("/ministry").await;
        }
        assert_eq!(next.status, StatusCode::SEE_OTHER, "{spoil}: {}", next.text);
    }
}

#[tokio::test]
async fn while_the_store_of_sessions_is_down_nobody_is_let_in() {
    let app = TestApp::start(OPEN).await;
    let mut browser = app.browser_as(&app.staff("bo.dieuhanh@demo.example.vn").await).await;
    sqlx::query("ALTER TABLE session RENAME TO gone").execute(app.owner()).await.unwrap();
    for path in ["/ministry", "/help"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {}", answer.text);
        assert_silent(&answer);
    }
    assert_eq!(browser.get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_panic_becomes_a_page_that_tells_nothing_but_its_reference() {
    async fn panics() -> &'static str {
        panic!("the row of 046308001374 is broken")
    }
    let app = TestApp::start(OPEN).await;
    let doors = outermost(&AppState::new(app.ctx.clone()), Router::new().route("/", get(panics)));
    let response = doors.oneshot(Request::builder().uri("/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert!(response.headers().contains_key("content-security-policy"));
    let page = String::from_utf8(to_bytes(response.into_body(), 100_000).await.unwrap().to_vec()).unwrap();
    assert!(page.contains("Hệ thống gặp lỗi") && page.contains(&id), "{page}");
    for told in ["046308001374", "panic", "faults.rs", "<form"] {
        assert!(!page.contains(told), "{told}: {page}");
    }
}
