//! Sessions that are over are forgotten after a day, those of nobody at once; living ones stay.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::delete_expired_sessions};

async fn left(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM session").fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn ended_sessions_are_deleted_after_a_day_and_living_ones_stay() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let actor = app.staff("truong.songhuong@demo.example.vn").await;
    let mut ended = app.browser_as(&actor).await;
    app.ctx.clock.advance_machine(31 * 60);
    assert_eq!(ended.get("/school").await.status, StatusCode::SEE_OTHER);
    assert_eq!(delete_expired_sessions::run(&app.ctx).await.unwrap(), 0, "the browser can still be told why");
    app.ctx.clock.advance_machine(24 * 60 * 60);
    let mut living = app.browser_as(&actor).await;
    assert_eq!(delete_expired_sessions::run(&app.ctx).await.unwrap(), 1);
    assert_eq!(left(&app).await, 1);
    assert_eq!(living.get("/school").await.status, StatusCode::OK);
    assert_eq!(ended.get("/school").await.location, "/staff/sign-in?return_to=%2Fschool");
}
