//! A programme's page, for visitors and for candidates.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    testing::{Browser, TestApp},
};

async fn set_marks(app: &TestApp, actor: &Actor, marks: &[(&str, i16)]) {
    let Actor::Candidate(candidate) = actor else { panic!("a candidate") };
    for (subject, mark) in marks {
        sqlx::query!(
            "INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths)
             SELECT season, candidate_number, $2, $3 FROM candidate WHERE id = $1",
            candidate.candidate_id.0,
            subject,
            mark
        )
        .execute(app.owner())
        .await
        .unwrap();
    }
}

async fn programme(browser: &mut Browser) -> String {
    let answer = browser.get("/catalogue/BKA/IT1").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.text
}

#[tokio::test]
async fn visitors_see_the_programme_and_its_past_cutoffs() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let text = programme(&mut app.browser()).await;
    for part in
        ["Khoa học máy tính", "Toán · Vật lí · Hóa học", "Toán · Vật lí · Tiếng Anh", "28,53", "A00, A01", "15,00"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("/sign-in?return_to=%2Fcatalogue%2FBKA%2FIT1"));
    assert!(!text.contains("Với điểm của tôi"));
    for missing in ["/catalogue/BKA/NONE", "/catalogue/XXX/IT1"] {
        assert_eq!(app.browser().get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn a_candidate_sees_the_own_score_only_after_marks_are_published() {
    let app = TestApp::start("2026-06-30T23:59").await;
    let actor = app.candidate("an").await;
    // A00: 8.00 + 7.50 + 9.00 = 24.50; no approved registration, so no priority.
    set_marks(&app, &actor, &[("toan", 800), ("vat_li", 750), ("hoa_hoc", 900)]).await;
    let mut browser = app.browser_as(&actor).await;
    let before = programme(&mut browser).await;
    assert!(before.contains("Điểm thi được công bố lúc 08:00 01/07/2026") && !before.contains("24,50"), "{before}");
    app.ctx.clock.advance(9 * 60);
    let after = programme(&mut browser).await;
    assert!(after.contains("24,50") && after.contains("chưa có phiếu đăng ký dự thi được duyệt"), "{after}");
    assert!(after.contains("Thêm được vào danh sách nguyện vọng từ"), "{after}");
}

#[tokio::test]
async fn the_page_says_why_marks_do_not_suffice() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let cases: [(&str, &[(&str, i16)], &str); 4] = [
        ("an", &[], "Cổng không có điểm thi của bạn"),
        ("binh", &[("toan", 800), ("ngu_van", 800), ("lich_su", 800)], "không có đủ ba môn"),
        // Its language is on no approved registration yet.
        ("dung", &[("toan", 800), ("vat_li", 800), ("ngoai_ngu", 800)], "Điểm Ngoại ngữ của bạn chưa được tính"),
        ("chau", &[("toan", 400), ("vat_li", 400), ("hoa_hoc", 400)], "thấp hơn mức tối thiểu chung"),
    ];
    for (slug, marks, expected) in cases {
        let actor = app.candidate(slug).await;
        set_marks(&app, &actor, marks).await;
        let text = programme(&mut app.browser_as(&actor).await).await;
        assert!(text.contains(expected), "{slug}: {text}");
    }
}
