//! What the tests of accounts share: the links of mails, and what is stored.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::{mail, password::Verdict},
};
use sqlx::Row as _;

/// A column of text.
pub(super) async fn column(app: &TestApp, query: &'static str) -> Vec<String> {
    let rows = sqlx::query(query).fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The audit log's entries of an action, as text.
pub(super) async fn audited(app: &TestApp, action: &str) -> Vec<String> {
    let query =
        sqlx::query("SELECT row_to_json(audit_log)::text AS entry FROM audit_log WHERE action = $1 ORDER BY id");
    let rows = query.bind(action).fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| row.get("entry")).collect()
}

/// The templates of the mails to an address, in order.
pub(super) async fn mails_to(app: &TestApp, email: &str) -> Vec<String> {
    let query =
        sqlx::query("SELECT template FROM mail_outbox WHERE recipient = $1 ORDER BY created_at, id").bind(email);
    let rows = query.fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| row.get("template")).collect()
}

/// The path of the one-time link of the latest mail to an address, as the mail says it.
pub(super) async fn link_of(app: &TestApp, email: &str) -> String {
    let query =
        sqlx::query("SELECT template, parameters FROM mail_outbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1");
    let row = query.bind(email).fetch_one(app.owner()).await.unwrap();
    let rendered = mail::render(&app.ctx, row.get("template"), "vi", &row.get("parameters"), "").expect("a mail");
    let url = rendered.text.split_whitespace().find(|word| word.starts_with("http")).expect("a link");
    url.strip_prefix(&app.ctx.config.web.base_url).expect("a link to the portal").to_owned()
}

/// The account of an address.
pub(super) async fn account_id(app: &TestApp, email: &str) -> String {
    let query = sqlx::query("SELECT id::text FROM staff WHERE email = $1").bind(email);
    query.fetch_one(app.owner()).await.unwrap().get(0)
}

/// The latest invitation of an address.
pub(super) async fn invitation_of(app: &TestApp, email: &str) -> String {
    let query =
        sqlx::query("SELECT id::text FROM staff_invitation WHERE email = $1 ORDER BY created_at DESC, id DESC LIMIT 1");
    query.bind(email).fetch_one(app.owner()).await.unwrap().get(0)
}

/// A unit of department 46.
pub(super) async fn unit_id(app: &TestApp, code: &str) -> String {
    let query = sqlx::query("SELECT id::text FROM registration_unit WHERE department_code = '46' AND unit_code = $1");
    query.bind(code).fetch_one(app.owner()).await.unwrap().get(0)
}

/// Opens a link in a fresh browser: the token leaves the address at once.
pub(super) async fn open_invitation(app: &TestApp, link: &str) -> (Browser, Answer) {
    let mut browser = app.browser();
    let opened = browser.get(link).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{link}");
    assert!(!opened.location.contains(link.rsplit('/').next().unwrap()), "{}", opened.location);
    let shown = browser.get(&opened.location).await;
    (browser, shown)
}

/// Whether the password is the account's.
pub(super) async fn password_opens(app: &TestApp, email: &str, password: &str) -> bool {
    let query = sqlx::query("SELECT password_hash FROM staff WHERE email = $1").bind(email);
    let hash: String = query.fetch_one(app.owner()).await.unwrap().get(0);
    let verdict = app.ctx.passwords.verify(&app.ctx.rng, password, Some(hash)).await.expect("hashed");
    matches!(verdict, Verdict::Right { .. })
}
