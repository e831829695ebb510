//! A candidate asks about an access; the office answers, and nobody else.

use axum::http::StatusCode;
use portal::{
    jobs,
    testing::{Browser, TestApp},
};
use uuid::Uuid;

use super::{AUDITOR, DEPARTMENT_LEAD, HEAD_A, HEAD_B, INSTITUTION_LEAD, NAME_A, NOW, OPERATOR, count, last_entry};
use crate::school::submitted::{SCHOOL_A, submitted};

const QUESTION: &str = "Vì sao trường xem phiếu của tôi hai lần?";
const ANSWER: &str = "Nhà trường duyệt phiếu theo lịch, mỗi phiếu xem hai lần.";

/// The school of `an` has looked at the registration; gives the entry.
async fn looked_at(app: &TestApp) -> Uuid {
    let id = submitted(app, "an").await;
    app.browser_as(&app.staff(SCHOOL_A).await).await.get(&format!("/school/registrations/{id}")).await;
    last_entry(app, "exam_registration.view").await
}

fn ask_path(entry: Uuid) -> String {
    format!("/candidate/access-log/{entry}/ask")
}

/// Asked by `an`; gives the question.
async fn asked(app: &TestApp) -> Uuid {
    let entry = looked_at(app).await;
    let mut candidate = browser(app, "an").await;
    let page = candidate.post_and_follow(&ask_path(entry), &[("question", QUESTION)]).await;
    assert!(page.text.contains("Chờ trả lời") && page.text.contains(QUESTION), "{}", page.text);
    sqlx::query_scalar("SELECT id FROM access_question").fetch_one(app.owner()).await.unwrap()
}

async fn browser(app: &TestApp, slug: &str) -> Browser {
    app.browser_as(&app.candidate(slug).await).await
}

