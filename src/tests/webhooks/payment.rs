//! The gateway's notifications, lost ones, late ones, and the questions that make up for them.

use std::time::Duration;

use portal::usecases::system::{ask_about_payments, expire_orders};

use crate::payment_scene::{OPEN, Scene};

#[tokio::test]
async fn a_repeated_notification_changes_nothing() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let notice = scene.notice(&address, &[]);
    assert_eq!(scene.notify(&notice).await, "00");
    let (receipt, traces) = (scene.receipt().await, scene.traces().await);
    assert!(receipt.is_some());
    for _ in 0..3 {
        assert_eq!(scene.notify(&notice).await, "02");
    }
    // A failure told after the success is late, too.
    let failure = scene.notice(&address, &[("vnp_ResponseCode", "24"), ("vnp_TransactionStatus", "02")]);
    assert_eq!(scene.notify(&failure).await, "02");
    assert_eq!((scene.receipt().await, scene.traces().await), (receipt, traces));
}

#[tokio::test]
async fn what_the_protocol_refuses_is_answered_in_its_order() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let unsigned = scene.notice(&address, &[("vnp_TxnRef", "LP2026-NONE")]).replace("Hash=", "Hash=0");
    let cases = [
        (unsigned, "97"),
        (String::new(), "97"),
        (scene.notice(&address, &[("vnp_TxnRef", "LP2026-NONE"), ("vnp_Amount", "100")]), "01"),
        (scene.notice(&address, &[("vnp_Amount", "4600000")]), "04"),
        (scene.notice(&address, &[("vnp_Amount", "4500001")]), "04"),
        (scene.notice(&address, &[("vnp_TmnCode", "OTHER")]), "99"),
    ];
    for (query, expected) in cases {
        assert_eq!(scene.notify(&query).await, expected, "{query}");
        assert_eq!((scene.states().await, scene.receipt().await), (vec!["pending".to_owned()], None), "{query}");
    }
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00", "the true one still counts");
    assert_eq!(scene.states().await, ["paid"]);
    assert_eq!(scene.notify(&scene.notice(&address, &[("vnp_Amount", "4600000")])).await, "04");
}

#[tokio::test]
async fn the_gateways_own_faults_are_survived() {
    for (fault, preferences) in [("twice", 1), ("before_return", 2), ("normal", 3)] {
        let mut scene = Scene::at(OPEN, preferences).await;
        scene.set_faults(&format!(r#"{{"ipn":"{fault}"}}"#)).await;
        let address = scene.start().await;
        scene.decide(&address, "00").await;
        until_paid(&scene).await;
        assert_eq!(scene.states().await, ["paid"], "{fault}");
        // One start, one settlement; frozen, started, paid.
        assert_eq!(scene.traces().await, (2, 3), "{fault}");
    }
}

#[tokio::test]
async fn a_notification_that_comes_after_the_return_still_counts() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.set_faults(r#"{"ipn":"normal","delay_ms":500}"#).await;
    let address = scene.start().await;
    let back = scene.decide(&address, "00").await;
    let returned = scene.browser.get(&back).await.text;
    assert!(returned.contains("Đang xử lý, đừng trả lại"), "{returned}");
    until_paid(&scene).await;
    assert!(scene.browser.get(&back).await.text.contains("Lệ phí đã nhận"));
}

#[tokio::test]
async fn when_no_notification_comes_the_portal_asks() {
    for fault in ["never", "bad_signature", "wrong_amount"] {
        let mut scene = Scene::at(OPEN, 3).await;
        scene.set_faults(&format!(r#"{{"ipn":"{fault}"}}"#)).await;
        let address = scene.start().await;
        scene.decide(&address, "00").await;
        let ctx = scene.app.ctx.clone();
        ctx.clock.advance(1);
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0, "the notification gets two minutes");
        ctx.clock.advance(1);
        scene.set_faults(r#"{"down":true}"#).await;
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0);
        assert_eq!(scene.states().await, ["pending"], "{fault}");
        scene.set_faults("{}").await;
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 1);
        assert_eq!(scene.states().await, ["paid"], "{fault}");
        assert!(scene.receipt().await.is_some());
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0, "what is settled is not asked about");
    }
}

#[tokio::test]
async fn an_attempt_the_gateway_does_not_know_stays_open_and_is_asked_about_less_and_less_often() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.start().await;
    let ctx = scene.app.ctx.clone();
    for minutes in [2, 1, 2, 4] {
        ctx.clock.advance(minutes - 1);
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 0, "{minutes}");
        ctx.clock.advance(1);
        assert_eq!(ask_about_payments::run(&ctx).await.unwrap(), 1, "{minutes}");
    }
    assert_eq!(scene.states().await, ["pending"]);
    assert_eq!(scene.traces().await, (1, 2), "a question without news leaves no event");
}

#[tokio::test]
async fn thirty_two_copies_at_once_have_one_effect() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.give_mail_address().await;
    let address = scene.start().await;
    assert_eq!(scene.accounts().await, (45_000, 0, 0));
    let notice = scene.notice(&address, &[]);
    let mut replies = futures::future::join_all((0..32).map(|_| scene.notify(&notice))).await;
    replies.sort();
    assert_eq!((replies[0].as_str(), replies.iter().filter(|reply| *reply == "02").count()), ("00", 31));
    assert_eq!(scene.states().await, ["paid"]);
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
    let effects: Vec<(String, i64)> = sqlx::query_as(
        "SELECT 'acts', count(*) FROM audit_log WHERE action = 'bill.paid'
         UNION ALL SELECT 'events', count(*) FROM payment_event WHERE to_state = 'paid'
         UNION ALL SELECT 'mails', count(*) FROM mail_outbox
         UNION ALL SELECT 'transfers', count(*) FROM ledger_entry WHERE kind = 'payment_received'
         ORDER BY 1",
    )
    .fetch_all(scene.app.owner())
    .await
    .unwrap();
    assert_eq!(effects, ["acts", "events", "mails", "transfers"].map(|effect| (effect.to_owned(), 1)));
}

