//! Passwords and second factors are given back by a person above, never by a mail alone.

use axum::http::StatusCode;
use portal::{testing::TestApp, usecases::system::seed_demo::DEMO_PASSWORD};

use super::{
    accounts::{HEAD, LEAD, OTHER_HEAD, SCHOOL, app, browser},
    invitations::PASSWORD,
    links::{account_id, audited, column, link_of, mails_to, open_invitation, password_opens},
};

const PATH: &str = "/staff/password-reset";
const FORM: [(&str, &str); 2] = [("password", PASSWORD), ("password_repeat", PASSWORD)];

/// The head of a school has asked for a new password of one of its staff.
async fn asked() -> (TestApp, String) {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    let id = account_id(&app, SCHOOL).await;
    let path = format!("/staff/accounts/{id}/reset-password");
    let check = head.get(&path).await;
    assert!(check.text.contains("Mật khẩu hiện tại hết hiệu lực ngay"), "{}", check.text);
    let done = head.post_and_follow(&path, &[("reason", "Quên mật khẩu, đã gặp trực tiếp")]).await;
    assert!(done.text.contains("Đã gửi liên kết đặt mật khẩu mới"), "{}", done.text);
    (app, path)
}

#[tokio::test]
async fn a_new_password_takes_the_link_and_the_old_one_ends_at_once() {
    let (app, _) = asked().await;
    assert!(!password_opens(&app, SCHOOL, DEMO_PASSWORD).await, "the old password is of no use");
    let link = link_of(&app, SCHOOL).await;
    let (mut first, shown) = open_invitation(&app, &link).await;
    assert!(shown.status == StatusCode::OK && shown.text.contains(SCHOOL), "{}", shown.text);
    let weak = first.post(PATH, &[("password", "12345678"), ("password_repeat", "12345678")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = first.post(PATH, &FORM).await;
    assert_eq!(done.location, "/staff/sign-in/code?password=set", "straight on to a code, as if it had been typed");
    let step = first.get(&done.location).await;
    assert!(step.text.contains("Đã đặt mật khẩu") && step.text.contains("Chỉ còn nhập mã"), "{}", step.text);
    assert_eq!(first.get(PATH).await.location, super::CODE);
    assert_eq!(first.get("/school").await.location, "/staff/sign-in?return_to=%2Fschool", "not in without a code");
    assert_eq!(super::send_code(&mut first, &super::code(&app, SCHOOL, 0)).await.location, "/school");
    assert!(password_opens(&app, SCHOOL, PASSWORD).await);
    let (mut again, used) = open_invitation(&app, &link).await;
    for answer in
        [used, again.post(PATH, &[("password", "another xzqvwkjh"), ("password_repeat", "another xzqvwkjh")]).await]
    {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.text.contains("Liên kết này đã được dùng"), "{}", answer.text);
    }
    assert!(password_opens(&app, SCHOOL, PASSWORD).await);
    assert_eq!(mails_to(&app, SCHOOL).await, ["staff_password_reset"]);
    let acts = audited(&app, "staff_account.set_password").await;
    assert!(acts.len() == 1 && acts[0].contains("\"actor_kind\":\"school_staff\""), "{acts:?}");
    assert!(!acts[0].contains("_digest\":null"), "{acts:?}");
    let asked = audited(&app, "staff_account.reset_password").await;
    assert!(asked.len() == 1 && asked[0].contains("\"actor_kind\":\"school_head\""), "{asked:?}");
    assert!(!asked[0].contains("_digest\":null"), "{asked:?}");
}

#[tokio::test]
async fn a_link_for_a_password_is_void_when_late_replaced_or_the_account_is_closed() {
    let (app, path) = asked().await;
    let first = link_of(&app, SCHOOL).await;
    let mut head = browser(&app, HEAD).await;
    assert_eq!(head.post(&path, &[("reason", "Thư bị mất")]).await.status, StatusCode::SEE_OTHER);
    let (_, old) = open_invitation(&app, &first).await;
    assert!(old.status == StatusCode::GONE && old.text.contains("Đã có liên kết mới hơn"), "{}", old.text);
    let second = link_of(&app, SCHOOL).await;
    assert_eq!(open_invitation(&app, &second).await.1.status, StatusCode::OK);
    head.post(&path.replace("reset-password", "close"), &[("reason", "Nghỉ việc")]).await;
    let (mut guest, closed) = open_invitation(&app, &second).await;
    assert!(
        closed.status == StatusCode::GONE && closed.text.contains("Liên kết không còn hiệu lực"),
        "{}",
        closed.text
    );
    assert_eq!(guest.post(PATH, &FORM).await.status, StatusCode::GONE);
    head.post(&path.replace("reset-password", "reopen"), &[("reason", "Quay lại")]).await;
    assert_eq!(open_invitation(&app, &second).await.1.status, StatusCode::GONE, "closing ends a link for good");
    head.post(&path, &[("reason", "Mở lại tài khoản")]).await;
    let third = link_of(&app, SCHOOL).await;
    app.ctx.clock.advance_machine(72 * 3600);
    let (_, late) = open_invitation(&app, &third).await;
    assert!(late.status == StatusCode::GONE && late.text.contains("Liên kết đã hết hạn"), "{}", late.text);
    assert_eq!(
        column(&app, "SELECT state FROM staff_password_reset ORDER BY created_at, id").await,
        ["replaced", "revoked", "open"]
    );
}

/// The account has a second factor, as every demo account, and a recovery code.
async fn enrol(app: &TestApp, email: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "INSERT INTO staff_recovery_code (staff_id, code_hash) SELECT id, '\\x01' FROM staff WHERE email = '{email}'"
    )))
    .execute(app.owner())
    .await
    .unwrap();
}

