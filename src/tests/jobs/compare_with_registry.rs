//! The comparison with the population registry, against the registry's mock over HTTP.

use portal::{testing::TestApp, usecases::system::compare_with_registry};
use serde_json::json;
use sqlx::Row as _;

use super::registry_scene::registry_and_app;

/// Status, differing fields and what the registry holds in them, for a personal number.
async fn comparison(app: &TestApp, number: &str) -> (String, Vec<String>, serde_json::Value) {
    let row = sqlx::query(
        "SELECT rc.status, rc.differing_fields, rc.registry_values FROM registry_comparison rc
         JOIN candidate c ON c.id = rc.candidate_id JOIN person p ON p.id = c.person_id WHERE p.identity_number = $1",
    )
    .bind(number)
    .fetch_one(app.owner())
    .await
    .unwrap();
    (row.get("status"), row.get("differing_fields"), row.get("registry_values"))
}

#[tokio::test]
async fn each_persona_gets_the_outcome_that_the_registry_gives() {
    let (_registry, app) = registry_and_app().await;
    for slug in ["an", "khanh", "lan", "quyen", "phuc", "thao", "somphone"] {
        app.candidate(slug).await;
    }
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 6, "a passport is not asked about");
    let fields = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let nothing = serde_json::json!({});
    let cases = [
        ("046308001374", "matched", fields(&[]), nothing.clone()),
        // Lê Hòa Khánh is Lê Hoà Khanh in the registry: equal but for diacritics.
        (
            "046208006630",
            "partial",
            fields(&["full_name_diacritics"]),
            serde_json::json!({ "full_name_diacritics": "Lê Hoà Khanh" }),
        ),
        ("046308008262", "partial", fields(&["birth_date"]), serde_json::json!({ "birth_date": "2008-02-11" })),
        ("046308007108", "not_found", fields(&[]), nothing.clone()),
        ("046208002849", "invalid", fields(&[]), nothing.clone()),
        // The registry knows the year alone, and it agrees.
        ("046308000591", "matched", fields(&[]), nothing),
    ];
    for (number, status, differing, values) in cases {
        assert_eq!(comparison(&app, number).await, (status.to_owned(), differing, values), "{number}");
    }
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0, "what is settled is not asked again");
}

#[tokio::test]
async fn a_registry_that_is_down_is_asked_again_after_a_pause() {
    let (registry, app) = registry_and_app().await;
    app.candidate("an").await;
    app.candidate("lan").await;
    registry.is_ill(json!({ "kind": "down" })).await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0);
    let an = comparison(&app, "046308001374").await.0;
    let lan = comparison(&app, "046308008262").await.0;
    // The second is not asked about while the first failed.
    assert_eq!((an.as_str(), lan.as_str()), ("unavailable", "unchecked"));

    registry.is_ill(json!({ "kind": "none" })).await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0, "the registry is left alone for a while");
    app.ctx.clock.advance(compare_with_registry::RETRY_MINUTES);
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 2);
    assert_eq!(comparison(&app, "046308001374").await.0, "matched");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_concerns_its_candidate_alone() {
    let (registry, app) = registry_and_app().await;
    for slug in ["an", "lan", "thao"] {
        app.candidate(slug).await;
    }
    // No name, and no sex: the one is read as no answer, the other is none.
    registry.holds("046308001374", json!({ "full_name": "#12" })).await;
    registry.holds("046308000591", json!({ "sex": "unknown" })).await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 1, "whoever has an answer gets it");
    for (number, status) in
        [("046308001374", "unavailable"), ("046308008262", "partial"), ("046308000591", "unavailable")]
    {
        assert_eq!(comparison(&app, number).await.0, status, "{number}");
    }
    app.candidate("binh").await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 1, "nor does anybody wait who comes later");
    registry.holds("046308001374", json!({})).await;
    app.ctx.clock.advance(compare_with_registry::RETRY_MINUTES);
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 1);
    assert_eq!(comparison(&app, "046308001374").await.0, "matched");
}

#[tokio::test]
async fn the_pause_grows_with_each_failure_and_what_was_known_stays() {
    let (registry, app) = registry_and_app().await;
    app.candidate("lan").await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 1);
    registry.is_ill(json!({ "kind": "unavailable" })).await;
    app.ctx.clock.advance(compare_with_registry::RECHECK_MINUTES);
    for pause in [1, 2, 4, 8] {
        let before = registry.questions().await;
        assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0);
        assert_eq!(registry.questions().await - before, 3, "asked, and twice again at once");
        assert_eq!(
            comparison(&app, "046308008262").await.0,
            "partial",
            "what the registry said before is not forgotten"
        );
        app.ctx.clock.advance(pause - 1);
        assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0);
        assert_eq!(registry.questions().await - before, 3, "left alone for {pause} minutes");
        app.ctx.clock.advance(1);
    }
    registry.is_ill(json!({ "kind": "none" })).await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 1);
}

#[tokio::test]
async fn each_check_leaves_evidence_and_no_record_of_the_citizen() {
    let (registry, app) = registry_and_app().await;
    app.candidate("khanh").await;
    registry.is_ill(json!({ "kind": "down", "times": 3 })).await;
    compare_with_registry::run(&app.ctx).await.unwrap();
    app.ctx.clock.advance(compare_with_registry::RETRY_MINUTES);
    compare_with_registry::run(&app.ctx).await.unwrap();
    let rows = sqlx::query(
        "SELECT status, differing_fields, length(answer_sha256) AS hash, to_jsonb(registry_check)::text AS whole
         FROM registry_check ORDER BY checked_at",
    );
    let rows = rows.fetch_all(app.owner()).await.unwrap();
    let evidence: Vec<(String, Option<i32>)> = rows.iter().map(|row| (row.get("status"), row.get("hash"))).collect();
    assert_eq!(evidence, [("unavailable".to_owned(), None), ("partial".to_owned(), Some(32))]);
    for row in rows {
        let whole: String = row.get("whole");
        assert!(!whole.contains("Khanh") && !whole.contains("2008"), "{whole}");
    }
}

#[tokio::test]
async fn nobody_waits_for_a_registry_that_is_slow() {
    let (registry, app) = registry_and_app().await;
    let candidate = app.candidate("an").await;
    registry.is_ill(json!({ "kind": "slow", "delay_ms": 3_000 })).await;
    let ctx = app.ctx.clone();
    let job = tokio::spawn(async move { compare_with_registry::run(&ctx).await.unwrap() });
    while registry.questions().await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // Meanwhile the candidate signs in again, with a corrected name, and works on the form.
    sqlx::query("UPDATE person SET full_name = 'Cũ'").execute(app.owner()).await.unwrap();
    assert_eq!(app.candidate("an").await, candidate);
    let mut browser = app.browser_as(&candidate).await;
    assert!(browser.get("/candidate/registration").await.status.is_success());
    assert!(!job.is_finished(), "the registry still thinks");
    assert_eq!(job.await.unwrap(), 1, "what it said of the old name is dropped, and it is asked about the new one");
    assert_eq!(comparison(&app, "046308001374").await.0, "matched");
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM registry_check").fetch_one(app.owner()).await.unwrap();
    assert_eq!(kept, 1);
}
