//! Programmes are found by what people type, and the address says all of it.

use axum::http::StatusCode;
use portal::testing::{Answer, TestApp};
use scraper::{Html, Selector};

async fn search(app: &TestApp, query: &str) -> Answer {
    app.browser().get(&format!("/catalogue?{query}")).await
}

/// The addresses of the programmes on the page, in order.
fn found(answer: &Answer) -> Vec<String> {
    let links = Selector::parse(".programme-list .programme-name a").unwrap();
    Html::parse_document(&answer.text)
        .select(&links)
        .map(|link| link.attr("href").unwrap_or_default().trim_start_matches("/catalogue/").to_owned())
        .collect()
}

fn heading(answer: &Answer) -> String {
    let heading = Selector::parse("#results").unwrap();
    Html::parse_document(&answer.text).select(&heading).map(|heading| heading.text().collect::<String>()).collect()
}

#[tokio::test]
async fn diacritics_case_and_order_of_words_make_no_difference() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let expected = search(&app, "q=C%C3%B4ng+ngh%E1%BB%87+th%C3%B4ng+tin+B%C3%A1ch+khoa").await;
    assert!(found(&expected).contains(&"BKA/IT-EP".to_owned()), "{:?}", found(&expected));
    for q in ["cong+nghe+thong+tin+bach+khoa", "BACH+KHOA+thong+tin+cong+nghe", "tin+thong+nghe+cong+khoa+bach"] {
        let answer = search(&app, &format!("q={q}")).await;
        assert_eq!(heading(&answer), heading(&expected), "{q}");
        assert_eq!(found(&answer).len(), found(&expected).len(), "{q}");
    }
}

#[tokio::test]
async fn synonyms_find_what_the_full_words_find() {
    let app = TestApp::start("2026-07-05T09:00").await;
    for (typed, expected) in
        [("cntt+bach+khoa", "BKA/IT-EP"), ("khmt+bk", "BKA/IT1"), ("ng%C3%A0nh+khoa+hoc+may+tinh+hust", "BKA/IT1")]
    {
        let answer = search(&app, &format!("q={typed}")).await;
        assert!(found(&answer).contains(&expected.to_owned()), "{typed}: {:?}", found(&answer));
    }
    let abbreviated = heading(&search(&app, "q=tphcm").await);
    assert_eq!(abbreviated, heading(&search(&app, "q=tp.+h%E1%BB%93+ch%C3%AD+minh").await));
    assert!(!abbreviated.contains("Không"), "{abbreviated}");
}

#[tokio::test]
async fn a_code_comes_first() {
    let app = TestApp::start("2026-07-05T09:00").await;
    for (typed, expected) in
        [("it1", "BKA/IT1"), ("IT-E10", "BKA/IT-E10"), ("bka+it1", "BKA/IT1"), ("IT1+bka", "BKA/IT1")]
    {
        assert_eq!(
            found(&search(&app, &format!("q={typed}")).await).first().map(String::as_str),
            Some(expected),
            "{typed}"
        );
    }
    let of_institution = found(&search(&app, "q=bka").await);
    assert!(of_institution.iter().all(|programme| programme.starts_with("BKA/")), "{of_institution:?}");
}

#[tokio::test]
async fn filters_narrow_the_result_and_stay_in_the_links() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let filtered = search(&app, "institution=BKA&combination=A00&place=H%C3%A0+N%E1%BB%99i").await;
    assert!(found(&filtered).iter().all(|programme| programme.starts_with("BKA/")));
    assert_eq!(found(&filtered).len(), 20);
    assert!(filtered.text.contains("institution=BKA&amp;place=H%C3%A0+N%E1%BB%99i&amp;combination=A00&amp;page=2"));
    let elsewhere = search(&app, "institution=BKA&place=Kh%C3%A1nh+H%C3%B2a").await;
    assert!(heading(&elsewhere).contains("Không tìm thấy"), "{}", heading(&elsewhere));
    assert!(elsewhere.text.contains("Tìm lại mà không lọc"));
}

#[tokio::test]
async fn pages_do_not_overlap_and_a_page_behind_the_last_is_the_last() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let (first, second) = (found(&search(&app, "").await), found(&search(&app, "page=2").await));
    assert_eq!((first.len(), second.len()), (20, 20));
    assert!(first.iter().all(|programme| !second.contains(programme)));
    let last = search(&app, "page=4000000000").await;
    assert_eq!(last.status, StatusCode::OK);
    assert!((1..=20).contains(&found(&last).len()) && last.text.contains("rel=\"prev\""));
}

#[tokio::test]
async fn bad_searches_are_told_and_kept() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let too_long = "x".repeat(101);
    let answer = search(&app, &format!("q={too_long}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Rút gọn còn tối đa 100 ký tự") && answer.text.contains(&too_long));
    assert_eq!(search(&app, "q=%FF%FE").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(search(&app, "q=a&q=b").await.status, StatusCode::BAD_REQUEST);
    let nothing = search(&app, "q=%27%3B+drop+table+programme+--").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(heading(&nothing).contains("Không tìm thấy"));
    for harmless in ["q=%5C", "q=(((", "q=%25", "q=.*", "q=%5Bab", "page=x"] {
        assert_eq!(search(&app, harmless).await.status, StatusCode::OK, "{harmless}");
    }
}
