//! An account begins by a link that works once, for a while, for one purpose.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::{
        link_token::{self, LinkPurpose},
        system::expire_staff_links,
    },
};

use super::{
    ENROL, PATH as SIGN_IN,
    accounts::{HEAD, OPERATOR, app, browser},
    enrolment::{code_of, recovery_codes, secret_of},
    form, is_signed_in,
    links::{account_id, audited, column, invitation_of, link_of, mails_to, open_invitation, password_opens, unit_id},
};

pub(super) const PASSWORD: &str = "cà phê trứng hồ gươm";
const NEW: &str = "moi@songhuong.example.vn";
const PATH: &str = "/staff/invitation";
/// Where whoever has set the password goes on.
const ENROLMENT: &str = "/staff/sign-in/second-factor?password=set";

async fn invite(browser: &mut Browser, role: &str, office: (&str, &str), name: &str, email: &str) -> Answer {
    let choose = browser.get("/staff/accounts/invite").await;
    assert!(choose.text.contains(role), "{role} is on offer: {}", choose.text);
    let form = [("role", role), office, ("full_name", name), ("email", email)];
    browser.post_and_follow("/staff/accounts/invite", &form).await
}

async fn set_password(browser: &mut Browser, password: &str) -> Answer {
    browser.post(PATH, &[("password", password), ("password_repeat", password)]).await
}

/// Takes the invitation of an address up by its mail; gives a browser that is signed in with the new account.
async fn take_up(app: &TestApp, email: &str) -> Browser {
    let (mut guest, shown) = open_invitation(app, &link_of(app, email).await).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains(email) && shown.text.contains("Ít nhất 8 ký tự"), "{}", shown.text);
    assert_eq!(set_password(&mut guest, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(password_opens(app, email, PASSWORD).await);
    browser(app, email).await
}

/// A school's head has invited one member of staff.
async fn invited() -> TestApp {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    let sent = invite(&mut head, "school_staff", ("unit", ""), "Đặng Thị Ngọc", NEW).await;
    assert!(sent.text.contains("Đã gửi lời mời") && sent.text.contains("Trường THPT Sông Hương"), "{}", sent.text);
    app
}

#[tokio::test]
async fn from_the_ministry_down_to_a_schools_staff_by_invitations_alone() {
    let app = app().await;
    let mut ministry = browser(&app, OPERATOR).await;
    let choose = ministry.get("/staff/accounts/invite?role=department_lead").await;
    assert!(choose.text.contains("<option value=\"46\">"), "departments to choose from: {}", choose.text);
    invite(&mut ministry, "department_lead", ("department", "46"), "Hoàng Thị Bích Đào", "lead@sohue.example.vn").await;

    let mut lead = take_up(&app, "lead@sohue.example.vn").await;
    let unit = unit_id(&app, "003").await;
    let choose = lead.get("/staff/accounts/invite?role=school_head").await;
    assert!(choose.text.contains(&unit) && choose.text.contains("003 – Trường THPT Phá Tam Giang"), "{}", choose.text);
    invite(&mut lead, "school_head", ("unit", &unit), "Lê Văn Đức", "head@tamgiang.example.vn").await;

    let mut head = take_up(&app, "head@tamgiang.example.vn").await;
    // One role alone: nothing to choose first.
    assert!(head.get("/staff/accounts/invite").await.text.contains("name=\"full_name\""));
    invite(&mut head, "school_staff", ("unit", ""), "Ngô Thị Ánh", "staff@tamgiang.example.vn").await;

    let mut staff = take_up(&app, "staff@tamgiang.example.vn").await;
    assert_eq!(staff.get("/school").await.status, StatusCode::OK);
    assert_eq!(staff.get("/staff/accounts").await.status, StatusCode::FORBIDDEN);
    let list = head.get("/staff/accounts").await;
    assert!(list.text.contains("staff@tamgiang.example.vn") && !list.text.contains("lead@sohue"), "{}", list.text);
    let id = account_id(&app, "staff@tamgiang.example.vn").await;
    let shown = head.get(&format!("/staff/accounts/{id}")).await;
    for said in ["Nhận lời mời, mở tài khoản", "Gửi lời mời", "Lê Văn Đức"] {
        assert!(shown.text.contains(said), "{said}: {}", shown.text);
    }
    let acts = audited(&app, "staff_account.accept_invitation").await;
    assert_eq!(acts.len(), 3);
    assert!(acts.iter().all(|entry| !entry.contains('@') && !entry.contains("Ngô")), "{acts:?}");
}

#[tokio::test]
async fn a_link_opens_once() {
    let app = invited().await;
    let link = link_of(&app, NEW).await;
    let (mut first, _) = open_invitation(&app, &link).await;
    let (mut second, _) = open_invitation(&app, &link).await;
    let done = set_password(&mut first, PASSWORD).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, ENROLMENT));
    // Whoever goes back in the browser is led on; later the page says where to sign in.
    assert_eq!(first.get(PATH).await.location, ENROL);
    app.ctx.clock.advance_machine(20 * 60);
    let later = first.get(PATH).await;
    assert!(later.text.contains("Đã đặt mật khẩu") && later.text.contains("href=\"/staff/sign-in\""), "{}", later.text);
    // Whoever had it open too, and whoever opens it later.
    for answer in [set_password(&mut second, "another xzqvwkjh").await, open_invitation(&app, &link).await.1] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(
            answer.text.contains("Lời mời này đã được dùng") && answer.text.contains("/staff/sign-in"),
            "{}",
            answer.text
        );
    }
    assert!(password_opens(&app, NEW, PASSWORD).await, "the password is the first one's");
    assert_eq!(column(&app, "SELECT count(*)::text FROM staff WHERE email = 'moi@songhuong.example.vn'").await, ["1"]);
}

