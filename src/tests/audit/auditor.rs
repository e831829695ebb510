//! The auditor reads everything, changes nothing, and is recorded.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::system::{chain_audit, verify_audit},
};

use super::{AUDITOR, DAY_SECONDS, NAME_A, NOW, OPERATOR, count, last_entry};
use crate::school::submitted::{SCHOOL_A, submitted};

/// The words of the rows of the first table.
fn rows(page: &str) -> usize {
    page.split("<tbody").nth(1).map_or(0, |rest| rest.split("</tbody>").next().unwrap().matches("<tr").count())
}

/// Sends the form with these fields.
async fn search(auditor: &mut Browser, fields: &str) -> Answer {
    let fields: Vec<(&str, &str)> = fields.split('&').filter_map(|field| field.split_once('=')).collect();
    auditor.post("/audit", &fields).await
}

#[tokio::test]
async fn the_log_is_searched_by_candidate_staff_act_office_and_time() {
    let app = TestApp::start(NOW).await;
    let id = submitted(&app, "an").await;
    app.browser_as(&app.staff(SCHOOL_A).await).await.get(&format!("/school/registrations/{id}")).await;
    let mut auditor = app.browser_as(&app.staff(AUDITOR).await).await;
    let blank = auditor.get("/audit").await;
    assert_eq!((blank.status, rows(&blank.text)), (StatusCode::OK, 0));
    assert_eq!(count(&app, "SELECT count(*) FROM audit_log WHERE action = 'audit_log.search'").await, 0);
    for query in [
        "candidate=46-001-an&action=exam_registration.view",
        "staff=Truong.SongHuong@demo.example.vn",
        "action=exam_registration.view",
        "office=46.001",
        "action=exam_registration.view&from=2026-04-22T09:00&until=2026-04-22T09:01",
    ] {
        let found = search(&mut auditor, query).await;
        assert_eq!(rows(&found.text), 1, "{query}: {}", found.text);
        assert!(found.text.contains(NAME_A), "{query}");
    }
    for query in ["office=BKA", "action=exam_registration.view&until=2026-04-22T09:00", "action=bill.paid"] {
        assert_eq!(rows(&search(&mut auditor, query).await.text), 0, "{query}");
    }
    for query in ["candidate=99999999", "staff=nobody@example.vn", "office=ZZZ", "from=x"] {
        let field = query.split('=').next().unwrap();
        let refused = search(&mut auditor, query).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(refused.text.contains(&format!("href=\"#{field}\"")), "{query}: {}", refused.text);
    }
    let searches = "SELECT count(*) FROM audit_log WHERE action = 'audit_log.search' AND purpose = 'audit'";
    assert_eq!(count(&app, searches).await, 8);
    assert_eq!(
        count(&app, "SELECT count(*) FROM audit_log WHERE action = 'audit_log.search' AND candidate_id IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test]
async fn an_entry_is_shown_with_all_its_fields_and_its_place() {
    let app = TestApp::start(NOW).await;
    let id = submitted(&app, "an").await;
    app.browser_as(&app.staff(SCHOOL_A).await).await.get(&format!("/school/registrations/{id}")).await;
    let entry = last_entry(&app, "exam_registration.view").await;
    let path = format!("/audit/entries/{entry}");
    let mut auditor = app.browser_as(&app.staff(AUDITOR).await).await;
    assert!(auditor.get(&path).await.text.contains("Đang chờ vào chuỗi"));
    chain_audit::run(&app.ctx).await.unwrap();
    let hash: String = sqlx::query_scalar("SELECT encode(hash, 'hex') FROM audit_chain WHERE entry_id = $1")
        .bind(entry)
        .fetch_one(app.owner())
        .await
        .unwrap();
    let shown = auditor.get(&path).await.text;
    for words in
        [NAME_A, SCHOOL_A, "46-001-an", "exam_registration.view", "Kiểm tra, duyệt phiếu", &hash, &id.to_string()]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let reads = "SELECT count(*) FROM audit_log WHERE action = 'audit_log.view' AND candidate_id IS NOT NULL";
    assert_eq!(count(&app, reads).await, 2);
    for unknown in ["/audit/entries/x", "/audit/entries/00000000-0000-0000-0000-000000000007"] {
        assert_eq!(auditor.get(unknown).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_state_of_the_chain_is_shown_and_whether_it_is_sound() {
    let app = TestApp::start(NOW).await;
    let mut auditor = app.browser_as(&app.staff(AUDITOR).await).await;
    assert!(auditor.get("/audit/chain").await.text.contains("Chưa kiểm tra"));
    chain_audit::run(&app.ctx).await.unwrap();
    app.ctx.clock.advance_machine(DAY_SECONDS);
    chain_audit::run(&app.ctx).await.unwrap();
    verify_audit::run(&app.ctx).await.unwrap();
    // Sessions do not last from one day to the next.
    let mut auditor = app.browser_as(&app.staff(AUDITOR).await).await;
    let sound = auditor.get("/audit/chain").await.text;
    assert!(sound.contains("nguyên vẹn") && sound.contains("22/04/2026") && sound.contains("tag-success"), "{sound}");
    sqlx::query("UPDATE audit_log SET reason = 'khác'").execute(app.owner()).await.unwrap();
    app.ctx.clock.advance_machine(DAY_SECONDS);
    verify_audit::run(&app.ctx).await.unwrap();
    let mut auditor = app.browser_as(&app.staff(AUDITOR).await).await;
    let broken = auditor.get("/audit/chain").await.text;
    assert!(broken.contains("Chuỗi bị đứt") && broken.contains("number 1, entry"), "{broken}");
}

#[tokio::test]
async fn nobody_else_reads_the_log() {
    let app = TestApp::start(NOW).await;
    for path in ["/audit", "/audit/chain", "/audit/questions", "/audit/entries/x"] {
        for email in [SCHOOL_A, OPERATOR, "bo.giamsat@demo.example.vn", "tongdai@demo.example.vn"] {
            let answer = app.browser_as(&app.staff(email).await).await.get(path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{email} {path}");
        }
    }
    for email in [SCHOOL_A, OPERATOR] {
        let answer = search(&mut app.browser_as(&app.staff(email).await).await, "office=46").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{email}");
    }
}
