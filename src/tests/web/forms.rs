//! Forms that another site, another session or a program sends: none is taken, and nothing changes (OWASP CSRF).

use axum::http::{Method, StatusCode};
use portal::{
    testing::{Answer, Browser, TestApp},
    web::{doors::Door, form_token::FIELD, router::door_list},
};
use scraper::{Html, Selector};

use super::doors::{concrete, everybody};

/// Within the registration window.
const OPEN: &str = "2026-04-22T09:00";
const PATH: &str = "/candidate/registration/contact";
const FORM: [(&str, &str); 4] =
    [("phone", "0912345678"), ("email", "an@example.vn"), ("address", "7 Lê Lợi, Huế"), ("version", "0")];

async fn candidate(app: &TestApp, slug: &str) -> Browser {
    let actor = app.candidate(slug).await;
    app.browser_as(&actor).await
}

async fn registrations(app: &TestApp) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM exam_registration").fetch_one(app.owner());
    count.await.unwrap()
}

fn body(token: &str) -> Vec<u8> {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(FORM).append_pair(FIELD, token);
    body.finish().into_bytes()
}

fn assert_refused(answer: &Answer, title: &str, case: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{case}: {}", answer.text);
    assert!(answer.text.contains(title) && answer.text.contains("Không có gì thay đổi"), "{case}: {}", answer.text);
}

const FOREIGN: &str = "Yêu cầu đến từ trang khác";
const OLD: &str = "Trang đã cũ";