#[tokio::test]
async fn whoever_takes_an_invitation_up_goes_straight_on_to_enrolment_and_in() {
    let app = invited().await;
    let (mut guest, _) = open_invitation(&app, &link_of(&app, NEW).await).await;
    let before = guest.cookie("session").to_owned();
    let done = set_password(&mut guest, PASSWORD).await;
    assert_eq!(done.location, ENROLMENT, "{}", done.text);
    assert_ne!(guest.cookie("session"), before, "a new id");
    assert!(!is_signed_in(&mut guest).await, "the password alone opens nothing");
    assert_eq!(guest.get("/school").await.location, "/staff/sign-in?return_to=%2Fschool");
    let page = guest.get(ENROLMENT).await;
    assert!(page.text.contains("Đã đặt mật khẩu") && page.text.contains("Còn một bước"), "{}", page.text);
    let secret = secret_of(&page);
    // An app has to be found first: longer than the wait for a code.
    app.ctx.clock.advance_machine(20 * 60 - 1);
    let wrong = guest.post(ENROL, &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(secret_of(&wrong) == secret && !wrong.text.contains("Còn một bước"), "{}", wrong.text);
    let enrolled = guest.post(ENROL, &[("code", &code_of(&app, &secret))]).await;
    assert_eq!((enrolled.status, recovery_codes(&enrolled).len()), (StatusCode::OK, 10), "{}", enrolled.text);
    assert!(enrolled.text.contains("href=\"/school\"") && enrolled.text.contains("Đặng Thị Ngọc"), "{}", enrolled.text);
    assert_eq!(guest.get("/school").await.status, StatusCode::OK);
    // The account's first acts are its own person's, on itself.
    for action in ["staff_account.accept_invitation", "staff.second_factor_enrolled"] {
        let who = "SELECT (actor_kind = 'school_staff' AND actor_id = object_id AND object_id = staff.id
                       AND before_digest IS NULL AND after_digest IS NOT NULL)::text
                   FROM audit_log, staff WHERE email = 'moi@songhuong.example.vn' AND action = ";
        let found = sqlx::query(sqlx::AssertSqlSafe(format!("{who} '{action}'"))).fetch_all(app.owner()).await.unwrap();
        let found: Vec<String> = found.iter().map(|row| sqlx::Row::get(row, 0)).collect();
        assert_eq!(found, ["true"], "{action}");
    }
}

