//! Reminders: by the distances of the season, once a round, only to those who are not done.

use portal::{testing::TestApp, usecases::system::remind_candidates};

use crate::{
    school::submitted::{SCHOOL_A, submitted},
    small_season::{self, at},
};

const CONTACT: &str = "/candidate/registration/contact";

async fn mails(app: &TestApp) -> i64 {
    let count = "SELECT count(*) FROM mail_outbox WHERE template = 'step_unfinished'";
    sqlx::query_scalar(count).fetch_one(app.owner()).await.unwrap()
}

/// So long before the window closes that meets the condition.
async fn before_closing(app: &TestApp, condition: &str, interval: &str) -> String {
    let query = format!(
        "SELECT to_char((closes_at - interval '{interval}') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD\"T\"HH24:MI')
         FROM season_phase WHERE {condition}"
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(app.owner()).await.unwrap()
}

/// How many mails a run writes; another at the same moment writes none.
async fn reminded(app: &TestApp) -> usize {
    let written = remind_candidates::run(&app.ctx).await.unwrap();
    assert_eq!(remind_candidates::run(&app.ctx).await.unwrap(), 0, "nobody is reminded twice");
    written
}

/// Registration is open from 08:00 on 21 April to 17:00 on 28 April.
#[tokio::test]
async fn whoever_has_not_submitted_is_reminded_at_each_distance_once() {
    let app = TestApp::start("2026-04-21T09:00").await;
    let an = app.candidate("an").await;
    let mut browser = app.browser_as(&an).await;
    let contact =
        [("phone", "0912345678"), ("email", "an@example.vn"), ("address", "12 Lê Lợi, Huế"), ("version", "0")];
    assert_eq!(browser.post(CONTACT, &contact).await.status.as_u16(), 303);
    // Binh has begun too, but nobody knows where to write to.
    app.browser_as(&app.candidate("binh").await).await.get("/candidate/registration").await;

    for (instant, expected) in [
        ("2026-04-21T16:59", 0),
        ("2026-04-21T17:00", 1),
        ("2026-04-23T09:00", 0),
        ("2026-04-25T17:00", 1),
        // The last day's round fell into an outage: there is one mail for both that are due.
        ("2026-04-28T14:30", 1),
        ("2026-04-28T16:59", 0),
        ("2026-04-28T17:00", 0),
    ] {
        at(&app, instant);
        assert_eq!(reminded(&app).await, expected, "{instant}");
    }
    assert_eq!(mails(&app).await, 3);
    let told: serde_json::Value =
        sqlx::query_scalar("SELECT parameters FROM mail_outbox WHERE template = 'step_unfinished' LIMIT 1")
            .fetch_one(app.owner())
            .await
            .unwrap();
    assert_eq!(
        told,
        serde_json::json!({ "closes_at": "17:00 28/04/2026" }),
        "the deadline, and nothing of the candidate"
    );
}

/// Registration closes at 17:00 on 28 April, the review on 9 May.
#[tokio::test]
async fn whose_form_came_back_is_reminded_in_the_time_that_is_given_to_mend_it() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let id = submitted(&app, "an").await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let words = [("version", "1"), ("category", "wrong_class_or_school"), ("text", "Sai tên lớp."), ("step", "send")];
    let returned = school.post(&format!("/school/registrations/{id}/reject"), &words).await;
    assert_eq!(returned.status.as_u16(), 303, "{}", returned.text);
    let steps = [("2026-04-27T17:00", 0), ("2026-05-02T16:59", 0), ("2026-05-02T17:00", 1), ("2026-05-06T17:00", 1)];
    for (instant, expected) in steps {
        at(&app, instant);
        assert_eq!(reminded(&app).await, expected, "{instant}");
    }
    let told: String = sqlx::query_scalar(
        "SELECT DISTINCT parameters ->> 'closes_at' FROM mail_outbox WHERE template = 'step_unfinished'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(told, "17:00 09/05/2026", "the closing of the review, and not the earlier one of registration");

    // Mended and submitted again, there is nothing left to do.
    sqlx::raw_sql(
        "UPDATE exam_registration SET state = 'submitted', rejection_category = NULL, rejection_text = NULL;
         INSERT INTO exam_registration_event (id, registration_id, at, actor_kind, from_state, to_state)
         SELECT gen_random_uuid(), id, '2026-05-07T09:00:00+07:00', 'candidate', 'draft', 'submitted' FROM exam_registration",
    )
    .execute(app.owner())
    .await
    .unwrap();
    at(&app, "2026-05-08T17:00");
    assert_eq!(reminded(&app).await, 0);
}

#[tokio::test]
async fn two_workers_remind_everybody_once() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let an = app.candidate("an").await;
    let contact =
        [("phone", "0912345678"), ("email", "an@example.vn"), ("address", "12 Lê Lợi, Huế"), ("version", "0")];
    app.browser_as(&an).await.post(CONTACT, &contact).await;
    let (one, other) = tokio::join!(remind_candidates::run(&app.ctx), remind_candidates::run(&app.ctx));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
}

/// In the small season everybody has an accepted form and a list; those of `unpaid` owe the fee, and who is admitted has to
/// confirm.
#[tokio::test]
async fn later_steps_are_reminded_of_too() {
    let app = small_season::start("2026-07-10T09:00").await;
    assert_eq!(reminded(&app).await, 0, "everybody has submitted a list");
    let owing: i64 =
        sqlx::query_scalar("SELECT count(*) FROM bill WHERE paid_at IS NULL").fetch_one(app.owner()).await.unwrap();
    assert!(owing > 0);
    // Giang has not even begun to pay: the bill is frozen when the first payment begins.
    sqlx::raw_sql(
        "DELETE FROM bill WHERE candidate_id = (SELECT candidate.id FROM candidate JOIN person ON person.id = person_id
         WHERE identity_number = '046308009053')",
    )
    .execute(app.owner())
    .await
    .unwrap();
    let of_hue = "kind = 'payment' AND province_group =
        (SELECT province_group FROM season_payment_group WHERE province_code = '46')";
    at(&app, &before_closing(&app, of_hue, "1 hour").await);
    assert_eq!(reminded(&app).await, owing as usize + 1, "whoever has begun to pay, and whoever has not");

    at(&app, small_season::MATCHING);
    small_season::run_and_publish(&app).await;
    let enrolling = "kind = 'enrolment_confirmation'";
    at(&app, &before_closing(&app, enrolling, "3 days").await);
    let admitted: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM matching_preference_result JOIN matching_publication USING (run_id) WHERE status = 'admitted'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert!(admitted > 0);
    assert_eq!(reminded(&app).await, admitted as usize);
    let confirming = "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
        SELECT candidate_id, run_id, programme_id, now(), candidate_id::text FROM matching_preference_result AS result
        WHERE status = 'admitted' ORDER BY result.candidate_id LIMIT 1";
    sqlx::query(confirming).execute(app.owner()).await.unwrap();
    at(&app, &before_closing(&app, enrolling, "3 hours").await);
    assert_eq!(reminded(&app).await, admitted as usize - 1, "whoever has confirmed is left alone");
}
