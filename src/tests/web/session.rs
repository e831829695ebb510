//! How sessions begin, last and end; by the machine's clock, which these tests move.

use axum::http::StatusCode;
use portal::{
    domain::access::{Actor, RoleKind, SessionLimits},
    testing::{Browser, TestApp},
    usecases::{audit::digest, session_store},
    web::session::{NewSignIn, begin},
};
use tower_sessions::{Session, SessionStore as _};

use super::citizen_portal::{CitizenPortal, at_the_service, begin as begin_at_the_service};

const OPERATOR: &str = "bo.dieuhanh@demo.example.vn";
const SCHOOL: &str = "truong.songhuong@demo.example.vn";

async fn app() -> TestApp {
    TestApp::start("2026-04-22T09:00").await
}

/// Somebody of each kind of limits, with their first page.
async fn people(app: &TestApp) -> Vec<(Actor, &'static str)> {
    vec![
        (app.candidate("an").await, "/candidate"),
        (app.staff(SCHOOL).await, "/school"),
        (app.staff("tuyensinh.bka@demo.example.vn").await, "/institution"),
        (app.staff(OPERATOR).await, "/ministry"),
        (app.staff("bo.giamsat@demo.example.vn").await, "/ministry"),
    ]
}

fn limits(actor: &Actor) -> SessionLimits {
    SessionLimits::of(actor.role().unwrap())
}

fn other(ended: &str) -> String {
    ended.replace('\u{a0}', " ")
}

#[tokio::test]
async fn an_id_planted_before_the_sign_in_is_worth_nothing() {
    let app = CitizenPortal::start("2026-04-22T09:00").await.app;
    // The attacker begins a sign-in and plants its id in the victim's browser, which then signs in.
    let mut attacker = app.browser();
    begin_at_the_service(&mut attacker, "/sign-in", "/").await;
    let planted = attacker.cookie("session").to_owned();
    assert!(!planted.is_empty());
    let mut victim = app.browser();
    victim.set_cookie("session", &planted);
    let authorize_url = begin_at_the_service(&mut victim, "/sign-in", "/").await.location;
    let callback = at_the_service(&authorize_url, &[("persona", "an")]).await;
    victim.get(&callback).await;
    assert_eq!(victim.get("/candidate").await.status, StatusCode::OK);
    assert_ne!(victim.cookie("session"), planted, "signed in under a new id");
    assert_eq!(attacker.get("/candidate").await.status, StatusCode::SEE_OTHER, "the planted one opens nothing");
    // An id that nobody was given is none either.
    let mut invented = app.browser();
    invented.set_cookie("session", "AAAAAAAAAAAAAAAAAAAAAA");
    begin_at_the_service(&mut invented, "/sign-in", "/").await;
    assert_ne!(invented.cookie("session"), "AAAAAAAAAAAAAAAAAAAAAA");
}

#[tokio::test]
async fn signing_out_tells_the_browser_to_forget_also_on_the_way_to_the_service() {
    let app = CitizenPortal::start("2026-04-22T09:00").await.app;
    let mut browser = app.browser();
    let authorize_url = begin_at_the_service(&mut browser, "/sign-in", "/").await.location;
    browser.get(&at_the_service(&authorize_url, &[("persona", "an")]).await).await;
    let mut copied_cookies = browser.clone();
    let mut staff = app.browser_as(&app.staff(SCHOOL).await).await;
    browser.set_cookie("language", "en");
    for (answer, leads_to_service) in
        [(browser.post("/sign-out", &[]).await, true), (staff.post("/sign-out", &[]).await, false)]
    {
        assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(answer.text.contains("post_logout_redirect_uri"), leads_to_service, "{}", answer.location);
    }
    assert!(browser.get("/").await.text.contains("<html lang=\"en\">"), "the language stays");
    let replayed = copied_cookies.get("/candidate").await;
    assert_eq!(replayed.location, "/sign-in?return_to=%2Fcandidate", "a copied cookie opens nothing after signing out");
}

