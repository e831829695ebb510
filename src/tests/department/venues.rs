//! `/department/exam/venues…`: a venue is put right or taken away, numbers are given out knowingly, and what disabled
//! candidates need reaches those who prepare the rooms.

use axum::http::StatusCode;
use portal::{
    domain::{exam::state::RegistrationStatus, ids::ExamRegistrationId, time::Instant},
    testing::{Browser, TestApp},
};

use super::{ELSEWHERE, LEAD, STAFF};
use crate::school::submitted::submitted;

/// Registration is open.
const OPEN: &str = "2026-04-22T09:00";
/// Registration has closed, the exam has not begun.
const CLOSED: &str = "2026-05-20T09:00";
const VENUE: &str = "/department/exam/venues/01";

async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

fn go_to(app: &TestApp, moment: &str) {
    let moment = Instant::parse(moment).unwrap();
    app.ctx.clock.advance((moment.unix_us() - app.ctx.now().unix_us()) / 60_000_000);
}

async fn set_state(app: &TestApp, form: ExamRegistrationId, status: RegistrationStatus) {
    let update = sqlx::query("UPDATE exam_registration SET state = $2 WHERE id = $1").bind(form.0);
    update.bind(status.as_str()).execute(app.owner()).await.unwrap();
}

/// An and Bình of unit 001 after registration, at venue 01 of Huế.
async fn placed() -> (TestApp, [ExamRegistrationId; 2]) {
    let app = TestApp::start(OPEN).await;
    let forms = [submitted(&app, "an").await, submitted(&app, "binh").await];
    for statement in [
        "UPDATE candidate SET candidate_number = NULL",
        "UPDATE school_roll_entry SET candidate_number = NULL",
        "INSERT INTO exam_venue (id, season, department_code, venue_code, name, address)
         VALUES (md5('venue')::uuid, 2026, '46', '01', 'THPT Sông Hương', '7 Lê Lợi, Huế')",
        "INSERT INTO exam_venue_unit (season, registration_unit_id, venue_id)
         SELECT 2026, id, md5('venue')::uuid FROM registration_unit WHERE department_code = '46' AND unit_code = '001'",
    ] {
        sqlx::query(statement).execute(app.owner()).await.unwrap();
    }
    go_to(&app, CLOSED);
    (app, forms)
}

async fn numbers_path(app: &TestApp) -> String {
    let venue: uuid::Uuid = sqlx::query_scalar("SELECT id FROM exam_venue").fetch_one(app.owner()).await.unwrap();
    format!("/department/exam/venues/{venue}/numbers")
}

