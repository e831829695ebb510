//! Whoever has no second factor gets one before anything else.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::{
        second_factor::{TotpSecret, step_at},
        system::seed_demo::DEMO_PASSWORD,
    },
};
use scraper::{Html, Selector};
use sqlx::Row as _;

use super::{ENROL, PATH, SCHOOL, WITHOUT_FACTOR, audited, change, form, is_signed_in, send_code};

/// The secret as the page shows it, by hand from base32.
pub(super) fn secret_of(page: &Answer) -> TotpSecret {
    let html = Html::parse_document(&page.text);
    let text: String = html.select(&Selector::parse(".code-text").unwrap()).next().unwrap().text().collect();
    let letters = text.chars().filter(|each| !each.is_whitespace());
    let bits: String = letters
        .map(|each| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(each).expect("base32"))
        .map(|value| format!("{value:05b}"))
        .collect();
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    TotpSecret::from_bytes(bytes.try_into().expect("160 bits"))
}

pub(super) fn code_of(app: &TestApp, secret: &TotpSecret) -> String {
    secret.code(step_at(app.ctx.clock.machine_now())).unwrap()
}

/// A browser at the enrolment of the school's account, with the secret that it was shown.
async fn at_enrolment(app: &TestApp) -> (Browser, TotpSecret) {
    let mut browser = app.browser();
    let page = browser.post_and_follow(PATH, &form(SCHOOL, DEMO_PASSWORD, "/school?group=new")).await;
    assert_eq!(page.status, StatusCode::OK);
    (browser, secret_of(&page))
}

/// The recovery codes that an answer shows.
pub(super) fn recovery_codes(answer: &Answer) -> Vec<String> {
    let html = Html::parse_document(&answer.text);
    html.select(&Selector::parse(".code-list li").unwrap()).map(|item| item.text().collect()).collect()
}

#[tokio::test]
async fn a_fresh_account_is_led_to_enrolment_and_is_staff_only_after_it() {
    let app = TestApp::start("2026-04-22T09:00").await;
    change(&app, WITHOUT_FACTOR, SCHOOL).await;
    let (mut browser, secret) = at_enrolment(&app).await;
    let page = browser.get(ENROL).await;
    assert!(secret_of(&page) == secret, "a look changes nothing");
    assert!(page.text.contains("data:image/svg+xml;base64,") && page.text.contains("otpauth://totp/"), "{}", page.text);
    assert!(!is_signed_in(&mut browser).await);
    assert_eq!(send_code(&mut browser, &code_of(&app, &secret)).await.location, "/staff/sign-in?expired=1");

    let (mut browser, secret) = at_enrolment(&app).await;
    let wrong = browser.post(ENROL, &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(secret_of(&wrong) == secret, "the same secret after a slip");
    let before = browser.cookie("session").to_owned();
    let done = browser.post(ENROL, &[("code", &code_of(&app, &secret))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let codes = recovery_codes(&done);
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 14), "{codes:?}");
    assert!(done.text.contains("href=\"/school?group=new\""), "{}", done.text);
    assert_ne!(browser.cookie("session"), before);
    assert!(is_signed_in(&mut browser).await);
    for action in ["staff.second_factor_enrolled", "staff.sign_in"] {
        assert_eq!(audited(&app, action).await.len(), 1, "{action}");
    }
    // Shown once, stored as hashes, and the secret is sealed.
    assert!(browser.get(ENROL).await.text.is_empty());
    let stored = sqlx::query(
        "SELECT (SELECT string_agg(encode(code_hash, 'escape'), ' ') FROM staff_recovery_code)
             || encode(sealed_secret, 'base64') || (SELECT string_agg(data::text, ' ') FROM session) AS text
         FROM staff_second_factor JOIN staff ON staff.id = staff_id WHERE email = $1",
    );
    let stored: String = stored.bind(SCHOOL).fetch_one(app.owner()).await.unwrap().get("text");
    assert!(codes.iter().all(|code| !stored.contains(code) && !stored.contains(&code.replace('-', ""))));
}

#[tokio::test]
async fn each_sign_in_before_enrolment_shows_a_secret_of_its_own() {
    let app = TestApp::start("2026-04-22T09:00").await;
    change(&app, WITHOUT_FACTOR, SCHOOL).await;
    let (mut first, seen_by_another) = at_enrolment(&app).await;
    let (mut second, secret) = at_enrolment(&app).await;
    assert!(seen_by_another != secret);
    let stale = first.post(ENROL, &[("code", &code_of(&app, &seen_by_another))]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = second.post(ENROL, &[("code", &code_of(&app, &secret))]).await;
    assert_eq!(done.status, StatusCode::OK);
    // Now that the account is enrolled, the other page leads back to the start.
    let late = first.post(ENROL, &[("code", &code_of(&app, &secret))]).await;
    assert_eq!(late.location, "/staff/sign-in?expired=1");
    // The code of the enrolment was used by it.
    let mut again = super::after_password(&app, SCHOOL).await;
    let answer = send_code(&mut again, &code_of(&app, &secret)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.ctx.clock.advance_machine(30);
    assert_eq!(send_code(&mut again, &code_of(&app, &secret)).await.location, "/school");
}
