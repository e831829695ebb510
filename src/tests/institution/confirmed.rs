//! The confirmed list as files, and what is recorded of each download.

use std::io::{Cursor, Read as _};

use axum::http::StatusCode;
use portal::testing::{Browser, TestApp};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use super::published_season::{AFTER, start};

const CSV: &str = "/institution/confirmed.csv?purpose=enrolment";
const XLSX: &str = "/institution/confirmed.xlsx?purpose=student_records";

async fn bka(app: &TestApp) -> Browser {
    app.browser_as(&app.staff("tuyensinh.bka@demo.example.vn").await).await
}

/// Action, details and how often.
async fn recorded(app: &TestApp) -> Vec<(String, Value, i64)> {
    sqlx::query_as(
        "SELECT action, details - 'run', count(*) FROM audit_log WHERE action LIKE 'confirmed_list.%' GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .fetch_all(app.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn the_csv_has_bom_and_crlf_and_no_formula_and_every_confirmed_candidate_once() {
    let app = start(AFTER).await;
    let answer = bka(&app).await.get(CSV).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let text = String::from_utf8(answer.bytes).unwrap();
    let rest = text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert_eq!(rest.matches('\n').count(), rest.matches("\r\n").count());
    let lines: Vec<&str> = rest.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 101);
    assert_eq!(
        lines[0],
        "Số báo danh,Số định danh,Họ và tên,Ngày sinh,Giới tính,Mã xét tuyển,\"Tên ngành, chương trình\",Điểm xét tuyển,Tổ hợp,Thời điểm xác nhận,Số biên nhận"
    );
    assert_eq!(
        lines[1],
        "46000001,046208000001,\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",2008-03-05,Nam,IT1,Khoa học máy tính,29.49,A00,2026-08-14T08:30:00+07:00,XN-46000001"
    );
    assert!(lines[2].contains(",'@SUM(1),"), "{}", lines[2]);
    for (line, number) in lines[1..].iter().zip(1..) {
        assert!(line.starts_with(&format!("46{number:06},046208{number:06},")), "{line}");
        assert!(!line.split(',').any(|cell| cell.trim_matches('"').starts_with(['=', '+', '-', '@'])), "{line}");
    }
    assert!(!text.contains("Sư Phạm"), "another institution's candidates");
}

#[tokio::test]
async fn the_xlsx_keeps_identity_numbers_as_text() {
    let app = start(AFTER).await;
    let answer = bka(&app).await.get(XLSX).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.content_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert_eq!(xml.matches("<row ").count(), 101);
    assert!(!xml.contains("<f>"), "a formula");
    assert_eq!(xml.matches("<c ").count(), 101 * 11);
    assert_eq!(xml.matches("t=\"inlineStr\"").count(), 101 * 11, "every cell is text");
    for expected in ["<t>046208000001</t>", "<t>046208000100</t>", "<t>=HYPERLINK(\"http://evil.example\",\"x\")</t>"] {
        assert!(xml.contains(expected), "{expected}");
    }
    assert!(!xml.contains("046208000101") && !xml.contains("001308"), "not confirmed, or another institution's");
}

