//! `/support`: a look-up by number, for a reason, that its candidate can read.

mod payments;

use axum::http::StatusCode;
use portal::testing::{Answer, Browser, TestApp};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::{
    institution::published_season::{self, AFTER},
    school::submitted::{EMAIL, submitted},
};

const SUPPORT: &str = "tongdai@demo.example.vn";

async fn support(app: &TestApp) -> Browser {
    app.browser_as(&app.staff(SUPPORT).await).await
}

async fn look_up(browser: &mut Browser, number: &str, purpose: &str, note: &str) -> Answer {
    browser.post("/support", &[("number", number), ("purpose", purpose), ("note", note)]).await
}

/// What the page says about one thing.
fn said(answer: &Answer, about: &str) -> String {
    let page = Html::parse_document(&answer.text);
    let (row, key) = (Selector::parse(".summary-row").unwrap(), Selector::parse("dt").unwrap());
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    let found = page.select(&row).find(|row| row.select(&key).any(|key| text(key).trim() == about));
    text(found.unwrap_or_else(|| panic!("{about} is not in {}", answer.text)))
}

/// What the audit log holds of look-ups: action, the candidate's number, reason, details.
async fn recorded(app: &TestApp) -> Vec<(String, Option<String>, Option<String>, Value)> {
    sqlx::query_as(
        "SELECT action, candidate_number, reason, details FROM audit_log
         LEFT JOIN candidate ON candidate.id = candidate_id
         WHERE action LIKE 'candidate.look_up%' ORDER BY audit_log.id",
    )
    .fetch_all(app.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_number_tells_where_its_candidate_stands_and_nothing_about_the_person() {
    let app = TestApp::start("2026-04-22T09:00").await;
    submitted(&app, "an").await;
    sqlx::query("UPDATE exam_registration SET form_number = '001-000042'").execute(app.owner()).await.unwrap();
    let mut browser = support(&app).await;
    for number in [" 4600 1661", "001-000042"] {
        let answer = look_up(&mut browser, number, "registration", "nghe nói bị trả lại").await;
        assert_eq!(answer.status, StatusCode::OK);
        let registration = said(&answer, "Phiếu đăng ký dự thi");
        assert!(
            registration.contains("Đã nộp, chờ duyệt") && registration.contains("09:00 22/04/2026"),
            "{registration}"
        );
        assert!(answer.text.contains("<strong>N. T. B. A."), "{}", answer.text);
        for personal in ["Nguyễn Thị Bình An", "046308001374", EMAIL, "0912345678", "Sông Hương"] {
            assert!(!answer.text.contains(personal), "{personal}");
        }
        assert!(!answer.text.contains("nghe nói"), "the next call begins with an empty form");
    }
    let reason = Some("Trả lời về phiếu đăng ký dự thi: nghe nói bị trả lại".to_owned());
    let by = |kind: &str| json!({ "by": kind, "purpose": "registration", "found": true });
    let an = Some("46001661".to_owned());
    assert_eq!(
        recorded(&app).await,
        [
            ("candidate.look_up".to_owned(), an.clone(), reason.clone(), by("candidate_number")),
            ("candidate.look_up".to_owned(), an, reason, by("form_number")),
        ]
    );
}

#[tokio::test]
async fn what_a_result_is_support_does_not_know() {
    let app = published_season::start(AFTER).await;
    let mut browser = support(&app).await;
    let [admitted, refused] =
        [look_up(&mut browser, "46000110", "result", "").await, look_up(&mut browser, "46000121", "result", "").await];
    assert!(said(&admitted, "Kết quả xét tuyển").contains("Đã công bố"));
    for about in ["Kết quả xét tuyển", "Xác nhận nhập học"] {
        assert_eq!(said(&admitted, about), said(&refused, about), "{about}");
    }
    let confirmed = look_up(&mut browser, "46000001", "enrolment", "").await;
    assert!(said(&confirmed, "Xác nhận nhập học").contains("Đã xác nhận"));
    assert!(!confirmed.text.contains("IT1") && !confirmed.text.contains("BKA"), "{}", confirmed.text);
}

#[tokio::test]
async fn a_number_of_nobody_keeps_the_form_and_leaves_a_trace() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = support(&app).await;
    let answer = look_up(&mut browser, "99999999", "payment", "gọi lần hai").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("Không tìm thấy số này"), "{}", answer.text);
    assert!(answer.text.contains("value=\"99999999\"") && answer.text.contains("gọi lần hai"), "{}", answer.text);
    let details = json!({ "by": "candidate_number", "purpose": "payment", "found": false });
    let reason = Some("Trả lời về lệ phí: gọi lần hai".to_owned());
    assert_eq!(recorded(&app).await, [("candidate.look_up".to_owned(), None, reason, details)]);
}

#[tokio::test]
async fn without_a_reason_or_by_an_identity_number_nothing_is_looked_up() {
    let app = TestApp::start("2026-04-22T09:00").await;
    app.candidate("an").await;
    let mut browser = support(&app).await;
    let cases = [
        ("46001661", "", "", "Nhập hoặc chọn thông tin này"),
        ("46001661", "other", "", "Nhập hoặc chọn thông tin này"),
        ("46001661", "payment", "số 046308001374", "Bỏ những ký tự không dùng được"),
        ("046308001374", "payment", "", "Không tra bằng họ tên, số định danh"),
        ("Nguyễn Thị Bình An", "payment", "", "Không tra bằng họ tên, số định danh"),
    ];
    for (number, purpose, note, expected) in cases {
        let answer = look_up(&mut browser, number, purpose, note).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number} {purpose}");
        assert!(answer.text.contains(expected), "{number} {purpose} {note}: {}", answer.text);
        assert!(!answer.text.contains("N. T. B. A."));
    }
    assert_eq!(recorded(&app).await, []);
}

#[tokio::test]
async fn whoever_looks_up_too_many_is_stopped_for_an_hour_and_leaves_a_trace() {
    let app = TestApp::start("2026-04-22T09:00").await;
    app.candidate("an").await;
    sqlx::query("UPDATE season_setting SET value = '2' WHERE name = 'support_look_ups_per_hour'")
        .execute(app.owner())
        .await
        .unwrap();
    let mut browser = support(&app).await;
    for _ in 0..2 {
        assert_eq!(look_up(&mut browser, "99999999", "payment", "").await.status, StatusCode::OK);
    }
    let answer = look_up(&mut browser, "46001661", "payment", "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("Mỗi cán bộ tra tối đa 2 lần") && !answer.text.contains("N. T. B. A."));
    let actions: Vec<String> = recorded(&app).await.into_iter().map(|entry| entry.0).collect();
    assert_eq!(actions, ["candidate.look_up", "candidate.look_up", "candidate.look_up_refused"]);
    app.ctx.clock.advance_machine(3_601);
    let mut later = support(&app).await;
    assert_eq!(look_up(&mut later, "46001661", "payment", "").await.status, StatusCode::OK);
}
