//! The queue shows what needs doing, and nobody else's candidates.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use portal::{domain::exam::state::PlainAction, testing::TestApp};

use super::submitted::{SCHOOL_A, SCHOOL_B, submit, submitted, take_back};

const NAME_AN: &str = "Nguyễn Thị Bình An";

/// Where `text` stands.
fn place(page: &str, text: &str) -> usize {
    page.find(text).unwrap_or_else(|| panic!("{text} is not in {page}"))
}

#[tokio::test]
async fn candidates_stand_where_the_work_is() {
    let app = TestApp::start("2026-04-22T09:00").await;
    submitted(&app, "an").await;
    let returned = submitted(&app, "binh").await;
    app.candidate("chau").await;
    sqlx::query(
        "UPDATE registry_comparison SET status = 'matched' WHERE candidate_id = (SELECT candidate.id FROM candidate
         JOIN person ON person.id = person_id WHERE identity_number = '046308001374')",
    )
    .execute(app.owner())
    .await
    .unwrap();
    let staff = app.staff(SCHOOL_A).await;
    let mut browser = app.browser_as(&staff).await;
    let form = [("version", "1"), ("category", "wrong_papers"), ("text", "Chọn lại môn tự chọn.")];
    browser.post_and_follow(&format!("/school/registrations/{returned}/reject"), &form).await;
    take_back(&app, "binh", PlainAction::Edit).await;
    submit(&app, "binh", "12A1").await;

    let queue = browser.get("/school").await;
    assert_eq!(queue.status, StatusCode::OK);
    let corrected = place(&queue.text, "<caption>Đã sửa và nộp lại (1)<");
    let matched = place(&queue.text, "<caption>Mới nộp, không có điểm cần xem (1)<");
    let waiting = place(&queue.text, "<caption>Đang chờ thí sinh (1)<");
    assert!(corrected < matched && matched < waiting);
    assert!((matched..waiting).contains(&place(&queue.text, NAME_AN)));
    // Nine on the roll of unit 001, three of whom have signed in.
    assert!(queue.text.contains("Đã duyệt 0/9 thí sinh"), "{}", queue.text);

    let group = browser.get("/school?group=new_matched").await;
    assert!(group.text.contains(NAME_AN) && !group.text.contains("<caption>Đã sửa và nộp lại (1)<"), "{}", group.text);
    for wrong in ["/school?group=nothing", "/school?after=1.2.3"] {
        assert_eq!(browser.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_long_queue_goes_on_on_the_next_page_without_gap_or_repeat() {
    let app = TestApp::start("2026-04-22T09:00").await;
    // 120 candidates of the unit who signed in at the same moment.
    sqlx::raw_sql(
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, created_at)
         SELECT gen_random_uuid(), 'many-' || n, 'passport', 'P' || 10000 + n, 'Nguoi Thu ' || n, '2008-01-01', now()
         FROM generate_series(1, 120) n;
         INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, created_at)
         SELECT gen_random_uuid(), p.id, 2026, 'current_grade12', s.registration_unit_id, '2026-04-22T02:00:00Z'
         FROM person p, staff s WHERE p.subject LIKE 'many-%' AND s.email = 'truong.songhuong@demo.example.vn'",
    )
    .execute(app.owner())
    .await
    .unwrap();
    let staff = app.staff(SCHOOL_A).await;
    let mut browser = app.browser_as(&staff).await;
    let mut seen = BTreeSet::new();
    let mut pages = 0;
    let mut path = Some("/school".to_owned());
    while let Some(next) = path {
        let page = browser.get(&next).await;
        pages += 1;
        for name in page.text.split("Nguoi Thu ").skip(1) {
            let number: String = name.chars().take_while(char::is_ascii_digit).collect();
            assert!(seen.insert(number.clone()), "{number} twice");
        }
        let link = page.text.split("href=\"").find(|rest| rest.starts_with("/school?after="));
        path = link.and_then(|link| link.split('"').next()).map(|link| link.replace("&amp;", "&"));
    }
    assert_eq!((seen.len(), pages), (120, 3));
}

