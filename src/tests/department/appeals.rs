//! `/candidate/appeals` and `/department/appeals`: from the appeal against a mark to the mark that counts.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    testing::{Browser, TestApp},
};

use crate::small_season::{
    MATCHING, OPERATOR, RELEASER, at, open_proposal, propose_and_approve, run_and_publish, start,
};

const STAFF: &str = "so.hue@demo.example.vn";
const LEAD: &str = "lanhdao.sohue@demo.example.vn";
const ELSEWHERE: &str = "so.laichau@demo.example.vn";
const AUDITOR: &str = "kiemtoan@demo.example.vn";
/// Marks are public and appeals are received.
const RECEIVING: &str = "2026-07-03T09:00";
/// No more appeals come in.
const MARKING: &str = "2026-07-08T09:00";
const REASON: &str = "Cộng sót điểm câu 3";

async fn as_candidate(app: &TestApp, slug: &str) -> Browser {
    app.browser_as(&app.candidate(slug).await).await
}

async fn as_staff(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

async fn appeal(app: &TestApp, slug: &str, subjects: &[&str]) {
    let form: Vec<(&str, &str)> = subjects.iter().map(|subject| ("subject", *subject)).collect();
    let sent = as_candidate(app, slug).await.post("/candidate/appeals", &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
}

/// The address of the one appeal that stands against a mark in `subject`, and its version.
async fn standing(app: &TestApp, subject: &str) -> (String, String) {
    let (id, version): (uuid::Uuid, i32) =
        sqlx::query_as("SELECT id, version FROM mark_appeal WHERE subject_code = $1 AND state <> 'withdrawn'")
            .bind(subject)
            .fetch_one(app.owner())
            .await
            .unwrap();
    (format!("/department/appeals/{id}"), version.to_string())
}

/// Does something with the appeal in `subject`, as it stands.
async fn decide(app: &TestApp, browser: &mut Browser, subject: &str, form: &[(&str, &str)]) -> StatusCode {
    let (address, version) = standing(app, subject).await;
    let form: Vec<(&str, &str)> = form.iter().copied().chain([("version", version.as_str())]).collect();
    browser.post(&address, &form).await.status
}

async fn changed(app: &TestApp, subject: &str, mark: &str) {
    let propose = [("decision", "propose"), ("mark", mark), ("reason", REASON)];
    let proposed = decide(app, &mut as_staff(app, STAFF).await, subject, &propose).await;
    assert_eq!(proposed, StatusCode::SEE_OTHER);
    let confirmed = decide(app, &mut as_staff(app, LEAD).await, subject, &[("decision", "confirm")]).await;
    assert_eq!(confirmed, StatusCode::SEE_OTHER);
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn a_candidate_appeals_against_marks_within_the_window_and_takes_an_appeal_back() {
    let app = start(RECEIVING).await;
    let mut an = as_candidate(&app, "an").await;
    let home = an.get("/candidate").await.text;
    assert!(home.contains("href=\"/candidate/appeals\"") && home.contains("17:00 06/07/2026"), "{home}");
    let marks = an.get("/candidate/marks").await.text;
    assert!(marks.contains("href=\"/candidate/appeals\""), "{marks}");

    let nothing = an.post("/candidate/appeals", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.text);
    let not_sat = an.post("/candidate/appeals", &[("subject", "toan"), ("subject", "ngu_van")]).await;
    assert_eq!(not_sat.status, StatusCode::UNPROCESSABLE_ENTITY, "Literature has no mark");
    assert_eq!(count(&app, "SELECT count(*) FROM mark_appeal").await, 0, "all or none");

    appeal(&app, "an", &["toan", "vat_li"]).await;
    let again = an.post("/candidate/appeals", &[("subject", "toan")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one appeal a paper");
    let page = an.get("/candidate/appeals").await.text;
    assert!(page.contains("Đã nhận, chờ kết quả") && page.contains("17:00 21/07/2026"), "{page}");
    assert!(an.get("/candidate").await.text.contains("Đã nộp đơn, chờ kết quả"));

    let (address, _) = standing(&app, "toan").await;
    let withdraw = address.replace("/department", "/candidate") + "/withdraw";
    let mut binh = as_candidate(&app, "binh").await;
    assert_eq!(binh.post(&withdraw, &[]).await.status, StatusCode::NOT_FOUND, "another's appeal");
    assert_eq!(an.post(&withdraw, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(an.post(&withdraw, &[]).await.status, StatusCode::CONFLICT, "taken back already");
    assert!(an.get("/candidate/appeals").await.text.contains("Bạn đã rút đơn"));
    appeal(&app, "an", &["toan"]).await;

    assert_eq!(count(&app, "SELECT count(*) FROM mark_appeal_event").await, 4);
    assert_eq!(count(&app, "SELECT count(*) FROM mail_outbox WHERE template = 'mark_appeal_received'").await, 2);
    let acts = "SELECT count(*) FROM audit_log WHERE action IN ('mark_appeal.submit', 'mark_appeal.withdraw')";
    assert_eq!(count(&app, acts).await, 4);
    let by_level_1 = as_candidate(&app, "nam").await.post("/candidate/appeals", &[("subject", "toan")]).await;
    assert_eq!(by_level_1.status, StatusCode::FORBIDDEN);
    assert!(by_level_1.text.contains("mức độ 2"), "{}", by_level_1.text);
}

#[tokio::test]
async fn an_appeal_outside_the_window_is_refused() {
    let app = start("2026-06-30T09:00").await;
    let mut an = as_candidate(&app, "an").await;
    let early = an.post("/candidate/appeals", &[("subject", "toan")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(!early.text.contains("9,00"), "marks are not public yet: {}", early.text);
    at(&app, RECEIVING);
    appeal(&app, "an", &["vat_li"]).await;
    at(&app, "2026-07-06T17:00");
    let mut an = as_candidate(&app, "an").await;
    let late = an.post("/candidate/appeals", &[("subject", "toan")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("đã hết lúc 17:00 06/07/2026"), "{}", late.text);
    let (address, _) = standing(&app, "vat_li").await;
    let withdraw = address.replace("/department", "/candidate") + "/withdraw";
    assert_eq!(an.post(&withdraw, &[]).await.status, StatusCode::CONFLICT, "the council has it");
    assert_eq!(count(&app, "SELECT count(*) FROM mark_appeal").await, 1);
}

#[tokio::test]
async fn another_council_neither_sees_nor_decides_an_appeal() {
    let app = start(RECEIVING).await;
    appeal(&app, "an", &["toan"]).await;
    at(&app, MARKING);
    let (address, version) = standing(&app, "toan").await;
    let form = [("decision", "keep"), ("reason", REASON), ("version", version.as_str())];
    let mut elsewhere = as_staff(&app, ELSEWHERE).await;
    assert!(elsewhere.get("/department/appeals").await.text.contains("Không có đơn nào"));
    assert_eq!(elsewhere.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere.post(&address, &form).await.status, StatusCode::NOT_FOUND);
    let file = elsewhere.get("/department/appeals.csv").await;
    assert_eq!(file.text.lines().count(), 1, "{}", file.text);
    for email in [OPERATOR, AUDITOR] {
        assert_eq!(as_staff(&app, email).await.post(&address, &form).await.status, StatusCode::FORBIDDEN, "{email}");
    }
    let mut own = as_staff(&app, STAFF).await;
    let list = own.get("/department/appeals?state=submitted&subject=toan").await.text;
    assert!(list.contains(&address), "{list}");
    assert!(!own.get("/department/appeals?subject=vat_li").await.text.contains(&address));
    let file = own.get("/department/appeals.csv?subject=toan").await;
    assert!(file.text.contains("Toán,46") && file.text.contains(",9.00,"), "{}", file.text);
    assert!(!file.text.contains("An,"), "no name: {}", file.text);
    let looks = "SELECT count(*) FROM audit_log WHERE candidate_id IS NOT NULL
        AND action IN ('mark_appeals.view', 'mark_appeals.download')";
    assert_eq!(count(&app, looks).await, 2);
}

#[tokio::test]
async fn a_mark_is_changed_by_two_people_and_both_marks_are_kept() {
    let app = start(RECEIVING).await;
    appeal(&app, "binh", &["vat_li"]).await;
    let propose = [("decision", "propose"), ("mark", "10"), ("reason", REASON)];
    let early = decide(&app, &mut as_staff(&app, STAFF).await, "vat_li", &propose).await;
    assert_eq!(early, StatusCode::CONFLICT, "appeals still come in");
    at(&app, MARKING);
    let mut staff = as_staff(&app, STAFF).await;
    let mut lead = as_staff(&app, LEAD).await;
    let wrong = [("decision", "propose"), ("mark", "10,5"), ("reason", REASON)];
    assert_eq!(decide(&app, &mut staff, "vat_li", &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    let same = [("decision", "propose"), ("mark", "8"), ("reason", REASON)];
    assert_eq!(decide(&app, &mut staff, "vat_li", &same).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(decide(&app, &mut staff, "vat_li", &[("decision", "confirm")]).await, StatusCode::FORBIDDEN);

    assert_eq!(decide(&app, &mut lead, "vat_li", &propose).await, StatusCode::SEE_OTHER);
    assert_eq!(decide(&app, &mut lead, "vat_li", &[("decision", "confirm")]).await, StatusCode::CONFLICT, "one's own");
    let (address, _) = standing(&app, "vat_li").await;
    let stale = staff.post(&address, &[("decision", "send_back"), ("reason", "Xem lại"), ("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("Người khác vừa xử lý") && stale.text.contains("Xem lại"), "{}", stale.text);
    let send_back = [("decision", "send_back"), ("reason", "Xem lại câu 4")];
    assert_eq!(decide(&app, &mut staff, "vat_li", &send_back).await, StatusCode::SEE_OTHER);
    assert_eq!(decide(&app, &mut staff, "vat_li", &propose).await, StatusCode::SEE_OTHER);

    // What is only proposed is nothing that the candidate reads anywhere.
    let mut binh = as_candidate(&app, "binh").await;
    for page in ["/candidate/appeals", "/candidate/marks", "/candidate/access-log"] {
        let text = binh.get(page).await.text;
        assert!(
            !text.contains("10,00") && !text.contains("xuất đổi điểm") && !text.contains("Xem lại câu 4"),
            "{text}"
        );
    }
    assert!(binh.get("/candidate/appeals").await.text.contains("Đã nhận, chờ kết quả"));

    assert_eq!(decide(&app, &mut lead, "vat_li", &[("decision", "confirm")]).await, StatusCode::SEE_OTHER);
    let marks = binh.get("/candidate/marks").await.text;
    assert!(marks.contains("10,00") && marks.contains("Sau phúc khảo. Điểm đã công bố: 8,00"), "{marks}");
    assert!(marks.contains("27,00"), "the sum of A00: {marks}");
    let page = binh.get("/candidate/appeals").await.text;
    assert!(page.contains("Điểm đã đổi") && page.contains("10,00") && page.contains("8,00"), "{page}");
    assert!(page.contains(REASON) && !page.contains("Xem lại câu 4"), "{page}");
    let history = lead.get(&address).await.text;
    assert!(history.contains("Xem lại câu 4") && history.contains("Trương Quang Vinh"), "{history}");

    let kept: (i16, i16, i16) = sqlx::query_as(
        "SELECT mark.mark_hundredths, before_hundredths, mark_change.mark_hundredths FROM mark_change
         JOIN mark USING (season, candidate_number, subject_code)",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(kept, (800, 800, 1000), "the published mark stays as it was");
    let mails =
        "SELECT count(*) FROM mail_outbox WHERE template = 'mark_appeal_decided' AND recipient = 'thisinh@example.vn'";
    assert_eq!(count(&app, mails).await, 1);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'mark_appeal.confirm' AND candidate_id IS NOT NULL";
    assert_eq!(count(&app, told).await, 1);
    let ended = [("decision", "keep"), ("reason", REASON)];
    assert_eq!(decide(&app, &mut lead, "vat_li", &ended).await, StatusCode::CONFLICT, "decided for good");
}

#[tokio::test]
async fn that_a_mark_stands_one_person_says_with_a_reason() {
    let app = start(RECEIVING).await;
    appeal(&app, "an", &["toan"]).await;
    at(&app, "2026-07-30T09:00");
    let mut staff = as_staff(&app, STAFF).await;
    let no_reason = [("decision", "keep"), ("reason", "")];
    assert_eq!(decide(&app, &mut staff, "toan", &no_reason).await, StatusCode::UNPROCESSABLE_ENTITY);
    let keep = [("decision", "keep"), ("reason", "Chấm đúng đáp án")];
    assert_eq!(decide(&app, &mut staff, "toan", &keep).await, StatusCode::SEE_OTHER, "late, and decided all the same");
    let page = as_candidate(&app, "an").await.get("/candidate/appeals").await.text;
    assert!(page.contains("Giữ nguyên điểm") && page.contains("Chấm đúng đáp án"), "{page}");
    assert_eq!(count(&app, "SELECT count(*) FROM mark_change").await, 0);
}

#[tokio::test]
async fn the_matching_counts_with_the_mark_after_the_appeal_and_publishes_no_run_that_does_not() {
    let app = start(RECEIVING).await;
    appeal(&app, "binh", &["vat_li"]).await;
    at(&app, MATCHING);
    let mut operator = as_staff(&app, OPERATOR).await;
    let before = operator.post("/ministry/matching/run", &[]).await.location;
    app.ctx.clock.advance(10);
    changed(&app, "vat_li", "10").await;

    let shown = operator.get(&before).await.text;
    assert!(shown.contains("1 điểm đã đổi sau phúc khảo"), "{shown}");
    let visible = [("visible_from", "2026-08-13T17:00")];
    let refused = operator.post(&format!("{before}/propose"), &visible).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);

    app.ctx.clock.advance(10);
    let after = operator.post("/ministry/matching/run", &[]).await.location;
    assert!(!operator.get(&after).await.text.contains("điểm đã đổi sau phúc khảo"));
    propose_and_approve(&app, &after).await;
    let seats: Vec<(String, i32)> = sqlx::query_as(
        "SELECT programme.admission_code, seat.score_hundredths::int FROM matching_preference_result AS seat
         JOIN matching_publication USING (run_id) JOIN programme ON programme.id = seat.programme_id
         JOIN candidate ON candidate.id = seat.candidate_id JOIN person ON person.id = candidate.person_id
         WHERE seat.status = 'admitted' AND seat.rank <= 2 AND programme.admission_code LIKE 'IT_'
         ORDER BY programme.admission_code",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    // 9 + 10 + 8 and 0.30 of priority: binh comes before an, who falls to the second preference.
    assert_eq!(seats, [("IT1".to_owned(), 27_30), ("IT2".to_owned(), 26_50)]);
}

#[tokio::test]
async fn a_proposal_is_not_approved_once_a_mark_has_changed() {
    let app = start(RECEIVING).await;
    appeal(&app, "binh", &["vat_li"]).await;
    at(&app, MATCHING);
    let mut operator = as_staff(&app, OPERATOR).await;
    let run = operator.post("/ministry/matching/run", &[]).await.location;
    operator.post_and_follow(&format!("{run}/propose"), &[("visible_from", "2026-08-13T17:00")]).await;
    let proposal = open_proposal(&app).await;
    app.ctx.clock.advance(10);
    changed(&app, "vat_li", "10").await;
    let mut releaser = as_staff(&app, RELEASER).await;
    let refused = releaser.post(&format!("{run}/approve"), &[("proposal", &proposal)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "a mark changed since it was proposed: {}", refused.text);
}

#[tokio::test]
async fn a_mark_that_changes_after_the_publication_changes_no_published_result() {
    let app = start(RECEIVING).await;
    appeal(&app, "binh", &["vat_li"]).await;
    at(&app, MATCHING);
    run_and_publish(&app).await;
    at(&app, "2026-08-14T09:00");
    let mut binh = as_candidate(&app, "binh").await;
    let before = binh.get("/candidate/result").await.text_without_nonce();
    let (address, _) = standing(&app, "vat_li").await;
    let warned = as_staff(&app, STAFF).await.get(&address).await.text;
    assert!(warned.contains("không tự thay đổi kết quả xét tuyển đã công bố"), "{warned}");
    changed(&app, "vat_li", "10").await;
    assert_eq!(binh.get("/candidate/result").await.text_without_nonce(), before);
    let told = binh.get("/candidate/appeals").await.text;
    assert!(told.contains("Kết quả xét tuyển đã công bố không tự thay đổi"), "{told}");
}

/// Whether the database refused by its rights or its policies.
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "42501")
}

#[tokio::test]
async fn the_database_alone_keeps_a_mark_from_being_changed_by_one_person_or_appealed_falsely() {
    let app = start(RECEIVING).await;
    appeal(&app, "an", &["toan"]).await;
    let Actor::Candidate(an) = app.candidate("an").await else { unreachable!() };
    let false_mark = format!(
        "INSERT INTO mark_appeal (id, candidate_id, season, candidate_number, subject_code, mark_hundredths, state,
             submitted_at)
         SELECT gen_random_uuid(), '{0}', season, candidate_number, 'vat_li', 100, 'submitted', now()
         FROM candidate WHERE id = '{0}'",
        an.candidate_id
    );
    let mut tx = app.ctx.db.begin(&Actor::Candidate(an)).await.unwrap();
    let error = sqlx::query(sqlx::AssertSqlSafe(false_mark)).execute(tx.conn()).await.unwrap_err();
    assert!(is_refusal(&error), "a mark that nobody has: {error}");
    drop(tx);

    let Actor::Staff(lead) = app.staff(LEAD).await else { unreachable!() };
    let alone = format!(
        "UPDATE mark_appeal SET state = 'changed', proposed_by = '{0}', decided_by = '{0}', decided_at = now(),
             decided_hundredths = 1000, answer = 'x'",
        lead.staff_id
    );
    let mut tx = app.ctx.db.begin(&Actor::Staff(lead.clone())).await.unwrap();
    let error = sqlx::query(sqlx::AssertSqlSafe(alone)).execute(tx.conn()).await.unwrap_err();
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    assert_eq!(constraint, Some("mark_appeal_two_people_ck"), "{error}");
    drop(tx);
    let without_appeal =
        "INSERT INTO mark_change (season, candidate_number, subject_code, appeal_id, before_hundredths,
            mark_hundredths, changed_at)
        SELECT season, candidate_number, subject_code, id, mark_hundredths, 1000, now() FROM mark_appeal";
    let mut tx = app.ctx.db.begin(&Actor::Staff(lead)).await.unwrap();
    let error = sqlx::query(without_appeal).execute(tx.conn()).await.unwrap_err();
    assert!(is_refusal(&error), "nobody confirmed it: {error}");
}
