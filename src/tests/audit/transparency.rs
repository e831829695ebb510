//! What is published of the log: counts, hashes, keys and signatures, and nothing of anybody.

use axum::http::StatusCode;
use portal::{
    testing::TestApp,
    usecases::{audit::published::read_published, system::chain_audit},
};

use super::{DAY_SECONDS, NOW};

#[tokio::test]
async fn anyone_sees_days_and_hashes_and_can_check_the_signatures() {
    let app = TestApp::start(NOW).await;
    let mut browser = app.browser();
    let empty = browser.get("/transparency/audit").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text.contains("Chưa có ngày nào được khóa"), "{}", empty.text);
    for _ in 0..2 {
        app.candidate("an").await;
        chain_audit::run(&app.ctx).await.unwrap();
        app.ctx.clock.advance_machine(DAY_SECONDS);
    }
    chain_audit::run(&app.ctx).await.unwrap();
    let json = browser.get("/transparency/audit.json").await;
    assert_eq!((json.status, json.content_type.as_str()), (StatusCode::OK, "application/json"));
    let checkpoints = read_published(&json.bytes).unwrap();
    assert_eq!(checkpoints.len(), 2);
    assert!(checkpoints.iter().all(|signed| signed.is_signed()));
    let mut other = checkpoints[0].clone();
    other.checkpoint.entries += 1;
    assert!(!other.is_signed());
    let page = browser.get("/transparency/audit").await;
    for checkpoint in json.text.split("\"hash\":\"").skip(1) {
        let hash = checkpoint.split('"').next().unwrap();
        assert!(page.text.contains(hash), "{hash}");
    }
    assert!(page.text.contains("22/04/2026") && page.text.contains("23/04/2026"), "{}", page.text);
    browser.set_cookie("language", "en");
    assert!(browser.get("/transparency/audit").await.text.contains("The sealed log"));
}
