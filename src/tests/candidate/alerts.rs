//! What candidates are told by mail, and "Không phải tôi".

use axum::http::StatusCode;
use portal::{
    domain::{
        access::{Actor, CandidateActor},
        time::Instant,
    },
    testing::{Answer, Browser, TestApp},
    usecases::{
        link_token::{self, LinkPurpose},
        mail,
    },
};
use uuid::Uuid;

const CONTACT: &str = "/candidate/registration/contact";
const OLD: &str = "cu@example.vn";
const NEW: &str = "moi@example.vn";
const PHONE_USER_AGENT: &str =
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";

/// Bình An, whom the citizen-ID service saw now by the machine's clock.
async fn an(app: &TestApp) -> CandidateActor {
    let Actor::Candidate(candidate) = app.candidate("an").await else { unreachable!("a candidate") };
    CandidateActor { authenticated_at: app.ctx.clock.machine_now(), ..candidate }
}

async fn browser_of(app: &TestApp, candidate: &CandidateActor) -> Browser {
    app.browser_as(&Actor::Candidate(candidate.clone())).await
}

async fn save_contact(browser: &mut Browser, email: &str, version: &str) -> Answer {
    let form = [("phone", "0912345678"), ("email", email), ("address", "12 Lê Lợi, Huế"), ("version", version)];
    browser.post(CONTACT, &form).await
}

/// Template, recipient and what the link opens, in the order of writing.
async fn outbox(app: &TestApp) -> Vec<(String, String, Option<String>)> {
    sqlx::query_as("SELECT template, recipient, parameters ->> 'link_id' FROM mail_outbox ORDER BY created_at, template, recipient")
        .fetch_all(app.owner())
        .await
        .unwrap()
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

async fn is_frozen(app: &TestApp) -> bool {
    count(app, "SELECT count(*) FROM candidate_freeze WHERE lifted_at IS NULL").await == 1
}

/// An alert about a change of contact data, as the candidate's mail tells it: the link's path.
async fn alerted(app: &TestApp, browser: &mut Browser) -> String {
    assert_eq!(save_contact(browser, OLD, "0").await.status, StatusCode::SEE_OTHER);
    assert_eq!(save_contact(browser, NEW, "1").await.status, StatusCode::SEE_OTHER);
    let id: Uuid = sqlx::query_scalar("SELECT id FROM alert").fetch_one(app.owner()).await.unwrap();
    format!("/not-me/{}", link_token::make(&app.ctx, LinkPurpose::NotMe, id))
}

/// Opens the link and presses the button.
async fn not_me(app: &TestApp, link: &str) -> Answer {
    let mut reader = app.browser();
    let opened = reader.get(link).await;
    assert_eq!((opened.status, opened.location.as_str()), (StatusCode::SEE_OTHER, "/not-me"));
    reader.post("/not-me", &[]).await
}

#[tokio::test]
async fn a_change_of_contact_data_is_told_to_the_old_address_and_the_new_one() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = browser_of(&app, &an(&app).await).await;
    save_contact(&mut browser, OLD, "0").await;
    assert!(outbox(&app).await.is_empty(), "the first entry changes nothing");
    save_contact(&mut browser, OLD, "1").await;
    assert!(outbox(&app).await.is_empty(), "the same again is no change");
    save_contact(&mut browser, NEW, "2").await;
    let mails = outbox(&app).await;
    let to: Vec<(&str, &str)> = mails.iter().map(|(template, to, _)| (template.as_str(), to.as_str())).collect();
    assert_eq!(to, [("contact_changed", OLD), ("contact_changed", NEW)]);
    assert!(mails[0].2.is_some() && mails[0].2 == mails[1].2, "one alert, one link");
    // A text that is no address leaves the old one to be told.
    save_contact(&mut browser, "khong phai dia chi", "3").await;
    assert_eq!(outbox(&app).await.last().map(|(_, to, _)| to.as_str()), Some(NEW));
}

#[tokio::test]
async fn each_submission_of_preferences_is_told_with_the_link() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let candidate = an(&app).await;
    let mut browser = browser_of(&app, &candidate).await;
    save_contact(&mut browser, OLD, "0").await;
    app.ctx.clock.advance(74 * 24 * 60);
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM programme WHERE NOT is_teacher_training ORDER BY id LIMIT 2")
            .fetch_all(app.owner())
            .await
            .unwrap();
    for (submission, id) in ids.iter().enumerate() {
        let added = browser.post("/candidate/preferences/add", &[("programme", &id.to_string())]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        let version = (submission + 1).to_string();
        let submitted = browser.post("/candidate/preferences/submit", &[("version", &version)]).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.text);
    }
    let mails = outbox(&app).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails.iter().all(|(template, to, link)| template == "preferences_submitted" && to == OLD && link.is_some())
    );
    assert_ne!(mails[0].2, mails[1].2);
}

