//! The comparison with the population registry, against the registry's mock over HTTP.

use portal::{
    mocks::citizen_id::{self, CitizenIdConfig},
    testing::TestApp,
    usecases::system::compare_with_registry,
};
use sqlx::Row as _;
use tokio::{net::TcpListener, task::JoinHandle};

const TOKEN: &str = "registry-token";

struct Registry {
    url: String,
    task: JoinHandle<std::io::Result<()>>,
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn registry_and_app() -> (Registry, TestApp) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let config = CitizenIdConfig {
        issuer: url.clone(),
        clients: Vec::new(),
        registry_token: TOKEN.into(),
        clock: citizen_id::ServiceClock::default(),
    };
    let task = tokio::spawn(citizen_id::serve(listener, config));
    let settings = [("POPULATION_REGISTRY_URL", url.clone()), ("POPULATION_REGISTRY_TOKEN", TOKEN.to_owned())];
    let app = TestApp::start_with("2026-04-22T09:00", &settings).await;
    (Registry { url, task }, app)
}

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
    let set_fault = async |kind: &str| {
        let client = portal::external::http::client(portal::external::http::Timeouts::default()).unwrap();
        let url = format!("{}/control/faults", registry.url);
        let answer = client.post(url).json(&serde_json::json!({ "kind": kind })).send().await.unwrap();
        assert!(answer.status().is_success());
    };
    app.candidate("an").await;
    app.candidate("lan").await;
    set_fault("down").await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0);
    let an = comparison(&app, "046308001374").await.0;
    let lan = comparison(&app, "046308008262").await.0;
    // The second is not asked about while the first failed.
    assert_eq!((an.as_str(), lan.as_str()), ("unavailable", "unchecked"));

    set_fault("none").await;
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 0, "the registry is left alone for a while");
    app.ctx.clock.advance(compare_with_registry::RETRY_MINUTES);
    assert_eq!(compare_with_registry::run(&app.ctx).await.unwrap(), 2);
    assert_eq!(comparison(&app, "046308001374").await.0, "matched");
}
