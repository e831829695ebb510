//! The citizen-ID service misbehaves, or somebody forges its answers: each time a page of its own, the right status, no
//! session, and a trace of it (OpenID Connect Core 1.0 §3.1.3.7, RFC 6749 §4.1.2.1 and §5.2).

use axum::http::StatusCode;
use portal::testing::Browser;
use serde_json::json;

use super::citizen_portal::{CitizenPortal, heading, is_nobody};

const OPEN: &str = "2026-07-05T09:00";

/// What is wrong, the status, the reason in the audit log, the page.
const FORGERIES: [(&str, u16, &str, &str); 15] = [
    ("refused", 403, "refused_by_person", "Bạn đã từ chối đăng nhập"),
    ("request_expired", 400, "code", "Yêu cầu đăng nhập đã hết hạn"),
    ("wrong_state", 400, "state", "Câu trả lời không khớp với lượt đăng nhập"),
    ("wrong_issuer", 502, "issuer", "Câu trả lời không do dịch vụ định danh cấp"),
    ("wrong_audience", 502, "audience", "Câu trả lời dành cho hệ thống khác"),
    ("wrong_nonce", 400, "nonce", "Câu trả lời thuộc về lượt đăng nhập khác"),
    ("algorithm_none", 502, "algorithm", "Câu trả lời không được ký đúng cách"),
    ("algorithm_hs256", 502, "algorithm", "Câu trả lời không được ký đúng cách"),
    ("wrong_key", 502, "key", "Câu trả lời được ký bằng khóa lạ"),
    ("broken_signature", 502, "signature", "Chữ ký của câu trả lời không đúng"),
    ("expired_token", 502, "expired", "Câu trả lời của dịch vụ định danh đã hết hạn"),
    ("future_auth_time", 502, "auth_time", "Thời điểm xác thực không hợp lệ"),
    ("missing_acr", 502, "assurance_level", "Không rõ mức độ định danh của bạn"),
    ("unavailable", 503, "broken", "Dịch vụ định danh đang gián đoạn"),
    ("down", 503, "no_answer", "Không kết nối được dịch vụ định danh"),
];

async fn nobody_came_in(
    portal: &CitizenPortal,
    browser: &mut Browser,
    answer: &portal::testing::Answer,
    (case, expected): (usize, (&str, u16, &str, &str)),
) {
    let (kind, status, reason, title) = expected;
    assert_eq!(answer.status.as_u16(), status, "{kind}: {}", answer.text);
    assert_eq!(heading(answer), title, "{kind}");
    let (traced, trace) = portal.refusal_after(case).await;
    assert_eq!((traced.as_str(), trace.actor_kind.as_str()), (reason, "visitor"), "{kind}");
    assert!(!trace.request_id.is_empty() && answer.text.contains(&trace.request_id), "{kind}: the reference to tell");
    assert_eq!(answer.text.contains("Đây không phải lỗi của bạn"), status >= 500, "{kind}");
    assert!(is_nobody(browser).await, "{kind}");
    for secret in ["046308001374", "Nguyễn Thị Bình An", "eyJ"] {
        assert!(!answer.text.contains(secret), "{kind}: {secret}");
    }
}

#[tokio::test]
async fn a_service_that_misbehaves_for_everybody_signs_nobody_in() {
    let portal = CitizenPortal::start(OPEN).await;
    // While nothing of the service is known yet, an outage shows as soon as somebody begins.
    let mut forgeries = FORGERIES;
    forgeries.sort_by_key(|forgery| forgery.1 != 503);
    for (case, expected) in forgeries.into_iter().enumerate() {
        portal.set_fault(json!({ "kind": expected.0 })).await;
        let mut browser = portal.app.browser();
        let answer = portal.visit(&mut browser, "/sign-in", "/candidate", &[("persona", "an")]).await;
        nobody_came_in(&portal, &mut browser, &answer, (case, expected)).await;
    }
    portal.set_fault(json!({ "kind": "none" })).await;
    portal.signed_in("an").await;
}

#[tokio::test]
async fn a_single_sign_in_that_goes_wrong_harms_no_other() {
    let portal = CitizenPortal::start(OPEN).await;
    for (case, expected) in FORGERIES.into_iter().enumerate() {
        let mut browser = portal.app.browser();
        let choices = [("fault", expected.0), ("persona", "an")];
        let answer = portal.visit(&mut browser, "/sign-in", "/candidate", &choices).await;
        nobody_came_in(&portal, &mut browser, &answer, (case, expected)).await;
    }
    portal.signed_in("an").await;
}

#[tokio::test]
async fn each_page_is_there_in_english_too() {
    let portal = CitizenPortal::start(OPEN).await;
    for (kind, status, _, vietnamese) in FORGERIES {
        let mut browser = portal.app.browser();
        browser.set_cookie("language", "en");
        let answer = portal.visit(&mut browser, "/sign-in", "/", &[("fault", kind), ("persona", "an")]).await;
        assert_eq!(answer.status.as_u16(), status, "{kind}");
        assert!(heading(&answer).is_ascii() && heading(&answer) != vietnamese, "{kind}: {}", heading(&answer));
        assert!(answer.text.contains("tell them this reference"), "{kind}");
    }
}

#[tokio::test]
async fn a_service_that_is_too_slow_is_given_up() {
    let portal = CitizenPortal::start(OPEN).await;
    portal.set_fault(json!({ "kind": "slow", "delay_ms": 20_000 })).await;
    let mut browser = portal.app.browser();
    let answer = portal.visit(&mut browser, "/sign-in", "/", &[("persona", "an")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(heading(&answer), "Dịch vụ định danh trả lời quá chậm");
    assert_eq!(portal.refusal_after(0).await.0, "too_slow");
    assert!(is_nobody(&mut browser).await);
}

#[tokio::test]
async fn level_1_comes_in_and_is_told_what_it_may_not() {
    let portal = CitizenPortal::start(OPEN).await;
    let mut browser = portal.app.browser();
    let answer = portal.visit(&mut browser, "/sign-in", "/", &[("fault", "level_1"), ("persona", "an")]).await;
    assert_eq!(answer.location, "/candidate");
    assert_eq!(portal.traces("citizen.sign_in").await[0].details, json!({ "level": 1 }));
    assert!(browser.get("/candidate").await.text.contains("mức độ 1"));
    let paying = browser.post("/candidate/payment/start", &[]).await;
    assert_eq!(paying.status, StatusCode::FORBIDDEN);
    assert_eq!(heading(&paying), "Cần định danh mức độ 2 để trả lệ phí");
    for words in ["công an xã", "VNeID", "Chưa có tiền nào bị trừ", "/sign-in/again?return_to=%2Fcandidate%2Fpayment"]
    {
        assert!(paying.text.contains(words), "{words}: {}", paying.text);
    }
    // Raised in the meantime: the same session proves itself again, and may pay as far as the level goes.
    portal.visit(&mut browser, "/sign-in/again", "/candidate/payment", &[("persona", "an")]).await;
    assert_eq!(browser.post("/candidate/payment/start", &[]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_switch_says_what_it_is_set_to_and_takes_nothing_else() {
    let portal = CitizenPortal::start(OPEN).await;
    for (kind, ..) in FORGERIES {
        portal.set_fault(json!({ "kind": kind })).await;
        assert_eq!(portal.fault().await, json!({ "kind": kind }));
    }
    let before = portal.fault().await;
    assert_eq!(portal.try_fault(json!({ "kind": "weather" })).await, 422);
    assert_eq!(portal.fault().await, before);
}