#[tokio::test]
async fn without_use_a_session_ends_after_the_time_of_its_role_and_says_so() {
    let app = app().await;
    for (actor, home) in people(&app).await {
        let idle_s = limits(&actor).idle_s;
        let mut browser = app.browser_as(&actor).await;
        app.ctx.clock.advance_machine(idle_s - 1);
        assert_eq!(browser.get(home).await.status, StatusCode::OK, "{home}: still there, and used");
        app.ctx.clock.advance_machine(idle_s - 1);
        assert_eq!(browser.get(home).await.status, StatusCode::OK, "{home}: the use before counted");
        app.ctx.clock.advance_machine(idle_s);
        let mut form = browser.clone();
        let ended = browser.get(&format!("{home}?x=1")).await;
        assert!(ended.location.ends_with(&format!("?return_to=%2F{}%3Fx%3D1&ended=idle-{idle_s}", &home[1..])));
        let sign_in = browser.get(&ended.location).await;
        let words = format!("Phiên tự kết thúc sau {} phút không dùng", idle_s / 60);
        assert!(other(&sign_in.text).contains(&words), "{}", sign_in.text);
        assert!(sign_in.text.contains("%3Fx%3D1") || sign_in.text.contains("?x=1"), "the way back is kept");
        let posted = form.post_without_token("/session/extend", &[]).await;
        assert_eq!(posted.status, StatusCode::UNAUTHORIZED);
        assert!(posted.text.contains("Phiên làm việc đã kết thúc"), "{}", posted.text);
        assert!(posted.text.contains("Thí sinh đăng nhập lại") && posted.text.contains("Cán bộ đăng nhập lại"));
    }
}

