//! Marks, the result, and the confirmation, as candidates see them.

use axum::http::StatusCode;
use portal::testing::{Browser, TestApp};

use crate::small_season::{MATCHING, at, run_and_publish, start};

async fn browser(app: &TestApp, slug: &str) -> Browser {
    app.browser_as(&app.candidate(slug).await).await
}

/// A page as text, blanks single.
async fn text(browser: &mut Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    let page = scraper::Html::parse_document(&answer.text);
    let main = page.select(&scraper::Selector::parse("main").unwrap()).next().unwrap();
    main.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

async fn seat_of(browser: &mut Browser) -> String {
    let page = scraper::Html::parse_document(&browser.get("/candidate/enrolment").await.text);
    let field = page.select(&scraper::Selector::parse("input[name=programme]").unwrap()).next().unwrap();
    field.attr("value").unwrap().to_owned()
}

async fn receipts(app: &TestApp) -> Vec<String> {
    let numbers = sqlx::query_scalar!("SELECT receipt_number FROM enrolment ORDER BY confirmed_at");
    numbers.fetch_all(app.owner()).await.unwrap()
}

fn assert_holds(text: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text}");
    }
}

#[tokio::test]
async fn marks_show_from_their_publication_on_with_their_sums() {
    let app = start("2026-06-30T09:00").await;
    let mut an = browser(&app, "an").await;
    let before = text(&mut an, "/candidate/marks").await;
    assert_holds(&before, &["Điểm thi được công bố lúc 08:00 01/07/2026"]);
    assert!(!before.contains("8,50"), "{before}");
    at(&app, "2026-07-01T08:00");
    let after = text(&mut an, "/candidate/marks").await;
    assert_holds(&after, &["46001661", "Toán", "9,00", "Hóa học", "8,50", "A00", "26,50"]);
}

#[tokio::test]
async fn results_show_from_their_instant_on_and_explain_every_preference() {
    let app = start(MATCHING).await;
    let mut an = browser(&app, "an").await;
    assert_holds(
        &text(&mut an, "/candidate/result").await,
        &["Kết quả được công bố cho mọi thí sinh lúc 17:00 13/08/2026"],
    );
    run_and_publish(&app).await;
    at(&app, "2026-08-13T16:59");
    for path in ["/candidate/result", "/candidate/enrolment"] {
        let before = text(&mut an, path).await;
        assert_holds(&before, &["Chưa công bố kết quả", "17:00 13/08/2026"]);
        assert!(!before.contains("Khoa học máy tính"), "{before}");
    }
    at(&app, "2026-08-13T17:00");
    assert_holds(
        &text(&mut an, "/candidate/result").await,
        &[
            "Bạn trúng tuyển nguyện vọng 1: Khoa học máy tính",
            "trước 17:00 21/08/2026",
            "Điểm của bạn: 26,50; điểm chuẩn: 26,50.",
            "vì bạn đã có chỗ ở nguyện vọng đứng trước. Điểm của bạn: 26,50; điểm chuẩn: 25,50.",
        ],
    );
    assert_holds(
        &text(&mut browser(&app, "binh").await, "/candidate/result").await,
        &[
            "Bạn trúng tuyển nguyện vọng 2: Kỹ thuật máy tính",
            "Điểm của bạn: 25,50, thấp hơn điểm chuẩn 26,50.",
            "Điểm thi 25,00 Điểm ưu tiên 0,50 Điểm xét tuyển 25,50",
        ],
    );
    assert_holds(
        &text(&mut browser(&app, "chau").await, "/candidate/result").await,
        &[
            "Bạn không trúng tuyển nguyện vọng nào",
            "24,00, thấp hơn điểm chuẩn 25,50",
            "24,00, thấp hơn điểm chuẩn 26,50",
        ],
    );
    let unpaid = text(&mut browser(&app, "uyen").await, "/candidate/result").await;
    assert_holds(&unpaid, &["Không được xét", "Lệ phí của danh sách nguyện vọng chưa được nộp"]);
    let low = text(&mut browser(&app, "giang").await, "/candidate/result").await;
    assert_holds(&low, &["thấp hơn ngưỡng chung 15,00"]);
    let without_list = text(&mut browser(&app, "dung").await, "/candidate/result").await;
    assert_holds(&without_list, &["Bạn không nộp danh sách nguyện vọng nào"]);
}

