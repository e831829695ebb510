//! Working through the queue: whose a record is, reasons in the season's words, and approvals by the batch that can be taken
//! back.

use axum::http::StatusCode;
use portal::{
    domain::{
        access::Actor,
        candidate::{
            evidence::EvidenceKind,
            priority::{PriorityArea, PriorityGroup, ResidenceGround},
        },
        exam::{
            attachments::EvidenceFile,
            exemption::{CertificateResult, Day, Exemption},
            graduation::GraduationBonus,
            priority_claim::PriorityCategory,
            registration::ExamRegistrationContent,
            reserved_marks::ReservedMark,
            state::PlainAction,
            subject::{ForeignLanguage, Subject},
        },
        ids::{ExamRegistrationId, StoredFileId},
        score::Score,
    },
    testing::{Browser, TestApp},
    usecases::{school::approve_together::Preview, system::tell_about_approvals},
};
use sqlx::Row as _;

use super::submitted::{SCHOOL_A, SCHOOL_B, content, submit, submitted, take_back};

const HEAD_A: &str = "hieutruong.songhuong@demo.example.vn";

async fn at_work() -> (TestApp, Browser) {
    let app = TestApp::start("2026-04-22T09:00").await;
    let staff = app.staff(SCHOOL_A).await;
    let browser = app.browser_as(&staff).await;
    (app, browser)
}

fn path(id: ExamRegistrationId, door: &str) -> String {
    format!("/school/registrations/{id}{door}")
}

