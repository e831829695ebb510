//! How often passwords may be tried.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::seed_demo::DEMO_PASSWORD};

use super::{PATH, SCHOOL, audited, form};

#[tokio::test]
async fn tries_of_an_account_are_limited_whether_it_exists_or_not_and_come_back() {
    // Nobody hashes here: a try that comes through is answered by "busy", at once.
    let app = TestApp::start_with("2026-04-22T09:00", &[("PASSWORD_THREADS", "0".to_owned())]).await;
    let mut pages = Vec::new();
    for email in [SCHOOL, "nobody@demo.example.vn"] {
        let mut browser = app.browser();
        for tries in 1..=10 {
            let answer = browser.post(PATH, &form(email, DEMO_PASSWORD, "")).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{email} {tries}");
        }
        let answer = browser.post(PATH, &form(&email.to_uppercase(), DEMO_PASSWORD, "/school")).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{email}");
        assert_eq!(answer.headers["retry-after"], "75");
        let typed = email.to_uppercase();
        assert!(answer.text.contains("Đã thử quá nhiều lần") && answer.text.contains(&typed), "{}", answer.text);
        assert!(!answer.text.contains(DEMO_PASSWORD));
        pages.push(answer.text.matches("75 giây").count());
    }
    assert_eq!(pages, [1, 1], "both say the same");
    let elsewhere = app.browser().post(PATH, &form("bo.dieuhanh@demo.example.vn", "x", "")).await;
    assert_eq!(elsewhere.status, StatusCode::SERVICE_UNAVAILABLE, "another account");
    app.ctx.clock.advance_machine(75);
    let again = app.browser().post(PATH, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!(again.status, StatusCode::SERVICE_UNAVAILABLE, "one try has come back");
    assert!(audited(&app, "staff.sign_in").await.is_empty());
}

#[tokio::test]
async fn a_network_has_a_limit_and_the_owner_gets_in_from_another() {
    let app = TestApp::start_with("2026-04-22T09:00", &[("PASSWORD_THREADS", "0".to_owned())]).await;
    let mut crowd = app.browser();
    crowd.set_address([203, 0, 113, 7].into());
    for number in 0..120 {
        let answer = crowd.post(PATH, &form(&format!("{number}@demo.example.vn"), "x", "")).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{number}");
    }
    // The neighbour's address lies in the same network.
    crowd.set_address([203, 0, 113, 200].into());
    let answer = crowd.post(PATH, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!((answer.status, answer.headers["retry-after"].as_str()), (StatusCode::TOO_MANY_REQUESTS, "1"));
    let mut owner = app.browser();
    owner.set_address([198, 51, 100, 1].into());
    let answer = owner.post(PATH, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    app.ctx.clock.advance_machine(1);
    let answer = crowd.post(PATH, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "one try has come back");
}
