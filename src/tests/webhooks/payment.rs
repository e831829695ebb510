//! The gateway's notifications, lost ones, late ones, and the questions that make up for them.

use std::time::Duration;

use portal::usecases::system::{ask_about_payments, expire_orders};

use crate::payment_scene::{OPEN, Scene};

#[tokio::test]
async fn a_repeated_notification_changes_nothing() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let notice = scene.notice(&address, &[]);
    assert_eq!(scene.notify(&notice).await, "00");
    let (receipt, traces) = (scene.receipt().await, scene.traces().await);
    assert!(receipt.is_some());
    for _ in 0..3 {
        assert_eq!(scene.notify(&notice).await, "02");
    }
    // A failure told after the success is late, too.
    let failure = scene.notice(&address, &[("vnp_ResponseCode", "24"), ("vnp_TransactionStatus", "02")]);
    assert_eq!(scene.notify(&failure).await, "02");
    assert_eq!((scene.receipt().await, scene.traces().await), (receipt, traces));
}

#[tokio::test]
async fn what_the_protocol_refuses_is_answered_in_its_order() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let unsigned = scene.notice(&address, &[("vnp_TxnRef", "LP2026-NONE")]).replace("Hash=", "Hash=0");
    let cases = [
        (unsigned, "97"),
        (String::new(), "97"),
        (scene.notice(&address, &[("vnp_TxnRef", "LP2026-NONE"), ("vnp_Amount", "100")]), "01"),
        (scene.notice(&address, &[("vnp_Amount", "4600000")]), "04"),
        (scene.notice(&address, &[("vnp_Amount", "4500001")]), "04"),
        (scene.notice(&address, &[("vnp_TmnCode", "OTHER")]), "99"),
    ];
    for (query, expected) in cases {
        assert_eq!(scene.notify(&query).await, expected, "{query}");
        assert_eq!((scene.states().await, scene.receipt().await), (vec!["pending".to_owned()], None), "{query}");
    }
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00", "the true one still counts");
    assert_eq!(scene.states().await, ["paid"]);
    assert_eq!(scene.notify(&scene.notice(&address, &[("vnp_Amount", "4600000")])).await, "04");
}

#[tokio::test]
async fn the_gateways_own_faults_are_survived() {
    for (fault, preferences) in [("twice", 1), ("before_return", 2), ("normal", 3)] {
        let mut scene = Scene::at(OPEN, preferences).await;
        scene.set_faults(&format!(r#"{{"ipn":"{fault}"}}"#)).await;
        let address = scene.start().await;
        scene.decide(&address, "00").await;
        until_paid(&scene).await;
        assert_eq!(scene.states().await, ["paid"], "{fault}");
        // One start, one settlement; frozen, started, paid.
        assert_eq!(scene.traces().await, (2, 3), "{fault}");
    }
}

#[tokio::test]
async fn a_notification_that_comes_after_the_return_still_counts() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.set_faults(r#"{"ipn":"normal","delay_ms":500}"#).await;
    let address = scene.start().await;
    let back = scene.decide(&address, "00").await;
    let returned = scene.browser.get(&back).await.text;
    assert!(returned.contains("Đang xử lý, đừng trả lại"), "{returned}");
    until_paid(&scene).await;
    assert!(scene.browser.get(&back).await.text.contains("Lệ phí đã nhận"));
}

#[tokio::test]
async fn when_no_notification_comes_the_portal_asks() {
    for fault in ["never", "bad_signature", "wrong_amount"] {
        let mut scene = Scene::at(OPEN, 3).await;
        scene.set_faults(&format!(r#"{{"ipn":"{fault}"}}"#)).await;
        let address = scene.start().await;
        scene.decide(&address, "00").await;
        let ctx = scene.app.ctx.clone();
        ctx.clock.advance(2);
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0, "the notification gets two minutes");
        ctx.clock.advance(1);
        scene.set_faults(r#"{"down":true}"#).await;
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0);
        assert_eq!(scene.states().await, ["pending"], "{fault}");
        scene.set_faults("{}").await;
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 1);
        assert_eq!(scene.states().await, ["paid"], "{fault}");
        assert!(scene.receipt().await.is_some());
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0, "what is settled is not asked about");
    }
}

#[tokio::test]
async fn an_attempt_the_gateway_does_not_know_stays_open_and_is_asked_about_once_a_minute() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.start().await;
    let ctx = scene.app.ctx.clone();
    ctx.clock.advance(3);
    assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 1);
    assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0);
    ctx.clock.advance(1);
    assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 1);
    assert_eq!(scene.states().await, ["pending"]);
}

#[tokio::test]
async fn two_notifications_at_once_settle_once() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let notice = scene.notice(&address, &[]);
    let (first, second) = tokio::join!(scene.notify(&notice), scene.notify(&notice));
    let mut replies = [first, second];
    replies.sort();
    assert_eq!(replies, ["00", "02"]);
    assert_eq!(scene.traces().await, (2, 3));
}

#[tokio::test]
async fn an_overdue_attempt_expires_and_money_that_comes_late_still_counts() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let ctx = scene.app.ctx.clone();
    ctx.clock.advance(14);
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 0);
    ctx.clock.advance(1);
    scene.set_faults(r#"{"down":true}"#).await;
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 0, "while the gateway is silent, money may have moved");
    scene.set_faults("{}").await;
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 1);
    assert_eq!(scene.states().await, ["expired"]);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Hết hạn") && page.contains("Trả lại lệ phí"), "{page}");
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00");
    assert_eq!(scene.states().await, ["paid"]);
}

#[tokio::test]
async fn a_second_payment_of_one_bill_is_a_duplicate() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    let receipt = scene.receipt().await;
    assert!(receipt.is_some());
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "00");
    assert_eq!(scene.states().await, ["duplicate", "paid"]);
    assert_eq!(scene.receipt().await, receipt);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Bạn đã trả hai lần") && page.contains("sẽ hoàn tiền"), "{page}");
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "02");
}

#[tokio::test]
async fn the_payment_is_told_by_mail_once() {
    let mut scene = Scene::at(OPEN, 3).await;
    sqlx::query!(
        "WITH registration AS (
             INSERT INTO exam_registration (id, candidate_id, state, updated_at)
             VALUES (gen_random_uuid(), $1, 'draft', now()) RETURNING id)
         INSERT INTO exam_registration_section (registration_id, section, form, is_complete, version, saved_at)
         SELECT id, 'contact', '{\"email\": \"an@mail.example.vn\"}', true, 1, now() FROM registration",
        scene.candidate.0
    )
    .execute(scene.app.owner())
    .await
    .unwrap();
    let address = scene.start().await;
    for _ in 0..2 {
        scene.notify(&scene.notice(&address, &[])).await;
    }
    let mails = sqlx::query!("SELECT recipient, template, parameters::text FROM mail_outbox")
        .fetch_all(scene.app.owner())
        .await
        .unwrap();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((mail.recipient.as_str(), mail.template.as_str()), ("an@mail.example.vn", "payment_received"));
    assert_eq!(mail.parameters.as_deref(), Some("{}"));
}

async fn until_paid(scene: &Scene) {
    let arrival = async {
        while scene.receipt().await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrival).await.expect("the notification comes");
}
