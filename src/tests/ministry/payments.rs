//! Operators see to payments: what they see, what they decide, the gateway's outage, windows that close later.

use axum::http::StatusCode;
use portal::{
    testing::Browser,
    usecases::system::{
        ask_about_payments, compare_statements, refund_payments, settle_payment_notice, tell_about_extensions,
    },
};

use super::rows;
use crate::{
    payment_scene::{OPEN, Scene},
    small_season::OPERATOR,
};

const OVERVIEW: &str = "/ministry/payments";
const WINDOWS: &str = "/ministry/payments/windows";

async fn until(scene: &Scene, expected: &[&str]) {
    let arrival = async {
        while scene.states().await != expected {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), arrival).await.expect("the notifications come");
}

async fn staff(scene: &Scene, email: &str) -> Browser {
    scene.app.browser_as(&scene.app.staff(email).await).await
}

/// An attempt that the gateway suspects.
async fn in_doubt() -> Scene {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.give_mail_address().await;
    let address = scene.start().await;
    scene.decide(&address, "07").await;
    until(&scene, &["under_review"]).await;
    scene
}

/// The page of the attempt in this state.
async fn page_of(scene: &Scene, state: &str) -> String {
    let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM payment_order WHERE state = $1")
        .bind(state)
        .fetch_one(scene.app.owner())
        .await
        .unwrap();
    format!("/ministry/payments/orders/{id}")
}

async fn count(scene: &Scene, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(scene.app.owner()).await.unwrap()
}

