//! Sessions that ended by themselves are forgotten; the others stay.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::delete_expired_sessions};

#[tokio::test]
async fn ended_sessions_are_deleted_and_living_ones_stay() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let actor = app.staff("truong.songhuong@demo.example.vn").await;
    let mut ended = app.browser_as(&actor).await;
    let pool = app.owner();
    sqlx::query("UPDATE session SET expires_at = now() - interval '1 minute'").execute(pool).await.unwrap();
    let mut living = app.browser_as(&actor).await;
    assert_eq!(delete_expired_sessions::run(&app.ctx).await.unwrap(), 1);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM session").fetch_one(pool).await.unwrap();
    assert_eq!(left, 1);
    assert_eq!(living.get("/school").await.status, StatusCode::OK);
    assert_eq!(ended.get("/school").await.status, StatusCode::SEE_OTHER);
}