#[tokio::test]
async fn each_refusal_says_which_score_would_have_sufficed() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    at(&app, "2026-08-13T17:00");
    // All equals come in, and an holds IT1 with 26.50 at the same rank: 26.50 is enough, and displaces nobody.
    let binh = text(&mut browser(&app, "binh").await, "/candidate/result").await;
    assert_holds(
        &binh,
        &[
            "Nếu đạt 26,50 điểm (thêm 1,00) và mọi điều khác giữ nguyên thì bạn sẽ trúng tuyển nguyện vọng này; kém mức đó 0,01 điểm thì không.",
            // Three applicants.
            "Vị trí không được nêu khi ngành có dưới 5 thí sinh được xét. Chỉ tiêu: 1.",
            "Mức điểm đủ để trúng tuyển được tìm thế nào",
        ],
    );
    assert!(!binh.contains("Vị trí của bạn"), "{binh}");
    // IT2 at rank 1: 25.50 stands above binh's 25.50 at rank 2. IT1 at rank 2: an's 26.50 at rank 1 stands above.
    let mut browser_of_chau = browser(&app, "chau").await;
    let chau = text(&mut browser_of_chau, "/candidate/result").await;
    assert_holds(&chau, &["Nếu đạt 25,50 điểm (thêm 1,50)", "Nếu đạt 26,51 điểm (thêm 2,51)"]);
    let an = text(&mut browser(&app, "an").await, "/candidate/result").await;
    assert_holds(&an, &["Không mức điểm nào ở nguyện vọng này làm thay đổi kết quả đó."]);
    assert!(!an.contains("điểm (thêm"), "{an}");
    let unpaid = text(&mut browser(&app, "uyen").await, "/candidate/result").await;
    assert!(!unpaid.contains("Chỉ tiêu") && !unpaid.contains("mức điểm"), "{unpaid}");

    // As if more had applied.
    let more = sqlx::query("UPDATE matching_programme_result SET applicants = 5 WHERE applicants = 3");
    assert_eq!(more.execute(app.owner()).await.unwrap().rows_affected(), 2);
    let chau = text(&mut browser_of_chau, "/candidate/result").await;
    assert_holds(&chau, &["Vị trí của bạn: 3 trong 5 thí sinh được xét vào ngành này. Chỉ tiêu: 1."]);
}

#[tokio::test]
async fn a_score_above_the_scale_or_no_seats_are_said_to_be_hopeless() {
    let app = start(MATCHING).await;
    // The hardest marks and the better rank: nothing up to 30 stands above an in IT1. IT2 has no seats.
    let unreachable = "UPDATE mark SET mark_hundredths = 1000 WHERE candidate_number = '46001661'";
    assert_eq!(sqlx::query(unreachable).execute(app.owner()).await.unwrap().rows_affected(), 3);
    let without_seats = "UPDATE programme SET quota = 0 WHERE institution_code = 'BKA' AND admission_code = 'IT2'";
    sqlx::query(without_seats).execute(app.owner()).await.unwrap();
    run_and_publish(&app).await;
    at(&app, "2026-08-13T17:00");
    let chau = text(&mut browser(&app, "chau").await, "/candidate/result").await;
    assert_holds(
        &chau,
        &[
            "Ngành không có chỉ tiêu trong lần xét này, nên không mức điểm nào đủ.",
            "Không mức điểm nào trong thang 30 đủ để trúng tuyển nguyện vọng này.",
        ],
    );
}