#[tokio::test]
async fn an_operator_finds_what_is_in_doubt_and_decides_that_it_was_paid() {
    let scene = in_doubt().await;
    let mut operator = staff(&scene, OPERATOR).await;
    let overview = operator.get(OVERVIEW).await.text;
    let waiting = rows(&overview);
    assert!(waiting.iter().any(|row| row.starts_with("Cần xác minh") && row.contains("| 1 | 45.000")), "{waiting:?}");
    assert!(waiting.contains(&"Thí sinh còn phải nộp | 45.000\u{a0}đ | 45.000\u{a0}đ".to_owned()), "{waiting:?}");
    assert!(overview.contains("Khớp từng đồng"), "{overview}");
    let list = operator.get("/ministry/payments/list?show=in_doubt").await.text;
    let page = page_of(&scene, "under_review").await;
    assert!(list.contains(&page) && rows(&list)[0].contains("Giao dịch bị nghi ngờ"), "{list}");
    let shown = operator.get(&page).await.text;
    assert!(shown.contains("cổng thông báo") && !shown.contains("Nguyễn"), "{shown}");

    let decide = format!("{page}/decide");
    let refused = operator.post(&decide, &[("decision", "found_paid"), ("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("checked") && scene.states().await == ["under_review"], "{}", refused.text);
    let form = [("decision", "found_paid"), ("reason", "Sao kê NCB ngày 17/7")];
    assert_eq!(operator.post(&decide, &form).await.location, page);
    assert_eq!((scene.states().await, scene.receipt().await.is_some()), (vec!["paid".to_owned()], true));
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
    assert_eq!(count(&scene, "SELECT count(*) FROM mail_outbox WHERE template = 'payment_received'").await, 1);
    let act: (String, String, Option<String>) =
        sqlx::query_as("SELECT actor_kind, action, reason FROM audit_log WHERE action LIKE 'payment_order.find%'")
            .fetch_one(scene.app.owner())
            .await
            .unwrap();
    let expected = ("ministry_operator", "payment_order.find_paid", Some("Sao kê NCB ngày 17/7"));
    assert_eq!((act.0.as_str(), act.1.as_str(), act.2.as_deref()), expected);
    let shown = operator.get(&page).await.text;
    assert!(shown.contains("Đã nhận được tiền: Sao kê NCB ngày 17/7") && !shown.contains("Ghi quyết định"), "{shown}");
    assert_eq!(operator.post(&decide, &form).await.status, StatusCode::CONFLICT, "decided before");
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
    assert_eq!(
        count(
            &scene,
            "SELECT count(*) FROM audit_log WHERE action = 'payment_order.view' AND candidate_id IS NOT NULL"
        )
        .await,
        1,
        "looks within the hour are one, and the candidate reads it"
    );
}

#[tokio::test]
async fn what_an_operator_found_unpaid_is_not_doubted_again_and_can_be_paid_anew() {
    let mut scene = in_doubt().await;
    let page = page_of(&scene, "under_review").await;
    let mut operator = staff(&scene, OPERATOR).await;
    operator.post(&format!("{page}/decide"), &[("decision", "found_unpaid"), ("reason", "Ngân hàng đã trả lại")]).await;
    assert_eq!((scene.states().await, scene.receipt().await), (vec!["failed".to_owned()], None));
    scene.app.ctx.clock.advance(60);
    assert_eq!(ask_about_payments::run(&scene.app.ctx).await.unwrap(), 0, "the gateway's doubt is known");
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    until(&scene, &["failed", "paid"]).await;
}

#[tokio::test]
async fn money_in_doubt_is_sent_back_where_an_operator_says_so() {
    let scene = in_doubt().await;
    let page = page_of(&scene, "under_review").await;
    let mut operator = staff(&scene, OPERATOR).await;
    operator.post(&format!("{page}/decide"), &[("decision", "send_back"), ("reason", "Chủ thẻ yêu cầu")]).await;
    assert_eq!((scene.states().await, scene.receipt().await), (vec!["refund_requested".to_owned()], None));
    assert_eq!(scene.accounts().await, (45_000, 45_000, -45_000));
    assert_eq!(refund_payments::run(&scene.app.ctx).await.unwrap(), 1, "the rest goes by itself");
}

#[tokio::test]
async fn money_that_an_operator_finds_for_a_paid_bill_goes_back() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    scene.decide(&first, "07").await;
    until(&scene, &["under_review", "paid"]).await;
    let page = page_of(&scene, "under_review").await;
    let mut operator = staff(&scene, OPERATOR).await;
    operator.post(&format!("{page}/decide"), &[("decision", "found_paid"), ("reason", "Sao kê")]).await;
    assert_eq!(scene.states().await, ["duplicate", "paid"]);
    assert_eq!(scene.accounts().await, (0, 90_000, -45_000));
    assert!(rows(&operator.get("/ministry/payments/list?show=refunds").await.text)[0].contains("Trả trùng"));
}

#[tokio::test]
async fn a_refund_that_the_gateway_denies_is_asked_for_again_under_a_new_number() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.decide(&first, "24").await;
    until(&scene, &["failed"]).await;
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "00", "the gateway contradicts its own books");
    until(&scene, &["duplicate", "paid"]).await;
    assert_eq!(refund_payments::run(&scene.app.ctx).await.unwrap(), 1);
    let asked = "SELECT refund_request_id FROM payment_order WHERE state = 'refund_requested'";
    let before: Option<String> = sqlx::query_scalar(asked).fetch_one(scene.app.owner()).await.unwrap();
    let mut operator = staff(&scene, OPERATOR).await;
    let list = rows(&operator.get("/ministry/payments/list?show=stuck").await.text);
    assert!(list.len() == 1 && list[0].contains("mã 95"), "{list:?}");
    let page = page_of(&scene, "refund_requested").await;
    let wrong = [("decision", "found_unpaid"), ("reason", "x")];
    assert_eq!(operator.post(&format!("{page}/decide"), &wrong).await.status, StatusCode::CONFLICT);
    let form = [("decision", "ask_again"), ("reason", "Cổng đã sửa sổ")];
    assert_eq!(operator.post(&format!("{page}/decide"), &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(refund_payments::run(&scene.app.ctx).await.unwrap(), 1, "at once");
    let after: Option<String> = sqlx::query_scalar(asked).fetch_one(scene.app.owner()).await.unwrap();
    assert!(before.is_some() && after.is_some() && before != after, "{before:?} {after:?}");
    assert!(operator.get(&page).await.text.contains("Yêu cầu hoàn tiền lại: Cổng đã sửa sổ"));
}

#[tokio::test]
async fn auditors_and_the_helpline_read_and_decide_nothing() {
    let scene = in_doubt().await;
    let page = page_of(&scene, "under_review").await;
    for email in ["kiemtoan@demo.example.vn", "tongdai@demo.example.vn"] {
        let mut reader = staff(&scene, email).await;
        for address in [OVERVIEW, "/ministry/payments/statements", WINDOWS] {
            assert_eq!(reader.get(address).await.status, StatusCode::OK, "{email} {address}");
        }
        let shown = reader.get(&page).await.text;
        assert!(
            shown.contains("Cán bộ điều hành của Bộ sẽ quyết định") && !shown.contains("Ghi quyết định"),
            "{email}"
        );
        assert!(!reader.get(WINDOWS).await.text.contains("Gia hạn cho một nhóm"), "{email}");
        let form = [("decision", "found_paid"), ("reason", "x")];
        assert_eq!(reader.post(&format!("{page}/decide"), &form).await.status, StatusCode::FORBIDDEN, "{email}");
    }
    assert_eq!(scene.states().await, ["under_review"]);
}

#[tokio::test]
async fn differences_with_the_statement_are_listed_until_they_are_settled() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    scene.notify(&scene.notice(&address, &[])).await;
    scene.app.ctx.clock.advance(24 * 60);
    let mut operator = staff(&scene, OPERATOR).await;
    let overview = operator.get(OVERVIEW).await.text;
    assert!(overview.contains("Còn thiếu sao kê"), "{overview}");
    assert_eq!(compare_statements::run(&scene.app.ctx).await.unwrap(), 1);
    let listed = rows(&operator.get("/ministry/payments/statements").await.text);
    assert!(listed[0].ends_with("17/07/2026 | Sổ cái có, sao kê không có | 0\u{a0}đ | 45.000\u{a0}đ"), "{listed:?}");
    assert!(listed[1].starts_with("17/07/2026 | 0 | 0\u{a0}đ") && listed[1].ends_with("| 1"), "{listed:?}");
    assert!(!operator.get(OVERVIEW).await.text.contains("Còn thiếu sao kê"));
}

#[tokio::test]
async fn refused_notifications_leave_a_reason_each_and_a_flood_of_them_one_entry() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let good = scene.notice(&address, &[]);
    let unsigned = good.replace("Hash=", "Hash=0");
    for _ in 0..50 {
        assert_eq!(scene.notify(&unsigned).await, "97");
    }
    let others = [
        (good.replace("=NCB", "=%FF"), "97"),
        (format!("{good}&vnp_Amount=1"), "99"),
        (scene.notice(&address, &[("vnp_TmnCode", "OTHER")]), "99"),
        (scene.notice(&address, &[("vnp_ResponseCode", "secret")]), "99"),
        (scene.notice(&address, &[("vnp_Amount", "4500001")]), "04"),
        (scene.notice(&address, &[("vnp_Amount", "4600000")]), "04"),
        (scene.notice(&address, &[("vnp_TxnRef", "LP2026-NONE")]), "01"),
    ];
    for (query, code) in others {
        assert_eq!(scene.notify(&query).await, code, "{query}");
    }
    let written = || async {
        sqlx::query_as::<_, (String, i64)>(
            "SELECT details->>'reason', (details->>'count')::bigint FROM audit_log WHERE action = 'payment_notice.refuse'
             ORDER BY id",
        )
        .fetch_all(scene.app.owner())
        .await
        .unwrap()
    };
    let reasons = [
        "bad_signature",
        "wrong_encoding",
        "doubled_parameter",
        "other_terminal",
        "malformed_parameter",
        "broken_amount",
        "other_amount",
        "unknown_order",
    ];
    let once: Vec<(String, i64)> = reasons.iter().map(|reason| ((*reason).to_owned(), 1)).collect();
    assert_eq!(written().await.iter().filter(|(_, count)| *count == 1).cloned().collect::<Vec<_>>(), once);
    scene.app.ctx.clock.advance_machine(60);
    settle_payment_notice::write_refused(&scene.app.ctx).await.unwrap();
    let sum: i64 = written().await.iter().filter(|(reason, _)| reason == "bad_signature").map(|(_, count)| count).sum();
    assert_eq!(sum, 50, "every one is counted");
    let held = count(
        &scene,
        "SELECT count(*) FROM audit_log WHERE action = 'payment_notice.refuse'
         AND (details::text ~ 'NONE|secret|NCB|OTHER|vnp' OR candidate_id IS NOT NULL)",
    );
    assert_eq!(held.await, 0, "nothing of what they held");
}