#[tokio::test]
async fn whoever_is_interrupted_after_the_password_signs_in_and_enrols_then() {
    let app = invited().await;
    let (mut guest, _) = open_invitation(&app, &link_of(&app, NEW).await).await;
    assert_eq!(set_password(&mut guest, PASSWORD).await.location, ENROLMENT);
    app.ctx.clock.advance_machine(20 * 60);
    assert_eq!(guest.get(ENROLMENT).await.location, "/staff/sign-in?expired=1");
    let mut later = app.browser();
    let on = later.post(SIGN_IN, &form(NEW, PASSWORD, "")).await;
    assert_eq!(on.location, ENROL, "{}", on.text);
}

#[tokio::test]
async fn a_link_opens_for_72_hours() {
    let app = invited().await;
    let link = link_of(&app, NEW).await;
    let (mut waiting, _) = open_invitation(&app, &link).await;
    app.ctx.clock.advance_machine(72 * 3600 - 1);
    assert_eq!(open_invitation(&app, &link).await.1.status, StatusCode::OK);
    app.ctx.clock.advance_machine(1);
    let (_, late) = open_invitation(&app, &link).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert!(late.text.contains("Lời mời đã hết hạn") && late.text.contains("gửi liên kết mới"), "{}", late.text);
    // The form that was on the screen all the while, in a session that is as old.
    let answer = set_password(&mut waiting, PASSWORD).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(expire_staff_links::run(&app.ctx).await.unwrap(), 1);
    assert_eq!(expire_staff_links::run(&app.ctx).await.unwrap(), 0);
    assert_eq!(column(&app, "SELECT state FROM staff_invitation").await, ["expired"]);
    assert_eq!(open_invitation(&app, &link).await.1.status, StatusCode::GONE);
    assert_eq!(column(&app, "SELECT email FROM staff WHERE email LIKE 'moi@%'").await, Vec::<String>::new());
    // Whoever invited sends another, noted or not.
    let id = invitation_of(&app, NEW).await;
    let mut head = browser(&app, HEAD).await;
    let again = head.post(&format!("/staff/accounts/invitations/{id}/resend"), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(open_invitation(&app, &link_of(&app, NEW).await).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_link_makes_the_one_before_void() {
    let app = invited().await;
    let (before, id) = (link_of(&app, NEW).await, invitation_of(&app, NEW).await);
    let mut head = browser(&app, HEAD).await;
    app.ctx.clock.advance_machine(60);
    let sent = head.post_and_follow(&format!("/staff/accounts/invitations/{id}/resend"), &[]).await;
    assert!(sent.text.contains("Đã gửi liên kết mới"), "{}", sent.text);
    let after = link_of(&app, NEW).await;
    assert_ne!(before, after);
    let (_, old) = open_invitation(&app, &before).await;
    assert_eq!(old.status, StatusCode::GONE);
    assert!(old.text.contains("Đã có liên kết mới hơn"), "{}", old.text);
    let twice = head.post(&format!("/staff/accounts/invitations/{id}/resend"), &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "a replaced one is not sent again");
    let (mut guest, shown) = open_invitation(&app, &after).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(set_password(&mut guest, PASSWORD).await.status, StatusCode::SEE_OTHER);
    let successor = "SELECT (b.id = a.replaced_by)::text FROM staff_invitation a JOIN staff_invitation b ON b.state = 'accepted' \
                     WHERE a.state = 'replaced'";
    assert_eq!(column(&app, successor).await, ["true"]);
    assert_eq!(mails_to(&app, NEW).await, ["staff_invitation", "staff_invitation"]);
}

#[tokio::test]
async fn a_link_taken_back_opens_nothing() {
    let app = invited().await;
    let (link, id) = (link_of(&app, NEW).await, invitation_of(&app, NEW).await);
    let (mut open, _) = open_invitation(&app, &link).await;
    let mut head = browser(&app, HEAD).await;
    let revoke = format!("/staff/accounts/invitations/{id}/revoke");
    let done = head.post_and_follow(&revoke, &[]).await;
    assert!(done.text.contains("Đã thu hồi lời mời"), "{}", done.text);
    for answer in [set_password(&mut open, PASSWORD).await, open_invitation(&app, &link).await.1] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.text.contains("Lời mời đã được thu hồi"), "{}", answer.text);
    }
    assert_eq!(head.post(&revoke, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(audited(&app, "staff_account.revoke_invitation").await.len(), 1);
}

#[tokio::test]
async fn a_forged_link_or_one_of_another_purpose_opens_nothing() {
    let app = invited().await;
    let link = link_of(&app, NEW).await;
    let id = invitation_of(&app, NEW).await.parse().unwrap();
    let last = link.chars().last().unwrap();
    let mut flipped = link.clone();
    flipped.replace_range(
        link.len() - 2..link.len() - 1,
        if &link[link.len() - 2..link.len() - 1] == "A" { "B" } else { "A" },
    );
    let other_purpose = link_token::make(&app.ctx, LinkPurpose::StaffPasswordReset, id);
    let of_nothing = link_token::make(&app.ctx, LinkPurpose::StaffInvitation, uuid::Uuid::from_u128(7));
    let cases = [
        link.trim_end_matches(last).to_owned(),
        flipped,
        format!("{PATH}/{other_purpose}"),
        format!("{PATH}/{of_nothing}"),
        format!("{PATH}/{id}"),
        format!("{PATH}/x"),
    ];
    for forged in cases {
        let mut guest = app.browser();
        let opened = guest.get(&forged).await;
        assert_eq!((opened.status, opened.location.as_str()), (StatusCode::SEE_OTHER, PATH), "{forged}");
        for answer in [guest.get(PATH).await, set_password(&mut guest, PASSWORD).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{forged}");
            assert!(answer.text.contains("Liên kết không đúng"), "{}", answer.text);
        }
    }
    // A link of an invitation sets no password, and neither does one of a browser that opened none.
    let mut guest = app.browser();
    guest.get(&link.replace("/staff/invitation/", "/staff/password-reset/")).await;
    assert_eq!(guest.get("/staff/password-reset").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get(PATH).await.status, StatusCode::NOT_FOUND);
    assert_eq!(column(&app, "SELECT state FROM staff_invitation").await, ["open"]);
}

#[tokio::test]
async fn a_password_that_may_not_be_used_is_told_and_never_sent_back() {
    let app = invited().await;
    let (mut guest, shown) = open_invitation(&app, &link_of(&app, NEW).await).await;
    assert!(shown.text.matches("autocomplete=\"new-password\"").count() == 2, "{}", shown.text);
    let long = "ế".repeat(129);
    let cases = [
        ("", "Nhập hoặc chọn thông tin này"),
        ("1234567", "Nhập ít nhất 8 ký tự"),
        (long.as_str(), "Rút gọn còn tối đa 128 ký tự"),
        ("iloveyou", ""),
        ("Đặng Thị Ngọc", ""),
        ("songhuong", ""),
    ];
    for (password, said) in cases {
        let answer = set_password(&mut guest, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{password:?}");
        assert!(answer.text.contains(said) && answer.text.contains("id=\"password-error\""), "{}", answer.text);
        assert!(password.is_empty() || !answer.text.contains(&format!("value=\"{password}\"")), "{}", answer.text);
    }
    let unlike = guest.post(PATH, &[("password", PASSWORD), ("password_repeat", "khác hẳn")]).await;
    assert_eq!(unlike.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unlike.text.contains("Nhập lại giống hệt ô bên trên") && !unlike.text.contains(PASSWORD),
        "{}",
        unlike.text
    );
    assert_eq!(
        set_password(&mut guest, "chiều nay mưa rơi trên phá Tam Giang, thuyền ai chưa kịp về bến cũ").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn what_is_stored_opens_nothing() {
    let app = invited().await;
    let token = link_of(&app, NEW).await;
    let token = token.rsplit('/').next().unwrap().to_owned();
    let id = invitation_of(&app, NEW).await;
    let parameters = column(&app, "SELECT parameters::text FROM mail_outbox").await;
    assert_eq!(parameters, [format!("{{\"link_id\": \"{id}\"}}")]);
    let tables =
        column(&app, "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'").await;
    assert!(tables.len() > 40, "{tables:?}");
    open_invitation(&app, &format!("{PATH}/{token}")).await;
    for table in tables {
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\" t WHERE t::text LIKE $1")));
        let row = rows.bind(format!("%{token}%")).fetch_one(app.owner()).await.unwrap();
        assert_eq!(sqlx::Row::get::<i64, _>(&row, 0), 0, "{table} holds a token");
    }
}