async fn details(app: &TestApp, action: &str) -> serde_json::Value {
    let query = sqlx::query_scalar("SELECT details FROM audit_log WHERE action = $1 ORDER BY id LIMIT 1");
    query.bind(action).fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn name_and_address_of_a_venue_are_put_right_by_its_council_alone() {
    let (app, _) = placed().await;
    let mut staff = browser(&app, STAFF).await;
    let page = staff.get(VENUE).await.text;
    assert!(page.contains("value=\"THPT Sông Hương\"") && page.contains("value=\"7 Lê Lợi, Huế\""), "{page}");
    let wrong = staff.post(VENUE, &[("name", " "), ("address", "9 Lê Lợi, Huế")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#name\"") && wrong.text.contains("9 Lê Lợi, Huế"), "{}", wrong.text);
    let right = [("name", "Trường THPT Sông Hương"), ("address", "9 Lê Lợi, Huế"), ("code", "99")];
    assert_eq!(browser(&app, ELSEWHERE).await.post(VENUE, &right).await.status, StatusCode::NOT_FOUND);
    let saved = staff.post(VENUE, &right).await;
    assert_eq!(saved.location, format!("{VENUE}?done=edited"));
    let page = staff.get(&saved.location).await.text;
    assert!(page.contains("Đã lưu điểm thi") && page.contains("01 – Trường THPT Sông Hương"), "{page}");
    let trace = details(&app, "exam_venue.edit").await;
    assert_eq!(trace["before"], serde_json::json!({ "name": "THPT Sông Hương", "address": "7 Lê Lợi, Huế" }));
    assert_eq!(trace["after"]["address"], "9 Lê Lợi, Huế");
    // The same once more changes nothing.
    staff.post(VENUE, &right).await;
    let traces = "SELECT count(*) FROM audit_log WHERE action = 'exam_venue.edit'";
    assert_eq!(sqlx::query_scalar::<_, i64>(traces).fetch_one(app.owner()).await.unwrap(), 1);

    // The database says the same.
    for (email, expected) in [(STAFF, 1), (LEAD, 1), (ELSEWHERE, 0), ("truong.songhuong@demo.example.vn", 0)] {
        let mut tx = app.ctx.db.begin(&app.staff(email).await).await.unwrap();
        let update = sqlx::query("UPDATE exam_venue SET name = 'x'").execute(tx.conn()).await.unwrap();
        assert_eq!(update.rows_affected(), expected, "{email}");
    }
}

#[tokio::test]
async fn a_venue_is_taken_away_while_no_unit_is_there() {
    let (app, _) = placed().await;
    let mut staff = browser(&app, STAFF).await;
    let remove = format!("{VENUE}/remove");
    assert!(!staff.get(VENUE).await.text.contains(&remove), "a unit is there");
    let refused = staff.post(&remove, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("nên không bỏ được"), "{}", refused.text);
    let mut tx = app.ctx.db.begin(&app.staff(STAFF).await).await.unwrap();
    let deleted = sqlx::query("DELETE FROM exam_venue").execute(tx.conn()).await.unwrap();
    assert_eq!(deleted.rows_affected(), 0, "nor by the database alone");
    drop(tx);

    sqlx::query("DELETE FROM exam_venue_unit").execute(app.owner()).await.unwrap();
    let mut tx = app.ctx.db.begin(&app.staff(ELSEWHERE).await).await.unwrap();
    let deleted = sqlx::query("DELETE FROM exam_venue").execute(tx.conn()).await.unwrap();
    assert_eq!(deleted.rows_affected(), 0, "another council");
    drop(tx);
    assert_eq!(browser(&app, ELSEWHERE).await.post(&remove, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(staff.get(VENUE).await.text.contains(&remove));
    assert_eq!(staff.post(&remove, &[]).await.location, "/department/exam?done=removed");
    assert!(staff.get("/department/exam?done=removed").await.text.contains("Đã bỏ điểm thi"));
    let left = "SELECT count(*) FROM exam_venue";
    assert_eq!(sqlx::query_scalar::<_, i64>(left).fetch_one(app.owner()).await.unwrap(), 0);
    assert_eq!(details(&app, "exam_venue.remove").await["code"], "01");
}

#[tokio::test]
async fn units_at_no_venue_are_named_before_numbers_are_given_out() {
    let (app, [an, binh]) = placed().await;
    set_state(&app, an, RegistrationStatus::Signed).await;
    set_state(&app, binh, RegistrationStatus::Approved).await;
    sqlx::query(
        "UPDATE candidate SET registration_unit_id =
             (SELECT id FROM registration_unit WHERE department_code = '46' AND unit_code = '002')
         WHERE id = (SELECT candidate_id FROM exam_registration WHERE id = $1)",
    )
    .bind(binh.0)
    .execute(app.owner())
    .await
    .unwrap();
    let mut lead = browser(&app, LEAD).await;
    let numbers = numbers_path(&app).await;
    assert!(lead.get("/department/exam").await.text.contains(&numbers), "the way there");
    let page = lead.get(&numbers).await.text;
    assert!(page.contains("002 Trường THPT Ngự Bình: 1 phiếu") && page.contains("understood"), "{page}");
    assert!(!page.contains("chưa ký: các em"), "all of the venue have signed: {page}");
    assert_eq!(lead.post(&numbers, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = lead.post(&numbers, &[("understood", "yes")]).await;
    assert_eq!(given.location, "/department/exam?done=numbers&count=1");
    let trace = details(&app, "exam_registration.number").await;
    assert_eq!(trace["not_signed"], 0);
    assert_eq!(trace["units_at_no_venue"], 1);
}

#[tokio::test]
async fn outside_the_window_no_number_is_offered_or_given() {
    let (app, [an, binh]) = placed().await;
    for form in [an, binh] {
        set_state(&app, form, RegistrationStatus::Signed).await;
    }
    let numbers = numbers_path(&app).await;
    go_to(&app, "2026-06-10T14:00");
    let mut lead = browser(&app, LEAD).await;
    let page = lead.get(&numbers).await.text;
    assert!(page.contains("Đã đóng lúc 14:00 10/06/2026") && !page.contains("Cấp 2 số báo danh"), "{page}");
    let late = lead.post(&numbers, &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Chưa cấp số nào"), "{}", late.text);
}

async fn needs(app: &TestApp, form: ExamRegistrationId, kinds: &str) {
    let insert = "INSERT INTO exam_arrangement (registration_id, number, kinds, note)
                  VALUES ($1, 1, $2::text::text[], 'Khiếm thị từ nhỏ')";
    sqlx::query(insert).bind(form.0).bind(kinds).execute(app.owner()).await.unwrap();
}

/// What the database tells `email` of needs: by the function, and by the table itself.
async fn needs_told(app: &TestApp, email: &str) -> (i64, i64) {
    let mut tx = app.ctx.db.begin(&app.staff(email).await).await.unwrap();
    let count =
        |from: &'static str| sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {from}")));
    let by_function = count("department_arrangements(2026::smallint)").fetch_one(tx.conn()).await.unwrap();
    (by_function, count("exam_arrangement").fetch_one(tx.conn()).await.unwrap())
}

#[tokio::test]
async fn what_is_needed_reaches_those_who_prepare_the_rooms_and_nothing_of_why() {
    let (app, [an, binh]) = placed().await;
    needs(&app, an, "{braille,breaks}").await;
    needs(&app, binh, "{breaks}").await;
    set_state(&app, an, RegistrationStatus::Signed).await;
    set_state(&app, binh, RegistrationStatus::Locked).await;
    let list = format!("{VENUE}/arrangements");
    let mut staff = browser(&app, STAFF).await;
    let figures = staff.get(VENUE).await.text;
    // An alone has signed.
    assert!(figures.contains("Braille") && figures.contains("Nghỉ giữa giờ"), "{figures}");
    assert!(!figures.contains(&list), "nobody has a place yet: {figures}");
    assert_eq!(needs_told(&app, STAFF).await, (1, 0), "the table itself, with its notes, stays closed");
    assert_eq!(needs_told(&app, ELSEWHERE).await, (0, 0));
    assert_eq!(needs_told(&app, "hieutruong.ngubinh@demo.example.vn").await, (0, 0));

    set_state(&app, binh, RegistrationStatus::Signed).await;
    let mut lead = browser(&app, LEAD).await;
    lead.post(&numbers_path(&app).await, &[]).await;
    let figures = staff.get(VENUE).await.text;
    assert!(figures.contains(&list), "{figures}");
    let before = looks(&app).await;
    assert_eq!(before, 0, "figures tell of nobody");
    let page = staff.get(&list).await;
    assert_eq!(page.status, StatusCode::OK);
    let rows = super::rows(&page.text);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("46000001 | 1 | 1 | ") && rows[1].starts_with("46000002 | 1 | 2 | "), "{rows:?}");
    for private in ["Khiếm thị", "BÌNH AN", "Bình An", "GIA BÌNH", "Gia Bình"] {
        assert!(!page.text.contains(private), "{private}: {}", page.text);
    }
    assert_eq!(looks(&app).await, 2, "each of them");
    staff.get(&list).await;
    assert_eq!(looks(&app).await, 4, "each look, not one an hour");
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    assert!(candidate.get("/candidate/access-log").await.text.contains("chuẩn bị phòng thi"));
    assert_eq!(browser(&app, ELSEWHERE).await.get(&list).await.status, StatusCode::NOT_FOUND);
}

async fn looks(app: &TestApp) -> i64 {
    let query = "SELECT count(*) FROM audit_log WHERE action = 'exam_arrangement.prepare' AND purpose = 'verification'";
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn a_notice_that_was_put_right_does_not_read_as_simply_genuine() {
    let (app, [an, binh]) = placed().await;
    for form in [an, binh] {
        set_state(&app, form, RegistrationStatus::Signed).await;
    }
    browser(&app, LEAD).await.post(&numbers_path(&app).await, &[]).await;
    let code: String = sqlx::query_scalar(
        "SELECT document_code FROM exam_seat WHERE candidate_id = (SELECT candidate_id FROM exam_registration WHERE id = $1)",
    )
    .bind(an.0)
    .fetch_one(app.owner())
    .await
    .unwrap();
    let address = format!("/documents/{code}");
    let before = app.browser().get(&address).await.text;
    assert!(before.contains("Giấy thật") && !before.contains("đính chính"), "{before}");
    go_to(&app, "2026-06-10T15:00");
    let mut staff = browser(&app, STAFF).await;
    let slip = |seen: &'static str, value: &'static str| {
        [("seen", seen), ("value", value), ("reason", "In sai một dấu"), ("evidence", "Giấy khai sinh số 112/2008")]
    };
    let name = format!("/department/exam/amendments/{an}/full_name");
    assert_eq!(staff.post(&name, &slip("0", "Nguyễn Thị Bình Ân")).await.status, StatusCode::SEE_OTHER);
    let once = app.browser().get(&address).await.text;
    for words in ["Giấy thật, nhưng đã có đính chính", "Lúc 15:00 10/06/2026 hội đồng thi đã lập phiếu đính chính"]
    {
        assert!(once.contains(words), "{words}: {once}");
    }
    go_to(&app, "2026-06-10T16:00");
    let sex = format!("/department/exam/amendments/{an}/sex");
    assert_eq!(staff.post(&sex, &slip("1", "male")).await.status, StatusCode::SEE_OTHER);
    let twice = app.browser().get(&address).await.text;
    assert!(twice.contains("Từ 15:00 10/06/2026, gần nhất lúc 16:00 10/06/2026,"), "{twice}");
    for private in ["Bình Ân", "BÌNH ÂN", "In sai", "112/2008"] {
        assert!(!twice.contains(private), "{private}: {twice}");
    }
}
