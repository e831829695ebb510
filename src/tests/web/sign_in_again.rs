//! A fresh proof for what a stranger at a forgotten screen must not do: changing contact data, submitting preferences,
//! confirming an enrolment (the last one is in candidate/result.rs, beside its season).

use axum::http::StatusCode;
use portal::testing::{Answer, Browser};

use super::citizen_portal::{CitizenPortal, heading};

const REGISTRATION: &str = "2026-04-22T09:00";
const PREFERENCES: &str = "2026-07-05T09:00";
const CONTACT: &str = "/candidate/registration/contact";
const CHECK: &str = "/candidate/preferences/check";
/// The proof lasts ten minutes; this is one second more than it lasts.
const TOO_LONG_S: i64 = 601;

fn field(page: &Answer, css: &str) -> String {
    let document = scraper::Html::parse_document(&page.text);
    let field = document.select(&scraper::Selector::parse(css).unwrap()).next();
    let field = field.unwrap_or_else(|| panic!("no {css}: {}", page.text)).value();
    field.attr("value").unwrap_or_default().to_owned()
}

async fn save_contact(browser: &mut Browser, address: &str) -> Answer {
    let version = field(&browser.get(CONTACT).await, "input[name=version]");
    let form = [("phone", "0912345678"), ("email", "an@example.vn"), ("address", address), ("version", &version)];
    browser.post(CONTACT, &form).await
}

async fn saved_address(portal: &CitizenPortal) -> Option<String> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT form ->> 'address' FROM exam_registration_section WHERE section = 'contact' AND form ->> 'address' <> ''",
    )
    .fetch_all(portal.app.owner())
    .await
    .unwrap();
    rows.into_iter().next()
}

async fn listed(portal: &CitizenPortal, browser: &mut Browser) {
    let id: sqlx::types::Uuid = sqlx::query_scalar("SELECT id FROM programme WHERE NOT is_teacher_training LIMIT 1")
        .fetch_one(portal.app.owner())
        .await
        .unwrap();
    browser.post("/candidate/preferences/add", &[("programme", &id.to_string())]).await;
}

async fn submit(browser: &mut Browser) -> Answer {
    let version = field(&browser.get(CHECK).await, "form[action='/candidate/preferences/submit'] input[name=version]");
    browser.post("/candidate/preferences/submit", &[("version", &version)]).await
}

#[tokio::test]
async fn contact_data_are_filled_in_at_any_time_and_changed_with_a_fresh_proof_alone() {
    let portal = CitizenPortal::start(REGISTRATION).await;
    let mut an = portal.signed_in("an").await;
    portal.app.ctx.clock.advance_machine(TOO_LONG_S);
    assert!(!an.get(CONTACT).await.text.contains("xác thực lại"));
    assert_eq!(save_contact(&mut an, "12 Lê Lợi, Huế").await.location, "/candidate/registration", "the first time");
    assert!(an.get(CONTACT).await.text.contains("xác thực lại bằng định danh điện tử"), "said beforehand");
    assert_eq!(save_contact(&mut an, "12 Lê Lợi, Huế").await.location, "/candidate/registration", "nothing changes");

    let stopped = save_contact(&mut an, "34 Trần Hưng Đạo, Huế").await;
    let again = "/sign-in/again?return_to=%2Fcandidate%2Fregistration%2Fcontact%3Ffrom%3D";
    assert_eq!((stopped.status, stopped.location.as_str()), (StatusCode::SEE_OTHER, again));
    assert_eq!(saved_address(&portal).await.as_deref(), Some("12 Lê Lợi, Huế"));
    let asked = an.get(again).await;
    assert_eq!(heading(&asked), "Xác thực lại");
    assert!(asked.text.contains("đã quá 10 phút"), "{}", asked.text);

    let mut copied_cookies = an.clone();
    let back = portal.visit(&mut an, "/sign-in/again", &format!("{CONTACT}?from="), &[("persona", "an")]).await;
    assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, "/candidate/registration/contact?from="));
    assert_eq!(copied_cookies.get("/candidate").await.status, StatusCode::SEE_OTHER, "the session has a new id");
    let kept = an.get(&back.location).await;
    assert!(kept.text.contains("aria-label=\"Chưa lưu\""), "{}", kept.text);
    assert!(kept.text.contains("34 Trần Hưng Đạo, Huế"), "what was typed is there: {}", kept.text);
    assert_eq!(saved_address(&portal).await.as_deref(), Some("12 Lê Lợi, Huế"), "and nowhere else yet");
    assert!(an.get(&format!("{CONTACT}?saved=yes")).await.text.contains("12 Lê Lợi, Huế"));
    let saved = save_contact(&mut an, "34 Trần Hưng Đạo, Huế").await;
    assert_eq!(saved.location, "/candidate/registration", "{}", saved.text);
    assert_eq!(saved_address(&portal).await.as_deref(), Some("34 Trần Hưng Đạo, Huế"));
    assert!(!an.get(CONTACT).await.text.contains("aria-label=\"Chưa lưu\""));
    let actions: Vec<String> = portal.traces("citizen.").await.into_iter().map(|trace| trace.action).collect();
    assert_eq!(actions, ["citizen.sign_in", "citizen.prove_again"]);
}