#[tokio::test]
async fn while_the_gateway_is_silent_payers_are_told_at_once_and_their_bills_are_kept() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.set_faults(r#"{"down":true}"#).await;
    for _ in 0..3 {
        let answer = scene.browser.post("/candidate/payment/start", &[]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
    }
    // It is back, but nobody asks it for a while.
    scene.set_faults("{}").await;
    let answer = scene.browser.post("/candidate/payment/start", &[]).await;
    assert!(answer.text.contains("Cổng thanh toán không phản hồi"), "{}", answer.text);
    let mut operator = staff(&scene, OPERATOR).await;
    assert!(operator.get(OVERVIEW).await.text.contains("Cổng thanh toán không trả lời"));
    assert_eq!(count(&scene, "SELECT count(*) FROM bill WHERE paid_at IS NULL").await, 1, "the bill is kept");
    scene.app.ctx.clock.advance(1);
    scene.start().await;
    assert!(!operator.get(OVERVIEW).await.text.contains("Cổng thanh toán không trả lời"));
}

#[tokio::test]
async fn a_window_that_is_extended_opens_again_and_everyone_who_has_not_paid_is_told_once() {
    let mut scene = Scene::at("2026-07-21T17:30", 3).await;
    scene.give_mail_address().await;
    assert!(scene.fee_page().await.text.contains("Đợt nộp lệ phí đã đóng lúc 17:00 21/07/2026"));
    let mut operator = staff(&scene, OPERATOR).await;
    let form = |closes_at: &'static str| [("group", "4"), ("closes_at", closes_at), ("reason", "Cổng gián đoạn")];
    for wrong in ["2026-07-21T16:00", "2026-07-21T17:10", "2026-08-05T00:00"] {
        assert_eq!(operator.post(WINDOWS, &form(wrong)).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let answer = operator.post_and_follow(WINDOWS, &form("2026-07-23T17:00")).await;
    assert!(answer.text.contains("17:00 23/07/2026") && answer.text.contains("đang gửi thư"), "{}", answer.text);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Hạn nộp được gia hạn đến 17:00 23/07/2026"), "{page}");
    assert!(page.contains("Hạn công bố trước đó") && page.contains("17:00 21/07/2026"), "{page}");
    let ctx = scene.app.ctx.clone();
    assert_eq!(tell_about_extensions::run(&ctx).await.unwrap(), 1, "An has a list; the others of the group have none");
    assert_eq!(tell_about_extensions::run(&ctx).await.unwrap(), 0);
    let mails = "SELECT count(*) FROM mail_outbox WHERE template = 'payment_window_extended'";
    assert_eq!(count(&scene, mails).await, 1);
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    until(&scene, &["paid"]).await;
    let answer = operator.post_and_follow(WINDOWS, &form("2026-07-24T17:00")).await;
    assert!(!answer.text.contains("17:00 22/07/2026") && answer.text.contains("17:00 24/07/2026"), "{}", answer.text);
    assert_eq!(tell_about_extensions::run(&ctx).await.unwrap(), 0, "An has paid");
    assert!(!scene.fee_page().await.text.contains("gia hạn đến"));
    assert_eq!(count(&scene, "SELECT count(*) FROM audit_log WHERE action = 'payment_window.extend'").await, 2);
}

#[tokio::test]
async fn the_database_takes_an_extension_from_an_operator_in_the_own_name_alone() {
    let scene = Scene::at(OPEN, 0).await;
    let insert = "INSERT INTO payment_window_extension
             (id, season, province_group, closed_before, closes_at, reason, extended_by, extended_at)
         VALUES (gen_random_uuid(), 2026, 4, '2026-07-21 10:00Z', $2::timestamptz, 'x', $1, now())";
    let later = "2026-07-22 10:00Z";
    let cases = [
        (OPERATOR, OPERATOR, later, ""),
        (OPERATOR, "bo.giamsat@demo.example.vn", later, "42501"),
        ("bo.giamsat@demo.example.vn", "bo.giamsat@demo.example.vn", later, "42501"),
        (OPERATOR, OPERATOR, "2026-07-21 10:00Z", "23514"),
    ];
    for (actor, name, closes_at, expected) in cases {
        let actor = scene.app.staff(actor).await;
        let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM staff WHERE email = $1")
            .bind(name)
            .fetch_one(scene.app.owner())
            .await
            .unwrap();
        let mut tx = scene.app.ctx.db.begin(&actor).await.unwrap();
        let outcome = sqlx::query(insert).bind(id).bind(closes_at).execute(tx.conn()).await;
        let code = match outcome {
            Ok(done) => (done.rows_affected() == 1).then(String::new),
            Err(error) => error.as_database_error().and_then(|error| error.code()).map(|code| code.to_string()),
        };
        assert_eq!(code.as_deref(), Some(expected), "{actor:?} as {name} until {closes_at}");
    }
}
