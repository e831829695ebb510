//! Signing in by citizen ID against the mock service, over real HTTP.

use axum::http::StatusCode;
use portal::testing::TestApp;
use serde_json::json;

use super::citizen_portal::{
    BASE_URL, CitizenPortal, at_the_service, begin, heading, is_nobody, posted_to_the_service,
};

const OPEN: &str = "2026-04-22T09:00";

#[tokio::test]
async fn a_candidate_signs_in_and_comes_to_where_they_wanted_to_go() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.app.browser();
    let answer = portal.visit(&mut browser, "/sign-in", "/candidate?from=mail", &[("persona", "an")]).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/candidate?from=mail"));
    let home = browser.get("/candidate").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text.contains("Nguyễn Thị Bình An"), "{}", home.text);
    let trace = portal.traces("citizen.").await;
    assert_eq!((trace.len(), &*trace[0].action, &trace[0].details), (1, "citizen.sign_in", &json!({ "level": 2 })));
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_and_at_the_service() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.signed_in("an").await;
    let mut copied_cookies = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, heading(&answer)), (StatusCode::OK, "Bạn đã đăng xuất khỏi cổng".to_owned()));
    assert!(!answer.text.contains("Nguyễn Thị Bình An"), "the page is nobody's any more");
    assert_eq!(posted_to_the_service(&answer).await, format!("{BASE_URL}/signed-out"));
    assert!(is_nobody(&mut copied_cookies).await, "a copied cookie opens nothing after signing out");
}

#[tokio::test]
async fn an_answer_of_the_service_is_believed_once() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.app.browser();
    let began = begin(&mut browser, "/sign-in", "/").await;
    let callback = at_the_service(&began.location, &[("persona", "an")]).await;
    let mut copied_cookies = browser.clone();
    assert_eq!(browser.get(&callback).await.location, "/candidate");
    assert_eq!(browser.get(&callback).await.location, "/candidate", "loaded twice, nothing changes");

    let replayed = copied_cookies.get(&callback).await;
    assert_eq!(replayed.status, StatusCode::BAD_REQUEST, "{}", replayed.location);
    assert_eq!(heading(&replayed), "Lượt đăng nhập này không còn hiệu lực");
    assert!(is_nobody(&mut copied_cookies).await, "who held the cookie before has no part in the session after");
    assert_eq!(portal.refusal_after(0).await.0, "no_attempt");

    browser.post("/sign-out", &[]).await;
    assert_eq!(browser.get(&callback).await.status, StatusCode::BAD_REQUEST);
    assert!(is_nobody(&mut browser).await);
    assert_eq!(portal.refusal_after(1).await.0, "no_attempt");
}

#[tokio::test]
async fn the_attempt_of_another_browser_signs_nobody_in() {
    let portal = CitizenPortal::start(OPEN).await;
    let (mut mine, mut another) = (portal.app.browser(), portal.app.browser());
    let began = begin(&mut mine, "/sign-in", "/").await;
    let callback = at_the_service(&began.location, &[("persona", "an")]).await;
    let answer = another.get(&callback).await;
    assert_eq!(heading(&answer), "Lượt đăng nhập này không còn hiệu lực");
    assert!(is_nobody(&mut another).await);

    begin(&mut another, "/sign-in", "/").await;
    let answer = another.get(&callback).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(heading(&answer), "Câu trả lời không khớp với lượt đăng nhập");
    assert!(is_nobody(&mut another).await);
    assert_eq!(portal.refusal_after(1).await.0, "state");
    assert_eq!(mine.get(&callback).await.location, "/candidate", "whoever began may still finish");
}

#[tokio::test]
async fn what_began_before_a_sign_in_is_worth_nothing_after_it() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.app.browser();
    let planted = begin(&mut browser, "/sign-in", "/").await;
    let planted = at_the_service(&planted.location, &[("persona", "binh")]).await;
    portal.visit(&mut browser, "/sign-in", "/", &[("persona", "an")]).await;
    assert_eq!(browser.get(&planted).await.location, "/candidate");
    assert!(browser.get("/candidate").await.text.contains("Nguyễn Thị Bình An"));
}

#[tokio::test]
async fn who_takes_longer_than_a_quarter_of_an_hour_begins_again() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.app.browser();
    let began = begin(&mut browser, "/sign-in", "/").await;
    portal.app.ctx.clock.advance_machine(15 * 60 + 1);
    let callback = at_the_service(&began.location, &[("persona", "an")]).await;
    assert_eq!(heading(&browser.get(&callback).await), "Lượt đăng nhập đã quá hạn");
    assert_eq!(portal.refusal_after(0).await.0, "attempt_expired");
}

