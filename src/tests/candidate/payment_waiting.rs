//! What the candidate sees while a payment has no end, and after: one status, its history, the code to scan, the receipt.

use axum::http::StatusCode;
use portal::{
    testing::Answer,
    usecases::system::{ask_about_payments, expire_orders, refund_payments},
};
use scraper::{Html, Selector};

use crate::payment_scene::{OPEN, PAYMENT, START, Scene, parameters};

const STATUS: &str = "/candidate/payment/status";
const TRANSFER: &str = "/candidate/payment/transfer";
const RECEIPT: &str = "/candidate/payment/receipt";

/// The words of the elements that `selector` finds, single blanks between.
fn words(answer: &Answer, selector: &str) -> Vec<String> {
    let page = Html::parse_document(&answer.text);
    let found = Selector::parse(selector).unwrap();
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    page.select(&found).map(|element| text(element).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn attribute(answer: &Answer, selector: &str, name: &str) -> Option<String> {
    let page = Html::parse_document(&answer.text);
    page.select(&Selector::parse(selector).unwrap()).next().and_then(|found| found.attr(name).map(str::to_owned))
}

/// After how many seconds the page would look again.
fn again(answer: &Answer) -> Option<String> {
    attribute(answer, "[data-again]", "data-again")
}

#[tokio::test]
async fn while_the_outcome_is_open_the_page_looks_again_and_once_it_is_known_no_more() {
    let mut scene = Scene::at(OPEN, 3).await;
    let unpaid = scene.fee_page().await;
    assert!(!unpaid.text.contains("http-equiv=\"refresh\""), "there is nothing to wait for");
    let address = scene.start().await;
    let waiting = scene.fee_page().await;
    assert!(
        waiting
            .text
            .contains("<noscript><meta http-equiv=\"refresh\" content=\"15; url=/candidate/payment?refreshed\">"),
        "{}",
        waiting.text
    );
    assert_eq!(words(&waiting, "[role=status] .tag"), ["Đang xử lý"]);
    assert!(words(&waiting, "[data-live=next]")[0].contains("Cổng thanh toán được hỏi lại lúc 09:02 17/07/2026"));
    let first = scene.browser.get(STATUS).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(again(&first).as_deref(), Some("4"));
    for part in ["standing", "pay", "history"] {
        let selector = format!("[data-live={part}]");
        let version = |answer| attribute(answer, &selector, "data-version");
        assert!(version(&waiting).is_some() && version(&waiting) == version(&first), "{part}");
        assert_eq!(words(&waiting, &selector), words(&first, &selector), "{part}");
    }
    scene.app.ctx.clock.advance(6);
    assert_eq!(again(&scene.browser.get(STATUS).await).as_deref(), Some("30"), "less and less often");
    scene.decide(&address, "00").await;
    let paid = scene.browser.get(STATUS).await;
    assert_eq!(again(&paid).as_deref(), Some(""));
    assert_eq!(words(&paid, "[role=status] .tag"), ["Đã nhận"]);
    assert_ne!(
        attribute(&paid, "[data-live=pay]", "data-version"),
        attribute(&waiting, "[data-live=pay]", "data-version")
    );
    assert!(!scene.fee_page().await.text.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn who_waits_for_hours_is_told_when_the_portal_looks_instead() {
    let mut scene = Scene::at(OPEN, 1).await;
    let address = scene.start().await;
    scene.decide(&address, "07").await;
    scene.app.ctx.clock.advance(61);
    let page = scene.fee_page().await;
    assert!(!page.text.contains("http-equiv=\"refresh\""));
    let next = &words(&page, "[data-live=next]")[0];
    assert!(
        next.contains("Trang này không tự cập nhật nữa") && next.contains("Cổng thanh toán được hỏi lại"),
        "{next}"
    );
    assert_eq!(again(&scene.browser.get(STATUS).await).as_deref(), Some(""));
}

#[tokio::test]
async fn a_page_that_looks_again_by_itself_does_not_use_the_session() {
    let mut scene = Scene::at(OPEN, 1).await;
    scene.start().await;
    let owner = scene.app.owner().clone();
    let last_seen = async || -> time::OffsetDateTime {
        sqlx::query_scalar("SELECT last_seen_at FROM session").fetch_one(&owner).await.unwrap()
    };
    let before = last_seen().await;
    scene.app.ctx.clock.advance_machine(10 * 60);
    for path in [STATUS, "/candidate/payment?refreshed"] {
        assert_eq!(scene.browser.get(path).await.status, StatusCode::OK);
        assert_eq!(last_seen().await, before, "{path}");
    }
    scene.fee_page().await;
    assert!(last_seen().await > before);
    scene.app.ctx.clock.advance_machine(60 * 60);
    let over = scene.browser.get(STATUS).await;
    assert_eq!(over.status, StatusCode::SEE_OTHER, "the island follows nowhere");
}

#[tokio::test]
async fn every_attempt_tells_its_history_in_plain_words() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.decide(&first, "51").await;
    let second = scene.start().await;
    scene.app.ctx.clock.advance(15);
    expire_orders::run(&scene.app.ctx).await.unwrap();
    let page = scene.fee_page().await;
    assert_eq!(
        words(&page, ".timeline-what"),
        [
            "Người trả: bắt đầu trả.",
            "Hệ thống: đã hết thời gian trả.",
            "Người trả: bắt đầu trả.",
            "Cổng thanh toán báo: không có tiền nào được trả (tài khoản không đủ số dư).",
        ],
        "the newest attempt first"
    );
    assert_eq!(words(&page, ".timeline-time")[..2], ["09:00:00 17/07/2026", "09:15:00 17/07/2026"]);
    for reference in [&first, &second].map(|address| parameters(address)["vnp_TxnRef"].clone()) {
        assert!(page.text.contains(&reference));
    }
    assert_eq!(words(&page, "[role=status] .tag"), ["Hết hạn"]);
    assert!(words(&page, "[data-live=next]")[0].contains("tiền đến muộn được ghi nhận"));
}

#[tokio::test]
async fn each_state_of_an_attempt_has_one_honest_status_and_says_what_to_do() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.start().await;
    let cases = [
        ("created", "Đang xử lý", "đừng trả lại"),
        ("pending", "Đang xử lý", "quay lại đúng lần trả đó"),
        ("failed", "Thất bại", "Trả lại lệ phí trước hạn"),
        ("expired", "Hết hạn", "tiền đến muộn"),
        ("under_review", "Đang xác minh", "Đừng trả lại"),
        ("duplicate", "Đang hoàn tiền", "Không cần làm gì để được hoàn tiền"),
        ("refund_requested", "Đang hoàn tiền", "Không cần làm gì để được hoàn tiền"),
        ("refunded", "Đã hoàn tiền", "Trả lại lệ phí trước hạn"),
    ];
    for (state, status, to_do) in cases {
        sqlx::query("UPDATE payment_order SET state = $1, next_query_at = NULL, next_refund_at = NULL")
            .bind(state)
            .execute(scene.app.owner())
            .await
            .unwrap();
        let page = scene.fee_page().await;
        assert_eq!(words(&page, "[role=status] .tag"), [status], "{state}");
        assert!(
            words(&page, "[data-live=next]")[0].contains(to_do),
            "{state}: {}",
            words(&page, "[data-live=next]")[0]
        );
        let may_pay = state != "under_review";
        assert_eq!(page.text.contains(START), may_pay, "{state}");
    }
}

#[tokio::test]
async fn an_extra_payment_is_seen_on_its_way_back_until_it_is_there() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "00");
    let twice = scene.fee_page().await;
    assert!(twice.text.contains("Bạn đã trả hai lần"), "{}", twice.text);
    let next = &words(&twice, "[data-live=next]")[0];
    assert!(next.contains("Việc hoàn tiền được xem lại"), "{next}");
    assert!(
        words(&twice, ".timeline-what")
            .contains(&"Cổng thanh toán báo: tiền đến cho khoản đã trả, sẽ được hoàn lại.".to_owned())
    );
    refund_payments::run(&scene.app.ctx).await.unwrap();
    assert!(words(&scene.fee_page().await, ".timeline-what").contains(&"Hệ thống: bắt đầu hoàn tiền.".to_owned()));
    assert_eq!(words(&scene.fee_page().await, "[role=status] .tag"), ["Đã nhận"], "the bill is paid all the same");
}

