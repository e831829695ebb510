//! The gateway told to misbehave: for one order, by lot, and whatever it tells, with true books, statement and bank.

use std::{collections::BTreeMap, time::Duration};

use portal::{
    domain::{
        money::Dong,
        payment::viet_qr::{CollectingAccount, text},
        time::Instant,
    },
    external::payment_gateway::{
        GatewayError, IpnReply, PaymentOutcome, PaymentRequest, QueryAnswer, RefundStatus, SigningKey,
        vnpay::signed_text,
    },
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::payment_gateway::{SECRET, Scene, TERMINAL, order};

impl Scene {
    async fn get(&self, path: &str) -> (StatusCode, String) {
        let answer = self.browser.get(format!("{}{path}", self.gateway)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn set_order(&self, reference: &str, faults: Value) -> StatusCode {
        let address = format!("{}/control/orders/{reference}", self.gateway);
        let request = self.browser.put(address).header("content-type", "application/json");
        request.body(faults.to_string()).send().await.unwrap().status()
    }

    async fn opens(&self, order: &PaymentRequest) {
        let page = self.browser.get(self.client.payment_url(order)).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
    }

    async fn book(&self, reference: &str) -> Value {
        let books: Vec<Value> = serde_json::from_str(&self.get("/control/books").await.1).unwrap();
        books.into_iter().find(|entry| entry["reference"] == reference).unwrap()
    }

    async fn statement(&self, date: &str, secret: &str) -> (StatusCode, String) {
        let words = [("vnp_CreateDate", "20260726070000"), ("vnp_Date", date), ("vnp_TmnCode", TERMINAL)];
        let words = BTreeMap::from(words.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let text = signed_text(&words);
        let signature = SigningKey::new(secret).sign(&text);
        self.get(&format!("/merchant_webapi/statement?{text}&vnp_SecureHash={signature}")).await
    }

    async fn pays_by_code(&self, code: &str) -> StatusCode {
        let form = BTreeMap::from([("code", code), ("bank", "SHB")]);
        self.browser.post(format!("{}/bank-app", self.gateway)).form(&form).send().await.unwrap().status()
    }
}

fn named(reference: &str) -> PaymentRequest {
    PaymentRequest { reference: reference.into(), ..order() }
}

#[tokio::test]
async fn one_order_misbehaves_and_the_next_does_not() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed; 2]).await;
    let (odd, even) = (named("LP-1"), named("LP-2"));
    assert_eq!(scene.set_order("LP-1", json!({})).await, StatusCode::NOT_FOUND);
    scene.opens(&odd).await;
    let faults = json!({ "ipn": "never", "query": "contradicts", "query_answers": 2 });
    assert_eq!(scene.set_order("LP-1", faults).await, StatusCode::OK);
    assert_eq!(scene.set_order("LP-1", json!({ "no_such": 1 })).await, StatusCode::UNPROCESSABLE_ENTITY);
    scene.decide(&odd, "00").await;
    scene.decide(&even, "00").await;
    assert_eq!(scene.settles_at(1).await[0].as_ref().unwrap().reference, "LP-2");
    for outcome in [PaymentOutcome::Failed, PaymentOutcome::Failed, PaymentOutcome::Paid, PaymentOutcome::Paid] {
        assert_eq!(scene.stands(&odd).await, outcome);
    }
    assert_eq!(scene.stands(&even).await, PaymentOutcome::Paid);
}

#[tokio::test]
async fn questions_are_answered_wrongly_as_often_as_told() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed; 4]).await;
    for (reference, fault) in [("LP-1", "late"), ("LP-2", "not_found"), ("LP-3", "error"), ("LP-4", "silent")] {
        let order = named(reference);
        scene.opens(&order).await;
        scene.set_order(reference, json!({ "query": fault, "query_answers": 1 })).await;
        scene.decide(&order, "00").await;
        match scene.query(&order).await {
            Ok(QueryAnswer::Found(report)) => assert_eq!((fault, report.outcome()), ("late", PaymentOutcome::Pending)),
            Ok(QueryAnswer::NotFound) => assert_eq!(fault, "not_found"),
            Ok(QueryAnswer::Refused(code)) => assert_eq!((fault, code.as_str()), ("error", "99")),
            Err(error) => assert!(matches!((fault, error), ("silent", GatewayError::Status(503)))),
        }
        assert_eq!(scene.stands(&order).await, PaymentOutcome::Paid, "{fault}");
    }
}

