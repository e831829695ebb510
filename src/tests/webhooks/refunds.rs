//! Money that no bill waits for goes back by itself.

use portal::usecases::system::{expire_orders, refund_payments};

use crate::payment_scene::{OPEN, Scene};

/// A bill that was paid twice at the gateway: the states are `duplicate`, `paid`.
async fn paid_twice() -> Scene {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    // The first page was still open in another window.
    scene.decide(&first, "00").await;
    until_states(&scene, &["duplicate", "paid"]).await;
    assert_eq!(scene.accounts().await, (0, 90_000, -45_000));
    scene
}

async fn until_states(scene: &Scene, expected: &[&str]) {
    let arrival = async {
        while scene.states().await != expected {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), arrival).await.expect("the notifications come");
}

/// One run of the job, `minutes` later; for how many refunds the gateway had an answer.
async fn run_after(scene: &Scene, minutes: i64) -> usize {
    scene.app.ctx.clock.advance(minutes);
    refund_payments::run(&scene.app.ctx).await.unwrap()
}

/// What is stored of the refund: the number of its request, its tries, whether it is looked at again, the problem.
async fn refund(scene: &Scene) -> (Option<String>, i16, bool, Option<String>) {
    sqlx::query_as(
        "SELECT refund_request_id, refund_tries, next_refund_at IS NOT NULL, refund_problem
         FROM payment_order WHERE state <> 'paid'",
    )
    .fetch_one(scene.app.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_second_payment_goes_back_without_a_person() {
    let mut scene = paid_twice().await;
    let receipt = scene.receipt().await;
    assert_eq!(run_after(&scene, 0).await, 1);
    assert_eq!(scene.states().await, ["refund_requested", "paid"]);
    assert_eq!(scene.accounts().await, (0, 90_000, -45_000), "on its way is not yet back");
    assert_eq!(scene.refunds().await, ["processing"]);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Bạn đã trả hai lần") && page.contains("Đang hoàn tiền"), "{page}");
    assert_eq!(run_after(&scene, 1).await, 0, "the bank gets two minutes");
    assert_eq!((run_after(&scene, 1).await, scene.refunds().await), (1, vec!["at_bank".to_owned()]));
    assert_eq!((run_after(&scene, 1).await, scene.refunds().await), (1, vec!["done".to_owned()]));
    assert_eq!(scene.states().await, ["refunded", "paid"]);
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
    assert_eq!(scene.receipt().await, receipt);
    assert_eq!(run_after(&scene, 600).await, 0);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Đã hoàn tiền") && !page.contains("Bạn đã trả hai lần"), "{page}");
    let acts: Vec<String> = sqlx::query_scalar(
        "SELECT action FROM audit_log WHERE action LIKE 'payment_order.%' AND action NOT LIKE '%.start' ORDER BY id",
    )
    .fetch_all(scene.app.owner())
    .await
    .unwrap();
    assert_eq!(acts[1..], ["payment_order.duplicate", "payment_order.refund", "payment_order.refunded"], "{acts:?}");
}

#[tokio::test]
async fn when_the_answer_is_lost_the_money_still_goes_back_once() {
    let scene = paid_twice().await;
    scene.set_faults(r#"{"refund":"answer_lost"}"#).await;
    assert_eq!(run_after(&scene, 0).await, 0);
    let (asked, tries, ..) = refund(&scene).await;
    assert_eq!((scene.refunds().await, tries), (vec!["processing".to_owned()], 1));
    scene.set_faults("{}").await;
    assert_eq!(run_after(&scene, 2).await, 1);
    assert_eq!(refund(&scene).await.0, asked, "the same request");
    assert_eq!(run_after(&scene, 1).await, 1);
    assert_eq!((scene.states().await[0].as_str(), scene.refunds().await), ("refunded", vec!["done".to_owned()]));
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
}

#[tokio::test]
async fn a_request_that_never_left_is_sent_later_with_the_same_number() {
    let scene = paid_twice().await;
    scene.set_faults(r#"{"down":true}"#).await;
    assert_eq!(run_after(&scene, 0).await, 0);
    let (asked, ..) = refund(&scene).await;
    assert!(asked.is_some() && scene.states().await[0] == "refund_requested");
    scene.set_faults(r#"{"refund":"not_taken"}"#).await;
    assert_eq!(run_after(&scene, 2).await, 1);
    assert_eq!(refund(&scene).await, (asked.clone(), 2, true, Some("99".to_owned())));
    assert!(scene.refunds().await.is_empty());
    scene.set_faults("{}").await;
    assert_eq!(run_after(&scene, 1).await, 1);
    assert_eq!(refund(&scene).await, (asked, 3, true, None));
    assert_eq!(scene.refunds().await, ["processing"]);
}

#[tokio::test]
async fn two_workers_ask_for_one_refund() {
    let scene = paid_twice().await;
    let ctx = &scene.app.ctx;
    let (one, other) = tokio::join!(refund_payments::run(ctx), refund_payments::run(ctx));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!((refund(&scene).await.1, scene.refunds().await), (1, vec!["processing".to_owned()]));
}

#[tokio::test]
async fn a_refund_that_the_bank_rejects_is_asked_for_anew() {
    let scene = paid_twice().await;
    scene.set_faults(r#"{"refund":"rejected"}"#).await;
    for minutes in [0, 2, 1] {
        assert_eq!(run_after(&scene, minutes).await, 1);
    }
    assert_eq!(scene.refunds().await, ["rejected"]);
    assert_eq!(refund(&scene).await, (None, 3, true, Some("09".to_owned())));
    assert_eq!(scene.accounts().await, (0, 90_000, -45_000));
    scene.set_faults("{}").await;
    for minutes in [2, 4, 8] {
        assert_eq!(run_after(&scene, minutes).await, 1, "{minutes}");
    }
    assert_eq!(
        (scene.states().await[0].as_str(), scene.refunds().await),
        ("refunded", vec!["rejected".to_owned(), "done".to_owned()])
    );
    assert_eq!(refund(&scene).await.3, None);
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
}

#[tokio::test]
async fn when_the_gateway_denies_the_payment_a_person_has_to_look() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.decide(&first, "24").await;
    until_states(&scene, &["failed"]).await;
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    // The gateway contradicts its own books.
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "00");
    until_states(&scene, &["duplicate", "paid"]).await;
    assert_eq!(run_after(&scene, 0).await, 1);
    let (_, _, is_looked_at_again, problem) = refund(&scene).await;
    assert_eq!((is_looked_at_again, problem.as_deref()), (false, Some("95")));
    assert_eq!(run_after(&scene, 6_000).await, 0);
    assert_eq!(scene.states().await, ["refund_requested", "paid"]);
}

/// Huế's window closes at 17:00 on 21 July, and the grace period at 17:30.
async fn paid_at(moment: &str) -> Scene {
    let mut scene = Scene::at("2026-07-21T16:55", 3).await;
    let address = scene.start().await;
    scene.app.ctx.clock.advance(15);
    assert_eq!(expire_orders::run(&scene.app.ctx).await.unwrap(), 1);
    scene.app.ctx.clock.advance(50);
    let notice = scene.notice(&address, &[("vnp_PayDate", moment)]);
    assert_eq!(scene.notify(&notice).await, "00");
    assert_eq!(scene.notify(&notice).await, "02");
    scene
}

#[tokio::test]
async fn money_within_the_grace_period_pays_however_late_the_news() {
    for moment in ["20260721165900", "20260721170900", "20260721173000"] {
        let scene = paid_at(moment).await;
        assert_eq!(
            (scene.states().await, scene.receipt().await.is_some()),
            (vec!["paid".to_owned()], true),
            "{moment}"
        );
        assert_eq!(scene.accounts().await, (0, 45_000, 0));
    }
}

#[tokio::test]
async fn money_after_the_grace_period_goes_back_and_pays_nothing() {
    let mut scene = paid_at("20260721173001").await;
    assert_eq!((scene.states().await, scene.receipt().await), (vec!["refund_requested".to_owned()], None));
    assert_eq!(scene.accounts().await, (45_000, 45_000, -45_000));
    let page = scene.fee_page().await.text;
    assert!(page.contains("Đang hoàn tiền") && page.contains("Lệ phí chưa được nhận"), "{page}");
    assert_eq!(run_after(&scene, 0).await, 1);
    assert!(refund(&scene).await.0.is_some(), "asked for");
    sqlx::query("UPDATE season_setting SET value = '60' WHERE name = 'payment_grace_minutes'")
        .execute(scene.app.owner())
        .await
        .unwrap();
    let address = {
        scene.app.ctx.clock.advance(-61);
        scene.start().await
    };
    scene.app.ctx.clock.advance(61);
    assert_eq!(scene.notify(&scene.notice(&address, &[("vnp_PayDate", "20260721175900")])).await, "00");
    assert_eq!(scene.states().await[1], "paid", "the grace period is data");
}
