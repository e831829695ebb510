//! A run of the matching: when it may be, what it comes to, how it is published.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use crate::small_season::{MATCHING, OPERATOR, at, run_and_publish, start};

/// The rows of the tables of a page, cells joined by ` | `.
fn rows(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let (row, cell) = (Selector::parse("tbody tr").unwrap(), Selector::parse("th, td").unwrap());
    let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
    page.select(&row).map(|row| row.select(&cell).map(words).collect::<Vec<_>>().join(" | ")).collect()
}

async fn count_runs(app: &portal::testing::TestApp) -> i64 {
    sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM matching_run").fetch_one(app.ctx.db.pool()).await.unwrap()
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
        "BKA IT1 Khoa học máy tính | 1 | 3 | 1 | 26,50",
        "BKA IT2 Kỹ thuật máy tính | 1 | 3 | 1 | 25,50",
        "BKA IT-E10 Khoa học dữ liệu và Trí tuệ nhân tạo | 129 | 1 | 1 | nhận hết",
    ];
    assert_eq!(rows(&run.text), expected);
    let head = sqlx::query!("SELECT candidates, preferences, considered, admitted, output_sha256 FROM matching_run");
    let head = head.fetch_one(app.ctx.db.pool()).await.unwrap();
    assert_eq!((head.candidates, head.preferences, head.considered, head.admitted), (6, 9, 7, 3));

    // The same again gives the same, to the byte.
    operator.post_and_follow("/ministry/matching/run", &[]).await;
    let hashes = sqlx::query_scalar!("SELECT DISTINCT input_sha256 || output_sha256 AS \"hash!\" FROM matching_run");
    assert_eq!(hashes.fetch_all(app.ctx.db.pool()).await.unwrap().len(), 1);
    assert_eq!(count_runs(&app).await, 2);

    let home = operator.get("/ministry").await;
    assert!(home.status == StatusCode::OK && home.text.contains("/ministry/matching"), "{}", home.text);
}

#[tokio::test]
async fn a_run_is_published_for_an_instant_and_another_says_what_it_would_change() {
    let app = start(MATCHING).await;
    let first = run_and_publish(&app).await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    for typed in ["", "13/08/2026 17:00"] {
        let refused = operator.post(&format!("{first}/publish"), &[("visible_from", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}: {}", refused.text);
        assert!(refused.text.contains("href=\"#visible_from\""), "{}", refused.text);
    }
    // Without a seat in IT1 an goes to IT2, and binh has none.
    let quota = "UPDATE programme SET quota = 0 WHERE institution_code = 'BKA' AND admission_code = 'IT1'";
    sqlx::query(quota).execute(app.ctx.db.pool()).await.unwrap();
    let second = operator.post("/ministry/matching/run", &[]).await.location;
    let page = operator.get(&second).await;
    let facts: Vec<String> = {
        let html = Html::parse_document(&page.text);
        let value = Selector::parse(".summary-value").unwrap();
        html.select(&value).map(|value| value.text().collect::<String>().trim().to_owned()).collect()
    };
    assert_eq!(facts[facts.len() - 3..], ["0", "1", "1"], "gained, lost, moved");

    for unknown in ["/ministry/matching/xyz", "/ministry/matching/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(operator.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
        let publish = operator.post(&format!("{unknown}/publish"), &[("visible_from", "2026-08-13T17:00")]).await;
        assert_eq!(publish.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn a_run_that_is_not_verified_or_takes_confirmed_seats_away_is_not_published() {
    let app = start(MATCHING).await;
    let first = run_and_publish(&app).await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let quota = "UPDATE programme SET quota = 0 WHERE institution_code = 'BKA' AND admission_code = 'IT1'";
    sqlx::query(quota).execute(app.ctx.db.pool()).await.unwrap();
    let second = operator.post("/ministry/matching/run", &[]).await.location;
    // An confirms the seat of the first run.
    let confirmed = "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
        SELECT candidate_id, run_id, programme_id, now(), 'NH-TEST' FROM matching_preference_result result
        JOIN matching_publication USING (run_id) WHERE score_hundredths = 2650 AND status = 'admitted'";
    assert_eq!(sqlx::query(confirmed).execute(app.ctx.db.pool()).await.unwrap().rows_affected(), 1);
    let form = [("visible_from", "2026-08-13T17:00")];
    let refused = operator.post(&format!("{second}/publish"), &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("lấy mất chỗ đã xác nhận"), "{}", refused.text);

    sqlx::query("UPDATE matching_run SET verified_at = NULL").execute(app.ctx.db.pool()).await.unwrap();
    let refused = operator.post(&format!("{second}/publish"), &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("không thể công bố"), "{}", refused.text);
    let run =
        sqlx::query_scalar!("SELECT run_id FROM matching_publication").fetch_one(app.ctx.db.pool()).await.unwrap();
    assert_eq!(first, format!("/ministry/matching/{run}"));
}
