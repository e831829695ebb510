//! Recovery codes: each opens once, and new ones replace them.

use axum::http::StatusCode;
use portal::{
    testing::{Browser, TestApp},
    usecases::system::seed_demo::DEMO_PASSWORD,
};

use super::{PATH, SCHOOL, after_password, audited, code, enrolment::recovery_codes, form, is_signed_in, send_code};

const RECOVERY: &str = "/staff/recovery-codes";

/// A signed-in browser with ten new codes, made with a code of the authenticator of the step after.
async fn with_codes(app: &TestApp) -> (Browser, Vec<String>) {
    let mut browser = after_password(app, SCHOOL).await;
    assert_eq!(send_code(&mut browser, &code(app, SCHOOL, 0)).await.location, "/school");
    app.ctx.clock.advance_machine(30);
    let answer = browser.post(RECOVERY, &[("code", &code(app, SCHOOL, 0))]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let codes = recovery_codes(&answer);
    assert_eq!(codes.len(), 10);
    (browser, codes)
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_the_page_says_how_many_are_left() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let (_, codes) = with_codes(&app).await;
    let mut browser = after_password(&app, SCHOOL).await;
    // As people type it.
    let answer = send_code(&mut browser, &codes[0].to_lowercase().replace('-', " ")).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/staff/recovery-codes?used=1"));
    let page = browser.get(&answer.location).await;
    assert!(page.text.contains("Bạn còn 9 trong 10 mã chưa dùng"), "{}", page.text);
    assert!(page.text.contains("Bạn đã đăng nhập bằng một mã khôi phục"), "{}", page.text);
    assert!(codes.iter().all(|code| !page.text.contains(code)), "never shown again");
    let mut thief = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut thief, &codes[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_signed_in(&mut thief).await);
    assert_eq!(send_code(&mut thief, &codes[1]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(audited(&app, "staff.recovery_code_used").await.len(), 2);
}

#[tokio::test]
async fn new_codes_replace_the_old_ones_and_take_a_code_of_the_authenticator() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let (mut browser, old) = with_codes(&app).await;
    // Neither a used code nor a recovery code makes new ones.
    for typed in [code(&app, SCHOOL, 0), old[0].clone()] {
        let answer = browser.post(RECOVERY, &[("code", &typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
    app.ctx.clock.advance_machine(30);
    let new = recovery_codes(&browser.post(RECOVERY, &[("code", &code(&app, SCHOOL, 0))]).await);
    assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
    let mut browser = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut browser, &old[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send_code(&mut browser, &new[0]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(audited(&app, "staff.recovery_codes_renewed").await.len(), 2);
}

#[tokio::test]
async fn the_page_is_for_staff_alone_and_a_recovery_code_never_stands_for_a_password() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let candidate = app.candidate("an").await;
    assert_eq!(app.browser_as(&candidate).await.get(RECOVERY).await.status, StatusCode::FORBIDDEN);
    let (_, codes) = with_codes(&app).await;
    let answer = app.browser().post(PATH, &form(SCHOOL, &codes[0], "")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = "bo.dieuhanh@demo.example.vn";
    let mut neighbour = app.browser();
    neighbour.post(PATH, &form(other, DEMO_PASSWORD, "")).await;
    assert_eq!(
        send_code(&mut neighbour, &codes[0]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "of another account"
    );
}
