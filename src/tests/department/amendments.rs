//! `/department/exam/amendments…`: slips of the procedures day, who reads them, and what goes by them.

use axum::http::StatusCode;
use portal::{
    domain::{access::Actor, exam::state::RegistrationStatus, ids::ExamRegistrationId, time::Instant},
    testing::{Answer, Browser, TestApp},
};

use crate::{
    other_programs::{output, scratch},
    school::submitted::{SCHOOL_A, submitted},
    small_season,
};

const STAFF: &str = "so.hue@demo.example.vn";
const LEAD: &str = "lanhdao.sohue@demo.example.vn";
const ELSEWHERE: &str = "so.laichau@demo.example.vn";
const PATH: &str = "/department/exam/amendments";
/// Registration is open.
const OPEN: &str = "2026-04-22T09:00";
/// Within the procedures day, 10 June from 14:00.
const PROCEDURES: &str = "2026-06-10T15:00";
/// An's number on the roll.
const NUMBER: &str = "46001661";

async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

fn go_to(app: &TestApp, moment: &str) {
    let moment = Instant::parse(moment).unwrap();
    app.ctx.clock.advance((moment.unix_us() - app.ctx.now().unix_us()) / 60_000_000);
}

/// An's form with a number and a seat at a venue of Huế, at `moment`.
async fn numbered(moment: &str) -> (TestApp, ExamRegistrationId) {
    let app = TestApp::start(OPEN).await;
    let an = submitted(&app, "an").await;
    for statement in [
        "INSERT INTO exam_venue (id, season, department_code, venue_code, name, address)
         VALUES (md5('venue')::uuid, 2026, '46', '01', 'THPT Sông Hương', '7 Lê Lợi, Huế')",
        "INSERT INTO exam_numbering (id, venue_id, at, numbered_by, numbered)
         SELECT md5('run')::uuid, md5('venue')::uuid, now(), id, 1 FROM staff WHERE email = 'lanhdao.sohue@demo.example.vn'",
        "INSERT INTO exam_seat (candidate_id, venue_id, room, seat, numbering_id)
         SELECT candidate_id, md5('venue')::uuid, 1, 1, md5('run')::uuid FROM exam_registration",
    ] {
        sqlx::query(statement).execute(app.owner()).await.unwrap();
    }
    set_state(&app, RegistrationStatus::Numbered).await;
    go_to(&app, moment);
    (app, an)
}

async fn set_state(app: &TestApp, status: RegistrationStatus) {
    let update = sqlx::query("UPDATE exam_registration SET state = $1").bind(status.as_str());
    update.execute(app.owner()).await.unwrap();
}

fn slip<'a>(seen: &'a str, value: &'a str) -> [(&'static str, &'a str); 4] {
    [("seen", seen), ("value", value), ("reason", "In sai một dấu"), ("evidence", "Giấy khai sinh số 112/2008")]
}

async fn append(browser: &mut Browser, id: ExamRegistrationId, fact: &str, seen: &str, value: &str) -> Answer {
    browser.post(&format!("{PATH}/{id}/{fact}"), &slip(seen, value)).await
}

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let query = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
    query.fetch_one(app.owner()).await.unwrap()
}