#[tokio::test]
async fn a_vietqr_code_pays_the_same_attempt_as_the_gateways_page() {
    let mut scene = Scene::at(OPEN, 3).await;
    assert!(scene.fee_page().await.text.contains("Tạo mã VietQR"));
    let made = scene.browser.post(TRANSFER, &[]).await;
    assert_eq!((made.status, made.location.as_str()), (StatusCode::SEE_OTHER, "/candidate/payment#transfer"));
    let page = scene.fee_page().await;
    let picture = attribute(&page, "#transfer img", "src").unwrap();
    assert!(picture.starts_with("data:image/svg+xml;base64,"));
    assert!(attribute(&page, "#transfer img", "alt").unwrap().contains("VietQR"));
    let reference = parameters(&scene.start().await)["vnp_TxnRef"].clone();
    assert_eq!(scene.states().await, ["pending"], "no second attempt");
    let told = words(&page, "#transfer dd");
    assert_eq!(told[..4], ["970403", "0011012345678", "45.000 đ", reference.as_str()]);
    let code = words(&page, "#transfer .code-text")[0].clone();
    assert_eq!(scene.pay_by_code(&code).await, 200);
    assert_eq!(scene.states().await, ["paid"]);
    let paid = scene.fee_page().await;
    assert!(paid.text.contains("Biên nhận") && !paid.text.contains("id=\"transfer\""), "{}", paid.text);
}