#[tokio::test]
async fn while_nobody_listens_the_page_says_so_before_and_after_the_button() {
    let settings = [("CITIZEN_ID_ISSUER", "http://127.0.0.1:1".to_owned())];
    let app = TestApp::start_with(OPEN, &settings).await;
    let before = app.browser().get("/sign-in").await;
    assert_eq!(before.status, StatusCode::OK);
    for words in ["Dịch vụ định danh đang không phản hồi", "09:00:00 22/04/2026", "vẫn làm việc bình thường"]
    {
        assert!(before.text.contains(words), "{words}: {}", before.text);
    }
    let answer = app.browser().post("/sign-in", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(heading(&answer), "Không kết nối được dịch vụ định danh");
    assert_eq!(answer.headers["retry-after"], "60");
}

#[tokio::test]
async fn while_the_service_is_down_whoever_is_signed_in_works_and_signs_out() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut an = portal.signed_in("an").await;
    assert!(!portal.app.browser().get("/sign-in").await.text.contains("đang không phản hồi"));
    let mut late = portal.app.browser();
    let began = begin(&mut late, "/sign-in", "/").await;
    let callback = at_the_service(&began.location, &[("persona", "binh")]).await;
    portal.set_fault(json!({ "kind": "down" })).await;
    let answer = late.get(&callback).await;
    assert_eq!(heading(&answer), "Không kết nối được dịch vụ định danh");
    assert!(portal.app.browser().get("/sign-in").await.text.contains("Dịch vụ định danh đang không phản hồi"));

    let contact = [("phone", "0912345678"), ("email", "a@example.vn"), ("address", "Huế"), ("version", "0")];
    let saved = an.post("/candidate/registration/contact", &contact).await;
    assert_eq!((saved.status, saved.location.as_str()), (StatusCode::SEE_OTHER, "/candidate/registration"));
    assert!(an.get("/candidate/registration/contact").await.text.contains("a@example.vn"));

    let out = an.post_and_follow("/sign-out", &[]).await;
    assert!(out.text.contains("chưa báo được cho dịch vụ"), "{}", out.text);
    assert!(is_nobody(&mut an).await);
}

#[tokio::test]
async fn first_sign_ins_at_the_same_moment_make_one_candidate() {
    let app = TestApp::start(OPEN).await;
    for persona in ["an", "binh", "chau", "dung", "giang", "uyen"] {
        let (one, two, three) = tokio::join!(app.candidate(persona), app.candidate(persona), app.candidate(persona));
        assert!(one == two && two == three, "{persona}");
    }
    let people: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM person WHERE subject IN (SELECT subject FROM person
        JOIN candidate ON candidate.person_id = person.id)",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    let candidates: i64 = sqlx::query_scalar("SELECT count(*) FROM candidate").fetch_one(app.owner()).await.unwrap();
    assert_eq!(people, candidates);
}

#[tokio::test]
async fn what_changed_at_the_service_is_taken_over_and_compared_again() {
    let portal = CitizenPortal::start(OPEN).await;
    portal.signed_in("an").await;
    sqlx::query("UPDATE person SET full_name = 'Nguyễn Thị An', birth_date = '2008-03-06' WHERE identity_number = $1")
        .bind("046308001374")
        .execute(portal.app.owner())
        .await
        .unwrap();
    sqlx::query("UPDATE registry_comparison SET status = 'matched', checked_at = now()")
        .execute(portal.app.owner())
        .await
        .unwrap();
    portal.signed_in("an").await;
    let kept: (String, String, String) = sqlx::query_as(
        "SELECT p.full_name, p.birth_date::text, rc.status FROM person p JOIN candidate c ON c.person_id = p.id
         JOIN registry_comparison rc ON rc.candidate_id = c.id WHERE p.identity_number = '046308001374'",
    )
    .fetch_one(portal.app.owner())
    .await
    .unwrap();
    assert_eq!(kept, ("Nguyễn Thị Bình An".to_owned(), "2008-03-05".to_owned(), "unchecked".to_owned()));
    let traces = portal.traces("person.change").await;
    assert_eq!((traces.len(), &traces[0].details), (1, &json!({ "fields": ["full_name", "birth_date"] })));
    let is_digested: bool = sqlx::query_scalar(
        "SELECT before_digest IS NOT NULL AND after_digest IS NOT NULL AND before_digest <> after_digest
         FROM audit_log WHERE action = 'person.change'",
    )
    .fetch_one(portal.app.owner())
    .await
    .unwrap();
    assert!(is_digested, "the entry says by digests what it was and what it is");
}

#[tokio::test]
async fn a_name_and_a_number_that_are_bound_elsewhere_open_nothing_and_name_nobody() {
    let portal = CitizenPortal::start(OPEN).await;
    portal.signed_in("an").await;
    portal.signed_in("binh").await;
    let an = "046308001374";
    let cases = [
        ("subject = 'made anew'", "other_subject", "Số giấy tờ của bạn đã gắn với một tài khoản định danh khác"),
        ("identity_number = '046308009999'", "other_number", "đã gắn với một số giấy tờ khác"),
    ];
    for (index, (change, reason, words)) in cases.into_iter().enumerate() {
        let before: String = sqlx::query_scalar("SELECT subject FROM person WHERE identity_number = $1")
            .bind(an)
            .fetch_one(portal.app.owner())
            .await
            .unwrap();
        let statement = format!("UPDATE person SET {change} WHERE identity_number = '{an}'");
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(portal.app.owner()).await.unwrap();
        let mut browser = portal.app.browser();
        let answer = portal.visit(&mut browser, "/sign-in", "/", &[("persona", "an")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text.contains(words), "{}", answer.text);
        for secret in ["046308", "Nguyễn Thị", &before] {
            assert!(!answer.text.contains(secret), "{secret}");
        }
        assert!(is_nobody(&mut browser).await);
        let traces = portal.traces("citizen.contradiction").await;
        assert_eq!((traces.len(), &traces[index].details), (index + 1, &json!({ "reason": reason })));
        sqlx::query("UPDATE person SET subject = $1, identity_number = $2 WHERE full_name = 'Nguyễn Thị Bình An'")
            .bind(before)
            .bind(an)
            .execute(portal.app.owner())
            .await
            .unwrap();
    }
}