#[tokio::test]
async fn reading_the_link_changes_nothing_and_the_button_freezes() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let candidate = an(&app).await;
    let mut browser = browser_of(&app, &candidate).await;
    let link = alerted(&app, &mut browser).await;
    let mut reader = app.browser();
    reader.get(&link).await;
    let asked = reader.get("/not-me").await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("Đổi thông tin liên hệ") && asked.text.contains("Không phải tôi, hãy tạm khóa"));
    let token = link.trim_start_matches("/not-me/");
    assert!(!asked.text.contains(token) && !asked.text.contains("Bình An"), "no token, no name");
    assert!(!is_frozen(&app).await);
    assert_eq!(browser.get("/candidate").await.status, StatusCode::OK);

    let done = reader.post_and_follow("/not-me", &[]).await;
    assert!(done.text.contains("Đã tạm khóa"), "{}", done.text);
    assert!(is_frozen(&app).await);
    let ended = browser.get("/candidate").await;
    assert!(ended.location.ends_with("&ended=not_me"), "{}", ended.location);
    assert!(browser.get(&ended.location).await.text.contains("Không phải tôi"));
    let told: Vec<String> = outbox(&app)
        .await
        .into_iter()
        .filter(|(template, ..)| template == "freeze_begun")
        .map(|(_, to, _)| to)
        .collect();
    assert_eq!(told, [OLD, NEW], "both, for one of them is the candidate's");
    let frozen = "SELECT count(*) FROM audit_log JOIN alert ON alert.id = object_id
                  WHERE action = 'candidate_freeze.begin' AND object_kind = 'alert' AND before_digest <> after_digest";
    assert_eq!(count(&app, frozen).await, 1, "by which alert, and what changed");
}

#[tokio::test]
async fn while_frozen_risky_acts_are_refused_and_reading_goes_on() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let candidate = an(&app).await;
    let link = alerted(&app, &mut browser_of(&app, &candidate).await).await;
    not_me(&app, &link).await;
    let mut browser = browser_of(&app, &candidate).await;
    let programme: Uuid = sqlx::query_scalar("SELECT id FROM programme LIMIT 1").fetch_one(app.owner()).await.unwrap();
    let programme = programme.to_string();
    let acts: [(&str, Vec<(&str, &str)>); 6] = [
        ("/candidate/preferences/add", vec![("programme", &programme)]),
        ("/candidate/preferences/remove", vec![("programme", &programme), ("version", "0")]),
        ("/candidate/preferences/move-up", vec![("programme", &programme), ("version", "0")]),
        ("/candidate/preferences/submit", vec![("version", "0")]),
        ("/candidate/enrolment/confirm", vec![("programme", &programme)]),
        (CONTACT, vec![("phone", "0912345678"), ("email", "ke.gian@example.vn"), ("address", "Huế"), ("version", "2")]),
    ];
    let refused = async |browser: &mut Browser, minutes: i64| {
        app.ctx.clock.advance(minutes);
        for (path, form) in &acts {
            let answer = browser.post(path, form).await;
            assert_eq!(answer.status, StatusCode::LOCKED, "{path}: {}", answer.text);
            assert!(answer.text.contains("href=\"/candidate/freeze\""), "{path}");
        }
    };
    refused(&mut browser, 0).await;
    // Also while preferences and the confirmation are open.
    refused(&mut browser, 74 * 24 * 60).await;
    for path in ["/candidate", "/candidate/preferences", CONTACT, "/account", "/candidate/registration"] {
        let answer = browser.get(path).await;
        assert!(answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER, "{path}: {}", answer.status);
    }
    assert!(browser.get("/candidate").await.text.contains("đang tạm khóa"));
    assert_eq!(count(&app, "SELECT count(*) FROM alert").await, 1, "what is refused alerts nobody");
}

