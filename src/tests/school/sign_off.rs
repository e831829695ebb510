//! From approved forms to candidate numbers: the head's sign-off, signatures, unlocking by two people, venues and rooms.

use axum::http::StatusCode;
use portal::{
    domain::{
        exam::state::{ACCEPTED, RegistrationStatus},
        ids::ExamRegistrationId,
        time::Instant,
    },
    testing::{Browser, TestApp},
    usecases::system::tell_about_unlocks,
};

use super::submitted::{SCHOOL_A, submitted};
use crate::other_programs::{output, read_pages, scratch};

const HEAD: &str = "hieutruong.songhuong@demo.example.vn";
const OTHER_HEAD: &str = "hieutruong.ngubinh@demo.example.vn";
const DEPARTMENT: &str = "so.hue@demo.example.vn";
const LEAD: &str = "lanhdao.sohue@demo.example.vn";
const ELSEWHERE: &str = "so.laichau@demo.example.vn";
/// Registration is open.
const OPEN: &str = "2026-04-22T09:00";
/// Registration has closed (28 April 17:00), the exam has not begun.
const CLOSED: &str = "2026-05-12T09:00";

async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

/// Lets the season's clock show another moment.
fn go_to(app: &TestApp, moment: &str) {
    let moment = Instant::parse(moment).unwrap();
    app.ctx.clock.advance((moment.unix_us() - app.ctx.now().unix_us()) / 60_000_000);
}

/// Two approved forms of one unit, An's and Bình's, once registration has closed.
async fn two_approved() -> (TestApp, ExamRegistrationId, ExamRegistrationId) {
    let app = TestApp::start(OPEN).await;
    let (an, binh) = (submitted(&app, "an").await, submitted(&app, "binh").await);
    let mut school = browser(&app, SCHOOL_A).await;
    for id in [an, binh] {
        let approved = school.post(&format!("/school/registrations/{id}/approve"), &[("version", "1")]).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER);
    }
    go_to(&app, CLOSED);
    (app, an, binh)
}

async fn state(app: &TestApp, id: ExamRegistrationId) -> String {
    let query = sqlx::query_scalar("SELECT state FROM exam_registration WHERE id = $1").bind(id.0);
    query.fetch_one(app.owner()).await.unwrap()
}

async fn version(app: &TestApp, id: ExamRegistrationId) -> String {
    let query = sqlx::query_scalar::<_, i32>("SELECT version FROM exam_registration WHERE id = $1").bind(id.0);
    query.fetch_one(app.owner()).await.unwrap().to_string()
}

/// To whom this mail was written.
async fn mails(app: &TestApp, template: &str) -> Vec<String> {
    let query = "SELECT recipient FROM mail_outbox WHERE template = $1 ORDER BY recipient";
    sqlx::query_scalar(query).bind(template).fetch_all(app.owner()).await.unwrap()
}

async fn lock(head: &mut Browser, forms: &str) -> StatusCode {
    head.post("/school/list/lock", &[("forms", forms), ("read", "yes")]).await.status
}

