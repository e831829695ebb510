//! The portal beside the population registry's mock on a port of its own.

use portal::{
    domain::{
        access::{Actor, CandidateActor},
        ids::{CandidateId, PersonId},
    },
    external::http::{Timeouts, client},
    mocks::citizen_id::{self, CitizenIdConfig},
    testing::TestApp,
    usecases::system::compare_with_registry,
};
use serde_json::{Value, json};
use sqlx::Row as _;
use tokio::{net::TcpListener, task::JoinHandle};
use uuid::Uuid;

const TOKEN: &str = "registry-token";

pub struct Registry {
    url: String,
    task: JoinHandle<std::io::Result<()>>,
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Registry {
    async fn post(&self, path: &str, body: Value) {
        let answer = client(Timeouts::default()).unwrap().post(format!("{}{path}", self.url)).json(&body);
        assert!(answer.send().await.unwrap().status().is_success());
    }

    /// Makes it ill, or well again.
    pub async fn is_ill(&self, how: Value) {
        self.post("/control/registry", how).await;
    }

    /// What it holds for a number from now on.
    pub async fn holds(&self, number: &str, mut record: Value) {
        record["identity_number"] = json!(number);
        self.post("/control/registry/records", record).await;
    }

    /// How often it was asked.
    pub async fn questions(&self) -> u64 {
        let answer = client(Timeouts::default()).unwrap().get(format!("{}/control/registry", self.url));
        let told: Value = answer.send().await.unwrap().json().await.unwrap();
        told["questions"].as_u64().unwrap()
    }
}

pub async fn registry_and_app() -> (Registry, TestApp) {
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

/// Has the registry asked about whoever is due; gives how many answers came.
pub async fn compare(app: &TestApp) -> usize {
    compare_with_registry::run(&app.ctx).await.unwrap()
}

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCase {
    pub id: String,
    pub kind: String,
    pub state: String,
    pub version: i32,
    pub values: Option<(String, String)>,
}

/// The cases of a candidate in the order of their opening.
pub async fn cases(app: &TestApp, actor: &Actor) -> Vec<StoredCase> {
    let rows = sqlx::query(
        "SELECT id::text, kind, state, version, recorded, registered FROM registry_case
         LEFT JOIN registry_case_value ON case_id = id WHERE candidate_id = $1 ORDER BY opened_at, id",
    );
    let rows = rows.bind(candidate_id(actor).0).fetch_all(app.owner()).await.unwrap();
    let read = |row: &sqlx::postgres::PgRow| StoredCase {
        id: row.get("id"),
        kind: row.get("kind"),
        state: row.get("state"),
        version: row.get("version"),
        values: row.get::<Option<String>, _>("recorded").zip(row.get("registered")),
    };
    rows.iter().map(read).collect()
}

/// The one case of a candidate.
pub async fn only_case(app: &TestApp, actor: &Actor) -> StoredCase {
    let mut all = cases(app, actor).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

pub fn candidate_id(actor: &Actor) -> CandidateId {
    let Actor::Candidate(candidate) = actor else { unreachable!("a candidate") };
    candidate.candidate_id
}

/// Another candidate of the unit of `of`, with this number and the name and birth date given, never compared yet.
pub async fn another(app: &TestApp, of: &Actor, number: &str, full_name: &str, birth_date: &str) -> Actor {
    let [person, candidate] = [0, 1].map(|_| Uuid::now_v7());
    sqlx::query(
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         VALUES ($1, $1::text, 'personal_id', $2, $3, $4::date, 'female', now())",
    )
    .bind(person)
    .bind(number)
    .bind(full_name)
    .bind(birth_date)
    .execute(app.owner())
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, created_at)
         SELECT $1, $2, season, kind, registration_unit_id, now() FROM candidate WHERE id = $3",
    )
    .bind(candidate)
    .bind(person)
    .bind(candidate_id(of).0)
    .execute(app.owner())
    .await
    .unwrap();
    sqlx::query("INSERT INTO registry_comparison (candidate_id, status) VALUES ($1, 'unchecked')")
        .bind(candidate)
        .execute(app.owner())
        .await
        .unwrap();
    Actor::Candidate(CandidateActor {
        person_id: PersonId(person),
        candidate_id: CandidateId(candidate),
        is_level_2: true,
        authenticated_at: app.ctx.clock.machine_now(),
    })
}
