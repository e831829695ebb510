//! Mail leaves the outbox once, over real SMTP, and waits while the server is away.

use portal::{
    domain::{access::Actor, candidate::contact::EmailAddress},
    jobs,
    testing::TestApp,
    usecases::{
        mail::{MailTemplate, enqueue},
        system::send_mail,
    },
};
use sqlx::Row as _;

use super::smtp_sink::SmtpSink;

async fn app(smtp_url: &str) -> TestApp {
    TestApp::start_with("2026-04-22T09:00", &[("MAIL_SMTP_URL", smtp_url.to_owned())]).await
}

async fn put_into_outbox(app: &TestApp, commits: bool) {
    let mut tx = app.ctx.db.begin(&Actor::System).await.unwrap();
    let recipient = EmailAddress::parse("thi.sinh@example.vn").unwrap();
    enqueue(&mut tx, &app.ctx, &recipient, MailTemplate::RegistrationReturned).await.unwrap();
    if commits {
        tx.commit().await.unwrap();
    }
}

/// Attempts, whether it was sent, the last error.
async fn outbox(app: &TestApp) -> (i16, bool, Option<String>) {
    let query = sqlx::query("SELECT attempts, sent_at IS NOT NULL AS is_sent, last_error FROM mail_outbox");
    let row = query.fetch_one(app.owner()).await.unwrap();
    (row.get("attempts"), row.get("is_sent"), row.get("last_error"))
}

#[tokio::test]
async fn the_worker_sends_each_mail_once() {
    let sink = SmtpSink::start("250 ok").await;
    let app = app(&sink.url).await;
    put_into_outbox(&app, true).await;
    jobs::run_all_once(&app.ctx).await;
    jobs::run_all_once(&app.ctx).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert_eq!(taken[0].recipient, "RCPT TO:<thi.sinh@example.vn>");
    assert!(taken[0].message.contains("multipart/alternative"), "{}", taken[0].message);
    assert_eq!(outbox(&app).await, (1, true, None));
}

#[tokio::test]
async fn a_mail_of_a_transaction_that_fails_is_never_sent() {
    let sink = SmtpSink::start("250 ok").await;
    let app = app(&sink.url).await;
    put_into_outbox(&app, false).await;
    assert_eq!(send_mail::run(&app.ctx).await.unwrap(), 0);
    assert!(sink.taken().is_empty());
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_later_and_not_for_ever() {
    let sink = SmtpSink::start("451 not now").await;
    let app = app(&sink.url).await;
    put_into_outbox(&app, true).await;
    assert_eq!(send_mail::run(&app.ctx).await.unwrap(), 0);
    assert_eq!(outbox(&app).await, (1, false, Some("unavailable".to_owned())));
    // Not before its time.
    send_mail::run(&app.ctx).await.unwrap();
    assert_eq!(outbox(&app).await.0, 1);
    for _ in 0..20 {
        app.ctx.clock.advance_machine(200 * 60);
        send_mail::run(&app.ctx).await.unwrap();
    }
    assert_eq!(outbox(&app).await, (send_mail::MAX_ATTEMPTS, false, Some("unavailable".to_owned())));
}

#[tokio::test]
async fn an_address_that_is_refused_for_good_is_not_tried_again() {
    let sink = SmtpSink::start("550 no such mailbox").await;
    let app = app(&sink.url).await;
    put_into_outbox(&app, true).await;
    send_mail::run(&app.ctx).await.unwrap();
    assert_eq!(outbox(&app).await, (send_mail::MAX_ATTEMPTS, false, Some("refused".to_owned())));
}
