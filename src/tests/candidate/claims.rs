//! What a candidate claims: exemption, marks kept, graduation priority, area by residence, arrangements for the exam.

use axum::http::StatusCode;
use portal::testing::{Browser, TestApp};

use super::{
    files::{prove, upload_portrait},
    registration::{ANSWERS, Fields, HOME, OPEN, browser_of, save, submit},
};

const IELTS: Fields<'static> = &[
    ("claims_exemption", "yes"),
    ("certificate", "ielts"),
    ("certificate_score", "6,5"),
    ("issuer", "British Council"),
    ("issued_on", "05/03/2025"),
    ("expires_on", "05/03/2027"),
];

async fn save_done(browser: &mut Browser, section: &str, fields: Fields<'_>) {
    let answer = save(browser, section, fields).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, HOME), "{section}: {}", answer.text);
}

/// Refused with these words, and kept.
async fn refused(browser: &mut Browser, section: &str, fields: Fields<'_>, expected: &str) {
    let answer = save(browser, section, fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{section}: {}", answer.text);
    assert!(answer.text.contains(expected), "{section} {expected}: {}", answer.text);
}

/// All sections of An but those named.
async fn save_all_but(browser: &mut Browser, others: &[&str]) {
    for (section, fields) in ANSWERS {
        if !others.contains(&section) {
            save_done(browser, section, fields).await;
        }
    }
}

#[tokio::test]
async fn a_certificate_of_the_season_exempts_and_leaves_one_elective() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    let mut toeic = IELTS.to_vec();
    toeic[1] = ("certificate", "toeic");
    toeic.extend([("listening", "275"), ("reading", "275"), ("speaking", "110"), ("writing", "120")]);
    refused(&mut an, "exemption", &toeic, "120").await;
    let mut low = IELTS.to_vec();
    low[2] = ("certificate_score", "3.5");
    refused(&mut an, "exemption", &low, "4,00 trở lên").await;
    let mut late = IELTS.to_vec();
    late[5] = ("expires_on", "09/06/2026");
    refused(&mut an, "exemption", &late, "10/06/2026").await;

    save_all_but(&mut an, &["exemption", "papers", "declaration"]).await;
    save_done(&mut an, "exemption", IELTS).await;
    let page = an.get(&format!("{HOME}/papers")).await;
    assert!(!page.text.contains("elective_2") && page.text.contains("xin miễn thi Ngoại ngữ"), "{}", page.text);
    refused(&mut an, "papers", &[("elective_1", "ngoai_ngu"), ("language", "N1")], "đã xin miễn thi").await;
    save_done(&mut an, "papers", &[("elective_1", "vat_li")]).await;
    upload_portrait(&mut an).await;
    let early = an.get(&format!("{HOME}/declaration")).await;
    assert_eq!((early.status, early.location.as_str()), (StatusCode::SEE_OTHER, HOME), "the certificate is missing");
    prove(&mut an, "language_certificate").await;
    save_done(&mut an, "declaration", &[("accepted", "yes")]).await;
    assert_eq!(submit(&mut an).await.location, "/candidate/registration/submitted");
    let paper = an.get("/candidate/registration/paper").await;
    assert!(paper.text.contains("Tiếng Anh: IELTS 6,50, British Council, 05/03/2025"), "{}", paper.text);
    let confirmation = an.get("/candidate/registration/submitted").await;
    for expected in ["IELTS", "British Council", "Vật lí"] {
        assert!(confirmation.text.contains(expected), "{expected}: {}", confirmation.text);
    }
}

#[tokio::test]
async fn an_exemption_taken_back_asks_for_the_second_elective_again() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    save_all_but(&mut an, &["exemption", "papers", "declaration"]).await;
    save_done(&mut an, "exemption", IELTS).await;
    save_done(&mut an, "papers", &[("elective_1", "vat_li")]).await;
    save_done(&mut an, "exemption", &[("claims_exemption", "no")]).await;
    let home = an.get(HOME).await;
    assert!(home.text.contains("Đang làm"), "the papers lack one: {}", home.text);
}

#[tokio::test]
async fn a_mark_of_the_year_before_is_kept_and_its_paper_not_sat() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    let kind = &[("kind", "not_graduated"), ("programme", "2018"), ("education_form", "thpt")];
    save_done(&mut minh, "applicant", kind).await;
    let low = &[("reserves_marks", "yes"), ("reserved_1", "toan"), ("mark_1", "4,75")];
    refused(&mut minh, "reserved_marks", low, "5,00 trở lên").await;
    let two = &[
        ("reserves_marks", "yes"),
        ("reserved_1", "toan"),
        ("mark_1", "7,5"),
        ("reserved_2", "vat_li"),
        ("mark_2", "6"),
    ];
    save_done(&mut minh, "reserved_marks", two).await;
    let page = minh.get(&format!("{HOME}/papers")).await;
    assert!(page.text.contains("đã bảo lưu điểm") && !page.text.contains("elective_2"), "{}", page.text);
    refused(&mut minh, "papers", &[("elective_1", "vat_li")], "đã xin bảo lưu").await;
    save_done(&mut minh, "papers", &[("elective_1", "sinh_hoc")]).await;
    let check = minh.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("Toán: 7,5; Vật lí: 6"), "{}", check.text);
    // Somebody who has graduated keeps no mark.
    let kind = &[("kind", "graduate_for_admission"), ("programme", "2018"), ("education_form", "thpt")];
    save_done(&mut minh, "applicant", kind).await;
    assert_eq!(minh.get(&format!("{HOME}/reserved_marks")).await.location, HOME);
}

