//! `portal seed --candidates`: the same people every time, and every page works for them.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use portal::{
    domain::{
        access::{Actor, CandidateActor},
        candidate::{citizen_id::PersonalId, kind::Sex},
        exam::state::RegistrationStatus,
        ids::{CandidateId, ExamRegistrationId, PersonId},
        season::Season,
        time::Instant,
    },
    testing::TestApp,
    usecases::{
        candidate::view_exam_registration,
        school::view_registration,
        system::seed_population::{self, SeedPopulationError, Wish, population_tables},
        visitor::view_season,
    },
};
use uuid::Uuid;

const AUDITOR: &str = "kiemtoan@demo.example.vn";

async fn seed(app: &TestApp, candidates: u64, seed: u64) -> Result<seed_population::Made, SeedPopulationError> {
    seed_population::run(&app.owner_ctx(), Wish { candidates, seed }, |_| {}).await
}

/// What each table holds, in a hash.
async fn contents(app: &TestApp) -> BTreeMap<&'static str, String> {
    let others =
        ["department", "high_school", "registration_unit", "staff", "staff_second_factor", "exam_number_counter"];
    let mut hashes = BTreeMap::new();
    for table in population_tables().chain(others) {
        let query =
            format!(r#"SELECT coalesce(md5(string_agg(row::text, E'\n' ORDER BY row::text)), '') FROM {table} AS row"#);
        let hash: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(app.owner()).await.expect("a table");
        hashes.insert(table, hash);
    }
    hashes
}

async fn current_season(app: &TestApp) -> Season {
    view_season::run(&app.ctx).await.expect("a season")
}

#[tokio::test]
async fn the_same_seed_gives_the_same_people_and_another_seed_others() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let before = contents(&app).await;
    let made = seed(&app, 300, 7).await.unwrap();
    assert!(made.candidates == 300 && made.units >= 34, "{made:?}");
    let first = contents(&app).await;
    let again = TestApp::start("2026-05-22T09:00").await;
    assert_eq!(seed(&again, 300, 7).await.unwrap(), made);
    assert_eq!(contents(&again).await, first);
    let other = TestApp::start("2026-04-22T09:00").await;
    seed(&other, 300, 8).await.unwrap();
    let other = contents(&other).await;
    let same: Vec<_> = first.iter().filter(|(table, hash)| other[*table] == **hash).map(|(table, _)| *table).collect();
    let untouched: Vec<_> =
        first.iter().filter(|(table, hash)| before[*table] == **hash).map(|(table, _)| *table).collect();
    // So few people do not do everything; departments are the same whoever lives there.
    assert!(same.iter().all(|table| *table == "department" || untouched.contains(table)), "{same:?}");
}

#[tokio::test]
async fn people_are_seeded_once_and_where_they_may_be() {
    let app = TestApp::start("2026-04-22T09:00").await;
    for none in [0, seed_population::MOST + 1] {
        assert!(matches!(seed(&app, none, 1).await, Err(SeedPopulationError::Number)), "{none}");
    }
    seed(&app, 40, 1).await.unwrap();
    let first = contents(&app).await;
    assert!(matches!(seed(&app, 40, 2).await, Err(SeedPopulationError::AlreadyThere)));
    assert_eq!(contents(&app).await, first);
    let real = TestApp::start_with("2026-04-22T09:00", &[]).await;
    let mut ctx = real.owner_ctx();
    let mut config = (*ctx.config).clone();
    config.is_demo = false;
    ctx.config = std::sync::Arc::new(config);
    let refused = seed_population::run(&ctx, Wish { candidates: 40, seed: 1 }, |_| {}).await;
    assert!(matches!(refused, Err(SeedPopulationError::NotADemo)), "{refused:?}");
    // The role that serves owns no table: PostgreSQL lets it do nothing of this.
    let refused = seed_population::run(&real.ctx, Wish { candidates: 40, seed: 1 }, |_| {}).await;
    assert!(matches!(refused, Err(SeedPopulationError::Storage(_))), "{refused:?}");
}