#[tokio::test]
async fn a_school_sees_its_own_candidates_alone() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let id = submitted(&app, "an").await;
    let other = app.staff(SCHOOL_B).await;
    let mut browser = app.browser_as(&other).await;
    let queue = browser.get("/school").await;
    assert!(!queue.text.contains(NAME_AN), "{}", queue.text);

    let unknown = "018f4d3e-0000-7000-8000-000000000007";
    let form = [("version", "1"), ("category", "other"), ("text", "x")];
    for door in ["", "/approve", "/reject"] {
        let mut answers = Vec::new();
        for id in [id.to_string(), unknown.to_owned()] {
            let path = format!("/school/registrations/{id}{door}");
            let answer = if door.is_empty() { browser.get(&path).await } else { browser.post(&path, &form).await };
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            answers.push(answer.text_without_nonce().replace(&id, "ID"));
        }
        assert_eq!(answers[0], answers[1], "nothing tells a foreign id from an unknown one");
    }
    let path = format!("/school/registrations/{id}");
    let operator = app.staff("bo.dieuhanh@demo.example.vn").await;
    let candidate = app.candidate("an").await;
    for actor in [operator, candidate] {
        assert_eq!(app.browser_as(&actor).await.get(&path).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(app.browser().get(&path).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_head_decides_like_the_staff_and_an_auditor_reads_alone() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let id = submitted(&app, "an").await;
    let path = format!("/school/registrations/{id}");
    let mut auditor = app.browser_as(&app.staff("kiemtoan@demo.example.vn").await).await;
    assert_eq!(auditor.get("/school").await.location, "/departments");
    let record = auditor.get(&path).await;
    assert!(record.status == StatusCode::OK && record.text.contains(NAME_AN), "{}", record.text);
    assert!(!record.text.contains("/approve") && !record.text.contains("/reject"), "{}", record.text);
    assert_eq!(auditor.post(&format!("{path}/approve"), &[("version", "1")]).await.status, StatusCode::FORBIDDEN);
    let readers: Vec<String> = sqlx::query_scalar(
        "SELECT actor_kind FROM audit_log WHERE action = 'exam_registration.view' AND object_id = $1",
    )
    .bind(id.0)
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(readers, ["auditor"], "the candidate can read that an auditor looked");

    let mut head = app.browser_as(&app.staff("hieutruong.songhuong@demo.example.vn").await).await;
    assert!(head.get("/school").await.text.contains(NAME_AN));
    head.post_and_follow(&format!("{path}/approve"), &[("version", "1")]).await;
    let record = head.get(&path).await;
    assert!(record.text.contains("Tôn Nữ Mai Anh"), "the history names the head: {}", record.text);
}

#[tokio::test]
async fn a_class_is_listed_by_given_name_to_be_printed_and_the_home_counts_by_class() {
    let app = TestApp::start("2026-04-22T09:00").await;
    submitted(&app, "an").await;
    let staff = app.staff(SCHOOL_A).await;
    let mut browser = app.browser_as(&staff).await;
    let home = browser.get("/school").await;
    assert!(
        home.text.contains("Tiến độ theo lớp") && home.text.contains("/school/classes?class=12A1"),
        "{}",
        home.text
    );
    let list = browser.get("/school/classes?class=12A1").await;
    assert_eq!(list.status, StatusCode::OK);
    let an = place(&list.text, "NGUYỄN THỊ BÌNH AN");
    assert!(an < place(&list.text, "TRẦN GIA BÌNH"), "by given name: {}", list.text);
    assert!(list.text.contains("46-001-an") && list.text.contains("Chưa đăng nhập"), "{}", list.text);
    let looks = "SELECT count(*) FROM audit_log WHERE action = 'class_list.view' AND candidate_id IS NOT NULL";
    let looks: i64 = sqlx::query_scalar(looks).fetch_one(app.owner()).await.unwrap();
    assert_eq!(looks, 1, "who has signed in can read that the list was looked at");
    let other = app.staff(SCHOOL_B).await;
    let mut other = app.browser_as(&other).await;
    assert_eq!(other.get("/school/classes?class=12A1").await.status, StatusCode::NOT_FOUND);
}