async fn staff(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

async fn recipients(app: &TestApp, template: &str) -> Vec<String> {
    sqlx::query_scalar("SELECT recipient FROM mail_outbox WHERE template = $1 ORDER BY recipient")
        .bind(template)
        .fetch_all(app.owner())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_question_goes_to_the_head_of_the_unit_and_the_answer_back_to_the_candidate() {
    let app = TestApp::start(NOW).await;
    let question = asked(&app).await;
    jobs::run_all_once(&app.ctx).await;
    jobs::run_all_once(&app.ctx).await;
    assert_eq!(recipients(&app, "access_question_asked").await, [HEAD_A]);
    let due: String = sqlx::query_scalar("SELECT (due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::text FROM access_question")
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert_eq!(due, "2026-04-25 00:00:00", "asked on a Wednesday");

    let mut head = staff(&app, HEAD_A).await;
    assert!(head.get("/school").await.text.contains("href=\"/questions\""));
    let list = head.get("/questions").await;
    assert!(list.text.contains(QUESTION) && list.text.contains(NAME_A), "{}", list.text);
    let path = format!("/questions/{question}");
    let one = head.get(&path).await;
    for words in [QUESTION, "Nguyễn Hữu Tâm", "Xem phiếu đăng ký dự thi của bạn", "46001661"] {
        assert!(one.text.contains(words), "{words}: {}", one.text);
    }
    let empty = head.post(&path, &[("answer", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "ư".repeat(2_001);
    let too_long = head.post(&path, &[("answer", &long)]).await;
    assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_long.text.contains(&long), "what was typed is kept");
    let done = head.post_and_follow(&path, &[("answer", ANSWER)]).await;
    assert!(done.text.contains("Đã gửi trả lời") && !done.text.contains(QUESTION), "{}", done.text);
    assert!(head.get("/questions?show=answered").await.text.contains(QUESTION));
    let again = head.post(&path, &[("answer", "Khác")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains(ANSWER), "{}", again.text);

    jobs::run_all_once(&app.ctx).await;
    jobs::run_all_once(&app.ctx).await;
    assert_eq!(recipients(&app, "access_question_answered").await.len(), 1);
    let entry = last_entry(&app, "exam_registration.view").await;
    let mut candidate = browser(&app, "an").await;
    let read = candidate.get(&ask_path(entry)).await;
    assert!(read.text.contains(ANSWER) && read.text.contains(QUESTION), "{}", read.text);
    let log = candidate.get("/candidate/access-log").await;
    for words in ["Đọc trả lời", "Đọc câu hỏi của thí sinh", "Trả lời câu hỏi về việc xem dữ liệu"]
    {
        assert!(log.text.contains(words), "{words}: {}", log.text);
    }
    let acts = "SELECT count(*) FROM audit_log WHERE action IN ('access_question.ask', 'access_question.answer')
                AND after_digest IS NOT NULL AND candidate_id IS NOT NULL AND details::text !~ 'Vì sao|Nhà trường'";
    assert_eq!(count(&app, acts).await, 2);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_and_what_was_typed_is_kept() {
    let app = TestApp::start(NOW).await;
    let entry = looked_at(&app).await;
    let mut candidate = browser(&app, "an").await;
    let long = "ư".repeat(501);
    for (text, sentence) in [("", "Nhập hoặc chọn thông tin này"), (&long, "Rút gọn còn tối đa 500 ký tự")]
    {
        let refused = candidate.post(&ask_path(entry), &[("question", text)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(sentence) && refused.text.contains(text), "{}", refused.text);
    }
    assert_eq!(candidate.post(&ask_path(entry), &[("question", QUESTION)]).await.status, StatusCode::SEE_OTHER);
    let again = candidate.post(&ask_path(entry), &[("question", "Khác")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains(QUESTION) && !again.text.contains("Khác<"), "{}", again.text);
    assert_eq!(count(&app, "SELECT count(*) FROM access_question").await, 1);

    // One's own act, another candidate's entry and no entry at all look the same.
    let own = last_entry(&app, "citizen.sign_in").await;
    let mut other = browser(&app, "binh").await;
    let unknown = Uuid::from_u128(7);
    let mut bodies = Vec::new();
    for id in [own, unknown] {
        let path = ask_path(id);
        for answer in [candidate.get(&path).await, candidate.post(&path, &[("question", "x")]).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
    for id in [entry, unknown] {
        let answer = other.get(&ask_path(id)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        bodies.push(answer.text_without_nonce().replace(&id.to_string(), "ID"));
        assert_eq!(other.post(&ask_path(id), &[("question", "x")]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(without_token(&bodies[0]), without_token(&bodies[1]));
    assert_eq!(staff(&app, SCHOOL_A).await.get(&ask_path(entry)).await.status, StatusCode::FORBIDDEN);
}

/// The page without what is fresh in each.
fn without_token(page: &str) -> String {
    let mut parts = page.split("name=\"form_token\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + part.split_once('"').map_or("", |(_, rest)| rest))
}

#[tokio::test]
async fn only_those_who_answer_for_the_office_see_its_questions() {
    let app = TestApp::start(NOW).await;
    let question = asked(&app).await;
    let path = format!("/questions/{question}");
    for email in [HEAD_B, INSTITUTION_LEAD] {
        let mut browser = staff(&app, email).await;
        assert!(!browser.get("/questions").await.text.contains(QUESTION), "{email}");
        let found = browser.get(&path).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{email}");
        let unknown = browser.get("/questions/00000000-0000-0000-0000-000000000007").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&path, &[("answer", ANSWER)]).await.status, StatusCode::NOT_FOUND, "{email}");
    }
    for email in [SCHOOL_A, "so.hue@demo.example.vn", "bo.giamsat@demo.example.vn", "tongdai@demo.example.vn", AUDITOR]
    {
        let mut browser = staff(&app, email).await;
        for path in ["/questions", &path] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{email} {path}");
        }
        assert_eq!(browser.post(&path, &[("answer", ANSWER)]).await.status, StatusCode::FORBIDDEN, "{email}");
    }
    assert_eq!(browser(&app, "an").await.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(count(&app, "SELECT count(*) FROM access_question WHERE answer IS NULL").await, 1);
    // The department answers for its units, the ministry for everyone.
    for email in [DEPARTMENT_LEAD, OPERATOR] {
        let mut browser = staff(&app, email).await;
        assert!(browser.get("/questions").await.text.contains(QUESTION), "{email}");
        assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{email}");
    }
    let answered = staff(&app, DEPARTMENT_LEAD).await.post(&path, &[("answer", ANSWER)]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_question_that_is_late_is_marked_for_the_office_the_candidate_and_the_auditor() {
    let app = TestApp::start(NOW).await;
    let question = asked(&app).await;
    let entry = last_entry(&app, "exam_registration.view").await;
    app.ctx.clock.advance((2 * 24 + 15) * 60 - 1);
    let path = format!("/questions/{question}");
    assert!(!staff(&app, HEAD_A).await.get(&path).await.text.contains("Quá hạn"));
    app.ctx.clock.advance(1);
    for shown in ["/questions", &path] {
        assert!(staff(&app, HEAD_A).await.get(shown).await.text.contains("tag-danger"), "{shown}");
    }
    assert!(browser(&app, "an").await.get(&ask_path(entry)).await.text.contains("Quá hạn trả lời"));
    let offices = staff(&app, AUDITOR).await.get("/audit/questions").await;
    assert!(offices.text.contains(NAME_A) && offices.text.contains("tag-danger"), "{}", offices.text);
}
