//! The second step: a code of the authenticator.

use axum::http::StatusCode;
use portal::testing::TestApp;

use super::{
    CLOSE, CODE, PATH, SCHOOL, WITHOUT_FACTOR, after_password, audited, change, code, is_signed_in, send_code,
    wrong_code,
};

const START_AGAIN: &str = "/staff/sign-in?expired=1";

#[tokio::test]
async fn without_the_first_step_there_is_no_second() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = app.browser();
    for path in [CODE, super::ENROL] {
        assert_eq!(browser.get(path).await.location, START_AGAIN);
        assert_eq!(browser.post(path, &[("code", "123456")]).await.location, START_AGAIN);
    }
    let page = browser.get(START_AGAIN).await;
    assert!(page.text.contains("Hãy đăng nhập lại từ đầu"), "{}", page.text);
}

#[tokio::test]
async fn the_second_step_waits_five_minutes_by_the_machines_clock() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = after_password(&app, SCHOOL).await;
    // The season's clock may be moved; that is no wait.
    app.ctx.clock.advance(24 * 60);
    app.ctx.clock.advance_machine(4 * 60);
    let page = browser.get(CODE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("autocomplete=\"one-time-code\"") && page.text.contains("inputmode=\"numeric\""));
    app.ctx.clock.advance_machine(61);
    assert_eq!(send_code(&mut browser, &code(&app, SCHOOL, 0)).await.location, START_AGAIN);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_code_counts_one_step_aside_and_once() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = after_password(&app, SCHOOL).await;
    for late in [-2, 2] {
        let answer = send_code(&mut browser, &code(&app, SCHOOL, late)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{late}");
        assert!(answer.text.contains("Mã không đúng hoặc đã được dùng"), "{}", answer.text);
    }
    let early = code(&app, SCHOOL, -1);
    assert_eq!(send_code(&mut browser, &early).await.location, "/school");
    // Seen over a shoulder: the same code, and one of an earlier step.
    let mut thief = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut thief, &early).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = code(&app, SCHOOL, 0);
    assert_eq!(send_code(&mut thief, &now).await.location, "/school", "a later code");
    let mut again = after_password(&app, SCHOOL).await;
    for used in [&now, &early] {
        assert_eq!(send_code(&mut again, used).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    app.ctx.clock.advance_machine(30);
    assert_eq!(send_code(&mut again, &now).await.status, StatusCode::UNPROCESSABLE_ENTITY, "still used");
    assert_eq!(send_code(&mut again, &code(&app, SCHOOL, 0)).await.location, "/school");
    let entries = audited(&app, "staff.code_refused").await;
    assert_eq!(entries.len(), 6);
    assert!(entries.iter().all(|entry| !entry.contains('@') && !entry.contains(&now)), "{entries:?}");
}

#[tokio::test]
async fn what_is_no_code_is_not_compared_and_never_sent_back() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = after_password(&app, SCHOOL).await;
    for typed in ["", "12345", "<script>alert(1)</script>", "ABCD-EFGH-JKL0"] {
        let answer = send_code(&mut browser, typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.text.contains("href=\"#code\""), "{}", answer.text);
        assert!(typed.is_empty() || !answer.text.contains(typed));
    }
    assert!(audited(&app, "staff.code_refused").await.is_empty());
    let spaced = code(&app, SCHOOL, 0);
    assert_eq!(send_code(&mut browser, &format!(" {} {} ", &spaced[..3], &spaced[3..])).await.location, "/school");
}

#[tokio::test]
async fn five_wrong_codes_end_the_sign_in_and_rest_the_codes_of_the_account() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = after_password(&app, SCHOOL).await;
    for tries in 1..=5 {
        let answer = send_code(&mut browser, &wrong_code(&app, SCHOOL)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{tries}");
    }
    let answer = send_code(&mut browser, &code(&app, SCHOOL, 0)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "not even the right one");
    assert_eq!(answer.headers["retry-after"], "900");
    assert!(answer.text.contains("Đã thử quá nhiều lần") && answer.text.contains("15 phút"), "{}", answer.text);
    assert_eq!(browser.get(CODE).await.location, START_AGAIN, "the sign-in that waited is over");
    // Another browser with the password fares no better; another account is not concerned.
    let mut other = after_password(&app, SCHOOL).await;
    let answer = send_code(&mut other, &code(&app, SCHOOL, 0)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let ministry = "bo.dieuhanh@demo.example.vn";
    let mut neighbour = after_password(&app, ministry).await;
    assert_eq!(send_code(&mut neighbour, &code(&app, ministry, 0)).await.location, "/ministry");
    // Nobody is locked out for good.
    app.ctx.clock.advance_machine(15 * 60);
    let mut later = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut later, &code(&app, SCHOOL, 0)).await.location, "/school");
}

#[tokio::test]
async fn wrong_codes_are_counted_over_all_sign_ins_of_an_account() {
    let app = TestApp::start("2026-04-22T09:00").await;
    for _ in 0..5 {
        let mut browser = after_password(&app, SCHOOL).await;
        let answer = send_code(&mut browser, &wrong_code(&app, SCHOOL)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut browser = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut browser, &code(&app, SCHOOL, 0)).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_account_that_is_closed_or_reset_between_the_steps_does_not_get_in() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let ministry = "bo.dieuhanh@demo.example.vn";
    for (email, statement) in [(SCHOOL, CLOSE), (ministry, WITHOUT_FACTOR)] {
        let mut browser = after_password(&app, email).await;
        change(&app, statement, email).await;
        assert_eq!(send_code(&mut browser, &code(&app, email, 0)).await.location, START_AGAIN, "{statement}");
        assert!(!is_signed_in(&mut browser).await);
        assert_eq!(browser.get(CODE).await.location, START_AGAIN);
    }
    assert!(audited(&app, "staff.sign_in").await.is_empty());
    assert_eq!(app.browser().get(PATH).await.status, StatusCode::OK);
}
