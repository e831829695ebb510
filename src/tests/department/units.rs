//! `/department/units…`: the lead sets up registration units and renames them.

use axum::http::StatusCode;
use portal::testing::{Browser, TestApp};

use super::{ELSEWHERE, LEAD, NOW, OPERATOR, STAFF};

const NEW: &str = "/department/units/new";
/// A high school of Huế that is no unit.
const SCHOOL: &str = "46099";

async fn scene() -> TestApp {
    let app = TestApp::start(NOW).await;
    sqlx::query(
        "INSERT INTO high_school (code, name, province_code, commune_code, priority_area, search_text)
         SELECT '46099', 'Trường THPT Nam Đông', '46', NULL, 'kv1', ''
         UNION ALL SELECT '12099', 'Trường THPT Sìn Hồ', '12', NULL, 'kv1', ''",
    )
    .execute(app.owner())
    .await
    .unwrap();
    app
}

async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

fn unit<'a>(code: &'a str, name: &'a str, school: &'a str) -> [(&'static str, &'a str); 3] {
    [("code", code), ("name", name), ("school", school)]
}

async fn stored(app: &TestApp, code: &str) -> Vec<(String, Option<String>)> {
    let query = "SELECT name, high_school_code FROM registration_unit WHERE department_code = '46' AND unit_code = $1";
    sqlx::query_as(query).bind(code).fetch_all(app.owner()).await.unwrap()
}

#[tokio::test]
async fn the_lead_sets_up_a_unit_and_renames_it_and_its_code_stays() {
    let app = scene().await;
    let mut lead = browser(&app, LEAD).await;
    assert!(lead.get("/department").await.text.contains(NEW), "the way there");
    for (form, wrong) in [
        (unit("16", "", ""), vec!["code", "name"]),
        (unit("000", "Trường", SCHOOL), vec!["code"]),
        (unit("001", "Trường THPT Nam Đông", SCHOOL), vec!["code"]),
        (unit("016", "Trường THPT Nam Đông", ""), vec!["school"]),
        (unit("016", "Trường THPT Nam Đông", "46001"), vec!["school"]),
        (unit("016", "Trường THPT Sìn Hồ", "12099"), vec!["school"]),
        (unit("903", "Điểm tiếp nhận", SCHOOL), vec!["school"]),
    ] {
        let refused = lead.post(NEW, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        for field in ["code", "name", "school"] {
            let is_wrong = refused.text.contains(&format!("href=\"#{field}\""));
            assert_eq!(is_wrong, wrong.contains(&field), "{form:?} {field}: {}", refused.text);
        }
    }
    assert!(stored(&app, "016").await.is_empty() && stored(&app, "903").await.is_empty());

    let added = lead.post(NEW, &unit("016", " Trường THPT Nam Đông ", SCHOOL)).await;
    assert_eq!(added.location, "/departments/46/units/016?done=added");
    assert_eq!(stored(&app, "016").await, [("Trường THPT Nam Đông".to_owned(), Some(SCHOOL.to_owned()))]);
    let page = lead.get(&added.location).await.text;
    assert!(page.contains("Mời thủ trưởng của đơn vị") && page.contains("/department/units/016/edit"), "{page}");
    let point = lead.post(NEW, &unit("903", "Điểm tiếp nhận Phú Lộc", "")).await;
    assert_eq!(point.location, "/departments/46/units/903?done=added");

    let edit = "/department/units/016/edit";
    let same = lead.post(edit, &[("name", "Trường THPT Nam Đông")]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "that is its name");
    assert_eq!(lead.post(edit, &[("name", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let renamed = lead.post(edit, &[("name", "Trường THPT Thượng Lộ"), ("code", "017")]).await;
    assert_eq!(renamed.location, "/departments/46/units/016?done=renamed");
    assert_eq!(stored(&app, "016").await[0].0, "Trường THPT Thượng Lộ");

    let traces: Vec<(String, serde_json::Value, bool)> = sqlx::query_as(
        "SELECT action, details, before_digest IS DISTINCT FROM after_digest FROM audit_log
         WHERE action LIKE 'registration\\_unit.%' ORDER BY id",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(traces.len(), 3, "{traces:?}");
    let (action, details, differs) = &traces[2];
    assert_eq!(action, "registration_unit.rename");
    assert!(differs);
    assert_eq!(details["before"], "Trường THPT Nam Đông");
    assert_eq!(details["after"], "Trường THPT Thượng Lộ");
}

#[tokio::test]
async fn nobody_else_sets_up_a_unit_or_renames_one() {
    let app = scene().await;
    let edit = "/department/units/001/edit";
    for email in [STAFF, OPERATOR] {
        let mut other = browser(&app, email).await;
        assert!(!other.get("/department").await.text.contains(NEW), "{email}");
        assert_eq!(other.get(NEW).await.status, StatusCode::FORBIDDEN, "{email}");
        assert_eq!(other.post(NEW, &unit("016", "Trường", SCHOOL)).await.status, StatusCode::FORBIDDEN, "{email}");
        assert_eq!(other.post(edit, &[("name", "Trường khác")]).await.status, StatusCode::FORBIDDEN, "{email}");
    }
    assert_eq!(stored(&app, "001").await[0].0, "Trường THPT Sông Hương");
}

/// What the database itself says to `email` who sets up a unit of Huế, and renames unit 001 of Huế.
async fn writes(app: &TestApp, email: &str) -> (bool, bool) {
    let actor = app.staff(email).await;
    let mut tx = app.ctx.db.begin(&actor).await.unwrap();
    let added: Option<uuid::Uuid> =
        sqlx::query_scalar("SELECT registration_unit_add('46', gen_random_uuid(), '055', 'Trường', NULL)")
            .fetch_one(tx.conn())
            .await
            .unwrap();
    let renamed: Option<uuid::Uuid> = sqlx::query_scalar(
        "SELECT registration_unit_rename(id, 'Trường khác') FROM registration_unit
         WHERE department_code = '46' AND unit_code = '001'",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    (added.is_some(), renamed.is_some())
}

#[tokio::test]
async fn the_database_lets_the_units_own_lead_write_and_nobody_else() {
    let app = scene().await;
    assert_eq!(writes(&app, LEAD).await, (true, true));
    for email in [STAFF, ELSEWHERE, OPERATOR, "hieutruong.songhuong@demo.example.vn"] {
        assert_eq!(writes(&app, email).await, (false, false), "{email}");
    }
    let mut tx = app.ctx.db.begin(&app.staff(LEAD).await).await.unwrap();
    let direct = sqlx::query("UPDATE registration_unit SET unit_code = '777'").execute(tx.conn()).await.unwrap_err();
    let code = direct.as_database_error().and_then(|error| error.code()).map(|code| code.to_string());
    assert_eq!(code.as_deref(), Some("42501"), "a code never changes");
}
