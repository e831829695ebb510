//! `/department…`: figures of units and classes, for those whose they are.

mod amendments;
mod appeals;
mod units;
mod venues;

use axum::http::StatusCode;
use portal::{domain::exam::state::PlainAction, testing::TestApp};
use scraper::{Html, Selector};

use crate::school::submitted::{EMAIL, SCHOOL_A, submitted, take_back};

const STAFF: &str = "so.hue@demo.example.vn";
const LEAD: &str = "lanhdao.sohue@demo.example.vn";
const ELSEWHERE: &str = "so.laichau@demo.example.vn";
const OPERATOR: &str = "bo.dieuhanh@demo.example.vn";
const AUDITOR: &str = "kiemtoan@demo.example.vn";
const NOW: &str = "2026-04-22T09:00";

/// The rows of the page's table, cells joined by ` | `.
fn rows(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let (row, cell) = (Selector::parse("tbody tr").unwrap(), Selector::parse("th, td").unwrap());
    let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
    page.select(&row).map(|row| row.select(&cell).map(words).collect::<Vec<_>>().join(" | ")).collect()
}

/// Unit 001: an submitted, binh returned, chau signed in, nine on the roll. Unit 002: uyen took the form back.
async fn season() -> TestApp {
    let app = TestApp::start(NOW).await;
    submitted(&app, "an").await;
    let returned = submitted(&app, "binh").await;
    app.candidate("chau").await;
    submitted(&app, "uyen").await;
    take_back(&app, "uyen", PlainAction::Withdraw).await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let form = [("version", "1"), ("category", "wrong_papers"), ("text", "Chọn lại môn tự chọn.")];
    school.post_and_follow(&format!("/school/registrations/{returned}/reject"), &form).await;
    app
}

#[tokio::test]
async fn a_department_sees_how_far_its_units_and_their_classes_are_and_nobodys_data() {
    let app = season().await;
    for email in [STAFF, LEAD] {
        let mut browser = app.browser_as(&app.staff(email).await).await;
        let page = browser.get("/department").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let units = rows(&page.text);
        // 1 of 9 waits; nobody is approved anywhere, so whoever keeps somebody waiting lags most.
        assert_eq!(
            units[0], "001 Trường THPT Sông Hương | 9 | 6 | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 09:00 22/04/2026",
            "{units:#?}"
        );
        let second = units.iter().find(|row| row.starts_with("002 ")).unwrap();
        assert_eq!(second, "002 Trường THPT Ngự Bình | 3 | 2 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | –");
        assert!(page.text.contains("Đã duyệt 0/16 thí sinh"), "{}", page.text);

        let unit = browser.get("/departments/46/units/001").await;
        assert_eq!(
            rows(&unit.text),
            [
                "12A1 | 2 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 09:00 22/04/2026",
                "12A2 | 3 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | –",
                "12A3 | 2 | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | –",
                "12C2 | 2 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | –",
            ]
        );
        let points = browser.get("/departments/46/units/901").await;
        assert_eq!(rows(&points.text), ["Không thuộc lớp nào | 2 | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | –"]);
        for page in [page, unit] {
            for personal in ["Nguyễn Thị Bình An", "046308001374", EMAIL, "46-001-an"] {
                assert!(!page.text.contains(personal), "{personal}");
            }
        }
    }
}

#[tokio::test]
async fn units_are_searched_and_sorted_by_the_address() {
    let app = season().await;
    let mut browser = app.browser_as(&app.staff(STAFF).await).await;
    let first = |page: &str| rows(page)[0].chars().take(3).collect::<String>();
    for (address, expected) in
        [("?sort=name", "901"), ("?sort=size", "001"), ("?sort=waiting", "001"), ("?sort=code&q=ngu+binh", "002")]
    {
        let page = browser.get(&format!("/departments/46{address}")).await;
        assert_eq!(first(&page.text), expected, "{address}");
    }
    let nothing = browser.get("/department?q=%22%3E%3Cscript%3E").await;
    assert!(nothing.text.contains("Không có đơn vị nào khớp"), "{}", nothing.text);
    assert!(!nothing.text.contains("<script>"));
    assert_eq!(browser.get("/department?sort=up").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_department_is_no_page() {
    let app = season().await;
    let mut browser = app.browser_as(&app.staff(ELSEWHERE).await).await;
    let own = browser.get("/department").await;
    assert!(own.text.contains("Sở chưa có đơn vị đăng ký dự thi nào."), "{}", own.text);
    for address in
        ["/departments/46", "/departments/46/units.csv", "/departments/46/units/001", "/departments/12/units/001"]
    {
        assert_eq!(browser.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(browser.get("/departments").await.location, "/department");
}

#[tokio::test]
async fn the_ministry_and_auditors_see_every_department() {
    let app = season().await;
    for email in [OPERATOR, AUDITOR] {
        let mut browser = app.browser_as(&app.staff(email).await).await;
        assert_eq!(browser.get("/department").await.location, "/departments");
        let page = browser.get("/departments?sort=code").await;
        let departments = rows(&page.text);
        assert_eq!(departments.len(), 4, "{departments:?}");
        assert!(page.text.contains("class=\"bars\"") && page.text.contains("Cả nước"), "drawn, too: {}", page.text);
        assert!(
            departments[3].starts_with("46 Sở Giáo dục và Đào tạo thành phố Huế | 16 | 12 |"),
            "{}",
            departments[3]
        );
        let cases = browser.get("/departments/46/cases").await.text;
        assert!(cases.contains("class=\"bars\"") && cases.contains("đã xác minh"), "so are identities: {cases}");
        assert_eq!(browser.get("/departments/12").await.status, StatusCode::OK);
        assert_eq!(browser.get("/departments/99").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_figures_are_taken_away_as_a_file_and_that_is_recorded() {
    let app = season().await;
    let mut browser = app.browser_as(&app.staff(LEAD).await).await;
    let file = browser.get("/departments/46/units.csv").await;
    assert_eq!((file.status, file.content_type.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"tien-do-46-2026-04-22.csv\"");
    let lines: Vec<&str> = file.text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Mã đơn vị,Đơn vị,"), "{}", lines[0]);
    assert_eq!(lines[1], "001,Trường THPT Sông Hương,9,3,6,1,1,1,0,0,0,0,0,2026-04-22T09:00:00+07:00");
    let details: serde_json::Value =
        sqlx::query_scalar("SELECT details FROM audit_log WHERE action = 'unit_progress.download'")
            .fetch_one(app.owner())
            .await
            .unwrap();
    assert_eq!(details, serde_json::json!({ "department": "46", "rows": 12 }));
}
