//! Approving and returning: state, history, audit and mail together or not at all.

use axum::http::StatusCode;
use portal::{
    domain::{exam::state::PlainAction, ids::ExamRegistrationId, time::Instant},
    testing::{Browser, TestApp},
};
use sqlx::Row as _;

use super::submitted::{EMAIL, SCHOOL_A, submit, submitted, take_back};

fn path(id: ExamRegistrationId, door: &str) -> String {
    format!("/school/registrations/{id}{door}")
}

/// The portal while registration is open, one submitted registration, and its school's browser.
async fn at_work() -> (TestApp, ExamRegistrationId, Browser) {
    let app = TestApp::start("2026-04-22T09:00").await;
    let id = submitted(&app, "an").await;
    let staff = app.staff(SCHOOL_A).await;
    let browser = app.browser_as(&staff).await;
    (app, id, browser)
}

async fn state(app: &TestApp, id: ExamRegistrationId) -> String {
    let query = sqlx::query("SELECT state FROM exam_registration WHERE id = $1").bind(id.0);
    query.fetch_one(app.owner()).await.unwrap().get("state")
}

/// Template, recipient and the whole row as text of every mail of a decision.
async fn outbox(app: &TestApp) -> Vec<(String, String, String)> {
    let query = "SELECT template, recipient, row_to_json(mail_outbox)::text AS whole FROM mail_outbox";
    let rows = sqlx::query(query).fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| (row.get("template"), row.get("recipient"), row.get("whole"))).collect()
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query(query).fetch_one(app.owner()).await.unwrap().get(0)
}

#[tokio::test]
async fn approving_leads_to_the_next_and_writes_to_the_candidate_once() {
    let (app, first, mut browser) = at_work().await;
    app.ctx.clock.advance(1);
    let second = submitted(&app, "binh").await;
    let shown = browser.get(&path(first, "")).await;
    for text in ["Nguyễn Thị Bình An", "046308001374", "Chưa đối chiếu", "Trường THPT Sông Hương", "Vật lí"]
    {
        assert!(shown.text.contains(text), "{text}: {}", shown.text);
    }

    let approved = browser.post(&path(first, "/approve"), &[("version", "1")]).await;
    let expected = format!("/school/registrations/{second}?done=approved");
    assert_eq!((approved.status, approved.location.as_str()), (StatusCode::SEE_OTHER, expected.as_str()));
    assert_eq!(state(&app, first).await, "approved");
    let next = browser.get(&expected).await;
    assert!(next.text.contains("Đã duyệt phiếu vừa rồi"), "{}", next.text);
    let last = browser.post(&path(second, "/approve"), &[("version", "1")]).await;
    assert_eq!(last.location, "/school?done=approved");

    let mails = outbox(&app).await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    for (template, recipient, whole) in mails {
        assert_eq!((template.as_str(), recipient.as_str()), ("registration_approved", EMAIL));
        for personal in ["Bình", "046308001374", "46-001", "0912345678"] {
            assert!(!whole.contains(personal), "{whole}");
        }
    }
    let audited =
        "SELECT count(*) FROM audit_log WHERE action = 'exam_registration.approve' AND candidate_id IS NOT NULL";
    assert_eq!(count(&app, audited).await, 2);
    let events =
        "SELECT count(*) FROM exam_registration_event WHERE to_state = 'approved' AND actor_kind = 'school_staff'";
    assert_eq!(count(&app, events).await, 2);
}

#[tokio::test]
async fn a_second_press_changes_nothing() {
    let (app, id, mut browser) = at_work().await;
    let form = [("version", "1")];
    assert_eq!(browser.post(&path(id, "/approve"), &form).await.status, StatusCode::SEE_OTHER);
    let again = browser.post(&path(id, "/approve"), &form).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("Phiếu đã thay đổi trong lúc bạn xem"), "{}", again.text);
    assert_eq!(outbox(&app).await.len(), 1);
}

