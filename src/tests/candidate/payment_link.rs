//! Somebody else pays by the candidate's link: without a sign-in, with the candidate's own attempt, and seen by the
//! candidate.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    testing::{Answer, Browser, TestApp},
};

use scraper::{Html, Selector};

use crate::payment_scene::{OPEN, Scene, parameters};

const SHARE: &str = "/candidate/payment/link";
const REVOKE: &str = "/candidate/payment/link/revoke";

/// Makes a link; the path that the candidate sends on.
async fn share(scene: &mut Scene) -> String {
    let made = scene.browser.post(SHARE, &[]).await;
    assert_eq!(
        (made.status, made.location.as_str()),
        (StatusCode::SEE_OTHER, "/candidate/payment#link"),
        "{}",
        made.text
    );
    link_on(&scene.fee_page().await).expect("the link is on the page")
}

fn link_on(page: &Answer) -> Option<String> {
    let html = Html::parse_document(&page.text);
    let address: String = html.select(&Selector::parse(".copy-text").unwrap()).next()?.text().collect();
    Some(address[address.find("/pay/")?..].to_owned())
}

/// A payer's browser, at the page of the link.
async fn opened(app: &TestApp, link: &str) -> (Browser, Answer) {
    let mut payer = app.browser();
    let first = payer.get(link).await;
    assert_eq!(
        (first.status, first.location.as_str()),
        (StatusCode::SEE_OTHER, "/pay"),
        "the token leaves the address"
    );
    let page = payer.get("/pay").await;
    (payer, page)
}

async fn links(scene: &Scene) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM payment_link").fetch_one(scene.app.owner()).await.unwrap()
}

async fn mails(scene: &Scene) -> Vec<String> {
    sqlx::query_scalar("SELECT template FROM mail_outbox ORDER BY created_at, id")
        .fetch_all(scene.app.owner())
        .await
        .unwrap()
}