#[tokio::test]
async fn the_area_is_shown_with_its_reason_and_residence_may_decide() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    save_done(&mut an, "schools", ANSWERS[4].1).await;
    let page = an.get(&format!("{HOME}/priority")).await;
    assert!(page.text.contains("18 tháng tại Trường THPT Đại ngàn A Lưới"), "{}", page.text);
    assert!(page.text.contains("9 tháng tại Trường THPT Sông Hương"), "{}", page.text);
    assert!(!page.text.contains("armed_forces"), "soldiers are free candidates");
    refused(&mut an, "priority", &[("residence_ground", "difficult_commune")], "Khai xã, phường thường trú").await;
    let residence = &[("residence_commune", "20044"), ("over_18_months", "no")];
    save_done(&mut an, "residence", residence).await;
    refused(&mut an, "priority", &[("residence_ground", "difficult_commune")], "trên 18 tháng").await;
    save_done(&mut an, "residence", &[("residence_commune", "20044"), ("over_18_months", "yes")]).await;
    save_done(&mut an, "priority", &[("residence_ground", "difficult_commune")]).await;
    let check = an.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("tính theo nơi thường trú"), "{}", check.text);
}

#[tokio::test]
async fn graduation_priority_and_encouragement_are_codes_of_the_season() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    refused(&mut an, "graduation", &[("graduation_category", "D9"), ("encouragement", "")], "có trong danh sách").await;
    save_done(&mut an, "graduation", &[("graduation_category", "D2-TS2"), ("encouragement", "KK-NHI")]).await;
    let check = an.get(&format!("{HOME}/check")).await;
    for expected in ["D2-TS2", "0,25", "KK-NHI", "1,50"] {
        assert!(check.text.contains(expected), "{expected}: {}", check.text);
    }
}

#[tokio::test]
async fn what_a_disabled_candidate_needs_is_seen_by_the_verifying_school_alone_and_each_look_is_recorded() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    refused(&mut an, "arrangements", &[("needs_arrangements", "yes")], "Nhập hoặc chọn").await;
    save_all_but(&mut an, &["arrangements", "declaration"]).await;
    let needs = [
        ("needs_arrangements", "yes"),
        ("needs_braille", "yes"),
        ("needs_extra_time", "yes"),
        ("arrangement_note", "Khiếm thị từ nhỏ"),
    ];
    save_done(&mut an, "arrangements", &needs).await;
    upload_portrait(&mut an).await;
    save_done(&mut an, "declaration", &[("accepted", "yes")]).await;
    assert_eq!(submit(&mut an).await.location, "/candidate/registration/submitted");
    let own = an.get("/candidate/registration/submitted").await;
    assert!(own.text.contains("Khiếm thị từ nhỏ") && own.text.contains("Braille"), "{}", own.text);

    let id = sqlx::query_scalar!("SELECT id FROM exam_registration").fetch_one(app.owner()).await.expect("a form");
    let content = sqlx::query_scalar!(r#"SELECT content::text AS "content!" FROM exam_registration_version"#);
    let content = content.fetch_one(app.owner()).await.expect("a submission");
    assert!(!content.contains("Khiếm thị") && !content.contains("braille"), "{content}");

    let record = format!("/school/registrations/{id}");
    let path = format!("{record}/arrangements");
    let mut school = app.browser_as(&app.staff("truong.songhuong@demo.example.vn").await).await;
    let page = school.get(&record).await;
    assert!(page.text.contains(&path) && !page.text.contains("Braille"), "only that there is something: {}", page.text);
    let page = school.get(&path).await;
    assert!(page.text.contains("Braille") && page.text.contains("Khiếm thị từ nhỏ"), "{}", page.text);
    school.get(&path).await;
    let looks = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM audit_log WHERE action = 'exam_arrangement.view' AND purpose = 'verification'"#
    );
    assert_eq!(looks.fetch_one(app.owner()).await.expect("a count"), 2, "each look, not one an hour");
    let told = an.get("/candidate/access-log").await;
    assert!(told.text.contains("dữ liệu nhạy cảm"), "{}", told.text);

    let mut other = app.browser_as(&app.staff("truong.ngubinh@demo.example.vn").await).await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    // No digest from which the boxes could be guessed.
    let digests = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM audit_log WHERE action = 'exam_registration.save_section'
           AND details ->> 'section' = 'arrangements' AND after_digest IS NOT NULL"#
    );
    assert_eq!(digests.fetch_one(app.owner()).await.expect("a count"), 0);
}