#[tokio::test]
async fn a_form_without_the_token_of_its_own_session_is_refused_and_changes_nothing() {
    let app = TestApp::start(OPEN).await;
    let mut an = candidate(&app, "an").await;
    let mut visitor = app.browser();
    let of_visitor = visitor.form_token().await;
    let of_other = candidate(&app, "binh").await.form_token().await;
    let own = an.form_token().await;
    assert!(own != of_other && own != of_visitor && own.len() == 43, "{own}");

    assert_refused(&an.post_without_token(PATH, &FORM).await, FOREIGN, "no token");
    assert_refused(&an.post_bytes(PATH, &[], &body(&of_other)).await, OLD, "another session's");
    assert_refused(&an.post_bytes(PATH, &[], &body(&own[1..])).await, OLD, "a part of it");
    assert_refused(&an.post_bytes(PATH, &[], &body("")).await, OLD, "an empty one");
    // Somebody signed in after the page was loaded: the browser still has the visitor's cookie.
    an.set_cookie("form", visitor.cookie("form"));
    assert_refused(&an.post_bytes(PATH, &[], &body(&of_visitor)).await, OLD, "of before the sign-in");
    assert_eq!(registrations(&app).await, 0);
    assert_eq!(an.post_bytes(PATH, &[], &body(&own)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(registrations(&app).await, 1);
}

#[tokio::test]
async fn other_sites_and_other_kinds_of_bodies_are_refused_even_with_the_token() {
    let app = TestApp::start(OPEN).await;
    let mut an = candidate(&app, "an").await;
    let token = an.form_token().await;
    let sites: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:3000.evil.example")],
    ];
    for headers in sites {
        assert_refused(&an.post_bytes(PATH, headers, &body(&token)).await, FOREIGN, &format!("{headers:?}"));
    }
    let json = serde_json::json!({ "phone": "0912345678", "version": "0", FIELD: token }).to_string();
    let bodies = [("text/plain", json.clone().into_bytes()), ("application/json", json.into_bytes())];
    let plain = ("text/plain", body(&token));
    let parts = ("multipart/form-data; boundary=x", body(&token));
    for (kind, bytes) in bodies.into_iter().chain([plain, parts]) {
        assert_refused(&an.post_bytes(PATH, &[("content-type", kind)], &bytes).await, FOREIGN, kind);
    }
    assert_eq!(registrations(&app).await, 0);
    let own = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded; charset=UTF-8")];
    assert_eq!(an.post_bytes(PATH, &own, &body(&token)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_signs_a_visitor_in_as_somebody_else_or_plants_the_cookie() {
    let app = TestApp::start(OPEN).await;
    let mut attacker = app.browser();
    let token = attacker.form_token().await;
    let form = [("language", "en"), ("return_to", "/help"), (FIELD, token.as_str())];
    assert_eq!(attacker.post_without_token("/language", &form).await.status, StatusCode::SEE_OTHER);
    let mut victim = app.browser();
    assert_refused(&victim.post_without_token("/language", &form).await, OLD, "without a cookie");
    victim.get("/").await;
    assert_refused(&victim.post_without_token("/language", &form).await, OLD, "with another cookie");
    let mut planted = app.browser();
    planted.set_cookie("form", "chosen-by-another-site");
    planted.get("/").await;
    assert_ne!(planted.cookie("form"), "chosen-by-another-site", "a cookie that is not ours is replaced");
    let cookie = &app.browser().get("/").await.headers["set-cookie"];
    for part in ["form=", "; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test]
async fn the_cookie_of_visitors_is_bound_to_the_host_under_tls() {
    let settings = [("PORTAL_BASE_URL", "https://thisinh.example.vn".to_owned())];
    let app = TestApp::start_with(OPEN, &settings).await;
    let home = app.browser().get("/").await;
    let cookie = &home.headers["set-cookie"];
    assert!(cookie.starts_with("__Host-form=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn only_post_changes_something_and_other_methods_are_refused() {
    let app = TestApp::start(OPEN).await;
    let mut an = candidate(&app, "an").await;
    let token = an.form_token().await;
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let answer = an.send(method.clone(), PATH, &[], Some(body(&token))).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert!(answer.headers["allow"].contains("POST"), "{:?}", answer.headers);
    }
    // A GET or HEAD with the fields in its address or body is a look at the page.
    let query = format!("{PATH}?{}", String::from_utf8(body(&token)).unwrap());
    for method in [Method::GET, Method::HEAD] {
        let answer = an.send(method.clone(), &query, &[], Some(body(&token))).await;
        assert_eq!(answer.status, StatusCode::OK, "{method}");
    }
    // A method that a header or field asks for is none.
    for headers in [[("x-http-method-override", "POST")], [("x-method-override", "POST")]] {
        an.send(Method::GET, &query, &headers, None).await;
    }
    assert_eq!(registrations(&app).await, 0);
}

#[tokio::test]
async fn every_post_door_asks_for_the_token() {
    let app = TestApp::start(OPEN).await;
    for (role, mut browser) in everybody(&app).await {
        let passes = |door: &Door| match role {
            "visitor" => door.rule == "public",
            _ => door.roles.iter().any(|allowed| allowed.as_str() == role),
        };
        for door in door_list().iter().filter(|door| door.method == "POST" && passes(door)) {
            let path = concrete(door, |_| None);
            let answer = browser.post_without_token(&path, &[("version", "0")]).await;
            assert_refused(&answer, FOREIGN, &format!("{} as {role}", door.path));
        }
    }
}

#[tokio::test]
async fn every_form_of_every_page_carries_the_token() {
    let app = TestApp::start(OPEN).await;
    let form = Selector::parse("form[method=post]").unwrap();
    let field = Selector::parse(&format!("input[type=hidden][name={FIELD}]")).unwrap();
    let mut forms = 0;
    for (role, mut browser) in everybody(&app).await {
        for door in door_list().iter().filter(|door| door.method == "GET" && !door.is_file) {
            let answer = browser.get(&concrete(door, |_| None)).await;
            if !answer.content_type.starts_with("text/html") {
                continue;
            }
            for found in Html::parse_document(&answer.text).select(&form) {
                assert_eq!(found.select(&field).count(), 1, "{} as {role}: {}", door.path, found.html());
                forms += 1;
            }
        }
    }
    assert!(forms > 100, "{forms} forms");
}