#[tokio::test]
async fn whoever_has_the_link_pays_the_candidates_own_attempt_and_sees_initials_and_amount_alone() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.give_mail_address().await;
    let link = share(&mut scene).await;
    let own = scene.start().await;
    let (mut payer, page) = opened(&scene.app, &link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("N. T. B. A.") && page.text.contains("45.000\u{a0}đ"), "{}", page.text);
    let person =
        sqlx::query!("SELECT identity_number, full_name FROM person").fetch_one(scene.app.owner()).await.unwrap();
    let number = scene.candidate.to_string();
    for personal in [&person.identity_number, &person.full_name, "an@mail.example.vn", "LP-", &number] {
        assert!(!page.text.contains(personal), "{personal}: {}", page.text);
    }
    let sent = payer.post("/pay", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(parameters(&sent.location)["vnp_TxnRef"], parameters(&own)["vnp_TxnRef"]);
    assert_eq!(scene.states().await, ["pending"], "two people, one attempt");
    let back = scene.decide(&sent.location, "00").await;
    let returned = payer.get(&back).await.text;
    assert!(returned.contains("Lệ phí đã nhận") && returned.contains("href=\"/pay\""), "{returned}");
    assert!(payer.get("/pay").await.text.contains("Không ai cần trả nữa"));
    assert_eq!(payer.post("/pay", &[]).await.status, StatusCode::CONFLICT);

    let told = scene.fee_page().await.text;
    for words in ["mở lần đầu lúc 09:00 17/07/2026", "người trả sang cổng thanh toán lúc", "đã dùng để trả lúc"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(mails(&scene).await, ["payment_received_by_link"]);
    let acts: Vec<(String, String)> = sqlx::query_as(
        "SELECT action, actor_kind FROM audit_log WHERE action LIKE 'payment_link.%' AND candidate_id = $1 ORDER BY id",
    )
    .bind(scene.candidate.0)
    .fetch_all(scene.app.owner())
    .await
    .unwrap();
    let acts: Vec<_> = acts.iter().map(|(action, actor)| (action.as_str(), actor.as_str())).collect();
    let by_visitor = |action| (action, "visitor");
    assert_eq!(
        acts,
        [("payment_link.make", "candidate"), by_visitor("payment_link.open"), by_visitor("payment_link.leave")],
        "opened twice, told once"
    );
}

#[tokio::test]
async fn a_payer_begins_the_attempt_that_the_candidate_then_finds() {
    let mut scene = Scene::at(OPEN, 2).await;
    let link = share(&mut scene).await;
    let (mut payer, _) = opened(&scene.app, &link).await;
    let sent = payer.post("/pay", &[]).await;
    assert_eq!(parameters(&scene.start().await)["vnp_TxnRef"], parameters(&sent.location)["vnp_TxnRef"]);
    assert_eq!(scene.states().await, ["pending"]);
}

#[tokio::test]
async fn who_pays_without_the_link_is_told_of_no_link() {
    let mut scene = Scene::at(OPEN, 2).await;
    scene.give_mail_address().await;
    let link = share(&mut scene).await;
    opened(&scene.app, &link).await;
    let own = scene.start().await;
    scene.decide(&own, "00").await;
    assert_eq!(mails(&scene).await, ["payment_received"]);
    assert!(!scene.fee_page().await.text.contains("đã dùng để trả lúc"));
}

#[tokio::test]
async fn a_link_that_was_taken_back_opens_nothing_and_the_next_is_another() {
    let mut scene = Scene::at(OPEN, 2).await;
    let link = share(&mut scene).await;
    let (mut payer, _) = opened(&scene.app, &link).await;
    assert_eq!(share(&mut scene).await, link, "one link at a time");
    assert_eq!(links(&scene).await, 1);
    assert_eq!(scene.browser.post(REVOKE, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.browser.post(REVOKE, &[]).await.status, StatusCode::SEE_OTHER, "twice does no harm");
    let page = scene.fee_page().await;
    assert!(page.text.contains("thu hồi lúc") && link_on(&page).is_none(), "{}", page.text);
    for answer in [payer.get("/pay").await, payer.post("/pay", &[]).await] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(
            answer.text.contains("Liên kết đã bị thu hồi") && !answer.text.contains("N. T. B. A."),
            "{}",
            answer.text
        );
    }
    assert!(scene.states().await.is_empty());
    assert_ne!(share(&mut scene).await, link);
    assert_eq!(links(&scene).await, 2);
}

#[tokio::test]
async fn a_link_ends_with_the_window_but_who_is_paying_may_finish() {
    let mut scene = Scene::at("2026-07-21T16:55", 2).await;
    let link = share(&mut scene).await;
    let (mut payer, _) = opened(&scene.app, &link).await;
    let begun = payer.post("/pay", &[]).await.location;
    scene.app.ctx.clock.advance(10);
    let late = payer.get("/pay").await;
    assert!(late.text.contains("Đi tiếp lần trả đang mở"), "{}", late.text);
    assert_eq!(payer.post("/pay", &[]).await.location, begun);
    scene.decide(&begun, "24").await;
    let over = payer.get("/pay").await;
    assert_eq!(over.status, StatusCode::OK);
    assert!(over.text.contains("Hiện không trả được bằng liên kết này") && !over.text.contains("action=\"/pay\""));
    assert!(over.text.contains("đã đóng lúc 17:00 21/07/2026"), "{}", over.text);
    assert_eq!(payer.post("/pay", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.browser.post(SHARE, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.states().await, ["failed"]);
}

#[tokio::test]
async fn a_link_that_was_not_made_here_opens_nothing() {
    let mut scene = Scene::at(OPEN, 2).await;
    let link = share(&mut scene).await;
    let (last, shorter) = (link.chars().last().unwrap(), &link[..link.len() - 1]);
    let other = if last == 'A' { 'B' } else { 'A' };
    for wrong in
        [format!("{shorter}{other}A"), shorter.to_owned(), "/pay/x".to_owned(), link.replace("/pay/", "/not-me/")]
    {
        let mut payer = scene.app.browser();
        payer.get(&wrong).await;
        for answer in [payer.get("/pay").await, payer.post("/pay", &[]).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
            assert!(!answer.text.contains("N. T. B. A."), "{wrong}");
        }
    }
    // Nor does what stands in the database open anything.
    let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM payment_link").fetch_one(scene.app.owner()).await.unwrap();
    let mut payer = scene.app.browser();
    payer.get(&format!("/pay/{id}")).await;
    assert_eq!(payer.get("/pay").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_is_made_only_by_who_could_pay() {
    let mut early = Scene::at("2026-07-16T11:59", 2).await;
    assert_eq!(early.browser.post(SHARE, &[]).await.status, StatusCode::CONFLICT);
    assert!(!early.fee_page().await.text.contains(SHARE));
    assert_eq!(links(&early).await, 0);
    let mut paid = Scene::at(OPEN, 2).await;
    let own = paid.start().await;
    paid.decide(&own, "00").await;
    assert_eq!(paid.browser.post(SHARE, &[]).await.status, StatusCode::CONFLICT);
    let mut actor = paid.app.candidate("an").await;
    if let Actor::Candidate(candidate) = &mut actor {
        candidate.is_level_2 = false;
    }
    assert_eq!(paid.app.browser_as(&actor).await.post(SHARE, &[]).await.status, StatusCode::FORBIDDEN);
}
