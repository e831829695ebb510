//! Staff sign in with e-mail address and password.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::seed_demo::DEMO_PASSWORD};
use sqlx::Row as _;

const SCHOOL: &str = "truong.songhuong@demo.example.vn";
const PATH: &str = "/staff/sign-in";

fn form<'a>(email: &'a str, password: &'a str, return_to: &'a str) -> [(&'a str, &'a str); 3] {
    [("email", email), ("password", password), ("return_to", return_to)]
}

/// The audit log's entries of an action, as text.
async fn audited(app: &TestApp, action: &str) -> Vec<String> {
    let query =
        sqlx::query("SELECT row_to_json(audit_log)::text AS entry FROM audit_log WHERE action = $1 ORDER BY id");
    let rows = query.bind(action).fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| row.get("entry")).collect()
}

#[tokio::test]
async fn the_right_password_opens_the_page_of_the_role_under_a_new_session() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let cases = [
        (SCHOOL, "", "/school"),
        ("  Truong.SongHuong@Demo.example.VN ", "/school?group=new", "/school?group=new"),
        ("bo.dieuhanh@demo.example.vn", "https://evil.example/", "/ministry"),
        ("bo.dieuhanh@demo.example.vn", "//evil.example", "/ministry"),
    ];
    for (email, return_to, expected) in cases {
        let mut browser = app.browser();
        let answer = browser.post(PATH, &form(email, DEMO_PASSWORD, return_to)).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, expected), "{email}");
        // Who is signed in is led on from the form.
        assert_eq!(browser.get(PATH).await.status, StatusCode::SEE_OTHER);
    }
    let entries = audited(&app, "staff.sign_in").await;
    assert_eq!(entries.len(), cases.len());
    assert!(entries.iter().all(|entry| !entry.contains('@')), "{entries:?}");
}

#[tokio::test]
async fn unknown_address_wrong_password_and_closed_account_read_the_same() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let closed = "truong.ngubinh@demo.example.vn";
    let close = sqlx::query("UPDATE staff SET disabled_at = now() WHERE email = $1").bind(closed);
    assert_eq!(close.execute(app.owner()).await.unwrap().rows_affected(), 1);
    let cases = [
        (SCHOOL, "not-the-password", "wrong_password"),
        ("nobody@demo.example.vn", DEMO_PASSWORD, "unknown_account"),
        (closed, DEMO_PASSWORD, "disabled_account"),
    ];
    for (email, password, _) in cases {
        let mut browser = app.browser();
        let answer = browser.post(PATH, &form(email, password, "/school")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(answer.text.contains("Thư điện tử hoặc mật khẩu không đúng"), "{}", answer.text);
        assert!(answer.text.contains(&format!("value=\"{email}\"")), "what was typed is kept: {}", answer.text);
        assert!(!answer.text.contains(password), "the password is never sent back");
        assert_eq!(browser.get(PATH).await.status, StatusCode::OK, "not signed in");
    }
    let entries = audited(&app, "staff.sign_in_refused").await;
    assert_eq!(entries.len(), cases.len());
    for ((email, _, reason), entry) in cases.iter().zip(&entries) {
        assert!(entry.contains(reason) && !entry.contains(email), "{entry}");
    }
}

#[tokio::test]
async fn what_is_missing_or_unreadable_is_said() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let empty = app.browser().post(PATH, &form("", "", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("href=\"#email\"") && empty.text.contains("href=\"#password\""), "{}", empty.text);
    let without_password = app.browser().post(PATH, &[("email", SCHOOL)]).await;
    assert_eq!(without_password.status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(257);
    let too_long = app.browser().post(PATH, &form(SCHOOL, &long, "")).await;
    assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY);
}
