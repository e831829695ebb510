//! The gateway's daily statements beside the ledger, over HTTP.

use portal::{
    domain::{access::Actor, time::Instant},
    storage::gateway_statement::statement_days_due,
    usecases::system::{ask_about_payments, compare_statements, refund_payments},
};

use crate::payment_scene::{OPEN, Scene};

/// One run of the job, `minutes` later; how many days were compared.
async fn run_after(scene: &Scene, minutes: i64) -> usize {
    scene.app.ctx.clock.advance(minutes);
    compare_statements::run(&scene.app.ctx).await.unwrap()
}

/// What differs now: kind, by the statements, by the ledger.
async fn differences(scene: &Scene) -> Vec<(String, i64, i64)> {
    sqlx::query_as(
        "SELECT kind, statement_dong, ledger_dong FROM gateway_difference WHERE settled_at IS NULL ORDER BY kind",
    )
    .fetch_all(scene.app.owner())
    .await
    .unwrap()
}

/// The statements that are kept: day, lines, sum.
async fn statements(scene: &Scene) -> Vec<(String, i32, i64)> {
    sqlx::query_as("SELECT day::text, lines, sum_dong FROM gateway_statement ORDER BY day")
        .fetch_all(scene.app.owner())
        .await
        .unwrap()
}

const A_DAY: i64 = 24 * 60;

#[tokio::test]
async fn money_of_a_lost_notification_is_found_by_the_statement_and_settled_without_a_person() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.set_faults(r#"{"ipn":"never"}"#).await;
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    assert_eq!(run_after(&scene, 60).await, 0, "a day is compared when it is over");
    assert_eq!(run_after(&scene, 14 * 60).await, 1);
    assert_eq!(statements(&scene).await, [("2026-07-17".to_owned(), 1, 45_000)]);
    assert_eq!((scene.states().await, differences(&scene).await), (vec!["paid".to_owned()], vec![]));
    assert!(scene.receipt().await.is_some());
    let sources: Vec<String> = sqlx::query_scalar("SELECT source FROM payment_event ORDER BY at, id")
        .fetch_all(scene.app.owner())
        .await
        .unwrap();
    assert_eq!(sources, ["browser", "statement"]);
    assert_eq!(run_after(&scene, 1).await, 0, "a day is compared once");
    let acts: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_log WHERE action = 'gateway_statement.compare'")
        .fetch_one(scene.app.owner())
        .await
        .unwrap();
    assert_eq!(acts, 1);
}

#[tokio::test]
async fn what_the_gateway_does_not_answer_for_stays_a_difference_until_it_does() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.set_faults(r#"{"ipn":"never","query":"not_found"}"#).await;
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    assert_eq!(run_after(&scene, A_DAY).await, 1);
    let missing = ("payment_not_in_ledger".to_owned(), 45_000, 0);
    assert_eq!((scene.states().await, differences(&scene).await), (vec!["pending".to_owned()], vec![missing.clone()]));
    assert_eq!((run_after(&scene, 1).await, differences(&scene).await), (0, vec![missing]), "it was looked at again");
    scene.set_faults("{}").await;
    scene.app.ctx.clock.advance(60);
    assert_eq!(ask_about_payments::run(&scene.app.ctx).await.unwrap(), 1);
    assert_eq!((run_after(&scene, 1).await, differences(&scene).await), (0, vec![]));
}

#[tokio::test]
async fn a_payment_before_midnight_whose_news_comes_after_it_is_no_difference() {
    let mut scene = Scene::at("2026-07-17T23:59", 3).await;
    scene.set_faults(r#"{"ipn":"never"}"#).await;
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    scene.app.ctx.clock.advance(2);
    assert_eq!(scene.notify(&scene.notice(&address, &[("vnp_PayDate", "20260717235930")])).await, "00");
    assert_eq!((run_after(&scene, 0).await, differences(&scene).await), (1, vec![]));
    assert_eq!((run_after(&scene, A_DAY).await, differences(&scene).await), (1, vec![]));
    assert_eq!(
        statements(&scene).await,
        [("2026-07-17".to_owned(), 1, 45_000), ("2026-07-18".to_owned(), 0, 0)],
        "the gateway's day is its own"
    );
}

#[tokio::test]
async fn a_payment_that_the_gateway_never_had_is_found_and_one_that_a_demonstration_invented_left_out() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    // Somebody who has the key, and no money.
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00");
    assert_eq!(run_after(&scene, A_DAY).await, 1);
    assert_eq!(differences(&scene).await, [("payment_not_in_statement".to_owned(), 0, 45_000)]);
    sqlx::query("UPDATE payment_order SET reference = 'LP-BL-AAAA-BBBB'").execute(scene.app.owner()).await.unwrap();
    sqlx::query("DELETE FROM gateway_difference").execute(scene.app.owner()).await.unwrap();
    sqlx::query("DELETE FROM gateway_comparison").execute(scene.app.owner()).await.unwrap();
    assert_eq!(
        (run_after(&scene, 1).await, differences(&scene).await),
        (0, vec![]),
        "no day is due in a demonstration"
    );
    let mut tx = scene.app.ctx.db.begin(&Actor::System).await.unwrap();
    let day = Instant::parse(OPEN).unwrap().day_in_vietnam();
    assert_eq!(statement_days_due(&mut tx, day, false, 5).await.unwrap(), [day], "elsewhere it is due as any other");
}

#[tokio::test]
async fn a_second_payment_that_went_back_is_in_order_on_both_sides() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    scene.decide(&first, "00").await;
    until(&scene, &["duplicate", "paid"]).await;
    for minutes in [0, 2, 1] {
        scene.app.ctx.clock.advance(minutes);
        refund_payments::run(&scene.app.ctx).await.unwrap();
    }
    assert_eq!(scene.states().await, ["refunded", "paid"]);
    assert_eq!((run_after(&scene, A_DAY).await, differences(&scene).await), (1, vec![]));
    assert_eq!(statements(&scene).await, [("2026-07-17".to_owned(), 3, 45_000)]);
}

#[tokio::test]
async fn money_in_doubt_is_a_difference_that_waits_for_people() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    scene.decide(&address, "07").await;
    until(&scene, &["under_review"]).await;
    assert_eq!(run_after(&scene, A_DAY).await, 1);
    assert_eq!(differences(&scene).await, [("in_doubt".to_owned(), 45_000, 0)]);
}

#[tokio::test]
async fn days_on_which_the_gateway_was_silent_are_caught_up_by_whichever_worker() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    until(&scene, &["paid"]).await;
    scene.set_faults(r#"{"down":true}"#).await;
    assert_eq!((run_after(&scene, 3 * A_DAY).await, statements(&scene).await), (0, vec![]));
    scene.set_faults("{}").await;
    let ctx = &scene.app.ctx;
    let (one, other) = tokio::join!(compare_statements::run(ctx), compare_statements::run(ctx));
    assert_eq!(one.unwrap() + other.unwrap(), 3);
    assert_eq!((statements(&scene).await.len(), differences(&scene).await), (3, vec![]));
}

async fn until(scene: &Scene, expected: &[&str]) {
    let arrival = async {
        while scene.states().await != expected {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), arrival).await.expect("the notifications come");
}
