//! The first step: e-mail address and password.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::seed_demo::DEMO_PASSWORD};
use sqlx::Row as _;

use super::{CLOSE, CODE, PATH, SCHOOL, after_password, audited, change, code, form, is_signed_in, send_code};

#[tokio::test]
async fn password_and_code_open_the_page_of_the_role_under_a_new_session() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let cases = [
        (SCHOOL, "", "/school"),
        ("  Truong.NguBinh@Demo.example.VN ", "/school?group=new", "/school?group=new"),
        ("bo.dieuhanh@demo.example.vn", "https://evil.example/", "/ministry"),
        ("bo.giamsat@demo.example.vn", "//evil.example", "/ministry"),
        ("kiemtoan@demo.example.vn", "", "/audit"),
    ];
    for (email, return_to, expected) in cases {
        let mut browser = app.browser();
        let answer = browser.post(PATH, &form(email, DEMO_PASSWORD, return_to)).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, CODE), "{email}");
        let before = browser.cookie("session").to_owned();
        assert!(!is_signed_in(&mut browser).await, "the password alone opens nothing");
        assert_eq!(browser.get("/school").await.location, "/staff/sign-in?return_to=%2Fschool");
        let email = email.trim().to_lowercase();
        let answer = send_code(&mut browser, &code(&app, &email, 0)).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, expected), "{email}");
        assert_ne!(browser.cookie("session"), before, "a new id with the new rights");
        // Who is signed in is led on from the form.
        assert!(is_signed_in(&mut browser).await);
    }
    let entries = audited(&app, "staff.sign_in").await;
    assert_eq!(entries.len(), cases.len());
    assert!(entries.iter().all(|entry| !entry.contains('@')), "{entries:?}");
}

#[tokio::test]
async fn unknown_address_wrong_password_and_closed_account_read_the_same() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let closed = "truong.ngubinh@demo.example.vn";
    change(&app, CLOSE, closed).await;
    let cases = [
        (SCHOOL, "not-the-password", "wrong_password"),
        ("nobody@demo.example.vn", DEMO_PASSWORD, "unknown_account"),
        (closed, DEMO_PASSWORD, "disabled_account"),
    ];
    let mut pages = Vec::new();
    for (email, password, _) in cases {
        let mut browser = app.browser();
        let answer = browser.post(PATH, &form(email, password, "/school")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(answer.text.contains("Thư điện tử hoặc mật khẩu không đúng"), "{}", answer.text);
        assert!(answer.text.contains(&format!("value=\"{email}\"")), "what was typed is kept: {}", answer.text);
        assert!(!answer.text.contains(password), "the password is never sent back");
        assert!(!is_signed_in(&mut browser).await);
        assert_eq!(browser.get(CODE).await.status, StatusCode::SEE_OTHER, "no second step");
        pages.push(main_of(&answer.text, email));
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "the pages differ");
    let entries = audited(&app, "staff.sign_in_refused").await;
    assert_eq!(entries.len(), cases.len());
    for ((email, _, reason), entry) in cases.iter().zip(&entries) {
        assert!(entry.contains(reason) && !entry.contains(email), "{entry}");
    }
}

/// The main part of a page without what was typed and without what is fresh on each page.
fn main_of(html: &str, email: &str) -> String {
    let main = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    let parts = main.split("name=\"form_token\"").enumerate();
    let without_token: Vec<&str> = parts
        .map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) })
        .collect();
    without_token.join("").replace(email, "")
}

#[tokio::test]
async fn an_unknown_address_takes_about_the_time_of_a_known_one() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..7 {
        for (email, times) in [SCHOOL, "nobody@demo.example.vn"].into_iter().zip(&mut times) {
            let mut browser = app.browser();
            browser.form_token().await;
            let begun = Instant::now();
            let answer = browser.post(PATH, &form(email, "not-the-password", "")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{round}");
            times.push(begun.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    // Without the hash for nobody the ratio is above ten; a busy machine stays far below three.
    let (longer, shorter) = (known.max(unknown), known.min(unknown).max(Duration::from_micros(1)));
    assert!(longer.as_secs_f64() / shorter.as_secs_f64() < 3.0, "known {known:?}, unknown {unknown:?}");
}

#[tokio::test]
async fn what_is_missing_or_unreadable_is_said() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let empty = app.browser().post(PATH, &form("", "", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("href=\"#email\"") && empty.text.contains("href=\"#password\""), "{}", empty.text);
    let without_password = app.browser().post(PATH, &[("email", SCHOOL)]).await;
    assert_eq!(without_password.status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(257);
    let too_long = app.browser().post(PATH, &form(SCHOOL, &long, "")).await;
    assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_hash_of_old_parameters_opens_and_is_stored_anew() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let stored = async || {
        let row = sqlx::query("SELECT password_hash FROM staff WHERE email = $1").bind(SCHOOL);
        row.fetch_one(app.owner()).await.unwrap().get::<String, _>("password_hash")
    };
    let today = stored().await;
    // The same password with 8 MiB and three passes.
    let old = old_hash(DEMO_PASSWORD);
    let set = sqlx::query("UPDATE staff SET password_hash = $1 WHERE email = $2").bind(&old).bind(SCHOOL);
    set.execute(app.owner()).await.unwrap();
    let refused = app.browser().post(PATH, &form(SCHOOL, "not-the-password", "")).await;
    assert_eq!((refused.status, stored().await), (StatusCode::UNPROCESSABLE_ENTITY, old.clone()));
    after_password(&app, SCHOOL).await;
    let renewed = stored().await;
    assert!(renewed != old && renewed != today && renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    after_password(&app, SCHOOL).await;
    assert_eq!(stored().await, renewed, "and stays");
}

fn old_hash(password: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version, password_hash::SaltString};
    let params = Params::new(8 * 1024, 3, 1, None).unwrap();
    let salt = SaltString::encode_b64(b"an old salt here").unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(password.as_bytes(), &salt).unwrap().to_string()
}

#[tokio::test]
async fn when_too_many_wait_the_page_says_when_to_come_back_and_keeps_the_address() {
    // Nobody hashes here: the queue is always full.
    let app = TestApp::start_with("2026-04-22T09:00", &[("PASSWORD_THREADS", "0".to_owned())]).await;
    for (language, title) in [("vi", "Hệ thống đang bận"), ("en", "The portal is busy")] {
        let mut browser = app.browser();
        browser.set_cookie("language", language);
        let answer = browser.post(PATH, &form(SCHOOL, DEMO_PASSWORD, "/school")).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers["retry-after"].parse::<u64>().unwrap() >= 1);
        assert!(answer.text.contains(title) && answer.text.contains(&format!("value=\"{SCHOOL}\"")), "{}", answer.text);
        assert!(answer.text.contains("value=\"/school\"") && !answer.text.contains(DEMO_PASSWORD));
    }
}