#[tokio::test]
async fn however_much_it_is_used_a_session_ends_after_the_hours_of_its_role() {
    let app = app().await;
    for (actor, home) in people(&app).await {
        let absolute_s = limits(&actor).absolute_s;
        let mut browser = app.browser_as(&actor).await;
        let step_s = 10 * 60;
        for _ in 0..(absolute_s / step_s - 1) {
            app.ctx.clock.advance_machine(step_s);
            assert_eq!(browser.get("/session/left").await.status, StatusCode::OK);
            assert_eq!(browser.post("/session/extend", &[]).await.status, StatusCode::SEE_OTHER, "{home}");
        }
        let last = browser.get(home).await;
        assert!(last.text.contains("không gia hạn được nữa"), "the page says that this is the end: {}", last.text);
        app.ctx.clock.advance_machine(step_s);
        let ended = browser.get(home).await;
        assert!(ended.location.ends_with(&format!("&ended=absolute-{absolute_s}")), "{}", ended.location);
        let words = format!("tối đa {} giờ", absolute_s / 3600);
        assert!(other(&browser.get(&ended.location).await.text).contains(&words));
    }
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute_and_looking_at_the_time_left_is_none() {
    let app = app().await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let last_seen = async || -> time::OffsetDateTime {
        sqlx::query_scalar("SELECT last_seen_at FROM session").fetch_one(app.owner()).await.unwrap()
    };
    let begun = last_seen().await;
    app.ctx.clock.advance_machine(30);
    browser.get("/candidate").await;
    assert_eq!(last_seen().await, begun, "reading is not writing");
    app.ctx.clock.advance_machine(10 * 60 - 30);
    let left = browser.get("/session/left").await;
    assert_eq!(left.text, format!("{} {}", 20 * 60, 12 * 3600 - 600));
    assert_eq!(left.headers["cache-control"], "no-store");
    assert_eq!(last_seen().await, begun);
    let extended = browser.post_and_follow("/session/extend", &[]).await;
    assert_eq!(extended.text, format!("{} {}", 30 * 60, 12 * 3600 - 600));
    assert_eq!(app.browser().get("/session/left").await.text, "0 0");
}

#[tokio::test]
async fn what_the_island_asks_leaves_the_reason_to_the_next_page() {
    let app = app().await;
    for (actor, home) in people(&app).await {
        let idle_s = limits(&actor).idle_s;
        let mut browser = app.browser_as(&actor).await;
        browser.get(home).await;
        app.ctx.clock.advance_machine(idle_s);
        assert_eq!(browser.get("/session/left").await.text, "0 0", "{home}");
        assert_eq!(browser.post("/session/extend", &[]).await.status, StatusCode::UNAUTHORIZED);
        let ended = browser.get(home).await;
        assert!(ended.location.ends_with(&format!("&ended=idle-{idle_s}")), "{home}: {}", ended.location);
        // Said once: the page takes the cookie back.
        assert!(!browser.get(home).await.location.contains("ended"), "{home}");
    }
}

#[tokio::test]
async fn settings_shorten_the_limits() {
    let settings = [("PORTAL_SESSION_IDLE_SECONDS", "40".to_owned())];
    let app = TestApp::start_with("2026-04-22T09:00", &settings).await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    assert!(browser.get("/candidate").await.text.contains("data-left=\"40 43200 20\""));
    app.ctx.clock.advance_machine(40);
    assert!(browser.get("/candidate").await.location.ends_with("&ended=idle-40"));
}

#[tokio::test]
async fn whoever_is_signed_in_sees_until_when_and_visitors_get_no_script() {
    let app = app().await;
    let mut browser = app.browser_as(&app.candidate("an").await).await;
    let home = browser.get("/candidate").await;
    assert!(other(&home.text).contains("tự kết thúc lúc 09:30"), "{}", home.text);
    assert!(home.text.contains("muộn nhất lúc 21:00"));
    for dialog in ["session-idle", "session-absolute", "session-ended"] {
        assert!(home.text.contains(&format!("id=\"{dialog}\" role=\"alertdialog\"")), "{dialog}: {}", home.text);
    }
    assert!(home.headers["content-security-policy"].contains("script-src 'nonce-"));
    // Also on pages that refuse.
    let refused = browser.get("/ministry").await;
    assert!(refused.text.contains("session-warning") && refused.headers["content-security-policy"].contains("nonce-"));
    let visitor = app.browser().get("/").await;
    assert!(!visitor.text.contains("<script") && !visitor.text.contains("session-"), "{}", visitor.text);
}

#[tokio::test]
async fn other_devices_are_listed_and_signed_out_from_here() {
    let app = app().await;
    let an = app.candidate("an").await;
    let mut here = app.browser_as(&an).await;
    let (mut there, mut third) = (app.browser_as(&an).await, app.browser_as(&an).await);
    let mut someone_else = app.browser_as(&app.candidate("binh").await).await;
    let ids = async |person: &Actor| -> Vec<uuid::Uuid> {
        let query = sqlx::query_scalar(
            "SELECT public_id FROM session WHERE owner_id = $1 AND ended_at IS NULL ORDER BY begun_at, id_hash",
        );
        query.bind(person.session_owner().unwrap().id()).fetch_all(app.owner()).await.unwrap()
    };
    assert_eq!(ids(&an).await.len(), 3);
    let listed = here.get("/account/sessions").await;
    assert_eq!(listed.text.matches("action=\"/account/sessions/end\"").count(), 2, "this one is left out");
    assert!(listed.text.contains("Thiết bị này"), "{}", listed.text);
    // The session of somebody else is not found, and theirs does not end.
    let foreign = ids(&app.candidate("binh").await).await[0].to_string();
    let nothing = here.post_and_follow("/account/sessions/end", &[("session", &foreign)]).await;
    assert!(nothing.text.contains("đã kết thúc từ trước"), "{}", nothing.text);
    assert_eq!(someone_else.get("/candidate").await.status, StatusCode::OK);
    let first = listed.text.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    here.post_and_follow("/account/sessions/end", &[("session", &first)]).await;
    assert_eq!(ids(&an).await.len(), 2);
    let done = here.post_and_follow("/account/sessions/end-others", &[]).await;
    assert!(done.text.contains("Đã kết thúc 1 phiên"), "{}", done.text);
    for browser in [&mut there, &mut third] {
        let ended = browser.get("/candidate").await;
        assert!(ended.location.ends_with("&ended=elsewhere"), "{}", ended.location);
        assert!(browser.get(&ended.location).await.text.contains("từ một thiết bị khác của bạn"));
    }
    assert_eq!(here.get("/candidate").await.status, StatusCode::OK);
    let query = "SELECT count(*) FROM audit_log WHERE action IN ('session.end', 'session.end_others')";
    let acts: i64 = sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap();
    assert_eq!(acts, 2);
    let ended: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT after_digest FROM audit_log WHERE action = 'session.end' AND before_digest IS NULL")
            .fetch_one(app.owner())
            .await
            .unwrap();
    assert_eq!(ended, digest("elsewhere").map(Vec::from), "the state that the act gave it");
}

#[tokio::test]
async fn a_session_outlives_neither_its_account_nor_its_rights() {
    let app = app().await;
    let changes = [
        "UPDATE staff SET disabled_at = now() WHERE email = $1",
        "UPDATE staff SET role = 'school_head' WHERE email = $1",
        "UPDATE staff SET registration_unit_id = (SELECT id FROM registration_unit
             WHERE id <> registration_unit_id LIMIT 1) WHERE email = $1",
    ];
    for change in changes {
        let actor = app.staff(SCHOOL).await;
        let mut browser = app.browser_as(&actor).await;
        let mut post = browser.clone();
        assert_eq!(browser.get("/school").await.status, StatusCode::OK);
        let before: (String, Option<uuid::Uuid>) =
            sqlx::query_as("SELECT role, registration_unit_id FROM staff WHERE email = $1")
                .bind(SCHOOL)
                .fetch_one(app.owner())
                .await
                .unwrap();
        sqlx::query(change).bind(SCHOOL).execute(app.owner()).await.unwrap();
        assert_eq!(post.post_without_token("/session/extend", &[]).await.status, StatusCode::UNAUTHORIZED, "{change}");
        let ended = browser.get("/school").await;
        assert!(ended.location.starts_with("/staff/sign-in?return_to=%2Fschool"), "{change}: {}", ended.location);
        let undo = "UPDATE staff SET disabled_at = NULL, role = $2, registration_unit_id = $3 WHERE email = $1";
        let undo = sqlx::query(undo).bind(SCHOOL).bind(before.0).bind(before.1);
        undo.execute(app.owner()).await.unwrap();
        assert_eq!(browser.get("/school").await.status, StatusCode::SEE_OTHER, "what was ended stays so");
    }
}

