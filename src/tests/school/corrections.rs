//! Corrections of accepted forms: proposed by the candidate, granted or refused by the unit, kept as a version.

use axum::http::StatusCode;
use portal::{
    domain::{ids::ExamRegistrationId, time::Instant},
    testing::{Browser, TestApp},
};

use super::submitted::{EMAIL, SCHOOL_A, SCHOOL_B, submitted};

const OPEN: &str = "2026-04-22T09:00";
const CONTACT: &str = "/candidate/registration/corrections/contact";
const ADDRESS: &str = "25 Nguyễn Huệ, Huế";

/// An's form, approved in version 2, and An's browser.
async fn approved() -> (TestApp, ExamRegistrationId, Browser) {
    let app = TestApp::start(OPEN).await;
    sqlx::query("UPDATE season_setting SET value = 'no' WHERE name IN ('asks_portrait', 'asks_evidence')")
        .execute(app.owner())
        .await
        .unwrap();
    let id = submitted(&app, "an").await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    school.post(&format!("/school/registrations/{id}/approve"), &[("version", "1")]).await;
    let candidate = app.browser_as(&app.candidate("an").await).await;
    (app, id, candidate)
}

fn proposal<'a>(address: &'a str, reason: &'a str) -> [(&'a str, &'a str); 5] {
    [("version", "2"), ("phone", "0912345678"), ("email", EMAIL), ("address", address), ("reason", reason)]
}

async fn standing(app: &TestApp, id: ExamRegistrationId) -> (String, i64, String) {
    sqlx::query_as(
        "SELECT state, (SELECT count(*) FROM exam_registration_version WHERE registration_id = $1),
             (SELECT content -> 'contact' ->> 'address' FROM exam_registration_version WHERE registration_id = $1
              ORDER BY number DESC LIMIT 1)
         FROM exam_registration WHERE id = $1",
    )
    .bind(id.0)
    .fetch_one(app.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn what_the_school_grants_is_the_next_version_and_the_form_counts_all_the_while() {
    let (app, id, mut candidate) = approved().await;
    let without = candidate.post(CONTACT, &proposal(ADDRESS, "")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains(ADDRESS), "what was typed is kept");
    let same = candidate.post(CONTACT, &proposal("7 Lê Lợi, Huế", "Không có gì")).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", same.text);
    assert!(same.text.contains("Chưa có gì thay đổi"), "{}", same.text);
    let asked = candidate.post(CONTACT, &proposal(ADDRESS, "Nhà em mới chuyển")).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert_eq!(standing(&app, id).await, ("correction_requested".to_owned(), 1, "7 Lê Lợi, Huế".to_owned()));
    let again = candidate.post(CONTACT, &proposal("Nơi khác", "Nữa")).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "one at a time");

    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    let path = format!("/school/registrations/{id}/correction");
    let answer = [("version", "3"), ("decision", "grant"), ("answer", "")];
    assert_eq!(other.get(&path).await.location, format!("/school/registrations/{id}"), "as where nothing is asked");
    assert_eq!(other.post(&path, &answer).await.status, StatusCode::NOT_FOUND);
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let shown = school.get(&path).await.text;
    assert!(
        shown.contains(ADDRESS) && shown.contains("7 Lê Lợi, Huế") && shown.contains("Nhà em mới chuyển"),
        "{shown}"
    );
    let stale = school.post(&path, &[("version", "2"), ("decision", "grant")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let granted = school.post(&path, &answer).await;
    assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.text);
    assert_eq!(standing(&app, id).await, ("approved".to_owned(), 2, ADDRESS.to_owned()));
    assert!(candidate.get("/candidate/registration").await.text.contains(ADDRESS));
}

#[tokio::test]
async fn what_the_school_refuses_stays_as_it_was_and_the_candidate_reads_why() {
    let (app, id, mut candidate) = approved().await;
    candidate.post(CONTACT, &proposal(ADDRESS, "Nhà em mới chuyển")).await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let path = format!("/school/registrations/{id}/correction");
    let silent = school.post(&path, &[("version", "3"), ("decision", "refuse"), ("answer", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = [("version", "3"), ("decision", "refuse"), ("answer", "Địa chỉ cũ vẫn đúng hộ khẩu.")];
    assert_eq!(school.post(&path, &words).await.status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&app, id).await, ("approved".to_owned(), 1, "7 Lê Lợi, Huế".to_owned()));
    let told = candidate.get("/candidate/registration/corrections").await.text;
    assert!(told.contains("Địa chỉ cũ vẫn đúng hộ khẩu.") && told.contains("Không sửa"), "{told}");
}

/// Lets the season's clock show another moment.
fn go_to(app: &TestApp, moment: &str) {
    let moment = Instant::parse(moment).unwrap();
    app.ctx.clock.advance((moment.unix_us() - app.ctx.now().unix_us()) / 60_000_000);
}

#[tokio::test]
async fn what_was_asked_on_the_last_day_of_the_review_is_answered_after_it() {
    let (app, id, mut candidate) = approved().await;
    // The review closes at 17:00 on 9 May.
    go_to(&app, "2026-05-09T16:59");
    assert_eq!(candidate.post(CONTACT, &proposal(ADDRESS, "Mới chuyển")).await.status, StatusCode::SEE_OTHER);
    go_to(&app, "2026-05-12T09:00");
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let path = format!("/school/registrations/{id}/correction");
    let granted = school.post(&path, &[("version", "3"), ("decision", "grant"), ("answer", "")]).await;
    assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.text);
    assert_eq!(
        standing(&app, id).await,
        ("approved".to_owned(), 2, ADDRESS.to_owned()),
        "so the list can be signed off"
    );
}

#[tokio::test]
async fn an_unlocked_form_is_handed_out_once_something_is_asked_about_it() {
    let (app, id, mut candidate) = approved().await;
    let unlocked = "UPDATE exam_registration SET state = 'unlocked' WHERE id = $1";
    sqlx::query(unlocked).bind(id.0).execute(app.owner()).await.unwrap();
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let none = school.post("/school/queue/next", &[]).await;
    assert_eq!(none.location, "/school?done=none", "staff have nothing to decide about it");
    let queue = school.get("/school").await.text;
    assert!(queue.contains("<caption>Đang mở lại để sửa (1)<"), "{queue}");
    assert!(!queue.contains("/school/queue/next"), "no button that leads nowhere: {queue}");
    school.post(&format!("/school/registrations/{id}/claim"), &[]).await;
    let claims = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM registration_claim");
    assert_eq!(claims.fetch_one(app.owner()).await.unwrap(), 0);

    assert_eq!(candidate.post(CONTACT, &proposal(ADDRESS, "Mới chuyển")).await.status, StatusCode::SEE_OTHER);
    let handed_out = school.post("/school/queue/next", &[]).await;
    assert_eq!(handed_out.location, format!("/school/registrations/{id}"));
}

#[tokio::test]
async fn papers_stay_as_they_were_once_registration_has_closed() {
    let (app, _, mut candidate) = approved().await;
    let list = "/candidate/registration/corrections";
    let papers = "/candidate/registration/corrections/papers";
    assert!(candidate.get(list).await.text.contains(papers), "the window is open");
    go_to(&app, "2026-04-28T17:00");
    let shown = candidate.get(list).await.text;
    assert!(!shown.contains(papers) && shown.contains(CONTACT), "{shown}");
    let form = [("version", "2"), ("elective_1", "sinh_hoc"), ("elective_2", "hoa_hoc"), ("reason", "Đổi ý")];
    assert_eq!(candidate.post(papers, &form).await.status, StatusCode::CONFLICT);
}