#[tokio::test]
async fn a_second_factor_is_taken_away_by_a_person_above_alone() {
    let app = app().await;
    enrol(&app, HEAD).await;
    let id = account_id(&app, HEAD).await;
    let path = format!("/staff/accounts/{id}/reset-second-factor");
    let factors = "SELECT count(*)::text FROM staff_second_factor f JOIN staff s ON s.id = f.staff_id \
                   WHERE s.email = 'hieutruong.songhuong@demo.example.vn'";
    for (email, expected) in
        [(HEAD, StatusCode::FORBIDDEN), (SCHOOL, StatusCode::FORBIDDEN), (OTHER_HEAD, StatusCode::NOT_FOUND)]
    {
        let answer = browser(&app, email).await.post(&path, &[("reason", "Mất điện thoại")]).await;
        assert_eq!(answer.status, expected, "{email}");
        assert_eq!(column(&app, factors).await, ["1"], "{email}");
    }
    let mut lead = browser(&app, LEAD).await;
    let check = lead.get(&path).await;
    assert!(check.text.contains("Không làm theo yêu cầu chỉ qua thư hay tin nhắn"), "{}", check.text);
    assert_eq!(lead.post(&path, &[("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(column(&app, factors).await, ["1"]);
    let mut signed_in = browser(&app, HEAD).await;
    let done = lead.post_and_follow(&path, &[("reason", "Mất điện thoại, đã gặp")]).await;
    assert!(
        done.text.contains("Đã gỡ thiết bị tạo mã xác thực") && done.text.contains("Mất điện thoại, đã gặp"),
        "{}",
        done.text
    );
    assert_eq!(column(&app, factors).await, ["0"]);
    assert_ne!(signed_in.get("/school").await.status, StatusCode::OK, "its sessions have ended");
    assert_eq!(mails_to(&app, HEAD).await, ["staff_second_factor_reset"]);
    let acts = audited(&app, "staff_account.reset_second_factor").await;
    assert!(acts.len() == 1 && acts[0].contains("department_lead") && acts[0].contains("Mất điện thoại"), "{acts:?}");
    assert!(acts[0].contains(&format!("\"object_id\":\"{id}\"")), "on whom: {acts:?}");
    assert!(acts[0].contains("\"after_digest\":null") && !acts[0].contains("\"before_digest\":null"), "{acts:?}");
    // Nothing left to take away.
    let again = lead.post(&path, &[("reason", "Lần nữa")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("chưa cài mã xác thực"), "{}", again.text);
}
