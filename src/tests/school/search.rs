//! One pupil of the unit is found, whoever it is; and a row that was typed wrongly comes off the roll.

use axum::http::StatusCode;
use portal::{
    testing::{Browser, FormFile, TestApp},
    usecases::system::check_rolls,
};

use super::submitted::{SCHOOL_A, SCHOOL_B, submitted};

const SEARCH: &str = "/school/search";
/// Bình's, who is on the roll of unit 001.
const NUMBER: &str = "046208005921";

async fn at_work() -> (TestApp, Browser) {
    let app = TestApp::start("2026-04-22T09:00").await;
    let staff = app.staff(SCHOOL_A).await;
    let browser = app.browser_as(&staff).await;
    (app, browser)
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

/// Where the row of the roll with this number is taken off.
async fn take_off_path(app: &TestApp, number: &str) -> String {
    let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM school_roll_entry WHERE identity_number = $1")
        .bind(number)
        .fetch_one(app.owner())
        .await
        .unwrap();
    format!("/school/roll/entries/{id}/take-off")
}

#[tokio::test]
async fn a_pupil_is_found_without_diacritics_and_nothing_stands_in_the_address() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    assert!(browser.get("/school").await.text.contains("action=\"/school/search\""), "from the first page");
    let empty = browser.get(SEARCH).await;
    assert!(empty.status == StatusCode::OK && empty.text.contains("name=\"q\""), "{}", empty.text);
    for typed in ["binh an", "An 12A1", "46-001-an"] {
        let found = browser.post(SEARCH, &[("q", typed)]).await;
        assert_eq!((found.status, found.location.as_str()), (StatusCode::OK, ""), "{typed}");
        assert!(found.text.contains(&format!("/school/registrations/{an}")), "{typed}: {}", found.text);
        assert!(found.text.contains("Kết quả (1)"), "{typed}: {}", found.text);
    }
    let looks = "SELECT count(*) FROM audit_log WHERE action = 'pupil_search.view' AND candidate_id IS NOT NULL";
    assert_eq!(count(&app, looks).await, 1, "the candidate can read that somebody looked");
    let told = "SELECT count(*) FROM audit_log WHERE action = 'pupil_search.view' AND details::text ILIKE '%binh%'";
    assert_eq!(count(&app, told).await, 0, "what was typed is kept nowhere");

    // Bình is on the roll and never signed in.
    let absent = browser.post(SEARCH, &[("q", "tran gia binh")]).await;
    assert!(absent.text.contains("Chưa đăng nhập") && absent.text.contains("/take-off"), "{}", absent.text);
    let nothing = browser.post(SEARCH, &[("q", "  ")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.post(SEARCH, &[("q", "khong co ai")]).await.text.contains("Không tìm thấy ai"));

    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    let foreign = other.post(SEARCH, &[("q", "binh an")]).await;
    assert!(foreign.text.contains("Không tìm thấy ai"), "{}", foreign.text);
    let mut auditor = app.browser_as(&app.staff("kiemtoan@demo.example.vn").await).await;
    assert_eq!(auditor.get(SEARCH).await.location, "/departments");
}

#[tokio::test]
async fn fifty_are_shown_and_that_there_are_more_is_said() {
    let (app, mut browser) = at_work().await;
    sqlx::raw_sql(
        "INSERT INTO school_roll_entry (season, registration_unit_id, identity_kind, identity_number, full_name, birth_date,
             sex, ethnic_group_code, class_name, candidate_kind)
         SELECT 2026, registration_unit_id, 'passport', 'P' || 10000 + n, 'Nguyễn Văn Đông', '2008-01-01', 'male', '01',
             '12A' || n, 'current_grade12'
         FROM generate_series(1, 51) AS n, staff WHERE email = 'truong.songhuong@demo.example.vn'",
    )
    .execute(app.owner())
    .await
    .unwrap();
    let found = browser.post(SEARCH, &[("q", "dong")]).await;
    assert!(found.text.contains("Kết quả (50)") && found.text.contains("Chỉ hiện 50 người"), "{}", found.text);
    let place = |class: &str| found.text.find(&format!(">{class}<")).unwrap_or_else(|| panic!("{class}"));
    assert!(place("12A9") < place("12A10") && place("12A10") < place("12A49"), "by number, not by letter");
    assert!(!found.text.contains(">12A51<"));
    let home = browser.get("/school").await.text;
    let row = |class: &str| home.find(&format!("class={class}\"")).unwrap_or_else(|| panic!("{class}: {home}"));
    assert!(row("12A2") < row("12A10"), "the classes of the first page too");
}

#[tokio::test]
async fn a_row_of_somebody_who_never_signed_in_comes_off_and_another_unit_takes_the_number() {
    let (app, mut browser) = at_work().await;
    let path = take_off_path(&app, NUMBER).await;
    let list = format!(
        "Số định danh,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Lớp\r\n{NUMBER},Trần Gia Bình,17/09/2008,Nam,Kinh,12B1\r\n"
    );
    let file = FormFile { field: "file", name: "12B.csv", bytes: list.as_bytes() };
    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    let blocked = other.post_file("/school/roll", &[], file).await;
    check_rolls::run(&app.ctx).await.unwrap();
    let blocked = other.get(&blocked.location).await;
    assert!(blocked.text.contains("đưa tên ấy ra khỏi danh sách của họ"), "it says what to do: {}", blocked.text);
    for answer in [other.get(&path).await, other.post(&path, &[]).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "the row of another unit");
    }

    let class = browser.get("/school/classes?class=12A1").await;
    assert!(class.text.contains(&path), "beside the row of the class: {}", class.text);
    let shown = browser.get(&path).await;
    assert!(shown.text.contains("Trần Gia Bình") && !shown.text.contains(NUMBER), "{}", shown.text);
    assert_eq!(browser.post(&path, &[]).await.location, "/school/roll?done=taken-off");
    let left = "SELECT count(*) FROM school_roll_entry WHERE identity_number = '046208005921'";
    assert_eq!(count(&app, left).await, 0);
    let audited =
        "SELECT count(*) FROM audit_log WHERE action = 'roll_entry.take_off' AND details::text NOT LIKE '%B%nh%'";
    assert_eq!(count(&app, audited).await, 1);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::NOT_FOUND, "it is gone");

    let again = format!("{list}\r\n");
    let file = FormFile { field: "file", name: "12B.csv", bytes: again.as_bytes() };
    let taken = other.post_file("/school/roll", &[], file).await;
    check_rolls::run(&app.ctx).await.unwrap();
    assert!(other.get(&taken.location).await.text.contains("Nhận 1 dòng"), "nothing stands in the way any more");
}

#[tokio::test]
async fn whoever_has_signed_in_stays_on_the_roll() {
    let (app, mut browser) = at_work().await;
    let path = take_off_path(&app, "046308001374").await;
    app.candidate("an").await;
    let class = browser.get("/school/classes?class=12A1").await;
    assert!(!class.text.contains(&path), "no way there");
    let shown = browser.get(&path).await;
    assert!(shown.text.contains("Học sinh này đã đăng nhập"), "{}", shown.text);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::CONFLICT);
    let kept = "SELECT count(*) FROM school_roll_entry WHERE identity_number = '046308001374'";
    assert_eq!(count(&app, kept).await, 1);
}
