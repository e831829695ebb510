//! Looking changes nothing: no `GET` door changes a row of any table but those of the audit and of sessions, whoever
//! asks and at whatever time of the season. A crawler, a preview of a link or a browser that loads ahead do no harm.

use std::collections::BTreeMap;

use portal::{testing::TestApp, web::router::door_list};
use sqlx::Row as _;

use super::doors::{concrete, everybody};
use crate::small_season::{MATCHING, at, run_and_publish, start};

/// Number of rows and hash of the content of every table that looking must not change.
async fn everything(app: &TestApp) -> BTreeMap<String, (i64, String)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
           AND table_name !~ '(^|_)(audit|session)(_|$)' ORDER BY 1",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert!(tables.len() > 30 && tables.iter().any(|table| table == "bill"), "{tables:?}");
    let mut found = BTreeMap::new();
    for table in tables {
        let query = format!(
            "SELECT count(*), coalesce(md5(string_agg(md5(entry::text), '' ORDER BY md5(entry::text))), '')
             FROM {table} AS entry"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(app.owner()).await.unwrap();
        found.insert(table, (row.get(0), row.get(1)));
    }
    found
}

async fn first(app: &TestApp, query: &'static str) -> Option<String> {
    sqlx::query_scalar(query).fetch_optional(app.owner()).await.unwrap()
}

/// Opens every `GET` door as everybody, with ids that exist where there are some.
async fn look_everywhere(app: &TestApp) {
    let run = first(app, "SELECT id::text FROM matching_run ORDER BY id LIMIT 1").await;
    let registration = "SELECT registration.id::text FROM exam_registration AS registration
        JOIN candidate ON candidate.id = registration.candidate_id
        JOIN staff ON staff.registration_unit_id = candidate.registration_unit_id ORDER BY 1 LIMIT 1";
    let registration = first(app, registration).await;
    let before = everything(app).await;
    for (role, mut browser) in everybody(app).await {
        for door in door_list().iter().filter(|door| door.method == "GET") {
            let path = concrete(door, |name| match name {
                "run" => run.clone(),
                "id" => registration.clone(),
                "institution" => Some("BKA".to_owned()),
                "admission_code" => Some("IT1".to_owned()),
                _ => None,
            });
            let query = "purpose=enrolment&version=1&code=x&state=x&quota=1&institution=BKA&admission_code=IT1";
            let answer = browser.get(&format!("{path}?{query}")).await;
            assert!(answer.status.as_u16() < 500, "{path} as {role}: {}", answer.status);
        }
    }
    let after = everything(app).await;
    let changed: Vec<_> = after.iter().filter(|(table, content)| before.get(*table) != Some(*content)).collect();
    assert!(changed.is_empty(), "tables that a look changed: {changed:?}");
}

#[tokio::test]
async fn no_get_door_changes_a_row_in_any_phase() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    look_everywhere(&app).await;
    at(&app, "2026-08-15T09:00");
    look_everywhere(&app).await;
}

#[tokio::test]
async fn no_get_door_changes_a_row_while_people_register_choose_and_pay() {
    let app = start("2026-04-22T09:00").await;
    sqlx::query("DELETE FROM bill").execute(app.owner()).await.unwrap();
    for instant in ["2026-04-22T09:00", "2026-07-05T09:00", "2026-07-17T09:00"] {
        at(&app, instant);
        look_everywhere(&app).await;
    }
}
