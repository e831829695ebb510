//! The home page says what is open, by the server's clock.

use axum::http::StatusCode;
use portal::testing::TestApp;

#[tokio::test]
async fn the_home_page_names_what_is_open_and_what_comes_next() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let home = app.browser().get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text.contains("Đăng ký nguyện vọng xét tuyển"), "{}", home.text);
    assert!(home.text.contains("17:00 14/07/2026"), "{}", home.text);
    app.ctx.clock.advance(30 * 24 * 60);
    let later = app.browser().get("/").await;
    assert!(later.text.contains("Xử lý nguyện vọng"), "{}", later.text);
}

#[tokio::test]
async fn visitors_are_led_to_sign_in_and_others_are_refused() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let visitor = app.browser().get("/ministry/clock").await;
    assert_eq!(
        (visitor.status, visitor.location.as_str()),
        (StatusCode::SEE_OTHER, "/staff/sign-in?return_to=%2Fministry%2Fclock")
    );
    let school = app.staff("truong.songhuong@demo.example.vn").await;
    let refused = app.browser_as(&school).await.get("/ministry/clock").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let operator = app.staff("bo.dieuhanh@demo.example.vn").await;
    let allowed = app.browser_as(&operator).await.get("/ministry/clock").await;
    assert_eq!(allowed.status, StatusCode::OK);
}

#[tokio::test]
async fn the_language_is_switched_by_a_form_and_kept() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = app.browser();
    let help = browser.post_and_follow("/language", &[("language", "en"), ("return_to", "/help")]).await;
    assert!(help.text.contains("<html lang=\"en\">"), "{}", help.text);
    let refused = browser.post("/language", &[("language", "fr"), ("return_to", "/")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_that_does_not_exist_is_a_404_in_the_portals_own_frame() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let answer = app.browser().get("/no-such-page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("Không tìm thấy trang") && answer.text.contains("<main"), "{}", answer.text);
}
