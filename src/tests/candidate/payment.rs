//! The candidate's fee page and the way to the gateway.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::ask_about_payments};

use crate::payment_scene::{OPEN, PAYMENT, START, Scene, parameters};

#[tokio::test]
async fn who_pays_gets_a_receipt() {
    let mut scene = Scene::at(OPEN, 3).await;
    let unpaid = scene.fee_page().await.text;
    assert!(unpaid.contains("Chưa trả") && unpaid.contains("45.000\u{a0}đ") && unpaid.contains(START), "{unpaid}");
    let address = scene.start().await;
    assert_eq!(parameters(&address)["vnp_Amount"], "4500000");
    let back = scene.decide(&address, "00").await;
    assert!(back.starts_with("/payment/return?"), "{back}");
    let returned = scene.browser.get(&back).await;
    assert_eq!(returned.status, StatusCode::OK);
    assert!(returned.text.contains("Lệ phí đã nhận") && returned.text.contains(PAYMENT), "{}", returned.text);
    let receipt = scene.receipt().await.expect("paid");
    let paid = scene.fee_page().await.text;
    assert!(paid.contains("Biên nhận") && paid.contains(&receipt) && paid.contains("09:00:00 17/07/2026"), "{paid}");
    assert!(!paid.contains(START), "nothing is left to pay");
    let again = scene.browser.post(START, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(scene.states().await, ["paid"]);
}

#[tokio::test]
async fn the_gateway_learns_nothing_about_the_candidate() {
    let mut scene = Scene::at(OPEN, 1).await;
    let asked = parameters(&scene.start().await);
    let person =
        sqlx::query!("SELECT identity_number, full_name FROM person").fetch_one(scene.app.owner()).await.unwrap();
    for (name, value) in &asked {
        assert!(!value.contains(&person.identity_number) && !value.contains(&person.full_name), "{name}={value}");
        assert!(!value.contains(&scene.candidate.to_string()), "{name}={value}");
    }
    let reference = &asked["vnp_TxnRef"];
    assert!(reference.starts_with("LP-") && reference.len() == 22, "{reference}");
    assert_eq!(asked["vnp_OrderInfo"], format!("Le phi xet tuyen {reference}"));
    assert_eq!(
        (asked["vnp_CreateDate"].as_str(), asked["vnp_ExpireDate"].as_str()),
        ("20260717090000", "20260717091500")
    );
}

#[tokio::test]
async fn who_cancels_may_try_again() {
    let mut scene = Scene::at(OPEN, 2).await;
    let first = scene.start().await;
    let back = scene.decide(&first, "24").await;
    let returned = scene.browser.get(&back).await.text;
    assert!(returned.contains("Thanh toán không thành công") && returned.contains("Người trả đã huỷ"), "{returned}");
    let failed = scene.fee_page().await.text;
    assert!(failed.contains("Thất bại: người trả đã huỷ") && failed.contains("Trả lại lệ phí"), "{failed}");
    let second = scene.start().await;
    assert_ne!(parameters(&first)["vnp_TxnRef"], parameters(&second)["vnp_TxnRef"]);
    scene.decide(&second, "00").await;
    let paid = scene.fee_page().await.text;
    assert!(!paid.contains("được hỏi lại"), "what failed before is nothing to wait for: {paid}");
    assert_eq!(scene.states().await, ["failed", "paid"]);
    assert!(scene.receipt().await.is_some());
}

#[tokio::test]
async fn a_second_click_leads_to_the_same_attempt() {
    let mut scene = Scene::at(OPEN, 4).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(5);
    assert_eq!(scene.start().await, first);
    assert_eq!(scene.states().await, ["pending"]);
    let under_way = scene.fee_page().await.text;
    assert!(under_way.contains("Đang xử lý") && under_way.contains("Quay lại lần trả đang mở"), "{under_way}");
    assert!(under_way.contains("Lần trả đang mở có hiệu lực đến 09:15 17/07/2026"), "{under_way}");
}

#[tokio::test]
async fn ten_clicks_at_once_open_one_attempt() {
    let scene = Scene::at(OPEN, 5).await;
    let mut addresses = Vec::new();
    let clicks = async {
        let clicks: Vec<_> = (0..10)
            .map(|_| {
                let mut browser = scene.browser.clone();
                tokio::task::spawn_local(async move { browser.post(START, &[]).await })
            })
            .collect();
        for click in clicks {
            let answer = click.await.unwrap();
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            addresses.push(answer.location);
        }
    };
    tokio::task::LocalSet::new().run_until(clicks).await;
    addresses.dedup();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    assert_eq!(scene.states().await, ["pending"]);
    let bills = sqlx::query_scalar!("SELECT count(*) FROM bill").fetch_one(scene.app.owner()).await.unwrap();
    assert_eq!(bills, Some(1));
}

#[tokio::test]
async fn before_the_window_the_button_is_there_and_says_from_when() {
    let mut scene = Scene::at("2026-07-16T11:59", 3).await;
    let early = scene.fee_page().await.text;
    assert!(early.contains("disabled") && early.contains("Tỉnh của bạn nộp lệ phí từ 12:00 16/07/2026"), "{early}");
    assert!(early.contains("Tạm tính") && !early.contains(START), "{early}");
    let refused = scene.browser.post(START, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("12:00 16/07/2026") && scene.states().await.is_empty(), "{}", refused.text);
    scene.app.ctx.clock.advance(1);
    scene.start().await;
}

#[tokio::test]
async fn after_the_window_nothing_starts_but_what_was_begun_may_end() {
    let mut scene = Scene::at("2026-07-21T16:55", 3).await;
    let begun = scene.start().await;
    scene.app.ctx.clock.advance(10);
    assert_eq!(scene.start().await, begun);
    scene.decide(&begun, "51").await;
    let refused = scene.browser.post(START, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("đã đóng lúc 17:00 21/07/2026"), "{}", refused.text);
    let closed = scene.fee_page().await.text;
    assert!(closed.contains("disabled") && closed.contains("tài khoản không đủ số dư"), "{closed}");
}

#[tokio::test]
async fn without_a_submitted_list_there_is_nothing_to_pay() {
    let mut scene = Scene::at(OPEN, 0).await;
    let page = scene.fee_page().await.text;
    assert!(page.contains("Bạn chưa nộp danh sách nguyện vọng"), "{page}");
    let refused = scene.browser.post(START, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_bill_names_what_it_charges_and_no_longer_follows_the_list() {
    let mut scene = Scene::at(OPEN, 9).await;
    let names = sqlx::query_scalar!(
        "SELECT admission_code FROM preference JOIN programme ON programme.id = programme_id ORDER BY rank"
    )
    .fetch_all(scene.app.owner())
    .await
    .unwrap();
    let page = scene.fee_page().await.text;
    // domain.md §5.3: 9 × 15,000 = 135,000.
    assert!(page.contains("135.000\u{a0}đ") && page.contains("9 nguyện vọng × 15.000\u{a0}đ"), "{page}");
    for code in &names {
        assert!(page.contains(&format!("({code})")), "{code}: {page}");
    }
    // The first attempt to pay freezes it; looking at it keeps nothing.
    assert_eq!(parameters(&scene.start().await)["vnp_Amount"], "13500000");
    scene.submit_list(2, 1).await;
    assert!(scene.fee_page().await.text.contains("135.000\u{a0}đ"));
    assert_eq!(parameters(&scene.start().await)["vnp_Amount"], "13500000");
}

#[tokio::test]
async fn paying_needs_identity_level_2() {
    let app = TestApp::start(OPEN).await;
    let mut actor = app.candidate("an").await;
    if let portal::domain::access::Actor::Candidate(candidate) = &mut actor {
        candidate.is_level_2 = false;
    }
    let refused = app.browser_as(&actor).await.post(START, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("Cần định danh mức độ 2 để trả lệ phí"), "{}", refused.text);
}

#[tokio::test]
async fn an_attempt_that_ran_out_gives_way_to_a_new_one_once_the_gateway_was_asked() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    scene.set_faults(r#"{"down":true}"#).await;
    let silent = scene.browser.post(START, &[]).await;
    assert_eq!(silent.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(silent.text.contains("trừ tiền hai lần"), "{}", silent.text);
    assert_eq!(scene.states().await, ["pending"]);
    scene.set_faults("{}").await;
    assert_ne!(scene.start().await, first);
    assert_eq!(scene.states().await, ["expired", "pending"]);
}

#[tokio::test]
async fn who_paid_an_attempt_that_seems_to_have_run_out_does_not_pay_twice() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.set_faults(r#"{"ipn":"never"}"#).await;
    scene.decide(&first, "00").await;
    scene.app.ctx.clock.advance(15);
    let refused = scene.browser.post(START, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(scene.states().await, ["paid"]);
}

#[tokio::test]
async fn money_in_doubt_stops_further_attempts() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.decide(&first, "07").await;
    let page = scene.fee_page().await.text;
    assert!(page.contains("Đang xác minh") && page.contains("Đừng trả lại") && !page.contains(START), "{page}");
    assert_eq!(scene.browser.post(START, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.states().await, ["under_review"]);
    scene.app.ctx.clock.advance(3);
    assert_eq!(ask_about_payments::run(&scene.app.ctx).await.unwrap(), 1);
    assert_eq!(scene.states().await, ["under_review"]);
}

#[tokio::test]
async fn a_forged_return_says_nothing_about_any_payment() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let forged = scene.notice(&address, &[]).replace("vnp_SecureHash=", "vnp_SecureHash=0");
    for query in [forged.as_str(), "", "vnp_TxnRef=LP2026&vnp_ResponseCode=00", "vnp_TxnRef=a&vnp_TxnRef=b"] {
        let page = scene.app.browser().get(&format!("/payment/return?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text.contains("không mang kết quả hợp lệ") && !page.text.contains("45.000"), "{}", page.text);
    }
    assert_eq!(scene.states().await, ["pending"]);
}

#[tokio::test]
async fn a_return_alone_pays_nothing() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let returned = scene.app.browser().get(&format!("/payment/return?{}", scene.notice(&address, &[]))).await;
    assert_eq!(returned.status, StatusCode::OK, "without a session");
    assert!(returned.text.contains("Đang xử lý, đừng trả lại"), "{}", returned.text);
    assert_eq!((scene.states().await, scene.receipt().await), (vec!["pending".to_owned()], None));
}

#[tokio::test]
async fn the_page_speaks_english_when_asked() {
    let mut scene = Scene::at(OPEN, 1).await;
    scene.browser.set_cookie("language", "en");
    let page = scene.fee_page().await.text;
    assert!(page.contains("Pay the fee") && page.contains("1 preference × "), "{page}");
    assert_eq!(parameters(&scene.start().await)["vnp_Locale"], "en");
}