#[tokio::test]
async fn returning_needs_a_kind_and_words_and_keeps_what_was_typed() {
    let (app, id, mut browser) = at_work().await;
    let long = "ă".repeat(501);
    let cases = [("", "Thiếu loại lý do."), ("wrong_papers", "  "), ("not_a_kind", "Có chữ."), ("other", &long)];
    for (category, text) in cases {
        let form = [("version", "1"), ("category", category), ("text", text), ("step", "send")];
        let answer = browser.post(&path(id, "/reject"), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{category} {text}");
        assert!(answer.text.contains("Có chỗ cần sửa") && answer.text.contains(text.trim()), "{}", answer.text);
    }
    let unreadable = browser.post(&path(id, "/reject"), &[("version", "one"), ("text", "x")]).await;
    assert_eq!(unreadable.status, StatusCode::BAD_REQUEST);
    let without_text = browser.post(&path(id, "/reject"), &[("version", "1")]).await;
    assert_eq!(without_text.status, StatusCode::BAD_REQUEST);
    assert_eq!(state(&app, id).await, "submitted");
    assert!(outbox(&app).await.is_empty());
}

#[tokio::test]
async fn a_look_at_the_words_comes_before_returning_and_changes_nothing() {
    let (app, id, mut browser) = at_work().await;
    let words = "Môn tự chọn thứ hai chưa đúng.\r\nHãy chọn lại.";
    let with_step = |step| [("version", "1"), ("category", "wrong_papers"), ("text", words), ("step", step)];
    let preview = browser.post(&path(id, "/reject"), &with_step("preview")).await;
    assert_eq!(preview.status, StatusCode::OK);
    for text in ["Sai môn thi", "<p>Hãy chọn lại.<", "phiếu đăng ký dự thi cần bạn xem lại"] {
        assert!(preview.text.contains(text), "{text}: {}", preview.text);
    }
    let back = browser.post(&path(id, "/reject"), &with_step("edit")).await;
    assert!(back.status == StatusCode::OK && back.text.contains("Hãy chọn lại."), "{}", back.text);
    assert_eq!((state(&app, id).await.as_str(), outbox(&app).await.len()), ("submitted", 0));

    let sent = browser.post(&path(id, "/reject"), &with_step("send")).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/school?done=returned"));
    assert_eq!(state(&app, id).await, "rejected");
    let mails = outbox(&app).await;
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].0.as_str(), mails[0].1.as_str()), ("registration_returned", EMAIL));
    assert!(!mails[0].2.contains("chọn"), "the reason is not in the mail: {}", mails[0].2);
    let record = browser.get(&path(id, "")).await;
    assert!(record.text.contains("Hãy chọn lại."), "the history tells the reason: {}", record.text);
}

#[tokio::test]
async fn what_the_candidate_changed_meanwhile_is_not_decided() {
    let (app, id, mut browser) = at_work().await;
    take_back(&app, "an", PlainAction::Withdraw).await;
    let withdrawn = browser.get(&path(id, "")).await;
    assert!(!withdrawn.text.contains("0912345678"), "a draft is the candidate's alone");
    submit(&app, "an", "12A9").await;
    let words = "Sai lớp, hãy sửa lại.";
    let form = [("version", "1"), ("category", "wrong_class_or_school"), ("text", words)];
    let returned = browser.post(&path(id, "/reject"), &form).await;
    assert_eq!(returned.status, StatusCode::CONFLICT);
    assert!(returned.text.contains(words), "what was typed is kept: {}", returned.text);
    assert!(returned.text.contains("12A9") && returned.text.contains("Danh sách trường: 12A1"), "{}", returned.text);
    assert_eq!(browser.post(&path(id, "/approve"), &[("version", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!((state(&app, id).await.as_str(), outbox(&app).await.len()), ("submitted", 0));
    assert_eq!(browser.post(&path(id, "/approve"), &[("version", "3")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_the_review_left_over_is_decided_until_the_exam_begins() {
    let (app, id, mut browser) = at_work().await;
    let second = submitted(&app, "binh").await;
    let to = |moment: &str| {
        let moment = Instant::parse(moment).unwrap();
        app.ctx.clock.advance((moment.unix_us() - app.ctx.now().unix_us()) / 60_000_000);
    };
    // Review closes at 17:00 on 9 May 2026: what is left over would keep the whole school from its sign-off.
    to("2026-05-12T09:00");
    let shown = browser.get(&path(id, "")).await.text;
    assert!(shown.contains("/approve\""), "there is a button");
    // Registration has closed: papers are frozen, so nobody is asked to choose others.
    assert!(shown.contains("không trả lại phiếu vì sai môn thi"), "{shown}");
    assert!(!shown.contains("value=\"wrong_papers\"") && !shown.contains("value=\"paper_mistaken\""), "{shown}");
    for (category, reason) in [("wrong_papers", ""), ("", "paper_mistaken")] {
        let form = [("version", "1"), ("category", category), ("reason", reason), ("text", "Chọn lại môn.")];
        let refused = browser.post(&path(id, "/reject"), &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{category}{reason}");
        assert!(refused.text.contains("Có chỗ cần sửa"), "{}", refused.text);
    }
    assert_eq!(state(&app, id).await, "submitted");
    let approved = browser.post(&path(id, "/approve"), &[("version", "1")]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
    assert_eq!(state(&app, id).await, "approved");

    to("2026-06-10T14:00");
    let late = browser.post(&path(second, "/approve"), &[("version", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Đã đóng lúc 14:00 10/06/2026"), "{}", late.text);
    let shown = browser.get(&path(second, "")).await;
    assert!(!shown.text.contains("/approve\""), "no button that cannot be pressed: {}", shown.text);
}
