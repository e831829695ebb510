//! An institution's figures and lists.

use axum::http::StatusCode;
use portal::testing::TestApp;
use scraper::{Html, Selector};

use super::published_season::{AFTER, start};

const BKA: &str = "tuyensinh.bka@demo.example.vn";
const SPH: &str = "tuyensinh.sph@demo.example.vn";

fn texts(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let html = Html::parse_document(html);
    html.select(&selector).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
}

async fn page(app: &TestApp, email: &str, path: &str) -> (StatusCode, String) {
    let answer = app.browser_as(&app.staff(email).await).await.get(path).await;
    (answer.status, answer.text)
}

#[tokio::test]
async fn each_institution_sees_its_own_programmes_in_figures() {
    let app = start(AFTER).await;
    for (email, expected) in [(BKA, ["120", "120", "100"]), (SPH, ["3", "3", "2"])] {
        let (status, html) = page(&app, email, "/institution").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(texts(&html, ".figure-number")[1..], expected, "applicants, admitted, confirmed of {email}");
    }
    let (_, html) = page(&app, BKA, "/institution").await;
    let row = texts(&html, "tbody tr").into_iter().find(|row| row.contains("IT1")).unwrap();
    assert!(row.ends_with("120120100"), "{row}");
    assert!(!html.contains("Sư phạm") && !html.contains("SPH"), "another institution's programmes");
}

#[tokio::test]
async fn before_the_moment_of_publication_there_are_counts_of_applicants_alone() {
    let app = start("2026-08-13T16:59").await;
    let (_, html) = page(&app, BKA, "/institution").await;
    assert_eq!(texts(&html, ".figure-number")[1..], ["120"]);
    let (status, html) = page(&app, BKA, "/institution/programmes/IT1").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("chưa công bố") && !html.contains("Trần Văn") && !html.contains("28,30"), "{html}");
    app.ctx.clock.advance(1);
    let (_, html) = page(&app, BKA, "/institution/programmes/IT1").await;
    assert!(html.contains("Trần Văn 3") && html.contains("28,30"), "{html}");
}

#[tokio::test]
async fn the_admitted_are_listed_by_score_page_by_page_each_once() {
    let app = start(AFTER).await;
    let mut browser = app.browser_as(&app.staff(BKA).await).await;
    let (mut path, mut numbers, mut sizes) = ("/institution/programmes/IT1".to_owned(), Vec::new(), Vec::new());
    loop {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK);
        let found = texts(&answer.text, "tbody td:nth-child(2)");
        sizes.push(found.len());
        numbers.extend(found);
        let html = Html::parse_document(&answer.text);
        let next = html.select(&Selector::parse("a[rel=next]").unwrap()).next();
        let Some(next) = next.and_then(|link| link.attr("href")) else { break };
        path = next.to_owned();
    }
    assert_eq!(sizes, [50, 50, 20]);
    // the score falls as the number rises
    let expected: Vec<String> = (1..=120).map(|number| format!("46{number:06}")).collect();
    assert_eq!(numbers, expected);
    let first = browser.get("/institution/programmes/IT1").await.text;
    assert_eq!(
        texts(&first, "tbody tr:nth-child(3) > *"),
        ["Trần Văn 3", "46000003", "05/03/2008", "29,47", "A00", "2", "Đã xác nhận 08:30 14/08/2026"]
    );
    assert!(texts(&browser.get(&path).await.text, "tbody tr:last-child")[0].ends_with("Chưa xác nhận"));
    for place in ["no-id", "%F0%9F"] {
        let refused = browser.get(&format!("/institution/programmes/IT1?after={place}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{place}");
    }
}

#[tokio::test]
async fn the_programme_of_another_institution_is_as_unknown_as_one_of_nobody() {
    let app = start(AFTER).await;
    let mut browser = app.browser_as(&app.staff(SPH).await).await;
    let others = browser.get("/institution/programmes/IT1").await;
    let nobodys = browser.get("/institution/programmes/NO9").await;
    assert_eq!((others.status, nobodys.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let without_path = |html: String| html.replace("IT1", "").replace("NO9", "");
    assert_eq!(without_path(others.text_without_nonce()), without_path(nobodys.text_without_nonce()));
}

#[tokio::test]
async fn only_institutions_staff_pass_these_doors() {
    let app = start(AFTER).await;
    let paths = [
        "/institution",
        "/institution/programmes/IT1",
        "/institution/downloads",
        "/institution/confirmed.csv?purpose=enrolment",
        "/institution/confirmed.xlsx?purpose=enrolment",
    ];
    for path in paths {
        for email in ["truong.songhuong@demo.example.vn", "bo.dieuhanh@demo.example.vn"] {
            assert_eq!(page(&app, email, path).await.0, StatusCode::FORBIDDEN, "{email} {path}");
        }
        assert_eq!(app.browser().get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
}
