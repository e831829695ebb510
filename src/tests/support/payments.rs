//! `/support/payments`: a payment and all that happened to it, by any of its numbers.

use axum::http::StatusCode;
use portal::testing::{Answer, Browser};
use serde_json::{Value, json};

use super::{SUPPORT, said, support};
use crate::payment_scene::{OPEN, Scene, parameters};

const PATH: &str = "/support/payments";

async fn look_up(browser: &mut Browser, number: &str) -> Answer {
    browser.post(PATH, &[("number", number), ("purpose", "payment"), ("note", "")]).await
}

#[tokio::test]
async fn a_payment_is_found_by_each_of_its_numbers_with_all_that_happened() {
    let mut scene = Scene::at(OPEN, 3).await;
    let cancelled = scene.start().await;
    scene.decide(&cancelled, "24").await;
    let paid = scene.start().await;
    scene.decide(&paid, "00").await;
    let (receipt, bank): (String, String) = sqlx::query_as(
        "SELECT receipt_number, gateway_transaction FROM bill JOIN payment_order ON payment_order.bill_id = bill.id
         WHERE state = 'paid'",
    )
    .fetch_one(scene.app.owner())
    .await
    .unwrap();
    let mut browser = support(&scene.app).await;
    let reference = parameters(&cancelled)["vnp_TxnRef"].clone();
    for number in [reference.to_lowercase(), bank.clone(), receipt.clone()] {
        let found = look_up(&mut browser, &number).await;
        assert_eq!(found.status, StatusCode::OK, "{number}");
        assert_eq!(found.location, "", "the number is in no address");
        for expected in [
            "Cổng thanh toán báo: không có tiền nào được trả (người trả đã huỷ).",
            "Cổng thanh toán báo: tiền đã đến, lệ phí đã nhận.",
            "Thông báo của cổng thanh toán",
            "Sổ cái",
            "Lập khoản phải thu",
            "Ghi nhận lệ phí",
            "Đã hỏi cổng thanh toán",
            &receipt,
            &bank,
            &reference,
        ] {
            assert!(found.text.contains(expected), "{number}: {expected}: {}", found.text);
        }
        assert!(said(&found, "Chữ cái đầu của họ tên").contains("N. T. B. A."));
        for personal in ["Nguyễn Thị Bình An", "046308001374"] {
            assert!(!found.text.contains(personal), "{personal}");
        }
    }
    let kinds: Vec<Value> = sqlx::query_scalar(
        "SELECT details FROM audit_log WHERE action = 'payment.look_up' AND candidate_id = $1 ORDER BY id",
    )
    .bind(scene.candidate.0)
    .fetch_all(scene.app.owner())
    .await
    .unwrap();
    let by = |kind: &str| json!({ "by": kind, "purpose": "payment", "found": true });
    assert_eq!(kinds, [by("payment_reference"), by("gateway_transaction"), by("payment_receipt")]);
    let log = scene.browser.get("/candidate/access-log").await.text;
    assert_eq!(log.matches("Tra cứu việc nộp lệ phí của bạn").count(), 3, "{log}");
    assert!(log.contains("Trả lời về lệ phí"), "{log}");
}

#[tokio::test]
async fn a_refund_shows_how_far_it_is() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    scene.notify(&scene.notice(&first, &[])).await;
    let mut browser = support(&scene.app).await;
    let reference = parameters(&first)["vnp_TxnRef"].clone();
    let owed = look_up(&mut browser, &reference).await;
    for expected in ["Tiền thừa, phải hoàn", "Xem lại việc hoàn tiền lúc", "14400999"] {
        assert!(owed.text.contains(expected), "{expected}: {}", owed.text);
    }
}

#[tokio::test]
async fn what_is_no_number_of_a_payment_is_refused_and_what_finds_nothing_leaves_a_trace() {
    let scene = Scene::at(OPEN, 1).await;
    let mut browser = support(&scene.app).await;
    for number in ["046308001374", "0912345678", "Nguyễn Thị Bình An", ""] {
        assert_eq!(look_up(&mut browser, number).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
    }
    let unknown = look_up(&mut browser, "LP-AAAA-BBBB-CCCC-DDDD").await;
    assert!(unknown.text.contains("Không tìm thấy số này"), "{}", unknown.text);
    assert!(unknown.text.contains("value=\"LP-AAAA-BBBB-CCCC-DDDD\""), "what was typed is kept");
    let traces: Vec<Value> = sqlx::query_scalar("SELECT details FROM audit_log WHERE action = 'payment.look_up'")
        .fetch_all(scene.app.owner())
        .await
        .unwrap();
    assert_eq!(traces, [json!({ "by": "payment_reference", "purpose": "payment", "found": false })]);
}

#[tokio::test]
async fn both_kinds_of_look_up_have_one_limit() {
    let scene = Scene::at(OPEN, 1).await;
    sqlx::query("UPDATE season_setting SET value = '2' WHERE name = 'support_look_ups_per_hour'")
        .execute(scene.app.owner())
        .await
        .unwrap();
    let mut browser = scene.app.browser_as(&scene.app.staff(SUPPORT).await).await;
    look_up(&mut browser, "14400999").await;
    browser.post("/support", &[("number", "99999999"), ("purpose", "payment"), ("note", "")]).await;
    let stopped = look_up(&mut browser, "14400999").await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    let refused: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_log WHERE action = 'payment.look_up_refused'")
        .fetch_one(scene.app.owner())
        .await
        .unwrap();
    assert_eq!(refused, 1);
}