#[tokio::test]
async fn what_was_ended_is_not_revived_by_a_request_that_still_ran() {
    let app = app().await;
    let store = session_store(&app.ctx);
    let session = Session::new(None, std::sync::Arc::new(store.clone()), None);
    let actor = app.staff(SCHOOL).await;
    begin(&app.ctx, &session, NewSignIn { actor, name: String::new(), id_token: None }).await.unwrap();
    session.save().await.unwrap();
    let id = session.id().unwrap();
    sqlx::query("UPDATE session SET ended_at = now(), end_reason = 'elsewhere', data = '{}'")
        .execute(app.owner())
        .await
        .unwrap();
    session.insert("late", "change").await.unwrap();
    session.save().await.unwrap();
    assert!(store.load(&id).await.unwrap().is_none());
    sqlx::query("DELETE FROM session").execute(app.owner()).await.unwrap();
    session.save().await.unwrap();
    assert!(store.load(&id).await.unwrap().is_none(), "saving makes no session");
}

#[tokio::test]
async fn over_https_the_cookie_is_for_this_host_alone() {
    let settings = [("PORTAL_BASE_URL", "https://portal.test".to_owned())];
    let app = TestApp::start_with("2026-04-22T09:00", &settings).await;
    let mut browser: Browser = app.browser();
    let answer = browser.get("/not-me/whatever").await;
    let cookie = answer.set_cookies.iter().find(|cookie| cookie.starts_with("__Host-session=")).unwrap();
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
    let value = cookie.trim_start_matches("__Host-session=").split(';').next().unwrap();
    assert_eq!(value.len(), 22, "128 bits");
    let mut signed_in = app.browser_as(&app.staff(OPERATOR).await).await;
    assert_eq!(signed_in.get("/ministry").await.status, StatusCode::OK);
    assert_eq!(SessionLimits::of(RoleKind::MinistryOperator).idle_s, 15 * 60);
}

#[tokio::test]
async fn a_candidates_browser_is_marked_at_sign_in_and_a_second_one_is_told_by_mail_once() {
    let portal = CitizenPortal::start("2026-04-22T09:00").await;
    let app = &portal.app;
    let mails = async || -> i64 {
        let query = "SELECT count(*) FROM mail_outbox WHERE template = 'new_device'";
        sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
    };
    let sign_in = async |browser: &mut Browser| portal.visit(browser, "/sign-in", "/", &[("persona", "an")]).await;
    let mut first = app.browser();
    assert!(first.get("/sign-in").await.set_cookies.iter().all(|cookie| !cookie.starts_with("device=")));
    let signed_in = sign_in(&mut first).await;
    let cookie = signed_in.set_cookies.iter().find(|cookie| cookie.starts_with("device=")).unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("; Max-Age=34560000;"), "{cookie}");
    let form = [("phone", "0912345678"), ("email", "a@example.vn"), ("address", "Huế"), ("version", "0")];
    assert_eq!(first.post("/candidate/registration/contact", &form).await.status, StatusCode::SEE_OTHER);
    let mut second = app.browser();
    sign_in(&mut second).await;
    assert_eq!(mails().await, 1);
    for browser in [&mut first, &mut second] {
        browser.post("/sign-out", &[]).await;
        let again = sign_in(browser).await;
        assert!(again.set_cookies.iter().all(|cookie| !cookie.starts_with("device=")), "known by its mark");
    }
    assert_eq!(mails().await, 1, "once");
}
