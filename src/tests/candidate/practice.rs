//! The form can be tried before it can be submitted, and what was tried becomes the draft, or is emptied.

use axum::http::StatusCode;
use portal::testing::TestApp;

use super::registration::{ANSWERS, HOME, browser_of, hidden, save, value};

/// The demo season lets candidates try from 08:00 13/04/2026 to 17:00 19/04/2026.
const PRACTICE: &str = "2026-04-15T09:00";
const DISCARD: &str = "/candidate/registration/practice/discard";

/// Until the second day of the registration window.
fn until_it_opens(app: &TestApp) {
    app.ctx.clock.advance(7 * 24 * 60);
}

#[tokio::test]
async fn what_was_tried_is_there_when_registration_opens() {
    let app = TestApp::start(PRACTICE).await;
    let mut browser = browser_of(&app, "an").await;
    assert!(browser.get(HOME).await.text.contains("Đang tập điền"));
    for (section, fields) in ANSWERS.iter().filter(|(section, _)| *section != "declaration") {
        assert_eq!(save(&mut browser, section, fields).await.location, HOME, "{section}");
    }
    let declaration = format!("{HOME}/declaration");
    assert_eq!(browser.get(&declaration).await.location, HOME, "nothing is declared in practice");
    browser.post(&declaration, &[("version", "0"), ("accepted", "yes")]).await;
    let check = browser.get(&format!("{HOME}/check")).await.text;
    assert!(check.contains("Đang tập điền, chưa nộp được") && check.contains("08:00 21/04/2026"), "{check}");
    assert!(!check.contains("Nộp phiếu đăng ký dự thi</button>"), "{check}");
    let forced = browser.post(&format!("{HOME}/submit"), &[("version", "13")]).await;
    assert_eq!(forced.status, StatusCode::CONFLICT, "{}", forced.text);

    until_it_opens(&app);
    let tasks = browser.get(HOME).await.text;
    assert!(tasks.contains("Bản nháp từ lúc tập điền") && tasks.contains("13/15 việc đã xong"), "{tasks}");
    assert_eq!(value(&browser.get(&format!("{HOME}/schools")).await, "class_12"), "12A1");
    // Nothing was declared in practice, whatever was posted.
    let state: (String, i64) = sqlx::query_as(
        "SELECT state, (SELECT count(*) FROM exam_registration_section WHERE section = 'declaration') FROM exam_registration",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(state, ("draft".to_owned(), 0));
}

#[tokio::test]
async fn what_was_tried_can_be_emptied_and_what_was_saved_since_stays() {
    let app = TestApp::start(PRACTICE).await;
    let mut browser = browser_of(&app, "an").await;
    let schools = ANSWERS.iter().find(|(section, _)| *section == "schools").unwrap().1;
    save(&mut browser, "schools", schools).await;
    save(&mut browser, "identity", &[("seen", "yes")]).await;
    until_it_opens(&app);
    let class = [schools[0], schools[1], schools[2], ("class_12", "12A8")];
    save(&mut browser, "schools", &class).await;
    assert_eq!(browser.post(DISCARD, &[]).await.location, HOME);
    let tasks = browser.get(HOME).await.text;
    assert!(tasks.contains("1/15 việc đã xong") && !tasks.contains("tập điền"), "{tasks}");
    assert_eq!(value(&browser.get(&format!("{HOME}/schools")).await, "class_12"), "12A8");
    assert_eq!(hidden(&browser.get(&format!("{HOME}/identity")).await, "version"), "0");
    assert_eq!(browser.get(DISCARD).await.location, HOME);
}

#[tokio::test]
async fn between_practice_and_registration_nothing_is_saved() {
    let app = TestApp::start("2026-04-19T17:00").await;
    let mut browser = browser_of(&app, "an").await;
    let tasks = browser.get(HOME).await.text;
    assert!(tasks.contains("Chưa đến đợt đăng ký dự thi") && !tasks.contains("Đang tập điền"), "{tasks}");
    let refused = browser.post(&format!("{HOME}/identity"), &[("version", "0"), ("seen", "yes")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(browser.post(DISCARD, &[]).await.status, StatusCode::CONFLICT);
}