#[tokio::test]
async fn preferences_are_submitted_with_a_fresh_proof_alone() {
    let portal = CitizenPortal::start(PREFERENCES).await;
    let mut an = portal.signed_in("an").await;
    listed(&portal, &mut an).await;
    assert!(!an.get(CHECK).await.text.contains("xác thực lại"));
    portal.app.ctx.clock.advance_machine(TOO_LONG_S);
    assert!(an.get(CHECK).await.text.contains("xác thực lại"), "said beforehand");
    let stopped = submit(&mut an).await;
    assert_eq!(stopped.location, "/sign-in/again?return_to=%2Fcandidate%2Fpreferences%2Fcheck");
    assert!(an.get("/candidate/preferences").await.text.contains("chưa nộp danh sách nào"));
    let back = portal.visit(&mut an, "/sign-in/again", CHECK, &[("persona", "an")]).await;
    assert_eq!(back.location, CHECK);
    assert_eq!(submit(&mut an).await.location, "/candidate/preferences/submitted");
    portal.app.ctx.clock.advance_machine(TOO_LONG_S);
    let receipt = an.get("/candidate/preferences/submitted").await;
    assert_eq!(receipt.status, StatusCode::OK, "looking needs no fresh proof");
}

#[tokio::test]
async fn a_season_that_is_moved_ages_no_proof() {
    let portal = CitizenPortal::start("2026-07-02T09:00").await;
    let mut an = portal.signed_in("an").await;
    listed(&portal, &mut an).await;
    portal.app.ctx.clock.advance(3 * 24 * 60);
    assert_eq!(submit(&mut an).await.location, "/candidate/preferences/submitted");
}

#[tokio::test]
async fn the_proof_of_another_person_changes_nothing() {
    let portal = CitizenPortal::start(PREFERENCES).await;
    let mut an = portal.signed_in("an").await;
    listed(&portal, &mut an).await;
    portal.app.ctx.clock.advance_machine(TOO_LONG_S);
    for (case, persona) in ["binh", "chau"].into_iter().enumerate() {
        let answer = portal.visit(&mut an, "/sign-in/again", CHECK, &[("persona", persona)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(heading(&answer), "Đó không phải người đang đăng nhập");
        let (reason, trace) = portal.refusal_after(case).await;
        assert_eq!((reason.as_str(), trace.actor_kind.as_str()), ("other_person", "candidate"));
        assert!(an.get("/candidate").await.text.contains("Nguyễn Thị Bình An"), "whoever was signed in is");
        assert_eq!(submit(&mut an).await.location, "/sign-in/again?return_to=%2Fcandidate%2Fpreferences%2Fcheck");
    }
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_log WHERE action = 'citizen.sign_in'")
        .fetch_one(portal.app.owner())
        .await
        .unwrap();
    assert_eq!(people, 1, "nobody else was signed in on the way");
}

#[tokio::test]
async fn an_old_proof_is_none_and_a_failed_one_ends_no_session() {
    let portal = CitizenPortal::start(PREFERENCES).await;
    let mut an = portal.app.browser();
    // The service remembers the person for an hour: enough to come in, not enough to submit.
    let choices = [("fault", "stale_auth_time"), ("persona", "an")];
    assert_eq!(portal.visit(&mut an, "/sign-in", "/", &choices).await.location, "/candidate");
    listed(&portal, &mut an).await;
    assert!(submit(&mut an).await.location.starts_with("/sign-in/again"));

    let cases = [
        ("stale_auth_time", 403, "stale", "Dịch vụ định danh đã không hỏi lại bạn"),
        ("refused", 403, "refused_by_person", "Bạn đã từ chối đăng nhập"),
        ("wrong_nonce", 400, "nonce", "Câu trả lời thuộc về lượt đăng nhập khác"),
        ("down", 503, "no_answer", "Không kết nối được dịch vụ định danh"),
    ];
    for (case, (kind, status, reason, title)) in cases.into_iter().enumerate() {
        let answer = portal.visit(&mut an, "/sign-in/again", CHECK, &[("fault", kind), ("persona", "an")]).await;
        assert_eq!((answer.status.as_u16(), heading(&answer).as_str()), (status, title), "{kind}");
        assert!(answer.text.contains("Bạn vẫn đang đăng nhập như trước"), "{kind}: {}", answer.text);
        assert!(answer.text.contains("/sign-in/again?return_to=%2Fcandidate%2Fpreferences%2Fcheck"), "{kind}");
        let (traced, trace) = portal.refusal_after(case).await;
        assert_eq!((traced.as_str(), trace.actor_kind.as_str()), (reason, "candidate"), "{kind}");
        assert!(submit(&mut an).await.location.starts_with("/sign-in/again"), "{kind}");
    }
    portal.visit(&mut an, "/sign-in/again", CHECK, &[("persona", "an")]).await;
    assert_eq!(submit(&mut an).await.location, "/candidate/preferences/submitted");
}

#[tokio::test]
async fn what_one_candidate_typed_is_never_shown_to_the_next() {
    let portal = CitizenPortal::start(REGISTRATION).await;
    let mut browser = portal.signed_in("an").await;
    save_contact(&mut browser, "12 Lê Lợi, Huế").await;
    portal.app.ctx.clock.advance_machine(TOO_LONG_S);
    save_contact(&mut browser, "34 Trần Hưng Đạo, Huế").await;
    portal.visit(&mut browser, "/sign-in", "/", &[("persona", "binh")]).await;
    let page = browser.get(CONTACT).await;
    assert!(page.text.contains("Trần Gia Bình") && !page.text.contains("Trần Hưng Đạo"), "{}", page.text);
}

#[tokio::test]
async fn only_candidates_prove_themselves_again() {
    let portal = CitizenPortal::start(PREFERENCES).await;
    let visitor = portal.app.browser().get("/sign-in/again").await;
    assert!(visitor.location.starts_with("/sign-in?return_to="), "{}", visitor.location);
    let school = portal.app.staff("truong.songhuong@demo.example.vn").await;
    let mut school = portal.app.browser_as(&school).await;
    assert_eq!(school.get("/sign-in/again").await.status, StatusCode::FORBIDDEN);
    assert_eq!(school.post("/sign-in/again", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(portal.traces("citizen.").await, []);
}