#[tokio::test]
async fn only_a_sign_in_after_the_freeze_lifts_it() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let candidate = an(&app).await;
    let link = alerted(&app, &mut browser_of(&app, &candidate).await).await;
    app.ctx.clock.advance_machine(60);
    not_me(&app, &link).await;
    app.ctx.clock.advance_machine(60);
    // A new session of ours with an old sign-in at the citizen-ID service.
    let mut old = browser_of(&app, &candidate).await;
    let page = old.get("/candidate/freeze").await;
    assert!(page.text.contains("Đăng nhập mới") && !page.text.contains("/candidate/freeze/lift"), "{}", page.text);
    assert_eq!(old.post("/candidate/freeze/lift", &[]).await.status, StatusCode::FORBIDDEN);
    assert!(is_frozen(&app).await);

    let mut fresh = browser_of(&app, &an(&app).await).await;
    let page = fresh.get("/candidate/freeze").await;
    assert!(page.text.contains("Xem lại trước khi mở khóa") && page.text.contains(NEW), "{}", page.text);
    app.ctx.clock.advance_machine(1);
    let lifted = fresh.post_and_follow("/candidate/freeze/lift", &[]).await;
    assert!(lifted.text.contains("không bị khóa"), "{}", lifted.text);
    assert!(!is_frozen(&app).await);
    assert_eq!(save_contact(&mut fresh, OLD, "2").await.status, StatusCode::SEE_OTHER);
    let told = outbox(&app).await.into_iter().filter(|(template, ..)| template == "freeze_lifted").count();
    assert_eq!(told, 2);
    let lifted = "SELECT count(*) FROM audit_log JOIN alert ON alert.id = object_id
                  WHERE action = 'candidate_freeze.lift' AND object_kind = 'alert' AND before_digest <> after_digest";
    assert_eq!(count(&app, lifted).await, 1);
    assert_eq!(fresh.post("/candidate/freeze/lift", &[]).await.status, StatusCode::SEE_OTHER, "a second click");
}

#[tokio::test]
async fn a_link_works_once_for_seven_days_and_none_can_be_made() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = browser_of(&app, &an(&app).await).await;
    let link = alerted(&app, &mut browser).await;
    let id: Uuid = sqlx::query_scalar("SELECT id FROM alert").fetch_one(app.owner()).await.unwrap();
    let other_purpose = link_token::make(&app.ctx, LinkPurpose::StaffInvitation, id);
    let unknown = link_token::make(&app.ctx, LinkPurpose::NotMe, Uuid::nil());
    let mut forged = link.trim_start_matches("/not-me/").to_owned();
    let last = if forged.ends_with('A') { "B" } else { "A" };
    forged.replace_range(30..31, last);
    for token in [other_purpose, unknown, forged, "x".to_owned()] {
        let answer = not_me(&app, &format!("/not-me/{token}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
    }
    assert_eq!(app.browser().post("/not-me", &[]).await.status, StatusCode::NOT_FOUND, "no link at all");
    app.ctx.clock.advance_machine(7 * 24 * 60 * 60);
    let expired = not_me(&app, &link).await;
    assert_eq!(expired.status, StatusCode::GONE);
    assert!(expired.text.contains("7 ngày"), "{}", expired.text);
    assert!(!is_frozen(&app).await);
    app.ctx.clock.advance_machine(-60);
    assert_eq!(not_me(&app, &link).await.status, StatusCode::SEE_OTHER);
    let used = not_me(&app, &link).await;
    assert_eq!(used.status, StatusCode::GONE);
    assert!(used.text.contains("đã được dùng"), "{}", used.text);
}

#[tokio::test]
async fn the_mail_about_a_new_device_says_when_and_what_kind_and_not_who() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut ctx = app.ctx.clone();
    ctx.trace.device = portal::domain::device::DeviceKind::of(PHONE_USER_AGENT);
    ctx.trace.network = Some(portal::domain::network::Network::of([203, 0, 113, 7].into()));
    let candidate = an(&app).await;
    save_contact(&mut browser_of(&app, &candidate).await, OLD, "0").await;
    let mut notes = Vec::new();
    for secret in [[1; 16], [1; 16], [2; 16], [2; 16]] {
        ctx.trace.device_secret = Some(portal::domain::device::DeviceSecret::new(secret));
        portal::usecases::candidate::note_device::run(&ctx, &candidate).await.unwrap();
        notes.push(outbox(&app).await.len());
    }
    assert_eq!(notes, [0, 0, 1, 1], "the first one ever is no alarm, a known one neither");
    let (template, _, link) = outbox(&app).await.remove(0);
    let parameters = serde_json::json!({ "link_id": link });
    for (language, words) in [("vi", "Chrome trên Android"), ("en", "Chrome on Android")] {
        let details = mail::details(&app.ctx, &template, language, &parameters).await.unwrap();
        let mail = mail::render(&app.ctx, &template, language, &parameters, &details).unwrap();
        for text in [&mail.text, &mail.html] {
            for part in [words, "09:00 22/04/2026", "203.0.113.0/24", "/not-me/"] {
                assert!(text.contains(part), "{part}: {text}");
            }
            assert!(!text.contains("Bình An") && !text.contains("203.0.113.7"), "{text}");
        }
    }
    assert_eq!(Instant::parse("2026-04-22T09:00"), Some(app.ctx.clock.machine_now()));
    let bytes: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT secret_hash FROM known_device").fetch_all(app.owner()).await.unwrap();
    assert!(bytes.len() == 2 && bytes.iter().all(|hash| hash.len() == 32), "hashes alone");
}
