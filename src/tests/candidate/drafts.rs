//! What was typed is never lost: it saves itself while it is typed, two windows see both versions, and an ended session
//! keeps it for the next sign-in of the same person.

use axum::http::StatusCode;
use portal::{
    domain::access::{RoleKind, SessionLimits},
    testing::{Browser, TestApp},
};

use super::registration::{HOME, OPEN, browser_of, hidden, save, value};

const SCHOOLS: &str = "/candidate/registration/schools";
const AUTOSAVE: &str = "/candidate/registration/schools/autosave";

fn schools<'a>(version: &'a str, class_12: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", version),
        ("school_10", "46004"),
        ("school_11", "46004"),
        ("school_12", "46001"),
        ("class_12", class_12),
    ]
}

/// One second more than a candidate's session lasts without use.
fn until_it_ends(app: &TestApp) {
    app.ctx.clock.advance_machine(SessionLimits::of(RoleKind::Candidate).idle_s + 1);
}

async fn kept(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM unsaved_section").fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn a_section_saves_itself_and_says_when() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let page = browser.get(SCHOOLS).await;
    assert!(page.text.contains(&format!("data-address=\"{AUTOSAVE}\"")), "{}", page.text);

    let first = browser.post(AUTOSAVE, &schools("0", "12A")).await;
    assert_eq!((first.status, first.text.as_str()), (StatusCode::OK, "1 Đã lưu 09:00:00"));
    assert!(first.content_type.starts_with("text/plain"), "{}", first.content_type);
    let second = browser.post(AUTOSAVE, &schools("1", "12A9")).await;
    assert_eq!((second.status, second.text.as_str()), (StatusCode::OK, "2 Đã lưu 09:00:00"));
    // The button is pressed with what was saved already: nothing is stale.
    let pressed = browser.post(SCHOOLS, &schools("1", "12A9")).await;
    assert_eq!((pressed.status, pressed.location.as_str()), (StatusCode::SEE_OTHER, HOME));

    // Something unreadable is kept as well, as with the button.
    let wrong = browser.post(AUTOSAVE, &schools("2", "")).await;
    assert_eq!((wrong.status, wrong.text.split(' ').next()), (StatusCode::OK, Some("3")));
    assert_eq!(value(&browser.get(SCHOOLS).await, "class_12"), "");
    assert_eq!(browser.get(AUTOSAVE).await.location, SCHOOLS);
}

#[tokio::test]
async fn contact_and_declaration_never_save_themselves() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    assert!(!browser.get(&format!("{HOME}/contact")).await.text.contains("data-address"));
    for (section, fields) in [
        ("contact", [("phone", "0912345678"), ("email", "a@example.vn"), ("address", "12 Lê Lợi")]),
        ("declaration", [("accepted", "yes"), ("x", ""), ("y", "")]),
        ("portrait", [("x", ""), ("y", ""), ("z", "")]),
    ] {
        let mut form = vec![("version", "0")];
        form.extend(fields);
        let answer = browser.post(&format!("{HOME}/{section}/autosave"), &form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{section}");
    }
    let saved: i64 =
        sqlx::query_scalar("SELECT count(*) FROM exam_registration_section").fetch_one(app.owner()).await.unwrap();
    assert_eq!(saved, 0);
}