#[tokio::test]
async fn a_seat_is_confirmed_once_with_one_receipt_and_one_mail() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    at(&app, "2026-08-14T09:00");
    let mut an = browser(&app, "an").await;
    assert_holds(&text(&mut an, "/candidate/enrolment").await, &["Xác nhận nghĩa là", "Bạn không tự hủy được"]);
    let seat = seat_of(&mut an).await;
    assert_eq!(an.get("/candidate/enrolment/confirmed").await.location, "/candidate/enrolment");

    // Another seat than the page showed is not taken.
    let other = [("programme", "00000000-0000-0000-0000-000000000000")];
    assert_eq!(an.post("/candidate/enrolment/confirm", &other).await.status, StatusCode::CONFLICT);
    assert_eq!(an.post("/candidate/enrolment/confirm", &[("programme", "x")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(receipts(&app).await, Vec::<String>::new());

    for _ in 0..2 {
        let receipt = an.post_and_follow("/candidate/enrolment/confirm", &[("programme", &seat)]).await;
        assert!(receipt.text.contains("Đã xác nhận nhập học"), "{}", receipt.text);
    }
    let numbers = receipts(&app).await;
    assert_eq!(numbers.len(), 1);
    assert!(numbers[0].starts_with("NH-"), "{numbers:?}");
    let receipt = text(&mut an, "/candidate/enrolment/confirmed").await;
    assert_holds(&receipt, &[&numbers[0], "Khoa học máy tính", "09:00:00 14/08/2026"]);
    assert_eq!(an.get("/candidate/enrolment").await.location, "/candidate/enrolment/confirmed");
    let mails = sqlx::query_scalar!("SELECT template FROM mail_outbox WHERE template <> 'publication_proposed'")
        .fetch_all(app.owner())
        .await
        .unwrap();
    assert_eq!(mails, ["enrolment_confirmed"]);

    // Without a seat, or with an identity of level 1, there is nothing to confirm.
    let mut chau = browser(&app, "chau").await;
    assert_eq!(chau.post("/candidate/enrolment/confirm", &[("programme", &seat)]).await.status, StatusCode::CONFLICT);
    let mut nam = browser(&app, "nam").await;
    assert_holds(&text(&mut nam, "/candidate/enrolment").await, &["Cần định danh mức độ 2 để xác nhận nhập học"]);
    let refused = nam.post("/candidate/enrolment/confirm", &[("programme", &seat)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_holds(&refused.text, &["Cần định danh mức độ 2 để xác nhận nhập học", "Chưa có gì được xác nhận"]);
    assert_eq!(receipts(&app).await.len(), 1);
}

#[tokio::test]
async fn confirming_needs_a_fresh_proof() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    at(&app, "2026-08-14T09:00");
    let mut an = browser(&app, "an").await;
    let seat = seat_of(&mut an).await;
    assert!(!text(&mut an, "/candidate/enrolment").await.contains("xác thực lại"));
    app.ctx.clock.advance_machine(601);
    assert_holds(&text(&mut an, "/candidate/enrolment").await, &["xác thực lại bằng định danh điện tử"]);
    let stopped = an.post("/candidate/enrolment/confirm", &[("programme", &seat)]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    assert_eq!(stopped.location, "/sign-in/again?return_to=%2Fcandidate%2Fenrolment");
    assert!(receipts(&app).await.is_empty());
    let mut fresh = browser(&app, "an").await;
    fresh.post_and_follow("/candidate/enrolment/confirm", &[("programme", &seat)]).await;
    assert_eq!(receipts(&app).await.len(), 1);
    // What is confirmed is shown to whoever clicks again, fresh or not.
    assert_eq!(
        an.post("/candidate/enrolment/confirm", &[("programme", &seat)]).await.location,
        "/candidate/enrolment/confirmed"
    );
}

#[tokio::test]
async fn two_clicks_at_the_same_moment_leave_one_receipt() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    at(&app, "2026-08-14T09:00");
    let mut an = browser(&app, "an").await;
    let seat = seat_of(&mut an).await;
    let (mut one, mut other) = (an.clone(), an.clone());
    let form = [("programme", seat.as_str())];
    let (one, other) = tokio::join!(
        one.post("/candidate/enrolment/confirm", &form),
        other.post("/candidate/enrolment/confirm", &form)
    );
    assert_eq!((one.status, other.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(receipts(&app).await.len(), 1);
    let mails =
        sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM mail_outbox WHERE template = 'enrolment_confirmed'");
    assert_eq!(mails.fetch_one(app.owner()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_seat_that_is_not_confirmed_lapses_at_the_deadline() {
    let app = start(MATCHING).await;
    run_and_publish(&app).await;
    at(&app, "2026-08-21T16:59");
    let mut binh = browser(&app, "binh").await;
    let seat = seat_of(&mut binh).await;
    at(&app, "2026-08-21T17:00");
    let late = binh.post("/candidate/enrolment/confirm", &[("programme", &seat)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Đã hết hạn xác nhận"), "{}", late.text);
    for path in ["/candidate/result", "/candidate/enrolment"] {
        assert_holds(&text(&mut binh, path).await, &["Hạn xác nhận đã hết lúc 17:00 21/08/2026"]);
    }
    assert_eq!(receipts(&app).await, Vec::<String>::new());
}