#[tokio::test]
async fn the_council_finds_a_candidate_by_number_and_appends_a_slip_that_everybody_concerned_reads() {
    let (app, an) = numbered(PROCEDURES).await;
    let before: serde_json::Value = sqlx::query_scalar("SELECT jsonb_agg(kept) FROM exam_registration_version AS kept")
        .fetch_one(app.owner())
        .await
        .unwrap();
    let mut staff = browser(&app, STAFF).await;
    assert!(staff.get("/department/exam").await.text.contains(PATH), "the way there");
    for (typed, words) in [("", "Nhập hoặc chọn"), ("4600", "Không tìm thấy"), ("46999999", "Không tìm thấy")]
    {
        let refused = staff.post(PATH, &[("number", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(
            refused.text.contains(words) && refused.text.contains(&format!("value=\"{typed}\"")) || typed.is_empty()
        );
    }
    let found = staff.post(PATH, &[("number", NUMBER)]).await;
    assert_eq!(found.location, format!("{PATH}/{an}"));
    let page = staff.get(&found.location).await.text;
    for words in ["NGUYỄN THỊ BÌNH AN", NUMBER, "Chưa có phiếu nào", "Kinh"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for fact in ["full_name", "birth_date", "sex", "birth_place", "ethnic_group", "priority_area", "priority_category"]
    {
        let form = staff.get(&format!("{PATH}/{an}/{fact}")).await;
        assert_eq!(form.status, StatusCode::OK, "{fact}");
    }
    assert_eq!(staff.get(&format!("{PATH}/{an}/papers")).await.status, StatusCode::NOT_FOUND);

    let appended = append(&mut staff, an, "full_name", "0", "Nguyễn Thị Bình Ân").await;
    assert_eq!((appended.status, appended.location), (StatusCode::SEE_OTHER, format!("{PATH}/{an}?slip=1")));
    let page = staff.get(&format!("{PATH}/{an}?slip=1")).await.text;
    assert!(page.contains("Đã lập phiếu đính chính số 1") && page.contains("NGUYỄN THỊ BÌNH ÂN"), "{page}");

    // The candidate, on the notice and in the history; the school, in its record.
    let both = ["NGUYỄN THỊ BÌNH AN", "NGUYỄN THỊ BÌNH ÂN", "In sai một dấu", "Giấy khai sinh số 112/2008"];
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let mut school = browser(&app, SCHOOL_A).await;
    for shown in [
        candidate.get("/candidate/exam-notice").await.text,
        candidate.get("/candidate/registration").await.text,
        school.get(&format!("/school/registrations/{an}")).await.text,
    ] {
        for words in both {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert!(!shown.contains("Trương Quang Vinh"), "who appended it is the council's");
    }
    for (name, pdf) in [
        ("own-notice.pdf", candidate.get("/candidate/exam-notice.pdf").await),
        ("unit-notices.pdf", school.get("/school/exam-notices.pdf").await),
        ("slip.pdf", staff.get(&format!("{PATH}/{an}/slips/1/slip.pdf")).await),
    ] {
        let file = scratch(name);
        std::fs::write(&file, &pdf.bytes).unwrap();
        let text = output("pdftotext", &["-layout", file.to_str().unwrap(), "-"]);
        assert!(text.contains(both[0]) && text.contains(both[1]), "{name}: {text}");
    }
    let printed = staff.get(&format!("{PATH}/{an}/slips/1")).await.text;
    for words in both.into_iter().chain(["Phiếu đính chính số 46001661-1"]) {
        assert!(printed.contains(words), "{words}: {printed}");
    }

    // What was signed stands as it was; the room's list goes by the slip.
    let after: serde_json::Value = sqlx::query_scalar("SELECT jsonb_agg(kept) FROM exam_registration_version AS kept")
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert_eq!(before, after);
    let rooms = staff.get("/department/exam/venues/01").await.text;
    assert!(rooms.contains("NGUYỄN THỊ BÌNH ÂN") && !rooms.contains("NGUYỄN THỊ BÌNH AN"), "{rooms}");

    let mails: Vec<(String, serde_json::Value)> =
        sqlx::query_as("SELECT recipient, parameters FROM mail_outbox WHERE template = 'registration_amended'")
            .fetch_all(app.owner())
            .await
            .unwrap();
    assert_eq!(mails, [("thi.sinh.an@example.vn".to_owned(), serde_json::json!({}))]);
    let traces: Vec<(String, bool, String)> = sqlx::query_as(
        "SELECT action, candidate_id IS NOT NULL AND before_digest <> after_digest, details::text FROM audit_log
         WHERE action = 'amendment.append'",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(traces.len(), 1);
    assert!(traces[0].1 && traces[0].2.contains("full_name") && !traces[0].2.contains("Ân"), "{traces:?}");
    assert!(candidate.get("/candidate/access-log").await.text.contains("Lập phiếu đính chính"));
}

#[tokio::test]
async fn before_the_number_and_outside_the_procedures_day_nothing_is_amended() {
    let (app, an) = numbered("2026-06-10T13:59").await;
    let mut staff = browser(&app, STAFF).await;
    let page = staff.get(&format!("{PATH}/{an}")).await.text;
    assert!(page.contains("từ 14:00 10/06/2026") && !page.contains("/full_name"), "{page}");
    assert_eq!(staff.get(&format!("{PATH}/{an}/sex")).await.location, format!("{PATH}/{an}"));
    let early = append(&mut staff, an, "sex", "0", "male").await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("In sai một dấu"), "what was typed is kept: {}", early.text);
    go_to(&app, PROCEDURES);
    set_state(&app, RegistrationStatus::Signed).await;
    assert_eq!(staff.post(PATH, &[("number", NUMBER)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(staff.get(&format!("{PATH}/{an}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(append(&mut staff, an, "sex", "0", "male").await.status, StatusCode::NOT_FOUND);
    set_state(&app, RegistrationStatus::Numbered).await;
    assert_eq!(append(&mut staff, an, "sex", "0", "male").await.status, StatusCode::SEE_OTHER);
    go_to(&app, "2026-06-11T00:00");
    assert_eq!(append(&mut staff, an, "sex", "1", "female").await.status, StatusCode::CONFLICT);
    let back = staff.post(&format!("{PATH}/{an}/slips/1"), &[("seen", "1"), ("reason", "Nhầm")]).await;
    assert_eq!(back.status, StatusCode::CONFLICT);
    assert_eq!(count(&app, "amendment").await, 1);
}

#[tokio::test]
async fn another_council_finds_and_amends_nobody() {
    let (app, an) = numbered(PROCEDURES).await;
    append(&mut browser(&app, LEAD).await, an, "priority_area", "0", "kv1").await;
    let mut other = browser(&app, ELSEWHERE).await;
    assert_eq!(other.post(PATH, &[("number", NUMBER)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for address in ["", "/priority_area", "/slips/1", "/slips/1/slip.pdf"] {
        assert_eq!(other.get(&format!("{PATH}/{an}{address}")).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(append(&mut other, an, "priority_area", "1", "kv2").await.status, StatusCode::NOT_FOUND);
    let back = other.post(&format!("{PATH}/{an}/slips/1"), &[("seen", "1"), ("reason", "Nhầm")]).await;
    assert_eq!(back.status, StatusCode::NOT_FOUND);
    assert_eq!(count(&app, "amendment").await, 1);
}

#[tokio::test]
async fn a_form_keeps_what_was_typed_and_a_slip_follows_the_last_one_that_was_seen() {
    let (app, an) = numbered(PROCEDURES).await;
    let mut staff = browser(&app, STAFF).await;
    let wrong = [("seen", "0"), ("value", "31/02/2008"), ("reason", "Nhập sai"), ("evidence", "")];
    let refused = staff.post(&format!("{PATH}/{an}/birth_date"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["value=\"31/02/2008\"", "Nhập sai", "Nhập một ngày có thật", "href=\"#evidence\""] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    let same = append(&mut staff, an, "sex", "0", "female").await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "that is printed");
    assert_eq!(append(&mut staff, an, "ethnic_group", "0", "31").await.status, StatusCode::SEE_OTHER);
    let stale = append(&mut staff, an, "birth_place", "0", "01").await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "a slip was appended meanwhile");
    assert!(stale.text.contains("name=\"seen\" value=\"1\""), "{}", stale.text);
    assert_eq!(append(&mut staff, an, "birth_place", "x", "01").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(append(&mut staff, an, "birth_place", "1", "01").await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&app, "amendment").await, 2);
}

#[tokio::test]
async fn a_slip_is_taken_back_by_a_further_one_and_once() {
    let (app, an) = numbered(PROCEDURES).await;
    let mut staff = browser(&app, STAFF).await;
    append(&mut staff, an, "priority_category", "0", "01").await;
    append(&mut staff, an, "sex", "1", "male").await;
    let address = format!("{PATH}/{an}/slips/1");
    assert!(staff.get(&address).await.text.contains("Rút phiếu này"));
    let why = staff.post(&address, &[("seen", "2"), ("reason", " ")]).await;
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = staff.post(&address, &[("seen", "1"), ("reason", "Nhầm thí sinh")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("Nhầm thí sinh"), "{}", stale.text);
    let back = staff.post(&address, &[("seen", "2"), ("reason", "Nhầm thí sinh")]).await;
    assert_eq!(back.location, format!("{PATH}/{an}?slip=3"));
    let slips: Vec<(i16, String, String, Option<i16>)> = sqlx::query_as(
        "SELECT number, printed, corrected, withdraws FROM amendment WHERE fact = 'priority_category' ORDER BY 1",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(slips, [(1, String::new(), "01".to_owned(), None), (3, "01".to_owned(), String::new(), Some(1))]);
    let page = staff.get(&address).await.text;
    assert!(page.contains("Phiếu này đã được rút") && !page.contains("Rút phiếu này"), "{page}");
    for number in ["1", "3"] {
        let again = staff.post(&format!("{PATH}/{an}/slips/{number}"), &[("seen", "3"), ("reason", "Nhầm")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{number}");
    }
    let none = staff.post(&format!("{PATH}/{an}/slips/9"), &[("seen", "3"), ("reason", "Nhầm")]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    assert!(candidate.get("/candidate/exam-notice").await.text.contains("Rút phiếu 1: Nhầm thí sinh"));
}

#[tokio::test]
async fn whoever_has_no_priority_in_admission_has_none_amended() {
    let (app, an) = numbered(PROCEDURES).await;
    let update =
        "UPDATE exam_registration_version SET content = jsonb_set(content, '{admission,use_for_admission}', 'false')";
    sqlx::query(update).execute(app.owner()).await.unwrap();
    let mut staff = browser(&app, STAFF).await;
    let page = staff.get(&format!("{PATH}/{an}")).await.text;
    assert!(page.contains("/full_name") && !page.contains("/priority_area"), "{page}");
    assert_eq!(append(&mut staff, an, "priority_area", "0", "kv1").await.status, StatusCode::CONFLICT);
}

/// What the database itself says to a slip of `staff` in the name of `by`.
async fn insert(app: &TestApp, staff: &str, by: &str) -> Result<u64, String> {
    let actor = app.staff(staff).await;
    let Actor::Staff(account) = app.staff(by).await else { unreachable!("{by} is staff") };
    let mut tx = app.ctx.db.begin(&actor).await.unwrap();
    let candidate: uuid::Uuid =
        sqlx::query_scalar("SELECT candidate_id FROM exam_registration").fetch_one(app.owner()).await.unwrap();
    let inserted = sqlx::query(
        "INSERT INTO amendment (candidate_id, number, fact, printed, corrected, reason, evidence, amended_at, amended_by)
         VALUES ($1, 1, 'sex', 'female', 'male', 'In sai', 'Giấy khai sinh', now(), $2)",
    )
    .bind(candidate)
    .bind(account.staff_id.0)
    .execute(tx.conn())
    .await;
    inserted.map(|done| done.rows_affected()).map_err(|error| {
        error.as_database_error().and_then(|error| error.code()).map(|code| code.to_string()).unwrap_or_default()
    })
}

#[tokio::test]
async fn the_database_takes_slips_of_the_candidates_council_alone_in_its_own_name_and_after_the_number() {
    let (app, _) = numbered(PROCEDURES).await;
    assert_eq!(insert(&app, STAFF, STAFF).await, Ok(1));
    let refused = || Err("42501".to_owned());
    assert_eq!(insert(&app, STAFF, LEAD).await, refused(), "in another's name");
    assert_eq!(insert(&app, ELSEWHERE, ELSEWHERE).await, refused(), "another council");
    assert_eq!(insert(&app, SCHOOL_A, SCHOOL_A).await, refused(), "a school");
    set_state(&app, RegistrationStatus::Signed).await;
    assert_eq!(insert(&app, STAFF, STAFF).await, refused(), "before the number");
}

/// A slip that somebody of the department appended, by the persona's subject.
async fn amend(app: &TestApp, slug: &str, fact: &str, printed: &str, corrected: &str) {
    let Actor::Candidate(candidate) = app.candidate(slug).await else { unreachable!("{slug} is a candidate") };
    sqlx::query(
        "INSERT INTO amendment (candidate_id, number, fact, printed, corrected, reason, evidence, amended_at, amended_by)
         SELECT $1, 1 + (SELECT count(*) FROM amendment WHERE candidate_id = $1), $2, $3, $4, 'In sai', 'Giấy khai sinh',
             now(), id FROM staff WHERE email = 'so.hue@demo.example.vn'",
    )
    .bind(candidate.candidate_id.0)
    .bind(fact)
    .bind(printed)
    .bind(corrected)
    .execute(app.owner())
    .await
    .unwrap();
}

#[tokio::test]
async fn amended_priority_reaches_the_admission_score_of_the_matching_and_of_the_programmes_page() {
    let app = small_season::start(small_season::MATCHING).await;
    // 24.00 with 2.00 · (30 − 24) / 7.5 = 1.60 of group UT1, and after a later slip KV2 besides: 2.25 · 0.8 = 1.80.
    amend(&app, "chau", "priority_category", "", "01").await;
    amend(&app, "chau", "priority_area", "kv3", "kv1").await;
    amend(&app, "chau", "priority_area", "kv1", "kv2").await;
    // Bình's KV1 was wrong: 25.00 and nothing more.
    amend(&app, "binh", "priority_area", "kv1", "kv3").await;
    let mut candidate = app.browser_as(&app.candidate("chau").await).await;
    let page = candidate.get("/catalogue/BKA/IT2").await.text;
    assert!(page.contains("25,80"), "{page}");
    let mut operator = browser(&app, small_season::OPERATOR).await;
    operator.post("/ministry/matching/run", &[]).await;
    let scores: Vec<(String, i32, i32)> = sqlx::query_as(
        "SELECT DISTINCT person.full_name, priority_hundredths, score_hundredths FROM matching_preference_result AS result
         JOIN candidate ON candidate.id = result.candidate_id JOIN person ON person.id = candidate.person_id
         WHERE score_hundredths BETWEEN 2500 AND 2599 ORDER BY 3",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    let scores: Vec<(i32, i32)> = scores.into_iter().map(|(_, priority, score)| (priority, score)).collect();
    assert_eq!(scores, [(0, 25_00), (1_80, 25_80)]);
}

#[tokio::test]
async fn the_lists_of_an_institution_name_people_as_amended_and_tell_nothing_of_their_priority() {
    let app = crate::institution::published_season::start(crate::institution::published_season::AFTER).await;
    for (number, fact, printed, corrected) in [
        (1, "full_name", "Trần Văn 3", "Trần Vân Ba"),
        (2, "birth_date", "2008-03-05", "2008-05-03"),
        (3, "sex", "male", "female"),
        (4, "priority_area", "kv3", "kv1"),
    ] {
        sqlx::query(
            "INSERT INTO amendment (candidate_id, number, fact, printed, corrected, reason, evidence, amended_at, amended_by)
             SELECT md5('candidateBKA3')::uuid, $1, $2, $3, $4, 'In sai', 'Giấy khai sinh', now(), id
             FROM staff WHERE email = 'so.hue@demo.example.vn'",
        )
        .bind(number)
        .bind(fact)
        .bind(printed)
        .bind(corrected)
        .execute(app.owner())
        .await
        .unwrap();
    }
    let institution = app.staff("tuyensinh.bka@demo.example.vn").await;
    let mut admissions = app.browser_as(&institution).await;
    let list = admissions.get("/institution/confirmed.csv?purpose=enrolment").await.text;
    let line = list.lines().find(|line| line.starts_with("46000003,")).unwrap();
    assert!(line.contains(",Trần Vân Ba,2008-05-03,Nữ,IT1,"), "{line}");
    let page = admissions.get("/institution/programmes/IT1").await.text;
    assert!(page.contains("Trần Vân Ba") && !page.contains("Trần Văn 3<"), "{page}");
    let mut tx = app.ctx.db.begin(&institution).await.unwrap();
    let facts: Vec<String> =
        sqlx::query_scalar("SELECT fact FROM amendment ORDER BY number").fetch_all(tx.conn()).await.unwrap();
    assert_eq!(facts, ["full_name", "birth_date", "sex"]);
}
