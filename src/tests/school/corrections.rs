//! Corrections of accepted forms: proposed by the candidate, granted or refused by the unit, kept as a version.

use axum::http::StatusCode;
use portal::{
    domain::{
        access::{Actor, CandidateActor, RoleKind, SessionLimits},
        ids::ExamRegistrationId,
        time::Instant,
    },
    testing::{Answer, Browser, TestApp},
};

use super::submitted::{EMAIL, SCHOOL_A, SCHOOL_B, submitted};

const HEAD_A: &str = "hieutruong.songhuong@demo.example.vn";
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
    let candidate = app.browser_as(&fresh(&app).await).await;
    (app, id, candidate)
}

/// An, seen by the citizen-ID service just now.
async fn fresh(app: &TestApp) -> Actor {
    let Actor::Candidate(candidate) = app.candidate("an").await else { unreachable!("a candidate") };
    Actor::Candidate(CandidateActor { authenticated_at: app.ctx.clock.machine_now(), ..candidate })
}

async fn mails(app: &TestApp) -> Vec<(String, String)> {
    sqlx::query_as("SELECT template, recipient FROM mail_outbox ORDER BY template, recipient")
        .fetch_all(app.owner())
        .await
        .unwrap()
}

async fn grant(app: &TestApp, id: ExamRegistrationId) -> Answer {
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let path = format!("/school/registrations/{id}/correction");
    school.post(&path, &[("version", "3"), ("decision", "grant"), ("answer", "")]).await
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
async fn no_form_goes_back_into_the_list_over_a_question_without_an_answer() {
    let (app, id, mut candidate) = approved().await;
    let unlocked = "UPDATE exam_registration SET state = 'unlocked' WHERE id = $1";
    sqlx::query(unlocked).bind(id.0).execute(app.owner()).await.unwrap();
    assert_eq!(candidate.post(CONTACT, &proposal(ADDRESS, "Mới chuyển")).await.status, StatusCode::SEE_OTHER);
    go_to(&app, "2026-05-12T09:00");
    let mut head = app.browser_as(&app.staff(HEAD_A).await).await;
    let relock = format!("/school/registrations/{id}/acts/relock");
    let refused = head.post(&relock, &[("version", "2")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("đang chờ trả lời yêu cầu sửa"), "{}", refused.text);
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let answer = [("version", "2"), ("decision", "grant"), ("answer", "")];
    let answered = school.post(&format!("/school/registrations/{id}/correction"), &answer).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    assert_eq!(head.post(&relock, &[("version", "2")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&app, id).await, ("locked".to_owned(), 2, ADDRESS.to_owned()));
}

#[tokio::test]
async fn a_correction_keeps_the_portrait_and_what_proves_the_claims() {
    let (app, id, mut candidate) = approved().await;
    let files = "INSERT INTO stored_file (id, candidate_id, name, purpose, evidence_kind, media_type, size_bytes, sha256, uploaded_at)
         SELECT gen_random_uuid(), candidate_id, md5(purpose), purpose, kind, 'image/jpeg', 1, sha256(purpose::bytea), now()
         FROM exam_registration, (VALUES ('portrait', NULL), ('evidence', 'priority_category')) AS file (purpose, kind)
         WHERE exam_registration.id = $1 RETURNING purpose, id::text";
    let files: Vec<(String, String)> = sqlx::query_as(files).bind(id.0).fetch_all(app.owner()).await.unwrap();
    let of = |purpose: &str| files.iter().find(|(named, _)| named == purpose).unwrap().1.clone();
    sqlx::query(
        "UPDATE exam_registration_version SET content = content || jsonb_build_object('portrait', $2::text,
             'priority', jsonb_build_object('category', jsonb_build_object('code', '06', 'group', 'ut2')),
             'evidence', jsonb_build_array(jsonb_build_object('kind', 'priority_category', 'file', $3::text)))
         WHERE registration_id = $1",
    )
    .bind(id.0)
    .bind(of("portrait"))
    .bind(of("evidence"))
    .execute(app.owner())
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO exam_registration_version_file (registration_id, number, file_id) SELECT $1, 1, id FROM stored_file",
    )
    .bind(id.0)
    .execute(app.owner())
    .await
    .unwrap();
    assert_eq!(candidate.post(CONTACT, &proposal(ADDRESS, "Mới chuyển")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(grant(&app, id).await.status, StatusCode::SEE_OTHER);
    let kept: (String, String) = sqlx::query_as(
        "SELECT content ->> 'portrait', content -> 'evidence' -> 0 ->> 'file' FROM exam_registration_version
         WHERE registration_id = $1 AND number = 2",
    )
    .bind(id.0)
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(kept, (of("portrait"), of("evidence")));
    let named = "SELECT count(*) FROM exam_registration_version_file WHERE registration_id = $1 AND number = 2";
    let named: i64 = sqlx::query_scalar(named).bind(id.0).fetch_one(app.owner()).await.unwrap();
    assert_eq!(named, 2, "so neither is ever swept away");
}

#[tokio::test]
async fn an_approval_is_taken_back_so_that_what_no_correction_reaches_can_be_mended() {
    let (app, id, _) = approved().await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let record = format!("/school/registrations/{id}");
    assert!(school.get(&record).await.text.contains("acts/reopen"));
    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    let reopen = format!("{record}/acts/reopen");
    assert_eq!(other.post(&reopen, &[("version", "2")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(school.post(&reopen, &[("version", "1")]).await.status, StatusCode::CONFLICT, "it changed since");
    assert_eq!(school.post(&reopen, &[("version", "2")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&app, id).await.0, "submitted");
    let words = [("version", "3"), ("category", "other"), ("text", "Ảnh chụp nghiêng."), ("step", "send")];
    let returned = school.post(&format!("{record}/reject"), &words).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.text);
    assert_eq!(standing(&app, id).await.0, "rejected");
}

#[tokio::test]
async fn papers_stay_as_they_were_once_registration_has_closed() {
    let (app, _, mut candidate) = approved().await;
    let list = "/candidate/registration/corrections";
    let papers = "/candidate/registration/corrections/papers";
    assert!(candidate.get(list).await.text.contains(papers), "the window is open");
    go_to(&app, "2026-04-28T17:00");
    let shown = candidate.get(list).await.text;
    for decides in ["papers", "exemption"] {
        assert!(!shown.contains(&format!("{list}/{decides}")), "{decides} decides the papers: {shown}");
    }
    assert!(shown.contains(CONTACT), "{shown}");
    let form = [("version", "2"), ("elective_1", "sinh_hoc"), ("elective_2", "hoa_hoc"), ("reason", "Đổi ý")];
    assert_eq!(candidate.post(papers, &form).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_correction_of_something_else_leaves_what_a_disabled_candidate_needs() {
    let (app, id, mut candidate) = approved().await;
    sqlx::query(
        "INSERT INTO exam_arrangement (registration_id, number, kinds, note) VALUES ($1, 1, '{braille}', 'Đề chữ nổi')",
    )
    .bind(id.0)
    .execute(app.owner())
    .await
    .unwrap();
    candidate.post(CONTACT, &proposal(ADDRESS, "Nhà em mới chuyển")).await;
    assert_eq!(grant(&app, id).await.status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&app, id).await.1, 2);
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let shown = school.get(&format!("/school/registrations/{id}/arrangements")).await.text;
    assert!(shown.contains("Đề chữ nổi"), "{shown}");
}

#[tokio::test]
async fn contact_data_is_corrected_with_a_fresh_proof_and_both_addresses_are_told() {
    let (app, id, _) = approved().await;
    let mut forgotten = app.browser_as(&app.candidate("an").await).await;
    app.ctx.clock.advance_machine(601);
    let new = "moi@example.vn";
    let form = [("version", "2"), ("phone", "0912345678"), ("email", new), ("address", ADDRESS), ("reason", "Đổi thư")];
    let stopped = forgotten.post(CONTACT, &form).await;
    assert!(stopped.location.starts_with("/sign-in/again?return_to="), "{}", stopped.location);
    assert_eq!(standing(&app, id).await.0, "approved", "nothing is asked for yet");
    let kept = forgotten.get(CONTACT).await.text;
    assert!(kept.contains(new) && kept.contains("Đổi thư"), "what was typed is there: {kept}");

    let mut candidate = app.browser_as(&fresh(&app).await).await;
    let before = mails(&app).await;
    assert_eq!(candidate.post(CONTACT, &form).await.status, StatusCode::SEE_OTHER);
    let told: Vec<_> = mails(&app).await.into_iter().filter(|mail| !before.contains(mail)).collect();
    let alert = |to: &str| ("contact_changed".to_owned(), to.to_owned());
    assert_eq!(told, [alert(new), alert(EMAIL)]);

    // Somebody says that it was not them: the school cannot go on with it.
    let alert: sqlx::types::Uuid = sqlx::query_scalar("SELECT id FROM alert").fetch_one(app.owner()).await.unwrap();
    sqlx::query(
        "INSERT INTO candidate_freeze (id, candidate_id, alert_id, frozen_at)
         SELECT gen_random_uuid(), candidate_id, id, now() FROM alert WHERE id = $1",
    )
    .bind(alert)
    .execute(app.owner())
    .await
    .unwrap();
    let refused = grant(&app, id).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("tạm khóa"), "{}", refused.text);
    sqlx::query("DELETE FROM candidate_freeze").execute(app.owner()).await.unwrap();
    assert_eq!(grant(&app, id).await.status, StatusCode::SEE_OTHER);
    let changed: Vec<_> =
        mails(&app).await.into_iter().filter(|(template, _)| template == "registration_changed").collect();
    let changed: Vec<&str> = changed.iter().map(|(_, to)| to.as_str()).collect();
    assert_eq!(changed, [new, EMAIL], "where the candidate was reached until now learns of it, too");
}

#[tokio::test]
async fn a_forgotten_claim_can_be_asked_for_though_its_paper_is_shown_at_school() {
    let (app, id, mut candidate) = approved().await;
    sqlx::query("UPDATE season_setting SET value = 'yes' WHERE name = 'asks_evidence'")
        .execute(app.owner())
        .await
        .unwrap();
    let path = "/candidate/registration/corrections/priority";
    let form =
        [("version", "2"), ("area", ""), ("category_code", "06"), ("residence_ground", ""), ("reason", "Em quên khai")];
    let asked = candidate.post(path, &form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert_eq!(standing(&app, id).await.0, "correction_requested");
}

#[tokio::test]
async fn what_was_asked_after_the_session_had_ended_waits_for_the_next_sign_in() {
    let (app, id, mut candidate) = approved().await;
    candidate.get(CONTACT).await;
    app.ctx.clock.advance_machine(SessionLimits::of(RoleKind::Candidate).idle_s + 1);
    let ended = candidate.post(CONTACT, &proposal(ADDRESS, "Nhà em mới chuyển")).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.text.contains("vẫn còn"), "{}", ended.text);
    assert_eq!(standing(&app, id).await.0, "approved", "nothing is asked for yet");
    let mut again = app.browser_as(&fresh(&app).await).await;
    let kept = again.get(CONTACT).await.text;
    assert!(kept.contains(ADDRESS) && kept.contains("Nhà em mới chuyển"), "{kept}");
}

#[tokio::test]
async fn looking_for_a_school_sends_no_request_and_loses_nothing() {
    let (app, id, mut candidate) = approved().await;
    let path = "/candidate/registration/corrections/schools";
    let form = [
        ("version", "2"),
        ("school_10", "46001"),
        ("school_11", "46001"),
        ("school_12", "46001"),
        ("class_12", "12A9"),
        ("reason", "Sai lớp"),
        ("find", "school_10"),
    ];
    let find = candidate.post(path, &form).await;
    assert_eq!(find.location, "/candidate/registration/schools/find?field=school_10&from=correction");
    assert_eq!(standing(&app, id).await.0, "approved");
    let found =
        candidate.get("/candidate/registration/schools/find?field=school_10&from=correction&q=song+huong").await;
    let choice = format!("{path}?school_10=46004");
    assert!(found.text.contains(path), "the way back: {}", found.text);
    let back = candidate.get(&choice).await.text;
    assert!(back.contains("12A9") && back.contains("Sai lớp") && back.contains("46004"), "{back}");
}