#[tokio::test]
async fn the_wall_stands_again_behind_them() {
    let app = TestApp::start("2026-04-22T09:00").await;
    seed(&app, 40, 1).await.unwrap();
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relname = ANY ($1) AND NOT (relrowsecurity AND relforcerowsecurity)",
    )
    .bind(population_tables().map(str::to_owned).collect::<Vec<_>>())
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn every_number_follows_the_decree_and_is_nobody_elses() {
    let app = TestApp::start("2026-04-22T09:00").await;
    seed(&app, 2_000, 3).await.unwrap();
    let people: Vec<(String, time::Date, String, String)> = sqlx::query_as(
        "SELECT identity_number, birth_date, sex, subject FROM person WHERE identity_kind = 'personal_id'",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert!(people.len() > 1_700, "{}", people.len());
    for (number, birth_date, sex, _) in &people {
        let read = PersonalId::parse(number).unwrap();
        assert_eq!(read.disagreements(*birth_date, Sex::parse(sex).unwrap()), [], "{number}");
        assert!(read.warnings(2026).is_empty(), "{number}");
    }
    let numbers: BTreeSet<&String> = people.iter().map(|(number, ..)| number).collect();
    assert_eq!(numbers.len(), people.len());
    // The demo's people sign in afterwards.
    app.candidate("an").await;
    app.candidate("minh").await;
}

/// A form of a made-up candidate.
#[derive(sqlx::FromRow)]
struct Form {
    id: Uuid,
    state: String,
    kind: String,
    department_code: String,
    unit_code: String,
}

/// Some forms of each state and kind.
async fn forms(app: &TestApp, of_each: i64) -> Vec<Form> {
    sqlx::query_as(
        "SELECT id, state, kind, department_code, unit_code FROM (
             SELECT form.id, form.state, candidate.kind, unit.department_code, unit.unit_code,
                    row_number() OVER (PARTITION BY form.state, candidate.kind ORDER BY form.id) AS place
             FROM exam_registration AS form JOIN candidate ON candidate.id = form.candidate_id
             JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id) AS placed
         WHERE place <= $1 ORDER BY state, kind, id",
    )
    .bind(of_each)
    .fetch_all(app.owner())
    .await
    .unwrap()
}

fn candidate(id: Uuid) -> Actor {
    Actor::Candidate(CandidateActor {
        person_id: PersonId(id),
        candidate_id: CandidateId(id),
        is_level_2: true,
        authenticated_at: Instant::parse("2026-07-02T09:00").unwrap(),
    })
}

#[tokio::test]
async fn every_state_is_there_and_loads_for_candidate_school_and_auditor() {
    let app = TestApp::start("2026-07-02T09:00").await;
    seed(&app, 4_000, 5).await.unwrap();
    let forms = forms(&app, 2).await;
    let states: BTreeSet<&str> = forms.iter().map(|form| form.state.as_str()).collect();
    let all: BTreeSet<&str> = RegistrationStatus::ALL.iter().map(|state| state.as_str()).collect();
    assert_eq!(states, all);
    let kinds: BTreeSet<&str> = forms.iter().map(|form| form.kind.as_str()).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    let season = current_season(&app).await;
    let auditor = app.staff(AUDITOR).await;
    for form in &forms {
        let name = format!("{} {} of {}{}", form.state, form.id, form.department_code, form.unit_code);
        let id = ExamRegistrationId(form.id);
        let seen = view_registration::run(&app.ctx, &auditor, &season, id).await;
        let seen = seen.unwrap_or_else(|error| panic!("{name}: {error}")).expect("a registration");
        assert_eq!(seen.versions.is_empty(), ["draft"].contains(&form.state.as_str()), "{name}");
        assert_eq!(seen.events.is_empty(), form.state == "draft" && seen.record.version == 0, "{name}");
        let actor = candidate(form.id);
        let own = view_exam_registration::run(&app.ctx, &actor, &[]).await;
        own.unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut browser = app.browser_as(&actor).await;
        for path in ["/candidate", "/candidate/registration", "/candidate/marks", "/candidate/cases"] {
            assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}: {name}");
        }
        let email = format!("truong.{}{}@seed.example.vn", form.department_code, form.unit_code);
        let mut school = app.browser_as(&app.staff(&email).await).await;
        // Pupils are in classes; others stand together, in none.
        let classes = if form.kind == "current_grade12" { "/school/classes?class=12A1" } else { "/school/classes" };
        for path in ["/school", classes, "/school/list"] {
            assert_eq!(school.get(path).await.status, StatusCode::OK, "{path}: {name}");
        }
        if form.state != "draft" {
            let page = school.get(&format!("/school/registrations/{}", form.id)).await;
            assert_eq!(page.status, StatusCode::OK, "{name}");
        }
    }
    for role in ["so", "lanhdao"] {
        let mut department = app.browser_as(&app.staff(&format!("{role}.46@seed.example.vn")).await).await;
        assert_eq!(department.get("/department").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn whoever_has_a_number_has_a_seat_and_the_marks_of_the_papers() {
    let app = TestApp::start("2026-07-02T09:00").await;
    seed(&app, 1_500, 5).await.unwrap();
    let (numbered, seats, wrong): (i64, i64, i64) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE form.state = 'numbered'), count(seat.candidate_id),
                count(*) FILTER (WHERE (form.state = 'numbered') <> (seat.candidate_id IS NOT NULL)
                    OR form.state = 'numbered' AND (
                        SELECT array_agg(subject_code ORDER BY subject_code) FROM mark
                        WHERE mark.candidate_number = candidate.candidate_number) IS DISTINCT FROM (
                        SELECT array_agg(subject ORDER BY subject) FROM exam_registration_version AS version,
                            jsonb_array_elements_text(content -> 'papers' -> 'subjects') AS subject
                        WHERE version.registration_id = form.id AND version.number = 1))
         FROM exam_registration AS form JOIN candidate ON candidate.id = form.candidate_id
         LEFT JOIN exam_seat AS seat ON seat.candidate_id = candidate.id",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert!(numbered > 50 && numbered == seats && wrong == 0, "{numbered} {seats} {wrong}");
}
