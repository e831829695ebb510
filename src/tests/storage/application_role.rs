//! The portal serves as a role that owns nothing, or not at all.

use std::process::Command;

use portal::{domain::access::Actor, storage::Db, testing::TestApp};

#[tokio::test]
async fn serving_as_the_owner_is_refused_with_one_line() {
    let app = TestApp::start("2026-04-22T09:00").await;
    for command in ["serve", "work"] {
        let mut portal = Command::new(env!("CARGO_BIN_EXE_portal"));
        portal.env("DATABASE_URL", &app.ctx.config.database.owner_url).env("PORTAL_DEMO", "on");
        let ended = portal.env("PORTAL_ADDRESS", "127.0.0.1:0").arg(command).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        let stderr = String::from_utf8(ended.stderr).unwrap();
        let told: Vec<&str> = stderr.lines().collect();
        assert!(matches!(told[..], [line] if line.contains("DATABASE_URL names the role portal,")), "{stderr}");
    }
}

#[tokio::test]
async fn a_pool_takes_no_connection_of_the_owner() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let as_owner = Db::connect_lazy(&app.ctx.config.database.owner_url, 1).unwrap();
    assert!(as_owner.begin(&Actor::System).await.is_err());
    assert!(app.ctx.db.begin(&Actor::System).await.is_ok());
}
