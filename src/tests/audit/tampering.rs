//! Whatever the owner of the database changes behind the portal's back, the verification names the first broken link.

use std::process::Command;

use portal::{
    domain::{
        access::Actor,
        audit::{BEGINNING, Hash, iso_day},
    },
    storage::audit_chain::audit_entry_fetch,
    testing::TestApp,
    usecases::{
        audit::{
            Act,
            chain::{SignedCheckpoint, checkpoint_hash, entry_of, link, sign},
            published::{PublishedAudit, read_published},
            record,
        },
        auditor::verify_chain::{self, BrokenLink, Fault, Yardstick},
        system::chain_audit,
    },
};
use sqlx::{AssertSqlSafe, Row as _};
use time::macros::date;
use uuid::Uuid;

use super::{DAY_SECONDS, NOW};

/// Two closed days and one that is open, with an entry whose every column holds something.
async fn scene() -> TestApp {
    let app = TestApp::start(NOW).await;
    for _ in 0..3 {
        let actor = app.candidate("an").await;
        let mut tx = app.ctx.db.begin(&actor).await.unwrap();
        for _ in 0..4 {
            let act = Act::new("preference_draft.edit").on(app.ctx.fresh_uuid()).changed(&1, &2).because("thử");
            record(&mut tx, &app.ctx, &actor, act).await.unwrap();
        }
        tx.commit().await.unwrap();
        chain_audit::run(&app.ctx).await.unwrap();
        app.ctx.clock.advance_machine(DAY_SECONDS);
    }
    // Back on the third day, which stays open.
    app.ctx.clock.advance_machine(-DAY_SECONDS);
    for table in ["audit_log", "audit_chain", "audit_checkpoint"] {
        run(&app, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    assert_eq!(broken(&app).await, None);
    app
}

async fn run(app: &TestApp, sql: &str) {
    let changed = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(app.owner()).await.expect(sql);
    assert!(changed.rows_affected() > 0, "{sql} changed nothing");
}

async fn restore(app: &TestApp) {
    for table in ["audit_log", "audit_chain", "audit_checkpoint"] {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(app.owner()).await.unwrap();
        run(app, &format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
    }
    assert_eq!(broken(app).await, None);
}

async fn broken(app: &TestApp) -> Option<BrokenLink> {
    verify_chain::run(&app.ctx, Yardstick::default(), |_| ()).await.unwrap().broken
}

/// The entry of a place.
async fn entry_at(app: &TestApp, day: &str, number: i64) -> Uuid {
    sqlx::query_scalar("SELECT entry_id FROM audit_chain WHERE day::text = $1 AND number = $2")
        .bind(day)
        .bind(number)
        .fetch_one(app.owner())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_change_of_any_column_of_an_entry_is_named() {
    let app = scene().await;
    let entry = entry_at(&app, "2026-04-23", 3).await;
    let columns = sqlx::query(
        "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = 'audit_log'",
    );
    let columns = columns.fetch_all(app.owner()).await.unwrap();
    assert!(columns.len() >= 18);
    for column in columns {
        let (name, kind): (String, String) = (column.get(0), column.get(1));
        let other = match kind.as_str() {
            "uuid" => "gen_random_uuid()".to_owned(),
            "text" => format!("coalesce({name}, '') || 'x'"),
            "timestamp with time zone" => format!("{name} + interval '1 microsecond'"),
            "jsonb" => format!("{name} || '{{\"x\": 1}}'"),
            "bytea" => format!("sha256(coalesce({name}, ''))"),
            other => panic!("{name} is of a kind that this test does not know: {other}"),
        };
        run(&app, &format!("UPDATE audit_log SET {name} = {other} WHERE id = '{entry}'")).await;
        let fault = if name == "id" { Fault::EntryMissing } else { Fault::EntryChanged };
        let expected = BrokenLink { day: date!(2026 - 04 - 23), number: Some(3), entry: Some(entry), fault };
        assert_eq!(broken(&app).await, Some(expected), "{name}");
        restore(&app).await;
    }
}

#[tokio::test]
async fn an_absent_value_is_not_an_empty_one() {
    let app = scene().await;
    let entry = entry_at(&app, "2026-04-23", 3).await;
    for column in ["purpose", "network", "tenant"] {
        run(&app, &format!("UPDATE audit_log SET {column} = '' WHERE id = '{entry}' AND {column} IS NULL")).await;
        assert_eq!(broken(&app).await.map(|broken| broken.fault), Some(Fault::EntryChanged), "{column}");
        restore(&app).await;
    }
}

#[tokio::test]
async fn what_is_gone_swapped_or_changed_in_the_chain_is_named() {
    let app = scene().await;
    let day = date!(2026 - 04 - 23);
    let (second, third) = (entry_at(&app, "2026-04-23", 2).await, entry_at(&app, "2026-04-23", 3).await);
    let last: i64 = sqlx::query_scalar("SELECT entries FROM audit_checkpoint WHERE day = '2026-04-23'")
        .fetch_one(app.owner())
        .await
        .unwrap();
    let at = |number: i64, entry: Option<Uuid>, fault| BrokenLink { day, number: Some(number), entry, fault };
    let where_is = |number: i64| format!("WHERE day = '2026-04-23' AND number = {number}");
    let cases = [
        (format!("DELETE FROM audit_log WHERE id = '{second}'"), at(2, Some(second), Fault::EntryMissing)),
        (format!("DELETE FROM audit_chain {}", where_is(2)), at(2, None, Fault::LinkMissing)),
        (format!("DELETE FROM audit_chain {}", where_is(1)), at(1, None, Fault::LinkMissing)),
        (format!("DELETE FROM audit_chain {}", where_is(last)), at(last, None, Fault::LinkMissing)),
        ("DELETE FROM audit_chain WHERE day = '2026-04-23'".to_owned(), at(1, None, Fault::LinkMissing)),
        (
            format!("UPDATE audit_chain SET hash = sha256(hash) {}", where_is(2)),
            at(2, Some(second), Fault::LinkChanged),
        ),
    ];
    for (sql, expected) in cases {
        run(&app, &sql).await;
        assert_eq!(broken(&app).await, Some(expected), "{sql}");
        restore(&app).await;
    }
    // Two entries change places: their hashes stay, or go with them.
    for columns in ["entry_id", "entry_id, hash"] {
        run(&app, "CREATE TABLE swapped AS SELECT * FROM audit_chain WHERE day = '2026-04-23' AND number IN (2, 3)")
            .await;
        run(&app, "DELETE FROM audit_chain WHERE day = '2026-04-23' AND number IN (2, 3)").await;
        let hash = if columns == "entry_id" { "other.hash" } else { "swapped.hash" };
        run(
            &app,
            &format!(
                "INSERT INTO audit_chain (day, number, entry_id, hash)
                 SELECT other.day, other.number, swapped.entry_id, {hash}
                 FROM swapped JOIN swapped AS other ON other.number <> swapped.number"
            ),
        )
        .await;
        let expected = at(2, Some(third), Fault::Order { belongs: second });
        assert_eq!(broken(&app).await, Some(expected), "{columns}");
        sqlx::query("DROP TABLE swapped").execute(app.owner()).await.unwrap();
        restore(&app).await;
    }
}

#[tokio::test]
async fn an_entry_that_no_link_names_is_found_after_five_minutes() {
    let app = scene().await;
    run(
        &app,
        "INSERT INTO audit_log (id, at, recorded_at, actor_kind, action)
         SELECT gen_random_uuid(), max(recorded_at), max(recorded_at) - interval '4 minutes', 'system', 'bill.paid'
         FROM audit_log WHERE action = 'preference_draft.edit'",
    )
    .await;
    assert_eq!(broken(&app).await, None);
    app.ctx.clock.advance_machine(61);
    let found = broken(&app).await.unwrap();
    assert_eq!((found.fault, found.number), (Fault::NotChained, None));
}

/// Chains a day anew over what the log says now, as whoever owns the database but not the key would.
async fn rewrite(app: &TestApp, day: &str, previous: Hash) -> Hash {
    let links = sqlx::query("SELECT number, entry_id FROM audit_chain WHERE day::text = $1 ORDER BY number");
    let mut hash = previous;
    for row in links.bind(day).fetch_all(app.owner()).await.unwrap() {
        let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
        let stored = audit_entry_fetch(&mut tx, row.get(1)).await.unwrap().unwrap();
        hash = link(&hash, &entry_of(stored));
        sqlx::query("UPDATE audit_chain SET hash = $3 WHERE day::text = $1 AND number = $2")
            .bind(day)
            .bind(row.get::<i64, _>(0))
            .bind(hash.as_slice())
            .execute(app.owner())
            .await
            .unwrap();
    }
    hash
}

async fn checkpoints(app: &TestApp) -> Vec<SignedCheckpoint> {
    let json = app.browser().get("/transparency/audit.json").await;
    read_published(&json.bytes).unwrap()
}

#[tokio::test]
async fn a_day_that_was_rewritten_whole_is_found_by_its_signed_checkpoint() {
    let app = scene().await;
    let first =
        checkpoints(&app).await.into_iter().find(|signed| signed.checkpoint.day == date!(2026 - 04 - 22)).unwrap();
    let entry = entry_at(&app, "2026-04-23", 3).await;
    run(&app, &format!("UPDATE audit_log SET reason = 'khác' WHERE id = '{entry}'")).await;
    rewrite(&app, "2026-04-23", checkpoint_hash(&first.checkpoint)).await;
    let found = broken(&app).await.unwrap();
    assert_eq!((found.day, found.fault), (date!(2026 - 04 - 23), Fault::CheckpointDiffers));
}

#[tokio::test]
async fn an_altered_checkpoint_is_found_by_its_signature() {
    let app = scene().await;
    let at = |fault| Some(BrokenLink { day: date!(2026 - 04 - 22), number: None, entry: None, fault });
    for change in [
        "entries = entries + 1",
        "last_hash = sha256(last_hash)",
        "previous_hash = sha256(previous_hash)",
        "closed_at = closed_at + interval '1 microsecond'",
        "signature = sha512(signature)",
        "public_key = sha256(public_key)",
    ] {
        run(&app, &format!("UPDATE audit_checkpoint SET {change} WHERE day = '2026-04-22'")).await;
        assert_eq!(broken(&app).await, at(Fault::Signature), "{change}");
        restore(&app).await;
    }
    run(&app, "DELETE FROM audit_checkpoint WHERE day = '2026-04-22'").await;
    assert_eq!(broken(&app).await, at(Fault::CheckpointMissing));
}

/// Whoever holds the key too can rewrite everything; a copy of the checkpoints shows it.
#[tokio::test]
async fn a_history_that_was_rewritten_and_signed_anew_is_found_by_a_kept_copy() {
    let app = scene().await;
    let kept = checkpoints(&app).await;
    assert_eq!(kept.len(), 2);
    let entry = entry_at(&app, "2026-04-22", 2).await;
    run(&app, &format!("UPDATE audit_log SET reason = 'khác' WHERE id = '{entry}'")).await;
    let mut previous = BEGINNING;
    for signed in kept.iter().rev() {
        let day = iso_day(signed.checkpoint.day);
        let mut checkpoint = signed.checkpoint;
        checkpoint.last_hash = rewrite(&app, &day, previous).await;
        checkpoint.previous_hash = previous;
        let anew = sign(&app.ctx, checkpoint);
        sqlx::query(
            "UPDATE audit_checkpoint SET last_hash = $2, previous_hash = $3, signature = $4 WHERE day::text = $1",
        )
        .bind(&day)
        .bind(checkpoint.last_hash.as_slice())
        .bind(checkpoint.previous_hash.as_slice())
        .bind(&anew.signature)
        .execute(app.owner())
        .await
        .unwrap();
        previous = checkpoint_hash(&checkpoint);
    }
    rewrite(&app, "2026-04-24", previous).await;
    assert_eq!(broken(&app).await, None, "the chain in itself is sound");
    let yardstick = Yardstick { checkpoints: kept, ..Yardstick::default() };
    let found = verify_chain::run(&app.ctx, yardstick, |_| ()).await.unwrap().broken.unwrap();
    assert_eq!((found.day, found.fault), (date!(2026 - 04 - 22), Fault::KeptCheckpointDiffers));
}

#[tokio::test]
async fn the_program_says_one_line_and_its_exit_code_counts() {
    let app = scene().await;
    let folder = std::env::temp_dir().join(format!("portal-checkpoints-{}", app.ctx.fresh_uuid()));
    std::fs::write(&folder, app.browser().get("/transparency/audit.json").await.bytes).unwrap();
    let verify = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.args(["verify", "audit", "--checkpoints"]).arg(&folder);
        command.env("DATABASE_URL", &app.ctx.config.database.url).env("PORTAL_DEMO", "on");
        command.output().unwrap()
    };
    let good = verify();
    let line = String::from_utf8(good.stdout).unwrap();
    assert_eq!(good.status.code(), Some(0), "{line}");
    assert!(line.starts_with("verified: 3 days, ") && line.contains(", head ") && line.lines().count() == 1, "{line}");
    let entry = entry_at(&app, "2026-04-23", 3).await;
    run(&app, &format!("UPDATE audit_log SET reason = 'khác' WHERE id = '{entry}'")).await;
    let bad = verify();
    let line = String::from_utf8(bad.stderr).unwrap();
    assert_eq!(bad.status.code(), Some(1), "{line}");
    let expected = format!("portal: audit chain broken: day 2026-04-23, number 3, entry {entry}: entry changed\n");
    assert_eq!(line, expected);
    std::fs::remove_file(folder).unwrap();
    let published: PublishedAudit =
        serde_json::from_slice(&app.browser().get("/transparency/audit.json").await.bytes).unwrap();
    assert_eq!(published.today.map(|head| head.day).as_deref(), Some("2026-04-24"));
}
