//! Doors and bodies: nobody gets in where the rule says no, and nothing unreadable is taken.

use axum::http::StatusCode;
use portal::{domain::access::Actor, testing::TestApp, web::router::door_list};

/// The path of a door with something in place of its parameters.
fn concrete(path: &str) -> String {
    let filled: Vec<&str> = path
        .split('/')
        .map(|part| match part {
            "{id}" | "{run}" => "00000000-0000-7000-8000-000000000000",
            "{section}" => "contact",
            parameter if parameter.starts_with('{') => "NONE",
            plain => plain,
        })
        .collect();
    filled.join("/")
}

#[tokio::test]
async fn no_door_lets_in_whom_its_rule_does_not_name() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let actors: [(&str, Actor); 11] = [
        ("visitor", Actor::Visitor),
        ("candidate", app.candidate("an").await),
        ("school_staff", app.staff("truong.songhuong@demo.example.vn").await),
        ("institution_staff", app.staff("tuyensinh.bka@demo.example.vn").await),
        ("ministry_operator", app.staff("bo.dieuhanh@demo.example.vn").await),
        ("ministry_releaser", app.staff("bo.giamsat@demo.example.vn").await),
        ("school_head", app.staff("hieutruong.songhuong@demo.example.vn").await),
        ("department_staff", app.staff("so.hue@demo.example.vn").await),
        ("institution_lead", app.staff("lanhdao.bka@demo.example.vn").await),
        ("support", app.staff("tongdai@demo.example.vn").await),
        ("auditor", app.staff("kiemtoan@demo.example.vn").await),
    ];
    for (kind, actor) in &actors {
        let mut browser = if *kind == "visitor" { app.browser() } else { app.browser_as(actor).await };
        for door in door_list() {
            let passes = actor
                .role()
                .map_or_else(|| matches!(door.rule, "public" | "machine"), |role| door.roles.contains(&role));
            if passes {
                continue;
            }
            let path = concrete(door.path);
            let answer = if door.method == "GET" {
                browser.get(&path).await
            } else {
                browser.post(&path, &[("version", "0")]).await
            };
            let expected = match (*kind, door.method) {
                ("visitor", "GET") => StatusCode::SEE_OTHER,
                ("visitor", _) => StatusCode::UNAUTHORIZED,
                _ => StatusCode::FORBIDDEN,
            };
            assert_eq!(answer.status, expected, "{} {} as {kind}", door.method, door.path);
            if expected == StatusCode::SEE_OTHER {
                assert!(answer.location.contains("sign-in?return_to="), "{}: {}", door.path, answer.location);
            }
        }
    }
}

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
