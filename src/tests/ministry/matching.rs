//! A run of the matching: when it may be, and what it comes to.

use axum::http::StatusCode;

use super::rows;
use crate::small_season::{MATCHING, OPERATOR, at, start};

async fn count_runs(app: &portal::testing::TestApp) -> i64 {
    sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM matching_run").fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn the_matching_is_refused_until_lists_and_payments_are_final() {
    let app = start("2026-07-20T09:00").await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    for (moment, why) in [
        ("2026-07-20T09:00", "còn đến 17:00 21/07/2026"),
        ("2026-07-25T09:00", "Đợt xử lý mở lúc 00:00 04/08/2026"),
        ("2026-08-13T17:00", "Đợt xử lý đã đóng lúc 17:00 13/08/2026"),
    ] {
        at(&app, moment);
        let page = operator.get("/ministry/matching").await;
        assert!(page.status == StatusCode::OK && page.text.contains(why), "{moment}: {}", page.text);
        assert!(!page.text.contains("action=\"/ministry/matching/run\""), "{moment}");
        let refused = operator.post("/ministry/matching/run", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{moment}");
        assert!(refused.text.contains(why), "{moment}: {}", refused.text);
    }
    assert_eq!(count_runs(&app).await, 0);
}

#[tokio::test]
async fn a_run_shows_the_figures_that_were_computed_by_hand() {
    let app = start(MATCHING).await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let run = operator.post_and_follow("/ministry/matching/run", &[]).await;
    assert_eq!(run.status, StatusCode::OK, "{}", run.text);
    assert!(run.text.contains("Đã kiểm chứng"), "{}", run.text);
    let expected = [
        "1 | 2",
        "2 | 1",
        "Chưa nộp lệ phí | 1",
        "Dưới ngưỡng chung | 1",
        "BKA IT1 Khoa học máy tính | 1 | 3 | 1 | 26,50 | Thử: BKA IT1 Khoa học máy tính",
        "BKA IT2 Kỹ thuật máy tính | 1 | 3 | 1 | 25,50 | Thử: BKA IT2 Kỹ thuật máy tính",
        "BKA IT-E10 Khoa học dữ liệu và Trí tuệ nhân tạo | 129 | 1 | 1 | nhận hết | Thử: BKA IT-E10 Khoa học dữ liệu và Trí tuệ nhân tạo",
    ];
    assert_eq!(rows(&run.text), expected);
    let head = sqlx::query!("SELECT candidates, preferences, considered, admitted, output_sha256 FROM matching_run");
    let head = head.fetch_one(app.owner()).await.unwrap();
    assert_eq!((head.candidates, head.preferences, head.considered, head.admitted), (6, 9, 7, 3));

    // The same again gives the same, to the byte.
    operator.post_and_follow("/ministry/matching/run", &[]).await;
    let hashes = sqlx::query_scalar!("SELECT DISTINCT input_sha256 || output_sha256 AS \"hash!\" FROM matching_run");
    assert_eq!(hashes.fetch_all(app.owner()).await.unwrap().len(), 1);
    assert_eq!(count_runs(&app).await, 2);

    let home = operator.get("/ministry").await;
    assert!(home.status == StatusCode::OK && home.text.contains("/ministry/matching"), "{}", home.text);
}

#[tokio::test]
async fn another_quota_is_tried_on_a_run_without_keeping_anything() {
    let app = start(MATCHING).await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let run = operator.post_and_follow("/ministry/matching/run", &[]).await;
    assert!(run.text.contains("/quota-trial?institution=BKA&amp;admission_code=IT1"), "{}", run.text);
    let id = sqlx::query_scalar!("SELECT id FROM matching_run").fetch_one(app.owner()).await.unwrap();
    let address = format!("/ministry/matching/{id}/quota-trial");

    // With a second seat in IT1 binh comes there from IT2, and chau gets the seat that binh leaves: nobody is refused.
    let tried = operator.get(&format!("{address}?institution=bka&admission_code=it1&quota=2")).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    let expected = [
        "BKA IT1 Khoa học máy tính | 26,50 → nhận hết | 1 → 2 | 1 | 0 | 1 → 2",
        "BKA IT2 Kỹ thuật máy tính | 25,50 → nhận hết | 1 | 1 | 1 | 1",
    ];
    assert_eq!(rows(&tried.text), expected);
    assert!(tried.text.contains("Thêm trúng tuyển"), "{}", tried.text);

    let same = operator.get(&format!("{address}?institution=BKA&admission_code=IT1&quota=1")).await;
    assert!(same.text.contains("Không thí sinh nào thay đổi."), "{}", same.text);
    let empty = operator.get(&address).await;
    assert!(empty.status == StatusCode::OK && rows(&empty.text).is_empty(), "{}", empty.text);
    for (query, what) in [
        ("institution=BKA&admission_code=IT1&quota=ba", "Nhập một số nguyên"),
        ("institution=BKA&admission_code=IT999&quota=1", "Chọn một mục có trong danh sách"),
    ] {
        let wrong = operator.get(&format!("{address}?{query}")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(wrong.text.contains(what), "{query}: {}", wrong.text);
    }
    let other = operator.get("/ministry/matching/00000000-0000-0000-0000-000000000009/quota-trial?institution=BKA&admission_code=IT1&quota=1").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);

    let trials = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM audit_log WHERE action = 'matching_run.try_quota' AND object_id = $1",
        id
    );
    assert_eq!(trials.fetch_one(app.owner()).await.unwrap(), 2);
    assert_eq!(count_runs(&app).await, 1);
}