#[tokio::test]
async fn an_overdue_attempt_expires_and_money_that_comes_late_still_counts() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let ctx = scene.app.ctx.clone();
    ctx.clock.advance(14);
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 0);
    ctx.clock.advance(1);
    scene.set_faults(r#"{"down":true}"#).await;
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 0, "while the gateway is silent, money may have moved");
    scene.set_faults("{}").await;
    assert_eq!(expire_orders::run(&ctx).await.unwrap(), 1);
    assert_eq!(scene.states().await, ["expired"]);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Hết hạn") && page.contains("Trả lại lệ phí"), "{page}");
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00");
    assert_eq!(scene.states().await, ["paid"]);
}

#[tokio::test]
async fn a_second_payment_of_one_bill_is_a_duplicate() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    scene.decide(&second, "00").await;
    let receipt = scene.receipt().await;
    assert!(receipt.is_some());
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "00");
    assert_eq!(scene.states().await, ["duplicate", "paid"]);
    assert_eq!(scene.receipt().await, receipt);
    let page = scene.fee_page().await.text;
    assert!(page.contains("Bạn đã trả hai lần") && page.contains("sẽ hoàn tiền"), "{page}");
    assert_eq!(scene.notify(&scene.notice(&first, &[])).await, "02");
}

#[tokio::test]
async fn the_payment_is_told_by_mail_once() {
    let mut scene = Scene::at(OPEN, 3).await;
    scene.give_mail_address().await;
    let address = scene.start().await;
    for _ in 0..2 {
        scene.notify(&scene.notice(&address, &[])).await;
    }
    let mails = sqlx::query!("SELECT recipient, template, parameters::text FROM mail_outbox")
        .fetch_all(scene.app.owner())
        .await
        .unwrap();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((mail.recipient.as_str(), mail.template.as_str()), ("an@mail.example.vn", "payment_received"));
    assert_eq!(mail.parameters.as_deref(), Some("{}"));
}

#[tokio::test]
async fn a_success_after_a_failure_pays_for_the_money_is_gone() {
    let mut scene = Scene::at(OPEN, 3).await;
    let address = scene.start().await;
    let failure = scene.notice(&address, &[("vnp_ResponseCode", "24"), ("vnp_TransactionStatus", "02")]);
    assert_eq!(scene.notify(&failure).await, "00");
    assert_eq!(scene.states().await, ["failed"]);
    assert_eq!(scene.accounts().await, (45_000, 0, 0));
    assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00");
    assert_eq!((scene.states().await, scene.receipt().await.is_some()), (vec!["paid".to_owned()], true));
    assert_eq!(scene.accounts().await, (0, 45_000, 0));
}

#[tokio::test]
async fn during_a_change_of_keys_the_previous_one_is_believed_and_without_one_it_is_not() {
    const BEFORE: &str = "the key before the change of keys";
    let mut changing = Scene::with(OPEN, 3, &[("PAYMENT_PREVIOUS_SECRET", BEFORE.to_owned())]).await;
    let address = changing.start().await;
    assert_eq!(changing.notify(&changing.notice_signed_by("any other", &address, &[])).await, "97");
    assert_eq!(changing.notify(&changing.notice_signed_by(BEFORE, &address, &[])).await, "00");
    assert_eq!(changing.states().await, ["paid"]);
    let mut settled = Scene::at(OPEN, 3).await;
    let address = settled.start().await;
    assert_eq!(settled.notify(&settled.notice_signed_by(BEFORE, &address, &[])).await, "97");
    assert_eq!(settled.states().await, ["pending"]);
    assert_eq!(settled.notify(&settled.notice(&address, &[])).await, "00");
}

#[tokio::test]
async fn the_database_itself_takes_no_second_credit_of_a_bill() {
    let mut scene = Scene::at(OPEN, 3).await;
    let first = scene.start().await;
    scene.app.ctx.clock.advance(15);
    let second = scene.start().await;
    for address in [second, first] {
        assert_eq!(scene.notify(&scene.notice(&address, &[])).await, "00");
    }
    assert_eq!(scene.accounts().await, (0, 90_000, -45_000));
    for (kind, accounts, expected) in [
        ("payment_received", ["gateway_cash", "receivable"], "ledger_entry_one_credit"),
        ("excess_received", ["gateway_cash", "refund_due"], "ledger_entry_one_receipt"),
        ("excess_received", ["gateway_cash", "receivable"], "ledger_entry_accounts_ck"),
    ] {
        let error = sqlx::query(
            "INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id, order_id)
             SELECT gen_random_uuid(), now(), $1, $2, $3, amount_dong, bill_id, id
             FROM payment_order WHERE state = 'duplicate'",
        )
        .bind(kind)
        .bind(accounts[0])
        .bind(accounts[1])
        .execute(scene.app.owner())
        .await
        .unwrap_err();
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some(expected), "{kind}: {error}");
    }
}

async fn until_paid(scene: &Scene) {
    let arrival = async {
        while scene.receipt().await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrival).await.expect("the notification comes");
}