#[tokio::test]
async fn the_head_signs_off_once_nothing_waits_and_each_candidate_is_told() {
    let (app, an, binh) = two_approved().await;
    let late = browser(&app, DEPARTMENT).await.get("/department").await.text;
    assert!(late.contains("1 đơn vị chưa chốt danh sách"), "{late}");
    assert!(late.contains("001 Trường THPT Sông Hương: 2 phiếu"), "{late}");
    let mut head = browser(&app, HEAD).await;
    let shown = head.get("/school/list").await;
    assert!(shown.text.contains("Chốt 2 phiếu"), "{}", shown.text);
    // Nine on the roll of unit 001, two of whom have signed in.
    for words in ["7 học sinh chưa có trong danh sách này", "Chưa đăng nhập lần nào: 7", "/school?group=waiting\""]
    {
        assert!(shown.text.contains(words), "{words}: {}", shown.text);
    }
    let unread = head.post("/school/list/lock", &[("forms", "2")]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(lock(&mut head, "1").await, StatusCode::CONFLICT, "another list than was shown");
    assert_eq!(lock(&mut head, "2").await, StatusCode::SEE_OTHER);
    assert_eq!((state(&app, an).await.as_str(), state(&app, binh).await.as_str()), ("locked", "locked"));
    assert_eq!(lock(&mut head, "2").await, StatusCode::CONFLICT, "somebody has signed off already");
    let counted: Vec<(String, i64)> = sqlx::query_as(
        "SELECT 'acts', count(*) FROM audit_log WHERE action = 'exam_registration.lock' AND candidate_id IS NOT NULL
         UNION ALL SELECT 'events', count(*) FROM exam_registration_event WHERE to_state = 'locked'
         UNION ALL SELECT 'mails', count(*) FROM mail_outbox WHERE template = 'registration_locked'
         UNION ALL SELECT 'sign-offs', count(*) FROM unit_sign_off WHERE forms = 2 ORDER BY 1",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(counted, [("acts", 2), ("events", 2), ("mails", 2), ("sign-offs", 1)].map(|(what, n)| (what.into(), n)));
    let done = browser(&app, DEPARTMENT).await.get("/department").await.text;
    assert!(!done.contains("chưa chốt danh sách"), "{done}");
}

#[tokio::test]
async fn what_still_waits_keeps_the_list_open_and_only_the_head_closes_it() {
    let app = TestApp::start(OPEN).await;
    let (an, waiting) = (submitted(&app, "an").await, submitted(&app, "binh").await);
    let mut school = browser(&app, SCHOOL_A).await;
    school.post(&format!("/school/registrations/{an}/approve"), &[("version", "1")]).await;
    let mut head = browser(&app, HEAD).await;
    assert_eq!(lock(&mut head, "1").await, StatusCode::CONFLICT, "registration is still open");
    go_to(&app, CLOSED);
    let refused = head.post("/school/list/lock", &[("forms", "1"), ("read", "yes")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("Còn 1 phiếu chờ quyết định"), "{}", refused.text);
    assert_eq!(lock(&mut school, "1").await, StatusCode::FORBIDDEN);
    assert_eq!(state(&app, an).await, "approved");
    // The review has closed too: what it left over is decided all the same, or nobody of the school would sit the exam.
    school.post(&format!("/school/registrations/{waiting}/approve"), &[("version", "1")]).await;
    assert_eq!(lock(&mut head, "2").await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_unit_is_late_with_its_list_once_the_review_has_closed() {
    let app = TestApp::start(OPEN).await;
    submitted(&app, "an").await;
    let mut department = browser(&app, DEPARTMENT).await;
    // Registration closes at 17:00 on 28 April, the review on 9 May.
    // The exam begins on 10 June at 14:00.
    for (moment, is_late) in [
        ("2026-04-28T17:01", false),
        ("2026-05-09T16:59", false),
        ("2026-05-09T17:00", true),
        ("2026-06-10T13:59", true),
        ("2026-06-10T14:00", false),
    ] {
        go_to(&app, moment);
        let shown = department.get("/department").await.text;
        assert_eq!(shown.contains("1 đơn vị chưa chốt danh sách"), is_late, "{moment}: {shown}");
        let way = "<a href=\"/departments/46/units/001\">001 Trường THPT Sông Hương: 1 phiếu";
        assert_eq!(shown.contains(way), is_late, "{moment}: {shown}");
    }
}

#[tokio::test]
async fn a_signature_is_given_in_the_portal_or_recorded_from_paper() {
    let (app, an, binh) = two_approved().await;
    lock(&mut browser(&app, HEAD).await, "2").await;

    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let page = candidate.get("/candidate/registration/form/confirm").await;
    assert!(page.text.contains("Tôi xác nhận phiếu là đúng"), "{}", page.text);
    let form = [("version", version(&app, an).await)];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let confirmed = candidate.post("/candidate/registration/form/confirm", &form).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text);
    assert_eq!(state(&app, an).await, "signed");

    let mut school = browser(&app, SCHOOL_A).await;
    let id = binh.to_string();
    let none = school.post("/school/list/sign", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let recorded = school.post("/school/list/sign", &[("form", &id)]).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, binh).await, "signed");
    let again = school.post("/school/list/sign", &[("form", &id)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a second press finds it recorded");
    let events = "SELECT count(*) FROM exam_registration_event WHERE to_state = 'signed'";
    assert_eq!(sqlx::query_scalar::<_, i64>(events).fetch_one(app.owner()).await.unwrap(), 2);
}

#[tokio::test]
async fn a_form_of_another_unit_is_recorded_as_little_as_one_that_does_not_exist() {
    let (app, an, _) = two_approved().await;
    lock(&mut browser(&app, HEAD).await, "2").await;
    let mut other = browser(&app, OTHER_HEAD).await;
    for id in [an.to_string(), app.ctx.fresh_uuid().to_string()] {
        let refused = other.post("/school/list/sign", &[("form", &id)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(!refused.text.contains("Bình An"), "{}", refused.text);
        let path = format!("/school/registrations/{id}/acts/strike");
        assert_eq!(other.post(&path, &[("version", "3"), ("reason", "Nhầm")]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(state(&app, an).await, "locked");
}

#[tokio::test]
async fn unlocking_takes_a_reason_and_a_second_person_and_the_candidate_sees_both() {
    let (app, an, _) = two_approved().await;
    lock(&mut browser(&app, HEAD).await, "2").await;
    let mut school = browser(&app, SCHOOL_A).await;
    let path = format!("/school/registrations/{an}/acts/request-unlock");
    let shown = version(&app, an).await;
    let without = school.post(&path, &[("version", &shown), ("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = school.post(&path, &[("version", &shown), ("reason", "Sai tên lớp 12")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let twice = school.post(&path, &[("version", &shown), ("reason", "Sai tên lớp 12")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "one request at a time");
    assert_eq!(state(&app, an).await, "locked");

    let record = school.get(&format!("/school/registrations/{an}")).await.text;
    assert!(
        record.contains("Đang chờ sở quyết định việc mở lại phiếu") && record.contains("Nguyễn Hữu Tâm"),
        "{record}"
    );
    assert!(!record.contains("/acts/request-unlock"), "what waits is not asked again: {record}");
    assert_eq!(tell_about_unlocks::run(&app.ctx).await.unwrap(), 1);
    assert_eq!(tell_about_unlocks::run(&app.ctx).await.unwrap(), 0, "once");
    assert_eq!(mails(&app, "unlock_requested").await, [LEAD]);

    let request: uuid::Uuid = sqlx::query_scalar("SELECT id FROM unlock_request").fetch_one(app.owner()).await.unwrap();
    let decide = format!("/department/unlocks/{request}");
    let mut elsewhere = browser(&app, ELSEWHERE).await;
    assert!(!elsewhere.get("/department/unlocks").await.text.contains("Sai tên lớp 12"));
    let mut staff = browser(&app, DEPARTMENT).await;
    assert!(staff.get("/department/unlocks").await.text.contains("Sai tên lớp 12"));
    assert!(staff.get("/department").await.text.contains("1 yêu cầu đang chờ"), "beside the link");
    assert_eq!(staff.post(&decide, &[("decision", "grant")]).await.status, StatusCode::FORBIDDEN);
    let mut lead = browser(&app, LEAD).await;
    let why = lead.post(&decide, &[("decision", "refuse"), ("answer", "")]).await;
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal says why");
    assert_eq!(lead.post(&decide, &[("decision", "grant")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "unlocked");
    assert_eq!(mails(&app, "unlock_decided").await, [SCHOOL_A]);
    assert!(!staff.get("/department").await.text.contains("yêu cầu đang chờ"), "nothing waits");
    assert_eq!(lead.post(&decide, &[("decision", "grant")]).await.status, StatusCode::NOT_FOUND, "decided once");

    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let home = candidate.get("/candidate/registration").await.text;
    for words in ["Được mở lại để sửa", "Sai tên lớp 12", "Sở Giáo dục và Đào tạo"] {
        assert!(home.contains(words), "{words}: {home}");
    }
    let mut head = browser(&app, HEAD).await;
    let relock = format!("/school/registrations/{an}/acts/relock");
    let shown = version(&app, an).await;
    assert_eq!(head.post(&relock, &[("version", &shown)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "locked");
}

#[tokio::test]
async fn a_refusal_is_read_with_its_reason_and_one_may_ask_again() {
    let (app, an, _) = two_approved().await;
    lock(&mut browser(&app, HEAD).await, "2").await;
    let mut school = browser(&app, SCHOOL_A).await;
    let ask = format!("/school/registrations/{an}/acts/request-unlock");
    school.post(&ask, &[("version", &version(&app, an).await), ("reason", "Sai tên lớp 12")]).await;
    let request: uuid::Uuid = sqlx::query_scalar("SELECT id FROM unlock_request").fetch_one(app.owner()).await.unwrap();
    let answer = [("decision", "refuse"), ("answer", "Tên lớp không ảnh hưởng đến việc thi.")];
    let refused = browser(&app, LEAD).await.post(&format!("/department/unlocks/{request}"), &answer).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let record = school.get(&format!("/school/registrations/{an}")).await.text;
    for words in ["Sở không mở lại phiếu", "Tên lớp không ảnh hưởng đến việc thi.", "Trả lời lúc 09:00 12/05/2026"]
    {
        assert!(record.contains(words), "{words}: {record}");
    }
    assert!(record.contains("/acts/request-unlock"), "with a better reason: {record}");
    assert_eq!(mails(&app, "unlock_decided").await, [SCHOOL_A]);
    assert_eq!(tell_about_unlocks::run(&app.ctx).await.unwrap(), 0, "what is decided waits for no lead");
}

#[tokio::test]
async fn who_is_ineligible_reads_why_and_may_be_found_eligible_again() {
    let (app, an, _) = two_approved().await;
    let mut head = browser(&app, HEAD).await;
    let act = |verb: &str| format!("/school/registrations/{an}/acts/{verb}");
    let shown = version(&app, an).await;
    let reason = [("version", shown.as_str()), ("reason", "Nghỉ học quá 45 buổi")];
    let mut school = browser(&app, SCHOOL_A).await;
    assert_eq!(school.post(&act("declare-ineligible"), &reason).await.status, StatusCode::NOT_FOUND, "the head alone");
    assert_eq!(head.post(&act("declare-ineligible"), &reason).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "ineligible");
    let queue = head.get("/school").await.text;
    assert!(queue.contains("<caption>Không dự thi (1)<") && queue.contains("<caption>Đã duyệt (1)<"), "{queue}");
    assert!(queue.contains("Đã duyệt 1/8 thí sinh"), "whoever does not sit the exam is not approved: {queue}");
    assert!(head.get("/school?group=ended").await.text.contains("Nguyễn Thị Bình An"));
    let list = head.get("/school/list").await.text;
    for words in ["Danh sách không đủ điều kiện dự thi", "Nghỉ học quá 45 buổi", "chậm nhất 14:00 26/05/2026"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    assert!(candidate.get("/candidate/registration").await.text.contains("Nghỉ học quá 45 buổi"));
    let shown = version(&app, an).await;
    let reason = [("version", shown.as_str()), ("reason", "Đã bổ sung đơn xin phép")];
    // 15 days before 10 June 14:00.
    go_to(&app, "2026-05-26T14:00");
    assert_eq!(head.post(&act("reinstate"), &reason).await.status, StatusCode::CONFLICT, "the list is public");
    go_to(&app, "2026-05-26T13:59");
    assert_eq!(head.post(&act("reinstate"), &reason).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "approved");
}

#[tokio::test]
async fn numbers_and_rooms_are_given_out_once_and_late_signatures_follow() {
    let (app, an, binh) = two_approved().await;
    sqlx::query("UPDATE candidate SET candidate_number = NULL").execute(app.owner()).await.unwrap();
    sqlx::query("UPDATE school_roll_entry SET candidate_number = NULL").execute(app.owner()).await.unwrap();
    lock(&mut browser(&app, HEAD).await, "2").await;
    let mut school = browser(&app, SCHOOL_A).await;
    school.post("/school/list/sign", &[("form", &binh.to_string())]).await;

    let mut lead = browser(&app, LEAD).await;
    let wrong = lead.post("/department/exam/venues", &[("code", "1"), ("name", ""), ("address", "Huế")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let venue = [("code", "01"), ("name", "THPT Sông Hương"), ("address", "7 Lê Lợi, Huế")];
    assert_eq!(lead.post("/department/exam/venues", &venue).await.status, StatusCode::SEE_OTHER);
    let twice = lead.post("/department/exam/venues", &venue).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "the code is taken");
    let venue: uuid::Uuid = sqlx::query_scalar("SELECT id FROM exam_venue").fetch_one(app.owner()).await.unwrap();
    let unit: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM registration_unit WHERE department_code = '46' AND unit_code = '001'")
            .fetch_one(app.owner())
            .await
            .unwrap();
    let place = [("unit", unit.to_string()), ("venue", venue.to_string())];
    let place: Vec<(&str, &str)> = place.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut elsewhere = browser(&app, ELSEWHERE).await;
    assert_eq!(elsewhere.post("/department/exam/units", &place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(lead.post("/department/exam/units", &place).await.status, StatusCode::SEE_OTHER);

    let numbers = format!("/department/exam/venues/{venue}/numbers");
    let mut staff = browser(&app, DEPARTMENT).await;
    assert_eq!(staff.post(&numbers, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(staff.get(&numbers).await.status, StatusCode::FORBIDDEN);
    // An has not signed: whoever gives out numbers now says that they know.
    let shown = lead.get(&numbers).await.text;
    for words in ["Cấp 1 số báo danh", "không hoàn tác được", "1 phiếu của các đơn vị thi ở đây chưa ký", "understood"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let unread = lead.post(&numbers, &[]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.text.contains("href=\"#understood\""), "{}", unread.text);
    assert_eq!(state(&app, binh).await, "signed");
    let understood = [("understood", "yes")];
    assert_eq!(lead.post(&numbers, &understood).await.location, "/department/exam?done=numbers&count=1");
    assert_eq!(lead.post(&numbers, &[]).await.location, "/department/exam?done=numbers&count=0", "nobody twice");
    // Approved, signed off, signed, numbered.
    let figures = lead.get("/departments/46/units.csv").await.text;
    assert!(figures.contains("001,Trường THPT Sông Hương,9,2,7,0,0,0,2,2,1,1,"), "{figures}");
    assert!(lead.get(&numbers).await.text.contains("Không có thí sinh nào chờ số"));
    school.post("/school/list/sign", &[("form", &an.to_string())]).await;
    assert_eq!(lead.post(&numbers, &[]).await.location, "/department/exam?done=numbers&count=1");
    assert_eq!((state(&app, an).await.as_str(), state(&app, binh).await.as_str()), ("numbered", "numbered"));
    let seats: Vec<(String, i16, i16)> = sqlx::query_as(
        "SELECT candidate_number, room, seat FROM exam_seat JOIN candidate ON candidate.id = candidate_id ORDER BY 1",
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    assert_eq!(seats, [("46000001".to_owned(), 1, 1), ("46000002".to_owned(), 1, 2)]);

    let told = "SELECT count(*) FROM mail_outbox WHERE template = 'candidate_number_given'";
    assert_eq!(sqlx::query_scalar::<_, i64>(told).fetch_one(app.owner()).await.unwrap(), 2, "each is told once");

    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let notice = candidate.get("/candidate/exam-notice").await.text;
    for words in ["46000002", "01 – THPT Sông Hương", "7 Lê Lợi, Huế", "Ngữ văn", "Vật lí", "Hóa học"]
    {
        assert!(notice.contains(words), "{words}: {notice}");
    }
    // As paper: the candidate's own, and both of the unit in one file, each with its number to check.
    let own = candidate.get("/candidate/exam-notice.pdf").await;
    assert_eq!((own.status, own.content_type.as_str()), (StatusCode::OK, "application/pdf"));
    let all = school.get("/school/exam-notices.pdf").await;
    let file = scratch("notices.pdf");
    std::fs::write(&file, &all.bytes).unwrap();
    let file = file.to_str().unwrap();
    assert!(output("pdfinfo", &[file]).contains("Pages:           2"), "one a page");
    let text = output("pdftotext", &["-layout", file, "-"]);
    for words in ["46000001", "46000002", "01 – THPT Sông Hương", "Ngữ văn", "120 phút"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The code on each page is that of whose page it is.
    for ((page, address), number) in read_pages(file).iter().zip(["46000001", "46000002"]) {
        assert!(page.contains(number), "{number}: {page}");
        let last_digits: String = sqlx::query_scalar(
            "SELECT right(identity_number, 3) FROM person JOIN candidate ON candidate.person_id = person.id
             WHERE candidate_number = $1",
        )
        .bind(number)
        .fetch_one(app.owner())
        .await
        .unwrap();
        let address = address.as_deref().expect("a code on each page");
        let path = address.strip_prefix(&app.ctx.config.web.base_url).expect("an address of the portal");
        let told = app.browser().get(path).await.text;
        for words in ["Giấy thật", "Giấy báo dự thi", &last_digits] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains(number) && !told.contains("Sông Hương"), "no more than that it is genuine: {told}");
    }
    let mut other = browser(&app, OTHER_HEAD).await;
    assert_eq!(other.get("/school/exam-notices.pdf").await.location, "/school/list", "their unit has none");

    let by_council = lead.get(&format!("/department/exam/units/{unit}/notices.pdf")).await;
    assert!(by_council.headers["content-disposition"].contains("giay-bao-du-thi-001.pdf"));
    std::fs::write(file, &by_council.bytes).unwrap();
    assert!(output("pdfinfo", &[file]).contains("Pages:           2"), "the council prints the same");
    let printed = "SELECT count(DISTINCT candidate_id) FROM audit_log JOIN staff ON staff.id = actor_id
                   WHERE action = 'exam_notices.print' AND staff.department_code IS NOT NULL";
    assert_eq!(sqlx::query_scalar::<_, i64>(printed).fetch_one(app.owner()).await.unwrap(), 2, "each can read it");
    let rooms = lead.get("/department/exam/venues/01").await.text;
    assert!(rooms.contains("Phòng thi 1: 2 thí sinh") && rooms.contains("46000001"), "{rooms}");
    let moved = lead.post("/department/exam/units", &place).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "it is there already");
    let other = [("code", "02"), ("name", "THPT Ngự Bình"), ("address", "Huế")];
    lead.post("/department/exam/venues", &other).await;
    let second: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM exam_venue WHERE venue_code = '02'").fetch_one(app.owner()).await.unwrap();
    let away = [("unit", unit.to_string()), ("venue", second.to_string())];
    let away: Vec<(&str, &str)> = away.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(lead.post("/department/exam/units", &away).await.status, StatusCode::CONFLICT, "they have numbers");
}

/// The venue 01 at which unit 001 sits the exam.
async fn venue_of_unit(app: &TestApp, lead: &mut Browser) -> uuid::Uuid {
    let form = [("code", "01"), ("name", "THPT Sông Hương"), ("address", "7 Lê Lợi, Huế")];
    assert_eq!(lead.post("/department/exam/venues", &form).await.status, StatusCode::SEE_OTHER);
    let venue: uuid::Uuid = sqlx::query_scalar("SELECT id FROM exam_venue").fetch_one(app.owner()).await.unwrap();
    let unit = "SELECT id FROM registration_unit WHERE department_code = '46' AND unit_code = '001'";
    let unit: uuid::Uuid = sqlx::query_scalar(unit).fetch_one(app.owner()).await.unwrap();
    let (unit, at) = (unit.to_string(), venue.to_string());
    let placed = lead.post("/department/exam/units", &[("unit", &unit), ("venue", &at)]).await;
    assert_eq!(placed.status, StatusCode::SEE_OTHER);
    venue
}

async fn set_papers(app: &TestApp, form: ExamRegistrationId, papers: serde_json::Value) {
    let query =
        "UPDATE exam_registration_version SET content = jsonb_set(content, '{papers}', $2) WHERE registration_id = $1";
    sqlx::query(query).bind(form.0).bind(papers).execute(app.owner()).await.unwrap();
}

#[tokio::test]
async fn whoever_sits_no_paper_gets_no_number_and_the_old_programme_has_its_own_hours() {
    let (app, an, binh) = two_approved().await;
    // An registers for admission alone; Bình sits papers of the programme of 2006.
    let none = serde_json::json!({ "programme": "2018", "subjects": [], "language": null, "combined": null });
    set_papers(&app, an, none).await;
    let subjects = ["toan", "ngu_van", "vat_li", "hoa_hoc", "sinh_hoc", "ngoai_ngu"];
    let old = serde_json::json!({ "programme": "2006", "subjects": subjects, "language": "N1", "combined": "khtn" });
    set_papers(&app, binh, old).await;
    let unknown = "DELETE FROM season_exam_session WHERE programme = '2006' AND paper = 'toan'";
    sqlx::query(unknown).execute(app.owner()).await.unwrap();
    sqlx::query("UPDATE candidate SET candidate_number = NULL").execute(app.owner()).await.unwrap();
    lock(&mut browser(&app, HEAD).await, "2").await;
    let mut lead = browser(&app, LEAD).await;
    let venue = venue_of_unit(&app, &mut lead).await;
    let mut school = browser(&app, SCHOOL_A).await;
    let (first, second) = (an.to_string(), binh.to_string());
    school.post("/school/list/sign", &[("form", &first), ("form", &second)]).await;
    let shown = lead.get("/department/exam").await.text;
    assert!(shown.contains("Cấp 1 số"), "one is ready, and not two: {shown}");
    let shown = lead.get(&format!("/department/exam/venues/{venue}/numbers")).await.text;
    assert!(shown.contains("Cấp 1 số báo danh") && !shown.contains("understood"), "nobody is left behind: {shown}");

    let given = lead.post(&format!("/department/exam/venues/{venue}/numbers"), &[]).await;
    assert_eq!(given.location, "/department/exam?done=numbers&count=1");
    assert_eq!((state(&app, an).await.as_str(), state(&app, binh).await.as_str()), ("signed", "numbered"));
    let seats = "SELECT count(*) FROM exam_seat";
    assert_eq!(sqlx::query_scalar::<_, i64>(seats).fetch_one(app.owner()).await.unwrap(), 1);

    let mut candidate = app.browser_as(&app.candidate("binh").await).await;
    let notice = candidate.get("/candidate/exam-notice").await.text;
    let hours = ["07:35 11/06/2026", "07:35 12/06/2026", "08:35 12/06/2026", "09:35 12/06/2026", "14:30 12/06/2026"];
    for words in hours.into_iter().chain(["60 phút", "Toán", "giờ thi sẽ được thông báo"]) {
        assert!(notice.contains(words), "{words}: {notice}");
    }
    let paper = candidate.get("/candidate/exam-notice.pdf").await;
    let file = scratch("old-notice.pdf");
    std::fs::write(&file, &paper.bytes).unwrap();
    let text = output("pdftotext", &["-layout", file.to_str().unwrap(), "-"]);
    for words in ["Ngoại ngữ", "14:30 12/06/2026", "60 phút", "Toán", "giờ thi sẽ được thông báo"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[tokio::test]
async fn what_is_given_up_within_the_window_can_be_begun_again() {
    let app = TestApp::start(OPEN).await;
    let an = submitted(&app, "an").await;
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let act = |verb: &str| format!("/candidate/registration/form/{verb}");
    let shown = version(&app, an).await;
    assert!(candidate.get(&act("cancel")).await.text.contains("không được dự thi"));
    assert_eq!(candidate.post(&act("cancel"), &[("version", &shown)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "cancelled");
    let stale = candidate.post(&act("begin-again"), &[("version", &shown)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let shown = version(&app, an).await;
    assert_eq!(candidate.post(&act("begin-again"), &[("version", &shown)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&app, an).await, "draft");
}

#[tokio::test]
async fn the_database_counts_the_same_forms_as_the_rules() {
    let app = TestApp::start(OPEN).await;
    for status in RegistrationStatus::ALL {
        let counts: bool = sqlx::query_scalar("SELECT is_accepted_registration($1)")
            .bind(status.as_str())
            .fetch_one(app.owner())
            .await
            .unwrap();
        assert_eq!(counts, ACCEPTED.contains(status), "{status:?}");
    }
}
