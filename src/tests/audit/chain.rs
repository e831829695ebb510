//! The chain: built beside the log, one day after another, by any number of workers.

use futures::future::join_all;
use portal::{
    domain::{access::Actor, time::Instant},
    testing::TestApp,
    usecases::{
        Ctx,
        audit::{Act, record},
        auditor::verify_chain::{self, Verification, Yardstick},
        context::Clock,
        system::{chain_audit, verify_audit},
    },
};

use super::{DAY_SECONDS, NOW, count};

const LOG: &str = "SELECT count(*) FROM audit_log";
const CHAIN: &str = "SELECT count(*) FROM audit_chain";

async fn acts(app: &TestApp, number: usize) {
    let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
    for _ in 0..number {
        record(&mut tx, &app.ctx, &Actor::System, Act::new("results.import")).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn verify(app: &TestApp) -> Verification {
    verify_chain::run(&app.ctx, Yardstick::default(), |_| ()).await.unwrap()
}

/// Days and how many links each holds, and whether it is closed.
async fn days(app: &TestApp) -> Vec<(String, i64, i64, bool)> {
    sqlx::query_as(
        "SELECT day::text, count(*), max(number), EXISTS (SELECT FROM audit_checkpoint AS closed WHERE closed.day = link.day)
         FROM audit_chain AS link GROUP BY day ORDER BY day",
    )
    .fetch_all(app.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn every_entry_finds_its_place_once() {
    let app = TestApp::start(NOW).await;
    acts(&app, 3).await;
    let log = count(&app, LOG).await;
    assert_eq!(i64::try_from(chain_audit::run(&app.ctx).await.unwrap()).unwrap(), log);
    assert_eq!(chain_audit::run(&app.ctx).await.unwrap(), 0);
    assert_eq!(count(&app, CHAIN).await, log);
    assert_eq!(count(&app, "SELECT count(*) FROM audit_unchained").await, 0);
    let found = verify(&app).await;
    assert_eq!((found.days, i64::try_from(found.entries).unwrap(), found.broken), (1, log, None));
}

#[tokio::test]
async fn a_day_is_closed_before_the_next_begins_and_a_day_without_acts_has_none() {
    let app = TestApp::start(NOW).await;
    acts(&app, 2).await;
    chain_audit::run(&app.ctx).await.unwrap();
    let first = count(&app, CHAIN).await;
    // The season's clock closes nothing.
    app.ctx.clock.advance(3 * 24 * 60);
    chain_audit::run(&app.ctx).await.unwrap();
    assert_eq!(days(&app).await, [("2026-04-22".to_owned(), first, first, false)]);

    app.ctx.clock.advance_machine(2 * DAY_SECONDS);
    acts(&app, 1).await;
    chain_audit::run(&app.ctx).await.unwrap();
    let closed = ("2026-04-22".to_owned(), first + 1, first + 1, true);
    assert_eq!(days(&app).await, [closed.clone(), ("2026-04-24".to_owned(), 1, 1, false)]);
    let entries: i64 = count(&app, "SELECT entries FROM audit_checkpoint").await;
    assert_eq!(entries, first + 1, "the closing is the last entry of the day");

    // Midnight in Vietnam is 17:00 in UTC.
    app.ctx.clock.advance_machine(15 * 60 * 60 - 1);
    chain_audit::run(&app.ctx).await.unwrap();
    assert_eq!(count(&app, "SELECT count(*) FROM audit_checkpoint").await, 1);
    app.ctx.clock.advance_machine(1);
    chain_audit::run(&app.ctx).await.unwrap();
    assert_eq!(days(&app).await, [closed, ("2026-04-24".to_owned(), 2, 2, true)]);
    assert_eq!(verify(&app).await.broken, None);
}

#[tokio::test]
async fn no_entry_joins_a_day_that_is_closed_whatever_a_clock_shows() {
    let app = TestApp::start(NOW).await;
    acts(&app, 1).await;
    let late = Ctx { clock: Clock::frozen(Instant::parse(NOW).unwrap()), ..app.ctx.clone() };
    chain_audit::run(&late).await.unwrap();
    app.ctx.clock.advance_machine(DAY_SECONDS);
    chain_audit::run(&app.ctx).await.unwrap();
    let closed = days(&app).await;
    assert!(closed[0].3);
    // This worker's clock still shows the day before.
    acts(&app, 2).await;
    assert_eq!(chain_audit::run(&late).await.unwrap(), 2);
    let after = days(&app).await;
    assert_eq!(after[0], closed[0]);
    assert_eq!(after[1], ("2026-04-23".to_owned(), 2, 2, false));
    assert_eq!(verify(&app).await.broken, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_chain_at_once_leave_no_gap_and_no_entry_out() {
    let app = TestApp::start(NOW).await;
    for day in 1..=3 {
        for _ in 0..4 {
            let work = (0..4).map(|_| {
                let ctx = app.ctx.clone();
                async move {
                    let mut tx = ctx.db.begin(&Actor::System).await.unwrap();
                    for _ in 0..7 {
                        record(&mut tx, &ctx, &Actor::System, Act::new("results.import")).await.unwrap();
                    }
                    tx.commit().await.unwrap();
                    chain_audit::run(&ctx).await.unwrap();
                }
            });
            join_all(work.map(tokio::spawn)).await.into_iter().for_each(|done| done.unwrap());
        }
        assert_eq!(count(&app, CHAIN).await, count(&app, LOG).await, "day {day}");
        app.ctx.clock.advance_machine(DAY_SECONDS);
        // All of them see that the day is over.
        let closing = (0..4).map(|_| {
            let ctx = app.ctx.clone();
            async move { chain_audit::run(&ctx).await.unwrap() }
        });
        join_all(closing.map(tokio::spawn)).await.into_iter().for_each(|done| assert!(done.is_ok()));
        assert_eq!(count(&app, "SELECT count(*) FROM audit_checkpoint").await, day);
    }
    assert!(days(&app).await.iter().all(|(_, links, last, is_closed)| links == last && *is_closed));
    assert_eq!(verify(&app).await.broken, None);
}

#[tokio::test]
async fn a_note_of_an_entry_that_is_not_there_or_has_its_place_holds_nobody_up() {
    let app = TestApp::start(NOW).await;
    acts(&app, 1).await;
    chain_audit::run(&app.ctx).await.unwrap();
    sqlx::query(
        "INSERT INTO audit_unchained SELECT '2020-01-01'::timestamptz, gen_random_uuid() FROM generate_series(1, 1500)
         UNION ALL SELECT '2020-01-01'::timestamptz, entry_id FROM audit_chain",
    )
    .execute(app.owner())
    .await
    .unwrap();
    acts(&app, 2).await;
    assert_eq!(chain_audit::run(&app.ctx).await.unwrap(), 2);
}

#[tokio::test]
async fn the_nightly_verification_runs_once_a_day_and_keeps_what_it_found() {
    let app = TestApp::start(NOW).await;
    acts(&app, 1).await;
    chain_audit::run(&app.ctx).await.unwrap();
    assert!(verify_audit::run(&app.ctx).await.unwrap());
    assert!(!verify_audit::run(&app.ctx).await.unwrap());
    let found = "SELECT count(*) FROM audit_verification WHERE broken_link IS NULL AND entries > 0 AND days = 1";
    assert_eq!(count(&app, found).await, 1);
    sqlx::query("DELETE FROM audit_log WHERE action = 'results.import'").execute(app.owner()).await.unwrap();
    app.ctx.clock.advance_machine(DAY_SECONDS);
    assert!(verify_audit::run(&app.ctx).await.unwrap());
    let broken: String = sqlx::query_scalar("SELECT broken_link FROM audit_verification WHERE broken_link IS NOT NULL")
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert!(broken.ends_with("entry missing"), "{broken}");
}
