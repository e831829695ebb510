//! Ids in the bodies of forms: one that exists, but not for whoever posts it there, does what an unknown one does.

use axum::http::StatusCode;
use portal::testing::{Answer, Browser};

use super::foreign_ids::shape;
use crate::{
    institution::published_season::{self, AFTER},
    small_season::{MATCHING, OPERATOR, RELEASER, start},
};

/// Every form of a page that carries an id: its address and the field. The crawl compares the forms that it meets.
pub(super) const FORMS_WITH_IDS: &[(&str, &str)] = &[
    ("/account/sessions/end", "session"),
    ("/candidate/preferences/add", "programme"),
    ("/candidate/preferences/remove", "programme"),
    ("/candidate/preferences/move-up", "programme"),
    ("/candidate/preferences/move-down", "programme"),
    ("/candidate/preferences/move", "programme"),
    ("/candidate/enrolment/confirm", "programme"),
    // What these do with others' ids is tested in school/sign_off.rs.
    ("/school/list/sign", "form"),
    ("/department/exam/units", "unit"),
    ("/department/exam/units", "venue"),
    ("/ministry/matching/{run}/approve", "proposal"),
    ("/ministry/matching/{run}/reject", "proposal"),
    ("/ministry/matching/{run}/withdraw", "proposal"),
];

const UNKNOWN: &str = "018f4d3e-0000-7000-8000-000000000007";

/// Posts the form with each id; the answers are alike. Gives the first.
async fn alike(browser: &mut Browser, address: &str, field: &str, foreign: &str, rest: &[(&str, &str)]) -> Answer {
    let mut answers = Vec::new();
    for id in [foreign, UNKNOWN] {
        let form: Vec<(&str, &str)> = rest.iter().copied().chain([(field, id)]).collect();
        answers.push(browser.post(address, &form).await);
    }
    let [first, second] = [0, 1].map(|index: usize| shape(&answers[index], address));
    assert_eq!(first.replace(foreign, UNKNOWN), second, "{address}");
    answers.swap_remove(0)
}

#[tokio::test]
async fn a_proposal_is_decided_on_the_page_of_its_own_run_alone() {
    let app = start(MATCHING).await;
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let mut releaser = app.browser_as(&app.staff(RELEASER).await).await;
    let [first, second] = [
        operator.post("/ministry/matching/run", &[]).await.location,
        operator.post("/ministry/matching/run", &[]).await.location,
    ];
    operator.post_and_follow(&format!("{second}/propose"), &[("visible_from", "2026-08-13T17:00")]).await;
    let proposal: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM publication_proposal").fetch_one(app.owner()).await.unwrap();
    let proposal = proposal.to_string();
    for verb in ["approve", "reject"] {
        let answer =
            alike(&mut releaser, &format!("{first}/{verb}"), "proposal", &proposal, &[("reason", "Sai lượt")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}: {}", answer.text);
    }
    let answer = alike(&mut operator, &format!("{first}/withdraw"), "proposal", &proposal, &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
    let state: String =
        sqlx::query_scalar("SELECT state FROM publication_proposal").fetch_one(app.owner()).await.unwrap();
    assert_eq!(state, "proposed", "it goes on waiting");
}

#[tokio::test]
async fn a_programme_of_another_season_is_no_programme() {
    let app = portal::testing::TestApp::start("2026-07-05T09:00").await;
    let statements = [
        "INSERT INTO season (year, name_vi, name_en) VALUES (2025, 'Mùa 2025', 'Season 2025')",
        "INSERT INTO programme (id, season, institution_code, admission_code, name, quota, is_teacher_training, search_text)
         VALUES (md5('old')::uuid, 2025, 'BKA', 'OLD', 'Ngành cũ', 10, false, 'cu')",
    ];
    for statement in statements {
        sqlx::query(statement).execute(app.owner()).await.unwrap();
    }
    let old: uuid::Uuid = sqlx::query_scalar("SELECT md5('old')::uuid").fetch_one(app.owner()).await.unwrap();
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    for verb in ["add", "remove", "move-up", "move-down", "move"] {
        let rest = [("version", "0"), ("rank", "1")];
        let address = format!("/candidate/preferences/{verb}");
        let answer = alike(&mut candidate, &address, "programme", &old.to_string(), &rest).await;
        // To take away or move what the list does not hold changes nothing, whatever it is.
        assert!(verb != "add" || answer.status.is_client_error(), "{verb}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains("Ngành cũ"), "{verb}");
    }
}

#[tokio::test]
async fn nobody_confirms_a_seat_that_is_another_ones() {
    let app = published_season::start(AFTER).await;
    let seat: uuid::Uuid =
        sqlx::query_scalar("SELECT programme_id FROM matching_preference_result WHERE status = 'admitted' LIMIT 1")
            .fetch_one(app.owner())
            .await
            .unwrap();
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let address = "/candidate/enrolment/confirm";
    let answer = alike(&mut candidate, address, "programme", &seat.to_string(), &[]).await;
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.text);
    let confirmed: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM enrolment JOIN candidate ON candidate.id = candidate_id JOIN person ON person.id = person_id
         WHERE subject !~ '^(BKA|SPH)'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(confirmed, 0);
}

#[tokio::test]
async fn nobody_ends_another_ones_session() {
    let app = portal::testing::TestApp::start("2026-04-22T09:00").await;
    let other = app.staff(OPERATOR).await;
    let mut others = app.browser_as(&other).await;
    let session: uuid::Uuid = sqlx::query_scalar("SELECT public_id FROM session WHERE owner_kind = 'staff'")
        .fetch_one(app.owner())
        .await
        .unwrap();
    for actor in [app.candidate("an").await, app.staff(RELEASER).await] {
        let mut browser = app.browser_as(&actor).await;
        alike(&mut browser, "/account/sessions/end", "session", &session.to_string(), &[]).await;
    }
    assert_eq!(others.get("/ministry").await.status, StatusCode::OK, "it goes on");
}