async fn state(app: &TestApp, id: ExamRegistrationId) -> String {
    let query = sqlx::query("SELECT state FROM exam_registration WHERE id = $1").bind(id.0);
    query.fetch_one(app.owner()).await.unwrap().get("state")
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

/// The registry confirms everybody.
async fn all_matched(app: &TestApp) {
    sqlx::query("UPDATE registry_comparison SET status = 'matched'").execute(app.owner()).await.unwrap();
}

#[tokio::test]
async fn whoever_begins_has_the_record_for_ten_minutes_and_colleagues_see_it() {
    let (app, mut first) = at_work().await;
    let mut second = app.browser_as(&app.staff(HEAD_A).await).await;
    let an = submitted(&app, "an").await;
    app.ctx.clock.advance(1);
    let binh = submitted(&app, "binh").await;
    assert_eq!(first.post("/school/queue/next", &[]).await.location, path(an, ""));
    assert!(first.get(&path(an, "")).await.text.contains("Bạn đang giữ phiếu này đến 09:11."));
    assert_eq!(second.post("/school/queue/next", &[]).await.location, path(binh, ""), "the next one that is free");

    let queue = second.get("/school").await;
    assert!(queue.text.contains("Nguyễn Hữu Tâm đang xử lý"), "{}", queue.text);
    let record = second.get(&path(an, "")).await;
    assert!(record.text.contains("Nguyễn Hữu Tâm giữ phiếu đến 09:11."), "{}", record.text);
    assert!(!record.text.contains("/approve\""), "no button that would be refused");
    second.post(&path(an, "/claim"), &[]).await;
    let refused = second.post(&path(an, "/approve"), &[("version", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("Quyết định của bạn chưa được ghi"), "{}", refused.text);
    assert_eq!(state(&app, an).await, "submitted");

    app.ctx.clock.advance(10);
    let late = second.post(&path(an, "/approve"), &[("version", "1")]).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "nobody is locked out for longer");
    assert_eq!(late.location, path(binh, "?done=approved"), "and the next one is taken at once");
    let claims = "SELECT count(*) FROM registration_claim WHERE lapses_at > '2026-04-22T09:11:00+07:00'";
    assert_eq!(count(&app, claims).await, 1, "what is decided is nobody's any more");
    assert_eq!(first.post("/school/queue/next", &[]).await.location, "/school?done=none");
}

#[tokio::test]
async fn a_reason_of_the_season_is_read_by_the_candidate_word_for_word() {
    let (app, mut browser) = at_work().await;
    let id = submitted(&app, "an").await;
    let words = "Tên lớp 12 chưa đúng. Hãy ghi lại như trong danh sách của trường.";
    let shown = browser.get(&path(id, "")).await;
    assert!(shown.text.contains(words), "{}", shown.text);
    let form = |reason, step| {
        [("version", "1"), ("category", ""), ("reason", reason), ("text", "Lớp của em là 12A1."), ("step", step)]
    };
    let unknown = browser.post(&path(id, "/reject"), &form("bad_mood", "send")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let preview = browser.post(&path(id, "/reject"), &form("class_mistaken", "preview")).await;
    for part in ["Sai lớp hoặc trường", words, "Lớp của em là 12A1.", "phiếu đăng ký dự thi cần bạn xem lại"]
    {
        assert!(preview.text.contains(part), "{part}: {}", preview.text);
    }
    browser.post_and_follow(&path(id, "/reject"), &form("class_mistaken", "send")).await;
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let told = candidate.get("/candidate/registration").await;
    assert!(told.text.contains(words) && told.text.contains("Lớp của em là 12A1."), "{}", told.text);
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'exam_registration.reject'
        AND details ->> 'reason' = 'class_mistaken' AND details ->> 'category' = 'wrong_class_or_school'";
    assert_eq!(count(&app, audited).await, 1);
}

#[tokio::test]
async fn what_is_returned_for_evidence_and_what_is_nearly_late_have_places_of_their_own() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    submitted(&app, "binh").await;
    let form = [("version", "1"), ("reason", "priority_evidence"), ("text", "")];
    browser.post_and_follow(&path(an, "/reject"), &form).await;
    let queue = browser.get("/school").await;
    assert!(queue.text.contains("<caption>Đang chờ minh chứng (1)<"), "{}", queue.text);
    assert!(!queue.text.contains("<caption>Sắp đến hạn xử lý"), "{}", queue.text);
    // Three days for a decision: from the second on it is due soon.
    app.ctx.clock.advance(2 * 24 * 60);
    let mut browser = app.browser_as(&app.staff(SCHOOL_A).await).await;
    let queue = browser.get("/school?group=due_soon").await;
    assert!(queue.text.contains("<caption>Sắp đến hạn xử lý (1)<"), "{}", queue.text);
}

#[tokio::test]
async fn a_portrait_that_is_not_fit_is_a_reason_and_the_batch_shows_each() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    let binh = submitted(&app, "binh").await;
    all_matched(&app).await;
    let portrait = uuid::Uuid::from_u128(7);
    let content = "UPDATE exam_registration_version SET content = jsonb_set(content, '{portrait}', to_jsonb($2::text))
        WHERE registration_id = $1";
    sqlx::query(content).bind(an.0).bind(portrait.to_string()).execute(app.owner()).await.unwrap();
    let batch = browser.get("/school/batch").await.text;
    assert!(batch.contains(&path(an, &format!("/files/{portrait}"))), "{batch}");
    assert!(batch.contains("Ảnh chân dung của Nguyễn Thị Bình An") && batch.contains("loading=\"lazy\""), "{batch}");
    assert!(!batch.contains(&path(binh, "/files/")) && batch.contains(">–<"), "a form without one: {batch}");

    let form = [("version", "1"), ("reason", "portrait_not_face"), ("text", "")];
    browser.post_and_follow(&path(an, "/reject"), &form).await;
    assert_eq!(state(&app, an).await, "rejected");
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let told = candidate.get("/candidate/registration").await.text;
    assert!(told.contains("Ảnh chân dung chưa đạt") && told.contains("không nhìn rõ mặt"), "{told}");
}

/// What the page of the batch shows, as its form posts it.
async fn shown(browser: &mut Browser) -> String {
    let page = browser.get("/school/batch").await.text;
    let value = page.split("name=\"shown\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("nothing can be approved together: {page}")).to_owned()
}

async fn approve_all(browser: &mut Browser) {
    let shown = shown(browser).await;
    assert_eq!(browser.post("/school/batch", &[("shown", &shown)]).await.location, "/school?done=batch");
}

#[tokio::test]
async fn only_records_without_differences_are_approved_together() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    let binh = submitted(&app, "binh").await;
    // On the roll in 12C2, but entered 12A1.
    let chau = submitted(&app, "chau").await;
    assert!(!browser.get("/school").await.text.contains("/school/batch"), "nobody is confirmed yet");
    all_matched(&app).await;
    assert!(browser.get("/school").await.text.contains("Duyệt cùng lúc 2 phiếu không có điểm cần xem"));
    let preview = browser.get("/school/batch").await;
    assert!(preview.text.contains("Sẽ được duyệt (2)") && !preview.text.contains("chau"), "{}", preview.text);
    let other = browser.post("/school/batch", &[("shown", "2")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "as many, but not what was shown");
    approve_all(&mut browser).await;
    for (id, expected) in [(an, "approved"), (binh, "approved"), (chau, "submitted")] {
        assert_eq!(state(&app, id).await, expected);
    }
    let audited =
        "SELECT count(*) FROM audit_log WHERE action = 'exam_registration.approve' AND candidate_id IS NOT NULL";
    assert_eq!(count(&app, audited).await, 2);
    let nothing = Preview::from(Vec::new()).digest;
    let again = browser.post("/school/batch", &[("shown", &nothing)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "nothing is left");
}

#[tokio::test]
async fn another_form_in_the_place_of_one_that_was_shown_is_approved_by_nobody() {
    let (app, mut browser) = at_work().await;
    submitted(&app, "an").await;
    let binh = submitted(&app, "binh").await;
    all_matched(&app).await;
    let seen = shown(&mut browser).await;
    // Bình takes the form back; Châu corrects the class, and what the registry says is right too.
    take_back(&app, "binh", PlainAction::Withdraw).await;
    let chau = submitted(&app, "chau").await;
    let class = "UPDATE exam_registration_version SET content = jsonb_set(content, '{schools,class_12}', '\"12C2\"')
        WHERE registration_id = $1";
    sqlx::query(class).bind(chau.0).execute(app.owner()).await.unwrap();
    all_matched(&app).await;
    let refused = browser.post("/school/batch", &[("shown", &seen)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "two again, but another two");
    assert!(refused.text.contains("Danh sách đã thay đổi trong lúc bạn xem"), "{}", refused.text);
    assert!(refused.text.contains("Sẽ được duyệt (2)") && refused.text.contains("46-001-chau"), "{}", refused.text);
    assert_eq!(count(&app, "SELECT count(*) FROM exam_registration WHERE state = 'approved'").await, 0);

    // The same two forms, of which one was taken back and submitted anew meanwhile.
    let seen = shown(&mut browser).await;
    take_back(&app, "chau", PlainAction::Withdraw).await;
    submit(&app, "chau", "12C2").await;
    let refused = browser.post("/school/batch", &[("shown", &seen)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "the content that was shown is another");
    assert_eq!(state(&app, binh).await, "draft");
    approve_all(&mut browser).await;
    assert_eq!(state(&app, chau).await, "approved");
}

/// Forms that claim something, each by another claim.
fn claiming() -> Vec<(&'static str, ExamRegistrationContent)> {
    let with = |claim: &'static str, change: &dyn Fn(&mut ExamRegistrationContent)| {
        let mut content = content("12A1");
        change(&mut content);
        (claim, content)
    };
    let bonus = || Some(GraduationBonus { code: "D2-TS2".into(), points: Score::from_hundredths(25) });
    let certificate = Exemption {
        certificate: "ielts".into(),
        language: ForeignLanguage::English,
        result: CertificateResult::Score(Score::from_hundredths(650)),
        issuer: "British Council".into(),
        issued_on: Day(time::Date::from_calendar_date(2025, time::Month::May, 2).unwrap()),
        expires_on: None,
    };
    let reserved = ReservedMark { subject: Subject::Mathematics, mark: Score::from_hundredths(800) };
    let evidence = EvidenceFile { kind: EvidenceKind::PriorityCategory, file: StoredFileId(uuid::Uuid::from_u128(7)) };
    vec![
        with("category", &|form| {
            form.priority.category = Some(PriorityCategory { code: "01".into(), group: PriorityGroup::Ut1 });
        }),
        with("residence", &|form| form.priority.residence_ground = Some(ResidenceGround::BoardingSchool)),
        with("area", &|form| form.priority.area = Some(PriorityArea::Kv1)),
        with("exemption", &|form| form.exemption = Some(certificate.clone())),
        with("graduation", &|form| form.graduation.category = bonus()),
        with("encouragement", &|form| form.graduation.encouragement = bonus()),
        with("reserved marks", &|form| form.reserved_marks.push(reserved)),
        with("evidence", &|form| form.evidence.push(evidence)),
    ]
}

#[tokio::test]
async fn whoever_claims_something_is_looked_at_before_the_approval() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    submitted(&app, "binh").await;
    all_matched(&app).await;
    let keep = |content: &ExamRegistrationContent| {
        let query = "UPDATE exam_registration_version SET content = $2 WHERE registration_id = $1";
        sqlx::query(query).bind(an.0).bind(serde_json::to_value(content).unwrap())
    };
    for (claim, content) in claiming() {
        keep(&content).execute(app.owner()).await.unwrap();
        let preview = browser.get("/school/batch").await.text;
        assert!(preview.contains("Sẽ được duyệt (1)") && !preview.contains("46-001-an"), "{claim}: {preview}");
        let queue = browser.get("/school?group=new_to_examine").await.text;
        assert!(queue.contains("46-001-an"), "{claim}: {queue}");
    }
    // The area that the schools give anyway is no claim.
    let mut plain = content("12A1");
    plain.priority.area = Some(plain.derived_area.area);
    keep(&plain).execute(app.owner()).await.unwrap();
    assert!(browser.get("/school/batch").await.text.contains("Sẽ được duyệt (2)"));
    let arrangement =
        "INSERT INTO exam_arrangement (registration_id, number, kinds, note) VALUES ($1, 1, '{breaks}', '')";
    sqlx::query(arrangement).bind(an.0).execute(app.owner()).await.unwrap();
    let preview = browser.get("/school/batch").await.text;
    assert!(preview.contains("Sẽ được duyệt (1)") && !preview.contains("46-001-an"), "{preview}");
}

#[tokio::test]
async fn two_who_begin_at_the_same_moment_get_two_records() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    app.ctx.clock.advance(1);
    let binh = submitted(&app, "binh").await;
    let Actor::Staff(head) = app.staff(HEAD_A).await else { panic!("the head") };
    // A colleague has just taken the first, and nobody sees it yet.
    let mut colleague = app.owner().begin().await.unwrap();
    let claim = "INSERT INTO registration_claim (registration_id, staff_id, claimed_at, lapses_at)
        VALUES ($1, $2, '2026-04-22T09:01:00+07:00', '2026-04-22T09:11:00+07:00')";
    sqlx::query(claim).bind(an.0).bind(head.staff_id.0).execute(&mut *colleague).await.unwrap();
    let beginning = browser.post("/school/queue/next", &[]);
    let later = async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        colleague.commit().await.unwrap();
    };
    let (begun, ()) = tokio::join!(beginning, later);
    assert_eq!(begun.location, path(binh, ""));
}

#[tokio::test]
async fn a_batch_is_taken_back_within_ten_minutes_but_for_what_was_touched_since() {
    let (app, mut browser) = at_work().await;
    let an = submitted(&app, "an").await;
    let binh = submitted(&app, "binh").await;
    all_matched(&app).await;
    approve_all(&mut browser).await;
    let batch: uuid::Uuid = sqlx::query_scalar("SELECT id FROM batch_approval").fetch_one(app.owner()).await.unwrap();
    let undo = format!("/school/batch/{batch}/undo");
    let queue = browser.get("/school").await;
    assert!(queue.text.contains(&undo) && queue.text.contains("Hoàn tác (đến 09:10)"), "{}", queue.text);
    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    assert_eq!(other.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);

    // Somebody has touched one since.
    sqlx::query("UPDATE exam_registration SET version = version + 1 WHERE id = $1")
        .bind(binh.0)
        .execute(app.owner())
        .await
        .unwrap();
    let before: time::OffsetDateTime = sqlx::query_scalar("SELECT submitted_at FROM exam_registration WHERE id = $1")
        .bind(an.0)
        .fetch_one(app.owner())
        .await
        .unwrap();
    app.ctx.clock.advance(9);
    tell_about_approvals::run(&app.ctx).await.unwrap();
    assert_eq!(count(&app, "SELECT count(*) FROM mail_outbox").await, 0, "nobody is told before it is certain");
    assert_eq!(browser.post(&undo, &[]).await.location, "/school?done=undone");
    assert_eq!((state(&app, an).await.as_str(), state(&app, binh).await.as_str()), ("submitted", "approved"));
    let after: time::OffsetDateTime = sqlx::query_scalar("SELECT submitted_at FROM exam_registration WHERE id = $1")
        .bind(an.0)
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert_eq!(before, after, "the submission stays the candidate's");
    assert_eq!(count(&app, "SELECT count(*) FROM audit_log WHERE action = 'exam_registration.reopen'").await, 1);
    assert!(browser.get(&path(an, "")).await.text.contains("Hoàn tác việc duyệt"));
    assert_eq!(browser.post(&undo, &[]).await.location, "/school?done=too_late", "once");
    app.ctx.clock.advance(5);
    tell_about_approvals::run(&app.ctx).await.unwrap();
    assert_eq!(count(&app, "SELECT count(*) FROM mail_outbox").await, 0, "what was taken back is told to nobody");
}

#[tokio::test]
async fn after_ten_minutes_a_batch_stands_and_candidates_are_told_once() {
    let (app, mut browser) = at_work().await;
    submitted(&app, "an").await;
    submitted(&app, "binh").await;
    all_matched(&app).await;
    approve_all(&mut browser).await;
    let batch: uuid::Uuid = sqlx::query_scalar("SELECT id FROM batch_approval").fetch_one(app.owner()).await.unwrap();
    app.ctx.clock.advance(10);
    assert_eq!(browser.post(&format!("/school/batch/{batch}/undo"), &[]).await.location, "/school?done=too_late");
    assert!(!browser.get("/school").await.text.contains("Hoàn tác"), "no button that would be refused");
    for _ in 0..2 {
        tell_about_approvals::run(&app.ctx).await.unwrap();
    }
    let mails = "SELECT count(*) FROM mail_outbox WHERE template = 'registration_approved'";
    assert_eq!(count(&app, mails).await, 2);
}

#[tokio::test]
async fn whose_form_was_struck_or_found_ineligible_meanwhile_is_told_of_no_approval() {
    let (app, mut browser) = at_work().await;
    let forms = [("an", "strike"), ("binh", "declare-ineligible")];
    let mut ids = Vec::new();
    for (slug, act) in forms {
        ids.push((submitted(&app, slug).await, act));
    }
    all_matched(&app).await;
    approve_all(&mut browser).await;
    let mut head = app.browser_as(&app.staff(HEAD_A).await).await;
    for (id, act) in ids {
        let why = [("version", "2"), ("reason", "Đăng ký ở nơi khác")];
        let done = head.post(&path(id, &format!("/acts/{act}")), &why).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{act}: {}", done.text);
    }
    app.ctx.clock.advance(10);
    assert_eq!(tell_about_approvals::run(&app.ctx).await.unwrap(), 1);
    let mails = "SELECT count(*) FROM mail_outbox WHERE template = 'registration_approved'";
    assert_eq!(count(&app, mails).await, 0);
    let mut an = app.browser_as(&app.candidate("an").await).await;
    let told = an.get("/candidate/registration").await.text;
    assert!(
        told.contains("Trường đã huỷ phiếu này") && told.contains("Đăng ký ở nơi khác"),
        "the candidate reads why: {told}"
    );
}