#[tokio::test]
async fn two_windows_see_both_versions_and_either_can_be_kept() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    browser.post(SCHOOLS, &schools("0", "12A1")).await;
    browser.post(SCHOOLS, &schools("1", "12A2")).await;

    assert_eq!(browser.post(AUTOSAVE, &schools("1", "12A3")).await.status, StatusCode::CONFLICT);
    let stale = browser.post(SCHOOLS, &schools("1", "12A3")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(value(&stale, "class_12"), "12A3", "what was typed is there");
    let table = scraper::Html::parse_document(&stale.text);
    let cells: Vec<String> = table
        .select(&scraper::Selector::parse("tbody th, tbody td").unwrap())
        .map(|cell| cell.text().collect::<String>().trim().to_owned())
        .collect();
    assert_eq!(cells, ["Tên lớp 12", "12A2", "12A3"], "only what differs, the saved value first");

    // Nothing is decided yet.
    assert_eq!(value(&browser.get(SCHOOLS).await, "class_12"), "12A2");
    let mine = browser.post(SCHOOLS, &schools(&hidden(&stale, "version"), "12A3")).await;
    assert_eq!((mine.status, mine.location.as_str()), (StatusCode::SEE_OTHER, HOME));
    assert_eq!(value(&browser.get(SCHOOLS).await, "class_12"), "12A3");
}

async fn posts_after_the_end(app: &TestApp, browser: &mut Browser) -> portal::testing::Answer {
    let version = hidden(&browser.get(SCHOOLS).await, "version");
    until_it_ends(app);
    browser.post(SCHOOLS, &schools(&version, "12A7")).await
}

#[tokio::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save(&mut browser, "schools", &schools("0", "12A1")[1..]).await;
    let ended = posts_after_the_end(&app, &mut browser).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.text.contains("vẫn còn") && ended.text.contains("return_to=%2Fcandidate%2Fregistration%2Fschools"));
    let mut islands = browser.clone();
    assert_eq!(islands.post(AUTOSAVE, &schools("1", "12A8")).await.status, StatusCode::UNAUTHORIZED);

    // Somebody else never sees it.
    let mut binh = browser_of(&app, "binh").await;
    assert!(!binh.get(SCHOOLS).await.text.contains("12A7"));

    let mut again = browser_of(&app, "an").await;
    let page = again.get(SCHOOLS).await;
    assert!(page.text.contains("aria-label=\"Chưa lưu\""), "{}", page.text);
    assert_eq!(value(&page, "class_12"), "12A7");
    assert_eq!(value(&again.get(&format!("{SCHOOLS}?saved=yes")).await, "class_12"), "12A1", "and nothing is saved");
    let saved = again.post(SCHOOLS, &schools(&hidden(&page, "version"), "12A7")).await;
    assert_eq!(saved.location, HOME);
    assert_eq!(value(&again.get(SCHOOLS).await, "class_12"), "12A7");
    assert_eq!(kept(&app).await, 0, "and nothing waits any more");
}

#[tokio::test]
async fn what_nobody_comes_back_for_is_forgotten_after_a_day() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    posts_after_the_end(&app, &mut browser).await;
    assert_eq!(kept(&app).await, 1);
    app.ctx.clock.advance_machine(24 * 3600);
    let mut again = browser_of(&app, "an").await;
    assert!(!again.get(SCHOOLS).await.text.contains("12A7"));
    portal::usecases::system::delete_expired_sessions::run(&app.ctx).await.unwrap();
    assert_eq!(kept(&app).await, 0);
}

#[tokio::test]
async fn a_form_of_no_session_or_of_one_that_somebody_ended_is_not_kept() {
    let app = TestApp::start(OPEN).await;
    let mut visitor = app.browser();
    let refused = visitor.post(SCHOOLS, &schools("0", "12A7")).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);

    // With a cookie of a session that is over, and the token of nobody.
    let mut copied = browser_of(&app, "an").await;
    until_it_ends(&app);
    let form = b"version=0&class_12=12A7&form_token=AAAA";
    let refused = copied.post_bytes(SCHOOLS, &[("content-type", "application/x-www-form-urlencoded")], form).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);

    // Ended from another device: whoever sits at this one may be a stranger.
    let mut here = browser_of(&app, "an").await;
    let version = hidden(&here.get(SCHOOLS).await, "version");
    let mut elsewhere = browser_of(&app, "an").await;
    elsewhere.post("/account/sessions/end-others", &[]).await;
    let ended = here.post(SCHOOLS, &schools(&version, "12A7")).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert_eq!(kept(&app).await, 0);
}
