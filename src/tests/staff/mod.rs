//! `/staff/…`

mod accounts;
mod code;
mod enrolment;
mod invitations;
mod links;
mod own_account;
mod recovery_codes;
mod resets;
mod sign_in;
mod throttling;

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::{
        second_factor::step_at,
        system::seed_demo::{DEMO_PASSWORD, demo_totp_secret},
    },
};
use sqlx::Row as _;

const SCHOOL: &str = "truong.songhuong@demo.example.vn";
const PATH: &str = "/staff/sign-in";
const CODE: &str = "/staff/sign-in/code";
const ENROL: &str = "/staff/sign-in/second-factor";

fn form<'a>(email: &'a str, password: &'a str, return_to: &'a str) -> [(&'a str, &'a str); 3] {
    [("email", email), ("password", password), ("return_to", return_to)]
}

/// The code of a demo account, `steps` of 30 seconds from now.
fn code(app: &TestApp, email: &str, steps: i64) -> String {
    demo_totp_secret(email).code(step_at(app.ctx.clock.machine_now()) + steps).unwrap()
}

/// A code of six digits that is none of this moment.
fn wrong_code(app: &TestApp, email: &str) -> String {
    let right: Vec<String> = (-1..=1).map(|steps| code(app, email, steps)).collect();
    (0..).map(|number| format!("{number:06}")).find(|code| !right.contains(code)).unwrap()
}

/// A browser whose password was right: the second step is next.
async fn after_password(app: &TestApp, email: &str) -> Browser {
    let mut browser = app.browser();
    let answer = browser.post(PATH, &form(email, DEMO_PASSWORD, "")).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, CODE), "{}", answer.text);
    browser
}

async fn send_code(browser: &mut Browser, code: &str) -> Answer {
    browser.post(CODE, &[("code", code)]).await
}

/// The audit log's entries of an action, as text.
async fn audited(app: &TestApp, action: &str) -> Vec<String> {
    let query =
        sqlx::query("SELECT row_to_json(audit_log)::text AS entry FROM audit_log WHERE action = $1 ORDER BY id");
    let rows = query.bind(action).fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| row.get("entry")).collect()
}

/// Changes something of an account behind the portal's back.
async fn change(app: &TestApp, statement: &'static str, email: &str) {
    let done = sqlx::query(statement).bind(email).execute(app.owner()).await.unwrap();
    assert!(done.rows_affected() >= 1, "{statement}");
}

const CLOSE: &str = "UPDATE staff SET disabled_at = now() WHERE email = $1";
const WITHOUT_FACTOR: &str =
    "DELETE FROM staff_second_factor USING staff WHERE staff.id = staff_second_factor.staff_id AND email = $1";

/// Whether the browser is signed in as staff: the first step then leads on.
async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get(PATH).await.status == StatusCode::SEE_OTHER
}