#[tokio::test]
async fn the_way_back_may_lie_and_the_books_do_not() {
    let scene = Scene::new(r#"{"way_back":"lies"}"#, &[IpnReply::Confirmed; 2]).await;
    for (reference, outcome, told, is_taken) in
        [("LP-1", "00", PaymentOutcome::Failed, true), ("LP-2", "24", PaymentOutcome::Paid, false)]
    {
        let order = named(reference);
        let returned = scene.client.verify_return(&scene.decide(&order, outcome).await).unwrap();
        assert_eq!(returned.outcome(), told, "well signed, and a lie");
        let entry = scene.book(reference).await;
        assert_eq!(
            (&entry["response_code"], &entry["taken_dong"]),
            (&json!(outcome), &json!(if is_taken { 135_000 } else { 0 }))
        );
    }
}

#[tokio::test]
async fn an_old_notification_may_come_after_the_last_one() {
    let scene = Scene::new(r#"{"ipn":"out_of_order"}"#, &[IpnReply::Confirmed]).await;
    scene.decide(&order(), "00").await;
    let statuses = scene.settles_at(2).await.into_iter().map(|each| each.unwrap().transaction_status);
    assert_eq!(statuses.collect::<Vec<_>>(), ["00", "01"]);
}

#[tokio::test]
async fn a_notification_may_wait_until_the_time_to_pay_is_over() {
    let scene = Scene::new(r#"{"ipn":"after_expiry"}"#, &[IpnReply::Confirmed]).await;
    let created_at = order().created_at;
    let expires_at = Instant::from_unix_us(created_at.unix_us() + 1_000_000);
    let order = PaymentRequest { expires_at, ..order() };
    scene.decide(&order, "00").await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert_eq!(scene.received(), []);
    assert_eq!(scene.settles_at(1).await[0].as_ref().unwrap().outcome(), PaymentOutcome::Paid);
}

#[tokio::test]
async fn the_same_seed_draws_the_same_faults() {
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let scene = Scene::new(r#"{"percent":100,"seed":42,"most_delay_ms":9}"#, &[]).await;
        let mut faults = Vec::new();
        for number in 0..8 {
            let order = named(&format!("LP-{number}"));
            scene.opens(&order).await;
            faults.push(scene.get(&format!("/control/orders/LP-{number}")).await);
        }
        drawn.push(faults);
    }
    assert_eq!(drawn[0], drawn[1]);
    assert!(drawn[0].iter().any(|faults| faults != &drawn[0][0]), "not all alike");
}

#[tokio::test]
async fn the_statement_has_every_movement_of_the_day_and_is_signed() {
    let scene = Scene::new(r#"{"ipn":"never"}"#, &[]).await;
    for (reference, outcome) in [("LP-1", "00"), ("LP-2", "24"), ("LP-3", "07"), ("LP-4", "reversed"), ("LP-5", "00")] {
        scene.decide(&named(reference), outcome).await;
    }
    scene.refund(&named("LP-5"), 135_000, "R5").await.unwrap();
    assert_eq!(scene.refund_status(&named("LP-5")).await, Some(RefundStatus::UnderWay));

    let (status, statement) = scene.statement("20260725", SECRET).await;
    assert_eq!(status, StatusCode::OK);
    let (signed, signature) = statement.trim_end().rsplit_once(',').unwrap();
    assert!(SigningKey::new(SECRET).verifies(signed, signature));
    let lines: Vec<Vec<&str>> = signed.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][..4], ["transaction_no", "reference", "kind", "amount_dong"]);
    let movements: Vec<&[&str]> = lines[1..lines.len() - 1].iter().map(|line| &line[1..5]).collect();
    assert_eq!(
        movements,
        [
            &["LP-1", "payment", "135000", "00"][..],
            &["LP-3", "payment", "135000", "07"],
            &["LP-5", "payment", "135000", "00"],
            &["LP-5", "refund", "-135000", "00"],
        ]
    );
    assert_eq!(lines[lines.len() - 1], ["END", "4", "270000"]);

    let (_, other_day) = scene.statement("20260724", SECRET).await;
    assert!(other_day.contains("\nEND,0,0,"), "{other_day}");
    assert_eq!(scene.statement("20260725", "another key").await.0, StatusCode::FORBIDDEN);
    assert_eq!(scene.get("/merchant_webapi/statement").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_code_is_paid_by_a_banks_application_also_without_a_browser_at_the_gateway() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed; 2]).await;
    let order = named("LP-9");
    let code = |account: &str, amount| {
        let account = CollectingAccount::new("970403", account).unwrap();
        text(&account, Dong::new(amount), &order.created_at.compact(), &order.reference).unwrap()
    };
    let asked = code("0011012345678", 135_000);
    let (_, page) = scene.get(&format!("/bank-app?code={asked}")).await;
    assert!(page.contains("135.000\u{a0}VND") && page.contains("LP-9"), "{page}");
    assert_eq!(scene.pays_by_code(&asked.replace("135000", "100000")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.pays_by_code(&code("0011012345679", 135_000)).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.pays_by_code(&asked).await, StatusCode::OK);
    let notified = scene.settles_at(1).await[0].clone().unwrap();
    assert_eq!((notified.reference.as_str(), notified.amount), ("LP-9", Dong::new(135_000)));
    assert_eq!(scene.stands(&order).await, PaymentOutcome::Paid);
    assert_eq!(scene.pays_by_code(&asked).await, StatusCode::CONFLICT, "a code is paid once");
    scene.settles_at(1).await;
}

#[tokio::test]
async fn the_control_page_shows_the_books_and_sets_faults() {
    let scene = Scene::new("{}", &[IpnReply::Confirmed]).await;
    scene.decide(&named("LP-7"), "00").await;
    let (status, page) = scene.get("/control?reference=LP-7").await;
    assert_eq!(status, StatusCode::OK);
    for expected in ["Lỗi cố ý của đơn LP-7", "135.000\u{a0}VND", "00 / 00"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let send = async |fields: &[(&str, &str)]| {
        scene.browser.post(format!("{}/control", scene.gateway)).form(fields).send().await.unwrap().status()
    };
    assert_eq!(send(&[("reference", "LP-7"), ("refund", "answer_lost"), ("refund_answers", "2")]).await, 303);
    let set: Value = serde_json::from_str(&scene.get("/control/orders/LP-7").await.1).unwrap();
    assert_eq!((&set["refund"], &set["refund_answers"]), (&json!("answer_lost"), &json!(2)));
    assert_eq!(send(&[("reference", ""), ("ipn", "never"), ("slow_ms", ""), ("down", "true")]).await, 303);
    let set: Value = serde_json::from_str(&scene.get("/control/faults").await.1).unwrap();
    assert_eq!((&set["ipn"], &set["down"], &set["slow_ms"]), (&json!("never"), &json!(true), &json!(0)));
    assert_eq!(send(&[("ipn", "no such word")]).await, 422);
}