#[tokio::test]
async fn a_code_is_shown_only_while_its_attempt_can_be_paid() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.browser.post(TRANSFER, &[]).await;
    scene.app.ctx.clock.advance(15);
    let over = scene.fee_page().await;
    assert!(words(&over, "#transfer img").is_empty() && !over.text.contains("0011012345678"), "{}", over.text);
    let mut closed = Scene::at("2026-07-21T17:00", 3).await;
    assert_eq!(closed.browser.post(TRANSFER, &[]).await.status, StatusCode::CONFLICT);
    assert!(!closed.fee_page().await.text.contains(TRANSFER));
}

#[tokio::test]
async fn the_receipt_can_be_printed_and_holds_no_identity_number() {
    let mut scene = Scene::at(OPEN, 3).await;
    let early = scene.browser.get(RECEIPT).await;
    assert_eq!((early.status, early.location.as_str()), (StatusCode::SEE_OTHER, PAYMENT));
    let address = scene.start().await;
    scene.decide(&address, "00").await;
    let receipt = scene.browser.get(RECEIPT).await;
    assert_eq!(receipt.status, StatusCode::OK);
    let (number, bank): (String, String) = sqlx::query_as(
        "SELECT receipt_number, gateway_transaction FROM bill JOIN payment_order ON payment_order.bill_id = bill.id",
    )
    .fetch_one(scene.app.owner())
    .await
    .unwrap();
    let reference = parameters(&address)["vnp_TxnRef"].clone();
    let told = words(&receipt, "dd");
    let expected = [
        number.as_str(),
        "Người Thử",
        "2026",
        "45.000\u{a0}đ",
        "Bốn mươi lăm nghìn đồng",
        "09:00:00 17/07/2026",
        &reference,
        &bank,
    ];
    assert_eq!(told, expected.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" ")));
    assert_eq!(words(&receipt, "tbody tr").len(), 3);
    let person: String =
        sqlx::query_scalar("SELECT identity_number FROM person").fetch_one(scene.app.owner()).await.unwrap();
    assert!(!receipt.text.contains(&person));
}

#[tokio::test]
async fn the_return_page_says_when_the_gateway_is_asked_and_looks_again_by_itself() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    scene.set_faults(r#"{"ipn":"never"}"#).await;
    let back = scene.decide(&address, "00").await;
    let mut payer = scene.app.browser();
    let returned = payer.get(&back).await;
    assert_eq!(words(&returned, "[role=status] h2"), ["Thông tin: Đang xử lý, đừng trả lại"]);
    assert!(returned.text.contains("Cổng thanh toán được hỏi lại lúc"), "{}", returned.text);
    assert!(returned.text.contains("<leptos-island") && returned.text.contains("http-equiv=\"refresh\""));
    let parts = back.replace("/payment/return?", "/payment/return/status?");
    assert_eq!(again(&payer.get(&parts).await).as_deref(), Some("4"));
    // Looking there settles nothing.
    assert_eq!((scene.states().await, scene.receipt().await), (vec!["pending".to_owned()], None));
    scene.app.ctx.clock.advance(2);
    assert_eq!(ask_about_payments::run(&scene.app.ctx).await.unwrap(), 1);
    let told = payer.get(&parts).await;
    assert_eq!(words(&told, "[role=status] h2"), ["Thành công: Lệ phí đã nhận"]);
    assert_eq!(again(&told).as_deref(), Some(""));
    let forged = parts.replace("vnp_SecureHash=", "vnp_SecureHash=0");
    assert_eq!(payer.get(&forged).await.status, StatusCode::NOT_FOUND);
}