#[tokio::test]
async fn a_download_is_recorded_for_the_institution_and_for_each_candidate() {
    let app = start(AFTER).await;
    let mut browser = bka(&app).await;
    browser.get(CSV).await;
    browser.get(XLSX).await;
    let details = |purpose: &str, format: &str| json!({ "institution": "BKA", "purpose": purpose, "format": format });
    let with_rows = |mut details: Value| {
        details["rows"] = json!(100);
        details
    };
    let (csv, xlsx) = (details("enrolment", "csv"), details("student_records", "xlsx"));
    let mut found = recorded(&app).await;
    let mut expected = vec![
        ("confirmed_list.disclose".to_owned(), csv.clone(), 100),
        ("confirmed_list.disclose".to_owned(), xlsx.clone(), 100),
        ("confirmed_list.download".to_owned(), with_rows(csv), 1),
        ("confirmed_list.download".to_owned(), with_rows(xlsx), 1),
    ];
    found.sort_by_key(|row| format!("{row:?}"));
    expected.sort_by_key(|row| format!("{row:?}"));
    assert_eq!(found, expected);
    let (candidates, runs, actors): (i64, i64, i64) = sqlx::query_as(
        "SELECT count(DISTINCT candidate_id), count(*) FILTER (WHERE details->>'run' = md5('run')::uuid::text),
             count(DISTINCT actor_id)
         FROM audit_log WHERE action LIKE 'confirmed_list.%'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!((candidates, runs, actors), (100, 2, 1));
}

#[tokio::test]
async fn more_rows_than_are_read_at_once_come_out_whole_and_in_order() {
    let app = start(AFTER).await;
    // 1 300 more seats confirmed at BKA: two and a half batches
    for statement in [
        "INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
         SELECT md5('many' || i)::uuid, 'many' || i, 'personal_id', '046208' || i, 'Lê Thị Nhiều', '2008-01-01', NULL, now()
         FROM generate_series(100001, 101300) AS i",
        "INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
         SELECT id, id, 2026, 'graduate_for_admission', (SELECT id FROM registration_unit LIMIT 1), NULL, now()
         FROM person WHERE subject LIKE 'many%'",
        "INSERT INTO matching_preference_result (run_id, candidate_id, rank, programme_id, status, combination_code,
             exam_score_hundredths, priority_hundredths, score_hundredths)
         SELECT md5('run')::uuid, person.id, 1, programme.id, 'admitted', 'A00', 0, 0, 2500
         FROM person, programme WHERE subject LIKE 'many%' AND institution_code = 'BKA' AND admission_code = 'IT1' AND programme.season = 2026",
        "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
         SELECT candidate_id, run_id, programme_id, '2026-08-14T08:30:00+07:00', candidate_id::text
         FROM matching_preference_result WHERE score_hundredths = 2500",
    ] {
        sqlx::query(statement).execute(app.owner()).await.expect(statement);
    }
    let text = bka(&app).await.get(CSV).await.text;
    let mut numbers: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(numbers.len(), 1_400);
    // Those without a candidate number come first.
    assert_eq!(numbers.last(), Some(&"046208000100"));
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 1_400);
}

#[tokio::test]
async fn without_a_purpose_or_before_publication_nothing_is_handed_out_or_recorded() {
    let app = start("2026-08-13T16:59").await;
    let mut browser = bka(&app).await;
    for path in [CSV, XLSX] {
        let early = browser.get(path).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{path}");
        assert!(early.text.contains("chưa công bố"), "{}", early.text);
    }
    app.ctx.clock.advance(1);
    for query in ["", "?purpose=", "?purpose=marketing"] {
        for file in ["confirmed.csv", "confirmed.xlsx"] {
            let refused = browser.get(&format!("/institution/{file}{query}")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}{query}");
            assert!(refused.text.contains("href=\"#purpose\""), "{}", refused.text);
        }
    }
    let repeated = browser.get("/institution/confirmed.csv?purpose=enrolment&purpose=inspection").await;
    assert_eq!(repeated.status, StatusCode::BAD_REQUEST);
    assert_eq!(recorded(&app).await, []);
}

#[tokio::test]
async fn the_page_of_downloads_offers_the_list_for_a_purpose() {
    let app = start(AFTER).await;
    let page = bka(&app).await.get("/institution/downloads").await;
    let html = Html::parse_document(&page.text);
    let attributes = |selector: &str, name: &str| -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).filter_map(|element| element.attr(name).map(str::to_owned)).collect()
    };
    assert_eq!(
        attributes("#purpose option", "value"),
        ["", "enrolment", "student_records", "reconciliation", "inspection"]
    );
    assert_eq!(
        attributes("button[formaction]", "formaction"),
        ["/institution/confirmed.xlsx", "/institution/confirmed.csv"]
    );
    let lead = Selector::parse(".lead strong").unwrap();
    let numbers: Vec<String> = html.select(&lead).map(|element| element.text().collect()).collect();
    assert_eq!(numbers, ["100"]);
}
